/**
 * The panel on the right: everything about the selected claim, or about the whole map where none is selected.
 * @import {Relation, Unit} from "../core/types.js"
 * @import {Index} from "../core/model.js"
 */
import { listed, t } from "../core/messages.js";
import { CONTRASTS, rivalsOf } from "../core/issues.js";
import { WORDS, holderName, nameWithin, targetUnit } from "../core/model.js";
import { isAgainst, isArgued, isConcession, isDoubtful, kindOf } from "../core/reading.js";
import { select } from "../shell/actions.js";
import { afterDrawing, find, h, setChildren } from "../shell/dom.js";
import { icon } from "../shell/icons.js";
import { holderClass } from "../shell/paint.js";
import { mapChanged, store } from "../shell/store.js";
import { headingOf, inContext, inPieces, leadClass, leadOf, wordingOf } from "../core/wording.js";
import { aboutMap } from "./about.js";
import { timeLink } from "./article.js";
import { claimButton } from "./claim.js";
import { claimWords, questionWords } from "./words.js";
import { citations } from "../core/citing.js";
import { placeOf } from "../shell/actions.js";
import { formatPlace } from "../core/address.js";
import { toast } from "../shell/toast.js";

/** @type {boolean} whether the correction form is open; it stays so from claim to claim */
let correcting = false;

/** @type {((unit: Unit) => HTMLElement) | null} */
let makeForm = null;

/** @param {string} selector */
export function mountDetail(selector) {
  const root = /** @type {HTMLElement} */ (find(selector));
  store.subscribe((state, changed) => {
    if (!store.derived) return;
    const other = changed.has("selected") || changed.has("mapId");
    if (!(other || mapChanged(changed) || changed.has("dark"))) return;
    const unit = store.open.index.units.get(state.selected ?? "");
    const focus = root.contains(document.activeElement) ? document.activeElement?.getAttribute("data-keep") : null;
    if (unit || root.childElementCount > 0) draw(root, unit);
    else
      afterDrawing(() => {
        // the map first: what is told of a whole map takes its time
        if (store.derived && root.childElementCount === 0) draw(root, store.open.index.units.get(store.state.selected ?? ""));
      });
    if (other) root.scrollTop = 0;
    if (focus) /** @type {HTMLElement | null} */ (root.querySelector(`[data-keep="${focus}"]`))?.focus();
  });
}

/** @param {HTMLElement} root @param {Unit | undefined} unit */
function draw(root, unit) {
  setChildren(root, unit ? aboutClaim(unit) : aboutMap());
  root.classList.toggle("has-claim", unit !== undefined);
}

/** @param {Unit} unit */
function aboutClaim(unit) {
  const { index, map } = store.open;
  const main = unit.id === map.conclusion;
  const paragraph = unit.paragraph + 1;
  const link = index.chosen.get(unit.id);
  const lead = leadOf(index, unit, true);
  const quote = inPieces(unit, map.document.text);
  return [
    h(
      "header",
      { class: "panel-head" },
      h("h2", {}, headingOf(unit, link && kindOf(index, link), main, isArgued(index, unit))),
      h("button", { type: "button", class: "quiet icon", "aria-label": t("Close the claim"), onclick: () => select(null) }, icon("close")),
    ),
    h("blockquote", { class: holderClass(unit.perspective) }, lead ? h("p", { class: leadClass(index, unit) }, lead) : null, claimWords(index, unit)),
    wordingOf(index, unit) === quote ? null : h("p", { class: "note context" }, t("The article’s words: "), h("q", { dir: "auto" }, quote)),
    isAgainst(index, unit) ? h("p", { class: "note" }, t("Below, “because” and “but” are for and against this doubt or denial, not for the words themselves.")) : null,
    isConcession(index, unit) ? h("p", { class: "note" }, t("A concession: it is granted to the other side, and speaks against the holder’s own.")) : null,
    unit.implicit ? h("p", { class: "note warn" }, t("The article leaves this unsaid: the words are a model's or a reader's, not the author's.")) : null,
    unit.gist ? h("p", { class: "note" }, t("In short (the model's words): {0}", unit.gist)) : null,
    facts(unit, index, paragraph),
    bearing(unit, index),
    reasons(unit, index),
    rivals(unit, index),
    citing(unit, index),
    correction(unit),
  ];
}

