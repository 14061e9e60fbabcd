/** Short messages at the foot of the page. */
import { t } from "../core/messages.js";
import { find, h } from "./dom.js";
import { icon } from "./icons.js";

/** @param {string} text @param {"info" | "error"} [kind] @param {{label: string, act: () => void}} [action] */
export function toast(text, kind = "info", action) {
  const act = () => {
    message.remove();
    action?.act();
  };
  const message = h(
    "div",
    { class: `toast ${kind}`, role: kind === "error" ? "alert" : "status" },
    h("span", {}, text),
    action ? h("button", { type: "button", class: "quiet", onclick: act }, action.label) : null,
    h("button", { type: "button", class: "quiet icon", "aria-label": t("Close this message"), onclick: () => message.remove() }, icon("close")),
  );
  find("#toasts").append(message);
  setTimeout(() => message.remove(), kind === "error" || action ? 12_000 : 5_000);
}
