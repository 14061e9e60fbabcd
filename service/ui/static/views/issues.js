/**
 * What the sides disagree about: a table of questions and of the answers that each side gives.
 * @import {Issue, Position, Relation, Unit} from "../core/types.js"
 * @import {Cell, Row} from "../core/issues.js"
 */
import { CONTRASTS, answering, contrastRead, layOutIssues } from "../core/issues.js";
import { WORDS, holderName } from "../core/model.js";
import { isDoubtful, kindOf } from "../core/reading.js";
import { NO_ANSWER, leadClass, leadOf, stanceWords, supposedly, unanswered } from "../core/wording.js";
import { chooseCard } from "../shell/choose.js";
import { find, h, plural, setChildren } from "../shell/dom.js";
import { holderClass } from "../shell/paint.js";
import { mapChanged, store } from "../shell/store.js";
import { askForIssues } from "../shell/issues.js";
import { placeButtons, showWords } from "./places.js";
import { stack } from "./stacking.js";
import { claimWords, questionWords } from "./words.js";

/** The reasons under an answer, and theirs: deeper ones are in the map. */
const DEEPEST = 3;

/** @type {HTMLElement} */
let root;
/** The two holders to compare, or none for all. @type {string[]} */
let chosen = [];
let stale = true;

/** The sides that the reader compares; empty for all. */
export function sidesCompared() {
  return chosen;
}

/** @param {string} selector */
export function mountIssues(selector) {
  root = /** @type {HTMLElement} */ (find(selector));
  root.addEventListener("click", (event) => {
    const unit = /** @type {HTMLElement} */ (event.target).closest("[data-unit]")?.getAttribute("data-unit");
    if (unit) chooseCard(unit);
  });
  new ResizeObserver(() => stack(root)).observe(root);
  store.subscribe((state, changed) => {
    if (!store.derived) return;
    if (changed.has("mapId")) chosen = [];
    if (mapChanged(changed) || changed.has("mapId")) stale = true;
    if (state.view !== "issues") return;
    if (stale) draw();
    if (stale || changed.has("selected") || changed.has("filter") || changed.has("view")) restyle();
    stale = false;
  });
}

function draw() {
  const { map, index } = store.open;
  const known = answering(map);
  chosen = chosen.filter((id) => known.includes(id));
  if (known.length === 0) {
    setChildren(root, drawNone());
    return;
  }
  const table = layOutIssues(map, chosen);
  const head = h(
    "tr",
    {},
    h("th", { scope: "col" }, "Question"),
    table.columns.map((id) => h("th", { scope: "col", class: holderClass(id) }, h("span", { class: "dot" }), holderName(index, id))),
    table.hasOthers ? h("th", { scope: "col" }, "Others") : null,
  );
  const drawn = h(
    "table",
    { class: "issues" },
    h("caption", { class: "only-heard" }, "Each row is a question; each column one side's answers"),
    h("thead", {}, head),
    h(
      "tbody",
      {},
      table.rows.map((row) => drawRow(row, table.columns, table.hasOthers)),
    ),
  );
  drawn.style.setProperty("--columns", String(table.columns.length + (table.hasOthers ? 1 : 0)));
  setChildren(
    root,
    h(
      "div",
      { class: "issues-wrap" },
      h("h2", { class: "issues-title" }, "Where they differ"),
      drawChooser(known),
      drawn,
      h("p", { class: "row", "data-edit": true }, h("button", { type: "button", onclick: async () => (await import("../edit/issues.js")).newIssueDialog() }, "New question…")),
      h(
        "p",
        { class: "note" },
        `${CONTRASTS.rival.sign} ${CONTRASTS.rival.words} · ${CONTRASTS.compatible.sign} ${CONTRASTS.compatible.words} · ${CONTRASTS.objection.sign} ${CONTRASTS.objection.words} · one cell over two columns: they say the same. Where no answer was found, the article may still have one.`,
      ),
    ),
  );
  stack(root);
}

/** A map without issues: whether they can be asked for. */
function drawNone() {
  const { map } = store.open;
  const running = map.status === "queued" || map.status === "running";
  const offline = document.body.classList.contains("read-only");
  return h(
    "div",
    { class: "issues-wrap none" },
    h("p", {}, running ? "The questions come last, when the article is mapped." : "No question was found to which two sides give their answers."),
    running || offline ? null : h("button", { type: "button", onclick: () => void askForIssues() }, "Look for them again"),
  );
}

