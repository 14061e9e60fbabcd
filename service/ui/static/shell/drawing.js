/** The map as a file: SVG of all or of what is open, and PNG of it or of the screen. */
import { t } from "../core/messages.js";
import { layOut } from "../core/layout.js";
import { WORDS } from "../core/model.js";
import { cardHeights, drawBlock, drawEdge } from "../views/mapdraw.js";
import { DASHES, FONT, LIGHT } from "../views/theme.js";
import { s } from "./dom.js";
import { coloursOnPaper } from "./paint.js";
import { store } from "./store.js";

const MARGIN = 40;
const FOOT = 44;
const HEAD = 34;

/** Room around the drawing, in its own pixels. */
export const EDGES = { margin: MARGIN, head: HEAD, foot: FOOT };

/** Beyond this a bitmap is of no use (and browsers refuse it). */
export const LARGEST_PNG = 8000;

/**
 * A clean drawing: always light, without selection, dimming or fold badges; what is dimmed on the screen is left out
 * where only what is seen is wanted.
 * @param {boolean} seen
 * @returns {SVGSVGElement}
 */
export function drawSvg(seen) {
  const { map, index, forest, dim } = store.open;
  const look = { theme: LIGHT, colours: coloursOnPaper() };
  const fold = seen ? store.state.fold : { depth: Infinity, toggled: new Set() };
  const layout = layOut(forest, fold, cardHeights(index));
  const width = Math.max(layout.width, 520) + 2 * MARGIN;
  const height = layout.height + 2 * MARGIN + FOOT + HEAD;
  const svg = s("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `${-MARGIN} ${-MARGIN - HEAD} ${width} ${height}`, "font-family": FONT });
  svg.append(s("title", {}, map.document.title || t("Argument map")), s("rect", { x: -MARGIN, y: -MARGIN - HEAD, width, height, fill: look.theme.paper }));
  svg.append(s("text", { x: 0, y: -MARGIN + 4, "font-size": 17, "font-weight": 650, fill: look.theme.ink }, map.document.title ?? ""));
  const hidden = (/** @type {string[]} */ sources) => seen && sources.every((id) => dim.units.has(id));
  for (const edge of layout.edges) {
    if (!hidden(edge.block.group?.relation.sources ?? [])) svg.append(drawEdge(edge, look, index));
  }
  for (const block of layout.blocks) {
    if (!hidden(block.cards.map((card) => card.node.unit.id))) svg.append(drawBlock(block, look, index));
  }
  svg.querySelectorAll(".fold").forEach((badge) => badge.remove());
  for (const element of svg.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) {
      if (/^(class|role|id|aria-.*|data-.*)$/.test(name)) element.removeAttribute(name);
    }
  }
  svg.append(foot(layout.height + MARGIN));
  return svg;
}

/** The legend, on one line. @param {number} y */
function foot(y) {
  const g = s("g", { "font-size": 12, fill: LIGHT.ink });
  let x = 0;
  for (const [kind, { sign, word }] of Object.entries(WORDS)) {
    const { stroke, text } = LIGHT.kinds[/** @type {keyof typeof WORDS} */ (kind)];
    g.append(
      s("path", { d: `M${x + 30},${y - 4} H${x + 9}`, stroke, "stroke-width": 2, "stroke-dasharray": DASHES[/** @type {keyof typeof WORDS} */ (kind)] }),
      s("path", { d: `M${x},${y - 4} l9,-4.5 v9 z`, fill: stroke }),
      s("text", { x: x + 38, y, fill: text, "font-weight": 600 }, `${sign} ${word}`),
    );
    x += 62 + 8 * word.length;
  }
  g.append(s("text", { x, y, fill: LIGHT.muted }, t("the name on a card: who holds the claim")));
  return g;
}

/** @param {SVGSVGElement} svg */
function svgText(svg) {
  return new XMLSerializer().serializeToString(svg);
}

/** @param {SVGSVGElement} svg @param {number} scale @returns {Promise<Blob>} */
export async function toPng(svg, scale) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(svg.width.baseVal.value * scale);
  canvas.height = Math.ceil(svg.height.baseVal.value * scale);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no PNG was made"))), "image/png"));
}
