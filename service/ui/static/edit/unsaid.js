/**
 * A premise that the article leaves unsaid, put into words by the reader.
 * @import {Unit} from "../core/types.js"
 */
import { t } from "../core/messages.js";
import { WORDS } from "../core/model.js";
import { freshId } from "../core/operations.js";
import { select } from "../shell/actions.js";
import { dialog } from "../shell/dialog.js";
import { h } from "../shell/dom.js";
import { draftEdit } from "../shell/saving.js";
import { store } from "../shell/store.js";

/** @param {string} text */
const brief = (text) => (text.length > 56 ? `${text.slice(0, 54).trimEnd()}…` : text);

/** @param {Unit} target the claim that the premise bears on */
export function unsaidDialog(target) {
  const { index, map } = store.open;
  const words = h("textarea", { rows: 3, required: true, maxlength: 1000, name: "words" });
  const together = (index.incoming.get(target.id) ?? []).filter((relation) => relation.kind !== "undercut");
  const how = h(
    "select",
    { name: "how" },
    /** @type {const} */ (["support", "rebut"]).map((kind) => h("option", { value: kind }, t("{0} {1}: on its own", WORDS[kind].sign, WORDS[kind].word))),
    together.map((relation) => h("option", { value: relation.id }, t("{0} together with “{1}”", WORDS[relation.kind].sign, brief(index.units.get(relation.sources[0])?.text ?? "")))),
  );
  const holder = h(
    "select",
    { name: "holder" },
    map.perspectives.map((p) => h("option", { value: p.id, selected: p.id === target.perspective }, p.label)),
  );
  const form = h(
    "form",
    {
      method: "dialog",
      class: "form",
      onsubmit: async () => {
        const alone = how.value === "support" || how.value === "rebut";
        const id = freshId("u");
        const value = { text: words.value.trim(), implicit: true, paragraph: target.paragraph, perspective: holder.value };
        const link = alone ? { kind: how.value, target: target.id, new: freshId("r") } : { beside: how.value };
        const changes = [
          { op: "add", kind: "unit", id, value },
          { op: "link", id, ...link },
        ];
        if (value.text !== "" && (await draftEdit(t("Added a premise left unsaid"), changes))) select(id);
      },
    },
    h("p", { class: "note" }, t("What the article takes for granted on the way to: "), h("em", { dir: "auto" }, brief(target.text))),
    h("label", { class: "field" }, h("span", { class: "label" }, t("The premise, in your words")), words),
    h("label", { class: "field" }, h("span", { class: "label" }, t("How it bears on the claim")), how),
    h("label", { class: "field" }, h("span", { class: "label" }, t("Who takes it for granted")), holder),
    h("div", { class: "row end" }, h("button", { type: "submit", class: "primary" }, t("Add it"))),
  );
  dialog(t("A premise left unsaid"), form);
  words.focus();
}

/** @param {Unit} unit an unsaid one */
export function unsaidWords(unit) {
  const words = h("textarea", {
    rows: 3,
    maxlength: 1000,
    "data-keep": "unsaid",
    dir: "auto",
    onchange: async () => {
      const text = words.value.trim();
      const change = { op: "change", kind: "unit", id: unit.id, value: { text } };
      if (text === "" || !(await draftEdit(t("Rephrased a premise left unsaid"), [change]))) words.value = unit.text;
    },
  });
  words.value = unit.text;
  return h("label", { class: "field" }, h("span", { class: "label" }, t("Its words (the article has none)")), words);
}
