/** What the bar at the top has no room for on a phone. */
import { toggleTheme } from "./appearance.js";
import { dialog } from "./dialog.js";
import { h } from "./dom.js";
import { helpDialog } from "./help.js";
import { redo, undo } from "./saving.js";
import { canRedo, canUndo } from "./store.js";
import { startTour } from "./tour.js";

export function moreDialog() {
  const item = (/** @type {string} */ name, /** @type {() => unknown} */ act, /** @type {Record<string, unknown>} */ more = {}) =>
    h(
      "button",
      {
        type: "button",
        ...more,
        onclick: () => {
          element.close();
          void act();
        },
      },
      name,
    );
  const element = dialog(
    "More",
    h(
      "div",
      { class: "menu" },
      item("Undo", undo, { disabled: !canUndo(), "data-edit": true }),
      item("Redo", redo, { disabled: !canRedo(), "data-edit": true }),
      item("History", async () => (await import("../edit/history.js")).historyDialog(), { "data-edit": true }),
      item("Show me around (one minute)", startTour),
      item("Light or dark", toggleTheme),
      item("Help", helpDialog),
    ),
  );
}
