/**
 * The map as nested lists: an ARIA tree that works with the keyboard and a screen reader alone.
 * @import {GroupNode, UnitNode} from "../core/forest.js"
 */
import { t } from "../core/messages.js";
import { foldedWords, isFolded } from "../core/forest.js";
import { LISTS } from "../core/lists.js";
import { WORDS, holderName } from "../core/model.js";
import { isDoubtful } from "../core/reading.js";
import { select, toggleFold } from "../shell/actions.js";
import { find, h, plural, setChildren } from "../shell/dom.js";
import { holderClass } from "../shell/paint.js";
import { mapChanged, store } from "../shell/store.js";
import { chooseCard } from "../shell/choose.js";
import { leadClass, leadOf } from "../core/wording.js";
import { followScroll } from "./follow.js";
import { describeCard } from "./mapdraw.js";
import { claimWords } from "./words.js";

/** @type {HTMLElement} */
let tree;
/** What is gathered, while a list is shown alone. @type {HTMLElement} */
let gathered;
let stale = true;

/** @param {string} selector */
export function mountOutline(selector) {
  tree = h("ul", { class: "outline", role: "tree", "aria-label": t("Outline of the argument") });
  gathered = h("p", { class: "note gathered", role: "status" });
  find(selector).append(gathered, tree);
  tree.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const item = /** @type {HTMLElement | null} */ (target.closest("[role=treeitem]"));
    if (!item?.dataset.unit) return;
    if (target.closest(".twist, .badge")) toggleFold(item.dataset.unit);
    else chooseCard(item.dataset.unit);
  });
  tree.addEventListener("keydown", keys);
  store.subscribe((state, changed) => {
    if (!store.derived) return;
    if (mapChanged(changed) || changed.has("fold") || changed.has("mapId")) stale = true;
    if (state.view !== "outline") return;
    if (stale) draw();
    if (stale || changed.has("filter") || changed.has("selected") || changed.has("view")) restyle(changed.has("selected") || changed.has("view"));
    stale = false;
    if (changed.has("spot") && state.spot && !state.spot.article) rowOf(state.spot.unit)?.scrollIntoView({ block: "center" });
  });
  followScroll(/** @type {HTMLElement} */ (find(selector)), tree);
}

function tellList() {
  const { list, hide } = store.state.filter;
  const bright = store.open.map.units.length - store.open.dim.units.size;
  gathered.hidden = list === null || !hide;
  const between = tree.querySelector(".row.is-dim + ul .row:not(.is-dim)") ? t(" In grey: what they are for or against.") : "";
  gathered.textContent = list === null || !hide ? "" : t("{0}: {1}.{2} “Show all” brings the rest back.", LISTS[list], plural(bright, "claim"), between);
}

function draw() {
  const hadFocus = tree.contains(document.activeElement);
  const { trees, alone } = store.open.forest;
  setChildren(
    tree,
    trees.map((node) => item(node)),
    alone.length > 0 && trees.length > 0 ? h("li", { role: "none", class: "alone", "aria-hidden": "true" }, t("Claims to which no link was found")) : null,
    alone.map((node) => item(node)),
  );
  if (hadFocus) /** @type {HTMLElement | null} */ (tree.querySelector('[tabindex="0"]'))?.focus();
}

