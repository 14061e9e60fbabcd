/** What somebody says, as every view of a debate shows it: for or against, who, in which words, and how it is known. */
import { t } from "../core/messages.js";
import { cut, h } from "../shell/dom.js";

/** Sign and word carry a stance without colour. @type {Record<string, {sign: string, words: string}>} */
export const STANCES = {
  for: { sign: "+", words: t("for") },
  against: { sign: "−", words: t("against") },
  mixed: { sign: "±", words: t("both for and against") },
  silent: { sign: "", words: t("silent") },
};

/** @param {string} stance @param {string} [more] */
export function stanceMark(stance, more = "") {
  return h("span", { class: `stance ${stance}` }, `${STANCES[stance].sign} ${STANCES[stance].words}${more}`);
}

/**
 * `as reported by Ms Oduya`, `would say so`: where the holder itself is not heard; else empty.
 * @param {string[]} tellers their labels @param {string | null} supposed
 */
export function howKnown(tellers, supposed) {
  return [supposed ? t("{0} say so", supposed) : "", tellers.length > 0 ? t("as reported by {0}", tellers.join(", ")) : ""].filter(Boolean).join(", ");
}

/** @param {string[]} tellers @param {string | null} supposed */
export function knownMark(tellers, supposed) {
  const words = howKnown(tellers, supposed);
  return words ? h("span", { class: "known" }, words) : null;
}

/** Words of a debate: a unit of a map, or a place in its article. @typedef {{map: string, unit?: string, spans?: {start: number, end: number}[]}} Ref */

/** The name of these words among a debate's quotes. @param {Ref} ref */
export function keyOf({ map, unit, spans }) {
  return `${map}/${unit ?? (spans ?? []).map(({ start, end }) => `${start}-${end}`).join("+")}`;
}

/** The address of these words; of a place, which no card shows, that of its article. @param {Ref} ref */
export function hrefOf({ map, unit }) {
  return `#/map/${encodeURIComponent(map)}${unit === undefined ? "" : `?view=map&at=${encodeURIComponent(unit)}`}`;
}

/** @param {Ref} ref @param {string | undefined} words */
export function quoteLink(ref, words) {
  const bare = words?.replace(/^["“](.*)["”]$/s, "$1");
  return h("a", { href: hrefOf(ref), dir: "auto" }, bare ? `“${cut(bare, 220)}”` : t("(gone)"));
}
