/** The first page: an article in, by paste, file, drop or address; the sample; the maps that are there. */
import { t } from "../core/messages.js";
import { Problem, createMap, deleteMap, importMap, listMaps, uploadFile } from "./api.js";
import { dialog } from "./dialog.js";
import { find, h, plural, setChildren } from "./dom.js";
import { toggleTheme } from "./appearance.js";
import { askEngines, engineName } from "./engines.js";
import { helpDialog } from "./help.js";
import { languageChooser } from "./languages.js";
import { icon } from "./icons.js";
import { when } from "../edit/history.js";
import { toast } from "./toast.js";
import { list as listDebates } from "../debate/api.js";
import { debateList } from "../debate/recent.js";

const STATUS = /** @type {Record<string, string>} */ ({ queued: t("waiting"), running: t("being mapped"), done: "", partial: t("partly mapped"), failed: t("failed"), cancelled: t("cancelled") });

/** @type {{engine: string | null, query: string}} */
const chosen = { engine: null, query: "" };

/** @param {string} selector */
export function mountStart(selector) {
  const root = /** @type {HTMLElement} */ (find(selector));
  const text = h("textarea", { id: "text", rows: 9, placeholder: t("Paste the article here, or drop a file anywhere on this page."), "aria-label": t("The article's text") });
  const title = h("input", { type: "text", id: "title", placeholder: t("Title (optional)"), "aria-label": t("Title"), maxlength: 500, autocomplete: "off" });
  const url = h("input", { type: "url", id: "url", placeholder: "https://…", "aria-label": t("Address of the article"), autocomplete: "off" });
  const file = h("input", {
    type: "file",
    id: "file",
    class: "hidden-file",
    accept: document.querySelector('meta[name="argmap-files"]')?.getAttribute("content") ?? "",
    "aria-label": t("Upload a file"),
    onchange: () => {
      const [one] = file.files ?? [];
      if (one) void send(() => fromFile(one));
      file.value = "";
    },
  });
  const engine = h("div", { class: "engine" });
  const recent = h("div", { class: "recent" });
  const debates = h("section", { class: "maps", "aria-label": t("Your debates") });
  const search = h("input", {
    type: "search",
    placeholder: t("Search your maps"),
    "aria-label": t("Search your maps"),
    oninput: () =>
      later(() => {
        chosen.query = search.value.trim();
        void drawRecent(recent, null);
      }),
  });
  const samples = h("span", { class: "row samples" });
  const around = h("p", { class: "row" });
  const form = h(
    "form",
    {
      class: "composer",
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        const body = /** @type {Record<string, string>} */ (text.value.trim() ? { text: text.value } : url.value.trim() ? { url: url.value.trim() } : {});
        if (!body.text && !body.url) {
          toast(t("Paste an article, choose a file, or give its address."), "error");
          text.focus();
          return;
        }
        if (title.value.trim()) body.title = title.value.trim();
        if (chosen.engine) body.engine = chosen.engine;
        void send(() => createMap(body));
      },
    },
    title,
    text,
    h("div", { class: "row or" }, h("label", { class: "button", for: "file" }, t("Choose a file…")), file, h("span", { class: "note" }, t("or an address")), url),
    engine,
    h("div", { class: "row" }, h("button", { type: "submit", class: "primary big" }, t("Map this article")), samples),
  );
  dropAnywhere((dropped) => void send(() => fromFile(dropped)));
  setChildren(
    root,
    h(
      "header",
      { class: "start-head" },
      h("span", { class: "brand" }, h("span", { class: "logo", "aria-hidden": "true" }), "argmap"),
      h(
        "div",
        { class: "tools" },
        h("button", { type: "button", class: "quiet icon", "aria-label": t("Light or dark"), title: t("Light or dark"), onclick: toggleTheme }, icon("theme")),
        languageChooser(),
        h("button", { type: "button", class: "quiet icon", "aria-label": t("Help"), title: t("Help"), onclick: helpDialog }, icon("help")),
      ),
    ),
    h(
      "div",
      { class: "start-body" },
      h(
        "div",
        { class: "pitch" },
        h("h1", {}, t("See what an article argues, and who says what.")),
        h(
          "p",
          {},
          t("argmap reads an article and draws its claims: which are reasons for which, what is said against them, and whose view each one is. Every claim stays tied to the words it comes from."),
        ),
        around,
      ),
      form,
      h("p", { class: "row to-debates" }, h("a", { class: "button", href: "#/debates" }, t("Many articles on one quarrel? Make a debate"))),
      debates,
      h("section", { class: "maps", "aria-label": t("Your maps") }, h("div", { class: "row" }, h("h2", {}, t("Maps")), search), recent),
    ),
  );
  return { show: () => Promise.all([drawEngines(engine), drawRecent(recent, null), drawDebates(debates), drawSamples(samples, around)]) };
}

/** @param {File} file */
async function fromFile(file) {
  const map = file.name.toLowerCase().endsWith(".json") ? await file.text() : "";
  if (map.includes('"schema_version"')) return importMap(map);
  return uploadFile(file, chosen.engine);
}

/** @param {() => Promise<{id: string}>} start */
async function send(start) {
  const button = /** @type {HTMLButtonElement} */ (find(".composer .primary"));
  button.disabled = true;
  try {
    const { id } = await start();
    location.hash = `#/map/${encodeURIComponent(id)}`;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toast([error.message, ...error.errors.slice(0, 3).map(({ detail }) => detail)].join(" "), "error");
  } finally {
    button.disabled = false;
  }
}

