/** The panel where no claim is selected: the map at a glance, how it was made, and what to be careful of. */
import { WORDS, holderName } from "../core/model.js";
import { chooseHolder } from "../shell/actions.js";
import { enginesKnown } from "../shell/engines.js";
import { h, plural } from "../shell/dom.js";
import { legend } from "../shell/legend.js";
import { holderClass } from "../shell/paint.js";
import { store } from "../shell/store.js";
import { claimButton } from "./detail.js";

export function aboutMap() {
  const { map, index } = store.open;
  const conclusion = index.units.get(map.conclusion ?? "");
  return [
    h("header", { class: "panel-head" }, h("h2", {}, "At a glance")),
    conclusion
      ? h("section", {}, h("h3", {}, "The article argues that"), claimButton(conclusion, index))
      : h("p", { class: "note" }, map.units.length === 0 ? "No claim has been found yet."
        : "The article as a whole argues for no single claim. Below is who says what."),
    ...objections(),
    map.units.length > 0 ? whoSpeaks() : null,
    h("section", {}, h("h3", {}, "How to read it"), legend()),
    howMade(),
  ];
}

function whoSpeaks() {
  const { map, index } = store.open;
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const unit of map.units) counts.set(unit.perspective, (counts.get(unit.perspective) ?? 0) + 1);
  const speaking = map.perspectives.filter((perspective) => counts.has(perspective.id))
    .sort((a, b) => (counts.get(b.id) ?? 0) - (counts.get(a.id) ?? 0));
  const most = Math.max(1, ...counts.values());
  return h("section", {}, h("h3", {}, "Who says how much"),
    h("ul", { class: "speakers" }, speaking.map((perspective) => {
      const bar = h("span", { class: "bar" });
      bar.style.inlineSize = `${Math.round((100 * (counts.get(perspective.id) ?? 0)) / most)}%`;
      return h("li", { class: holderClass(perspective.id) },
        h("button", { type: "button", class: "quiet speaker", title: `Show only ${perspective.label}`, onclick: () => chooseHolder(perspective.id) },
          h("span", { class: "dot" }), h("span", { class: "name" }, perspective.label), h("span", { class: "number" }, String(counts.get(perspective.id)))),
        h("span", { class: "track", "aria-hidden": "true" }, bar),
        perspective.parent ? h("span", { class: "note" }, `part of ${holderName(index, perspective.parent)}`) : null);
    })),
    h("button", { type: "button", class: "quiet link", "data-edit": true, onclick: async () => (await import("../edit/holders.js")).holdersDialog() }, "Correct the holders…"));
}

/** What is said against the conclusion and its reasons, each with what answers it. */
function objections() {
  const { map, index } = store.open;
  const near = new Set([map.conclusion ?? "", ...(index.incoming.get(map.conclusion ?? "") ?? [])
    .filter((relation) => relation.kind === "support").flatMap((relation) => relation.sources)]);
  const rebuts = [...near].flatMap((id) => index.incoming.get(id) ?? []).filter((relation) => relation.kind === "rebut").slice(0, 8);
  const holders = (/** @type {string[]} */ ids) => ids.map((id) => index.units.get(id)?.perspective);
  const own = rebuts.filter((relation) => holders(relation.sources).every((holder) => holder === index.units.get(relation.target)?.perspective));
  const others = rebuts.filter((relation) => !own.includes(relation));
  return [objectionList("What others say against it, and the answers", others), objectionList("What its own side grants against it", own)];
}

/** @param {string} title @param {import("../core/types.js").Relation[]} relations */
function objectionList(title, relations) {
  const { index } = store.open;
  if (relations.length === 0) return null;
  const answers = (/** @type {import("../core/types.js").Relation} */ relation) => [...relation.sources, relation.id]
    .flatMap((id) => index.incoming.get(id) ?? []).filter((answer) => answer.kind !== "support").flatMap((answer) => answer.sources);
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
