/**
 * The words of a claim on a card or in a list: what is not its own stands faintly in brackets.
 * @import {Unit} from "../core/types.js"
 * @import {Index} from "../core/model.js"
 */
import { piecesOf, wordsClass } from "../core/wording.js";
import { h } from "../shell/dom.js";

/** @param {Index} index @param {Unit} unit */
export function claimWords(index, unit) {
  return h(
    "span",
    { class: wordsClass(index, unit), dir: "auto" },
    piecesOf(index, unit).map(({ text, inserted }) => (inserted ? h("span", { class: "inserted" }, text) : text)),
  );
}
