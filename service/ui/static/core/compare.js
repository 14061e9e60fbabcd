/**
 * Who holds what, and where two holders meet. Computed here, so that an exported page can show it offline.
 * @import {Kind, Perspective, Relation, Unit} from "./types.js"
 * @import {Index} from "./model.js"
 * @import {Stand} from "./sides.js"
 */
import { position, push, targetUnit } from "./model.js";
import { isConcession, kindOf } from "./reading.js";
import { bySide, stands } from "./sides.js";

/**
 * A claim in a column with the reasons that the same holder gives for it.
 * @typedef {{unit: Unit, relation: Relation | null, reasons: Stance[]}} Stance
 * @typedef {{perspective: Perspective, stances: Stance[], count: number, stand: Stand | null}} Column
 *
 * `conflict`: one speaks against the other. `agree`: both are conclusions, one for the other or both for the same claim
 * (`shared`), or one is granted. `use`: a claim of one is only a reason that the other uses.
 * @typedef {"conflict" | "agree" | "use"} Verdict
 * @typedef {{relation: Relation, kind: Kind, from: Unit, to: Unit, verdict: Verdict, shared: Unit | null}} Meeting
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
  const meetings = [...meet(index), ...sharedClaims(index)];
  const where = stands(index);
  const columns = neighbours(index.map.perspectives
    .filter((perspective) => counts.has(perspective.id))
    .map((perspective) => ({ perspective, stances: tops.get(perspective.id) ?? [], count: counts.get(perspective.id) ?? 0,
      stand: where.get(perspective.id) ?? null })), meetings);
  const column = new Map(columns.map((item) => [item.perspective.id, item]));
  const camps = bySide(index, columns.map((item) => item.perspective)).map(({ side, members }) =>
    ({ side, columns: members.map((member) => /** @type {Column} */ (column.get(member.id))) }));
  return {
    columns: camps.flatMap((camp) => camp.columns),
    camps,
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
    const kind = kindOf(index, relation);
    for (const source of relation.sources) {
      const from = index.units.get(source);
      if (!from || !other || from.perspective === other.perspective) continue;
      meetings.push({ relation, kind, from, to: other, verdict: verdict(index, kind, from, other), shared: null });
    }
  }
  return meetings;
}

/** @param {Index} index @param {Kind} kind @param {Unit} from @param {Unit} to @returns {Verdict} */
function verdict(index, kind, from, to) {
  if (kind !== "support") return "conflict";
  const both = from.role === "conclusion" && to.role === "conclusion";
  return both || isConcession(index, from) ? "agree" : "use";
}

/** Conclusions of two holders that speak for the same claim; each two holders once for a claim. @param {Index} index @returns {Meeting[]} */
function sharedClaims(index) {
  /** @type {Meeting[]} */
  const meetings = [];
  for (const shared of index.map.units) {
    /** @type {Map<string, {from: Unit, relation: Relation}>} */
    const first = new Map();
    for (const relation of index.incoming.get(shared.id) ?? []) {
      if (kindOf(index, relation) !== "support") continue;
      for (const id of relation.sources) {
        const from = index.units.get(id);
        if (from && from.role === "conclusion" && from.perspective !== shared.perspective && !first.has(from.perspective)) first.set(from.perspective, { from, relation });
      }
    }
    const found = [...first.values()];
    found.forEach(({ from, relation }, i) => found.slice(i + 1).forEach((other) =>
      meetings.push({ relation, kind: "support", from, to: other.from, verdict: "agree", shared })));
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
