/** Short messages at the foot of the page. */
import { find, h } from "./dom.js";
import { icon } from "./icons.js";

/** @param {string} text @param {"info" | "error"} [kind] */
export function toast(text, kind = "info") {
  const message = h(
    "div",
    { class: `toast ${kind}`, role: kind === "error" ? "alert" : "status" },
    h("span", {}, text),
    h("button", { type: "button", class: "quiet icon", "aria-label": "Close this message", onclick: () => message.remove() }, icon("close")),
  );
  find("#toasts").append(message);
  setTimeout(() => message.remove(), kind === "error" ? 12_000 : 5_000);
}
