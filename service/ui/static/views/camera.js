/** Pan and zoom over a drawing: mouse, wheel, touch with two fingers, and by call. */

const LEAST = 0.08;
const MOST = 2.5;

export class Camera {
  /**
   * @param {SVGSVGElement} svg
   * @param {() => void} onMove
   */
  constructor(svg, onMove) {
    this.svg = svg;
    this.onMove = onMove;
    this.x = 0;
    this.y = 0;
    this.k = 1;
    this.width = 0;
    this.height = 0;
    /** @type {Map<number, {x: number, y: number}>} fingers or buttons that are down */
    this.pointers = new Map();
    svg.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    svg.addEventListener("pointerdown", (event) => this.down(event));
    svg.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"])) {
      svg.addEventListener(end, (event) => this.pointers.delete(event.pointerId));
    }
  }

  /** @returns {boolean} whether the size is known and has changed */
  measure() {
    const { clientWidth, clientHeight } = this.svg;
    const changed = clientWidth !== this.width || clientHeight !== this.height;
    this.width = clientWidth;
    this.height = clientHeight;
    return changed && clientWidth > 0;
  }

  /** The part of the drawing that is seen. */
  get seen() {
    return { x: this.x, y: this.y, width: this.width / this.k, height: this.height / this.k };
  }

  get transform() {
    return `translate(${-this.x * this.k} ${-this.y * this.k}) scale(${this.k})`;
  }

  /** @param {number} x @param {number} y @param {number} [k] top left corner and scale */
  moveTo(x, y, k = this.k) {
    this.k = Math.min(MOST, Math.max(LEAST, k));
    this.x = x;
    this.y = y;
    this.onMove();
  }

  /** @param {number} factor @param {number} [atX] pixels in the window that stay where they are @param {number} [atY] */
  zoom(factor, atX = this.width / 2, atY = this.height / 2) {
    const k = Math.min(MOST, Math.max(LEAST, this.k * factor));
    this.moveTo(this.x + atX / this.k - atX / k, this.y + atY / this.k - atY / k, k);
  }

  /**
   * Moves as little as needed to show a box whole, with nothing over it.
   * @param {{x: number, y: number, width: number, height: number}} box
   * @param {{left: number, top: number, right: number}[]} [covered] what stands over the window at its foot, in its pixels
   */
  show(box, covered = []) {
    const { x, y, width, height } = this.seen;
    const margin = Math.min(36, this.width / 20) / this.k;
    const nextX = keepIn(x, width, box.x - margin, box.x + box.width + margin);
    const [left, right] = [(box.x - nextX) * this.k, (box.x + box.width - nextX) * this.k];
    const free = Math.min(height, ...covered.filter((cover) => cover.left < right + 8 && cover.right > left - 8).map((cover) => cover.top / this.k));
    const nextY = keepIn(y, free, box.y - margin, box.y + box.height + (free < height ? 12 / this.k : margin));
    if (nextX !== x || nextY !== y) this.moveTo(nextX, nextY);
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    event.preventDefault();
    const scale = event.deltaMode === 1 ? 16 : 1;
    const box = this.svg.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey) {
      this.zoom(Math.exp(-event.deltaY * scale * 0.004), event.clientX - box.left, event.clientY - box.top);
    } else {
      const [dx, dy] = event.shiftKey ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
      this.moveTo(this.x + (dx * scale) / this.k, this.y + (dy * scale) / this.k);
    }
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (event.button > 1) return;
    const onCard = event.target instanceof Element && event.target.closest(".card") !== null;
    // A mouse on a card selects or drags a link; a finger on a card may still pan.
    if (onCard && event.pointerType === "mouse") return;
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  /** @param {PointerEvent} event */
  drag(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (!this.svg.hasPointerCapture(event.pointerId) && Math.hypot(now.x - before.x, now.y - before.y) > 4) {
      this.svg.setPointerCapture(event.pointerId);
    }
    if (!this.svg.hasPointerCapture(event.pointerId)) return;
    this.pointers.set(event.pointerId, now);
    if (other) {
      const box = this.svg.getBoundingClientRect();
      const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      this.zoom(factor, (now.x + other.x) / 2 - box.left, (now.y + other.y) / 2 - box.top);
    } else {
      this.moveTo(this.x - (now.x - before.x) / this.k, this.y - (now.y - before.y) / this.k);
    }
  }
}

/**
 * Which parts of a drawing's foot these elements stand over.
 * @param {Element} under @param {Element[]} elements @returns {{left: number, top: number, right: number}[]}
 */
export function covers(under, elements) {
  const map = under.getBoundingClientRect();
  return elements
    .map((element) => element.getBoundingClientRect())
    .filter((box) => box.width > 0 && box.left < map.right && box.right > map.left && box.top < map.bottom && box.bottom > map.top + map.height / 2)
    .map((box) => ({ left: box.left - map.left, right: box.right - map.left, top: box.top - map.top }));
}

/** @param {number} at @param {number} size @param {number} from @param {number} to */
function keepIn(at, size, from, to) {
  if (to - from > size || from < at) return from;
  return to > at + size ? to - size : at;
}
