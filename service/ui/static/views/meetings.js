/**
 * Where one holder conflicts or agrees with the others, as a list of pairs.
 * @import {Meeting, Verdict} from "../core/compare.js"
 * @import {Perspective} from "../core/types.js"
 */
import { t } from "../core/messages.js";
import { CONTRASTS } from "../core/issues.js";
import { holderName, nameWithin } from "../core/model.js";
import { dialog } from "../shell/dialog.js";
import { h } from "../shell/dom.js";
import { store } from "../shell/store.js";
import { claimButton } from "./claim.js";

const BETWEEN = { support: t("+ is backed by"), rebut: t("− against it"), undercut: t("× that does not follow") };

/** Where no link joins the two: answers to one question. @type {Record<string, string>} */
const MEETING_IN_AN_ISSUE = { support: `${CONTRASTS.same.sign} ${CONTRASTS.same.words}`, rebut: t("{0} {1} with", CONTRASTS.rival.sign, CONTRASTS.rival.words) };

/** @param {Perspective} holder @param {Verdict} verdict @param {Meeting[]} meetings those of this holder */
export function meetingsDialog(holder, verdict, meetings) {
  const { index } = store.open;
  /** @type {Map<string, Meeting[]>} */
  const byOther = new Map();
  for (const meeting of meetings.filter((item) => item.verdict === verdict)) {
    const other = meeting.from.perspective === holder.id ? meeting.to.perspective : meeting.from.perspective;
    byOther.set(other, [...(byOther.get(other) ?? []), meeting]);
  }
  const name = nameWithin(index, holder.id);
  const title = {
    conflict: t("Where {0} and others conflict", name),
    agree: t("Where {0} and others agree", name),
    use: t("Where a claim of {0} is a reason for another’s, or the other way round", name),
  }[verdict];
  const element = dialog(
    title,
    h(
      "div",
      { class: "meeting-list" },
      [...byOther].map(([other, pairs]) =>
        h(
          "section",
          {},
          h("h3", {}, t("{0} and {1}", holderName(index, holder.id), nameWithin(index, other))),
          h(
            "ul",
            { class: "links" },
            pairs.map(({ kind, from, to, shared, issue }) =>
              h(
                "li",
                {},
                shared ? claimButton(shared, index) : null,
                shared ? h("p", { class: "kind support" }, t("+ both speak for it")) : null,
                claimButton(to, index),
                shared ? null : h("p", { class: `kind ${verdict === "use" ? "" : kind}` }, verdict === "use" ? t("· with this as a reason") : issue ? MEETING_IN_AN_ISSUE[kind] : BETWEEN[kind]),
                claimButton(from, index),
              ),
            ),
          ),
        ),
      ),
    ),
  );
  element.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest(".claim")) element.close();
  });
}
