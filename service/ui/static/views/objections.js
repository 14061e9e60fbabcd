/** All objections between the sides, in a dialog: those without an answer first. */
import { t } from "../core/messages.js";
import { targetUnit } from "../core/model.js";
import { dialog } from "../shell/dialog.js";
import { h, plural } from "../shell/dom.js";
import { store } from "../shell/store.js";
import { claimButton } from "./claim.js";
import { drawObjection } from "./objection.js";

export function objectionsDialog() {
  const { index, map } = store.open;
  const between = map.relations.filter(({ id }) => index.said.objections.get(id)?.between_sides);
  const open = between.filter(({ id }) => index.said.objections.get(id)?.answers.length === 0);
  const rows = [...open, ...between.filter((relation) => !open.includes(relation))];
  const element = dialog(
    t("{0}, {1} without an answer in the map", plural(rows.length, "objection"), open.length),
    h(
      "ul",
      { class: "objection-list" },
      rows.map((relation) => h("li", {}, h("p", { class: "note" }, t("It is said that")), claimButton(targetUnit(index, relation), index), h("ul", { class: "links" }, drawObjection(relation)))),
    ),
  );
  element.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest(".claim")) element.close();
  });
}
