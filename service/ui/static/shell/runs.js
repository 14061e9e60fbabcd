/**
 * Opening maps, and following those that are still being made.
 * @import {Place} from "../core/address.js"
 */
import { t } from "../core/messages.js";
import { firstFold, firstViewOf } from "./actions.js";
import { Problem, cancelMap, followEvents, readMap } from "./api.js";
import { announce } from "./dom.js";
import { store } from "./store.js";
import { toast } from "./toast.js";

/** The least pause between two readings of a growing map, in ms. */
const PAUSE = 350;

let following = new AbortController();

/** How often the reader has gone somewhere: a slow answer for an earlier place must not open over a later one. */
let visits = 0;

/** The state of the corrections of a map that was just opened. */
const UNCORRECTED = { draft: [], undone: [], away: false, unsent: null, past: [], future: [], problem: null, theirs: null };

/** @param {Place} place with a map id @returns {Promise<boolean>} false where the reader has gone elsewhere meanwhile */
export async function openPlace(place) {
  const id = /** @type {string} */ (place.mapId);
  const visit = ++visits;
  if (store.state.mapId === id && store.state.base) {
    store.set({ view: place.view ?? firstViewOf(store.state.base), selected: place.selected, filter: place.filter, fold: place.fold ?? firstFold(store.state.base) });
    return true;
  }
  following.abort();
  let read;
  try {
    read = await readMap(id);
  } catch (error) {
    if (visit === visits) throw error;
  }
  if (visit !== visits || !read) return false;
  const { map, meaning, brief } = read;
  store.set({
    mapId: id,
    base: map,
    meaning,
    brief,
    ...UNCORRECTED,
    mode: null,
    view: place.view ?? firstViewOf(map),
    filter: place.filter,
    fold: place.fold ?? firstFold(map),
    progress: null,
    selected: place.selected !== null && map.units.some((unit) => unit.id === place.selected) ? place.selected : null,
  });
  if (map.status === "queued" || map.status === "running") void follow(id);
  return true;
}

export function leaveMap() {
  visits++;
  following.abort();
  store.set({ mapId: null, base: null, meaning: null, brief: null, ...UNCORRECTED, progress: null, selected: null, mode: null });
}

/** @param {string} id */
async function follow(id) {
  following = new AbortController();
  const { signal } = following;
  const body = store.open.map.document.paragraphs.filter((paragraph) => paragraph.kind === "body").length;
  store.set({ progress: { status: "running", done: 0, total: body, paragraphs: new Map(), step: t("Waiting to start"), lost: false } });
  const refresh = refresher(id, signal);
  try {
    await followEvents(
      id,
      (event, data) => {
        note(event, data);
        refresh();
      },
      signal,
    );
    if (signal.aborted) return;
    const { map, meaning, brief } = await readMap(id);
    if (signal.aborted) return;
    const untouched = store.state.view === "map" && store.state.selected === null && store.state.draft.length === 0;
    store.set({ base: map, meaning, brief, fold: store.state.fold.toggled.size > 0 ? store.state.fold : firstFold(map), ...(untouched ? { view: firstViewOf(map) } : {}) });
    if (map.status !== "running" && map.status !== "queued") finish(map.status, map.units.length);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toast(error.message, "error");
    store.set({ progress: null });
  }
}

/** @param {string} status @param {number} claims */
function finish(status, claims) {
  const words = {
    done: t("The map is ready: {0} claims.", claims),
    partial: t("The map is ready, but some paragraphs failed."),
    failed: t("The map could not be made."),
    cancelled: t("Cancelled. What was mapped until then is kept."),
  };
  announce(words[/** @type {keyof typeof words} */ (status)] ?? status);
  store.set({ progress: null });
}

/** @param {string} event @param {any} data */
function note(event, data) {
  const before = store.state.progress;
  if (!before) return;
  const progress = { ...before, paragraphs: new Map(before.paragraphs) };
  if (event === "queued") progress.step = t("Waiting for its turn");
  else if (event === "started") progress.step = t("Finding out who speaks");
  else if (event === "voices") progress.step = t("Reading paragraph by paragraph");
  else if (event === "links") progress.step = t("Linking the paragraphs");
  else if (event === "issues") progress.step = t("Finding what the sides disagree about");
  else if (event === "lost") progress.lost = true;
  else if (event === "paragraph") {
    progress.step = t("Reading paragraph by paragraph");
    progress.done = data.done ?? progress.done + 1;
    progress.total = data.total ?? progress.total;
    progress.paragraphs.set(data.paragraph, { engine: data.engine ?? "", warning: data.warning ?? null });
  }
  store.set({ progress });
}

/** At most one reading under way, and one more after it where something came in between. @param {string} id @param {AbortSignal} signal */
function refresher(id, signal) {
  let busy = false;
  let again = false;
  return async function refresh() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const { map, meaning, brief } = await readMap(id);
      // A reader who corrects a growing map keeps the version that the corrections started from.
      if (!signal.aborted && store.state.draft.length === 0 && store.state.progress) store.set({ base: map, meaning, brief });
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // the next event tries again
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    busy = false;
    if (again && !signal.aborted) {
      again = false;
      void refresh();
    }
  };
}

export async function cancelRun() {
  const { mapId } = store.state;
  if (mapId === null) return;
  try {
    await cancelMap(mapId);
  } catch (error) {
    if (error instanceof Problem) toast(error.message, "error");
    else throw error;
  }
}
