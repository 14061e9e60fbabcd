/**
 * What the page says, in the reader's language. The English stands in the code; the other languages are files in
 * `messages/`, of which the service sends the chosen one with the page.
 */

const carried = globalThis.document?.getElementById("argmap-messages")?.textContent;

/** @type {Record<string, string>} */
const known = carried ? JSON.parse(carried) : {};

/** Of the page's own words: ISO 639-1. */
export const pageLanguage = globalThis.document?.documentElement.lang || "en";

/** @param {string} english with {0}, {1}, ... for the values @param {...unknown} values */
export function t(english, ...values) {
  const words = Object.hasOwn(known, english) ? known[english] : english;
  return values.length > 0 ? words.replace(/\{(\d)\}/g, (_, at) => String(values[at] ?? "")) : words;
}

/** @param {string[]} names @returns {string} for example `A, B, and C` */
export function listed(names) {
  return new Intl.ListFormat(pageLanguage).format(names);
}
