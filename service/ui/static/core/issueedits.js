/**
 * Corrections of issues. Pure; what the rules make of them (an issue with one position left is none) the service settles.
 * @import {ArgMap, Issue, Position} from "./types.js"
 */
import { BadEdit, freshId, replace } from "./edits.js";

/** The longest question, as the service has it. */
export const LONGEST_QUESTION = 160;

/** @param {ArgMap} map @param {string} id @param {Partial<Issue>} value */
export function changeIssue(map, id, value) {
  if (value.question && value.question.text.trim() === "") throw new BadEdit("A question needs words.");
  return { ...map, issues: replace(map.issues ?? [], id, value) };
}

/** Its words are the reader's from now on, so it quotes none of the text. @param {Issue} issue @param {string} text */
export function reworded(issue, text) {
  return { ...issue.question, text: text.trim(), spans: [] };
}

/** @param {ArgMap} map @param {string} id */
export function removeIssue(map, id) {
  const issues = (map.issues ?? []).filter((issue) => issue.id !== id);
  return { ...map, issues: issues.map((issue) => (issue.parent === id ? { ...issue, parent: null } : issue)) };
}

/** @param {ArgMap} map @param {string} text @param {string[]} units claims of at least two holders @returns {ArgMap} */
export function addIssue(map, text, units) {
  if (text.trim() === "") throw new BadEdit("A question needs words.");
  /** @type {Issue} */
  let issue = { id: freshId("i"), question: { text: text.trim(), spans: [], anchors: [] }, parent: null, positions: [], contrasts: [], confidence: 1 };
  for (const unit of units) issue = { ...issue, positions: withUnit(map, issue.positions, unit) };
  if (issue.positions.length < 2) throw new BadEdit("A question needs the answers of two holders.");
  return { ...map, issues: [...(map.issues ?? []).map((other) => without(other, units)), issue] };
}

/** The claim becomes an answer to this question, and to no other. @param {ArgMap} map @param {string} id @param {string} unit */
export function addAnswer(map, id, unit) {
  return { ...map, issues: (map.issues ?? []).map((issue) => (issue.id === id ? { ...issue, positions: withUnit(map, issue.positions, unit) } : without(issue, [unit]))) };
}

/** @param {ArgMap} map @param {string} id @param {string} unit */
export function removeAnswer(map, id, unit) {
  return { ...map, issues: (map.issues ?? []).map((issue) => (issue.id === id ? without(issue, [unit]) : issue)) };
}

/** @param {ArgMap} map @param {string} id @param {string} a @param {string} b @param {string} kind or nothing, for none */
export function setContrast(map, id, a, b, kind) {
  const found = (map.issues ?? []).find((issue) => issue.id === id);
  const others = (found?.contrasts ?? []).filter((contrast) => !([a, b].includes(contrast.a) && [a, b].includes(contrast.b)));
  const contrasts = kind === "" ? others : [...others, { a, b, kind: /** @type {"rival"} */ (kind) }];
  return changeIssue(map, id, { contrasts });
}

/** One holder's answers become another's. @param {Issue[]} issues @param {string} from @param {string} into @returns {Issue[]} */
export function handOver(issues, from, into) {
  return issues.map((issue) => {
    const theirs = issue.positions.find(({ perspective }) => perspective === from);
    if (!theirs) return issue;
    const own = issue.positions.find(({ perspective }) => perspective === into);
    const units = [...(own?.units ?? []), ...theirs.units];
    const of = own?.stance === "holds" ? own : theirs;
    const { spans } = [own, theirs].find((position) => position?.stance === of.stance && position.spans?.length) ?? {};
    const joined = { perspective: into, units, stance: of.stance, ...(spans ? { spans } : {}) };
    const positions = issue.positions.filter((position) => position !== own).map((position) => (position === theirs ? joined : position));
    const swap = (/** @type {string} */ id) => (id === from ? into : id);
    const contrasts = issue.contrasts
      .map((item) => ({ ...item, a: swap(item.a), b: swap(item.b) }))
      .filter(({ a, b }) => a !== b)
      .filter((item, i, all) => all.findIndex(({ a, b }) => [a, b].sort().join() === [item.a, item.b].sort().join()) === i);
    return { ...issue, positions, contrasts };
  });
}

/** @param {ArgMap} map @param {Position[]} positions @param {string} unit @returns {Position[]} */
function withUnit(map, positions, unit) {
  const holder = map.units.find((item) => item.id === unit)?.perspective ?? "author";
  const parents = new Map(map.perspectives.map((item) => [item.id, item.parent]));
  const row = positions.find(({ perspective }) => perspective === holder) ?? positions.find(({ perspective }) => perspective === parents.get(holder));
  if (!row) return [...positions, { perspective: holder, units: [unit], stance: "holds" }];
  if (row.units.includes(unit)) return positions;
  const held = row.stance === "holds" ? row : { ...row, stance: /** @type {"holds"} */ ("holds"), spans: [] };
  return positions.map((position) => (position === row ? { ...held, units: [...row.units, unit] } : position));
}

/** @param {Issue} issue @param {string[]} units @returns {Issue} */
function without(issue, units) {
  if (!issue.positions.some((position) => position.units.some((unit) => units.includes(unit)))) return issue;
  const positions = issue.positions
    .map((position) => ({ ...position, units: position.units.filter((unit) => !units.includes(unit)) }))
    .filter((position) => position.units.length > 0 || position.stance !== "holds" || (position.spans ?? []).length > 0);
  const listed = new Set(positions.map(({ perspective }) => perspective));
  return { ...issue, positions, contrasts: issue.contrasts.filter(({ a, b }) => listed.has(a) && listed.has(b)) };
}
