/**
 * A paragraph cut into the pieces that its claims mark. Claims may nest, overlap and stand in several pieces.
 * @import {Paragraph, Span, Unit} from "./types.js"
 */

/** @typedef {{start: number, end: number, units: string[]}} Piece `units`: innermost (shortest) first */

/**
 * @param {Paragraph} paragraph
 * @param {Unit[]} units those of this paragraph
 * @returns {Piece[]} in order; together they are the paragraph
 */
export function cutPieces(paragraph, units) {
  const bounds = new Set([paragraph.start, paragraph.end]);
  for (const { spans } of units) {
    for (const span of spans) {
      bounds.add(span.start);
      bounds.add(span.end);
    }
  }
  const cuts = [...bounds].filter((at) => at >= paragraph.start && at <= paragraph.end).sort((a, b) => a - b);
  const byLength = [...units].sort((a, b) => length(a.spans) - length(b.spans));
  return cuts.slice(1).map((end, i) => {
    const start = cuts[i];
    const covering = byLength.filter(({ spans }) => spans.some((span) => span.start <= start && span.end >= end));
    return { start, end, units: covering.map((unit) => unit.id) };
  });
}

/** @param {Span[]} spans */
function length(spans) {
  return spans.reduce((sum, span) => sum + span.end - span.start, 0);
}
