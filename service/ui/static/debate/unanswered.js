/** What nobody answers, by question, those with most weight first; what is said once is folded. */
import { h, plural } from "../shell/dom.js";
import { read } from "./api.js";
import { claimLink, nothing } from "./lists.js";

/** @import {View} from "./page.js" */

/** How many are read: with more the last ones, said once, are only counted. */
const MOST = "500";

/** @param {View} view */
export async function drawUnanswered(view) {
  /** @type {{claims: any[], total: number, said_once: number}} */
  const { claims, total, said_once } = await read(view.debate.id, "unanswered", { ...view.place.filter, limit: MOST });
  if (total === 0) return nothing("Every claim is denied or answered by somebody.");
  const isReason = (/** @type {any} */ item) => !item.disputed && item.actors.length === 1 && item.documents === 1 && item.issue === null;
  const main = claims.filter((item) => !item.said_once && !isReason(item));
  const reasons = claims.filter((item) => !item.said_once && isReason(item));
  const once = claims.filter((item) => item.said_once);
  return [
    h(
      "p",
      { class: "note" },
      "Claims that nobody of another camp denies or attacks. First what most make, in most articles, on a question that others answer too, and on which other claims rest; support by others is no answer.",
    ),
    grouped(view, main),
    fold(view, `${reasons.length} more, said once as a reason for another claim`, reasons, main.length === 0),
    fold(view, `${said_once} more, said once`, once, main.length + reasons.length === 0),
  ].flat();
}

/** A heading for each question, in the order of the heaviest claim under it. @param {View} view @param {any[]} claims */
function grouped(view, claims) {
  const questions = new Map(view.debate.issues.map((/** @type {any} */ issue) => [issue.id, issue.question.text]));
  /** @type {Map<string, any[]>} */
  const groups = new Map();
  for (const item of claims) {
    const question = questions.get(item.issue) ?? "";
    groups.set(question, [...(groups.get(question) ?? []), item]);
  }
  const titled = groups.size > 1 || !groups.has("");
  return [...groups].map(([question, found]) => h("section", { class: "unanswered-group" }, titled ? h("h2", {}, question || "On no question that several answer") : null, list(view, found)));
}

/** @param {View} view @param {string} title @param {any[]} claims @param {boolean} open */
function fold(view, title, claims, open) {
  return claims.length === 0 ? [] : [h("details", { class: "said-once", open }, h("summary", {}, title), list(view, claims))];
}

/** @param {View} view @param {any[]} claims */
function list(view, claims) {
  return h(
    "ul",
    { class: "links unanswered" },
    claims.map((item) => h("li", {}, claimLink(view, item.claim, item.label), h("p", { class: "who" }, item.actors.map(view.name).join(", ")), h("p", { class: "note" }, numbers(item)))),
  );
}

/** @param {any} item `made by 2 actors in 3 articles, 4 claims rest on it` */
function numbers({ actors, documents, resting, agreed, first }) {
  return [
    `made by ${plural(actors.length, "actor")} in ${plural(documents, "article")}`,
    resting > 0 ? `${plural(resting, "claim rests", "claims rest")} on it` : "",
    agreed ? "opponents agree on it" : "",
    first ? `first on ${first}` : "",
  ]
    .filter(Boolean)
    .join(", ");
}
