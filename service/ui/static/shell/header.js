/** The bar at the top of an open map: where one is, the views, and what can be done with the map. */
import { t } from "../core/messages.js";
import { formatPlace } from "../core/address.js";
import { placeOf, showView } from "./actions.js";
import { find, h, narrow, setChildren } from "./dom.js";
import { toggleTheme } from "./appearance.js";
import { icon } from "./icons.js";
import { canRedo, canUndo, mapChanged, store } from "./store.js";

const VIEWS = /** @type {const} */ ([
  ["brief", t("Brief")],
  ["issues", t("Issues")],
  ["map", t("Map")],
  ["outline", t("Outline")],
  ["perspectives", t("Perspectives")],
]);

const STATUS = /** @type {Record<string, string>} */ ({ queued: t("waiting"), running: t("being mapped"), partial: t("partly mapped"), failed: t("failed"), cancelled: t("cancelled") });

/** @param {string} selector */
export function mountHeader(selector) {
  const root = /** @type {HTMLElement} */ (find(selector));
  const title = h("h1", {});
  const chip = h("span", { class: "chip", hidden: true });
  const article = h("button", { type: "button", role: "tab", class: "tab only-narrow", "aria-controls": "article", id: "tab-article", onclick: () => store.set({ pane: "article" }) }, t("Article"));
  const tabs = VIEWS.map(([name, text]) => h("button", { type: "button", role: "tab", class: "tab", id: `tab-${name}`, "aria-controls": `view-${name}`, onclick: () => showView(name) }, text));
  /** @param {Parameters<typeof icon>[0]} sign @param {string} name @param {() => unknown} act @param {string} [keys] */
  const tool = (sign, name, act, keys) => h("button", { type: "button", class: "quiet icon", "aria-label": name, title: keys ? `${name} (${keys})` : name, onclick: act }, icon(sign));
  const [back, forth] = [
    tool("undo", t("Undo"), async () => (await import("./saving.js")).undo(), t("Ctrl+Z")),
    tool("redo", t("Redo"), async () => (await import("./saving.js")).redo(), t("Ctrl+Y")),
  ];
  const more = h("button", { type: "button", class: "quiet icon only-narrow", "aria-label": t("More"), title: t("More"), onclick: async () => (await import("./more.js")).moreDialog() }, icon("more"));
  const whole = h("a", { class: "button only-embedded", target: "_blank", rel: "noopener" }, t("Open in argmap"));
  const list = h("div", { class: "tabs", role: "tablist", "aria-label": t("Views") }, article, tabs);
  list.addEventListener("keydown", (event) => moveInTabs(event, list));
  setChildren(
    root,
    h("a", { class: "brand", href: "#/", "aria-label": t("argmap: all maps") }, h("span", { class: "logo", "aria-hidden": "true" }), h("span", { class: "wide-only" }, "argmap")),
    h("div", { class: "title" }, title, chip),
    list,
    h(
      "div",
      { class: "tools" },
      h("span", { class: "edit-tools" }, back, forth, h("button", { type: "button", class: "quiet", onclick: async () => (await import("../edit/history.js")).historyDialog() }, t("History"))),
      h("button", { type: "button", class: "quiet wide-only", title: t("A guided look at this map (one minute)"), onclick: async () => (await import("./tour.js")).startTour() }, t("Tour")),
      h("button", { type: "button", class: "quiet", onclick: async () => (await import("./exports.js")).exportDialog() }, t("Export")),
      h(
        "span",
        { class: "wide-only" },
        tool("theme", t("Light or dark"), toggleTheme),
        tool("help", t("Help"), async () => (await import("./help.js")).helpDialog(), "?"),
      ),
      more,
      whole,
    ),
  );
  store.subscribe((state, changed) => {
    if (!store.derived) return;
    if (mapChanged(changed) || changed.has("mapId")) {
      title.textContent = state.base?.document.title || t("Untitled article");
      title.title = title.textContent;
      title.lang = state.base?.document.language ?? "";
      document.title = t("{0} · argmap", title.textContent);
      chip.textContent = STATUS[state.base?.status ?? ""] ?? "";
      chip.hidden = chip.textContent === "";
    }
    whole.href = `./${formatPlace(placeOf())}`;
    back.disabled = !canUndo();
    forth.disabled = !canRedo();
    tabs.forEach((tab, i) => mark(tab, state.view === VIEWS[i][0] && (state.pane === "view" || !narrow.matches)));
    mark(article, state.pane === "article" && narrow.matches);
  });
}

/** @param {HTMLElement} tab @param {boolean} on */
function mark(tab, on) {
  tab.setAttribute("aria-selected", String(on));
  tab.tabIndex = on ? 0 : -1;
}

/** @param {KeyboardEvent} event @param {HTMLElement} list */
function moveInTabs(event, list) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  const tabs = /** @type {HTMLElement[]} */ ([...list.children]).filter((tab) => tab.offsetParent !== null);
  const next = tabs[(tabs.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + step + tabs.length) % tabs.length];
  next.click();
  next.focus();
  event.preventDefault();
}
