/** Claims down, actors across, one question at a time: who is for, against, both, or silent; what stands behind each cell is one click away. */
import { t } from "../core/messages.js";
import { h, plural } from "../shell/dom.js";
import { claimLabels, read } from "./api.js";
import { STANCES, howKnown } from "./said.js";

/** @import {View} from "./page.js" */

const PAGE = 40;

let from = 0;
let key = "";
/** The question that is shown, where no filter names one; `ALL`: every claim with every actor. */
let question = "";
const ALL = "all";

/** @param {View} view */
export async function drawMatrix(view) {
  const { debate, place } = view;
  const now = `${debate.id} ${JSON.stringify(place.filter)}`;
  if (now !== key) [key, from, question] = [now, 0, ""];
  const asked = questionsOf(debate);
  const shown = place.filter.issue || asked.length === 0 ? ALL : question || asked[0].id;
  const chosen = shown === ALL ? place.filter : { ...place.filter, issue: shown };
  const matrix = await read(debate.id, "matrix", { ...chosen, claim_offset: String(from), claim_limit: String(PAGE), actor_limit: "60" });
  const chooser = place.filter.issue || asked.length === 0 ? null : chooseQuestion(view, asked, shown);
  if (matrix.total_claims === 0) return [chooser, h("p", { class: "note" }, t("No claim is here."))].filter((part) => part !== null);
  const answering = matrix.rows.filter((/** @type {any} */ row) => row.cells.some((/** @type {any} */ cell) => cell.stance !== "silent"));
  const part = { ...matrix, rows: answering };
  return [
    await suggestions(view),
    chooser,
    pages(view, matrix.total_claims),
    h("div", { class: "matrix-wrap", tabindex: "0", role: "region", "aria-label": t("Who stands where") }, table(view, part)),
  ].filter((part) => part !== null);
}

/** Those that have claims: first those on most of whose claims some are for and some against. @param {any} debate @returns {{id: string, text: string}[]} */
function questionsOf({ issues, claims }) {
  const disputed = (/** @type {any} */ claim) => new Set(claim.mentions.map((/** @type {any} */ mention) => mention.stance)).size > 1;
  return issues
    .map((/** @type {any} */ issue) => {
      const own = claims.filter((/** @type {any} */ claim) => claim.issue === issue.id);
      return { id: issue.id, text: issue.question.text, claims: own.length, disputed: own.filter(disputed).length };
    })
    .filter((/** @type {any} */ issue) => issue.claims > 0)
    .sort((/** @type {any} */ a, /** @type {any} */ b) => b.disputed - a.disputed || b.claims - a.claims);
}

/** @param {View} view @param {{id: string, text: string}[]} asked @param {string} shown */
function chooseQuestion({ redraw }, asked, shown) {
  const show = (/** @type {string} */ id) => {
    question = id;
    from = 0;
    void redraw();
  };
  const at = asked.findIndex(({ id }) => id === shown);
  const select = h(
    "select",
    { "aria-label": t("Question"), onchange: () => show(select.value) },
    asked.map(({ id, text }) => h("option", { value: id, selected: id === shown }, text)),
    h("option", { value: ALL, selected: shown === ALL }, t("All questions at once")),
  );
  const step = (/** @type {number} */ by, /** @type {string} */ words) => h("button", { type: "button", disabled: at < 0 || !asked[at + by], onclick: () => show(asked[at + by].id) }, words);
  return h(
    "p",
    { class: "row question-chooser" },
    select,
    step(-1, t("Previous")),
    step(1, t("Next")),
    h("span", { class: "note" }, at < 0 ? "" : t("question {0} of {1}; columns of those who answer it", at + 1, asked.length)),
  );
}

