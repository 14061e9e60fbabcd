/**
 * The columns of the view Perspectives: who holds what, and where two holders meet, as the service found it.
 * @import {Kind, Perspective, Relation, Stand, Unit} from "./types.js"
 * @import {Index} from "./model.js"
 */
import { position, push, targetUnit } from "./model.js";
import { bySide, stands } from "./sides.js";

/**
 * A claim in a column with the reasons that the same holder gives for it.
 * @typedef {{unit: Unit, relation: Relation | null, reasons: Stance[]}} Stance
 * @typedef {{perspective: Perspective, stances: Stance[], count: number, stand: Stand | null}} Column
 *
 * `shared`: both speak for this claim; `issue`: they meet in their answers to a question, not by a link.
 * @typedef {"conflict" | "agree" | "use"} Verdict
 * @typedef {{relation: Relation | null, kind: Kind, from: Unit, to: Unit, verdict: Verdict, shared: Unit | null,
 *   issue: string | null}} Meeting
 * @typedef {{side: Perspective | null, columns: Column[]}} Camp
 * @typedef {{columns: Column[], camps: Camp[], silent: Perspective[], meetings: Meeting[]}} Comparison
 */

/** @param {Index} index @returns {Comparison} */
export function compare(index) {
  /** @type {Map<string, Stance[]>} */
  const tops = new Map();
  /** @type {Map<string, Stance[]>} */
  const under = new Map();
  /** @type {Map<string, number>} */
  const counts = new Map();
  const units = [...index.map.units].sort((a, b) => position(a) - position(b));
  const stances = new Map(units.map((unit) => [unit.id, makeStance(unit, index.chosen.get(unit.id) ?? null)]));
  for (const stance of stances.values()) {
    const { unit, relation } = stance;
    counts.set(unit.perspective, (counts.get(unit.perspective) ?? 0) + 1);
    const target = relation && targetUnit(index, relation);
    if (target && target.perspective === unit.perspective && target.id !== unit.id) push(under, target.id, stance);
    else push(tops, unit.perspective, stance);
  }
  for (const stance of stances.values()) stance.reasons = under.get(stance.unit.id) ?? [];
  const meetings = meetingsOf(index);
  const where = stands(index);
  const columns = neighbours(
    index.map.perspectives
      .filter((perspective) => counts.has(perspective.id))
      .map((perspective) => ({ perspective, stances: tops.get(perspective.id) ?? [], count: counts.get(perspective.id) ?? 0, stand: where.get(perspective.id) ?? null })),
    meetings,
  );
  const column = new Map(columns.map((item) => [item.perspective.id, item]));
  const camps = bySide(
    index,
    columns.map((item) => item.perspective),
  ).map(({ side, members }) => ({ side, columns: members.map((member) => /** @type {Column} */ (column.get(member.id))) }));
  return {
    columns: camps.flatMap((camp) => camp.columns),
    camps,
    silent: index.map.perspectives.filter((perspective) => index.said.holdings.get(perspective.id)?.silent && !counts.has(perspective.id)),
    meetings,
  };
}

/** @param {Unit} unit @param {Relation | null} relation @returns {Stance} */
function makeStance(unit, relation) {
  return { unit, relation, reasons: [] };
}

const VERDICTS = /** @type {const} */ ({ agrees: "agree", conflicts: "conflict", uses: "use" });

/** Where two holders meet, as the service found it; what is not in this map (a part of it, a draft) is left out. @param {Index} index @returns {Meeting[]} */
function meetingsOf(index) {
  return index.said.meaning.contacts.flatMap((contact) => {
    const [from, to] = [index.units.get(contact.unit), index.units.get(contact.other_unit)];
    if (!from || !to) return [];
    const kind = contact.read ?? (contact.kind === "conflicts" ? "rebut" : "support");
    return [
      { relation: index.relations.get(contact.relation ?? "") ?? null, kind, from, to, verdict: VERDICTS[contact.kind], shared: index.units.get(contact.shared ?? "") ?? null, issue: contact.issue },
    ];
  });
}

/**
 * Columns in an order in which holders that meet often stand side by side: the author first, then greedily the one
 * with most meetings with the last.
 * @param {Column[]} columns
 * @param {Meeting[]} meetings
 */
function neighbours(columns, meetings) {
  /** @type {Map<string, number>} */
  const weight = new Map();
  for (const { from, to } of meetings) {
    for (const key of [`${from.perspective} ${to.perspective}`, `${to.perspective} ${from.perspective}`]) {
      weight.set(key, (weight.get(key) ?? 0) + 1);
    }
  }
  const left = [...columns];
  const first = left.findIndex((column) => column.perspective.id === "author");
  const order = left.splice(Math.max(first, 0), 1);
  while (left.length > 0) {
    const last = order[order.length - 1].perspective.id;
    const score = (/** @type {Column} */ c) => (weight.get(`${last} ${c.perspective.id}`) ?? 0) * 1000 + c.count;
    const best = left.reduce((a, b) => (score(b) > score(a) ? b : a));
    order.push(...left.splice(left.indexOf(best), 1));
  }
  return order;
}
