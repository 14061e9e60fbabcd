/** What somebody says, as every view of a debate shows it: for or against, who, in which words, and how it is known. */
import { cut, h } from "../shell/dom.js";

/** @import {View} from "./page.js" */

/** Sign and word carry a stance without colour. @type {Record<string, {sign: string, words: string}>} */
export const STANCES = {
  for: { sign: "+", words: "for" },
  against: { sign: "−", words: "against" },
  mixed: { sign: "±", words: "both for and against" },
  silent: { sign: "", words: "silent" },
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
  return [supposed ? `${supposed} say so` : "", tellers.length > 0 ? `as reported by ${tellers.join(", ")}` : ""].filter(Boolean).join(", ");
}

/** @param {string[]} tellers @param {string | null} supposed */
export function knownMark(tellers, supposed) {
  const words = howKnown(tellers, supposed);
  return words ? h("span", { class: "known" }, words) : null;
}

/** @param {{map: string, unit: string}} ref @param {string | undefined} words */
export function quoteLink({ map, unit }, words) {
  return h("a", { href: `#/map/${encodeURIComponent(map)}?view=map&at=${encodeURIComponent(unit)}`, dir: "auto" }, words ? `“${cut(words, 220)}”` : "(gone)");
}

/** @param {View} view @param {any} said @param {Record<string, any>} quotes the words by `MAP/UNIT` */
export function statement(view, said, quotes) {
  return h(
    "div",
    { class: "statement" },
    h("p", { class: "who" }, stanceMark(said.stance), view.name(said.actor), knownMark(said.told_by.map(view.label), said.supposed), h("span", { class: "note" }, view.documentOf(said.map))),
    h("p", {}, quoteLink(said, quotes[`${said.map}/${said.unit}`]?.text)),
  );
}
