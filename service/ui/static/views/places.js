/**
 * Places of the article as buttons that show them.
 * @import {Span} from "../core/types.js"
 */
import { h, narrow } from "../shell/dom.js";
import { store } from "../shell/store.js";
import { lightWords } from "./article.js";

/** One button for each paragraph. @param {Span[]} spans */
export function placeButtons(spans) {
  const { paragraphs } = store.open.map.document;
  const at = (/** @type {number} */ offset) => paragraphs.find(({ start, end }) => start <= offset && offset < end)?.index ?? -1;
  const places = [...new Set(spans.map(({ start }) => at(start)))].filter((number) => number >= 0);
  return places.map((number) => h("button", { type: "button", class: "quiet link place", onclick: () => goToParagraph(number) }, `¶ ${number + 1}`));
}

/** Brings words of the article into sight and lights them; no claim stays chosen. @param {Span[]} spans */
export function showWords(spans) {
  store.set({ selected: null });
  showArticle();
  lightWords(spans);
}

/** @param {number} number */
function goToParagraph(number) {
  showArticle();
  document.querySelector(`.article-text [data-paragraph="${number}"]`)?.scrollIntoView({ block: "center" });
}

function showArticle() {
  if (document.querySelector("#workspace.no-article")) /** @type {HTMLElement | null} */ (document.querySelector("button.wider"))?.click();
  if (narrow.matches) store.set({ pane: "article" });
}
