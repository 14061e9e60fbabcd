/**
 * Which side each holder is part of, and where each stands on the main conclusion.
 * @import {Perspective} from "./types.js"
 * @import {Index} from "./model.js"
 */
import { targetUnit } from "./model.js";
import { isAgainst, isConcession, kindOf } from "./reading.js";

/**
 * `both`: what it says points both ways; `odds`: no link leads to the conclusion, but one speaks against its holder, or the
 * other way round; `neither`: no link at all.
 * @typedef {"for" | "against" | "both" | "odds" | "neither"} Stand
 */
/** @typedef {{side: Perspective | null, members: Perspective[]}} Side `side`: whom the members are part of; null for one that stands alone */

/** The holder at the top of the parents. @param {Index} index @param {string} id @returns {string} */
export function sideOf(index, id) {
  const seen = new Set();
  let at = id;
  for (let up = index.perspectives.get(at)?.parent; up && !seen.has(up); up = index.perspectives.get(at)?.parent) {
    seen.add(at);
    at = up;
  }
  return at;
}

/**
 * Holders with those of their side beside them, the head of the side first; else in the order given.
 * @param {Index} index
 * @param {Perspective[]} holders
 * @returns {Side[]}
 */
export function bySide(index, holders) {
  /** @type {Map<string, Perspective[]>} */
  const groups = new Map();
  for (const holder of holders) {
    const side = sideOf(index, holder.id);
    groups.set(side, [...(groups.get(side) ?? []), holder]);
  }
  return [...groups].map(([id, members]) => {
    members.sort((a, b) => Number(b.id === id) - Number(a.id === id));
    const alone = members.length === 1 && members[0].id === id;
    return { side: alone ? null : index.perspectives.get(id) ?? null, members };
  });
}

/** How many claims each holder has, by id; those with most first. @param {Index} index @returns {{counts: Map<string, number>, speaking: Perspective[]}} */
export function speakers(index) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const unit of index.map.units) counts.set(unit.perspective, (counts.get(unit.perspective) ?? 0) + 1);
  const many = (/** @type {Perspective} */ holder) => counts.get(holder.id) ?? 0;
  const speaking = index.map.perspectives.filter((holder) => many(holder) > 0).sort((a, b) => many(b) - many(a));
  return { counts, speaking };
}

/**
 * Where each holder stands on the main conclusion, by its claims that are nearest to it; what it grants does not count.
 * @param {Index} index
 * @returns {Map<string, Stand>} by holder; empty where there is no main conclusion
 */
export function stands(index) {
  /** @type {Map<string, {depth: number, signs: Set<number>}>} */
  const nearest = new Map();
  for (const [id, { sign, depth }] of leanings(index)) {
    const unit = /** @type {import("./types.js").Unit} */ (index.units.get(id));
    if (isConcession(index, unit)) continue;
    const known = nearest.get(unit.perspective);
    if (known && known.depth < depth) continue;
    const signs = known?.depth === depth ? known.signs : new Set();
    nearest.set(unit.perspective, { depth, signs: signs.add(isAgainst(index, unit) ? -sign : sign) });
  }
  /** @type {Map<string, Stand>} */
  const found = new Map();
  const main = index.units.get(index.map.conclusion ?? "");
  if (!main) return found;
  const odds = opponents(index, main.perspective);
  for (const { id } of index.map.perspectives) {
    const signs = nearest.get(id)?.signs;
    found.set(id, !signs ? (odds.has(id) ? "odds" : "neither") : signs.size > 1 ? "both" : signs.has(1) ? "for" : "against");
  }
  return found;
}

/** Who speaks against a claim of this holder, or is spoken against by it. @param {Index} index @param {string} holder */
function opponents(index, holder) {
  /** @type {Set<string>} */
  const found = new Set();
  for (const relation of index.map.relations) {
    if (kindOf(index, relation) === "support") continue;
    const attacked = relation.kind === "undercut" ? index.units.get(index.relations.get(relation.target)?.sources[0] ?? "") : targetUnit(index, relation);
    const pair = [index.units.get(relation.sources[0])?.perspective ?? "", attacked?.perspective ?? ""];
    if (pair.includes(holder)) pair.forEach((id) => found.add(id));
  }
  return found;
}

/**
 * Whether the words of each claim below the main conclusion speak for it (1) or against it (-1), and how far away.
 * @param {Index} index
 */
function leanings(index) {
  /** @type {Map<string, {sign: number, depth: number}>} */
  const found = new Map();
  const main = index.map.conclusion;
  if (main === null || !index.units.has(main)) return found;
  found.set(main, { sign: 1, depth: 0 });
  /** @type {[string, number, number][]} what is aimed at (a claim, or a step), what it does for the conclusion, how far */
  const queue = [[main, 1, 0]];
  for (const [aim, sign, depth] of queue) {
    for (const relation of index.incoming.get(aim) ?? []) {
      const does = relation.kind === "support" ? sign : -sign;
      for (const id of relation.sources) {
        if (found.has(id) || !index.units.has(id)) continue;
        found.set(id, { sign: does, depth: depth + 1 });
        queue.push([id, does, depth + 1]);
      }
      queue.push([relation.id, does, depth + 1]);
    }
  }
  return found;
}
