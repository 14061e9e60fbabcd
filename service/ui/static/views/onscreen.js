/**
 * What of the map is in the page: the boxes and arrows near the screen. A box that is the same after a fold is moved, not
 * drawn again.
 * @import {Block, Layout} from "../core/layout.js"
 * @import {Index} from "../core/model.js"
 * @import {Look} from "./theme.js"
 */
import { s } from "../shell/dom.js";
import { drawBlock, drawEdge, drawHeadings } from "./mapdraw.js";

/** How far beyond the screen is drawn, in pixels of the drawing. */
const MARGIN = 240;

/** @typedef {{element: SVGGElement, like: string, x: number, y: number, moved: string}} Drawn where it was drawn, and how far it has been moved since */

export class OnScreen {
  constructor() {
    this.edges = s("g", { role: "none" });
    this.blocks = s("g", { role: "none" });
    /** @type {Map<string, Drawn>} */
    this.drawn = new Map();
    /** What all of it was drawn from. @type {unknown[]} */
    this.from = [];
  }

  /**
   * Puts in what has come near the screen, takes out what has left it.
   * @param {Layout} layout @param {{x: number, y: number, width: number, height: number}} seen
   * @param {Index} index @param {Look} look
   */
  show(layout, seen, index, look) {
    this.forgetOld([index, look]);
    const [left, right, top, bottom] = [seen.x - MARGIN, seen.x + seen.width + MARGIN, seen.y - MARGIN, seen.y + seen.height + MARGIN];
    /** @type {Set<string>} */
    const kept = new Set();
    for (const block of layout.blocks) {
      if (block.x >= right || block.x + block.width <= left || block.y >= bottom || block.y + block.height <= top) continue;
      const key = `block ${block.group ? "of " : ""}${block.key}`;
      kept.add(key);
      this.keep(key, likeBlock(block), block.x, block.y, this.blocks, () => drawBlock(block, look, index));
    }
    for (const edge of layout.edges) {
      if (edge.x2 >= right || edge.x1 <= left || Math.min(edge.y1, edge.y2) >= bottom || Math.max(edge.y1, edge.y2) <= top) continue;
      const key = `edge ${edge.block.key}`;
      kept.add(key);
      this.keep(key, `${edge.x1 - edge.x2} ${edge.y1 - edge.y2}`, edge.x2, edge.y2, this.edges, () => drawEdge(edge, look, index));
    }
    for (const [key, { element }] of this.drawn) {
      if (kept.has(key)) continue;
      element.remove();
      this.drawn.delete(key);
    }
    this.edges.querySelectorAll(".heading").forEach((heading) => heading.remove());
    this.edges.append(...drawHeadings(layout, look, index.map.conclusion !== null));
  }

  /** @param {unknown[]} from */
  forgetOld(from) {
    if (from.every((part, i) => part === this.from[i])) return;
    this.from = from;
    this.edges.replaceChildren();
    this.blocks.replaceChildren();
    this.drawn.clear();
  }

  /** @param {string} key @param {string} like @param {number} x @param {number} y @param {SVGGElement} parent @param {() => SVGGElement} draw */
  keep(key, like, x, y, parent, draw) {
    const before = this.drawn.get(key);
    if (before?.like === like) {
      const moved = before.x === x && before.y === y ? "" : `translate(${x - before.x} ${y - before.y})`;
      if (moved !== before.moved) before.element.setAttribute("transform", moved);
      before.moved = moved;
      return;
    }
    const element = draw();
    if (before) before.element.replaceWith(element);
    else parent.append(element);
    this.drawn.set(key, { element, like, x, y, moved: "" });
  }
}

/** All but its place that a fold may change in it. @param {Block} block */
function likeBlock(block) {
  return block.cards.map((card) => (card.folded ? "+" : "-")).join("");
}
