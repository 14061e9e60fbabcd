/** Two actors side by side: claims and questions on which they differ, what one answers the other, what both say, and the rest. */
import { t } from "../core/messages.js";
import { h } from "../shell/dom.js";
import { read } from "./api.js";
import { KINDS, claimLink } from "./lists.js";
import { cell } from "./matrix.js";
import { statements } from "./said.js";

/** @import {View} from "./page.js" */

/** @param {View} view with two actors chosen */
export async function drawTwo(view) {
  const { debate, place, label } = view;
  const found = await read(debate.id, "actor-comparison", { ...place.filter, limit: "200" });
  const [one, other] = [label(found.actor), label(found.other)];
  const groups = [
    [t("Both say"), found.both, found.totals.both],
    [t("Only {0}", one), found.only_actor, found.totals.only_actor],
    [t("Only {0}", other), found.only_other, found.totals.only_other],
  ];
  const counts = [[t("At odds"), null, found.totals.at_odds], [t("Same question, different answers"), null, found.totals.issues], [t("One answers the other"), null, found.totals.replies], ...groups];
  return [
    h("p", { class: "note" }, counts.map(([title, , total]) => `${title}: ${total}`).join(" · ")),
    atOdds(view, found),
    issues(view, found),
    replies(view, found),
    h("div", { class: "matrix-wrap" }, table(view, found, groups)),
  ].filter((part) => part !== null);
}

/** @param {string} name @param {string} title @param {string} note @param {Element[]} items */
function section(name, title, note, items) {
  return items.length === 0 ? null : h("section", { class: `of-two ${name}` }, h("h2", {}, `${title} (${items.length})`), h("p", { class: "note" }, note), h("ul", {}, items));
}

/** @param {View} view @param {any} found */
function atOdds(view, found) {
  const side = (/** @type {any[]} */ said) => h("div", { class: "end" }, statements(view, said, found.quotes));
  return section(
    "at-odds",
    t("At odds"),
    t("One is for the claim, the other against it."),
    found.at_odds.map((/** @type {any} */ row) => h("li", { "data-claim": row.claim }, h("h3", {}, claimLink(view, row.claim, row.label)), side(row.actor_says), side(row.other_says))),
  );
}

/** Mentions of several claims, each with the claim that it is for or against. @param {View} view @param {any} found @param {any[]} ends */
function side(view, found, ends) {
  return h(
    "div",
    { class: "end" },
    ends.map(({ claim, label, said }) => h("div", { class: "of-claim" }, statements(view, [said], found.quotes, claimLink(view, claim, label)))),
  );
}

/** @param {View} view @param {any} found */
function issues(view, found) {
  return section(
    "two-issues",
    t("Same question, different answers"),
    t("“Rival” where an article has it that not both can be right, or be had."),
    found.issues.map((/** @type {any} */ issue) =>
      h("li", {}, h("h3", {}, issue.question, issue.rival ? h("span", { class: "rival" }, t("rival answers")) : null), side(view, found, issue.actor), side(view, found, issue.other)),
    ),
  );
}

/** @param {View} view @param {any} found */
function replies(view, found) {
  return section(
    "replies",
    t("One answers the other"),
    t("In one article or across articles."),
    found.replies.map((/** @type {any} */ { by, of, kind }) => h("li", {}, side(view, found, [by]), h("p", { class: `kind ${kind}` }, KINDS[kind]), side(view, found, [of]))),
  );
}

/** @param {View} view @param {any} found @param {any[][]} groups */
function table(view, found, groups) {
  const both = /** @type {const} */ (["actor", "other"]);
  return h(
    "table",
    { class: "matrix pair" },
    h("caption", { class: "only-heard" }, t("Each row is a claim, each column one of the two actors: for, against, both or silent")),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, t("Claim")),
        both.map((side) => h("th", { scope: "col", class: "actor" }, view.name(found[side]))),
      ),
    ),
    groups.map(([title, rows, total]) =>
      h(
        "tbody",
        {},
        h("tr", { class: "question-row" }, h("th", { scope: "rowgroup", colspan: 3 }, `${title} (${total})`)),
        rows.map((/** @type {any} */ row) =>
          h(
            "tr",
            { "data-claim": row.claim },
            h("th", { scope: "row" }, claimLink(view, row.claim, row.label)),
            both.map((side) => cell(view, found[side], row[side], () => view.go({ claim: row.claim }))),
          ),
        ),
      ),
    ),
  );
}
