/**
 * What the map says in brief: what a map opens with. A sentence lights the words that it rests on, and opens their claims.
 * @import {Group, Sentence} from "../core/types.js"
 */
import { t } from "../core/messages.js";
import { bareSpans, briefMarkdown, inColumns, paragraphsOf, withNames } from "../core/briefs.js";
import { formatPlace } from "../core/address.js";
import { isActive } from "../core/filter.js";
import { placeOf } from "../shell/actions.js";
import { Problem, readBrief, requestBrief } from "../shell/api.js";
import { afterDrawing, find, h, narrow, setChildren } from "../shell/dom.js";
import { askEngines } from "../shell/engines.js";
import { holderClass } from "../shell/paint.js";
import { mapChanged, store } from "../shell/store.js";
import { toast } from "../shell/toast.js";
import { claimLists, howMade } from "./about.js";
import { lightWords } from "./article.js";
import { claimButton } from "./claim.js";
import { showIssue } from "./differences.js";
import { placeButtons, showWords } from "./places.js";
import { questionWords } from "./words.js";

/** @type {HTMLElement} */
let root;
/** The sentence whose claims are open. @type {Sentence | null} */
let opened = null;
let stale = true;

/** @param {string} selector */
export function mountBrief(selector) {
  root = /** @type {HTMLElement} */ (find(selector));
  store.subscribe((state, changed) => {
    if (!store.derived) return;
    if (mapChanged(changed) || changed.has("brief") || changed.has("mapId")) stale = true;
    if (changed.has("brief")) opened = null;
    if (state.view !== "brief") return;
    if (stale) draw();
    if (stale || changed.has("filter") || changed.has("view")) dim();
    stale = false;
  });
}

function draw() {
  const { brief, base } = store.state;
  const { units } = store.open.map;
  if (brief === null) {
    setChildren(root, h("p", { class: "note brief" }, t("This page was made without a brief. The other views have the map.")));
    return;
  }
  const [lead, groups] = [brief.groups.filter(({ heading }) => !heading), brief.groups.filter(({ heading }) => heading)];
  const ask = h("span", {});
  setChildren(
    root,
    h(
      "div",
      { class: "brief" },
      h(
        "header",
        { class: "row" },
        h("h2", {}, t("In brief")),
        h("span", { class: "note" }, remarks()),
        ask,
        units.length > 0 ? h("button", { type: "button", class: "quiet link", onclick: () => void copy() }, t("Copy with citations")) : null,
      ),
      lead.map(({ sentences }) => sentences.map((sentence) => drawSentence(sentence, "p"))),
      h(
        "div",
        { class: "brief-columns" },
        inColumns(groups).map((column) => h("div", {}, column.map(drawGroup))),
      ),
      h("footer", {}, howMade(), claimLists()),
    ),
  );
  if (brief.version !== base?.version) void renew();
  else if (brief.words === "template" && units.length > 0) afterDrawing(() => void offerModel(ask));
}

