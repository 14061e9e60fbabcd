/**
 * How the issues of a map are laid out as a table: questions down, sides across. What an issue, a position and a contrast are
 * stands in the map; nothing of it is decided here.
 * @import {ArgMap, Contrast, Issue, Position} from "./types.js"
 * @import {Index} from "./model.js"
 */
import { t } from "./messages.js";
import { pairKey } from "./model.js";
import { sideOf } from "./sides.js";

/** More columns cannot be read side by side; the holders beyond share one. */
const MOST_COLUMNS = 4;

/**
 * `cells`: one for each column; a joined cell covers `span` columns whose positions are the same.
 * @typedef {{positions: Position[], span: number}} Cell
 * @typedef {{issue: Issue, depth: number, cells: Cell[], others: Position[]}} Row
 * @typedef {{columns: string[], rows: Row[], hasOthers: boolean}} Table
 */

/** How two answers stand to each other. @type {Record<string, {sign: string, words: string}>} */
export const CONTRASTS = {
  rival: { sign: "≠", words: t("at odds") },
  objection: { sign: "−", words: t("not rivals, but one objects to the other") },
  compatible: { sign: "∥", words: t("can both be right") },
  same: { sign: "=", words: t("say the same") },
};

/** What is added to a question that the article does not put as one, so that it reads as one: ` [?]`. @param {Issue} issue */
export function questionMark({ question }) {
  return /[?？؟]\W*$/.test(question.text) ? "" : " [?]";
}

/** Each question before its parts; those on which sides contradict each other first. @param {Issue[]} issues @returns {{issue: Issue, depth: number}[]} */
export function inOrder(issues) {
  /** @type {{issue: Issue, depth: number}[]} */
  const found = [];
  const visit = (/** @type {string | null} */ parent, /** @type {number} */ depth) => {
    for (const issue of rivalFirst(issues.filter((item) => (item.parent ?? null) === parent))) {
      found.push({ issue, depth });
      visit(issue.id, depth + 1);
    }
  };
  visit(null, 0);
  return found;
}

/** @param {Issue[]} issues */
function rivalFirst(issues) {
  const isRival = (/** @type {Issue} */ { contrasts }) => Number(contrasts.some(({ kind }) => kind === "rival"));
  return [...issues].sort((a, b) => isRival(b) - isRival(a));
}

/** How many questions each perspective answers, by id. @param {ArgMap} map @returns {Map<string, number>} */
function countAnswers(map) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const issue of map.issues ?? []) for (const { perspective } of issue.positions) counts.set(perspective, (counts.get(perspective) ?? 0) + 1);
  return counts;
}

/** Who answers, by perspective id: those with most answers first, then as the map lists them. @param {ArgMap} map @returns {string[]} */
export function answering(map) {
  const counts = countAnswers(map);
  return map.perspectives
    .map(({ id }) => id)
    .filter((id) => counts.has(id))
    .sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
}

/**
 * @param {ArgMap} map
 * @param {string[]} chosen the perspectives to compare; empty for all
 * @returns {Table} with chosen perspectives, only the questions that one of them answers
 */
export function layOutIssues(map, chosen) {
  const all = answering(map);
  const counts = countAnswers(map);
  const often = all.filter((id) => (counts.get(id) ?? 0) > 1); // a column for one answer takes room and says nothing
  const columns = chosen.length > 0 ? chosen : (often.length > 1 ? often : all).slice(0, MOST_COLUMNS);
  const rows = inOrder(map.issues ?? [])
    .map(({ issue, depth }) => ({
      issue,
      depth,
      cells: joinSame(
        columns.map((id) => issue.positions.find(({ perspective }) => perspective === id)),
        columns,
        issue.contrasts,
      ),
      others: chosen.length > 0 ? [] : issue.positions.filter(({ perspective }) => !columns.includes(perspective)),
    }))
    .filter(({ cells, others }) => others.length > 0 || cells.some(({ positions }) => positions.length > 0));
  return { columns, rows, hasOthers: rows.some(({ others }) => others.length > 0) };
}

/**
 * The questions with the two camps facing each other.
 * `columns`: the perspectives of each camp; `cells`: their positions; `below`: those of the author and of whoever is in no camp.
 * @typedef {{columns: string[][], rows: {issue: Issue, depth: number, cells: Position[][], below: Position[]}[]}} Facing
 * @param {Index} index
 * @param {string[]} chosen the two perspectives to compare; empty for the camps
 * @returns {Facing} with chosen perspectives, only the questions that one of them answers
 */
