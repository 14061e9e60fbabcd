/**
 * What the sides disagree about: a table of questions and of the answers that each side gives.
 * @import {Issue, Position} from "../core/types.js"
 * @import {Facing} from "../core/issues.js"
 */
import { listed, t } from "../core/messages.js";
import { CONTRASTS, answering, contrastOfCells, faceCamps } from "../core/issues.js";
import { holderName, languageOfQuestion } from "../core/model.js";
import { NO_ANSWER } from "../core/wording.js";
import { chooseCard } from "../shell/choose.js";
import { find, h, setChildren } from "../shell/dom.js";
import { holderClass } from "../shell/paint.js";
import { mapChanged, store } from "../shell/store.js";
import { askForIssues } from "../shell/issues.js";
import { drawPosition } from "./answers.js";
import { placeButtons } from "./places.js";
import { questionWords } from "./words.js";

/** @type {HTMLElement} */
let root;
/** The two holders to compare, or none for all. @type {string[]} */
let chosen = [];
let stale = true;

/** @param {string} selector */
export function mountIssues(selector) {
  root = /** @type {HTMLElement} */ (find(selector));
  root.addEventListener("click", (event) => {
    const unit = /** @type {HTMLElement} */ (event.target).closest("[data-unit]")?.getAttribute("data-unit");
    if (unit) chooseCard(unit);
  });
  store.subscribe((state, changed) => {
    if (!store.derived) return;
    if (changed.has("mapId")) chosen = [];
    if (mapChanged(changed) || changed.has("mapId")) stale = true;
    if (state.view !== "issues") return;
    if (stale) draw();
    if (stale || changed.has("selected") || changed.has("filter") || changed.has("view")) restyle();
    stale = false;
  });
}

function draw() {
  const { map, index } = store.open;
  const known = answering(map);
  chosen = chosen.filter((id) => known.includes(id));
  if (known.length === 0) {
    setChildren(root, drawNone());
    return;
  }
  const { columns, rows } = faceCamps(index, chosen);
  const name = (/** @type {string} */ id) => h("span", { class: `member ${holderClass(id)}` }, h("span", { class: "dot" }), h("bdi", {}, holderName(index, id)));
  setChildren(
    root,
    h(
      "div",
      { class: "issues-wrap" },
      h("div", { class: "row issues-head" }, h("h2", { class: "issues-title" }, t("Where they differ")), drawChooser(known)),
      h(
        "table",
        { class: "issues" },
        h("caption", { class: "only-heard" }, t("Each question with the answers of the two sides beside each other, and of all others beneath")),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            columns.map((ids) => h("th", { scope: "col", class: holderClass(ids[0]) }, ids.map(name))),
          ),
        ),
        rows.map((row) => drawRow(row, columns)),
      ),
      h("p", { class: "row", "data-edit": true }, h("button", { type: "button", onclick: async () => (await import("../edit/issues.js")).newIssueDialog() }, t("New question…"))),
      h(
        "p",
        { class: "note" },
        t(
          "{0} {1} · {2} {3} · {4} {5} · one cell over two columns: they say the same. Where no answer was found, the article may still have one.",
          CONTRASTS.rival.sign,
          CONTRASTS.rival.words,
          CONTRASTS.compatible.sign,
          CONTRASTS.compatible.words,
          CONTRASTS.objection.sign,
          CONTRASTS.objection.words,
        ),
      ),
    ),
  );
}

/** A map without issues: whether they can be asked for. */
function drawNone() {
  const { map } = store.open;
  const running = map.status === "queued" || map.status === "running";
  const offline = document.body.classList.contains("read-only");
  return h(
    "div",
    { class: "issues-wrap none" },
    h("p", {}, running ? t("The questions come last, when the article is mapped.") : t("No question was found to which two sides give their answers.")),
    running || offline ? null : h("button", { type: "button", onclick: () => void askForIssues() }, t("Look for them again")),
  );
}

/** @param {string[]} known */
function drawChooser(known) {
  if (known.length < 3) return null;
  const { index } = store.open;
  const pick = (/** @type {number} */ at, /** @type {string} */ label) => {
    const select = h(
      "select",
      { "aria-label": label, onchange: () => choose(at, select.value) },
      h("option", { value: "" }, at === 0 ? t("All sides") : t("with …")),
      known.filter((id) => at === 0 || id !== chosen[0]).map((id) => h("option", { value: id, selected: chosen[at] === id }, holderName(index, id))),
    );
    select.disabled = at === 1 && chosen.length === 0;
    return select;
  };
  return h("p", { class: "compare row" }, h("span", { class: "label" }, t("Compare")), pick(0, t("Compare")), pick(1, t("with")));
}

/** @param {number} at @param {string} id */
function choose(at, id) {
  if (at === 0) chosen = id === "" ? [] : [id, ...chosen.slice(1).filter((other) => other !== id)];
  else chosen = id === "" ? chosen.slice(0, 1) : [chosen[0], id];
  draw();
  restyle();
  /** @type {HTMLElement | undefined} */ (root.querySelectorAll("select")[at])?.focus();
}

