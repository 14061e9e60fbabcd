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
