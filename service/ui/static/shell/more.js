/** What the bar at the top has no room for on a phone. */
import { t } from "../core/messages.js";
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
    t("More"),
    h(
      "div",
      { class: "menu" },
      item(t("Undo"), undo, { disabled: !canUndo(), "data-edit": true }),
      item(t("Redo"), redo, { disabled: !canRedo(), "data-edit": true }),
      item(t("History"), async () => (await import("../edit/history.js")).historyDialog(), { "data-edit": true }),
      item(t("Show me around (one minute)"), startTour),
      item(t("Light or dark"), toggleTheme),
      item(t("Help"), helpDialog),
    ),
  );
}