export function faceCamps(index, chosen) {
  const { map } = index;
  const columns = chosen.length > 0 ? chosen.map((id) => [id]) : campsAnswering(index);
  const inside = columns.flat();
  const rows = inOrder(map.issues ?? []).map(({ issue, depth }) => ({
    issue,
    depth,
    cells: columns.map((ids) => ids.flatMap((id) => issue.positions.find(({ perspective }) => perspective === id) ?? [])),
    below: chosen.length > 0 ? [] : issue.positions.filter(({ perspective }) => !inside.includes(perspective)),
  }));
  return { columns, rows: rows.filter(({ cells, below }) => below.length > 0 || cells.some((cell) => cell.length > 0)) };
}

/** Who answers, by camp: the two camps of the map, or else the two sides with most answers; the author only where there are no two without. @param {Index} index @returns {string[][]} */
function campsAnswering(index) {
  const known = answering(index.map);
  const others = known.filter((id) => id !== "author");
  const of = (/** @type {string[]} */ ids, /** @type {string[]} */ sides) => ids.filter((id) => sides.includes(sideOf(index, id)));
  const camps = (index.said.meaning.camps ?? []).map((sides) => (sides.length === 1 && sides[0] === "author" ? of(known, sides) : of(others, sides))).filter((ids) => ids.length > 0);
  if (camps.length > 1) return camps.slice(0, 2).sort(([one], [other]) => known.indexOf(one) - known.indexOf(other));
  const sides = [...new Set([...others, ...known].map((id) => sideOf(index, id)))];
  return sides.slice(0, 2).map((side) => of(known, [side]));
}

/** How two cells stand to each other: at odds where any of their answers are. @param {Index} index @param {Issue} issue @param {Position[][]} cells @returns {string | undefined} */
export function contrastOfCells(index, issue, [one, other]) {
  const kinds = new Set((one ?? []).flatMap((a) => (other ?? []).map((b) => contrastRead(index, issue, a.perspective, b.perspective))));
  return /** @type {const} */ (["rival", "objection", "compatible", "same"]).find((kind) => kinds.has(kind));
}

/**
 * Who stands beside a holder of another side in the table: a question's answers, by whoever says them, beside each other and under the columns.
 * @param {Index} index @returns {string[][]} pairs
 */
export function facing(index) {
  const { columns, rows } = layOutIssues(index.map, []);
  return rows.flatMap(({ issue }) => {
    const said = issue.positions.flatMap(({ perspective, units }) => [perspective, ...units.flatMap((id) => index.units.get(id)?.perspective ?? [])]);
    const holders = [...new Set([...columns, ...said])];
    return holders.flatMap((one, i) => holders.slice(i + 1).flatMap((other) => (sideOf(index, one) === sideOf(index, other) ? [] : [[one, other]])));
  });
}

/** Neighbours whose positions the map calls the same share a cell. @param {(Position | undefined)[]} positions @param {string[]} columns @param {Contrast[]} contrasts */
function joinSame(positions, columns, contrasts) {
  /** @type {Cell[]} */
  const cells = [];
  positions.forEach((position, i) => {
    const last = cells[cells.length - 1];
    if (position && i > 0 && contrastOf(contrasts, columns[i - 1], columns[i]) === "same") {
      last.positions.push(position);
      last.span += 1;
    } else cells.push({ positions: position ? [position] : [], span: 1 });
  });
  return cells;
}

/** @param {Contrast[]} contrasts @param {string} a @param {string} b */
export function contrastOf(contrasts, a, b) {
  return contrasts.find((contrast) => (contrast.a === a && contrast.b === b) || (contrast.a === b && contrast.b === a))?.kind;
}

/** As a reader must take it: two answers of which one objects to the other are not shown as "can both be right". @param {Index} index @param {Issue} issue @param {string} a @param {string} b */
export function contrastRead(index, issue, a, b) {
  return index.said.objecting.has(pairKey(issue.id, a, b)) ? "objection" : contrastOf(issue.contrasts, a, b);
}

/** The answers that are at odds with a claim, by question. @param {Issue[]} issues @param {string} unit @returns {{issue: Issue, units: string[]}[]} */
export function rivalsOf(issues, unit) {
  return issues.flatMap((issue) => {
    const own = issue.positions.find(({ units }) => units.includes(unit))?.perspective;
    const others = issue.contrasts.filter(({ a, b, kind }) => kind === "rival" && (a === own || b === own)).map(({ a, b }) => (a === own ? b : a));
    const units = issue.positions.filter(({ perspective }) => others.includes(perspective)).flatMap((position) => position.units);
    return units.length > 0 ? [{ issue, units }] : [];
  });
}
