/** The debate as lists: positions over time, who answers whom. */
import { t } from "../core/messages.js";
import { h } from "../shell/dom.js";
import { read } from "./api.js";
import { keyOf, knownMark, quoteLink, stanceMark } from "./said.js";

/** @import {View} from "./page.js" */

const MOST = "100";

/** @param {View} view @param {string} claim @param {string} words */
export function claimLink({ go }, claim, words) {
  return h("button", { type: "button", class: "quiet claim-name", onclick: () => go({ claim }) }, words);
}

/** @param {string} words */
const nothing = (words) => [h("p", { class: "note" }, words)];

/** @param {View} view */
export async function drawTimeline(view) {
  const { debate, name } = view;
  const { tracks, total, quotes } = await read(debate.id, "timeline", { ...view.place.filter, limit: MOST });
  const shown = tracks.filter((/** @type {any} */ track) => track.change || track.points.length > 1);
  if (shown.length === 0) return nothing(t("Nobody speaks to one claim in two articles."));
  return [
    h(
      "p",
      { class: "note" },
      t(
        "Who said what when; changes of position first, then those in part: in one of two articles somebody says both, or only doubts what they say in the other. {0}",
        total > tracks.length ? t("The first {0} of {1}.", tracks.length, total) : "",
      ),
    ),
    h(
      "ul",
      { class: "tracks" },
      shown.map((/** @type {any} */ track) =>
        h(
          "li",
          { class: track.change ? `moves changed ${track.change}` : "moves" },
          h(
            "p",
            {},
            track.change ? h("strong", { class: "changed-mark" }, track.change === "part" ? t("Changed, in part: ") : t("Changed: ")) : null,
            h("strong", {}, name(track.actor)),
            t(" on "),
            claimLink(view, track.claim, track.label),
          ),
          h(
            "ol",
            { class: "points" },
            track.points.map((/** @type {any} */ point) =>
              h(
                "li",
                { class: point.stance },
                stanceMark(point.stance, point.stance === "mixed" ? t(" in one article") : ""),
                h("span", { class: "note" }, point.published ?? t("no date")),
                knownMark(point.told_by.map(view.label), point.supposed),
                track.change ? point.mentions.map((/** @type {any} */ ref) => h("p", {}, quoteLink(ref, quotes[keyOf(ref)]?.text))) : null,
              ),
            ),
          ),
        ),
      ),
    ),
  ];
}

/** @type {Record<string, string>} */
const KINDS = { support: t("+ backs"), rebut: t("− speaks against"), undercut: t("× says it does not follow from") };

/** @param {View} view */
export async function drawAnswers(view) {
  const { answers, total } = await read(view.debate.id, "answers", { ...view.place.filter, limit: MOST });
  if (total === 0) return nothing(t("No article takes up what an earlier one says."));
  const side = (/** @type {any} */ ref, /** @type {any} */ quote, /** @type {string | null} */ actor) =>
    h("div", { class: "end" }, h("p", { class: "who" }, actor ? view.name(actor) : t("Somebody"), h("span", { class: "note" }, ` ${view.documentOf(ref.map)}`)), quoteLink(ref, quote?.text));
  return [
    h(
      "p",
      { class: "note" },
      t(
        "Across articles. What says that a step does not follow stands first, then what speaks against, then what backs.{0}",
        total > answers.length ? t(" The first {0} of {1}.", answers.length, total) : "",
      ),
    ),
    h(
      "ul",
      { class: "clashes answer-list" },
      answers.map((/** @type {any} */ { answer, answering, answered, answering_actor, answered_actor }) =>
        h("li", {}, side(answer.from, answering, answering_actor), h("p", { class: `kind ${answer.kind}` }, KINDS[answer.kind]), side(answer.to, answered, answered_actor)),
      ),
    ),
  ];
}
