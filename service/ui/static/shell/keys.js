/** Keys that work wherever the focus is, except in fields. */
import { select, showView } from "./actions.js";
import { helpDialog } from "./help.js";
import { redo, undo } from "./saving.js";
import { store } from "./store.js";

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (!store.derived || document.querySelector("dialog[open], .tour")) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const typing = target.closest("input, textarea, select") !== null;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !typing) {
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      void (key === "y" || event.shiftKey ? redo() : undo());
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (typing) target.blur();
      else if (!store.state.mode) select(null);
      return;
    }
    if (typing) return;
    if (event.key === "/") document.getElementById("search")?.focus();
    else if (event.key === "?") helpDialog();
    else if (event.key === "1") showView("map");
    else if (event.key === "2") showView("outline");
    else if (event.key === "3") showView("perspectives");
    else return;
    event.preventDefault();
  });
}
