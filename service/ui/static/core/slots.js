/**
 * Which colour of the palette each holder gets: in the order of the map, but two who stand side by side never get two that
 * look alike. Who has one keeps it.
 */
import { COLOURS, looksLike } from "./palette.js";

/** Fewer holders than this may take a colour of those that come after theirs; more would bring ones that are harder to tell apart. */
const FREELY = 8;

/**
 * @param {string[]} ids holders in the order of the map; "author" always gets the first
 * @param {string[][]} rows holders in the order in which a view puts them side by side
 * @param {ReadonlyMap<string, number>} [kept] what holders have already
 * @returns {Map<string, number>} number of the colour, by holder
 */
export function assignSlots(ids, rows, kept = new Map()) {
  /** @type {Map<string, number>} */
  const slots = new Map(ids.flatMap((id) => (id === "author" ? [[id, 0]] : kept.has(id) ? [[id, kept.get(id) ?? 0]] : [])));
  const fresh = ids.filter((id) => !slots.has(id));
  const taken = new Set([0, ...slots.values()]);
  let next = 1;
  for (const id of fresh) {
    while (taken.has(next)) next += 1;
    taken.add(next);
    slots.set(id, next);
  }
  const beside = neighbours(rows);
  const alike = (/** @type {string} */ id, /** @type {number} */ slot) => [...(beside.get(id) ?? [])].filter((other) => looksLike(slot, slots.get(other) ?? 0)).length;
  const move = (/** @type {string} */ id, /** @type {number} */ below) => {
    const free = Array.from({ length: below }, (_, slot) => slot).find((slot) => !taken.has(slot) && alike(id, slot) === 0);
    if (free === undefined) return false;
    taken.delete(slots.get(id) ?? 0);
    taken.add(free);
    slots.set(id, free);
    return true;
  };
  const swap = (/** @type {string} */ id, /** @type {string} */ other) => {
    const [own, theirs] = [slots.get(id) ?? 0, slots.get(other) ?? 0];
    const before = alike(id, own) + alike(other, theirs);
    slots.set(id, theirs).set(other, own);
    if (alike(id, theirs) + alike(other, own) < before) return true;
    slots.set(id, own).set(other, theirs);
    return false;
  };
  const clash = (/** @type {string} */ id) => alike(id, slots.get(id) ?? 0) > 0;
  for (let round = 0; round < 4 && fresh.some(clash); round += 1) {
    for (const id of fresh) if (clash(id)) move(id, FREELY) || fresh.some((other) => swap(id, other)) || move(id, 2 * COLOURS);
  }
  return slots;
}

/** Who stands beside whom in any of the rows. @param {string[][]} rows */
function neighbours(rows) {
  /** @type {Map<string, Set<string>>} */
  const beside = new Map();
  for (const row of rows) {
    row.slice(1).forEach((id, i) => {
      beside.set(id, (beside.get(id) ?? new Set()).add(row[i]));
      beside.set(row[i], (beside.get(row[i]) ?? new Set()).add(id));
    });
  }
  return beside;
}
