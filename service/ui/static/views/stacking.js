/** Whether the table of issues has room for its columns: what has none would be cut, or have to be read sideways. */
import { narrow } from "../shell/dom.js";

/** The least pixels in which a question, and an answer, can be read. */
const [QUESTION, ANSWER] = [170, 132];

/** The columns side by side, or each question over its answers. @param {HTMLElement} root what the table stands in */
export function stack(root) {
  const table = /** @type {HTMLElement | null} */ (root.querySelector("table.issues"));
  if (!table || root.clientWidth === 0) return;
  const columns = Number(table.style.getPropertyValue("--columns"));
  table.classList.toggle("stacked", narrow.matches || root.clientWidth < QUESTION + columns * ANSWER);
}
