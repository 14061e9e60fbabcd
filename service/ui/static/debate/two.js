/** Two actors side by side: where they differ, who attacks what, what both say, and what only one of them says. */
import { h } from "../shell/dom.js";
import { read } from "./api.js";
import { KINDS, claimLink } from "./lists.js";
import { cell } from "./matrix.js";

/** @import {View} from "./page.js" */

/** @param {View} view with two actors chosen */
export async function drawTwo(view) {
  const { debate, place, label } = view;
  const found = await read(debate.id, "actor-comparison", { ...place.filter, limit: "200" });
  const [one, other] = [label(found.actor), label(found.other)];
  const groups = [
    ["At odds", found.at_odds, found.totals.at_odds],
    ["Both say", found.both, found.totals.both],
    [`Only ${one}`, found.only_actor, found.totals.only_actor],
    [`Only ${other}`, found.only_other, found.totals.only_other],
  ];
  return [
    h("p", { class: "note" }, groups.map(([title, , total]) => `${title}: ${total}`).join(" · ")),
    clashes(view, found),
    issues(view, found),
    h("div", { class: "matrix-wrap" }, table(view, found, groups)),
  ].filter((part) => part !== null);
}

/** @param {View} view @param {any} found @param {any[][]} groups */
function table(view, found, groups) {
  const sides = /** @type {const} */ (["actor", "other"]);
  return h(
    "table",
    { class: "matrix pair" },
    h("caption", { class: "only-heard" }, "Each row is a claim, each column one of the two actors: for, against, both or silent"),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, "Claim"),
        sides.map((side) => h("th", { scope: "col", class: "actor" }, view.name(found[side]))),
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
            sides.map((side) => cell(view.label(found[side]), row[side], () => view.go({ claim: row.claim }))),
          ),
        ),
      ),
    ),
  );
}

/** Both claims side by side, with who attacks whom. @param {View} view @param {any} found */
function clashes(view, found) {
  if (found.clashes.length === 0) return null;
  const end = (/** @type {any} */ { claim, label, actor }) => h("div", { class: "end" }, h("p", { class: "who" }, view.name(actor)), claimLink(view, claim, label));
  return h(
    "section",
    { class: "clashes" },
    h("h2", {}, "One answers the other"),
    h(
      "ul",
      {},
      found.clashes.map((/** @type {any} */ { by, of, kind }) => h("li", {}, end(by), h("p", { class: `kind ${kind}` }, KINDS[kind]), end(of))),
    ),
  );
}

/** @param {View} view @param {any} found */
function issues(view, found) {
  if (found.issues.length === 0) return null;
  const answers = (/** @type {string} */ actor, /** @type {any[]} */ said) =>
    h(
      "p",
      {},
      h("strong", {}, `${view.label(actor)} says: `),
      said.map(({ claim, label }, i) => [i > 0 ? "; " : "", claimLink(view, claim, label)]),
    );
  return h(
    "section",
    { class: "two-issues" },
    h("h2", {}, "Same question, different answers"),
    found.issues.map((/** @type {any} */ issue) => h("div", {}, h("h3", {}, issue.question), answers(found.actor, issue.actor), answers(found.other, issue.other))),
  );
}
