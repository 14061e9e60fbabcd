/** The panel where no claim is selected: the map at a glance, how it was made, and what to be careful of. */
import { WORDS, holderName } from "../core/model.js";
import { toggleInFilter } from "../shell/actions.js";
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
        h("button", { type: "button", class: "quiet speaker", title: `Show only ${perspective.label}`, onclick: () => only(perspective.id) },
          h("span", { class: "dot" }), h("span", { class: "name" }, perspective.label), h("span", { class: "number" }, String(counts.get(perspective.id)))),
        h("span", { class: "track", "aria-hidden": "true" }, bar),
        perspective.parent ? h("span", { class: "note" }, `part of ${holderName(index, perspective.parent)}`) : null);
    })),
    h("button", { type: "button", class: "quiet link", "data-edit": true, onclick: async () => (await import("../edit/holders.js")).holdersDialog() }, "Correct the holders…"));
}

/** Dims everybody else; once more, and all are back. @param {string} id */
function only(id) {
  const others = store.open.map.perspectives.filter((perspective) => perspective.id !== id).map((perspective) => perspective.id);
  const { holders } = store.state.filter;
  const already = others.every((other) => holders.has(other)) && !holders.has(id);
  for (const other of [id, ...others]) {
    const wanted = !already && other !== id;
    if (holders.has(other) !== wanted) toggleInFilter("holders", other);
  }
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
