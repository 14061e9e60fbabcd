/**
 * What is dimmed: by words, holder, kind of link, paragraph and confidence.
 * @import {Kind, Perspective} from "../core/types.js"
 */
import { t } from "../core/messages.js";
import { dimmed, isActive, noFilter } from "../core/filter.js";
import { reveal } from "../core/forest.js";
import { listsOf } from "../core/lists.js";
import { matches, termsOf } from "../core/search.js";
import { WORDS, holderName } from "../core/model.js";
import { bySide, speakers } from "../core/sides.js";
import { chooseHolder, clearFilter, chooseKind, foldAll, firstFold, kindsHere, select, setFilter } from "./actions.js";
import { afterDrawing, announce, find, h, plural, setChildren } from "./dom.js";
import { holderClass } from "./paint.js";
import { mapChanged, store } from "./store.js";
import { markFound } from "../views/found.js";
import { sideName } from "../views/voices.js";

/** @param {string} selector */
export function mountFilterBar(selector) {
  const root = /** @type {HTMLElement} */ (find(selector));
  const search = h("input", {
    type: "search",
    id: "search",
    placeholder: t("Search the claims"),
    "aria-label": t("Search the claims"),
    oninput: () => {
      setFilter({ query: search.value });
      soon(search.value);
    },
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (!goNow()) nextFound();
    },
  });
  const holders = h("div", { class: "chips", role: "group", "aria-label": t("Held by") });
  const kinds = h(
    "div",
    { class: "chips", role: "group", "aria-label": t("Links") },
    Object.entries(WORDS).map(([kind, { sign, word }]) =>
      h(
        "button",
        { type: "button", class: `chip-button ${kind}`, "data-kind": kind, title: t("Show only these links; more kinds add to it"), onclick: () => chooseKind(/** @type {Kind} */ (kind)) },
        `${sign} ${word}`,
      ),
    ),
  );
  const paragraph = h("select", { "aria-label": t("Paragraph"), onchange: () => setFilter({ paragraph: paragraph.value === "" ? null : Number(paragraph.value) }) });
  const sure = h("input", { type: "range", min: 0, max: 100, step: 5, "aria-label": t("At least this sure"), oninput: () => setFilter({ confidence: Number(sure.value) / 100 }) });
  const sureText = h("output", {});
  const count = h("span", { class: "note count" });
  const clear = h("button", { type: "button", class: "quiet", onclick: clearFilter }, t("Show all"));
  const fold = h("button", { type: "button", class: "quiet fold", onclick: () => foldAll(store.state.fold.depth === Infinity ? Math.min(2, firstFold(store.open.map).depth) : Infinity) });
  const sureField = h("label", { class: "field" }, h("span", { class: "label" }, t("At least this sure")), h("span", { class: "row" }, sure, sureText));
  const list = h("select", { "aria-label": t("List"), onchange: () => setFilter({ list: list.value === "" ? null : /** @type {import("../core/lists.js").ListName} */ (list.value) }) });
  const doubtful = h("input", { type: "checkbox", onchange: () => setFilter({ sure: doubtful.checked }) });
  const doubtfulText = h("span", {});
  const doubtfulField = h("label", { class: "row" }, doubtful, doubtfulText);
  const hide = h("input", { type: "checkbox", onchange: () => setFilter({ hide: hide.checked }) });
  const more = h(
    "details",
    { class: "more" },
    h("summary", {}, t("Filter")),
    h(
      "div",
      { class: "more-body" },
      h("div", { class: "field" }, h("span", { class: "label" }, t("Links")), kinds),
      h("label", { class: "field" }, h("span", { class: "label" }, t("Paragraph")), paragraph),
      h("label", { class: "field" }, h("span", { class: "label" }, t("Only these claims")), list),
      sureField,
      doubtfulField,
      h("label", { class: "row" }, hide, t("Hide the rest instead of dimming it")),
    ),
  );
  more.addEventListener("toggle", () => {
    more.classList.toggle("to-left", more.open && more.getBoundingClientRect().left + 340 > innerWidth);
  });
  document.addEventListener("click", (event) => {
    if (more.open && event.target instanceof Node && !more.contains(event.target)) more.open = false;
  });
  more.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !more.open) return;
    more.open = false;
    more.querySelector("summary")?.focus();
    event.stopPropagation();
  });
  const glance = h("button", { type: "button", class: "only-narrow", onclick: async () => (await import("../views/glance.js")).aboutDialog() }, t("At a glance"));
  const all = h("button", { type: "button", class: "quiet all-holders", hidden: true, "aria-expanded": "false", onclick: () => unfold(!holders.classList.contains("is-all")) });
  const unfold = (/** @type {boolean} */ on) => {
    holders.classList.toggle("is-all", on);
    all.setAttribute("aria-expanded", String(on));
    countHidden();
  };
  const countHidden = () => {
    const chips = /** @type {HTMLElement[]} */ ([...holders.querySelectorAll("button")]);
    const edge = holders.getBoundingClientRect().right;
    const beyond = holders.classList.contains("is-all") ? 1 : chips.filter((chip) => chip.getBoundingClientRect().right > edge + 1).length;
    all.hidden = beyond === 0;
    all.textContent = holders.classList.contains("is-all") ? t("Fewer") : `+ ${beyond}`;
    all.setAttribute("aria-label", holders.classList.contains("is-all") ? t("Fewer holders") : t("{0} more holders", beyond));
  };
  new ResizeObserver(countHidden).observe(holders);
  setChildren(root, glance, h("div", { class: "search" }, search), holders, all, more, count, clear, fold);

  store.subscribe((state, changed) => {
    if (!store.derived) return;
    const { filter } = state;
    if (mapChanged(changed) || changed.has("mapId")) {
      drawHolders(holders);
      afterDrawing(countHidden);
      drawParagraphs(paragraph);
      setChildren(
        list,
        h("option", { value: "" }, t("All")),
        listsOf(store.open.index).map(({ name, title, units }) => h("option", { value: name }, `${title} (${units.size})`)),
      );
      const { size } = store.open.index.said.doubtful;
      doubtfulText.textContent = t("Without the {0}", plural(size, "doubtful link"));
      doubtfulField.hidden = size === 0;
      const here = kindsHere();
      for (const chip of kinds.querySelectorAll("button")) chip.hidden = !here.has(/** @type {Kind} */ (chip.dataset.kind));
      sureField.hidden = store.open.map.units.every((unit) => (unit.confidence ?? 1) === 1);
    }
    if (!(mapChanged(changed) || changed.has("filter") || changed.has("fold") || changed.has("mapId"))) return;
    if (document.activeElement !== search) search.value = filter.query;
    for (const chip of holders.querySelectorAll("button")) chip.setAttribute("aria-pressed", String(!filter.holders.has(chip.dataset.holder ?? "")));
    for (const chip of kinds.querySelectorAll("button")) chip.setAttribute("aria-pressed", String(!filter.kinds.has(chip.dataset.kind ?? "")));
    paragraph.value = filter.paragraph === null ? "" : String(filter.paragraph);
    list.value = filter.list ?? "";
    doubtful.checked = filter.sure;
    hide.checked = filter.hide;
    document.body.classList.toggle("hides-rest", filter.hide);
    sure.value = String(Math.round(filter.confidence * 100));
    sureText.textContent = filter.confidence === 0 ? t("any") : `${Math.round(filter.confidence * 100)}%`;
    const total = store.open.map.units.length;
    const bright = total - store.open.dim.units.size;
    clear.classList.toggle("is-off", !isActive(filter)); // keeps its place, or all would move under the pointer
    count.textContent = !isActive(filter) ? "" : bright === 0 && filter.query.trim() ? nothingFound(filter.query) : t("{0} of {1}", bright, plural(total, "claim"));
    more.classList.toggle("is-active", filter.kinds.size > 0 || filter.paragraph !== null || filter.confidence > 0 || filter.list !== null || filter.sure || filter.hide);
    if (changed.has("filter") && filter.query === "") markFound();
    if (changed.has("filter")) announce(isActive(filter) ? t("{0} of {1} claims shown", bright, total) : t("All claims shown"));
    fold.textContent = state.fold.depth === Infinity && state.fold.toggled.size === 0 ? t("Fold to the main points") : t("Open everything");
    fold.hidden = firstFold(store.open.map).depth === Infinity && state.fold.depth === Infinity && state.fold.toggled.size === 0 && total < 8;
  });
}

