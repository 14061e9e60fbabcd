/** The page of debates: the list of them, or one with its views. */
import { t } from "../core/messages.js";
import { Problem } from "../shell/api.js";
import { toggleTheme } from "../shell/appearance.js";
import { dialog } from "../shell/dialog.js";
import { formatsServed } from "../shell/formats.js";
import { cut, find, h, plural, setChildren } from "../shell/dom.js";
import { icon } from "../shell/icons.js";
import { toast } from "../shell/toast.js";
import { formatPlace, parsePlace, read, resume } from "./api.js";
import { actorOptions, namesOf } from "./actors.js";
import { drawBrief } from "./brief.js";
import { drawAnswers, drawTimeline } from "./lists.js";
import { drawClaim } from "./claim.js";
import { drawMatrix } from "./matrix.js";
import { debateName } from "./recent.js";
import { drawStart } from "./start.js";

/** @import {Place} from "./api.js" */
/**
 * @typedef {{debate: any, place: Place, label: (actor: string) => string, name: (actor: string) => string,
 * documentOf: (map: string) => string, go: (change: Partial<Place>) => void, redraw: () => Promise<void>}} View what each view is given;
 * `name`: an actor with its organisation; `documentOf`: date, outlet and title of a map's article
 */

const VIEWS = /** @type {const} */ ([
  ["brief", t("Brief")],
  ["matrix", t("Who stands where")],
  ["timeline", t("Over time")],
  ["answers", t("Who answers whom")],
]);
const DRAW = { brief: drawBrief, matrix: drawMatrix, timeline: drawTimeline, answers: drawAnswers };

/** How often a growing debate is looked at again, in ms. */
const PAUSE = 1500;
let waiting = 0;

/** @param {string} selector */
export async function showDebates(selector) {
  const root = /** @type {HTMLElement} */ (find(selector));
  root.hidden = false;
  clearTimeout(waiting);
  const here = location.hash;
  const place = parsePlace(here);
  try {
    if (place.id === null) await drawStart(root, header(null));
    else await draw(root, place, place.id);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (location.hash !== here) return;
    toast(error.status === 404 ? t("There is no such debate (any more).") : error.message, "error");
    if (place.id !== null && error.status === 404) location.hash = "#/debates";
  }
}

