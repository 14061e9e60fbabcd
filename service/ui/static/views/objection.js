/** An objection as the panel and the list of them tell it: who, against whom, and who answers where. */
import { listed, t } from "../core/messages.js";
import { holderName, nameWithin } from "../core/model.js";
import { answersTo } from "../core/reading.js";
import { h } from "../shell/dom.js";
import { store } from "../shell/store.js";
import { claimButton } from "./claim.js";

/** @import {Relation} from "../core/types.js" */

/** @param {Relation} relation */
export function drawObjection(relation) {
  const { index } = store.open;
  const objection = index.said.objections.get(relation.id);
  const answers = answersTo(index, relation).flatMap((id) => index.units.get(id) ?? []);
  const by = objection?.by ?? index.units.get(relation.sources[0])?.perspective ?? "";
  const answering = listed((objection?.answered_by ?? []).map((id) => nameWithin(index, id)));
  const places = [...new Set(answers.map(({ paragraph }) => `¶ ${paragraph + 1}`))].join(", ");
  return h(
    "li",
    {},
    objection?.to ? h("p", { class: "kind rebut" }, t("{0} against {1}", holderName(index, by), objection.to === by ? t("a claim of the same side") : nameWithin(index, objection.to))) : null,
    relation.sources.map((id) => claimButton(index.units.get(id), index)),
    answers.length > 0
      ? h(
          "div",
          { class: "answers" },
          h("p", { class: "note" }, t("Answered{0}, {1}:", answering ? t(" by {0}", answering) : "", places)),
          answers.map((unit) => claimButton(unit, index)),
        )
      : h("p", { class: "note" }, objection?.between_sides === false ? t("It waits for no answer.") : t("No answer to it is in the map.")),
  );
}
