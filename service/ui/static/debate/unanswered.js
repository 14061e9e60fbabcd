/** What nobody answers, by question and holder, those with most weight first; what is said once, and what opponents agree on, is folded. */
import { t } from "../core/messages.js";
import { h, plural } from "../shell/dom.js";
import { read } from "./api.js";
import { claimLink, nothing } from "./lists.js";
import { knownMark } from "./said.js";

/** @import {View} from "./page.js" */

/** How many are read: with more the last ones are only counted. */
const MOST = "500";

/** The folded groups, in the order of the API. @type {[string, string][]} */
const FOLDED = [
  ["reason", t("more, said once as a reason for another claim")],
  ["once", t("more, said once")],
  ["agreed", t("more, on which opponents agree")],
];

/** @param {View} view */
export async function drawUnanswered(view) {
  /** @type {{claims: any[], total: number, totals: Record<string, number>}} */
  const { claims, total, totals } = await read(view.debate.id, "unanswered", { ...view.place.filter, limit: MOST });
  if (total === 0) return nothing(t("Every claim is denied or answered by somebody."));
  const of = (/** @type {string} */ group) => claims.filter((item) => item.group === group);
  let open = totals.open === 0;
  return [
    h("p", { class: "note" }, t("Claims that nobody of another camp denies or attacks; support by others is no answer.")),
    h(
      "p",
      { class: "note" },
      t(
        "By weight: one for each actor who makes the claim and for each article, three where others answer its question too, one for each claim that rests on it (three at most); half of that where only an article's author or somebody without a name makes it.",
      ),
    ),
    byQuestion(view, of("open")),
    FOLDED.map(([group, words]) => {
      const made = fold(view, `${totals[group]} ${words}`, of(group), open);
      open &&= made.length === 0;
      return made;
    }),
  ].flat(2);
}

/** A heading for each question, in the order of the heaviest claim under it. @param {View} view @param {any[]} claims */
function byQuestion(view, claims) {
  const questions = new Map(view.debate.issues.map((/** @type {any} */ issue) => [issue.id, issue.question.text]));
  const groups = grouped(claims, (item) => questions.get(item.issue) ?? "");
  const titled = groups.size > 1 || !groups.has("");
  return [...groups].map(([question, found]) => h("section", { class: "unanswered-group" }, titled ? h("h2", {}, question || t("On no question that several answer")) : null, byHolder(view, found)));
}

/** @param {any[]} items @param {(item: any) => string} key @returns {Map<string, any[]>} in the order of the first of each */
function grouped(items, key) {
  const groups = new Map();
  for (const item of items) {
    const name = key(item);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(item);
  }
  return groups;
}

/** @param {View} view @param {any[]} claims */
function byHolder(view, claims) {
  const holders = grouped(claims, (item) => item.actors.map(view.name).join(", "));
  return [...holders].map(([names, found]) => [
    h("p", { class: "who" }, names),
    h(
      "ul",
      { class: "links unanswered" },
      found.map((item) => h("li", {}, claimLink(view, item.claim, item.label), knownMark(item.told_by.map(view.label), item.supposed), h("p", { class: "note" }, weight(item)))),
    ),
  ]);
}

/** @param {View} view @param {string} title @param {any[]} claims @param {boolean} open */
function fold(view, title, claims, open) {
  return claims.length === 0 ? [] : [h("details", { class: "said-once", open }, h("summary", {}, title), byHolder(view, claims))];
}

/** @param {any} item `weight 9: 2 actors, 3 articles, others answer its question, 1 claim rests on it` */
function weight({ weight, actors, documents, disputed, resting, named, first }) {
  const parts = [
    plural(actors.length, "actor"),
    plural(documents, "article"),
    disputed ? t("others answer its question") : "",
    resting > 0 ? t("{0} on it", plural(resting, "claim rests", "claims rest")) : "",
    named ? "" : t("only an author or somebody without a name, so half"),
  ];
  return t("weight {0}: {1}{2}", weight, parts.filter(Boolean).join(", "), first ? t("; first on {0}", first) : "");
}
