/** One modal dialog, as the browser makes them: focus, Escape and the page behind are its business. */
import { t } from "../core/messages.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";

/**
 * @param {string} title
 * @param {Node} content a `<form method="dialog">` in it closes it
 * @param {() => void} [onClose]
 * @returns {HTMLDialogElement}
 */
export function dialog(title, content, onClose) {
  const id = `dialog-${document.querySelectorAll("dialog").length}`;
  const element = h(
    "dialog",
    { "aria-labelledby": id },
    h("header", { class: "panel-head" }, h("h2", { id }, title), h("button", { type: "button", class: "quiet icon", "aria-label": t("Close"), onclick: () => element.close() }, icon("close"))),
    h("div", { class: "dialog-body" }, content),
  );
  element.addEventListener("close", () => {
    element.remove();
    onClose?.();
  });
  element.addEventListener("click", (event) => {
    if (event.target === element) element.close();
  });
  document.body.append(element);
  element.showModal();
  return element;
}

/** @returns {Promise<string | null>} */
export function askApiKey() {
  return new Promise((resolve) => {
    const key = h("input", { type: "password", required: true, autocomplete: "off", name: "key" });
    const given = { key: /** @type {string | null} */ (null) };
    const form = h(
      "form",
      { method: "dialog", class: "form", onsubmit: () => (given.key = key.value.trim()) },
      h("p", {}, t("This server asks for an API key (ARGMAP_API_KEYS in its settings). It is kept until you close this tab.")),
      h("label", { class: "field" }, h("span", { class: "label" }, t("API key")), key),
      h("div", { class: "row end" }, h("button", { type: "submit", class: "primary" }, t("Use it"))),
    );
    dialog(t("API key"), form, () => resolve(given.key));
    key.focus();
  });
}
