/** One line over an open map for who is new to maps: where to begin. It goes for good when it is followed or closed. */
import { storedHint } from "../early.js";
import { answering } from "../core/issues.js";
import { select, showView } from "./actions.js";
import { find, h, narrow, plural, setChildren } from "./dom.js";
import { icon } from "./icons.js";
import { mapChanged, store } from "./store.js";

const KEY = "argmap-start-here";

let gone = storedHint === "closed";

/** @param {string} selector */
export function mountStartHere(selector) {
  const root = /** @type {HTMLElement} */ (find(selector));
  const close = () => {
    gone = true;
    root.hidden = true;
    try {
      localStorage.setItem(KEY, "closed");
    } catch {
      // it then stays away as long as the page is open
    }
  };
  store.subscribe((state, changed) => {
    if (!(mapChanged(changed) || changed.has("mapId") || changed.has("view"))) return;
    const made = state.base !== null && state.base.status !== "queued" && state.base.status !== "running";
    root.hidden = gone || !made || !store.derived || store.open.map.units.length === 0;
    if (!root.hidden) setChildren(root, line(close), h("button", { type: "button", class: "quiet icon", "aria-label": "Close this hint", onclick: close }, icon("close")));
  });
}

/** @param {() => void} close */
function line(close) {
  const { map } = store.open;
  const go = (/** @type {string} */ words, /** @type {() => unknown} */ act) =>
    h(
      "button",
      {
        type: "button",
        class: "quiet link",
        onclick: () => {
          close();
          act();
        },
      },
      words,
    );
  if (answering(map).length === 0) return h("span", {}, "New to this map? Start here: ", go("what the article argues, at a glance", glance));
  if (store.state.view === "issues") return h("span", {}, "New to this map? Start here: each question has each side’s answer. Click one to see whose it is, and where it stands.");
  const count = map.issues?.length ?? 0;
  const questions = count === 1 ? "the question" : `the ${plural(count, "question")}`;
  return h(
    "span",
    {},
    "New to this map? Start here: ",
    go(`${questions} on which they differ`, () => showView("issues")),
  );
}

/** The panel of the whole map; a phone has it in a dialog. */
async function glance() {
  if (narrow.matches) return (await import("../views/glance.js")).aboutDialog();
  select(null);
  const panel = /** @type {HTMLElement} */ (find("#detail"));
  panel.scrollTop = 0;
  return panel.focus();
}
