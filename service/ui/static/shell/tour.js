/** A guided look at an open map, in six steps. */
import { select, showView } from "./actions.js";
import { h, setChildren } from "./dom.js";
import { store } from "./store.js";

/** @typedef {{at: string, title: string, text: string, before?: () => void}} Step */

/** @type {Step[]} */
const STEPS = [
  { at: "#view-map", title: "The point of it", before: () => {
    showView("map");
    select(store.open.map.conclusion);
    /** @type {HTMLElement | null} */ (document.querySelector("#view-map .zoom [aria-label^=Back]"))?.click();
  }, text: "The card at the left is what the article argues for. Read to the right: “+ because” boxes hold reasons, “− but” boxes hold what speaks against." },
  { at: "#article", title: "In its own words", text: "Each claim is marked in the article. Click a card, and its words turn yellow here; click marked words, and the map goes to their card." },
  { at: "#detail", title: "Who says so", text: "This panel names the holder of the claim, the words that tell us so, and what is said for and against it." },
  { at: "#filters", title: "One voice at a time", text: "Click a name to see only what that holder says; more names add to it, and “Show all” brings everything back. Search and the filter work in the same way: the rest is dimmed, not taken away." },
  { at: "#view-perspectives", title: "Side by side", before: () => showView("perspectives"), text: "One column for each holder. Dashed lines show where two of them conflict, solid ones where one backs the other." },
  { at: "#tab-outline", title: "The same as a list", before: () => showView("outline"), text: "The outline reads well on a phone, and with a screen reader. That is all: what is wrong, you can correct." },
];

export function startTour() {
  let at = 0;
  const card = h("div", { class: "tour", role: "dialog", "aria-label": "Guided look", tabindex: "-1" });
  const leave = () => {
    mark(null);
    card.remove();
    document.removeEventListener("keydown", onKey);
    showView("map");
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") leave();
  };
  const go = (/** @type {number} */ step) => {
    if (step >= STEPS.length) return leave();
    at = step;
    const { title, text, before } = STEPS[at];
    before?.();
    mark(STEPS[at].at);
    const next = h("button", { type: "button", class: "primary", onclick: () => go(at + 1) }, at === STEPS.length - 1 ? "Done" : "Next");
    setChildren(card, h("p", { class: "note" }, `${at + 1} of ${STEPS.length}`), h("h3", {}, title), h("p", {}, text),
      h("div", { class: "row end" }, h("button", { type: "button", class: "quiet", onclick: leave }, "Leave"), next));
    return next.focus();
  };
  document.addEventListener("keydown", onKey);
  document.body.append(card);
  go(0);
}

/** @param {string | null} selector */
function mark(selector) {
  document.querySelectorAll(".tour-target").forEach((element) => element.classList.remove("tour-target"));
  if (selector) document.querySelector(selector)?.classList.add("tour-target");
}
