/**
 * A claim as a button that goes to it, for lists in the panel and in dialogs.
 * @import {Unit} from "../core/types.js"
 * @import {Index} from "../core/model.js"
 */
import { holderName } from "../core/model.js";
import { leadClass, leadOf } from "../core/wording.js";
import { chooseCard } from "../shell/choose.js";
import { h } from "../shell/dom.js";
import { holderClass } from "../shell/paint.js";
import { claimWords } from "./words.js";

/** @param {Unit | undefined} unit @param {Index} index */
export function claimButton(unit, index) {
  if (!unit) return null;
  return h(
    "button",
    { type: "button", class: `claim small ${holderClass(unit.perspective)}`, onclick: () => chooseCard(unit.id) },
    leadOf(index, unit) ? h("span", { class: leadClass(index, unit) }, leadOf(index, unit, true)) : null,
    claimWords(index, unit),
    h("span", { class: "holder" }, h("span", { class: "dot" }), holderName(index, unit.perspective)),
  );
}
