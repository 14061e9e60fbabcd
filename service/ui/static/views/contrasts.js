/** How the answers to a question stand to each other, in a dialog: each pair with its claims. */
import { CONTRASTS, contrastRead } from "../core/issues.js";
import { holderName } from "../core/model.js";
import { supposedly } from "../core/wording.js";
import { dialog } from "../shell/dialog.js";
import { h } from "../shell/dom.js";
import { holderClass } from "../shell/paint.js";
import { store } from "../shell/store.js";
import { claimButton } from "./claim.js";

/** @param {import("../core/types.js").Issue} issue */
export function contrastsDialog(issue) {
  const { index } = store.open;
  const side = (/** @type {string} */ perspective) => {
    const units = issue.positions.find((position) => position.perspective === perspective)?.units ?? [];
    return h(
      "div",
      { class: holderClass(perspective) },
      h("p", { class: "label" }, h("span", { class: "dot" }), holderName(index, perspective), supposedly(index, units)),
      units.map((id) => claimButton(index.units.get(id), index)),
    );
  };
  const element = dialog(
    issue.question.text,
    h(
      "ul",
      { class: "contrast-list" },
      issue.contrasts.map(({ a, b }) => {
        const kind = contrastRead(index, issue, a, b) ?? "compatible";
        return h("li", {}, side(a), h("p", { class: `kind ${kind === "rival" ? "rebut" : ""}` }, `${CONTRASTS[kind].sign} ${CONTRASTS[kind].words}`), side(b));
      }),
    ),
  );
  element.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest(".claim")) element.close();
  });
}
