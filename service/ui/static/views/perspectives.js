/**
 * One column per holder: its conclusions with its reasons, and lines where two holders conflict or agree.
 * @import {Camp, Column, Comparison, Meeting, Stance, Verdict} from "../core/compare.js"
 */
import { t } from "../core/messages.js";
import { compare } from "../core/compare.js";
import { CONTRASTS } from "../core/issues.js";
import { WORDS, holderName, nameWithin } from "../core/model.js";
import { find, h, plural, s, setChildren } from "../shell/dom.js";
import { holderClass, lookNow } from "../shell/paint.js";
import { mapChanged, store } from "../shell/store.js";
import { chooseCard } from "../shell/choose.js";
import { kindOf } from "../core/reading.js";
import { agreeing, inContext, leadClass, leadOf, supposedly } from "../core/wording.js";
import { meetingsDialog } from "./meetings.js";
import { placeButtons } from "./places.js";
import { DASHES } from "./theme.js";
import { STANDS, sideName, supposedStand } from "./voices.js";
import { claimWords } from "./words.js";

/** @type {HTMLElement} */
let root;
/** @type {SVGSVGElement} */
let lines;
/** @type {HTMLElement} */
let board;
/** @type {Comparison} */
let comparison = { columns: [], camps: [], silent: [], meetings: [] };
let stale = true;

/** @param {string} selector */
export function mountPerspectives(selector) {
  root = /** @type {HTMLElement} */ (find(selector));
  lines = s("svg", { class: "meetings", "aria-hidden": "true" });
  board = h("div", { class: "board" });
  const wider = h(
    "button",
    {
      type: "button",
      class: "wider",
      "aria-pressed": "false",
      onclick: () => {
        const on = find("#workspace").classList.toggle("no-article");
        wider.setAttribute("aria-pressed", String(on));
        wider.textContent = on ? t("Show the article again") : t("More room: without the article");
      },
    },
    t("More room: without the article"),
  );
  root.append(wider, h("div", { class: "board-wrap" }, lines, board));
  root.addEventListener("click", (event) => {
    const unit = /** @type {HTMLElement} */ (event.target).closest("[data-unit]")?.getAttribute("data-unit");
    if (unit) chooseCard(unit);
  });
  new ResizeObserver(() => drawLines()).observe(board);
  store.subscribe((state, changed) => {
    if (!store.derived) return;
    if (mapChanged(changed) || changed.has("mapId") || changed.has("dark")) stale = true;
    if (state.view !== "perspectives") return;
    if (stale) draw();
    if (stale || changed.has("selected") || changed.has("filter") || changed.has("view")) restyle();
    stale = false;
    if (changed.has("spot") && state.spot && !state.spot.article) board.querySelector(`[data-card="${CSS.escape(state.spot.unit)}"]`)?.scrollIntoView({ block: "center", inline: "center" });
  });
}

function draw() {
  comparison = compare(store.open.index);
  setChildren(board, comparison.camps.map(drawCamp), comparison.silent.length > 0 ? drawSilent() : null);
}

/** Columns of one side stand under its name. @param {Camp} camp */
function drawCamp({ side, columns }) {
  if (side === null) return columns.map(drawColumn);
  return h(
    "section",
    { class: `camp ${holderClass(side.id)}`, "aria-label": sideName(side.id) },
    h("p", { class: "side-name" }, sideName(side.id)),
    h("div", { class: "camp-columns" }, columns.map(drawColumn)),
  );
}

