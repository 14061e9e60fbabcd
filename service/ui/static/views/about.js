/** The panel where no claim is selected: the map at a glance, how it was made, and what to be careful of. */
import { WORDS } from "../core/model.js";
import { isConcession, kindOf } from "../core/reading.js";
import { enginesKnown } from "../shell/engines.js";
import { h, plural } from "../shell/dom.js";
import { legend } from "../shell/legend.js";
import { store } from "../shell/store.js";
import { claimButton } from "./claim.js";
import { whereTheyStand, whoSpeaks } from "./voices.js";

/** @import {Relation} from "../core/types.js" */

export function aboutMap() {
  const { map, index } = store.open;
  const conclusion = index.units.get(map.conclusion ?? "");
  return [
    h("header", { class: "panel-head" }, h("h2", {}, "At a glance")),
    conclusion
      ? h("section", {}, h("h3", {}, "The article argues that"), claimButton(conclusion, index))
      : h("p", { class: "note" }, map.units.length === 0 ? "No claim has been found yet."
        : "The article as a whole argues for no single claim. Below is who says what."),
    conclusion ? whereTheyStand() : null,
    ...objections(),
    map.units.length > 0 ? whoSpeaks() : null,
    h("section", {}, h("h3", {}, "How to read it"), legend()),
    howMade(),
  ];
}

/** What is said against the conclusion and its reasons, each with what answers it. */
function objections() {
  const { map, index } = store.open;
  const at = (/** @type {string} */ id) => index.incoming.get(id) ?? [];
  const near = new Set([map.conclusion ?? "", ...at(map.conclusion ?? "").filter((relation) => kindOf(index, relation) === "support").flatMap((relation) => relation.sources)]);
  const rebuts = [...near].flatMap((id) => [...at(id).filter((relation) => kindOf(index, relation) === "rebut"),
    ...at(id).flatMap((relation) => (kindOf(index, relation) === "support" ? at(relation.id) : []))]).slice(0, 8);
  const own = rebuts.filter((relation) => relation.sources.every((id) => {
    const unit = index.units.get(id);
    return unit !== undefined && isConcession(index, unit);
  }));
  return [objectionList("What is said against it, and the answers", rebuts.filter((relation) => !own.includes(relation))),
    objectionList("What is granted to the other side", own)];
}

/** @param {string} title @param {Relation[]} relations */
function objectionList(title, relations) {
  const { index } = store.open;
  if (relations.length === 0) return null;
  const answers = (/** @type {Relation} */ relation) => [...relation.sources, relation.id]
    .flatMap((id) => index.incoming.get(id) ?? []).filter((answer) => kindOf(index, answer) !== "support").flatMap((answer) => answer.sources);
  return h("section", {}, h("h3", {}, title), h("ul", { class: "links" }, relations.map((relation) => h("li", {},
    relation.sources.map((id) => claimButton(index.units.get(id), index)),
    answers(relation).length > 0 ? h("div", { class: "answers" }, h("p", { class: "kind rebut" }, "− but"), answers(relation).map((id) => claimButton(index.units.get(id), index))) : null))));
}

function howMade() {
  const { map } = store.open;
  const { provenance } = map;
  const { usage } = provenance;
  const offline = provenance.engine === "offline";
  const hint = enginesKnown()?.llm.hint;
  return h("section", { class: "made" }, h("h3", {}, "How it was made"),
    h("p", {}, provenance.engine === "import" ? "It was imported. " : offline ? "By the offline engine: a parser and rules, no language model. " : `By ${provenance.model ?? `the ${provenance.engine} engine`}. `,
      `${plural(map.units.length, "claim")}, ${plural(map.relations.length, "link")}; version ${map.version}.`),
    usage.calls > 0 ? h("p", { class: "note" }, `${plural(usage.calls, "model call")} (${usage.cached_calls} from the store), ${(usage.input_tokens + usage.output_tokens).toLocaleString("en")} tokens${usage.cost_usd === null ? "" : `, $${usage.cost_usd.toFixed(4)}`}.`) : null,
    offline && hint ? h("p", { class: "note" }, hint) : null,
    provenance.warnings.length > 0 ? h("details", { open: provenance.warnings.length <= 3 },
      h("summary", {}, `${plural(provenance.warnings.length, "warning")}: read these parts with care`),
      h("ul", { class: "warnings" }, provenance.warnings.map((warning) =>
        h("li", {}, warning.paragraph === null ? "" : h("strong", {}, `Paragraph ${warning.paragraph + 1}: `), warning.detail)))) : null,
    h("p", { class: "note" }, `A map is a proposal, read by a machine. ${WORDS.support.sign} and ${WORDS.rebut.sign} may be wrong: select a claim to correct it.`));
}
