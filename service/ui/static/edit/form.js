/**
 * The form that corrects one claim. Each control drafts one correction; nothing reaches the server before Save.
 * @import {Kind, Unit} from "../core/types.js"
 */
import { t } from "../core/messages.js";
import { ATTITUDES, WORDS, position, targetUnit } from "../core/model.js";
import { freshId } from "../core/operations.js";
import { kindOf } from "../core/reading.js";
import { h } from "../shell/dom.js";
import { draftEdit } from "../shell/saving.js";
import { store } from "../shell/store.js";
import { aimAt, holdTogether, startAiming } from "./aim.js";
import { newHolder } from "./holders.js";
import { unsaidDialog, unsaidWords } from "./unsaid.js";

const NEW = "__new__";

/** @param {Unit} unit */
export function correctionForm(unit) {
  return h("div", { class: "form" }, holderField(unit), attitudeField(unit), linkFields(unit), wordsField(unit), splitField(unit), rest(unit));
}

/** @param {string} name @param {HTMLElement} control @param {string} [help] */
function field(name, control, help) {
  control.setAttribute("aria-label", name); // the label's own text would hold all options
  return h("label", { class: "field" }, h("span", { class: "label" }, name), control, help ? h("span", { class: "note" }, help) : null);
}

/** @param {string} value @param {string} text @param {boolean} [selected] */
function option(value, text, selected = false) {
  return h("option", { value, selected }, text.length > 64 ? `${text.slice(0, 62).trimEnd()}…` : text);
}

/** @param {Unit} unit */
function holderField(unit) {
  const choices = store.open.map.perspectives.map((p) => option(p.id, p.label, p.id === unit.perspective));
  return field(
    t("Who holds it"),
    h(
      "select",
      {
        "data-keep": "holder",
        onchange: async (/** @type {Event} */ event) => {
          const select = /** @type {HTMLSelectElement} */ (event.currentTarget);
          const id = select.value === NEW ? await newHolder() : select.value;
          if (!id || !(await draftEdit(t("Changed who holds a claim"), [{ op: "hold", id: unit.id, perspective: id }]))) select.value = unit.perspective;
        },
      },
      choices,
      option(NEW, t("Somebody new…")),
    ),
  );
}

/** A doubt or a denial turns the signs of the claim's links round, so it must be right. @param {Unit} unit */
function attitudeField(unit) {
  const now = store.open.index.attributions.get(unit.attribution ?? "")?.attitude ?? "asserts";
  return field(
    t("How the holder takes it"),
    h(
      "select",
      {
        "data-keep": "attitude",
        onchange: (/** @type {Event} */ event) => {
          const { value } = /** @type {HTMLSelectElement} */ (event.currentTarget);
          void draftEdit(t("Changed how the holder takes a claim"), [{ op: "hold", id: unit.id, attitude: value }]);
        },
      },
      Object.entries(ATTITUDES).map(([name, words]) => option(name, words, name === now)),
    ),
    t("Where a holder doubts or denies the words, “because” and “but” are read the other way round."),
  );
}

/** Role, kind and target are one thing: what the claim is for. @param {Unit} unit */
function linkFields(unit) {
  const { index, map } = store.open;
  const relation = index.chosen.get(unit.id);
  const attacked = relation?.kind === "undercut" ? index.relations.get(relation.target)?.sources[0] : undefined;
  const targetId = attacked ?? (relation ? targetUnit(index, relation)?.id : undefined);
  const kind = h(
    "select",
    { "data-keep": "kind" },
    option("", t("A conclusion: it is for no other claim"), !relation),
    Object.entries(WORDS).map(([name, { sign, word, long }]) => option(name, `${sign} ${word}: ${long}`, relation !== undefined && kindOf(index, relation) === name)),
  );
  const others = map.units.filter((other) => other.id !== unit.id).sort((a, b) => position(a) - position(b));
  const target = h(
    "select",
    { "data-keep": "target" },
    option("", t("Choose a claim…"), targetId === undefined),
    others.map((other) => option(other.id, `¶${other.paragraph + 1} ${other.text}`, other.id === targetId)),
  );
  const apply = () => {
    if (kind.value === "" && relation) void draftEdit(t("Made a claim a conclusion of its own"), [{ op: "link", id: unit.id }]);
    else if (kind.value !== "" && target.value !== "") aimAt(unit.id, /** @type {Kind} */ (kind.value), target.value);
  };
  kind.addEventListener("change", apply);
  target.addEventListener("change", apply);
  const pick = h("button", { type: "button", "data-keep": "pick", onclick: () => startAiming(unit.id, /** @type {Kind} */ (kind.value || "support")) }, t("Choose in the view"));
  return [
    field(t("What it is"), kind),
    field(t("For or against which claim"), target, t("For “does not follow”, choose the reason whose step fails. Or drag the card in the map.")),
    h("div", { class: "row" }, pick, togetherButton(unit)),
  ];
}

