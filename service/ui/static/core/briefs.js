/**
 * A brief on the page and in the clipboard. What it says is decided by the service.
 * @import {Brief, Group, Sentence, Span} from "./types.js"
 * @import {Index} from "./model.js"
 */
import { t } from "./messages.js";
import { escaped } from "./citing.js";
import { holderName, nameWithin } from "./model.js";

/** What a heading and a bullet take beside their letters, in letters. */
const [HEADING, BULLET] = [90, 30];

/** Two columns of about equal height, groups whole and in order. @param {Group[]} groups @returns {[Group[], Group[]]} */
export function inColumns(groups) {
  const sizes = groups.map(({ sentences }) => sentences.reduce((sum, { text }) => sum + text.length + BULLET, HEADING));
  const height = (/** @type {number} */ from, /** @type {number} */ to) => sizes.slice(from, to).reduce((sum, size) => sum + size, 0);
  let best = groups.length;
  for (let cut = 1; cut < groups.length; cut++) {
    if (Math.max(height(0, cut), height(cut, groups.length)) < Math.max(height(0, best), height(best, groups.length))) best = cut;
  }
  return [groups.slice(0, best), groups.slice(best)];
}

/**
 * The words of a sentence, with each cited holder's name where it first stands.
 * @param {Index} index @param {Sentence} sentence @returns {{text: string, holder: string | null}[]}
 */
export function withNames(index, { text, cites }) {
  /** @type {{start: number, end: number, holder: string}[]} */
  const found = [];
  const names = cites.perspectives.flatMap((holder) => [holderName(index, holder), nameWithin(index, holder)].map((name) => ({ name, holder })));
  for (const { name, holder } of names.sort((a, b) => b.name.length - a.name.length)) {
    const start = placeOf(name, text);
    const end = start + name.length;
    if (start >= 0 && !found.some((other) => other.holder === holder || (other.start < end && start < other.end))) found.push({ start, end, holder });
  }
  /** @type {{text: string, holder: string | null}[]} */
  const pieces = [];
  let at = 0;
  for (const { start, end, holder } of found.sort((a, b) => a.start - b.start)) {
    pieces.push({ text: text.slice(at, start), holder: null }, { text: text.slice(start, end), holder });
    at = end;
  }
  return [...pieces, { text: text.slice(at), holder: null }].filter((piece) => piece.text !== "");
}

/** Where a name stands as a whole word, in whatever case; -1 where it does not. @param {string} name @param {string} words */
function placeOf(name, words) {
  const text = words.toLowerCase();
  if (text.length !== words.length) return words.indexOf(name); // some letters change their number
  const isLetter = (/** @type {string} */ sign) => /[\p{L}\p{N}]/u.test(sign);
  const wanted = name.toLowerCase();
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (!isLetter(text.charAt(at - 1)) && !isLetter(text.charAt(at + name.length))) return at;
  }
  return -1;
}

/** The indices of the paragraphs in which these words stand, in order. @param {Index} index @param {Span[]} spans */
export function paragraphsOf(index, spans) {
  const { paragraphs } = index.map.document;
  const at = spans.map(({ start }) => paragraphs.find((paragraph) => paragraph.start <= start && start < paragraph.end)?.index ?? -1);
  return [...new Set(at)].filter((number) => number >= 0).sort((a, b) => a - b);
}

/** The cited words that no cited claim has: where a motion stands, for example. @param {Index} index @param {Sentence} sentence */
export function bareSpans(index, { cites }) {
  const claimed = cites.units.flatMap((id) => index.units.get(id)?.spans ?? []);
  return cites.spans.filter(({ start, end }) => !claimed.some((span) => span.start < end && start < span.end));
}

/** The brief as Markdown: each sentence with its paragraphs, linked to its first claim. @param {Brief} brief @param {Index} index @param {(unit: string | null) => string} link the address of a claim; empty for none */
export function briefMarkdown(brief, index, link) {
  const place = (/** @type {Sentence} */ { cites }) => {
    const numbers = paragraphsOf(index, cites.spans).map((number) => number + 1);
    const address = link(cites.units[0] ?? null);
    const words = `¶ ${numbers.join(", ")}`;
    return numbers.length === 0 ? "" : ` (${address ? `[${words}](${address})` : words})`;
  };
  const lines = brief.groups.flatMap(({ heading, sentences }) => [
    ...(heading ? [`### ${escaped(heading)}`, ""] : []),
    ...sentences.map((sentence) => `${heading ? "- " : ""}${escaped(sentence.text)}${place(sentence)}`),
    "",
  ]);
  const title = escaped(index.map.document.title || t("Untitled article"));
  return [`## ${title}`, "", ...(brief.note ? [`*${escaped(brief.note)}*`, ""] : []), ...lines].join("\n").trimEnd();
}
