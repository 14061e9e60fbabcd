/** Correcting a question: its words, its answers, how they stand to each other; or a new one. Drafts until they are saved. */
import { t } from "../core/messages.js";
import { holderName, position } from "../core/model.js";
import { freshId } from "../core/operations.js";
import { stanceLine, wordingOf } from "../core/wording.js";
import { dialog } from "../shell/dialog.js";
import { cut, h, setChildren } from "../shell/dom.js";
import { holderClass } from "../shell/paint.js";
import { draftEdit } from "../shell/saving.js";
import { store } from "../shell/store.js";

/** @import {Change, Issue} from "../core/types.js" */
/** @typedef {(label: string, change: Change) => Promise<void>} Drafting drafts a change, and draws the dialog anew */

/** The longest question, as the service has it. */
const LONGEST_QUESTION = 160;

const KINDS = { "": t("not said"), rival: t("≠ at odds"), compatible: t("∥ can both be right"), same: t("= say the same") };

/** @param {string} id */
export function issueDialog(id) {
  const body = h("div", { class: "form issue-form" });
  const draw = () => {
    const issue = (store.open.map.issues ?? []).find((item) => item.id === id);
    if (issue)
      setChildren(
        body,
        form(issue, draw, () => element.close()),
      );
    else element.close();
  };
  const element = dialog(t("Correct this question"), body);
  draw();
}

/** @param {Issue} issue @param {() => void} redraw @param {() => void} close */
function form(issue, redraw, close) {
  const { index } = store.open;
  const text = h("input", {
    type: "text",
    maxlength: LONGEST_QUESTION,
    value: issue.question.text,
    required: true,
    onchange: () => {
      const words = text.value.trim();
      const question = { ...issue.question, text: words, spans: [] }; // the reader's words, which quote none of the text
      if (words === "") redraw();
      else void draft(t("Another wording of a question"), { op: "change", kind: "issue", id: issue.id, value: { question } });
    },
  });
  /** @type {Drafting} */
  const draft = async (label, change) => {
    await draftEdit(label, [change]);
    redraw();
  };
  const holders = issue.positions.map(({ perspective }) => perspective);
  const pairs = holders.flatMap((a, i) => holders.slice(i + 1).map((b) => [a, b]));
  return [
    h("label", { class: "field" }, h("span", { class: "label" }, t("The question, as all sides would put it")), text),
    h(
      "section",
      {},
      h("h3", {}, t("The answers")),
      h(
        "ul",
        { class: "links" },
        issue.positions.map((item) => [
          item.units.length === 0 ? h("li", { class: holderClass(item.perspective) }, h("span", { class: "dot" }), `${holderName(index, item.perspective)} ${stanceLine(index, item)}`) : null,
          item.units.map((unit) => answer(unit, draft)),
        ]),
      ),
    ),
    h(
      "label",
      { class: "field" },
      h("span", { class: "label" }, t("Add an answer")),
      chooser(t("Choose a claim…"), (unit) => void draft(t("An answer to a question"), { op: "answer", unit, issue: issue.id })),
    ),
    pairs.length > 0
      ? h(
          "section",
          {},
          h("h3", {}, t("How they stand to each other")),
          pairs.map(([a, b]) => contrast(issue, a, b, draft)),
        )
      : null,
    h(
      "div",
      { class: "row end" },
      h(
        "button",
        {
          type: "button",
          class: "danger",
          onclick: () => {
            close();
            void draftEdit(t("A question taken away"), [{ op: "remove", kind: "issue", id: issue.id }]);
          },
        },
        t("Take the question away"),
      ),
      h("button", { type: "button", class: "primary", onclick: close }, t("Done")),
    ),
  ];
}

/** @param {string} id @param {Drafting} draft */
function answer(id, draft) {
  const { index } = store.open;
  const unit = index.units.get(id);
  if (!unit) return null;
  const words = wordingOf(index, unit);
  return h(
    "li",
    { class: `row ${holderClass(unit.perspective)}` },
    h("span", { class: "dot" }),
    h("span", { class: "words", dir: "auto" }, `${holderName(index, unit.perspective)}: ${words}`),
    h(
      "button",
      {
        type: "button",
        class: "quiet link",
        "aria-label": t("Not an answer: {0}", cut(words, 60)),
        onclick: () => draft(t("A claim that is no answer"), { op: "answer", unit: id, issue: null }),
      },
      t("not an answer"),
    ),
  );
}

/** @param {Issue} issue @param {string} a @param {string} b @param {Drafting} draft */
function contrast(issue, a, b, draft) {
  const { index } = store.open;
  const now = issue.contrasts.find((item) => [a, b].includes(item.a) && [a, b].includes(item.b))?.kind ?? "";
  const names = t("{0} and {1}", holderName(index, a), holderName(index, b));
  const select = h(
    "select",
    {
      "aria-label": names,
      onchange: () => draft(t("How two answers stand to each other"), { op: "contrast", issue: issue.id, a, b, kind: select.value || null }),
    },
    Object.entries(KINDS).map(([value, words]) => h("option", { value, selected: value === now }, words)),
  );
  return h("label", { class: "row" }, h("span", {}, names), select);
}

/** All claims in the order of the text. @param {string} first @param {(unit: string) => void} chosen */
function chooser(first, chosen) {
  const { index, map } = store.open;
  const units = [...map.units].sort((a, b) => position(a) - position(b));
  const select = h(
    "select",
    { required: true, onchange: () => select.value && chosen(select.value) },
    h("option", { value: "" }, first),
    units.map((unit) => h("option", { value: unit.id }, `¶ ${unit.paragraph + 1} ${holderName(index, unit.perspective)}: ${cut(unit.text, 80)}`)),
  );
  return select;
}

export function newIssueDialog() {
  const text = h("input", { type: "text", maxlength: LONGEST_QUESTION, required: true });
  /** @type {string[]} */
  const units = ["", ""];
  const fields = [t("One answer"), t("Another holder's answer")].map((label, i) =>
    h(
      "label",
      { class: "field" },
      h("span", { class: "label" }, label),
      chooser(t("Choose a claim…"), (unit) => (units[i] = unit)),
    ),
  );
  const element = dialog(
    t("A new question"),
    h(
      "form",
      {
        class: "form",
        onsubmit: async (/** @type {Event} */ event) => {
          event.preventDefault();
          const words = text.value.trim();
          const ask = { op: "ask", question: { text: words }, units, new: freshId("i") };
          if (words !== "" && (await draftEdit(t("New question: {0}", words), [ask]))) element.close();
        },
      },
      h("label", { class: "field" }, h("span", { class: "label" }, t("The question, as both would put it")), text),
      fields,
      h("div", { class: "row end" }, h("button", { type: "submit", class: "primary" }, t("Add it"))),
    ),
  );
  text.focus();
}
