/** Asks the service for the issues of an open map that has none. */
import { t } from "../core/messages.js";
import { Problem, requestIssues } from "./api.js";
import { openPlace } from "./runs.js";
import { placeOf } from "./actions.js";
import { store } from "./store.js";
import { toast } from "./toast.js";

export async function askForIssues() {
  const { mapId, draft } = store.state;
  if (mapId === null) return;
  if (draft.length > 0) return toast(t("Save your corrections first: the questions are looked for in the saved map."), "error");
  try {
    await requestIssues(mapId);
    const place = placeOf();
    store.set({ mapId: null, base: null, meaning: null });
    await openPlace(place);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toast(error.message, "error");
  }
  return undefined;
}