/** What a reader must know before reading: whose words these are, and whether they are up to date. */
function remarks() {
  const { brief, base, draft } = store.state;
  if (!brief || !base) return "";
  const replaced = brief.replaced > 0 ? t(" {0} that failed gave way to sentences made of the map.", brief.replaced) : "";
  return [
    brief.note,
    brief.words === "model" ? t("Sentences marked ∗ are worded by {0}; each is checked against the text.{1}", brief.model ?? t("a model"), replaced) : "",
    brief.version !== base.version ? t("It is of version {0}; the map has been corrected since.", brief.version) : "",
    draft.length > 0 ? t("Your unsaved corrections are not in it.") : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** @param {Group} group */
function drawGroup({ heading, sentences }) {
  return h(
    "section",
    {},
    h("h3", {}, heading),
    h(
      "ul",
      {},
      sentences.map((sentence) => drawSentence(sentence, "li")),
    ),
  );
}

/** @param {Sentence} sentence @param {"p" | "li"} tag */
function drawSentence(sentence, tag) {
  const { index } = store.open;
  const cited = sentence.cites.units.length + sentence.cites.spans.length + sentence.cites.issues.length > 0;
  const words = [
    withNames(index, sentence).map(({ text, holder }) => (holder ? h("span", { class: `name ${holderClass(holder)}` }, text) : text)),
    sentence.words === "model" ? h("span", { class: "by-model", title: t("Worded by a model") }, "∗") : null,
  ];
  const item = h(tag === "p" ? "div" : "li", { class: tag === "p" ? "told first" : "told", lang: store.state.brief?.language, "data-units": sentence.cites.units.join(" ") });
  if (!cited) {
    item.append(h("p", { class: "sentence", dir: "auto" }, words));
    return item;
  }
  const numbers = paragraphsOf(index, sentence.cites.spans).map((number) => number + 1);
  const button = h(
    "button",
    { type: "button", class: "quiet sentence", "aria-expanded": "false", dir: "auto", onclick: () => toggle(item, sentence) },
    words,
    numbers.length > 0 ? h("span", { class: "where" }, ` ¶ ${numbers.slice(0, 3).join(", ")}${numbers.length > 3 ? "…" : ""}`) : null,
  );
  item.append(button);
  if (opened === sentence) open(item, sentence);
  return item;
}

/** @param {HTMLElement} item @param {Sentence} sentence */
function toggle(item, sentence) {
  const before = root.querySelector(".told.is-open");
  before?.classList.remove("is-open");
  before?.querySelector(".sentence")?.setAttribute("aria-expanded", "false");
  before?.querySelector(".cited")?.remove();
  opened = before === item ? null : sentence;
  lightWords(opened?.cites.spans ?? []);
  if (opened) open(item, sentence);
}

/** What a sentence rests on, beneath it. @param {HTMLElement} item @param {Sentence} sentence */
function open(item, sentence) {
  const { index, map } = store.open;
  const { cites } = sentence;
  item.classList.add("is-open");
  item.querySelector(".sentence")?.setAttribute("aria-expanded", "true");
  const quote = (/** @type {{start: number, end: number}} */ span) =>
    h("button", { type: "button", class: "claim small", onclick: () => showWords([span]) }, h("span", { class: "words", dir: "auto" }, `“${map.document.text.slice(span.start, span.end)}”`));
  item.append(
    h(
      "div",
      { class: "cited" },
      cites.units.map((id) => claimButton(index.units.get(id), index)),
      bareSpans(index, sentence).map(quote),
      (map.issues ?? [])
        .filter(({ id }) => cites.issues.includes(id))
        .map((issue) => h("p", {}, h("button", { type: "button", class: "quiet link", onclick: () => showIssue(issue.id) }, t("All answers to: "), questionWords(issue)))),
      narrow.matches && cites.spans.length > 0 ? h("p", {}, h("span", { class: "note" }, t("In the article: ")), placeButtons(cites.spans)) : null,
    ),
  );
}

/** What a filter hides is dimmed here, too. */
function dim() {
  const { dim: dimmed } = store.open;
  const filtered = isActive(store.state.filter);
  for (const item of root.querySelectorAll(".told")) {
    const units = (item.getAttribute("data-units") ?? "").split(" ").filter(Boolean);
    item.classList.toggle("is-dim", filtered && units.length > 0 && units.every((id) => dimmed.units.has(id)));
  }
}

async function copy() {
  const { brief } = store.state;
  if (!brief) return;
  const online = !document.body.classList.contains("read-only");
  const link = (/** @type {string | null} */ unit) => (online ? `${location.origin}${location.pathname}${formatPlace({ ...placeOf(), view: null, selected: unit })}` : "");
  await navigator.clipboard.writeText(briefMarkdown(brief, store.open.index, link));
  toast(t("The brief is in the clipboard, as Markdown, each sentence with its paragraphs."));
}

/** The brief of the version that the map has now. */
async function renew() {
  const { base } = store.state;
  if (!base || document.body.classList.contains("read-only")) return;
  await told(async () => {
    const brief = await readBrief(base);
    if (store.state.base?.id === base.id && brief.version === store.state.base.version) store.set({ brief });
  });
}

/** A button that has a model word it, where the server has one. @param {HTMLElement} place */
async function offerModel(place) {
  if (document.body.classList.contains("read-only")) return;
  await told(async () => {
    const { llm } = await askEngines();
    if (llm.configured) place.replaceChildren(h("button", { type: "button", class: "quiet link", onclick: () => void askModel(place) }, t("Have {0} word it", llm.model ?? t("the model"))));
  });
}

/** @param {HTMLElement} place */
async function askModel(place) {
  const { base } = store.state;
  if (!base) return;
  place.replaceChildren(h("span", { class: "note", role: "status" }, t("The model is writing…")));
  const written = await told(() => requestBrief(base));
  if (written && store.state.base?.id === base.id) store.set({ brief: written });
  else if (written === null) toast(t("The model takes longer than a minute. The brief is there when you open the map again."));
  else void offerModel(place);
}

/** A failure said in words. @template T @param {() => Promise<T>} act @returns {Promise<T | undefined>} */
async function told(act) {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toast(error.message, "error");
    return undefined;
  }
}
