/** Corrections that are not saved stay in the browser, as operations, for as long as it takes: without the service, and after the page is closed. */
import { onDraftReplaced, readDraft, storeDraft } from "./drafts.js";
import { store } from "./store.js";
import { takeUp, tryAgain } from "./saving.js";

/** Milliseconds between two questions whether the service is back. */
const PAUSE = 3000;

export function keepDrafts() {
  if (document.body.classList.contains("read-only")) return;
  let stored = true;
  let trying = false;
  const keepTrying = async () => {
    if (trying) return;
    trying = true;
    while (store.state.away) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      await tryAgain();
    }
    trying = false;
  };
  store.subscribe((state, changed) => {
    const { mapId, base, draft, away, theirs, unsent } = state;
    if (!mapId || !base) return;
    const found = changed.has("mapId") ? readDraft(mapId) : null;
    if (found) void takeUp(mapId, found);
    else if (changed.has("draft") || changed.has("unsent")) {
      const edits = draft.map(({ label, changes }) => ({ label, changes }));
      stored = storeDraft(mapId, edits.length > 0 ? { version: theirs?.since ?? base.version, edits, unsent } : null);
    }
    if (away) void keepTrying();
  });
  onDraftReplaced((id) => {
    if (id === store.state.mapId) stored = false;
  });
  addEventListener("online", () => void tryAgain());
  addEventListener("beforeunload", (event) => {
    if (store.state.draft.length > 0 && !stored) event.preventDefault();
  });
}