/** What other sides answer to the question that the claim answers. @param {Unit} unit @param {Index} index */
function rivals(unit, index) {
  const found = rivalsOf(index.map.issues ?? [], unit.id);
  if (found.length === 0) return null;
  return h(
    "section",
    {},
    h("h3", { class: "rebut" }, t("{0} At odds with", CONTRASTS.rival.sign)),
    h(
      "ul",
      { class: "links" },
      found.map(({ issue, units }) =>
        h(
          "li",
          {},
          h("p", { class: "note", dir: "auto" }, questionWords(issue)),
          units.map((id) => claimButton(index.units.get(id), index)),
        ),
      ),
    ),
  );
}

/** Copies the claim with its holder, paragraph and link. @param {Unit} unit @param {Index} index */
function citing(unit, index) {
  const copy = async (/** @type {"plain" | "markdown"} */ form) => {
    const link = document.body.classList.contains("read-only") ? "" : `${location.origin}${location.pathname}${formatPlace({ ...placeOf(), view: null, selected: unit.id })}`;
    await navigator.clipboard.writeText(citations(unit, index, link)[form]);
    toast(t("The claim is in the clipboard, with its holder and paragraph."));
  };
  return h(
    "p",
    { class: "row citing" },
    h("span", { class: "label" }, t("Copy as a citation")),
    h("button", { type: "button", class: "quiet link", onclick: () => void copy("plain") }, t("Text")),
    h("button", { type: "button", class: "quiet link", onclick: () => void copy("markdown") }, t("Markdown")),
  );
}

/** The form lists every claim of the map, so it is made only when it is opened. @param {Unit} unit */
function correction(unit) {
  const details = h("details", { class: "correct", open: correcting }, h("summary", { "data-keep": "correct" }, t("Correct this claim")));
  if (correcting && makeForm) details.append(makeForm(unit));
  details.addEventListener("toggle", async () => {
    correcting = details.open;
    makeForm ??= (await import("../edit/form.js")).correctionForm;
    if (details.open && details.childElementCount === 1) details.append(makeForm(unit));
  });
  return details;
}

/** @param {Unit} unit @param {Index} index @param {number} paragraph */
function facts(unit, index, paragraph) {
  const attribution = index.attributions.get(unit.attribution ?? "");
  const text = index.map.document.text;
  const quote = (/** @type {{start: number, end: number} | null | undefined} */ span) => (span ? `“${text.slice(span.start, span.end)}”` : null);
  const said = attribution ? [quote(attribution.source), quote(attribution.cue)].filter(Boolean).join(" … ") : "";
  const outer = index.attributions.get(attribution?.within ?? "");
  return h(
    "dl",
    { class: "facts" },
    h("dt", {}, t("Held by")),
    h("dd", { class: holderClass(unit.perspective) }, h("span", { class: "dot" }), holderName(index, unit.perspective), partOf(unit, index)),
    said ? [h("dt", {}, t("Said with")), h("dd", { dir: "auto" }, said)] : null,
    outer ? [h("dt", {}, t("As told by")), h("dd", {}, holderName(index, outer.perspective))] : null,
    commonTo(unit, index),
    h("dt", {}, t("Where")),
    h("dd", {}, t("Paragraph {0}", paragraph), unit.spans[0] ? timeLink(index.map.document, unit.spans[0].start) : null),
    chance(unit.confidence) ? [h("dt", {}, t("The cut")), h("dd", {}, t("a claim of its own: {0}", chance(unit.confidence)))] : null,
    unit.note ? [h("dt", {}, t("Doubt")), h("dd", {}, unit.note)] : null,
  );
}