/** @param {HTMLElement} root */
function drawHolders(root) {
  const { index } = store.open;
  const chip = (/** @type {Perspective} */ holder) =>
    h(
      "button",
      {
        type: "button",
        class: `chip-button ${holderClass(holder.id)}`,
        "data-holder": holder.id,
        "aria-pressed": "true",
        title: t("Show only {0}; more names add to it", holderName(index, holder.id)),
        onclick: () => chooseHolder(holder.id),
      },
      h("span", { class: "dot" }),
      holderName(index, holder.id),
    );
  setChildren(
    root,
    h("span", { class: "label", "aria-hidden": "true" }, t("Held by")),
    bySide(index, speakers(index).speaking).map(({ side, members }) =>
      side === null || members.length === 1 ? members.map(chip) : h("span", { class: "chip-side", role: "group", "aria-label": sideName(side.id), title: sideName(side.id) }, members.map(chip)),
    ),
  );
}

/** @param {HTMLSelectElement} select */
function drawParagraphs(select) {
  const { map } = store.open;
  const used = new Set(map.units.map((unit) => unit.paragraph));
  setChildren(
    select,
    h("option", { value: "" }, t("All")),
    map.document.paragraphs.filter((p) => used.has(p.index)).map((p) => h("option", { value: p.index }, `¶${p.index + 1} ${map.document.text.slice(p.start, p.start + 34).trim()}…`)),
  );
}

