/**
 * A slide of 1920 by 1080 pixels as SVG: its title, its foot, and texts in blocks. Always light, as on paper.
 * @import {Colour} from "../core/palette.js"
 * @import {Unit} from "../core/types.js"
 * @import {Type} from "../core/fitting.js"
 */
import { t } from "../core/messages.js";
import { direction, holderName } from "../core/model.js";
import { isAgainst, isConcession } from "../core/reading.js";
import { wrapText } from "../core/textwrap.js";
import { leadOf, wordingOf } from "../core/wording.js";
import { s } from "../shell/dom.js";
import { engineName } from "../shell/engines.js";
import { store } from "../shell/store.js";
import { MEASURED, drawDot, measureFor } from "../views/mapdraw.js";
import { FONT, LIGHT } from "../views/theme.js";

export const SLIDE = { width: 1920, height: 1080 };

/** Where the content goes. */
export const AREA = { x: 60, y: 136, width: 1800, height: 848 };

const LEADING = 1.34;
const PAD = 10;

/**
 * @typedef {{text: string, size: number, weight: number, fill: string, italic: boolean, dot: Colour | null}} Line
 * @typedef {{lines: Line[], colour: Colour | null, height: number}} Block `colour`: of the holder whose card it is
 */

/**
 * @param {string} text @param {number} width @param {number} size
 * @param {{weight?: 400 | 600, fill?: string, italic?: boolean, most?: number, dot?: Colour | null}} [look] most: lines
 * @returns {Line[]}
 */
export function linesOf(text, width, size, { weight = 400, fill = LIGHT.ink, italic = false, most = Number.POSITIVE_INFINITY, dot = null } = {}) {
  const measure = measureFor(String(weight));
  const room = ((width - (dot ? size : 0)) * MEASURED) / size;
  return wrapText(text, room, most, measure).map((line, i) => ({ text: line, size, weight, fill, italic, dot: i === 0 ? dot : null }));
}

/** @param {Line[]} lines @param {Colour | null} [colour] @returns {Block} */
export function blockOf(lines, colour = null) {
  const height = lines.reduce((sum, { size }) => sum + size * LEADING, 0);
  return { lines, colour, height: height + (colour ? 2 * PAD : 0) };
}

/**
 * A claim: its holder, how the holder takes it, its words.
 * @param {Unit} unit @param {number} width @param {Type} type @param {{named: boolean, colours: Map<string, Colour>, main?: boolean}} how
 * @returns {Block}
 */
export function claimBlock(unit, width, { size, lines }, { named, colours, main = false }) {
  const { index } = store.open;
  const colour = colours.get(unit.perspective) ?? null;
  const room = width - 2 * PAD - 8;
  const lead = leadOf(index, unit);
  const small = Math.max(17, 0.8 * size);
  const against = isAgainst(index, unit);
  return blockOf(
    [
      ...(main ? linesOf(t("★ main conclusion"), room, small, { fill: LIGHT.muted }) : []),
      ...(named ? linesOf(holderName(index, unit.perspective), room, small, { weight: 600, fill: colour?.ink, most: 1, dot: colour }) : []),
      ...(lead ? linesOf(lead, room, small, { weight: 600, fill: against ? LIGHT.kinds.rebut.text : isConcession(index, unit) ? colour?.ink : LIGHT.muted, most: 2 }) : []),
      ...linesOf(wordingOf(index, unit), room, size, { most: lines, italic: against, weight: main ? 600 : 400 }),
    ],
    colour,
  );
}

/** @param {Block[]} blocks @param {number} gap */
export function heightOf(blocks, gap) {
  return blocks.reduce((sum, { height }) => sum + height, 0) + Math.max(0, blocks.length - 1) * gap;
}

/** @param {Block} block @param {number} x @param {number} y @param {number} width @returns {SVGElement[]} */
export function drawBlock({ lines, colour, height }, x, y, width) {
  const left = x + (colour ? PAD + 8 : 0);
  const right = x + width - (colour ? PAD : 0);
  let at = y + (colour ? PAD : 0);
  const drawn = lines.flatMap(({ text, size, weight, fill, italic, dot }) => {
    const rtl = direction(text) === "rtl";
    at += size * LEADING;
    const base = at - size * 0.34;
    return [
      dot ? s("g", { transform: `translate(${left + size * 0.4} ${base - size * 0.34}) scale(${size / MEASURED})` }, drawDot(0, 0, dot)) : null,
      s("text", { x: rtl ? right : left + (dot ? size : 0), y: base, "font-size": size, "font-weight": weight, fill, "font-style": italic ? "italic" : null, direction: rtl ? "rtl" : null }, text),
    ].filter((part) => part !== null);
  });
  if (!colour) return drawn;
  return [s("rect", { x, y, width, height, rx: 7, fill: colour.tint, stroke: LIGHT.line }), s("rect", { x, y, width: 6, height, rx: 3, fill: colour.line }), ...drawn];
}

/** @param {Block[]} blocks @param {number} x @param {number} y @param {number} width @param {number} gap @returns {SVGElement[]} */
export function drawStack(blocks, x, y, width, gap) {
  let at = y;
  return blocks.flatMap((block) => {
    const top = at;
    at += block.height + gap;
    return drawBlock(block, x, top, width);
  });
}

/**
 * @param {string} what the slide shows, beneath the article's title
 * @param {SVGElement[]} content
 * @param {{legend: SVGElement[], leftOut: string}} foot `leftOut`: what there was no room for, empty where all is shown
 * @returns {SVGSVGElement}
 */
export function slide(what, content, { legend, leftOut }) {
  const { map } = store.open;
  const { width, height } = SLIDE;
  const title = blockOf(linesOf(map.document.title || t("Untitled article"), AREA.width, 36, { weight: 600, most: 1 }));
  const below = blockOf(linesOf(what, AREA.width, 24, { fill: LIGHT.muted, most: 1 }));
  const made = map.provenance.model ?? engineName(map.provenance.engine);
  return s(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FONT },
    s("title", {}, `${map.document.title || t("Untitled article")}: ${what}`),
    s("rect", { width, height, fill: LIGHT.paper }),
    drawBlock(title, AREA.x, 28, AREA.width),
    drawBlock(below, AREA.x, 78, AREA.width),
    content,
    s("g", { transform: `translate(${AREA.x} 1018)`, "font-size": 19 }, legend),
    s("text", { x: AREA.x + AREA.width, y: 1018, "font-size": 19, "text-anchor": "end", fill: LIGHT.muted }, t("Mapped by argmap: {0}", made)),
    leftOut ? s("text", { x: AREA.x, y: 1052, "font-size": 21, "font-weight": 600, fill: LIGHT.kinds.rebut.text }, leftOut) : null,
  );
}