/** @param {HTMLElement} root @param {Place} place @param {string} id */
async function draw(root, place, id) {
  const here = location.hash;
  const debate = await read(id, "");
  if (location.hash !== here) return; // a slow answer for an earlier place must not be drawn over a later one
  const labels = new Map(debate.actors.map((/** @type {any} */ actor) => [actor.id, actor.label]));
  document.title = t("{0} · argmap", nameOf(debate));
  /** @type {View} */
  const view = {
    debate,
    place,
    label: (actor) => labels.get(actor) ?? t("Unknown"),
    name: namesOf(debate),
    documentOf: (map) => describe(debate.documents.find((/** @type {any} */ item) => item.map === map)),
    go: (change) => (location.hash = formatPlace({ ...place, claim: null, ...change })),
    redraw: () => draw(root, place, id),
  };
  const running = debate.status === "queued" || debate.status === "running";
  const body = h("div", { class: "debate-body", role: "tabpanel", "aria-labelledby": `debate-tab-${place.view}`, tabindex: "0" });
  setChildren(
    root,
    header(view),
    running ? h("p", { class: "note progress-note", role: "status" }, t("Being made: {0} so far. The page shows what is there.", plural(debate.documents.length, "article"))) : null,
    debate.status === "partial" ? partial(view) : null,
    place.view === "brief" && !place.claim ? null : sketch(debate),
    place.view === "brief" && !place.claim ? null : filters(view),
    body,
  );
  root.querySelector('.tab[aria-selected="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  body.append(...(await (place.claim ? drawClaim(view, place.claim) : (DRAW[/** @type {keyof typeof DRAW} */ (place.view)] ?? drawBrief)(view))));
  if (running) waiting = setTimeout(() => location.hash === formatPlace(place) && void draw(root, place, id), PAUSE);
}

/** That no model was asked, and what one would add; the brief says so itself. @param {any} debate */
function sketch(debate) {
  const found = debate.provenance?.warnings.find((/** @type {any} */ warning) => warning.code === "sketch");
  return found ? h("p", { class: "note", role: "note" }, found.detail) : null;
}

/** What was left to the offline engine, and a way to ask the model again. @param {View} view */
function partial({ debate, redraw }) {
  const again = async () => {
    try {
      await resume(debate.id);
      await redraw();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      toast(error.message, "error");
    }
  };
  return h(
    "p",
    { class: "note partial-note", role: "status" },
    t("The model gave up on some articles, so which of their points are the same was told without it. "),
    h("button", { type: "button", class: "quiet", onclick: again }, t("Ask it again")),
  );
}

/** @param {any} debate */
function nameOf(debate) {
  return debateName(debate, debate.documents[0]?.title, debate.documents.length);
}

/** @param {any} document */
function describe(document) {
  return [document?.published, document?.outlet, document?.title && cut(document.title, 40)].filter(Boolean).join(" · ");
}

/** @param {View | null} view */
function header(view) {
  const debate = view?.debate;
  return h(
    "header",
    { class: "topbar" },
    h("a", { class: "brand", href: "#/", "aria-label": t("argmap: all maps") }, h("span", { class: "logo", "aria-hidden": "true" }), h("span", { class: "wide-only" }, "argmap")),
    h("div", { class: "title" }, h("h1", {}, debate ? nameOf(debate) : t("Debates"))),
    view
      ? h(
          "div",
          { class: "tabs", role: "tablist", "aria-label": t("Views of the debate") },
          VIEWS.map(([name, words]) =>
            h(
              "button",
              { type: "button", role: "tab", class: "tab", id: `debate-tab-${name}`, "aria-selected": String(view.place.view === name && !view.place.claim), onclick: () => view.go({ view: name }) },
              words,
            ),
          ),
        )
      : null,
    h(
      "div",
      { class: "tools" },
      view ? h("a", { class: "button quiet", href: "#/debates" }, t("All debates")) : null,
      view ? h("button", { type: "button", class: "quiet", onclick: () => exportDialog(debate.id) }, t("Export")) : null,
      h("button", { type: "button", class: "quiet icon", "aria-label": t("Light or dark"), title: t("Light or dark"), onclick: toggleTheme }, icon("theme")),
    ),
  );
}

/** By actor, outlet, question and time. @param {View} view */
function filters({ debate, place, go }) {
  const outlets = [...new Set(debate.documents.map((/** @type {any} */ item) => item.outlet).filter(Boolean))];
  /** @param {string} name @param {string} label @param {any[]} options */
  const select = (name, label, options) => {
    const box = h(
      "select",
      { "aria-label": label, onchange: () => go({ filter: { ...without(place.filter, name), ...(box.value ? { [name]: box.value } : {}) } }) },
      h("option", { value: "" }, label),
      options,
    );
    return box;
  };
  /** @param {string} name @param {string} label @param {[string, string][]} options */
  const pick = (name, label, options) =>
    options.length > 1
      ? select(
          name,
          label,
          options.map(([value, words]) => h("option", { value, selected: place.filter[name] === value }, words)),
        )
      : null;
  const date = (/** @type {string} */ name, /** @type {string} */ label) => {
    const input = h("input", {
      type: "date",
      "aria-label": label,
      title: label,
      value: place.filter[name] ?? "",
      onchange: () => go({ filter: { ...without(place.filter, name), ...(input.value ? { [name]: input.value } : {}) } }),
    });
    return input;
  };
  return h(
    "div",
    { class: "filters debate-filters", role: "group", "aria-label": t("Show only") },
    debate.actors.length > 1 ? select("actor", t("All actors"), actorOptions(debate, place.filter.actor)) : null,
    pick(
      "outlet",
      t("All outlets"),
      outlets.map((outlet) => [outlet, outlet]),
    ),
    place.view === "matrix" && !place.filter.issue && !place.filter.actor
      ? null // it has a chooser of its own
      : pick(
          "issue",
          t("All questions"),
          debate.issues.map((/** @type {any} */ issue) => [issue.id, issue.question.text]),
        ),
    debate.documents.some((/** @type {any} */ item) => item.published) ? [date("since", t("From")), date("until", t("Until"))] : null,
    Object.keys(place.filter).length > 0 ? h("button", { type: "button", class: "quiet", onclick: () => go({ filter: {} }) }, t("Show all")) : null,
    h("span", { class: "note count" }, `${plural(debate.documents.length, "article")}, ${plural(debate.actors.length, "actor")}, ${plural(debate.claims.length, "claim")}`),
  );
}

/** @param {Record<string, string>} filter @param {string} name */
function without(filter, name) {
  return Object.fromEntries(Object.entries(filter).filter(([key]) => key !== name));
}

/** @param {string} id */
function exportDialog(id) {
  dialog(
    t("Export the debate"),
    h(
      "div",
      { class: "formats" },
      formatsServed().debates.map((format) => h("a", { class: "button format", href: `/v1/debates/${encodeURIComponent(id)}/export?format=${format}`, download: "" }, h("strong", {}, format))),
    ),
  );
}
