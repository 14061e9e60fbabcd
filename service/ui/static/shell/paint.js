/**
 * Colours of the open map's holders, for SVG (as values) and for the rest of the page (as classes `.holder-N`).
 * @import {ArgMap} from "../core/types.js"
 * @import {Index} from "../core/model.js"
 * @import {Look} from "../views/theme.js"
 */
import { compare } from "../core/compare.js";
import { facing, layOutIssues } from "../core/issues.js";
import { paint } from "../core/palette.js";
import { bySide, speakers } from "../core/sides.js";
import { assignSlots } from "../core/slots.js";
import { DARK, LIGHT } from "../views/theme.js";
import { mapChanged, store } from "./store.js";

const sheet = new CSSStyleSheet();

/** @type {Look} */
let look = { theme: LIGHT, colours: new Map() };
/** @type {Map<string, number>} */
let numbers = new Map();
let key = "";
/** The number of each holder's colour, kept as long as the map is open. @type {Map<string, number>} */
let slots = new Map();
/** @type {string | null} */
let painted = null;

/** Of the dot, by the number that `palette.js` gives. */
const SHAPES = ["", "--round: 0; --cut: none;", "--round: 0; --cut: polygon(50% 0, 100% 50%, 50% 100%, 0 50%);", "--round: 0; --cut: polygon(50% 0, 100% 100%, 0 100%);"];

/** @returns {Look} */
export function lookNow() {
  return look;
}

/** The holders' colours as on paper, whatever the screen shows. */
export function coloursOnPaper() {
  return paint([...numbers.keys()], false, slots);
}

/** Who stands beside whom: in the columns, in the table of issues, and among the names over the map. @param {Index} index @param {ArgMap} map */
function rowsOf(index, map) {
  const names = bySide(index, speakers(index).speaking).flatMap(({ members }) => members);
  return [compare(index).columns.map(({ perspective }) => perspective.id), layOutIssues(map, []).columns, names.map(({ id }) => id), ...facing(index)];
}

/** The class that brings a holder's `--line`, `--tint` and `--ink`. @param {string} perspective */
export function holderClass(perspective) {
  return `holder-${numbers.get(perspective) ?? "none"}`;
}

/** Must be subscribed before the views, so that they find the new colours. */
export function keepPainted() {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  store.subscribe((state, changed) => {
    if (changed.has("dark")) document.documentElement.dataset.theme = state.dark ? "dark" : "light";
    if (!store.derived || !(mapChanged(changed) || changed.has("dark"))) return;
    const ids = store.derived.map.perspectives.map((perspective) => perspective.id);
    const wanted = `${state.mapId} ${state.dark} ${ids.join(" ")}`;
    if (wanted === key) return;
    key = wanted;
    if (painted !== state.mapId) slots = new Map();
    painted = state.mapId;
    const { index, map } = store.derived;
    if (!ids.every((id) => slots.has(id))) slots = assignSlots(ids, rowsOf(index, map), slots);
    look = { theme: state.dark ? DARK : LIGHT, colours: paint(ids, state.dark, slots) };
    numbers = new Map(ids.map((id, i) => [id, i]));
    const rules = [...look.colours.values()].map(({ line, tint, ink, shape }, i) => `.holder-${i} { --line: ${line}; --tint: ${tint}; --ink: ${ink}; ${SHAPES[shape]} }`);
    sheet.replaceSync(rules.join("\n"));
  });
}