/** @param {Facing["rows"][number]} row @param {string[][]} columns */
function drawRow({ issue, depth, cells, below }, columns) {
  const { index } = store.open;
  const contrast = contrastOfCells(index, issue, cells);
  const same = contrast === "same" && cells.every((cell) => cell.length === 1);
  const named = columns.some((holders) => holders.length > 1);
  return h(
    "tbody",
    { "data-issue": issue.id, class: depth > 0 ? "part" : null },
    h("tr", {}, drawQuestion(issue, depth, columns.length)),
    cells.some((cell) => cell.length > 0)
      ? h("tr", {}, same ? drawSame(cells.flat()) : cells.map((cell, at) => drawCell(issue, cell, columns[at], named, at > 0 && cell.length > 0 && cells[at - 1].length > 0 ? contrast : undefined)))
      : null,
    below.length > 0
      ? h(
          "tr",
          {},
          h(
            "td",
            { class: "below", colspan: columns.length },
            h(
              "div",
              { class: "below-list" },
              below.map((position) => h("div", {}, drawPosition(position, true))),
            ),
          ),
        )
      : null,
  );
}

/** @param {Issue} issue @param {number} depth @param {number} columns */
function drawQuestion(issue, depth, columns) {
  const rivals = issue.contrasts.filter(({ kind }) => kind === "rival").length;
  const pairs = (issue.positions.length * (issue.positions.length - 1)) / 2;
  return h(
    "th",
    { scope: "rowgroup", colspan: columns, class: `question depth-${Math.min(depth, 3)}` },
    depth > 0 ? h("span", { class: "label" }, t("part of the question above")) : null,
    h("span", { class: "words", dir: "auto", lang: languageOfQuestion(store.open.index, issue) }, questionWords(issue)),
    h(
      "span",
      { class: "about" },
      issue.question.spans.length === 0 ? h("span", { class: "note made-up", title: t("Put into words by the engine; not a quotation") }, t("worded by the engine")) : null,
      placeButtons(issue.question.anchors),
      rivals > 0 && pairs > 1
        ? h("button", { type: "button", class: "quiet link rivals", onclick: () => void showContrasts(issue) }, t("{0} {1} of {2} differ", CONTRASTS.rival.sign, rivals, pairs))
        : null,
      h(
        "button",
        {
          type: "button",
          class: "quiet link place",
          "data-edit": true,
          "aria-label": t("Correct: {0}", issue.question.text),
          onclick: async () => (await import("../edit/issues.js")).issueDialog(issue.id),
        },
        t("Correct"),
      ),
    ),
  );
}

/** Who stands how to whom in a question, with the claims. @param {Issue} issue */
async function showContrasts(issue) {
  (await import("./contrasts.js")).contrastsDialog(issue);
}

/** @param {Issue} issue @param {Position[]} positions @param {string[]} holders of the column @param {boolean} named whether each answer bears its holder's name @param {string | undefined} contrast with the column before */
function drawCell(issue, positions, holders, named, contrast) {
  const { index } = store.open;
  const answers = positions.filter(({ units, spans, stance }) => units.length + (spans?.length ?? 0) > 0 || stance !== "silent");
  const sign = contrast && contrast !== "same" ? CONTRASTS[contrast] : null;
  return h(
    "td",
    { class: `${holderClass(holders[0])}${positions.length === 0 ? " empty-cell" : ""}${contrast ? ` ${contrast}` : ""}`, "data-label": named ? null : holderName(index, holders[0]) },
    sign
      ? h(
          "button",
          { type: "button", class: `contrast ${contrast}`, title: t("These two: {0}", sign.words), onclick: () => void showContrasts(issue) },
          sign.sign,
          h("span", { class: "only-heard" }, ` ${sign.words}`),
        )
      : null,
    answers.length === 0 ? h("p", { class: "no-answer" }, NO_ANSWER) : answers.map((position) => drawPosition(position, named)),
  );
}

/** @param {Position[]} positions that are the same */
function drawSame(positions) {
  const names = listed(positions.map(({ perspective }) => holderName(store.open.index, perspective)));
  return h(
    "td",
    { colspan: positions.length, class: holderClass(positions[0].perspective) },
    h("p", { class: "label" }, `${CONTRASTS.same.sign} ${names} ${CONTRASTS.same.words}`),
    positions.map((position) => drawPosition(position, true)),
  );
}

function restyle() {
  const { dim } = store.open;
  for (const card of root.querySelectorAll("[data-card]")) {
    const id = card.getAttribute("data-card") ?? "";
    const on = id === store.state.selected;
    card.classList.toggle("is-selected", on);
    if (on) card.setAttribute("aria-current", "true");
    else card.removeAttribute("aria-current");
    card.classList.toggle("is-dim", dim.units.has(id));
  }
  root.querySelector(".is-selected")?.scrollIntoView({ block: "nearest" });
}
