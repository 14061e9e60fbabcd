/** A click or Enter on a claim, in whatever view. */
import { select } from "./actions.js";
import { store } from "./store.js";

/** Selects the claim, or ends what is being aimed. @param {string} id */
export function chooseCard(id) {
  if (store.state.mode === null) select(id);
  else void import("../edit/aim.js").then(({ endAiming }) => endAiming(id));
}
