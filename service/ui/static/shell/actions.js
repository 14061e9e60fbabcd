/**
 * Everything that changes the state, apart from saving (see `saving.js`) and runs (see `runs.js`).
 * @import {ArgMap, Fold, Filter, Kind} from "../core/types.js"
 * @import {ViewName, Place} from "../core/address.js"
 */
import { formatPlace, parsePlace } from "../core/address.js";
import { isActive, noFilter } from "../core/filter.js";
import { inTrees, reveal } from "../core/forest.js";
import { kindOf } from "../core/reading.js";
import { sideOf } from "../core/sides.js";
import { afterDrawing } from "./dom.js";
import { store } from "./store.js";

/** Up to this many claims a map opens with nothing folded. */
const SMALL_MAP = 30;

/** A main argument of more than so many reasons and reasons for those opens with the reasons alone, so that it can be overlooked. */
const AT_A_GLANCE = 18;

/** @type {WeakMap<ArgMap, number>} */
const depths = new WeakMap();

/** How deep a large map is first opened. @param {ArgMap} map */
function firstDepth(map) {
  const known = depths.get(map);
  if (known !== undefined) return known;
  const below = (/** @type {Set<string>} */ aims) => map.relations.filter((relation) => aims.has(relation.target)).flatMap((relation) => relation.sources);
  const reasons = below(new Set([map.conclusion ?? ""]));
  const depth = reasons.length + below(new Set(reasons)).length > AT_A_GLANCE ? 1 : 2;
  depths.set(map, depth);
  return depth;
}

/** @param {ArgMap} map @returns {Fold} */
export function firstFold(map) {
  return { depth: map.units.length <= SMALL_MAP ? Infinity : firstDepth(map), toggled: new Set() };
}

/** A map opens with its brief, and one that is still being made as it grows. @param {ArgMap} map @returns {ViewName} */
export function firstViewOf({ status }) {
  return status === "queued" || status === "running" ? "map" : "brief";
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

/** The claims of a list, gathered: all others are out of sight until the filter is cleared. @param {import("../core/lists.js").ListName} list */
export function showList(list) {
  store.set({ filter: { ...noFilter(), list, hide: true }, fold: { depth: Infinity, toggled: new Set() }, view: "outline", pane: "view" });
}

export function clearFilter() {
  store.set({ filter: noFilter() });
}

/** The kinds of links that the map has, as they are read. */
export function kindsHere() {
  const { index, map } = store.open;
  return new Set(map.relations.map((relation) => kindOf(index, relation)));
}

/** @param {Kind} kind */
export function chooseKind(kind) {
  setFilter({ kinds: onlyOrMore(kindsHere(), store.state.filter.kinds, kind) });
}

/**
 * As with names: the first one chosen shows it alone, more add to it; the last one taken away, and all are back.
 * @template T @param {Set<T>} all @param {Set<T>} hidden @param {T} item @returns {Set<T>} what is hidden then
 */
function onlyOrMore(all, hidden, item) {
  const shown = [...all].filter((other) => !hidden.has(other));
  if (shown.length === all.size) return new Set([...all].filter((other) => other !== item));
  if (shown.length === 1 && shown[0] === item) return new Set();
  const next = new Set(hidden);
  if (!next.delete(item)) next.add(item);
  return next;
}

/** The first name shows that holder only; more names add to it; the last one taken away, and all are back. @param {string} id */
export function chooseHolder(id) {
  filterHolder(id);
  const { dim, map, forest } = store.open;
  const bright = map.units.filter((unit) => !dim.units.has(unit.id));
  const { selected } = store.state;
  if (!isActive(store.state.filter) || bright.some((unit) => unit.id === selected)) return;
  const own = bright.filter((unit) => unit.perspective === id);
  const ids = new Set((own.length > 0 ? own : bright).map((unit) => unit.id));
  const first = inTrees(forest).find((unit) => ids.has(unit));
  if (first) lookAt(first);
}

/** Brings a claim into sight, opening what hides it, and leaves the choice as it is. @param {string} unit */
export function lookAt(unit) {
  const { fold } = store.state;
  const shown = reveal(store.open.forest, fold, [unit]);
  store.set({ fold: sameSet(shown.toggled, fold.toggled) ? fold : shown, spot: { unit } });
}

/** @param {string} id */
function filterHolder(id) {
  const { map, index } = store.open;
  const all = new Set(map.units.map((unit) => unit.perspective));
  const { holders } = store.state.filter;
  const members = [...all].filter((other) => other !== id && sideOf(index, other) === id);
  let next = onlyOrMore(all, holders, id);
  // Whoever asks for a side asks for its members, too.
  for (const member of members) if (next.has(member) !== next.has(id)) next = toggled(next, member);
  setFilter({ holders: next });
}

/** @param {Set<string>} set @param {string} item */
function toggled(set, item) {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}

/** @param {boolean} dark */
export function setDark(dark) {
  store.set({ dark });
}

/**
 * Keeps the address in step with the state; a new view or map can be gone back from. Within a view it is written once what
 * changed is on the screen: a browser takes longer over an address than the page over a fold.
 */
export function keepAddress() {
  /** The address that the reader has, until the new one is written. @type {string | null} */
  let waiting = null;
  const write = () => {
    const from = waiting;
    waiting = null;
    if (store.state.mapId === null || from !== location.hash) return; // the reader has gone elsewhere meanwhile
    const address = formatPlace(placeOf());
    if (address !== location.hash) history.replaceState(null, "", address);
  };
  store.subscribe((state, changed) => {
    if (state.mapId === null) return;
    if (changed.has("view") || changed.has("mapId")) {
      const address = formatPlace(placeOf());
      const shown = parsePlace(location.hash).view ?? (state.base && firstViewOf(state.base));
      const viewChanged = shown !== state.view;
      if (address !== location.hash) history[viewChanged ? "pushState" : "replaceState"](null, "", address);
      waiting = null;
    } else if (waiting === null) {
      waiting = location.hash;
      afterDrawing(write);
    }
  });
  addEventListener("pagehide", write);
}

/** @returns {Place} where the reader is */
export function placeOf() {
  const { mapId, view, selected, filter, fold, base } = store.state;
  const usual = base ? firstFold(base) : null;
  const moved = usual && (fold.depth !== usual.depth || fold.toggled.size > 0);
  return { mapId, view: base && view === firstViewOf(base) ? null : view, selected, filter, fold: moved ? fold : null };
}
