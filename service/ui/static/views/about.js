/** The panel where no claim is selected: the map at a glance, how it was made, and what to be careful of. */
import { pageLanguage, t } from "../core/messages.js";
import { compare } from "../core/compare.js";
import { WORDS, nameWithin } from "../core/model.js";
import { isConcession, kindOf } from "../core/reading.js";
import { agreeing } from "../core/wording.js";
import { listsOf } from "../core/lists.js";
import { gatherWarnings } from "../core/warnings.js";
import { showList } from "../shell/actions.js";
import { enginesKnown } from "../shell/engines.js";
import { h, plural } from "../shell/dom.js";
import { legend } from "../shell/legend.js";
import { store } from "../shell/store.js";
import { claimButton } from "./claim.js";
import { differences } from "./differences.js";
import { drawObjection } from "./objection.js";
import { whereTheyStand, whoSpeaks } from "./voices.js";

/** @import {Meeting} from "../core/compare.js" */
/** @import {Relation} from "../core/types.js" */

export const AGAINST_IT = t("What is said against it, and the answers");
export const GRANTED = t("What is granted to the other side");

/** So many of each list; the views have the rest. */
const MOST = 6;

export function aboutMap() {
  return [
    h("header", { class: "panel-head" }, h("h2", {}, t("At a glance"))),
    differences(),
    ...argument(),
    store.open.map.units.length > 0 ? whoSpeaks() : null,
    claimLists(),
    howToRead(),
    howMade(),
  ];
}

/** What is argued, by whom, what is said against it, and what is granted: also for the printed page. */
export function argument() {
  const { map, index } = store.open;
  const conclusion = index.units.get(map.conclusion ?? "");
  return [
    conclusion
      ? h("section", {}, h("h3", {}, t("The article argues that")), claimButton(conclusion, index))
      : h("p", { class: "note" }, map.units.length === 0 ? t("No claim has been found yet.") : t("The article as a whole argues for no single claim. Below is who says what.")),
    conclusion ? whereTheyStand() : null,
    mainReasons(),
    ...objections(),
  ];
}

/** Lists that a reader may ask for; a click gathers their claims. */
export function claimLists() {
  const lists = listsOf(store.open.index);
  if (lists.length === 0) return null;
  return h(
    "section",
    {},
    h("h3", {}, t("Lists")),
    h(
      "ul",
      { class: "claim-lists" },
      lists.map(({ name, title, units }) =>
        h("li", {}, h("button", { type: "button", class: "quiet link", onclick: () => (name === "unanswered" ? void showObjections() : showList(name)) }, `${title} (${units.size})`)),
      ),
    ),
  );
}

/** Who objects to whom, and who answers, with those that wait for an answer first. */
async function showObjections() {
  (await import("./objections.js")).objectionsDialog();
}

/** The reasons that are given for the conclusion itself. */
function mainReasons() {
  const { map, index } = store.open;
  const reasons = (index.incoming.get(map.conclusion ?? "") ?? []).filter((relation) => kindOf(index, relation) === "support");
  if (reasons.length === 0) return null;
  return h(
    "section",
    {},
    h("h3", {}, t("The reasons given for it")),
    h(
      "ul",
      { class: "links" },
      reasons.slice(0, MOST).map((relation) =>
        h(
          "li",
          {},
          relation.sources.map((id) => claimButton(index.units.get(id), index)),
          relation.sources.length > 1 ? h("p", { class: "note" }, t("They count only together.")) : null,
        ),
      ),
    ),
    reasons.length > MOST ? h("p", { class: "note" }, t("and {0} more, in the map", reasons.length - MOST)) : null,
  );
}

/** What is said against the conclusion and its reasons, each with what answers it. */
function objections() {
  const { map, index } = store.open;
  const at = (/** @type {string} */ id) => index.incoming.get(id) ?? [];
  const near = new Set([
    map.conclusion ?? "",
    ...at(map.conclusion ?? "")
      .filter((relation) => kindOf(index, relation) === "support")
      .flatMap((relation) => relation.sources),
  ]);
  const rebuts = [...near]
    .flatMap((id) => [...at(id).filter((relation) => kindOf(index, relation) === "rebut"), ...at(id).flatMap((relation) => (kindOf(index, relation) === "support" ? at(relation.id) : []))])
    .slice(0, MOST);
  const granted = map.units.filter((unit) => isConcession(index, unit));
  const ids = new Set(granted.map((unit) => unit.id));
  return [
    objectionList(
      AGAINST_IT,
      rebuts.filter((relation) => !relation.sources.every((id) => ids.has(id))),
    ),
    granted.length === 0
      ? null
      : h(
          "section",
          {},
          h("h3", {}, GRANTED),
          h(
            "ul",
            { class: "links" },
            granted.slice(0, MOST).map((unit) => h("li", {}, claimButton(unit, index))),
          ),
        ),
    agreements(),
  ];
}