/** @param {UnitNode} node @returns {HTMLElement} */
function item(node) {
  const { index, map } = store.open;
  const { unit } = node;
  const folded = isFolded(node, store.state.fold);
  const open = node.groups.length > 0 && !folded;
  const kind = node.parent?.kind;
  const together = (node.parent?.members.length ?? 1) > 1;
  const undercuts = node.parent?.members[0] === node ? node.parent.undercuts : [];
  return h(
    "li",
    { role: "none", class: "item" },
    h(
      "div",
      {
        class: `row ${holderClass(unit.perspective)}${unit.id === map.conclusion ? " main" : ""}`,
        role: "treeitem",
        "data-unit": unit.id,
        tabindex: "-1",
        "aria-selected": "false",
        "aria-level": node.depth + 1,
        "aria-description": describeCard(node, folded, index),
        "aria-expanded": node.groups.length > 0 ? String(!folded) : null,
      },
      h("span", { class: "twist", "aria-hidden": "true" }, node.groups.length > 0 ? (folded ? "▸" : "▾") : ""),
      h(
        "span",
        { class: "says" },
        kind
          ? h(
              "span",
              { class: `kind ${kind}` },
              `${WORDS[kind].sign} ${WORDS[kind].word}${together ? t(" (together)") : ""}${node.parent && isDoubtful(index, node.parent.relation) ? t(" · doubtful") : ""} `,
            )
          : null,
        unit.id === map.conclusion ? h("span", { class: "kind main" }, t("★ main conclusion ")) : null,
        leadOf(index, unit) ? h("span", { class: leadClass(index, unit) }, `${leadOf(index, unit, true)} `) : null,
        claimWords(index, unit),
        folded ? h("span", { class: "badge", title: t("Open (Space)") }, `▸ ${foldedWords(node)}`) : null,
        node.reuse ? h("span", { class: "note" }, t(" ↩ shown in full elsewhere")) : null,
      ),
      h("span", { class: "holder", title: holderName(index, unit.perspective) }, h("span", { class: "dot" }), holderName(index, unit.perspective)),
    ),
    open || undercuts.length > 0 ? h("ul", { role: "group" }, undercuts.flatMap(itemsOf), open ? node.groups.flatMap(itemsOf) : []) : null,
  );
}

/** @param {GroupNode} group */
function itemsOf(group) {
  return group.members.map((member) => item(member));
}

/** @param {boolean} scroll */
function restyle(scroll) {
  const { dim } = store.open;
  const { selected } = store.state;
  let current = /** @type {HTMLElement | null} */ (null);
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (tree.querySelectorAll("[role=treeitem]"))) {
    const id = element.dataset.unit ?? "";
    const on = id === selected;
    element.setAttribute("aria-selected", String(on));
    element.tabIndex = -1;
    element.classList.toggle("is-dim", dim.units.has(id));
    if (on) current ??= element;
  }
  tellList();
  const reachable = current ?? /** @type {HTMLElement | null} */ (tree.querySelector("[role=treeitem]"));
  if (reachable) reachable.tabIndex = 0;
  if (scroll) current?.scrollIntoView({ block: "nearest" });
}

/** The keys of the ARIA tree pattern. @param {KeyboardEvent} event */
function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const items = /** @type {HTMLElement[]} */ ([...tree.querySelectorAll("[role=treeitem]")].filter((row) => row.checkVisibility()));
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  if (at < 0) return;
  const here = items[at];
  const expanded = here.getAttribute("aria-expanded");
  const id = here.dataset.unit ?? "";
  if (event.key === "ArrowDown") go(items[at + 1]);
  else if (event.key === "ArrowUp") go(items[at - 1]);
  else if (event.key === "Home") go(items[0]);
  else if (event.key === "End") go(items[items.length - 1]);
  else if (event.key === "ArrowRight") expanded === "false" ? fold(id) : go(/** @type {HTMLElement} */ (here.nextElementSibling?.querySelector("[role=treeitem]")));
  else if (event.key === "ArrowLeft") expanded === "true" ? fold(id) : go(/** @type {HTMLElement} */ (here.parentElement?.parentElement?.closest("[role=group]")?.previousElementSibling));
  else if (event.key === " " && expanded !== null) fold(id);
  else if (event.key === "Enter" || event.key === " ") chooseCard(id);
  else return;
  event.preventDefault();
}

/** @param {string} id */
function fold(id) {
  store.set({ selected: id });
  toggleFold(id);
  focusOn(id);
}

/** @param {HTMLElement | null | undefined} element */
function go(element) {
  if (!element?.dataset.unit) return;
  select(element.dataset.unit, { reveal: false });
  element.focus();
}

/** @param {string} id */
function focusOn(id) {
  rowOf(id)?.focus();
}

/** @param {string} id @returns {HTMLElement | null} */
function rowOf(id) {
  return tree.querySelector(`[data-unit="${CSS.escape(id)}"]`);
}
