/**
 * The map as a file, in the format that somebody needs.
 * @import {Change, Reading} from "../core/types.js"
 */
import { t } from "../core/messages.js";
import { answering } from "../core/issues.js";
import { isFolded, pathTo } from "../core/forest.js";
import { toWire } from "../core/offsets.js";
import { changesOf } from "../core/operations.js";
import { formatPlace } from "../core/address.js";
import { placeOf } from "./actions.js";
import { Problem, exportMap, previewMap } from "./api.js";
import { dialog } from "./dialog.js";
import { download, h } from "./dom.js";
import { LARGEST_PNG, drawSvg, svgText, toPng } from "./drawing.js";
import { argumentSlide, mainArgument } from "../slides/argument.js";
import { issuesSlide } from "../slides/issues.js";
import { sidesCompared } from "../views/issues.js";
import { store } from "./store.js";
import { toast } from "./toast.js";

/** @typedef {{name: string, what: string, ending: string, make: (seen: boolean) => Promise<Blob>, whole?: boolean, there?: () => boolean}} Format */

/** @param {string} format @returns {(seen: boolean) => Promise<Blob>} */
const fromServer = (format) => () => exportMap(store.open.map.id, format);

/** @type {Format[]} `whole`: these know nothing of what is folded or dimmed; `there`: whether the map has it */
const FORMATS = [
  { name: "SVG", what: t("a drawing, sharp at any size"), ending: "svg", make: async (seen) => new Blob([svgText(drawSvg(seen))], { type: "image/svg+xml" }) },
  { name: "PNG", what: t("a picture of the map"), ending: "png", make: png },
  { name: t("Issues, 16:9"), what: t("the table of questions, as a slide"), ending: "issues.png", make: issuesPng, whole: true, there: () => answering(store.open.map).length > 0 },
  { name: t("Main argument, 16:9"), what: t("for and against the conclusion, as a slide"), ending: "argument.png", make: argumentPng, whole: true, there: () => mainArgument() !== undefined },
  { name: t("Web page"), what: t("one file with all views, opens offline"), ending: "html", make: webPage },
  { name: "JSON", what: t("everything, for programs"), ending: "json", make: async (seen) => new Blob([await wireText(seen)], { type: "application/json" }) },
  { name: t("Brief"), what: t("in 200 words, each with its quotes"), ending: "brief.md", make: fromServer("brief"), whole: true },
  { name: "Markdown", what: t("a note, for Obsidian and others"), ending: "md", make: fromServer("markdown"), whole: true },
  { name: "Argdown", what: t("text for argdown.org's tools"), ending: "argdown", make: fromServer("argdown"), whole: true },
  { name: "Mermaid", what: t("a diagram in Markdown"), ending: "mmd", make: fromServer("mermaid"), whole: true },
  { name: "AIF", what: t("the Argument Interchange Format"), ending: "aif.json", make: fromServer("aif"), whole: true },
  { name: "CSV", what: t("a table of the claims"), ending: "csv", make: fromServer("csv"), whole: true },
];

/** What a page that was sent by mail cannot ask for. */
const ON_SERVER = new Set(["html", "brief.md", "md", "argdown", "mmd", "aif.json", "csv"]);

export function exportDialog() {
  const all = h("input", { type: "radio", name: "extent", checked: true });
  const seen = h("input", { type: "radio", name: "extent" });
  const offline = document.body.classList.contains("read-only");
  const buttons = FORMATS.filter((format) => (format.there?.() ?? true) && !(offline && ON_SERVER.has(format.ending))).map((format) =>
    h(
      "button",
      { type: "button", class: "format", "data-whole": format.whole === true, onclick: () => void save(format, seen.checked) },
      h("strong", {}, format.name),
      h("span", { class: "note" }, format.what),
    ),
  );
  const sync = () => {
    for (const button of buttons) button.disabled = seen.checked && button.hasAttribute("data-whole");
  };
  all.addEventListener("change", sync);
  seen.addEventListener("change", sync);
  dialog(
    t("Export"),
    h(
      "div",
      {},
      store.state.draft.length > 0 ? h("p", { class: "note warn" }, t("Corrections that are not saved are in the drawings, not in Argdown, Mermaid, AIF and CSV.")) : null,
      h("fieldset", { class: "row" }, h("legend", {}, t("What")), h("label", {}, all, t(" The whole map")), h("label", {}, seen, t(" What is shown: without what is folded or dimmed"))),
      h("div", { class: "formats" }, buttons),
      offline
        ? null
        : h(
            "div",
            { class: "row" },
            h("button", { type: "button", onclick: () => void saveGold() }, t("Save as gold…")),
            h("span", { class: "note" }, t("a map that you checked, to measure engines against")),
          ),
      h(
        "div",
        { class: "row" },
        h("button", { type: "button", onclick: () => print() }, t("Print…")),
        offline ? null : h("button", { type: "button", onclick: copyLink }, t("Copy a link to this view")),
      ),
    ),
  );
}

