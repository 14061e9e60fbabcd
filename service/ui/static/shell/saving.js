/**
 * Corrections: drafted, taken back, saved as one change, and brought together with somebody else's. What a correction
 * makes of the map, the service says; one after the other, in the order in which the reader made them.
 * @import {ArgMap, Change, Edit} from "../core/types.js"
 */
import { t } from "../core/messages.js";
import { withDifferences } from "../core/changes.js";
import { changesOf, editOf, touched } from "../core/operations.js";
import { Problem, getVersions, patchMap, previewMap, readMap } from "./api.js";
import { announce } from "./dom.js";
import { storeDraft } from "./drafts.js";
import { store } from "./store.js";
import { toast } from "./toast.js";

/** What is under way. @type {Promise<unknown>} */
let last = Promise.resolve();

/** Milliseconds after which the pointer says that something is under way. */
const SOON = 300;

/** @template T @param {() => T | Promise<T>} work @returns {Promise<T>} */
function inTurn(work) {
  const slow = setTimeout(() => document.body.classList.add("is-working"), SOON);
  const done = last.then(work).finally(() => {
    clearTimeout(slow);
    document.body.classList.remove("is-working");
  });
  last = done.catch(() => undefined);
  return done;
}

/**
 * @param {string} label what the reader did, in words
 * @param {Change[]} changes
 * @returns {Promise<boolean>} false where the correction makes no sense; the reader has been told why
 */
export function draftEdit(label, changes) {
  return inTurn(async () => {
    const { base, draft } = store.state;
    if (!base) return false;
    const edit = { label, changes };
    const refused = await show(base, [...draft, edit], { undone: [], problem: null, mode: null });
    if (refused.includes(edit)) return false;
    announce(t("{0}. Not saved yet.", label));
    return true;
  });
}

/**
 * Makes these the corrections of a version, as the service can make them; where it is away, they wait for it.
 * @param {ArgMap} base @param {Edit[]} edits @param {Partial<import("./store.js").State>} [then] what else holds where none is refused
 * @returns {Promise<Edit[]>} those that cannot be made, of which the reader has been told
 */
async function show(base, edits, then = {}) {
  /** @type {Edit[]} */
  const refused = [];
  let kept = edits;
  let away = false;
  while (kept.length > 0 && !kept[kept.length - 1].after) {
    try {
      const { differences, meaning } = await previewMap(base, changesOf(kept));
      const after = { map: withDifferences(base, differences), meaning };
      kept = [...kept.slice(0, -1), { ...kept[kept.length - 1], after }];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      away = error.away;
      if (away) break;
      const at = blamed(error, kept);
      refused.push(kept[at]);
      toast(`${kept[at].label}: ${error.errors[0]?.detail ?? error.message}`, "error");
      // What came after it was worked out with it.
      kept = [...kept.slice(0, at), ...kept.slice(at + 1).map(({ label, changes }) => ({ label, changes }))];
    }
  }
  if (isOpen(base)) store.set({ draft: kept, away, ...(kept.length === 0 ? { unsent: null } : {}), ...(refused.length === 0 ? then : {}) });
  return refused;
}

/** Whether the reader still has the map before them, after something that took a while. @param {ArgMap} map */
function isOpen({ id }) {
  return store.state.mapId === id;
}

/** The edit that an answer is about: the one whose change it names, else the newest. @param {Problem} problem @param {Edit[]} edits */
function blamed({ errors }, edits) {
  const number = /^change (\d+)$/.exec(errors[0]?.where ?? "")?.[1];
  return number === undefined ? edits.length - 1 : editOf(edits, Number(number));
}

/** Asks once more, where the service was away; a save that waits follows. */
export function tryAgain() {
  return inTurn(async () => {
    const { base, draft, away, unsent } = store.state;
    if (!base || !away) return;
    await show(base, draft);
    if (!store.state.away && unsent !== null) await save(unsent);
  });
}

/**
 * Corrections of an earlier visit that were not saved, and a save that never arrived.
 * @param {string} id of the map
 * @param {import("./drafts.js").StoredDraft} found
 */
export function takeUp(id, { version, edits, unsent }) {
  return inTurn(async () => {
    const { base, meaning } = store.state;
    if (base?.id !== id || !meaning) return;
    if (version === base.version) {
      await show(base, edits);
      if (unsent !== null && !store.state.away) await save(unsent);
      else if (store.state.draft.length > 0) toast(t("Your corrections of the last visit are here again. They are not saved yet."));
    } else {
      const changes = await changesSince(id, version);
      if (isOpen(base)) store.set({ draft: edits, theirs: { map: base, meaning, since: version, changes } });
    }
  });
}

