/**
 * Which side each holder is part of, and where each stands on the main conclusion, as the service found it.
 * @import {Perspective, Stand} from "./types.js"
 * @import {Index} from "./model.js"
 */

/** @typedef {{side: Perspective | null, members: Perspective[]}} Side `side`: whom the members are part of; null for one that stands alone */

/** The holder at the top of the parents. @param {Index} index @param {string} id @returns {string} */
export function sideOf(index, id) {
  return index.said.holdings.get(id)?.side ?? id;
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
    return { side: alone ? null : (index.perspectives.get(id) ?? null), members };
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
 * Where each holder stands on the main conclusion.
 * @param {Index} index
 * @returns {Map<string, Stand>} by holder; empty where there is no main conclusion
 */
export function stands(index) {
  return new Map(index.said.meaning.holdings.flatMap(({ perspective, stand }) => (stand ? [[perspective.id, stand]] : [])));
}