async function copyLink() {
  await navigator.clipboard.writeText(location.href);
  toast(t("The link to this view is in the clipboard."));
}

/** @param {Format} format @param {boolean} seen */
async function save(format, seen) {
  try {
    download(`${fileName()}.${format.ending}`, await format.make(seen));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toast(error.message, "error");
  }
}

function fileName() {
  const title = store.open.map.document.title || t("argument map");
  return (
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 60) || "argument-map"
  );
}

/** @param {boolean} seen @returns {Promise<Blob>} */
async function png(seen) {
  const svg = drawSvg(seen);
  const largest = Math.max(svg.width.baseVal.value, svg.height.baseVal.value);
  if (largest > LARGEST_PNG) toast(t("This map is too large for a sharp picture: it was scaled down. SVG stays sharp, and so does folding first."), "error");
  return toPng(svg, Math.min(2, LARGEST_PNG / largest));
}

async function issuesPng() {
  return toPng(issuesSlide(sidesCompared()), 1);
}

async function argumentPng() {
  const root = mainArgument();
  if (!root) throw new Error("a slide of an argument was asked for, and the map has none");
  return toPng(argumentSlide(root), 1);
}

/** What takes away all that is folded or dimmed; what goes along by itself is not named. @returns {Change[]} */
function unseen() {
  const { map, forest, dim } = store.open;
  const shown = (/** @type {string} */ id) => {
    const home = forest.homes.get(id);
    return (
      !dim.units.has(id) &&
      home !== undefined &&
      !pathTo(home)
        .slice(0, -1)
        .some((node) => isFolded(node, store.state.fold))
    );
  };
  const dimmed = map.relations.filter(({ id, target }) => dim.relations.has(id) && !dim.relations.has(target));
  const hidden = map.units.filter(({ id }) => !shown(id));
  return [...dimmed.map(({ id }) => ({ op: "remove", kind: "relation", id })), ...hidden.map(({ id }) => ({ op: "remove", kind: "unit", id }))];
}

/** @param {boolean} seen without what is folded or dimmed @returns {Promise<Reading>} */
async function readingOf(seen) {
  const { map, index } = store.open;
  const { base, draft } = store.state;
  const without = seen ? unseen() : [];
  return without.length > 0 && base ? previewMap(base, [...changesOf(draft), ...without]) : { map, meaning: index.said.meaning };
}

/** @param {boolean} seen */
async function wireText(seen) {
  const { map } = await readingOf(seen);
  return JSON.stringify(toWire(map, map.document.text), null, 1);
}

/** The page itself with the map in it; the same template serves `export?format=html`. @param {boolean} seen */
async function webPage(seen) {
  const response = await fetch("/static/standalone.html");
  if (!response.ok) throw new Problem(response.status, { detail: t("The server has no page to put the map into.") });
  const template = await response.text();
  const { map, meaning } = await readingOf(seen);
  const { text } = map.document;
  const safe = JSON.stringify({ map: toWire(map, text), meaning, brief: toWire(store.state.brief, text) }).replaceAll("<", "\\u003c");
  const page = template
    .replace(/(<script type="application\/json" id="argmap-data"[^>]*>)null/, (_, tag) => `${tag}${safe}`)
    .replace('data-place=""', () => `data-place="${formatPlace(placeOf()).replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`);
  return new Blob([page], { type: "text/html" });
}

async function saveGold() {
  if (store.state.draft.length > 0) return toast(t("Save your corrections first: gold is a saved version."), "error");
  const name = `${fileName()}.json`;
  download(name, new Blob([await wireText(false)], { type: "application/json" }));
  dialog(
    t("Saved as gold"),
    h(
      "div",
      {},
      h("p", {}, t("The map was downloaded as "), h("code", {}, name), t(". Add it to the evaluation suite with:")),
      h("pre", {}, t("argmap gold add {0}", name)),
      h("p", { class: "note" }, t("Only add a map that you have checked claim by claim: engines are measured against it.")),
    ),
  );
  return undefined;
}
