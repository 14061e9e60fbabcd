/** One claim: all that is said of it side by side, each in its sentence, by date, with who answers it. */
import { t } from "../core/messages.js";
import { cut, h, plural } from "../shell/dom.js";
import { read } from "./api.js";
import { hrefOf, keyOf, knownMark, stanceMark } from "./said.js";

/** @import {View} from "./page.js" */

/** @type {Record<string, string>} */
const KINDS = { support: t("+ backs it"), rebut: t("− speaks against it"), undercut: t("× says that it does not follow") };

/** @param {View} view @param {string} id */
export async function drawClaim(view, id) {
  const { debate, go, place } = view;
  const found = await read(debate.id, `claims/${encodeURIComponent(id)}`, place.filter);
  const { claim, column, mentions, outside } = found;
  const quotes = { ...found.quotes, ...Object.fromEntries([...mentions, ...outside].map((/** @type {any} */ item) => [keyOf(item.mention), item.quote])) };
  return [
    h(
      "section",
      { class: "claim-page" },
      h("p", {}, h("button", { type: "button", class: "quiet link", onclick: () => go({}) }, t("‹ Back"))),
      found.issue ? h("p", { class: "label" }, found.issue.question.text) : null,
      h("h2", {}, column.label),
      claim.label.unit === null && !claim.label.spans?.length ? h("p", { class: "note" }, t("In words of the engine or of a reader, not a quotation")) : null,
      h(
        "p",
        { class: "note" },
        t(
          "{0} for, {1} against{2}; {3}",
          plural(column.actors_for, "actor"),
          column.actors_against,
          column.actors_mixed ? t(", {0} both", column.actors_mixed) : "",
          plural(mentions.length + outside.length, "mention"),
        ),
      ),
      h("p", { class: "row", "data-edit": true }, correction(t("Rename…"), "rename", view, claim), correction(t("Merge with another…"), "merge", view, claim)),
      h(
        "ol",
        { class: "mentions" },
        mentions.map((/** @type {any} */ item) => mention(view, claim, item, quotes)),
      ),
      outside.length > 0
        ? h(
            "details",
            { class: "outside", open: mentions.length === 0 },
            h("summary", {}, t("{0} outside of what is chosen above: {1}", plural(outside.length, "more mention"), [...new Set(outside.map((/** @type {any} */ item) => item.actor))].join(", "))),
            h(
              "ol",
              { class: "mentions" },
              outside.map((/** @type {any} */ item) => mention(view, claim, item, quotes)),
            ),
          )
        : null,
    ),
  ];
}

/** @param {string} words @param {"rename" | "merge"} what @param {View} view @param {any} claim */
function correction(words, what, view, claim) {
  return h("button", { type: "button", onclick: async () => (await import("./correcting.js"))[what](view, claim) }, words);
}

/** @param {View} view @param {any} claim @param {any} item @param {Record<string, any>} quotes */
function mention(view, claim, item, quotes) {
  const { stance, attitude } = item.mention;
  const { document, quote } = item;
  const edit = async (/** @type {"turn" | "split"} */ what) => (await import("./correcting.js"))[what](view, claim, item.mention);
  return h(
    "li",
    { class: `mention ${stance}` },
    h(
      "p",
      { class: "who" },
      stanceMark(stance),
      h("strong", {}, item.actor),
      knownMark(item.told_by, item.supposed),
      attitude === "asserts" ? null : h("span", { class: "note" }, attitude),
      h(
        "span",
        { class: "note" },
        [document.published, document.outlet, document.title]
          .filter(Boolean)
          .map((text) => cut(text, 60))
          .join(" · "),
      ),
    ),
    quote
      ? h("blockquote", { dir: "auto" }, h("span", { class: "around" }, quote.before), h("mark", {}, quote.text), h("span", { class: "around" }, quote.after))
      : h("p", { class: "note" }, t("The words are no longer there.")),
    h(
      "p",
      { class: "row" },
      h("a", { href: hrefOf(item.mention) }, t("In its article, ¶ {0}", (quote?.paragraph ?? 0) + 1)),
      h("button", { type: "button", class: "quiet link", "data-edit": true, onclick: () => void edit("turn") }, stance === "for" ? t("It is against") : t("It is for")),
      h("button", { type: "button", class: "quiet link", "data-edit": true, onclick: () => void edit("split") }, t("Another point")),
    ),
    answers(t("Answered"), item.answered_by, "from", quotes),
    answers(t("Answers"), item.answers, "to", quotes),
  );
}

/** @param {string} title @param {any[]} found @param {"from" | "to"} end @param {Record<string, any>} quotes */
function answers(title, found, end, quotes) {
  if (found.length === 0) return null;
  return h(
    "div",
    { class: "answers" },
    h("p", { class: "label" }, title),
    found.map((answer) => {
      const ref = answer[end];
      return h("p", {}, h("span", { class: `kind ${answer.kind}` }, `${KINDS[answer.kind]}: `), h("a", { href: hrefOf(ref) }, `“${cut(quotes[keyOf(ref)]?.text ?? "…", 160)}”`));
    }),
  );
}