/** Where two holders agree, each two once; a reason that is only used does not count, and what is granted stands above. */
function agreements() {
  const { index } = store.open;
  /** @type {Map<string, Meeting>} */
  const pairs = new Map();
  for (const meeting of compare(index).meetings) {
    const key = [meeting.from.perspective, meeting.to.perspective].sort().join(" ");
    if (meeting.verdict === "agree" && !isConcession(index, meeting.from) && !pairs.has(key)) pairs.set(key, meeting);
  }
  if (pairs.size === 0) return null;
  return h(
    "section",
    {},
    h("h3", {}, t("Where two agree")),
    h(
      "ul",
      { class: "links" },
      [...pairs.values()]
        .slice(0, MOST)
        .map(({ from, to, shared }) =>
          h(
            "li",
            {},
            claimButton(from, index),
            h(
              "p",
              { class: "kind support" },
              shared ? t("+ and {0}, both for", nameWithin(index, to.perspective)) : t("+ for what {0} {1}", nameWithin(index, to.perspective), agreeing(index, to.perspective, t("holds"), t("hold"))),
            ),
            claimButton(shared ?? to, index),
          ),
        ),
    ),
    pairs.size > MOST ? h("p", { class: "note" }, t("and {0} more, in Perspectives", pairs.size - MOST)) : null,
  );
}

/** @param {string} title @param {Relation[]} relations */
function objectionList(title, relations) {
  return relations.length === 0 ? null : h("section", {}, h("h3", {}, title), h("ul", { class: "links" }, relations.map(drawObjection)));
}

function howToRead() {
  const around = h("button", { type: "button", class: "quiet link", onclick: async () => (await import("../shell/tour.js")).startTour() }, t("Show me around (one minute)"));
  return h("section", {}, h("h3", {}, t("How to read it")), legend(), store.open.map.units.length > 0 ? h("p", {}, around) : null);
}

export function howMade() {
  const { map } = store.open;
  const { provenance } = map;
  const { usage } = provenance;
  const offline = provenance.engine === "offline";
  const hint = enginesKnown()?.llm.hint;
  return h(
    "section",
    { class: "made" },
    h("h3", {}, t("How it was made")),
    h(
      "p",
      {},
      provenance.engine === "import"
        ? t("It was imported. ")
        : offline
          ? t("By the offline engine: small models and rules, no language model. ")
          : t("By {0}. ", provenance.model ?? t("the {0} engine", provenance.engine)),
      t("{0}, {1}; version {2}.", plural(map.units.length, "claim"), plural(map.relations.length, "link"), map.version),
    ),
    usage.calls > 0
      ? h(
          "p",
          { class: "note" },
          t(
            "{0} ({1} from the store), {2} tokens{3}.",
            plural(usage.calls, "model call"),
            usage.cached_calls,
            (usage.input_tokens + usage.output_tokens).toLocaleString(pageLanguage),
            usage.cost_usd === null ? "" : `, $${usage.cost_usd.toFixed(4)}`,
          ),
        )
      : null,
    offline && hint ? h("p", { class: "note" }, hint) : null,
    provenance.warnings.length > 0
      ? h(
          "details",
          { open: gatherWarnings(provenance.warnings).length <= 3 },
          h("summary", {}, t("{0}: read these parts with care", plural(provenance.warnings.length, "warning"))),
          h(
            "ul",
            { class: "warnings" },
            gatherWarnings(provenance.warnings).map(({ where, detail, times }) => h("li", {}, where ? h("strong", {}, `${where}: `) : "", detail, times > 1 ? t(" ({0} times)", times) : "")),
          ),
        )
      : null,
    h("p", { class: "note" }, t("A map is a proposal, read by a machine. {0} and {1} may be wrong: select a claim to correct it.", WORDS.support.sign, WORDS.rebut.sign)),
  );
}
