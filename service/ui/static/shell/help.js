/** Help: the legend, the keys, and a one-minute guided look at the map that is open. */
import { t } from "../core/messages.js";
import { dialog } from "./dialog.js";
import { h } from "./dom.js";
import { legend } from "./legend.js";
import { startTour } from "./tour.js";
import { store } from "./store.js";

const KEYS = [
  ["← → ↑ ↓", t("from claim to claim, in the map and in the outline")],
  [t("Space"), t("fold or open what is below a claim")],
  [t("Enter"), t("choose the claim")],
  ["+ − 0", t("zoom in, zoom out, fit")],
  ["/", t("search the claims")],
  ["1 2 3 4 5", t("Map, Outline, Perspectives, Issues, Brief")],
  [t("Ctrl+Z, Ctrl+Y"), t("undo, redo")],
  [t("Esc"), t("cancel, or close the claim")],
];

export function helpDialog() {
  const open = store.derived !== null;
  const element = dialog(
    t("How to read an argument map"),
    h(
      "div",
      { class: "help" },
      h(
        "p",
        {},
        t(
          "Every card is one claim from the article, in its own words. Cards on the right speak for or against the card on their left. The colour and the name say who holds it: it is what the article makes them say, not what is true.",
        ),
      ),
      legend(),
      open
        ? h(
            "p",
            {},
            h(
              "button",
              {
                type: "button",
                class: "primary",
                onclick: () => {
                  element.close();
                  startTour();
                },
              },
              t("Show me around (one minute)"),
            ),
          )
        : h("p", { class: "note" }, t("The first page has a guided look at a sample.")),
      h("h3", {}, t("Keys")),
      h(
        "dl",
        { class: "keys" },
        KEYS.flatMap(([keys, text]) => [h("dt", {}, h("kbd", {}, keys)), h("dd", {}, text)]),
      ),
      h("h3", {}, t("Correcting")),
      h(
        "p",
        {},
        t(
          "A map is a proposal by a machine. Select a claim and open “Correct this claim”; drag a card onto another to link it; select words in the article to add a claim. Corrections are drafts until you save; each save is a version that can be brought back.",
        ),
      ),
    ),
  );
}
