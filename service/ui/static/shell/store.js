/**
 * The one place where the page's state lives. Views read it, `actions.js` writes it, nobody else.
 * @import {ArgMap, Brief, Difference, Edit, Filter, Fold, Kind, Meaning, Reading} from "../core/types.js"
 * @import {Index} from "../core/model.js"
 * @import {Forest} from "../core/forest.js"
 * @import {ViewName} from "../core/address.js"
 * @import {ProblemItem} from "./api.js"
 */
import { dimmed, noFilter } from "../core/filter.js";
import { growForest } from "../core/forest.js";
import { indexMap } from "../core/model.js";

/**
 * What a click or a selection means just now: aiming a link, or choosing words for a claim (null: a new one).
 * @typedef {{name: "target", unit: string, kind: Kind} | {name: "merge", unit: string} | {name: "spans", unit: string | null}} Mode
 * @typedef {{status: string, done: number, total: number, paragraphs: Map<number, {engine: string, warning: string | null}>,
 *   step: string, lost: boolean}} Progress
 *
 * @typedef {{unit: string, article?: boolean}} Spot `article`: only there, since the view is where the reader came from
 *
 * @typedef {Reading & {since: number, changes: Difference[]}} Theirs `since`: the version that both started from
 *
 * @typedef {object} State
 * @property {string | null} mapId
 * @property {ArgMap | null} base the map as the server has it
 * @property {Meaning | null} meaning what the service says of the base
 * @property {Brief | null} brief of the base, or of an earlier version until the new one is fetched
 * @property {Edit[]} draft corrections not saved yet
 * @property {Edit[]} undone corrections taken back, to do again
 * @property {boolean} away the service does not answer: the latest corrections are kept, and not on the screen
 * @property {string | null} unsent why, for a save that waits until the service is back
 * @property {number[]} past versions before each save of this visit, to undo them
 * @property {number[]} future versions that were undone
 * @property {ViewName} view
 * @property {string | null} selected
 * @property {Filter} filter
 * @property {Fold} fold
 * @property {Mode | null} mode
 * @property {Progress | null} progress
 * @property {{title: string, errors: ProblemItem[]} | null} problem what stops a save
 * @property {Theirs | null} theirs what somebody else saved meanwhile
 * @property {boolean} saving
 * @property {boolean} dark
 * @property {"article" | "view"} pane what a narrow screen shows
 * @property {Spot | null} spot a claim to bring into sight without choosing it
 *
 * @typedef {object} Derived follows from the state
 * @property {ArgMap} map base with the draft on it, as the service made it
 * @property {Index} index
 * @property {Forest} forest
 * @property {{units: Set<string>, relations: Set<string>}} dim
 */

/** @typedef {(state: State, changed: Set<keyof State>) => void} Listener */

export class Store {
  constructor() {
    /** @type {State} */
    this.state = {
      mapId: null,
      base: null,
      meaning: null,
      brief: null,
      draft: [],
      undone: [],
      away: false,
      unsent: null,
      past: [],
      future: [],
      view: "brief",
      selected: null,
      filter: noFilter(),
      fold: { depth: 2, toggled: new Set() },
      mode: null,
      progress: null,
      problem: null,
      theirs: null,
      saving: false,
      dark: false,
      pane: "view",
      spot: null,
    };
    /** @type {Derived | null} */
    this.derived = null;
    /** @type {Listener[]} */
    this.listeners = [];
  }

  /** @returns {Derived} for callers that run only while a map is open */
  get open() {
    if (!this.derived) throw new Error("no map is open");
    return this.derived;
  }

  /** @param {Partial<State>} changes */
  set(changes) {
    /** @type {Set<keyof State>} */
    const changed = new Set();
    for (const key of /** @type {(keyof State)[]} */ (Object.keys(changes))) {
      if (this.state[key] !== changes[key]) changed.add(key);
    }
    if (changed.size === 0) return;
    this.state = { ...this.state, ...changes };
    this.derive(changed);
    for (const listener of this.listeners) listener(this.state, changed);
  }

  /** @param {Set<keyof State>} changed */
  derive(changed) {
    const { base, meaning, draft, filter } = this.state;
    if (base === null) {
      this.derived = null;
    } else if (mapChanged(changed) || !this.derived) {
      const drafted = draft.findLast(({ after }) => after)?.after;
      const map = drafted?.map ?? base;
      const index = indexMap(map, drafted?.meaning ?? meaning);
      this.derived = { map, index, forest: growForest(index), dim: dimmed(index, filter) };
    } else if (changed.has("filter")) {
      this.derived = { ...this.derived, dim: dimmed(this.derived.index, filter) };
    }
  }

  /** Who comes late is told everything at once. @param {Listener} listener */
  subscribe(listener) {
    this.listeners.push(listener);
    if (this.derived) listener(this.state, new Set(/** @type {(keyof State)[]} */ (Object.keys(this.state))));
  }
}

export const store = new Store();

/** Whether there is a correction to take back, saved or not. */
export function canUndo() {
  return store.state.draft.length > 0 || store.state.past.length > 0;
}

export function canRedo() {
  return store.state.undone.length > 0 || (store.state.draft.length === 0 && store.state.future.length > 0);
}

/** Whether the map itself, or what it says (not only how it is shown), may have changed. @param {Set<keyof State>} changed */
export function mapChanged(changed) {
  return changed.has("base") || changed.has("draft") || changed.has("meaning");
}