/** @param {View} view @param {any} matrix */
function table(view, matrix) {
  const { debate, go, label } = view;
  const questions = new Map(debate.issues.map((/** @type {any} */ issue) => [issue.id, issue.question.text]));
  /** @type {{issue: string | null, columns: any[]}[]} */
  const groups = [];
  for (const column of matrix.columns) {
    const last = groups.at(-1);
    if (last && last.issue === column.issue) last.columns.push(column);
    else groups.push({ issue: column.issue, columns: [column] });
  }
  return h(
    "table",
    { class: "matrix" },
    h("caption", { class: "only-heard" }, t("Each row is a claim, each column an actor: for, against, both or silent")),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, t("Claim")),
        matrix.rows.map((/** @type {any} */ row) =>
          h(
            "th",
            { scope: "col", class: "actor" },
            h("button", { type: "button", class: "quiet", title: t("Show only this actor"), onclick: () => go({ filter: { actor: row.actor } }) }, row.label),
            row.parent ? h("span", { class: "note" }, t("of {0}", label(row.parent))) : null,
          ),
        ),
      ),
    ),
    groups.map(({ issue, columns }) =>
      h(
        "tbody",
        {},
        issue && groups.length > 1 ? h("tr", { class: "question-row" }, h("th", { scope: "rowgroup", colspan: matrix.rows.length + 1 }, questions.get(issue) ?? "")) : null,
        columns.map((column) => {
          const at = matrix.columns.indexOf(column);
          return h(
            "tr",
            { "data-claim": column.claim },
            h("th", { scope: "row" }, h("button", { type: "button", class: "quiet claim-name", onclick: () => go({ claim: column.claim }) }, column.label)),
            matrix.rows.map((/** @type {any} */ row) => cell(view, row.actor, row.cells[at], () => go({ claim: column.claim }))),
          );
        }),
      ),
    ),
  );
}

/** A sign in brackets: the actor itself is not heard. @param {View} view @param {string} actor @param {any} found @param {() => void} open */
function cell({ label }, actor, found, open) {
  const stance = STANCES[found.stance];
  if (found.stance === "silent") return h("td", { class: "silent" }, h("span", { class: "only-heard" }, t("silent")));
  const documents = found.documents_for + found.documents_against;
  const known = howKnown(found.told_by.map(label), found.supposed);
  const words = found.was ? t("{0} now, {1} before", stance.words, STANCES[found.was].words) : stance.words;
  return h(
    "td",
    { class: found.stance },
    h(
      "button",
      { type: "button", class: "quiet", title: [`${label(actor)}: ${words}`, known, t("in {0}", plural(documents, "article"))].filter(Boolean).join(", "), onclick: open },
      known ? `(${stance.sign})` : stance.sign,
      documents > 1 ? h("span", { class: "number" }, String(documents)) : null,
      h("span", { class: "only-heard" }, ` ${words}${known ? `, ${known}` : ""}`),
    ),
  );
}

/** @param {View} view @param {number} total */
function pages({ redraw }, total) {
  if (total <= PAGE) return null;
  const step = (/** @type {number} */ by) => {
    from = Math.max(0, from + by);
    void redraw();
  };
  return h(
    "p",
    { class: "row" },
    h("button", { type: "button", disabled: from === 0, onclick: () => step(-PAGE) }, t("Before")),
    h("span", { class: "note" }, t("claims {0} to {1} of {2}", from + 1, Math.min(total, from + PAGE), total)),
    h("button", { type: "button", disabled: from + PAGE >= total, onclick: () => step(PAGE) }, t("Next")),
  );
}

/** Claims that may be one, to accept or reject. @param {View} view */
async function suggestions(view) {
  const { debate } = view;
  const found = (debate.suggestions ?? []).slice(0, 20);
  if (found.length === 0) return null;
  const labels = await claimLabels(
    debate.id,
    found.filter((/** @type {any} */ item) => item.kind === "claim").flatMap((/** @type {any} */ item) => [item.a, item.b]),
  );
  const names = new Map([...labels, ...debate.actors.map((/** @type {any} */ item) => [item.id, item.label])]);
  return h(
    "details",
    { class: "suggestions" },
    h("summary", {}, t("{0}: may these be one?", plural(debate.suggestions.length, "suggestion"))),
    h(
      "ul",
      { class: "links" },
      found.map((/** @type {any} */ item) =>
        h(
          "li",
          { class: "row" },
          h("span", {}, `“${names.get(item.a)}” ${item.opposite ? t("denies") : t("is the same as")} “${names.get(item.b)}”`),
          ["accept", "reject"].map((what) =>
            h("button", { type: "button", class: "quiet link", onclick: async () => (await import("./correcting.js")).settle(view, item, what) }, what === "accept" ? t("Yes") : t("No")),
          ),
        ),
      ),
    ),
  );
}