/** @param {Column} column */
function drawColumn({ perspective, stances, count, stand }) {
  const { index } = store.open;
  const meetings = comparison.meetings.filter(({ from, to }) => from.perspective === perspective.id || to.perspective === perspective.id);
  const parent = perspective.parent ? t(" · part of {0}", nameWithin(index, perspective.parent)) : "";
  const context = inContext(index, perspective);
  const tally = (/** @type {Verdict} */ verdict, /** @type {string} */ kind, /** @type {(number: number) => string} */ words) => {
    const number = meetings.filter((meeting) => meeting.verdict === verdict).length;
    return number === 0 ? null : h("button", { type: "button", class: `quiet link ${kind}`, onclick: () => meetingsDialog(perspective, verdict, meetings) }, words(number));
  };
  return h(
    "section",
    { class: `column ${holderClass(perspective.id)}`, "aria-label": holderName(index, perspective.id) },
    h(
      "header",
      {},
      h("h2", {}, h("span", { class: "dot" }), holderName(index, perspective.id)),
      h("p", { class: "note" }, `${plural(count, "claim")}${parent}`),
      context ? h("p", { class: "note context" }, context) : null,
      stand ? h("p", { class: `stand kind ${STANDS[stand].kind}` }, `${STANDS[stand].sign} ${STANDS[stand].short}${citedBy(perspective)}${supposedStand(index, perspective.id)}`.trim()) : null,
      h(
        "p",
        { class: "tally" },
        tally("conflict", "rebut", (number) => `− ${plural(number, "conflict")}`),
        tally("agree", "support", (number) => `+ ${plural(number, "agreement")}`),
        tally("use", "", (number) => t("{0} for or from others", plural(number, "reason"))),
      ),
    ),
    h(
      "ul",
      { class: "stances" },
      stances.map((stance) => drawStance(stance, 0)),
    ),
  );
}

/** @param {import("../core/types.js").Perspective} holder */
function citedBy({ id }) {
  const { index } = store.open;
  const cited = index.said.holdings.get(id)?.cited;
  return cited ? t(" by {0}, argues for nothing itself", nameWithin(index, cited.by)) : "";
}

/** @param {Stance} stance @param {number} depth @returns {HTMLElement} */
function drawStance(stance, depth) {
  const { index, map } = store.open;
  const { unit, relation } = stance;
  const own = depth > 0 && relation ? h("span", { class: `kind ${kindOf(index, relation)}` }, `${WORDS[kindOf(index, relation)].sign} ${WORDS[kindOf(index, relation)].word}`) : null;
  const meetings = comparison.meetings.filter(({ from, to }) => from.id === unit.id || to.id === unit.id);
  return h(
    "li",
    { class: depth === 0 ? "stance top" : "stance" },
    h(
      "button",
      { type: "button", class: "claim", "data-unit": unit.id, "data-card": unit.id },
      unit.id === map.conclusion ? h("span", { class: "kind main" }, t("★ main conclusion")) : null,
      own,
      leadOf(index, unit) ? h("span", { class: leadClass(index, unit) }, leadOf(index, unit)) : null,
      claimWords(index, unit),
    ),
    meetings.length > 0 ? h("ul", { class: "met" }, meetingsInWords(meetings, unit.id, index)) : null,
    stance.reasons.length > 0
      ? h(
          "ul",
          {},
          stance.reasons.map((reason) => drawStance(reason, depth + 1)),
        )
      : null,
  );
}

/**
 * The lines between two columns in words, for those who do not see them; the same words once, with a count.
 * @param {Meeting[]} meetings @param {string} here @param {import("../core/model.js").Index} index
 */
function meetingsInWords(meetings, here, index) {
  /** @type {Map<string, {kind: string, others: import("../core/types.js").Unit[]}>} */
  const said = new Map();
  for (const meeting of meetings) {
    const { words, other } = meetingInWords(meeting, here, index);
    const entry = said.get(words) ?? { kind: meeting.verdict === "use" ? "" : meeting.kind, others: [] };
    entry.others.push(other);
    said.set(words, entry);
  }
  return [...said].map(([words, { kind, others }]) =>
    h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: `met-link ${kind}`, "data-unit": others[0].id, title: others.map((other) => other.text).join("\n") },
        others.length > 1 ? t("{0} ({1} times)", words, others.length) : words,
      ),
    ),
  );
}

