/**
 * How much of a table goes on one sheet that cannot grow: first the type gets smaller, then long answers are cut, then rows
 * are left out.
 * @typedef {{size: number, lines: number, items: number}} Type `size` of the letters in pixels; at most `lines` of one text and
 *   `items` in one cell
 */

/** A slide is 1920 pixels wide: smaller letters than these cannot be read from the back of a room. */
const SMALLEST = 20;

/** From the largest down. @type {Type[]} */
export const TYPES = [
  ...[30, 28, 26, 24, 22, SMALLEST].map((size) => ({ size, lines: Number.POSITIVE_INFINITY, items: Number.POSITIVE_INFINITY })),
  ...[
    [6, 4],
    [4, 3],
    [3, 2],
    [2, 2],
    [2, 1],
  ].map(([lines, items]) => ({ size: SMALLEST, lines, items })),
];

/**
 * @param {number} count of the rows
 * @param {(row: number, type: Type) => number} heightOf pixels
 * @param {number} room pixels
 * @returns {{type: Type, shown: number}} the first type in which all rows fit; else the last one, and as many rows as fit
 */
export function fitRows(count, heightOf, room) {
  const upTo = (/** @type {Type} */ type) => {
    let used = 0;
    for (let row = 0; row < count; row++) {
      used += heightOf(row, type);
      if (used > room) return row;
    }
    return count;
  };
  const type = TYPES.find((one) => upTo(one) === count) ?? TYPES[TYPES.length - 1];
  return { type, shown: upTo(type) };
}
