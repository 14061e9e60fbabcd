/**
 * The article beside the views: every claim marked in its own words, linked both ways.
 * @import {Unit} from "../core/types.js"
 * @import {State} from "../shell/store.js"
 */
import { t } from "../core/messages.js";
import { cutPieces } from "../core/marks.js";
import { holderName, push } from "../core/model.js";
import { isArgued } from "../core/reading.js";
import { addressAt, clock, secondsAt, speakerOf, turnsAtParagraphs } from "../core/recordings.js";
import { afterDrawing, find, h, setChildren } from "../shell/dom.js";
import { holderClass } from "../shell/paint.js";
import { mapChanged, store } from "../shell/store.js";
import { chooseCard } from "../shell/choose.js";

/** @type {Map<string, HTMLElement[]>} pieces by unit */
let pieces = new Map();
/** What the paragraphs were drawn from, so that only those that changed are drawn again. @type {Map<number, string>} */
let drawn = new Map();
let text = "";
/** Paragraphs beyond the first screens stand as plain text until the map is on the screen; then this marks them. @type {(() => void) | null} */
let markRest = null;

/** So many paragraphs fill the screen, and more. */
const FIRST = 12;

/** @param {string} selector */
export function mountArticle(selector) {
  const root = /** @type {HTMLElement} */ (find(selector));
  const body = h("div", { class: "article-text" });
  root.append(body);
  root.addEventListener("click", (event) => {
    const selection = getSelection();
    if (selection && !selection.isCollapsed) return; // the reader is choosing words, not a claim
    const id = unitAt(event.target);
    if (id) chooseCard(id);
  });
  root.addEventListener("keydown", (event) => keys(event));
  store.subscribe((state, changed) => {
    if (!store.derived) return;
    if (text === store.open.map.document.text) markRest?.();
    if (mapChanged(changed) || changed.has("mapId")) draw(body);
    if (mapChanged(changed) || changed.has("filter")) dim();
    if (mapChanged(changed) || changed.has("selected")) highlight(state, changed.has("selected"));
    if (changed.has("selected") || changed.has("view") || changed.has("filter")) noSpot();
    if (changed.has("spot") && state.spot) goTo(state.spot.unit);
  });
}

/** @param {EventTarget | null} target @returns {string | undefined} */
function unitAt(target) {
  return target instanceof HTMLElement ? target.closest("[data-units]")?.getAttribute("data-units")?.split(" ")[0] : undefined;
}

/** @param {HTMLElement} body */
function draw(body) {
  const { map } = store.open;
  const { paragraphs } = map.document;
  const other = text !== map.document.text || body.childElementCount === 0;
  if (other) {
    text = map.document.text;
    markRest = null;
    drawn = new Map();
    setChildren(
      body,
      paragraphs.map((paragraph) => {
        const tag = paragraph.kind === "heading" ? "h2" : "p";
        const properties = { class: paragraph.kind, dir: "auto", lang: paragraph.language, "data-paragraph": paragraph.index, "data-number": paragraph.index + 1 };
        return h(tag, properties, text.slice(paragraph.start, paragraph.end));
      }),
    );
    body.lang = map.document.language;
  }
  if (other && store.state.selected === null && paragraphs.length > 2 * FIRST) {
    drawMarks(body, FIRST);
    markRest = () => {
      markRest = null;
      drawMarks(body, Infinity);
      dim();
    };
    afterDrawing(() => {
      if (store.derived?.map.document.text === text) markRest?.();
    });
  } else drawMarks(body, Infinity);
  drawTurns(body);
}

/** @param {HTMLElement} body @param {number} most paragraphs */
function drawMarks(body, most) {
  const { map, index } = store.open;
  /** @type {Map<string, Unit[]>} */
  const byParagraph = new Map();
  for (const unit of map.units) if (unit.spans.length > 0) push(byParagraph, String(unit.paragraph), unit);
  map.document.paragraphs.slice(0, most).forEach((paragraph, i) => {
    const units = byParagraph.get(String(paragraph.index)) ?? [];
    const key = JSON.stringify(units.map((u) => [u.id, u.spans, isArgued(index, u), holderClass(u.perspective), holderName(index, u.perspective)]));
    if (drawn.get(i) === key) return;
    drawn.set(i, key);
    const marks = cutPieces(paragraph, units).map((piece) => mark(piece));
    setChildren(/** @type {Element} */ (body.querySelector(`:scope > [data-paragraph="${paragraph.index}"]`)), marks);
  });
  pieces = new Map();
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll("[data-units]"))) {
    for (const id of (element.dataset.units ?? "").split(" ")) push(pieces, id, element);
  }
  makeFirstReachable();
}

/** Who has the word, over the paragraph where it is taken; the name stays in sight while the speech goes on. @param {HTMLElement} body */
function drawTurns(body) {
  const { map, index } = store.open;
  for (const head of body.querySelectorAll(".turn")) head.remove();
  for (const [paragraph, turn] of turnsAtParagraphs(map.document)) {
    const holder = speakerOf(map, turn);
    const name = holder && holder !== "author" ? holderName(index, holder) : (turn.label ?? t("A speaker whom the text does not name"));
    const head = h(
      "p",
      { class: `turn ${turn.kind} ${holderClass(holder ?? "")}` },
      h("span", { class: "dot" }),
      h("span", { class: "name", dir: "auto" }, name),
      turn.kind === "speech" ? null : h("span", { class: "note" }, turn.kind === "procedure" ? t("procedure") : t("read into the record")),
      timeLink(map.document, turn.start),
    );
    body.querySelector(`:scope > [data-paragraph="${paragraph}"]`)?.before(head);
  }
}