/** Takes back the last correction: a drafted one at once, a saved one with a new version. */
export function undo() {
  return inTurn(async () => {
    const { draft, undone, past, base } = store.state;
    if (!base) return;
    if (draft.length > 0) {
      await show(base, draft.slice(0, -1), { undone: [...undone, draft[draft.length - 1]], problem: null });
    } else if (past.length > 0 && (await send(base, { restore: past[past.length - 1] }, t("Undo")))) {
      store.set({ past: past.slice(0, -1), future: [...store.state.future, base.version] });
    }
  });
}

export function redo() {
  return inTurn(async () => {
    const { draft, undone, future, past, base } = store.state;
    if (!base) return;
    if (undone.length > 0) {
      await show(base, [...draft, undone[undone.length - 1]], { undone: undone.slice(0, -1) });
    } else if (draft.length === 0 && future.length > 0 && (await send(base, { restore: future[future.length - 1] }, t("Redo")))) {
      store.set({ future: future.slice(0, -1), past: [...past, base.version] });
    }
  });
}

/** Makes an earlier version the next one. @param {number} version @returns {Promise<boolean>} */
export function restore(version) {
  return inTurn(async () => {
    const { base, past } = store.state;
    if (!base || !(await send(base, { restore: version }, t("Back to version {0}", version)))) return false;
    store.set({ past: [...past, base.version], future: [] });
    return true;
  });
}

export function discardDraft() {
  return inTurn(() => store.set({ draft: [], undone: [], problem: null, theirs: null, away: false, unsent: null }));
}

/** @param {string | null} comment */
export function saveDraft(comment) {
  return inTurn(() => save(comment));
}

/** @param {string | null} comment */
async function save(comment) {
  const { base, draft, past } = store.state;
  if (!base || draft.length === 0) return;
  const note = comment || draft.map((edit) => edit.label).join("; ");
  if (await send(base, { changes: changesOf(draft) }, note.slice(0, 2000))) {
    store.set({ past: [...past, base.version], future: [] });
    toast(t("Saved as version {0}.", store.state.base?.version));
  }
}

/**
 * @param {ArgMap} base
 * @param {{changes: Change[]} | {restore: number}} what
 * @param {string} comment
 * @returns {Promise<boolean>}
 */
async function send(base, what, comment) {
  store.set({ saving: true, problem: null });
  try {
    const saved = await patchMap(base, what, comment);
    const known = "changes" in what ? store.state.draft.at(-1)?.after?.meaning : undefined;
    const meaning = known ?? (await readMap(base.id)).meaning;
    if (isOpen(base)) store.set({ base: saved, meaning, draft: [], undone: [], theirs: null, away: false, unsent: null });
    else storeDraft(base.id, null); // nobody watches this map any more who would
    return isOpen(base);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (!isOpen(base)) return false;
    if (error.stale) {
      const { map, meaning } = await readMap(base.id);
      const changes = await changesSince(base.id, base.version);
      if (isOpen(base)) store.set({ theirs: { map, meaning, since: base.version, changes } });
    } else if (error.away && "changes" in what) store.set({ away: true, unsent: comment });
    else store.set({ problem: { title: error.message, errors: error.errors } });
    return false;
  } finally {
    store.set({ saving: false });
  }
}

/** @param {string} id @param {number} version */
async function changesSince(id, version) {
  return (await getVersions(id, version)).versions.flatMap(({ changes }) => changes);
}

/**
 * The reader's own corrections, and which of them change what somebody else changed too.
 * @returns {{edit: Edit, clash: boolean}[]}
 */
export function compareWithTheirs() {
  const { theirs, draft } = store.state;
  const other = new Set(theirs?.changes.map(({ kind, id }) => (kind === "conclusion" ? kind : `${kind} ${id}`)));
  return draft.map((edit) => ({ edit, clash: edit.changes.some((change) => touched(change, store.open.map).some((name) => other.has(name))) }));
}

/**
 * Puts the kept corrections on top of the other version; what no longer fits is told and left out.
 * @param {Set<Edit>} kept
 */
export function takeTheirs(kept) {
  return inTurn(async () => {
    const { theirs, draft } = store.state;
    if (!theirs) return;
    const { map, meaning } = theirs;
    const mine = draft.filter((edit) => kept.has(edit)).map(({ label, changes }) => ({ label, changes }));
    store.set({ base: map, meaning, theirs: null, draft: [], undone: [], past: [], future: [], problem: null });
    await show(map, mine);
  });
}
