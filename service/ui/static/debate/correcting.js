/** Corrections of a debate, each saved at once as a version of its own, with an undo. */
import { t } from "../core/messages.js";
import { Problem } from "../shell/api.js";
import { dialog } from "../shell/dialog.js";
import { h } from "../shell/dom.js";
import { toast } from "../shell/toast.js";
import { correct, read } from "./api.js";

/** @import {View} from "./page.js" */

/** @param {View} view @param {Record<string, unknown>} change @param {string} comment */
async function save(view, change, comment) {
  const { debate, redraw } = view;
  try {
    await correct(debate, { comment, changes: [change] });
    toast(`${comment}.`, "info", { label: t("Undo"), act: () => void undo(view, debate) });
    await redraw();
  } catch (error) {
    await tell(view, error);
  }
}

/** Says why a correction was not saved. @param {View} view @param {unknown} error */
async function tell(view, error) {
  if (!(error instanceof Problem)) throw error;
  toast(error.stale ? t("Somebody else has changed the debate meanwhile: look at it again.") : error.message, "error");
  if (error.stale) await view.redraw();
}

/** @param {View} view @param {{id: string, version: number}} before */
async function undo(view, before) {
  try {
    await correct({ id: before.id, version: before.version + 1 }, { comment: t("Taken back"), restore: before.version });
    await view.redraw();
  } catch (error) {
    await tell(view, error);
  }
}

/** @param {import("./said.js").Ref} mention */
const ref = ({ map, unit, spans }) => (unit === undefined ? { map, spans } : { map, unit });

/** @param {View} view @param {any} claim @param {any} mention */
export function turn(view, claim, mention) {
  const stance = mention.stance === "for" ? "against" : "for";
  return save(view, { op: "set-stance", claim: claim.id, mention: ref(mention), stance }, stance === "for" ? t("Now for the claim") : t("Now against the claim"));
}

/** @param {View} view @param {any} claim @param {any} mention */
export function split(view, claim, mention) {
  return save(view, { op: "move-mention", claim: claim.id, mention: ref(mention), to: null, stance: "for" }, t("Now a claim of its own"));
}

/** @param {View} view @param {any} item @param {string} what accept or reject */
export function settle(view, item, what) {
  return save(view, { op: `${what}-suggestion`, kind: item.kind, a: item.a, b: item.b }, what === "accept" ? t("Now one") : t("Kept apart"));
}

/** @param {View} view @param {any} claim */
export function rename(view, claim) {
  const text = h("input", { type: "text", value: claim.label.text, maxlength: 500, required: true });
  const form = h(
    "form",
    { method: "dialog", class: "form", onsubmit: () => void save(view, { op: "rename-claim", id: claim.id, text: text.value.trim() }, t("Renamed")) },
    h("label", { class: "field" }, h("span", { class: "label" }, t("What the claim is called")), text),
    h("div", { class: "row end" }, h("button", { type: "submit", class: "primary" }, t("Rename"))),
  );
  dialog(t("Rename the claim"), form);
}

/** @param {View} view @param {any} claim */
export async function merge(view, claim) {
  const { claims } = await read(view.debate.id, "claims", { limit: "500" });
  const labels = new Map(claims.map((/** @type {any} */ { column }) => [column.claim, column.label]));
  const others = view.debate.claims.filter((/** @type {any} */ item) => item.id !== claim.id);
  const into = h(
    "select",
    { required: true },
    h("option", { value: "" }, t("Choose a claim…")),
    others.map((/** @type {any} */ item) => h("option", { value: item.id }, labels.get(item.id) ?? item.label.text)),
  );
  const opposite = h("input", { type: "checkbox" });
  const form = h(
    "form",
    {
      method: "dialog",
      class: "form",
      onsubmit: () => {
        void save(view, { op: "merge-claims", ids: [into.value], into: claim.id, opposite: opposite.checked }, t("Now one claim"));
      },
    },
    h("label", { class: "field" }, h("span", { class: "label" }, t("Another claim that makes the same point")), into),
    h("label", { class: "row" }, opposite, t("It denies this one")),
    h("div", { class: "row end" }, h("button", { type: "submit", class: "primary" }, t("Merge"))),
  );
  dialog(t("Merge claims"), form);
}
