/** The words that are searched for, marked where they stand in the article. */
import { fold, termsOf } from "../core/search.js";
import { store } from "../shell/store.js";

/** More marks than these tell nobody anything, and take time. */
const MOST = 300;

/**
 * Marks them, and gives the first place. Case does not matter; accents do not where letters keep their number.
 * @returns {Range | null}
 */
export function markFound() {
  const { query } = store.state.filter;
  const terms = query.trim().length > 1 ? termsOf(query) : [];
  /** @type {Range[]} */
  const ranges = [];
  if (terms.length > 0) {
    const walker = document.createTreeWalker(/** @type {Element} */ (document.querySelector(".article-text")), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node && ranges.length < MOST; node = walker.nextNode()) ranges.push(...placesIn(/** @type {Text} */ (node), terms));
  }
  CSS.highlights?.set("found", new Highlight(...ranges));
  return ranges[0] ?? null;
}

/** @param {Text} node @param {RegExp[]} terms */
function placesIn(node, terms) {
  const folded = fold(node.data);
  const text = folded.length === node.length ? folded : node.data.toLowerCase();
  if (text.length !== node.length) return [];
  return terms.flatMap((term) =>
    [...text.matchAll(term)].map((found) => {
      const range = document.createRange();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      return range;
    }),
  );
}
