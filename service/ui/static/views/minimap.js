/**
 * The whole map, small, in a corner; shown where the map is larger than the screen.
 * @import {Layout} from "../core/layout.js"
 * @import {Camera} from "./camera.js"
 * @import {Look} from "./theme.js"
 */
import { h } from "../shell/dom.js";

const WIDTH = 150;
const HEIGHT = 92;

export class Minimap {
  /** @param {Camera} camera */
  constructor(camera) {
    this.camera = camera;
    this.canvas = h("canvas", { width: WIDTH * 2, height: HEIGHT * 2 });
    this.window = h("div", { class: "window" });
    // A mouse shortcut for what the arrow keys, the path and the outline do as well: hidden from screen readers.
    this.element = h("div", { class: "minimap", "aria-hidden": "true", hidden: true }, this.canvas, this.window);
    this.scale = 1;
    this.size = { width: 0, height: 0 };
    this.element.addEventListener("pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      this.go(event);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) this.go(event);
    });
  }

  /** @param {PointerEvent} event */
  go(event) {
    const box = this.element.getBoundingClientRect();
    const { width, height } = this.camera.seen;
    this.camera.moveTo((event.clientX - box.left) / this.scale - width / 2, (event.clientY - box.top) / this.scale - height / 2);
  }

  /** Takes its size from the map, so that it has its place before it is drawn. @param {Layout} layout */
  fit(layout) {
    this.size = { width: layout.width, height: layout.height };
    this.scale = Math.min(WIDTH / Math.max(1, layout.width), HEIGHT / Math.max(1, layout.height));
  }

  /** @param {Layout} layout @param {Look} look */
  draw(layout, look) {
    this.fit(layout);
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, WIDTH * 2, HEIGHT * 2);
    context.scale(2 * this.scale, 2 * this.scale);
    for (const card of layout.cards.values()) {
      context.fillStyle = look.colours.get(card.node.unit.perspective)?.line ?? look.theme.muted;
      context.fillRect(card.x, card.y, card.width, Math.max(card.height, 1 / this.scale));
    }
    this.frame();
  }

  /** Marks what is seen. */
  frame() {
    const { x, y, width, height } = this.camera.seen;
    this.element.hidden = this.size.width <= width * 1.4 && this.size.height <= height * 1.4;
    const style = this.window.style;
    style.left = `${Math.max(0, x * this.scale)}px`;
    style.top = `${Math.max(0, y * this.scale)}px`;
    style.width = `${Math.min(WIDTH, width * this.scale)}px`;
    style.height = `${Math.min(HEIGHT, height * this.scale)}px`;
  }
}
