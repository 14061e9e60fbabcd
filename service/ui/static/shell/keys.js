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
      else if (!store.state.mode) {
        const inPanel = target.closest("#detail") !== null;
        select(null);
        if (inPanel) focusView();
      }
      return;
    }
    if (typing) return;
    if (event.key === "/") document.getElementById("search")?.focus();
    else if (event.key === "?") helpDialog();
    else if (event.key === "1") goTo("map");
    else if (event.key === "2") goTo("outline");
    else if (event.key === "3") goTo("perspectives");
    else if (event.key === "4") goTo("issues");
    else if (event.key === "5") goTo("brief");
    else return;
    event.preventDefault();
  });
}

/** @param {import("../core/address.js").ViewName} view */
function goTo(view) {
  showView(view);
  focusView();
}

/** Puts the focus where the arrow keys, or scrolling, work at once. */
function focusView() {
  const { view } = store.state;
  const inside = { brief: "#view-brief", map: "#view-map .map", outline: "#view-outline [tabindex='0']", perspectives: "#view-perspectives", issues: "#view-issues" }[view];
  /** @type {HTMLElement | null} */ (document.querySelector(inside))?.focus();
}
