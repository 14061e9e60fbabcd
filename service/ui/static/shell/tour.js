/** A guided look at an open map: six steps, more where it has questions, has a doubt, or more than one side. */
import { t } from "../core/messages.js";
import { isAgainst } from "../core/reading.js";
import { stands } from "../core/sides.js";
import { leadOf } from "../core/wording.js";
import { AGAINST_IT, GRANTED } from "../views/about.js";
import { select, showView } from "./actions.js";
import { h, narrow, setChildren } from "./dom.js";
import { store } from "./store.js";

/** @typedef {{at: string, above?: boolean, title: string, text: string | (() => string), before?: () => void, when?: () => boolean}} Step `when`: only then; `above`: on a phone the words stand above what they tell of */

/** The first claim that its holder doubts or denies. */
function doubted() {
  const { map, index } = store.open;
  return map.units.find((unit) => isAgainst(index, unit));
}

/** Whether there are holders for the conclusion and others against it or at odds with it. */
function hasSides() {
  const found = new Set(stands(store.open.index).values());
  return found.has("both") || (found.has("for") && (found.has("against") || found.has("odds")));
}

/** Whether the panel has a part of this title, now. @param {string} title */
function panelHas(title) {
  return [...document.querySelectorAll("#detail h3")].some(({ textContent }) => textContent === title);
}

/** What the panel tells with no claim chosen: no part that it lacks. */
function panelTells() {
  const parts = [
    t("who is for the conclusion and who against it"),
    panelHas(AGAINST_IT) ? t("what is objected and answered") : "",
    panelHas(GRANTED) ? t("what is granted to the other side") : "",
  ].filter(Boolean);
  const last = parts.length > 1 ? t(" and {0}", parts.pop()) : "";
  return t("With no claim chosen, this panel tells {0}{1}.", parts.join(", "), last);
}

/** @type {Step[]} */
const STEPS = [
  {
    at: "#view-brief",
    title: t("In brief"),
    before: () => {
      showView("brief");
      select(null);
    },
    text: t("What it says in two hundred words. Click a sentence: the words that it rests on light up in the article, and their claims open beneath it."),
  },
  {
    at: "#view-issues",
    title: t("Where they differ"),
    when: () => store.state.meaning?.two_sided === true,
    before: () => {
      showView("issues");
      select(null);
    },
    text: t(
      "Each row is a question, each column one side’s answers, with their reasons folded beneath. ≠ between two answers: they are at odds. Where no answer was found, the article may still have one.",
    ),
  },
  {
    at: "#view-map",
    title: t("The point of it"),
    before: () => {
      showView("map");
      select(store.open.map.conclusion);
      /** @type {HTMLElement | null} */ (document.querySelector("#view-map .zoom [aria-label^=Back]"))?.click();
    },
    text: () =>
      t(
        "{0} Read to the right: “+ because” boxes hold reasons, “− but” boxes hold what speaks against.",
        store.open.map.conclusion ? t("The card at the left is what the article argues for.") : t("This article argues for no single claim: each card at the left is a claim of somebody’s."),
      ),
  },
  {
    at: "#article",
    title: t("In its own words"),
    before: () => store.set({ pane: "article" }),
    text: t("Each claim is marked in the article. Click a card, and its words turn yellow here; click marked words, and the map goes to their card."),
  },
  {
    at: "#detail",
    above: true,
    title: t("Who says so"),
    before: () => {
      store.set({ pane: "view" });
      select(store.state.selected ?? store.open.forest.trees[0]?.unit.id ?? null);
    },
    text: t("This panel names the holder of the claim, the words that tell us so, and what is said for and against it."),
  },
  {
    at: "#detail",
    above: true,
    title: t("Doubts and denials"),
    when: () => doubted() !== undefined,
    before: () => select(doubted()?.id ?? null),
    text: () => {
      const unit = doubted();
      return t(
        "“{0}” stands before the words, in italics: their holder is against them. The signs around the card are for and against this doubt or denial.",
        unit ? leadOf(store.open.index, unit, true) : "",
      );
    },
  },
  {
    at: "#detail",
    title: t("The sides"),
    when: () => hasSides() && !narrow.matches, // a phone has this panel in a dialog
    before: () => select(null),
    text: panelTells,
  },
  {
    at: "#filters",
    title: t("One voice at a time"),
    text: t(
      "Click a name to see only what that holder says; more names add to it, and “Show all” brings everything back. Search and the filter work in the same way: the rest is dimmed, not taken away.",
    ),
  },
  {
    at: "#view-perspectives",
    title: t("Side by side"),
    before: () => showView("perspectives"),
    text: t("One column for each holder. Dashed lines show where two of them conflict, solid ones where one backs the other."),
  },
  {
    at: "#tab-outline",
    title: t("The same as a list"),
    before: () => showView("outline"),
    text: t("The outline reads well on a phone, and with a screen reader. That is all: what is wrong, you can correct."),
  },
];

export function startTour() {
  const steps = STEPS.filter(({ when }) => !when || when());
  const began = store.state.view;
  let at = 0;
  const card = h("div", { class: "tour", role: "dialog", "aria-label": t("Guided look"), tabindex: "-1" });
  const leave = () => {
    mark(null);
    card.remove();
    document.removeEventListener("keydown", onKey);
    showView(began);
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") leave();
  };
  const go = (/** @type {number} */ step) => {
    if (step >= steps.length) return leave();
    at = step;
    const { title, text, before } = steps[at];
    before?.();
    mark(steps[at].at);
    card.classList.toggle("above", steps[at].above === true);
    const next = h("button", { type: "button", class: "primary", onclick: () => go(at + 1) }, at === steps.length - 1 ? t("Done") : t("Next"));
    setChildren(
      card,
      h("p", { class: "note" }, t("{0} of {1}", at + 1, steps.length)),
      h("h3", {}, title),
      h("p", {}, typeof text === "function" ? text() : text),
      h("div", { class: "row end" }, h("button", { type: "button", class: "quiet", onclick: leave }, t("Leave")), next),
    );
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