/** @param {Meeting} meeting @param {string} here @param {import("../core/model.js").Index} index */
function meetingInWords({ kind, from, to, verdict, shared, issue }, here, index) {
  const outwards = from.id === here;
  const other = outwards ? to : from;
  const name = `${nameWithin(index, other.perspective)}${supposedly(index, [other.id])}`;
  const first = `${holderName(index, other.perspective)}${supposedly(index, [other.id])}`;
  const own = outwards ? from.perspective : to.perspective;
  if (issue && verdict === "conflict") return { words: t("{0} {1} with {2}", CONTRASTS.rival.sign, CONTRASTS.rival.words, name), other };
  if (shared) return { words: t("+ {0} the same for it as {1}", agreeing(index, own, t("says"), t("say")), name), other };
  const words = {
    support:
      verdict === "use"
        ? inUse(outwards, own, other)
        : outwards
          ? t("{0} with {1}", agreeing(index, own, t("agrees"), t("agree")), name)
          : `${first} ${agreeing(index, other.perspective, t("agrees"), t("agree"))}`,
    rebut: outwards ? t("against {0}", name) : t("contested by {0}", name),
    undercut: outwards ? t("{0} it does not follow for {1}", agreeing(index, own, t("says"), t("say")), name) : t("{0}: does not follow", first),
  };
  return { words: `${verdict === "use" ? "·" : WORDS[kind].sign} ${words[kind]}`, other };
}

/**
 * The author uses what others say. That others use what the author, or a third, says is not in the map: there is a reason, no more.
 * @param {boolean} outwards @param {string} own the holder here @param {import("../core/types.js").Unit} other
 */
function inUse(outwards, own, other) {
  const name = `${nameWithin(store.open.index, other.perspective)}${supposedly(store.open.index, [other.id])}`;
  if (outwards) return other.perspective === "author" ? t("used by {0}", name) : t("a reason for what {0} {1}", name, agreeing(store.open.index, other.perspective, t("says"), t("say")));
  return own === "author" ? t("rests on {0}", name) : t("backed by {0}", name);
}

function drawSilent() {
  return h(
    "section",
    { class: "column silent", "aria-label": t("Mentioned, but without a claim") },
    h("header", {}, h("h2", {}, t("Without a claim")), h("p", { class: "note" }, t("Named in the article; no claim of theirs is in the map"))),
    h(
      "ul",
      { class: "stances" },
      comparison.silent.map((perspective) => h("li", { class: holderClass(perspective.id) }, h("span", { class: "dot" }), `${perspective.label} `, placeButtons(perspective.mentions))),
    ),
  );
}

function restyle() {
  const { dim } = store.open;
  for (const card of board.querySelectorAll("[data-card]")) {
    const id = card.getAttribute("data-card") ?? "";
    const on = id === store.state.selected;
    card.classList.toggle("is-selected", on);
    if (on) {
      card.setAttribute("aria-current", "true");
      card.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else card.removeAttribute("aria-current");
    card.classList.toggle("is-dim", dim.units.has(id));
  }
  drawLines();
}

function drawLines() {
  if (!store.derived || store.state.view !== "perspectives") return;
  const frame = board.getBoundingClientRect();
  const { theme } = lookNow();
  lines.setAttribute("width", String(board.scrollWidth));
  lines.setAttribute("height", String(board.scrollHeight));
  const box = (/** @type {string} */ id) => board.querySelector(`[data-card="${CSS.escape(id)}"]`)?.getBoundingClientRect();
  const { dim } = store.open;
  setChildren(
    lines,
    comparison.meetings.map(({ relation, kind, from, to, verdict, shared, issue }) => {
      const [a, b] = [box(from.id), box(to.id)];
      if (!a || !b) return null;
      const right = b.left > a.left;
      const x1 = (right ? a.right : a.left) - frame.left;
      const x2 = (right ? b.left : b.right) - frame.left;
      const [y1, y2] = [a.top + a.height / 2 - frame.top, b.top + b.height / 2 - frame.top];
      const bend = Math.max(14, Math.abs(x2 - x1) / 2) * (right ? 1 : -1);
      const touched = store.state.selected === from.id || store.state.selected === to.id;
      const faint = (relation !== null && dim.relations.has(relation.id)) || dim.units.has(from.id) || dim.units.has(to.id);
      const colour = verdict === "use" ? theme.muted : theme.kinds[kind].stroke;
      const tip = right ? -8 : 8;
      return s(
        "g",
        { class: `meeting${touched ? " is-selected" : ""}${faint ? " is-dim" : ""}` },
        s("path", { d: `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2 + tip},${y2}`, fill: "none", stroke: colour, "stroke-width": touched ? 3 : 1.75, "stroke-dasharray": DASHES[kind] }),
        shared || issue ? null : s("path", { d: `M${x2},${y2} l${tip},-4.5 v9 z`, fill: colour }),
      );
    }),
  );
}
