/**
 * One side's answer to a question: its claims, and the reasons and objections beneath them.
 * @import {Position, Relation, Unit} from "../core/types.js"
 */
import { t } from "../core/messages.js";
import { holderName, WORDS } from "../core/model.js";
import { isDoubtful, kindOf } from "../core/reading.js";
import { leadClass, leadOf, stanceWords, supposedly, unanswered } from "../core/wording.js";
import { h, plural } from "../shell/dom.js";
import { holderClass } from "../shell/paint.js";
import { store } from "../shell/store.js";
import { placeButtons, showWords } from "./places.js";
import { claimWords } from "./words.js";

/** The reasons under an answer, and theirs: deeper ones are in the map. */
const DEEPEST = 3;

/** The first answer, with the others folded beneath; how its holder takes them stands once where it is the same for all. @param {Position} position @param {boolean} named */
export function drawPosition(position, named) {
  const { index } = store.open;
  const units = position.units.flatMap((id) => index.units.get(id) ?? []);
  const leads = new Set(units.map((unit) => leadOf(index, unit)));
  const lead = units.length > 1 && leads.size === 1 ? [...leads][0] : "";
  const [first, ...rest] = units.map((unit) => drawAnswer(unit, position.perspective, lead !== ""));
  return h(
    "div",
    { class: `position ${holderClass(position.perspective)}` },
    named ? h("p", { class: "label" }, h("span", { class: "dot" }), holderName(index, position.perspective), lead ? null : supposedly(index, position.units)) : null,
    lead ? h("p", { class: leadClass(index, units[0]) }, lead) : null,
    first,
    rest.length > 0 ? h("details", { class: "rest" }, h("summary", {}, plural(rest.length, "more answer")), rest) : null,
    drawStance(position),
  );
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
    h("button", { type: "button", class: "quiet link quote", dir: "auto", title: t("Show these words in the article"), onclick: () => showWords(spans) }, `“${words}”`),
    placeButtons(spans),
  );
}

/** @param {Unit} unit @param {string} row whose answer it counts as @param {boolean} led whether its lead stands above already */
function drawAnswer(unit, row, led) {
  const { index } = store.open;
  const below = index.incoming.get(unit.id) ?? [];
  return h(
    "div",
    { class: "answer" },
    drawClaim(unit, unit.perspective !== row, led),
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

/** @param {Unit} unit @param {boolean} named @param {boolean} [led] whether its lead stands above already */
function drawClaim(unit, named, led = false) {
  const { index, map } = store.open;
  return h(
    "button",
    { type: "button", class: `claim ${holderClass(unit.perspective)}`, "data-unit": unit.id, "data-card": unit.id },
    unit.id === map.conclusion ? h("span", { class: "kind main" }, t("★ main conclusion ")) : null,
    leadOf(index, unit) && !led ? h("span", { class: leadClass(index, unit) }, `${leadOf(index, unit)} `) : null,
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
    h("span", { class: `kind ${kind}` }, `${WORDS[kind].sign} ${WORDS[kind].word}${relation.sources.length > 1 ? t(" (together)") : ""}${isDoubtful(index, relation) ? t(" · doubtful") : ""}`),
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
