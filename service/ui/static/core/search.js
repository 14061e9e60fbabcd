/** What is searched for: words from their beginning, and “phrases in quotation marks” as they stand. */

/** Scripts that put no spaces between words, where a word may begin anywhere. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Case, accents and the width of letters do not matter. @param {string} text */
export function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase();
}

/** @param {string} query @returns {RegExp[]} all must be found; each has the words alone as its group */
export function termsOf(query) {
  const terms = [...fold(query).matchAll(/["“”„«»]([^"“”„«»]+)["“”„«»]?|[^\s"“”„«»]+/gu)].map(([whole, phrase]) => (phrase ?? whole).trim());
  return terms.filter(Boolean).map((term) => {
    const words = term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
    return new RegExp(`${UNSPACED.test(term[0]) || !/[\p{L}\p{N}]/u.test(term[0]) ? "" : "(?<![\\p{L}\\p{N}])"}${words}`, "gu");
  });
}

/** @param {RegExp[]} terms @param {string} text */
export function matches(terms, text) {
  const folded = fold(text);
  return terms.every((term) => folded.search(term) >= 0);
}