/** @param {string[]} known */
function drawChooser(known) {
  if (known.length < 3) return null;
  const { index } = store.open;
  const pick = (/** @type {number} */ at, /** @type {string} */ label) => {
    const select = h(
      "select",
      { "aria-label": label, onchange: () => choose(at, select.value) },
      h("option", { value: "" }, at === 0 ? "All sides" : "with …"),
      known.filter((id) => at === 0 || id !== chosen[0]).map((id) => h("option", { value: id, selected: chosen[at] === id }, holderName(index, id))),
    );
    select.disabled = at === 1 && chosen.length === 0;
    return select;
  };
  return h("p", { class: "compare row" }, h("span", { class: "label" }, "Compare"), pick(0, "Compare"), pick(1, "with"));
}

/** @param {number} at @param {string} id */
function choose(at, id) {
  if (at === 0) chosen = id === "" ? [] : [id, ...chosen.slice(1).filter((other) => other !== id)];
  else chosen = id === "" ? chosen.slice(0, 1) : [chosen[0], id];
  draw();
  restyle();
  /** @type {HTMLElement | undefined} */ (root.querySelectorAll("select")[at])?.focus();
}

/** @param {Row} row @param {string[]} columns @param {boolean} hasOthers */
function drawRow({ issue, depth, cells, others }, columns, hasOthers) {
  const { index } = store.open;
  let at = 0;
  return h(
    "tr",
    { "data-issue": issue.id, class: depth > 0 ? "part" : null },
    drawQuestion(issue, depth),
    cells.map((cell) => {
      const [before, here] = [columns[at - 1], columns[at]];
      const names = columns.slice(at, at + cell.span);
      at += cell.span;
      return drawCell(cell, names, before && cell.positions.length > 0 ? contrastRead(index, issue, before, here) : undefined);
    }),
    hasOthers
      ? h(
          "td",
          { "data-label": "Others", class: others.length === 0 ? "empty-cell" : null },
          others.map((position) => drawPosition(position, true)),
        )
      : null,
  );
}

/** @param {Issue} issue @param {number} depth */
function drawQuestion(issue, depth) {
  const named = issue.contrasts.filter(({ kind }) => kind === "rival");
  return h(
    "th",
    { scope: "row", class: `question depth-${Math.min(depth, 3)}` },
    depth > 0 ? h("span", { class: "label" }, "part of the question above") : null,
    h("span", { class: "words", dir: "auto" }, questionWords(issue)),
    issue.question.spans.length === 0 ? h("span", { class: "note made-up", title: "Put into words by the engine; not a quotation" }, "worded by the engine") : null,
    h(
      "button",
      { type: "button", class: "quiet link place", "data-edit": true, "aria-label": `Correct: ${issue.question.text}`, onclick: async () => (await import("../edit/issues.js")).issueDialog(issue.id) },
      "Correct",
    ),
    placeButtons(issue.question.anchors),
    named.length > 0 && issue.positions.length > 2
      ? h(
          "ul",
          { class: "contrasts" },
          named.map(({ a, b }) => h("li", { class: "kind rebut" }, `${answerer(issue, a)} ${CONTRASTS.rival.sign} ${answerer(issue, b)}`)),
        )
      : null,
  );
}

/** @param {Issue} issue @param {string} perspective */
function answerer({ positions }, perspective) {
  const { index } = store.open;
  return `${holderName(index, perspective)}${supposedly(index, positions.find((position) => position.perspective === perspective)?.units ?? [])}`;
}

/** @param {Cell} cell @param {string[]} names @param {string | undefined} contrast with the column before */
function drawCell({ positions, span }, names, contrast) {
  const { index } = store.open;
  const label = names.map((id) => holderName(index, id)).join(" and ");
  const sign = contrast && contrast !== "same" ? CONTRASTS[contrast] : null;
  return h(
    "td",
    { colspan: span > 1 ? span : null, class: `${holderClass(names[0])}${positions.length === 0 ? " empty-cell" : ""}${contrast ? ` ${contrast}` : ""}`, "data-label": label },
    sign ? h("span", { class: `contrast ${contrast}`, title: `These two: ${sign.words}` }, sign.sign, h("span", { class: "only-heard" }, ` ${sign.words}: `)) : null,
    span > 1 ? h("p", { class: "label" }, `${CONTRASTS.same.sign} ${label} ${CONTRASTS.same.words}`) : null,
    positions.length === 0 ? h("p", { class: "no-answer" }, NO_ANSWER) : positions.map((position) => drawPosition(position, span > 1)),
  );
}

