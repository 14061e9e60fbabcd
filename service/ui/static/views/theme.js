/**
 * Colours and type for what is drawn as SVG; attributes and not style sheets carry them, so that an exported drawing
 * looks the same in every program. The style sheets hold the same values for the rest of the page.
 * @import {Kind} from "../core/types.js"
 * @import {Colour} from "../core/palette.js"
 */

export const FONT = 'Inter, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';

/**
 * @typedef {{paper: string, surface: string, ink: string, muted: string, line: string,
 *   kinds: Record<Kind, {stroke: string, fill: string, text: string}>}} Theme
 */

/** @type {Theme} Wong's blue and vermillion, and a purple, each dark enough for text (AA) on its box. */
export const LIGHT = {
  paper: "#f6f5f1",
  surface: "#ffffff",
  ink: "#1a1c20",
  muted: "#5a5f6a",
  line: "#d8d6ce",
  kinds: {
    support: { stroke: "#0072b2", fill: "#eef6fb", text: "#005f96" },
    rebut: { stroke: "#c24e00", fill: "#fdf3ec", text: "#a84300" },
    undercut: { stroke: "#8f3c75", fill: "#faf0f6", text: "#853669" },
  },
};

/** @type {Theme} */
export const DARK = {
  paper: "#15171b",
  surface: "#1e2126",
  ink: "#eceae4",
  muted: "#a4a9b3",
  line: "#383c44",
  kinds: {
    support: { stroke: "#56b4e9", fill: "#1a2833", text: "#7cc6f0" },
    rebut: { stroke: "#f08a4b", fill: "#32231a", text: "#f5a472" },
    undercut: { stroke: "#d98cbd", fill: "#2f1f2a", text: "#e3a5cd" },
  },
};

/** Each kind is told apart by its dashes as well as by sign, word and colour. @type {Record<Kind, string | null>} */
export const DASHES = { support: null, rebut: "7 4", undercut: "2 4" };

/** @typedef {{theme: Theme, colours: Map<string, Colour>}} Look */
