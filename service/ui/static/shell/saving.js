/**
 * Corrections: drafted, taken back, saved as one change, and brought together with somebody else's.
 * @import {ArgMap, Edit} from "../core/types.js"
 */
import { applyChanges, changesBetween, clashes, touched } from "../core/changes.js";
import { BadEdit, makeEdit } from "../core/edits.js";
import { Problem, patchMap, readMap } from "./api.js";
import { announce } from "./dom.js";
import { store } from "./store.js";
import { toast } from "./toast.js";

/**
 * @param {string} label what the reader did, in words
 * @param {(map: ArgMap) => ArgMap} correct
 * @returns {boolean} false where the correction makes no sense; the reader has been told why
 */
export function draftEdit(label, correct) {
  try {
    const edit = makeEdit(store.open.map, label, correct);
    if (edit.changes.length === 0) return true;
    store.set({ draft: [...store.state.draft, edit], undone: [], problem: null, mode: null });
    announce(`${label}. Not saved yet.`);
    return true;
  } catch (error) {
    if (!(error instanceof BadEdit)) throw error;
    toast(error.message, "error");
    return false;
  }
}

/** Takes back the last correction: a drafted one at once, a saved one with a new version. */
export async function undo() {
  const { draft, undone, past, base } = store.state;
  if (draft.length > 0) {
    store.set({ draft: draft.slice(0, -1), undone: [...undone, draft[draft.length - 1]], problem: null });
  } else if (past.length > 0 && base) {
    const before = past[past.length - 1];
    const after = base;
    if (await turnInto(before, "Undo")) {
      store.set({ past: past.slice(0, -1), future: [...store.state.future, after] });
    }
  }
}

export async function redo() {
  const { draft, undone, future, past, base } = store.state;
  if (undone.length > 0) {
    store.set({ draft: [...draft, undone[undone.length - 1]], undone: undone.slice(0, -1), problem: null });
  } else if (draft.length === 0 && future.length > 0 && base) {
    const after = future[future.length - 1];
    if (await turnInto(after, "Redo")) store.set({ future: future.slice(0, -1), past: [...past, base] });
  }
}

/** Saves what turns the current version into another one. @param {ArgMap} wanted @param {string} comment */
export async function turnInto(wanted, comment) {
  const { base } = store.state;
  if (!base) return false;
  return send(base, changesBetween(base, wanted), comment);
}

export function discardDraft() {
  store.set({ draft: [], undone: [], problem: null, theirs: null });
}

/** @param {string | null} comment */
export async function saveDraft(comment) {
  const { base, draft, past } = store.state;
  if (!base || draft.length === 0) return;
  const changes = changesBetween(base, store.open.map);
  if (changes.length === 0) return discardDraft();
  const note = comment || draft.map((edit) => edit.label).join("; ");
  if (await send(base, changes, note)) {
    store.set({ past: [...past, base], future: [] });
    toast(`Saved as version ${store.state.base?.version}.`);
  }
}

/**
 * @param {ArgMap} base
 * @param {import("../core/types.js").Change[]} changes
 * @param {string} comment
 * @returns {Promise<boolean>}
 */
async function send(base, changes, comment) {
  store.set({ saving: true, problem: null });
  try {
    const saved = await patchMap(base, changes, comment);
    const { map, meaning } = await readMap(base.id);
    // Somebody else may have saved in between: their version is then the one that is met with at the next save.
    const same = map.version === saved.version;
    store.set({ base: saved, meaning: same ? meaning : (store.state.preview ?? store.state.meaning), preview: null, draft: [], undone: [], saving: false, theirs: null });
    return true;
  } catch (error) {
    store.set({ saving: false });
    if (!(error instanceof Problem)) throw error;
    if (error.status === 409 || error.status === 412) {
      const { map, meaning } = await readMap(base.id);
      store.set({ theirs: map, theirMeaning: meaning });
    } else store.set({ problem: { title: error.message, errors: error.errors } });
    return false;
  }
}

/**
 * What somebody else saved meanwhile, beside the reader's own corrections.
 * @returns {{theirs: import("../core/types.js").Change[], mine: {edit: Edit, clash: boolean}[]} | null}
 */
export function compareWithTheirs() {
  const { base, theirs, draft } = store.state;
  if (!base || !theirs) return null;
  const other = changesBetween(base, theirs);
  const both = clashes(
    draft.flatMap((edit) => edit.changes),
    other,
  );
  const mine = draft.map((edit) => ({ edit, clash: edit.changes.some((change) => both.has(touched(change))) }));
  return { theirs: other, mine };
}

/**
 * Puts the kept corrections on top of the other version; what no longer fits is told and left out.
 * @param {Set<Edit>} kept
 */
export function takeTheirs(kept) {
  const { theirs, theirMeaning, draft } = store.state;
  if (!theirs) return;
  /** @type {Edit[]} */
  const fitting = [];
  let map = theirs;
  let lost = 0;
  for (const edit of draft) {
    if (!kept.has(edit)) continue;
    try {
      map = applyChanges(map, edit.changes);
      fitting.push(edit);
    } catch {
      lost += 1; // it names something that the other version removed
    }
  }
  store.set({ base: theirs, meaning: theirMeaning, preview: null, theirs: null, theirMeaning: null, draft: fitting, undone: [], past: [], future: [], problem: null });
  if (lost > 0) toast(`${lost} of your corrections no longer fit and were left out.`, "error");
}
