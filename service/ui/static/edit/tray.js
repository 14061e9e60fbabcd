/** The corrections that are not saved yet, and what stops them. */
import { t } from "../core/messages.js";
import { changesOf, concern } from "../core/operations.js";
import { find, h, plural, setChildren } from "../shell/dom.js";
import { discardDraft, saveDraft } from "../shell/saving.js";
import { mapChanged, store } from "../shell/store.js";
import { select } from "../shell/actions.js";
import { conflictDialog } from "./conflict.js";

export function mountTray() {
  const tray = /** @type {HTMLElement} */ (find("#tray"));
  // one for all drawings of the tray, or what is being typed would go with the old one
  const comment = h("input", { type: "text", placeholder: t("Why? (optional)"), "aria-label": t("Why these corrections"), maxlength: 500 });
  store.subscribe((state, changed) => {
    if (changed.has("theirs") && state.theirs) conflictDialog();
    if (!mapChanged(changed) && !changed.has("problem") && !changed.has("saving") && !changed.has("away") && !changed.has("unsent")) return;
    tray.hidden = state.draft.length === 0;
    if (tray.hidden) {
      if (state.undone.length === 0) comment.value = ""; // all taken back may be done again, for the same reason
      return;
    }
    const typing = document.activeElement === comment;
    setChildren(tray, content(comment));
    if (typing) comment.focus();
  });
}

/** @param {HTMLInputElement} comment */
function content(comment) {
  const { draft, problem, saving, away, unsent } = store.state;
  const form = h(
    "form",
    {
      class: "row",
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        void saveDraft(comment.value.trim() || null);
      },
    },
    comment,
    h("button", { type: "submit", class: "primary", disabled: saving }, saving ? t("Saving…") : t("Save")),
    h("button", { type: "button", onclick: discardDraft }, t("Discard")),
  );
  return [
    h(
      "details",
      { class: "drafted" },
      h("summary", {}, t("{0} not saved", plural(draft.length, "correction"))),
      h(
        "ol",
        {},
        draft.map((edit) => h("li", {}, edit.label)),
      ),
    ),
    form,
    away
      ? h(
          "p",
          { class: "note warn", role: "status" },
          unsent === null
            ? t("The server is away or busy. Your corrections are kept in this browser, and shown once it answers.")
            : t("The server is away or busy. Your corrections are kept in this browser, and saved once it answers."),
        )
      : null,
    leavesIssues()
      ? h(
          "p",
          { class: "note aside" },
          t("The questions and their answers stay as they are."),
          h("button", { type: "button", class: "quiet link", onclick: () => store.set({ view: "issues" }) }, t("Correct them too")),
        )
      : null,
    problem
      ? h(
          "div",
          { class: "problem", role: "alert" },
          h("p", {}, h("strong", {}, t("Not saved: ")), problem.title),
          h(
            "ul",
            {},
            problem.errors.map((error) => h("li", {}, error.detail, " ", whereLink(error.where))),
          ),
        )
      : null,
  ];
}

/** Whether links were corrected and the questions were not, which do not follow from links. */
function leavesIssues() {
  const kinds = new Set(changesOf(store.state.draft).map(concern));
  return kinds.has("relation") && !kinds.has("issue") && (store.open.map.issues ?? []).length > 0;
}

/** Goes to the claim that an error is about. @param {string | undefined} where for example `unit u3` */
function whereLink(where) {
  const id = /^unit (\S+)/.exec(where ?? "")?.[1];
  const sources = store.open.index.relations.get(/^relation (\S+)/.exec(where ?? "")?.[1] ?? "")?.sources;
  const target = id ?? sources?.[0];
  if (!target || !store.open.index.units.has(target)) return where ? h("span", { class: "note" }, `(${where})`) : null;
  return h("button", { type: "button", class: "quiet link", onclick: () => select(target) }, t("Show it"));
}
