/** On paper: map and outline with everything open, on as many sheets as it takes to be read; the questions with the glance. */
import { t } from "../core/messages.js";
import { layOut } from "../core/layout.js";
import { cutIntoSheets } from "../core/pages.js";
import { argument } from "../views/about.js";
import { cardHeights } from "../views/mapdraw.js";
import { find, h } from "./dom.js";
import { EDGES, drawSvg } from "./drawing.js";
import { store } from "./store.js";

/** A sheet on its side, in CSS pixels: what A4 and Letter both hold within margins of 12 mm. */
const SHEET = { width: 960, height: 680 };

/** Smaller than this, the words of a card cannot be read on paper. */
const LEAST = 0.62;

const ALL_OPEN = { depth: Infinity, toggled: new Set() };

export function printWithSheets() {
  /** @type {import("../core/types.js").Fold | null} what the reader had folded */
  let before = null;
  /** @type {HTMLDetailsElement[]} answers that the reader had left folded */
  let unfolded = [];
  addEventListener("beforeprint", () => {
    if (!store.derived) return;
    if (store.state.view === "map") find("#view-map").append(h("div", { class: "sheets" }, drawSheets()));
    if (store.state.view === "issues") {
      unfolded = [.../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("#view-issues details.rest:not([open])"))];
      for (const rest of unfolded) rest.open = true;
      find("#view-issues").append(h("div", { class: "sheets glance" }, h("h2", {}, t("At a glance")), argument()));
    }
    if (store.state.view !== "outline") return;
    before = store.state.fold;
    store.set({ fold: ALL_OPEN });
  });
  addEventListener("afterprint", () => {
    document.querySelectorAll(".sheets").forEach((sheets) => sheets.remove());
    if (before) store.set({ fold: before });
    before = null;
    for (const rest of unfolded) rest.open = false;
    unfolded = [];
  });
}

function drawSheets() {
  const { forest, index } = store.open;
  const whole = drawSvg(false);
  whole.querySelector("rect")?.setAttribute("fill", "none"); // the paper has a colour of its own
  const [left, top, width, height] = (whole.getAttribute("viewBox") ?? "").split(" ").map(Number);
  const scale = Math.min(1, Math.max(LEAST, SHEET.width / width));
  const layout = layOut(forest, ALL_OPEN, cardHeights(index));
  const boxes = layout.blocks.map((block) => ({ x: block.x - left, y: block.y - top, width: block.width, height: block.height }));
  const edge = { x: 0, y: 0, width: 1, height: EDGES.head }; // the title
  const sheets = cutIntoSheets([edge, ...boxes], { width, height }, { width: SHEET.width / scale, height: SHEET.height / scale });
  return sheets.map((part) => {
    const sheet = /** @type {SVGSVGElement} */ (whole.cloneNode(true));
    sheet.setAttribute("viewBox", `${left + part.x} ${top + part.y} ${part.width} ${part.height}`);
    sheet.setAttribute("width", String(part.width * scale));
    sheet.setAttribute("height", String(part.height * scale));
    return sheet;
  });
}
