/**
 * While there are corrections that are not saved: what the map says with them, as the service finds it. Until its answer is
 * there, and where the corrections cannot stand yet, what was last known is shown.
 */
import { changesBetween } from "../core/changes.js";
import { Problem, previewMap } from "./api.js";
import { store } from "./store.js";

export function keepPreviewed() {
  store.subscribe((state, changed) => {
    if (changed.has("draft") && state.base && !document.body.classList.contains("read-only")) void preview();
  });
}

async function preview() {
  const { base, draft } = store.state;
  if (!base || draft.length === 0) {
    if (store.state.preview) store.set({ preview: null });
    return;
  }
  const changes = changesBetween(base, store.open.map);
  if (changes.length === 0) return;
  try {
    const found = await previewMap(base, changes);
    if (store.state.draft === draft && store.state.base === base) store.set({ preview: found });
  } catch (error) {
    if (!(error instanceof Problem)) throw error; // a draft that breaks a rule is told so when it is saved
  }
}
