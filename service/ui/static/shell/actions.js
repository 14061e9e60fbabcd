/**
 * Everything that changes the state, apart from saving (see `saving.js`) and runs (see `runs.js`).
 * @import {ArgMap, Fold, Filter} from "../core/types.js"
 * @import {ViewName, Place} from "../core/address.js"
 */
import { formatPlace, parsePlace } from "../core/address.js";
import { noFilter } from "../core/filter.js";
import { reveal } from "../core/forest.js";
import { store } from "./store.js";

/** Up to this many claims a map opens with nothing folded. */
const SMALL_MAP = 30;

/** @param {ArgMap} map @returns {Fold} */
export function firstFold(map) {
  return { depth: map.units.length <= SMALL_MAP ? Infinity : 2, toggled: new Set() };
}

/**
 * @param {string | null} id
 * @param {{reveal?: boolean}} [options] reveal: open what hides the unit's card (default)
 */
export function select(id, options = {}) {
  const known = id !== null && store.open.index.units.has(id) ? id : null;
  const { fold } = store.state;
  const shown = known !== null && options.reveal !== false ? reveal(store.open.forest, fold, [known]) : fold;
  const same = sameSet(shown.toggled, fold.toggled);
  store.set({ selected: known, fold: same ? fold : shown });
}

/** @param {Set<string>} one @param {Set<string>} other */
function sameSet(one, other) {
  return one.size === other.size && [...one].every((item) => other.has(item));
}

/** @param {string} id */
export function toggleFold(id) {
  const toggled = new Set(store.state.fold.toggled);
  if (!toggled.delete(id)) toggled.add(id);
  store.set({ fold: { depth: store.state.fold.depth, toggled } });
}

/** @param {number} depth */
export function foldAll(depth) {
  store.set({ fold: { depth, toggled: new Set() } });
}

/** @param {ViewName} view */
export function showView(view) {
  store.set({ view, pane: "view" });
}

/** @param {Partial<Filter>} part */
export function setFilter(part) {
  store.set({ filter: { ...store.state.filter, ...part } });
}

export function clearFilter() {
  store.set({ filter: noFilter() });
}

/** @param {"holders" | "kinds"} list @param {string} id */
export function toggleInFilter(list, id) {
  const items = new Set(/** @type {Set<string>} */ (store.state.filter[list]));
  if (!items.delete(id)) items.add(id);
  setFilter({ [list]: items });
}

/** The first name shows that holder only; more names add to it; the last one taken away, and all are back. @param {string} id */
export function chooseHolder(id) {
  const all = new Set(store.open.map.units.map((unit) => unit.perspective));
  const { holders } = store.state.filter;
  const shown = [...all].filter((other) => !holders.has(other));
  if (shown.length === all.size) return setFilter({ holders: new Set([...all].filter((other) => other !== id)) });
  if (shown.length === 1 && shown[0] === id) return setFilter({ holders: new Set() });
  return toggleInFilter("holders", id);
}

/** @param {boolean} dark */
export function setDark(dark) {
  store.set({ dark });
}

/** Keeps the address in step with the state; a new view or map can be gone back from. */
export function keepAddress() {
  let last = "";
  store.subscribe((state) => {
    if (state.mapId === null) return;
    const place = placeOf();
    const address = formatPlace(place);
    if (address === last || address === location.hash) return;
    const viewChanged = parsePlace(location.hash).view !== place.view;
    history[viewChanged ? "pushState" : "replaceState"](null, "", address);
    last = address;
  });
}

/** @returns {Place} where the reader is */
export function placeOf() {
  const { mapId, view, selected, filter, fold, base } = store.state;
  const usual = base ? firstFold(base) : null;
  const moved = usual && (fold.depth !== usual.depth || fold.toggled.size > 0);
  return { mapId, view, selected, filter, fold: moved ? fold : null };
}
