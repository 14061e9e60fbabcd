/**
 * Who holds what, and where two holders meet. Computed here, so that an exported page can show it offline.
 * @import {Perspective, Relation, Unit} from "./types.js"
 * @import {Index} from "./model.js"
 */
import { chosenRelations } from "./forest.js";
import { position, push, targetUnit } from "./model.js";

/**
 * A claim in a column with the reasons that the same holder gives for it.
 * @typedef {{unit: Unit, relation: Relation | null, reasons: Stance[]}} Stance
 * @typedef {{perspective: Perspective, stances: Stance[], count: number}} Column
 * @typedef {{relation: Relation, from: Unit, to: Unit, verdict: "conflict" | "agree"}} Meeting
 * @typedef {{columns: Column[], silent: Perspective[], meetings: Meeting[]}} Comparison
 */

/** @param {Index} index @returns {Comparison} */
export function compare(index) {
  const chosen = chosenRelations(index.map.relations);
  /** @type {Map<string, Stance[]>} */
  const tops = new Map();
  /** @type {Map<string, Stance[]>} */
  const under = new Map();
  /** @type {Map<string, number>} */
  const counts = new Map();
  const units = [...index.map.units].sort((a, b) => position(a) - position(b));
  const stances = new Map(units.map((unit) => [unit.id, makeStance(unit, chosen.get(unit.id) ?? null)]));
  for (const stance of stances.values()) {
    const { unit, relation } = stance;
    counts.set(unit.perspective, (counts.get(unit.perspective) ?? 0) + 1);
    const target = relation && targetUnit(index, relation);
    if (target && target.perspective === unit.perspective && target.id !== unit.id) push(under, target.id, stance);
    else push(tops, unit.perspective, stance);
  }
  for (const stance of stances.values()) stance.reasons = under.get(stance.unit.id) ?? [];
  const meetings = meet(index);
  const columns = index.map.perspectives
    .filter((perspective) => counts.has(perspective.id))
    .map((perspective) => ({ perspective, stances: tops.get(perspective.id) ?? [],
      count: counts.get(perspective.id) ?? 0 }));
  return {
    columns: neighbours(columns, meetings),
    silent: index.map.perspectives.filter((perspective) => !counts.has(perspective.id)),
    meetings,
  };
}

/** @param {Unit} unit @param {Relation | null} relation @returns {Stance} */
function makeStance(unit, relation) {
  return { unit, relation, reasons: [] };
}

/** Relations between units of two holders. @param {Index} index @returns {Meeting[]} */
function meet(index) {
  /** @type {Meeting[]} */
  const meetings = [];
  for (const relation of index.map.relations) {
    const to = targetUnit(index, relation);
    const attacked = relation.kind === "undercut" ? index.relations.get(relation.target)?.sources[0] : undefined;
    const other = attacked ? index.units.get(attacked) : to;
    for (const source of relation.sources) {
      const from = index.units.get(source);
      if (!from || !other || from.perspective === other.perspective) continue;
      meetings.push({ relation, from, to: other, verdict: relation.kind === "support" ? "agree" : "conflict" });
    }
  }
  return meetings;
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