/** @param {(file: File) => void} take */
function dropAnywhere(take) {
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("is-dropping");
  });
  for (const end of ["dragleave", "drop"]) addEventListener(end, () => document.body.classList.remove("is-dropping"));
  addEventListener("drop", (event) => {
    const [file] = event.dataTransfer?.files ?? [];
    if (!file) return;
    event.preventDefault();
    take(file);
  });
}

/** @param {HTMLElement} root */
async function drawEngines(root) {
  try {
    const engines = await askEngines();
    chosen.engine ??= engines.default;
    const names = /** @type {Record<string, string>} */ ({ offline: t("Offline engine"), llm: engines.llm.model ? t("Language model: {0}", engines.llm.model) : t("Language model") });
    const choice =
      engines.available.length < 2
        ? h("span", {}, names[engines.available[0]] ?? engines.available[0])
        : h(
            "select",
            { "aria-label": t("Engine"), onchange: (/** @type {Event} */ event) => (chosen.engine = /** @type {HTMLSelectElement} */ (event.currentTarget).value) },
            engines.available.map((name) => h("option", { value: name, selected: name === chosen.engine }, names[name] ?? name)),
          );
    setChildren(
      root,
      h("span", { class: "label" }, t("Mapped by")),
      choice,
      engines.llm.configured ? null : h("details", {}, h("summary", {}, t("A better map?")), h("p", { class: "note" }, engines.llm.hint)),
    );
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    setChildren(root, h("span", { class: "note warn" }, error.message));
  }
}

/** What a sample is called: the engine that made it says what to expect. @type {Record<string, string>} */
const SAMPLES = { offline: t("A sample, mapped without a model"), llm: t("A sample, mapped by a language model") };

/** @param {HTMLElement} root @param {HTMLElement} around where the guided look is offered */
async function drawSamples(root, around) {
  try {
    const { maps } = await listMaps({ sample: "true" });
    setChildren(
      root,
      maps.map((map) => h("a", { class: "button", href: `#/map/${encodeURIComponent(map.id)}` }, SAMPLES[map.engine] ?? t("A sample"))),
    );
    const best = maps.find((map) => map.engine === "llm") ?? maps[0];
    setChildren(around, best ? h("a", { class: "button", href: `#/map/${encodeURIComponent(best.id)}?tour=1` }, t("Show me around a sample (one minute)")) : null);
  } catch (error) {
    if (!(error instanceof Problem)) throw error; // the list below already says what is wrong
  }
}

/** @param {HTMLElement} root @param {string | null} cursor */
async function drawRecent(root, cursor) {
  try {
    const { maps, next } = await listMaps({ ...(chosen.query ? { q: chosen.query } : {}), ...(cursor ? { cursor } : {}) });
    const rows = maps.map((map) => row(map, () => void drawRecent(root, null)));
    const list = cursor ? /** @type {HTMLElement} */ (root.querySelector("ul")) : h("ul", { class: "map-list" });
    list.append(...rows);
    const more = next ? h("button", { type: "button", onclick: () => void drawRecent(root, next) }, t("Show more")) : null;
    const none = maps.length === 0 && !cursor ? h("p", { class: "note" }, chosen.query ? t("No map has these words.") : t("No maps yet. The first article that you map will stand here.")) : null;
    setChildren(root, list, more, none);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    setChildren(root, h("p", { class: "note warn" }, error.message));
  }
}

/** How many debates stand on the first page. */
const FEW = 5;

/** @param {HTMLElement} root */
async function drawDebates(root) {
  try {
    const { debates, next } = await listDebates(FEW);
    root.hidden = debates.length === 0;
    setChildren(
      root,
      h("h2", {}, t("Debates")),
      debateList(debates, () => drawDebates(root)),
      next ? h("p", {}, h("a", { href: "#/debates" }, t("All debates"))) : null,
    );
  } catch (error) {
    if (!(error instanceof Problem)) throw error; // the list below already says what is wrong
    root.hidden = true;
  }
}

/** @param {any} map @param {() => void} redraw */
function row(map, redraw) {
  const status = STATUS[map.status] ?? map.status;
  const name = map.title || t("Untitled article");
  const perspectives = typeof map.perspectives === "number" ? map.perspectives : (map.perspectives?.length ?? 0);
  return h(
    "li",
    {},
    h(
      "a",
      { href: `#/map/${encodeURIComponent(map.id)}` },
      h("span", { class: "name", dir: "auto" }, name),
      h("span", { class: "note" }, `${plural(map.units ?? 0, "claim")} · ${plural(perspectives, "voice named", "voices named")} · ${engineName(map.engine)} · `, when(map.created)),
      status ? h("span", { class: `chip ${map.status}` }, status) : null,
    ),
    h("button", { type: "button", class: "quiet icon", "aria-label": t("Delete {0}", name), title: t("Delete"), onclick: () => confirmDelete(map.id, name, redraw) }, icon("close")),
  );
}

/** @param {string} id @param {string} name @param {() => void} redraw */
function confirmDelete(id, name, redraw) {
  const element = dialog(
    t("Delete this map?"),
    h(
      "div",
      {},
      h("p", {}, t("“{0}” and all its versions will be gone.", name)),
      h(
        "div",
        { class: "row end" },
        h("button", { type: "button", onclick: () => element.close() }, t("Keep it")),
        h(
          "button",
          {
            type: "button",
            class: "danger",
            onclick: async () => {
              element.close();
              try {
                await deleteMap(id);
              } catch (error) {
                if (!(error instanceof Problem)) throw error;
                toast(error.message, "error");
              }
              redraw();
            },
          },
          t("Delete"),
        ),
      ),
    ),
  );
}

let timer = 0;

/** @param {() => void} act once the reader stops typing */
function later(act) {
  clearTimeout(timer);
  timer = setTimeout(act, 200);
}
