/**
 * Corrections that are not saved, in the browser's storage: as operations, by map.
 * @import {Edit} from "../core/types.js"
 */

/** @typedef {{version: number, edits: Edit[], unsent: string | null}} StoredDraft `unsent`: the comment of a save that never arrived */

/** @param {string} id of the map */
const place = (id) => `argmap-draft-${id}`;

/** @param {string} id of the map @returns {StoredDraft | null} */
export function readDraft(id) {
  try {
    return JSON.parse(localStorage.getItem(place(id)) ?? "null");
  } catch {
    return null; // no storage here, or not ours
  }
}

/** @param {string} id of the map @param {StoredDraft | null} draft @returns {boolean} whether the browser keeps it */
export function storeDraft(id, draft) {
  try {
    if (draft) localStorage.setItem(place(id), JSON.stringify(draft));
    else localStorage.removeItem(place(id));
    return true;
  } catch {
    return false;
  }
}

/** Calls back where another tab writes its own draft of the same map over this one. @param {(id: string) => void} replaced with the id of the map */
export function onDraftReplaced(replaced) {
  addEventListener("storage", ({ key }) => {
    if (key?.startsWith(place(""))) replaced(key.slice(place("").length));
  });
}
