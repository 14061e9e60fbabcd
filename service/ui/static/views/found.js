/** The words that are searched for, marked where they stand in the article. */
import { fold } from "../core/filter.js";
import { store } from "../shell/store.js";

/** More marks than these tell nobody anything, and take time. */
const MOST = 300;

/**
 * Marks them, and gives the first place. Case does not matter; accents do not where letters keep their number.
 * @returns {Range | null}
 */
export function markFound() {
  const query = fold(store.state.filter.query.trim());
  /** @type {Range[]} */
  const ranges = [];
  if (query.length > 1) {
    const walker = document.createTreeWalker(/** @type {Element} */ (document.querySelector(".article-text")), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node && ranges.length < MOST; node = walker.nextNode()) ranges.push(...placesIn(/** @type {Text} */ (node), query));
  }
  CSS.highlights?.set("found", new Highlight(...ranges));
  return ranges[0] ?? null;
}

/** @param {Text} node @param {string} query */
function placesIn(node, query) {
  const folded = fold(node.data);
  const text = folded.length === node.length ? folded : node.data.toLowerCase();
  /** @type {Range[]} */
  const places = [];
  for (let at = text.indexOf(query); at >= 0 && text.length === node.length; at = text.indexOf(query, at + query.length)) {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + query.length);
    places.push(range);
  }
  return places;
}
