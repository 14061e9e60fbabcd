/**
 * The map as a file, in the format that somebody needs.
 * @import {Change} from "../core/types.js"
 */
import { t } from "../core/messages.js";
import { isFolded, pathTo } from "../core/forest.js";
import { toWire } from "../core/offsets.js";
import { changesOf } from "../core/operations.js";
import { formatPlace } from "../core/address.js";
import { placeOf } from "./actions.js";
import { Problem, exportMap } from "./api.js";
import { dialog } from "./dialog.js";
import { download, h } from "./dom.js";
import { formatsServed } from "./formats.js";
import { LARGEST_PNG, drawSvg, toPng } from "./drawing.js";
import { store } from "./store.js";
import { toast } from "./toast.js";

/** @typedef {{name: string, what: string, ending: string, make: (seen: boolean) => Promise<Blob>, whole?: boolean}} Format `whole`: it knows nothing of what is folded or dimmed */

/** What the page draws itself. @type {Format} */
const PNG = { name: "PNG", what: t("a picture of the map"), ending: "png", make: png };

/** What a page that was sent by mail, and knows no server, has beside. @type {Format[]} */
const CARRIED = [{ name: "JSON", what: t("everything, for programs"), ending: "json", make: async () => new Blob([wireText()], { type: "application/json" }), whole: true }];

/** What the server makes, by its own list. @returns {Format[]} */
function served() {
  return formatsServed().maps.map(({ name, title, about, suffix }) => ({ name: t(title), what: t(about), ending: suffix.slice(1), make: (seen) => fromServer(name, seen) }));
}

/** Corrections that are not saved are in it. @param {string} format @param {boolean} seen without what is folded or dimmed */
async function fromServer(format, seen) {
  const { base, draft } = store.state;
  const changes = [...changesOf(draft), ...(seen ? unseen() : [])];
  const made = await exportMap(/** @type {import("../core/types.js").ArgMap} */ (base), changes, format);
  if (format !== "page") return made;
  const place = formatPlace(placeOf()).replaceAll("&", "&amp;").replaceAll('"', "&quot;"); // it opens where the reader is
  return new Blob([(await made.text()).replace('data-place=""', () => `data-place="${place}"`)], { type: "text/html" });
}

export function exportDialog() {
  const all = h("input", { type: "radio", name: "extent", checked: true });
  const seen = h("input", { type: "radio", name: "extent" });
  const offline = document.body.classList.contains("read-only");
  const formats = [PNG, ...(offline ? CARRIED : served())];
  const buttons = formats.map((format) =>
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
      h("fieldset", { class: "row" }, h("legend", {}, t("What")), h("label", {}, all, t(" The whole map")), h("label", {}, seen, t(" What is shown: without what is folded or dimmed"))),
      h("div", { class: "formats" }, buttons),
      offline
        ? null
        : h(
            "div",
            { class: "row" },
            h("button", { type: "button", onclick: () => saveGold() }, t("Save as gold…")),
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

/** The map as the API has it. */
function wireText() {
  const { map } = store.open;
  return JSON.stringify(toWire(map, map.document.text), null, 1);
}

function saveGold() {
  if (store.state.draft.length > 0) return toast(t("Save your corrections first: gold is a saved version."), "error");
  const name = `${fileName()}.json`;
  download(name, new Blob([wireText()], { type: "application/json" }));
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