/** @param {Position} position @param {boolean} named */
function drawPosition(position, named) {
  const { index } = store.open;
  const name = named ? h("p", { class: `label ${holderClass(position.perspective)}` }, h("span", { class: "dot" }), holderName(index, position.perspective), supposedly(index, position.units)) : null;
  return [name, position.units.map((id) => drawAnswer(index.units.get(id), position.perspective)), drawStance(position)];
}

/** What is no claim: that none was found, or a stance with the words that show it. @param {Position} position */
function drawStance(position) {
  const { index } = store.open;
  const words = stanceWords(index, position);
  const spans = position.spans ?? [];
  if (words === "") return position.units.length === 0 ? h("p", { class: "no-answer" }, unanswered(index, position)) : null;
  return h(
    "p",
    { class: "by-stance" },
    h("span", { class: "note" }, `${unanswered(index, position)}: `),
    h("button", { type: "button", class: "quiet link quote", dir: "auto", title: "Show these words in the article", onclick: () => showWords(spans) }, `“${words}”`),
    placeButtons(spans),
  );
}

/** @param {Unit | undefined} unit @param {string} row whose answer it counts as */
function drawAnswer(unit, row) {
  if (!unit) return null;
  const { index } = store.open;
  const below = index.incoming.get(unit.id) ?? [];
  return h(
    "div",
    { class: "answer" },
    drawClaim(unit, unit.perspective !== row),
    below.length > 0
      ? h(
          "details",
          {},
          h("summary", {}, countBelow(below)),
          h(
            "ul",
            {},
            below.map((relation) => drawReason(relation, 1, row)),
          ),
        )
      : null,
  );
}

/** @param {Unit} unit @param {boolean} named */
function drawClaim(unit, named) {
  const { index, map } = store.open;
  return h(
    "button",
    { type: "button", class: `claim ${holderClass(unit.perspective)}`, "data-unit": unit.id, "data-card": unit.id },
    unit.id === map.conclusion ? h("span", { class: "kind main" }, "★ main conclusion ") : null,
    leadOf(index, unit) ? h("span", { class: leadClass(index, unit) }, `${leadOf(index, unit)} `) : null,
    claimWords(index, unit),
    named ? h("span", { class: "holder" }, h("span", { class: "dot" }), holderName(index, unit.perspective)) : null,
  );
}

/** @param {Relation[]} below */
function countBelow(below) {
  const { index } = store.open;
  const count = (/** @type {boolean} */ support) => below.filter((relation) => (kindOf(index, relation) === "support") === support).reduce((sum, { sources }) => sum + sources.length, 0);
  return [
    [count(true), "reason"],
    [count(false), "objection"],
  ]
    .filter(([number]) => number)
    .map(([number, word]) => plural(Number(number), String(word)))
    .join(", ");
}

/**
 * Named are all but the reasons that the column's side gives for its own: under somebody else's reason a nameless one would
 * pass for the side's. @param {Relation} relation @param {number} depth @param {string} row @returns {HTMLElement}
 */
function drawReason(relation, depth, row) {
  const { index } = store.open;
  const isNamed = (/** @type {Unit} */ unit) => unit.perspective !== row || index.units.get(relation.target)?.perspective !== row;
  const kind = kindOf(index, relation);
  const below = depth < DEEPEST ? [...relation.sources, relation.id].flatMap((id) => index.incoming.get(id) ?? []) : [];
  return h(
    "li",
    {},
    h("span", { class: `kind ${kind}` }, `${WORDS[kind].sign} ${WORDS[kind].word}${relation.sources.length > 1 ? " (together)" : ""}${isDoubtful(index, relation) ? " · doubtful" : ""}`),
    relation.sources.map((id) => index.units.get(id)).map((unit) => unit && drawClaim(unit, isNamed(unit))),
    below.length > 0
      ? h(
          "ul",
          {},
          below.map((next) => drawReason(next, depth + 1, row)),
        )
      : null,
  );
}

function restyle() {
  const { dim } = store.open;
  for (const card of root.querySelectorAll("[data-card]")) {
    const id = card.getAttribute("data-card") ?? "";
    const on = id === store.state.selected;
    card.classList.toggle("is-selected", on);
    if (on) card.setAttribute("aria-current", "true");
    else card.removeAttribute("aria-current");
    card.classList.toggle("is-dim", dim.units.has(id));
  }
  root.querySelector(".is-selected")?.scrollIntoView({ block: "nearest" });
}
