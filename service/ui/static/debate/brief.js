/** What a debate says in brief: what it opens with. A sentence opens the claims that it rests on, with who says what of them. */
import { t } from "../core/messages.js";
import { inColumns } from "../core/briefs.js";
import { h } from "../shell/dom.js";
import { read } from "./api.js";
import { knownMark, quoteLink, stanceMark } from "./said.js";

/** @import {Sentence} from "../core/types.js" */
/** @import {View} from "./page.js" */

/** @param {View} view */
export async function drawBrief(view) {
  /** @type {import("../core/types.js").Brief} */
  const { groups, note } = await read(view.debate.id, "brief");
  const [lead, headed] = [groups.filter(({ heading }) => !heading), groups.filter(({ heading }) => heading)];
  return [
    h(
      "div",
      { class: "brief" },
      note ? h("p", { class: "note" }, note) : null,
      lead.map(({ sentences }) => sentences.map((sentence) => drawSentence(view, sentence, "first"))),
      h(
        "div",
        { class: "brief-columns" },
        inColumns(headed).map((column) =>
          h(
            "div",
            {},
            column.map(({ heading, sentences }) =>
              h(
                "section",
                {},
                h("h2", {}, heading),
                sentences.map((sentence) => drawSentence(view, sentence, "")),
              ),
            ),
          ),
        ),
      ),
    ),
  ];
}

/** @param {View} view @param {Sentence} sentence @param {string} kind */
function drawSentence(view, { text, cites }, kind) {
  const item = h("div", { class: `told ${kind}` });
  if (cites.claims.length === 0) {
    item.append(h("p", { class: "sentence", dir: "auto" }, text));
    return item;
  }
  const button = h(
    "button",
    {
      type: "button",
      class: "quiet sentence",
      "aria-expanded": "false",
      dir: "auto",
      onclick: async () => {
        const open = item.classList.toggle("is-open");
        button.setAttribute("aria-expanded", String(open));
        item.querySelector(".cited")?.remove();
        if (open) item.append(h("div", { class: "cited" }, await Promise.all(cites.claims.slice(0, MOST).map((claim) => drawClaim(view, claim)))));
      },
    },
    text,
  );
  item.append(button);
  return item;
}

/** So many claims of a sentence, and mentions of a claim; its page has the rest. */
const MOST = 4;

/** @param {View} view @param {string} id */
async function drawClaim({ debate, go }, id) {
  const { column, mentions } = await read(debate.id, `claims/${encodeURIComponent(id)}`);
  return h(
    "section",
    { class: "cited-claim" },
    h("button", { type: "button", class: "quiet link", onclick: () => go({ claim: id }) }, t("All on “{0}”", column.label)),
    mentions
      .slice(0, MOST)
      .map((/** @type {any} */ { mention, actor, stance, told_by, supposed, quote }) =>
        h("p", {}, stanceMark(mention.stance ?? stance), h("strong", {}, actor), " ", knownMark(told_by, supposed), " ", quoteLink(mention, quote?.text)),
      ),
    mentions.length > MOST ? h("p", { class: "note" }, t("and {0} more", mentions.length - MOST)) : null,
  );
}
