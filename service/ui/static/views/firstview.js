/**
 * Where the map is first looked at: as much of the main argument as can still be read, with the conclusion in it. Pure.
 * @import {Card, Layout} from "../core/layout.js"
 */
import { SIZES } from "../core/layout.js";

/** Smaller than this, 13 px of type can no longer be read with ease. */
const LEAST = 0.82;

const MARGIN = 24;

/**
 * @param {Layout} layout
 * @param {Card | undefined} card the conclusion
 * @param {number} width of the window in pixels
 * @param {number} height
 * @returns {{x: number, y: number, k: number}} top left corner and scale
 */
export function firstView(layout, card, width, height) {
  const bottom = Math.max(1, (layout.othersAt ?? layout.aloneAt ?? layout.height + SIZES.tree) - SIZES.tree);
  const right = layout.blocks.reduce((most, block) => (block.y < bottom ? Math.max(most, block.x + block.width) : most), SIZES.card);
  // A third column is worth smaller type; a fourth has to wait.
  const column = SIZES.card + 2 * SIZES.pad + SIZES.column;
  const wanted = Math.min(right, 2 * column + SIZES.card + 2 * SIZES.pad) - (card?.x ?? 0);
  const k = Math.min(1, Math.max(LEAST, Math.min((width - 2 * MARGIN) / wanted, (height - 2 * MARGIN) / bottom)));
  const x = (card?.x ?? 0) - MARGIN / k;
  const seen = height / k;
  if (layout.height <= seen) return { x, y: -(seen - layout.height) / 2, k };
  const inTop = !card || card.y + card.height + (2 * MARGIN) / k <= seen;
  return { x, y: inTop ? -MARGIN / k : card.y + card.height / 2 - seen / 2, k };
}
