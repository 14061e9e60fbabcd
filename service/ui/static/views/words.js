/**
 * The words of a claim on a card or in a list: what is not its own stands faintly in brackets.
 * @import {Issue, Unit} from "../core/types.js"
 * @import {Index} from "../core/model.js"
 */
import { questionMark } from "../core/issues.js";
import { languageOf } from "../core/model.js";
import { piecesOf, wordsClass } from "../core/wording.js";
import { h } from "../shell/dom.js";

/** The words of a question; a mark that the article has not stands faintly in brackets. @param {Issue} issue */
export function questionWords(issue) {
  const mark = questionMark(issue);
  return [issue.question.text, mark ? h("span", { class: "inserted" }, mark) : null];
}

/** @param {Index} index @param {Unit} unit */
export function claimWords(index, unit) {
  return h(
    "span",
    { class: wordsClass(index, unit), dir: "auto", lang: languageOf(index, unit.paragraph) },
    piecesOf(index, unit).map(({ text, inserted }) => (inserted ? h("span", { class: "inserted" }, text) : text)),
  );
}