/** @param {Unit} unit */
function togetherButton(unit) {
  const { index } = store.open;
  const relation = index.chosen.get(unit.id);
  const siblings = relation ? (index.incoming.get(relation.target) ?? []).filter((other) => other !== relation && other.kind === relation.kind) : [];
  if (relation && relation.sources.length > 1) {
    const alone = () => draftEdit(t("Made a claim count on its own"), [{ op: "link", id: unit.id, kind: kindOf(index, relation), target: relation.target, new: freshId("r") }]);
    return h("button", { type: "button", onclick: alone }, t("Let it count on its own"));
  }
  if (siblings.length === 0) return null;
  return h(
    "select",
    {
      "aria-label": t("Holds only together with"),
      "data-keep": "together",
      onchange: (/** @type {Event} */ event) => holdTogether(unit.id, /** @type {HTMLSelectElement} */ (event.currentTarget).value),
    },
    option("", t("Holds only together with…"), true),
    siblings.map((other) => option(other.id, index.units.get(other.sources[0])?.text ?? other.id)),
  );
}

/** @param {Unit} unit */
function wordsField(unit) {
  if (unit.implicit) return unsaidWords(unit);
  return h(
    "div",
    { class: "field" },
    h("span", { class: "label" }, t("Its words in the article")),
    h("button", { type: "button", "data-keep": "words", onclick: () => store.set({ mode: { name: "spans", unit: unit.id }, pane: "article" }) }, t("Choose other words")),
  );
}

/** A place between two words, for keyboard and mouse alike. @param {Unit} unit */
function splitField(unit) {
  const text = store.open.map.document.text;
  /** @type {{at: number, words: string}[]} */
  const places = [];
  for (const span of unit.spans) {
    for (const match of text.slice(span.start, span.end).matchAll(/\s+/g)) {
      const at = span.start + match.index;
      places.push({ at, words: `…${text.slice(Math.max(span.start, at - 22), at)} ✂ ${text.slice(at, Math.min(span.end, at + 24)).trim()}…` });
    }
  }
  if (places.length === 0) return null;
  return field(
    t("Split it in two"),
    h(
      "select",
      {
        "data-keep": "split",
        onchange: (/** @type {Event} */ event) => {
          const at = Number(/** @type {HTMLSelectElement} */ (event.currentTarget).value);
          void draftEdit(t("Split a claim"), [{ op: "split", kind: "unit", id: unit.id, at, new: freshId("u") }]);
        },
      },
      option("", t("Choose where…"), true),
      places.map(({ at, words }) => option(String(at), words)),
    ),
  );
}

/** @param {Unit} unit */
function rest(unit) {
  const main = store.open.map.conclusion === unit.id;
  return h(
    "div",
    { class: "row" },
    h("button", { type: "button", "data-keep": "unsaid-new", onclick: () => unsaidDialog(unit) }, t("Add a premise left unsaid…")),
    h("button", { type: "button", "data-keep": "merge", onclick: () => store.set({ mode: { name: "merge", unit: unit.id }, pane: "view" }) }, t("Merge with another…")),
    h(
      "button",
      { type: "button", "data-keep": "main", onclick: () => draftEdit(main ? t("Took away the main conclusion") : t("Chose the main conclusion"), [{ op: "conclusion", id: main ? null : unit.id }]) },
      main ? t("Not the main conclusion") : t("Make it the main conclusion"),
    ),
    h(
      "button",
      {
        type: "button",
        class: "danger",
        onclick: () => {
          store.set({ selected: null });
          void draftEdit(t("Deleted a claim"), [{ op: "remove", kind: "unit", id: unit.id }]);
        },
      },
      t("Delete"),
    ),
  );
}
