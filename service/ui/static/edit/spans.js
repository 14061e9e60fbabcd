/**
 * Choosing words in the article, for a new claim or for other bounds of one. By mouse or touch as any text is
 * selected; with the keyboard the banner offers the first and the last word of a paragraph as lists.
 * @import {Span} from "../core/types.js"
 */
import { t } from "../core/messages.js";
import { trimSpan, wholeCharacters } from "../core/offsets.js";
import { freshId, tidySpans } from "../core/operations.js";
import { select } from "../shell/actions.js";
import { h } from "../shell/dom.js";
import { draftEdit } from "../shell/saving.js";
import { store } from "../shell/store.js";
import { toast } from "../shell/toast.js";

/** @returns {Span | null} the selected words of the article, whole characters, without white space at the ends */
export function selectedSpan() {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const [start, end] = [offsetAt(range.startContainer, range.startOffset), offsetAt(range.endContainer, range.endOffset)];
  if (start === null || end === null || start === end) return null;
  const { text } = store.open.map.document;
  return trimSpan(text, wholeCharacters(text, { start: Math.min(start, end), end: Math.max(start, end) }));
}

/** @param {Node} node @param {number} offset @returns {number | null} UTF-16 offset in the document */
function offsetAt(node, offset) {
  if (node.nodeType === Node.TEXT_NODE) {
    const at = node.parentElement?.closest("[data-at]")?.getAttribute("data-at");
    return at ? Number(at) + offset : null;
  }
  const element = /** @type {Element} */ (node);
  if (!element.closest?.(".article-text")) return null;
  const next = element.childNodes[offset];
  const piece = next instanceof Element ? (next.closest("[data-at]") ?? next.querySelector("[data-at]")) : null;
  if (piece) return Number(piece.getAttribute("data-at"));
  const pieces = element.querySelectorAll("[data-at]");
  const last = pieces[pieces.length - 1];
  return last ? Number(last.getAttribute("data-at")) + (last.textContent?.length ?? 0) : null;
}

/** @param {Span | null} span @param {boolean} [also] keep the words that it has @param {string} [holder] of a new claim */
export function useWords(span, also = false, holder = "author") {
  const { mode } = store.state;
  if (!span) return toast(t("Select some words in the article first."), "error");
  if (mode?.name === "spans" && mode.unit !== null) {
    const id = mode.unit;
    const before = also ? (store.open.index.units.get(id)?.spans ?? []) : [];
    const value = { spans: tidySpans([...before, span]), implicit: false };
    void draft(t("Changed the words of a claim"), { op: "change", kind: "unit", id, value });
  } else void draft(t("Added a claim"), { op: "add", kind: "unit", id: freshId("u"), value: { spans: [span], perspective: holder } });
  getSelection()?.removeAllRanges();
  return undefined;
}

/** @param {string} label @param {import("../core/types.js").Change} change of one claim, which is shown then */
async function draft(label, change) {
  if (await draftEdit(label, [change])) select(change.id ?? null);
}

/** First and last word as two lists: the keyboard's way. @param {number} paragraph */
export function wordLists(paragraph) {
  const { document: doc } = store.open.map;
  const { start, end } = doc.paragraphs[paragraph];
  const words = [...doc.text.slice(start, end).matchAll(/\S+/g)].map((match) => ({ start: start + match.index, end: start + match.index + match[0].length, text: match[0] }));
  const list = (/** @type {string} */ name, /** @type {"start" | "end"} */ side) =>
    h(
      "select",
      { "aria-label": name },
      words.map((word, i) => h("option", { value: word[side] }, `${i + 1} ${word.text}`)),
    );
  const [from, to] = [list(t("First word"), "start"), list(t("Last word"), "end")];
  to.selectedIndex = Math.max(0, words.length - 1);
  return h(
    "span",
    { class: "row" },
    t("from "),
    from,
    t(" to "),
    to,
    h("button", { type: "button", onclick: () => useWords(trimSpan(doc.text, { start: Number(from.value), end: Number(to.value) })) }, t("Use these")),
  );
}
