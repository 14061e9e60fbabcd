/** Puts the page together and goes where the address says. */
import { formatPlace, parsePlace } from "./core/address.js";
import { fromWire } from "./core/offsets.js";
import { mountBanner } from "./edit/banner.js";
import { mountTray } from "./edit/tray.js";
import { firstFold, keepAddress } from "./shell/actions.js";
import { Problem, onKeyNeeded } from "./shell/api.js";
import { startAppearance } from "./shell/appearance.js";
import { askApiKey } from "./shell/dialog.js";
import { find } from "./shell/dom.js";
import { askEngines } from "./shell/engines.js";
import { mountFilterBar } from "./shell/filterbar.js";
import { mountHeader } from "./shell/header.js";
import { listenToKeys } from "./shell/keys.js";
import { keepPainted } from "./shell/paint.js";
import { mountProgress } from "./shell/progress.js";
import { leaveMap, openPlace } from "./shell/runs.js";
import { mountStart } from "./shell/start.js";
import { store } from "./shell/store.js";
import { toast } from "./shell/toast.js";
import { mountArticle } from "./views/article.js";
import { mountDetail } from "./views/detail.js";
import { mountMap } from "./views/mapview.js";
import { mountOutline } from "./views/outline.js";
import { mountPerspectives } from "./views/perspectives.js";

/** A page exported with its map carries it here; it then needs no server. */
const embedded = document.getElementById("argmap-data");

keepPainted();
showPanes();
mountHeader("#top");
mountProgress("#progress");
mountFilterBar("#filters");
mountArticle("#article");
mountMap("#view-map");
mountOutline("#view-outline");
mountPerspectives("#view-perspectives");
mountDetail("#detail");
mountBanner();
mountTray();
listenToKeys();
startAppearance();
onKeyNeeded(askApiKey);

if (embedded?.textContent && embedded.textContent !== "null") openEmbedded(embedded);
else startOnline();

function startOnline() {
  const start = mountStart("#start");
  const go = async () => {
    const place = parsePlace(location.hash);
    document.body.classList.toggle("at-start", place.mapId === null);
    if (place.mapId === null) {
      leaveMap();
      document.title = "argmap";
      await start.show();
      return;
    }
    try {
      void askEngines().catch(() => undefined); // only a hint hangs on it
      await openPlace(place);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      toast(error.status === 404 ? "There is no such map (any more)." : error.message, "error");
      location.hash = "#/";
    }
  };
  addEventListener("hashchange", () => void go());
  addEventListener("popstate", () => void go());
  keepAddress();
  void go();
}

/** @param {HTMLElement} data */
function openEmbedded(data) {
  document.body.classList.add("read-only");
  document.body.classList.remove("at-start");
  const map = fromWire(JSON.parse(data.textContent ?? ""));
  const place = parsePlace(location.hash.length > 2 ? location.hash : data.dataset.place ?? "");
  store.set({ mapId: map.id, base: map, view: place.view, selected: place.selected, filter: place.filter, fold: place.fold ?? firstFold(map) });
  keepAddress();
  addEventListener("hashchange", () => {
    const next = parsePlace(location.hash);
    if (formatPlace(next) !== "#/") store.set({ view: next.view, selected: next.selected, filter: next.filter });
  });
}

/** Shows the one view that is chosen, and on a narrow screen the view or the article. Before the views are mounted. */
function showPanes() {
  const views = [...document.querySelectorAll(".view")];
  store.subscribe((state, changed) => {
    if (changed.has("view") || changed.has("mapId")) {
      for (const view of views) view.toggleAttribute("hidden", view.id !== `view-${state.view}`);
    }
    if (changed.has("pane") || changed.has("mapId")) find("#workspace").setAttribute("data-pane", state.pane);
    if (changed.has("selected")) find("#workspace").classList.toggle("has-selection", state.selected !== null);
  });
}
