/** Puts the page together and goes where the address says: first the map, then (`late.js`) all that can wait. */
import { t } from "./core/messages.js";
import { asksForTour, formatPlace, parsePlace } from "./core/address.js";
import { fromWire, spansFromWire } from "./core/offsets.js";
import { firstFold, firstViewOf, keepAddress } from "./shell/actions.js";
import { Problem, onKeyNeeded } from "./shell/api.js";
import { startAppearance } from "./shell/appearance.js";
import { afterDrawing, find, h } from "./shell/dom.js";
import { askEngines } from "./shell/engines.js";
import { mountFilterBar } from "./shell/filterbar.js";
import { mountHeader } from "./shell/header.js";
import { keepPainted } from "./shell/paint.js";
import { leaveMap, openPlace } from "./shell/runs.js";
import { store } from "./shell/store.js";
import { toast } from "./shell/toast.js";
import { mountArticle } from "./views/article.js";
import { mountBrief } from "./views/brief.js";
import { mountDetail } from "./views/detail.js";
import { mountMap } from "./views/mapview.js";

/** A page exported with its map carries it here; it then needs no server. */
const embedded = document.getElementById("argmap-data");

/** Another page shows this one, to be read. */
const inFrame = document.body.classList.contains("embedded");

keepPainted();
showPanes();
skipWithoutLeaving();
mountHeader("#top");
mountFilterBar("#filters");
mountArticle("#article");
mountBrief("#view-brief");
mountMap("#view-map");
mountDetail("#detail");
startAppearance();
onKeyNeeded(async () => (inFrame ? null : (await import("./shell/dialog.js")).askApiKey())); // nobody should type a key into a stranger's page

if (embedded?.textContent && embedded.textContent !== "null") openEmbedded(embedded);
else startOnline();

function startOnline() {
  /** @type {{show: () => Promise<unknown>} | null} */
  let start = null;
  const go = async () => {
    const debates = /^#\/debates?(\/|$|\?)/.test(location.hash);
    document.body.classList.toggle("at-debate", debates);
    const place = parsePlace(location.hash);
    document.body.classList.toggle("at-start", place.mapId === null);
    if (debates) {
      leaveMap();
      await (await import("./debate/page.js")).showDebates("#debate");
      return;
    }
    if (place.mapId === null && inFrame) {
      sayInFrame(t("This address names no map: /embed#/map/ID"));
      return;
    }
    if (place.mapId === null) {
      leaveMap();
      document.title = "argmap";
      start ??= (await import("./shell/start.js")).mountStart("#start");
      await start.show();
      return;
    }
    try {
      const tour = asksForTour(location.hash); // the address is written anew once the map is open
      if (!(await openPlace(place))) return;
      const rest = loadRest();
      void askEngines().catch(() => undefined); // only a hint hangs on it
      await rest;
      if (tour && !inFrame) (await import("./shell/tour.js")).startTour();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (inFrame) {
        sayInFrame(error.status === 404 ? t("There is no such map (any more).") : error.status === 401 ? t("This map asks for a key: it can be read in argmap itself only.") : error.message);
        return;
      }
      toast(error.status === 404 ? t("There is no such map (any more).") : error.message, "error");
      location.hash = "#/";
    }
  };
  addEventListener("hashchange", () => void go());
  keepAddress();
  void go();
}

/** What stands in a frame instead of a map. @param {string} words */
function sayInFrame(words) {
  document.body.classList.add("at-start");
  find("#start").replaceChildren(h("p", { class: "note", role: "alert" }, words));
}

/** Once the map is on the screen; at once where another view was asked for. */
function loadRest() {
  const load = () => import("./late.js");
  return store.state.view === "map" || store.state.view === "brief" ? new Promise((resolve) => afterDrawing(() => resolve(load()))) : load();
}

/** @param {HTMLElement} data */
function openEmbedded(data) {
  document.body.classList.add("read-only");
  document.body.classList.remove("at-start");
  const { map: wire, meaning, brief } = JSON.parse(data.textContent ?? "");
  const map = fromWire(wire);
  const place = parsePlace(location.hash.length > 2 ? location.hash : (data.dataset.place ?? ""));
  store.set({
    mapId: map.id,
    base: map,
    meaning,
    brief: brief ? spansFromWire(brief, map.document.text) : null,
    view: place.view ?? firstViewOf(map),
    selected: place.selected,
    filter: place.filter,
    fold: place.fold ?? firstFold(map),
  });
  void loadRest();
  keepAddress();
  addEventListener("hashchange", () => {
    const next = parsePlace(location.hash);
    if (formatPlace(next) !== "#/") store.set({ view: next.view ?? firstViewOf(map), selected: next.selected, filter: next.filter });
  });
}

/** The address holds the place in the page, so the link that skips to the argument must not write its own there. */
function skipWithoutLeaving() {
  find(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    /** @type {HTMLElement} */ (find("#main")).focus();
  });
}

/** Shows the one view that is chosen, and on a narrow screen the view or the article. Before the views are mounted. */
function showPanes() {
  const views = [...document.querySelectorAll(".view")];
  store.subscribe((state, changed) => {
    if (changed.has("view") || changed.has("mapId")) {
      find("#workspace").setAttribute("data-view", state.view);
      for (const view of views) view.toggleAttribute("hidden", view.id !== `view-${state.view}`);
    }
    if (changed.has("pane") || changed.has("mapId")) find("#workspace").setAttribute("data-pane", state.pane);
    if (changed.has("selected")) find("#workspace").classList.toggle("has-selection", state.selected !== null);
  });
}