/** When a place is said, in a recording; a link where the recording can be played from there. @param {import("../core/types.js").Doc} document @param {number} offset */
export function timeLink(document, offset) {
  const seconds = secondsAt(document, offset);
  if (seconds === null) return null;
  const address = addressAt(document.source.url, seconds);
  return address ? h("a", { class: "time", href: address, target: "_blank", rel: "noopener noreferrer" }, clock(seconds)) : h("span", { class: "time" }, clock(seconds));
}

/** @param {import("../core/marks.js").Piece} piece */
function mark(piece) {
  const words = text.slice(piece.start, piece.end);
  const { index, map } = store.open;
  const unit = index.units.get(piece.units[0] ?? "");
  if (!unit) return h("span", { "data-at": piece.start }, words);
  const starts = unit.spans.some((span) => span.start === piece.start);
  const main = unit.id === map.conclusion;
  return h(
    "mark",
    {
      class: `${holderClass(unit.perspective)} ${isArgued(index, unit) ? "argued" : "bare"}${main ? " main" : ""}`,
      "data-at": piece.start,
      "data-units": piece.units.join(" "),
      role: "link",
      tabindex: "-1",
      title: `${holderName(index, unit.perspective)}${main ? t(" · main conclusion") : ""}`,
      "data-start": starts,
    },
    words,
  );
}

/** One stop for the Tab key; the arrow keys go on from there. */
function makeFirstReachable() {
  const { selected } = store.state;
  const first = (selected && pieces.get(selected)?.[0]) || document.querySelector(".article-text mark");
  document.querySelectorAll('.article-text mark[tabindex="0"]').forEach((mark) => mark.setAttribute("tabindex", "-1"));
  first?.setAttribute("tabindex", "0");
}

/** @param {KeyboardEvent} event */
function keys(event) {
  const at = event.target;
  if (!(at instanceof HTMLElement) || at.tagName !== "MARK" || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const marks = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".article-text mark")]);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (step !== undefined) {
    const next = marks[marks.indexOf(at) + step];
    if (next) {
      at.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
  } else if (event.key === "Enter" || event.key === " ") {
    const id = unitAt(at);
    if (id) chooseCard(id);
  } else return;
  event.preventDefault();
}

function dim() {
  const { dim: dimmedNow } = store.open;
  for (const [id, elements] of pieces) {
    const off = dimmedNow.units.has(id);
    for (const element of elements) {
      if ((element.dataset.units ?? "").split(" ")[0] === id) element.classList.toggle("is-dim", off);
    }
  }
}

/** @param {State} state @param {boolean} moved whether to scroll to the words */
function highlight(state, moved) {
  document.querySelectorAll(".article-text .is-selected").forEach((element) => element.classList.remove("is-selected"));
  const elements = state.selected === null ? [] : (pieces.get(state.selected) ?? []);
  for (const element of elements) element.classList.add("is-selected");
  markAttribution(state.selected);
  const first = elements[0];
  if (!first) return;
  makeFirstReachable();
  if (moved) first.scrollIntoView({ block: "center", behavior: "instant" });
}

/** Brings the words of a claim into sight, without choosing it. @param {string} id */
function goTo(id) {
  const first = pieces.get(id)?.[0];
  noSpot();
  for (const element of pieces.get(id) ?? []) element.classList.add("is-spot");
  first?.scrollIntoView({ block: "center", behavior: "instant" });
}

/** Lights words that are no claim, and brings them into sight. @param {import("../core/types.js").Span[]} spans */
export function lightWords(spans) {
  noSpot();
  const ranges = spans.flatMap((span) => rangesOf(span));
  CSS.highlights?.set("words", new Highlight(...ranges));
  ranges[0]?.startContainer.parentElement?.scrollIntoView({ block: "center", behavior: "instant" });
}

function noSpot() {
  CSS.highlights?.delete("words");
  document.querySelectorAll(".article-text .is-spot").forEach((element) => element.classList.remove("is-spot"));
}

/** Underlines who is said to say it, and by which words. @param {string | null} id */
function markAttribution(id) {
  const { index } = store.open;
  const attribution = index.attributions.get(index.units.get(id ?? "")?.attribution ?? "");
  const spans = [attribution?.source, attribution?.cue].filter((span) => span !== null && span !== undefined);
  const ranges = spans.flatMap((span) => rangesOf(span));
  CSS.highlights?.set("attribution", new Highlight(...ranges));
}

/** The words of a span on the page. @param {import("../core/types.js").Span} span @returns {Range[]} one per piece */
export function rangesOf(span) {
  const { paragraphs } = store.open.map.document;
  const at = paragraphs.findIndex((paragraph) => span.start >= paragraph.start && span.start < paragraph.end);
  const parts = document.querySelectorAll(`.article-text [data-paragraph="${at}"] [data-at]`);
  /** @type {Range[]} */
  const ranges = [];
  for (const part of parts) {
    const start = Number(part.getAttribute("data-at"));
    const node = part.firstChild;
    const length = node?.textContent?.length ?? 0;
    if (!node || span.end <= start || span.start >= start + length) continue;
    const range = document.createRange();
    range.setStart(node, Math.max(0, span.start - start));
    range.setEnd(node, Math.min(length, span.end - start));
    ranges.push(range);
  }
  return ranges;
}
