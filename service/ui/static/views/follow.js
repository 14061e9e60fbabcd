/** The article goes along while a reader scrolls the outline by hand. */
import { store } from "../shell/store.js";

/** After so many ms without scrolling the reader is taken to look at what is there. */
const CALM = 140;

/** A scroll that follows a wheel, a finger or a key within so many ms is the reader's own. */
const BY_HAND = 1200;

/** @param {HTMLElement} view what scrolls @param {HTMLElement} tree whose rows carry `data-unit` */
export function followScroll(view, tree) {
  let touched = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const touch = () => (touched = performance.now());
  for (const name of ["wheel", "touchmove", "pointerdown", "keydown"]) view.addEventListener(name, touch, { passive: true });
  view.addEventListener(
    "scroll",
    () => {
      if (performance.now() - touched > BY_HAND) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        const unit = rowInSight(view, tree);
        if (unit && store.derived && store.state.view === "outline") store.set({ spot: { unit, article: true } });
      }, CALM);
    },
    { passive: true },
  );
}

/** The row at a third of the height, or the chosen one while it is in sight. @param {HTMLElement} view @param {HTMLElement} tree */
function rowInSight(view, tree) {
  const box = view.getBoundingClientRect();
  const inSight = (/** @type {Element} */ row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return bottom > box.top && top < box.bottom;
  };
  const chosen = tree.querySelector('[aria-selected="true"]');
  if (chosen && inSight(chosen)) return null;
  const line = box.top + box.height / 3;
  const rows = /** @type {NodeListOf<HTMLElement>} */ (tree.querySelectorAll("[data-unit]"));
  for (const row of rows) if (row.getBoundingClientRect().bottom >= line && inSight(row)) return row.dataset.unit ?? null;
  return null;
}
