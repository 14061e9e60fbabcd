/**
 * Code points (the API) to UTF-16 units (JavaScript) and back. One emoji would shift every later span.
 * @import {ArgMap, Span} from "./types.js"
 */

/** Positions of the characters that take two UTF-16 units: sorted, so that a lookup is a binary search. */
export class TextIndex {
  /** @param {string} text */
  constructor(text) {
    /** @type {number[]} UTF-16 offset of each surrogate pair */
    this.pairs = [];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0xd800 && code < 0xdc00 && i + 1 < text.length) this.pairs.push(i++);
    }
  }

  /** @param {number} utf16 @returns {number} code points before this UTF-16 offset */
  toCodePoint(utf16) {
    return utf16 - countBelow(this.pairs, (pair) => pair < utf16);
  }

  /** @param {number} codePoint @returns {number} the UTF-16 offset of this code point */
  toUtf16(codePoint) {
    // The k-th pair (from 0) stands at code point pairs[k] - k.
    return codePoint + countBelow(this.pairs, (pair, k) => pair - k < codePoint);
  }
}

/**
 * How many leading items satisfy a test that holds for a prefix only.
 * @param {number[]} items
 * @param {(item: number, index: number) => boolean} test
 */
function countBelow(items, test) {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (test(items[mid], mid)) low = mid + 1;
    else high = mid;
  }
  return low;
}

/**
 * Every span inside a JSON value, converted; other values are shared, not copied.
 * @template T
 * @param {T} value
 * @param {(offset: number) => number} convert
 * @returns {T}
 */
function convertSpans(value, convert) {
  if (Array.isArray(value)) return /** @type {T} */ (value.map((item) => convertSpans(item, convert)));
  if (value === null || typeof value !== "object") return value;
  /** @type {Record<string, unknown>} */
  const copy = {};
  for (const [key, item] of Object.entries(value)) {
    const isOffset = (key === "start" || key === "end" || key === "at") && typeof item === "number";
    copy[key] = isOffset ? convert(/** @type {number} */ (item)) : convertSpans(item, convert);
  }
  return /** @type {T} */ (copy);
}

/** @param {ArgMap} wire @returns {ArgMap} the map with UTF-16 offsets */
export function fromWire(wire) {
  return spansFromWire(wire, wire.document.text);
}

/** @template T @param {T} value @param {string} text the document's @returns {T} the value with UTF-16 offsets */
export function spansFromWire(value, text) {
  const index = new TextIndex(text);
  return index.pairs.length === 0 ? value : convertSpans(value, (offset) => index.toUtf16(offset));
}

/**
 * @template T
 * @param {T} value
 * @param {string} text the document's text
 * @returns {T} the value with code point offsets, as the API wants it
 */
export function toWire(value, text) {
  const index = new TextIndex(text);
  return index.pairs.length === 0 ? value : convertSpans(value, (offset) => index.toCodePoint(offset));
}

/**
 * Widens a selection to whole characters: a border never falls inside an emoji or before its combining marks.
 * @param {string} text
 * @param {Span} span
 * @returns {Span}
 */
export function wholeCharacters(text, span) {
  const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text);
  const first = graphemes.containing(span.start);
  const last = span.end > span.start ? graphemes.containing(span.end - 1) : undefined;
  return {
    start: first ? first.index : span.start,
    end: last ? last.index + last.segment.length : span.end,
  };
}

/**
 * Cuts white space from both ends.
 * @param {string} text
 * @param {Span} span
 * @returns {Span | null} null where nothing is left
 */
export function trimSpan(text, span) {
  let { start, end } = span;
  while (start < end && /\s/.test(text[start])) start++;
  while (end > start && /\s/.test(text[end - 1])) end--;
  return start < end ? { start, end } : null;
}
