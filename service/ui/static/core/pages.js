/** How a drawing is cut into sheets of paper, so that no card is cut in two where that can be helped. Pure. */

/** @typedef {{x: number, y: number, width: number, height: number}} Box */

/** A sheet may be cut this much shorter to spare a card. */
const SLACK = 0.4;

/**
 * @param {Box[]} boxes what should not be cut
 * @param {{width: number, height: number}} drawing
 * @param {{width: number, height: number}} sheet in units of the drawing
 * @returns {Box[]} the parts of the drawing, row by row
 */
export function cutIntoSheets(boxes, drawing, sheet) {
  const columns = stretches(
    boxes.map(({ x, width }) => [x, x + width]),
    drawing.width,
    sheet.width,
  );
  const rows = stretches(
    boxes.map(({ y, height }) => [y, y + height]),
    drawing.height,
    sheet.height,
  );
  const parts = rows.flatMap(([top, bottom]) => columns.map(([left, right]) => ({ x: left, y: top, width: right - left, height: bottom - top })));
  return parts.filter((part) => boxes.some((box) => box.x < part.x + part.width && box.x + box.width > part.x && box.y < part.y + part.height && box.y + box.height > part.y));
}

/**
 * Stretches of at most `most`, each ending where fewest spans are cut, as late as possible.
 * @param {number[][]} spans @param {number} end @param {number} most @returns {number[][]}
 */
function stretches(spans, end, most) {
  /** @type {number[][]} */
  const found = [];
  for (let start = 0; start < end; ) {
    if (end - start <= most) {
      found.push([start, end]);
      break;
    }
    const latest = start + most;
    const edges = spans.flat().filter((edge) => edge > start + most * (1 - SLACK) && edge <= latest);
    const cost = (/** @type {number} */ at) => spans.filter(([from, to]) => from < at && at < to).length;
    const best = [latest, ...edges].reduce((a, b) => (cost(b) < cost(a) || (cost(b) === cost(a) && b > a) ? b : a));
    found.push([start, best]);
    start = best;
  }
  return found;
}
