/**
 * Places of the article as buttons that show them.
 * @import {Span} from "../core/types.js"
 */
import { h, narrow } from "../shell/dom.js";
import { store } from "../shell/store.js";

/** One button for each paragraph. @param {Span[]} spans */
export function placeButtons(spans) {
  const { paragraphs } = store.open.map.document;
  const at = (/** @type {number} */ offset) => paragraphs.find(({ start, end }) => start <= offset && offset < end)?.index ?? -1;
  const places = [...new Set(spans.map(({ start }) => at(start)))].filter((number) => number >= 0);
  return places.map((number) => h("button", { type: "button", class: "quiet link place", onclick: () => goToParagraph(number) }, `¶ ${number + 1}`));
}

/** @param {number} number */
function goToParagraph(number) {
  if (document.querySelector("#workspace.no-article")) /** @type {HTMLElement | null} */ (document.querySelector("button.wider"))?.click();
  if (narrow.matches) store.set({ pane: "article" });
  document.querySelector(`.article-text [data-paragraph="${number}"]`)?.scrollIntoView({ block: "center" });
}