/** Which sides hold or grant the claim, where two do. @param {Unit} unit @param {Index} index */
function commonTo(unit, index) {
  const found = index.said.meaning.common?.find((item) => item.unit === unit.id || item.same.includes(unit.id));
  return found ? [h("dt", {}, t("Common to")), h("dd", {}, listed(found.sides.map((side, i) => (i === 0 ? holderName(index, side) : nameWithin(index, side)))))] : null;
}

/** What helps to place the holder: its side, and where its name says little, the words around it. @param {Unit} unit @param {Index} index */
function partOf(unit, index) {
  const holder = index.perspectives.get(unit.perspective);
  const context = holder ? inContext(index, holder) : "";
  return [holder?.parent ? h("span", { class: "note" }, t(" part of {0}", nameWithin(index, holder.parent))) : null, context ? h("span", { class: "note context" }, context) : null];
}

/** A measured probability in words that claim no more; nothing where a person, or nobody, said it. @param {number | null} confidence */
function chance(confidence) {
  if (confidence === null || confidence >= 1) return "";
  const tenths = Math.min(9, Math.max(1, Math.round(confidence * 10)));
  return t("right about {0} times in 10", tenths);
}

/** What the claim is for. @param {Unit} unit @param {Index} index */
function bearing(unit, index) {
  const relations = index.outgoing.get(unit.id) ?? [];
  if (relations.length === 0) return null;
  const chosen = index.chosen.get(unit.id);
  return h(
    "section",
    {},
    h("h3", {}, t("What it bears on")),
    h(
      "ul",
      { class: "links" },
      relations.map((relation) => {
        const target = targetUnit(index, relation);
        const attacked = relation.kind === "undercut" ? index.relations.get(relation.target)?.sources[0] : undefined;
        const partners = relation.sources
          .filter((id) => id !== unit.id)
          .map((id) => index.units.get(id))
          .filter((item) => item !== undefined);
        const kind = kindOf(index, relation);
        return h(
          "li",
          {},
          h("span", { class: `kind ${kind}` }, `${WORDS[kind].sign} ${WORDS[kind].long}`),
          attacked ? [claimButton(index.units.get(attacked), index), h("p", { class: "note" }, t("as a reason for"))] : null,
          claimButton(target, index),
          partners.length > 0 ? [h("p", { class: "note" }, t("It counts only together with")), ...partners.map((partner) => claimButton(partner, index))] : null,
          relation !== chosen ? h("p", { class: "note" }, t("A second use: the map shows this claim elsewhere.")) : null,
          chance(relation.confidence)
            ? h("p", { class: isDoubtful(index, relation) ? "note warn" : "note" }, t("{0} link like this is {1}.", isDoubtful(index, relation) ? t("Doubtful: a") : "A", chance(relation.confidence)))
            : null,
          relation.note ? h("p", { class: "note" }, relation.note) : null,
        );
      }),
    ),
  );
}

/** What is said for and against the claim. @param {Unit} unit @param {Index} index */
function reasons(unit, index) {
  const incoming = index.incoming.get(unit.id) ?? [];
  const undercuts = (index.outgoing.get(unit.id) ?? []).flatMap((relation) => index.incoming.get(relation.id) ?? []);
  const groups = [
    { title: t("Because"), kind: "support", relations: incoming.filter((relation) => kindOf(index, relation) === "support") },
    { title: t("But"), kind: "rebut", relations: incoming.filter((relation) => kindOf(index, relation) === "rebut") },
    { title: t("It does not follow, because"), kind: "undercut", relations: undercuts },
  ];
  return groups
    .filter(({ relations }) => relations.length > 0)
    .map(({ title, kind, relations }) =>
      h(
        "section",
        {},
        h("h3", { class: kind }, `${WORDS[/** @type {Relation["kind"]} */ (kind)].sign} ${title}`),
        h(
          "ul",
          { class: "links" },
          relations.map((relation) =>
            h(
              "li",
              {},
              relation.sources.map((id) => claimButton(index.units.get(id), index)),
            ),
          ),
        ),
      ),
    );
}