/** @type {ReturnType<typeof setTimeout> | null} */
let waiting = null;

/** The claim that the search itself has chosen. @type {string | null} */
let jumpedTo = null;

/** Shows the first claim that is found, once the reader has stopped typing. @param {string} query */
function soon(query) {
  if (waiting !== null) clearTimeout(waiting);
  waiting = query.trim().length < 2 ? null : setTimeout(goNow, 700);
}

/** @returns {boolean} whether the first claim that is found was still to be shown */
function goNow() {
  if (waiting === null) return false;
  clearTimeout(waiting);
  waiting = null;
  const { map, dim } = store.open;
  const first = map.units.find((unit) => !dim.units.has(unit.id));
  const place = markFound();
  if (!first) place?.startContainer.parentElement?.scrollIntoView({ block: "center", behavior: "instant" });
  if (first) {
    store.set({
      fold: reveal(
        store.open.forest,
        store.state.fold,
        map.units.filter((unit) => !dim.units.has(unit.id)).map(({ id }) => id),
      ),
    });
    select(first.id);
  } else if (store.state.selected === jumpedTo) select(null);
  jumpedTo = first?.id ?? null;
  return true;
}

/** @param {string} query */
function nothingFound(query) {
  const hidden = dimmed(store.open.index, { ...noFilter(), query });
  const there = store.open.map.units.length - hidden.units.size;
  if (there > 0) return t("{0} with it, but dimmed by the filter: “Show all”", plural(there, "claim"));
  const inText = matches(termsOf(query), store.open.map.document.text);
  return inText ? t("In no claim, but in the article’s other words") : t("Nothing found");
}

/** Goes from one found claim to the next. */
function nextFound() {
  const { map, dim } = store.open;
  const found = map.units.filter((unit) => !dim.units.has(unit.id));
  if (found.length === 0) return announce(t("Nothing found"));
  const at = found.findIndex((unit) => unit.id === store.state.selected);
  announce(t("{0} of {1}", ((at + 1) % found.length) + 1, found.length));
  return select(found[(at + 1) % found.length].id);
}
