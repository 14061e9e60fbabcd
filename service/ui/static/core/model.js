/**
 * Lookups over one map, made once per version and never changed.
 * @import {ArgMap, Attribution, Holding, Meaning, Objection, Perspective, Piece, Relation, Unit} from "./types.js"
 */
import { pageLanguage, t } from "./messages.js";
import { NO_MEANING } from "./reading.js";

/**
 * @typedef {object} Index
 * @property {ArgMap} map
 * @property {Map<string, Unit>} units
 * @property {Map<string, Relation>} relations
 * @property {Map<string, Perspective>} perspectives
 * @property {Map<string, Attribution>} attributions
 * @property {Map<string, Relation[]>} incoming relations that aim at a unit, or undercuts at a relation, by its id
 * @property {Map<string, Relation[]>} outgoing relations that a unit is a source of
 * @property {Map<string, Relation>} chosen the relation that leads each unit on in the trees
 * @property {Said} said what the service says of it
 */

/**
 * The meaning of a map for looking things up: ids of units and relations, holdings by perspective, objections by relation.
 * @typedef {{meaning: Meaning, against: Set<string>, granted: Set<string>, argued: Set<string>, turned: Set<string>,
 *   doubtful: Set<string>, holdings: Map<string, Holding>, objections: Map<string, Objection>, wordings: Map<string, Piece[]>,
 *   supposed: Map<string, string>, objecting: Set<string>, foreseen: Map<string, string>}} Said `supposed`: the modal verb by unit;
 *   `objecting`: see `pairKey`; `foreseen`: the verb of how a unit is foreseen
 */

/** @param {Meaning} meaning @returns {Said} */
function lookUp(meaning) {
  return {
    meaning,
    against: new Set(meaning.against),
    granted: new Set(meaning.granted),
    argued: new Set(meaning.argued),
    turned: new Set(meaning.turned),
    doubtful: new Set(meaning.doubtful),
    holdings: new Map(meaning.holdings.map((holding) => [holding.perspective.id, holding])),
    objections: new Map(meaning.objections.map((objection) => [objection.relation, objection])),
    wordings: new Map((meaning.wordings ?? []).map(({ unit, pieces }) => [unit, pieces])),
    supposed: new Map((meaning.supposed ?? []).map(({ unit, modal }) => [unit, modal])),
    objecting: new Set((meaning.objecting ?? []).map(({ issue, a, b }) => pairKey(issue, a, b))),
    foreseen: new Map((meaning.foreseen ?? []).map(({ unit, manner }) => [unit, manner])),
  };
}

/** Two positions in an issue, in any order. @param {string} issue @param {string} a @param {string} b */
export function pairKey(issue, a, b) {
  return [issue, ...[a, b].sort()].join(" ");
}

/** @param {ArgMap} map @param {Meaning | null} [meaning] null where it is not known yet @returns {Index} */
export function indexMap(map, meaning = null) {
  /** @type {Map<string, Relation[]>} */
  const incoming = new Map();
  /** @type {Map<string, Relation[]>} */
  const outgoing = new Map();
  for (const relation of map.relations) {
    push(incoming, relation.target, relation);
    for (const source of relation.sources) push(outgoing, source, relation);
  }
  const relations = byId(map.relations);
  const said = lookUp(meaning ?? NO_MEANING);
  return {
    map,
    units: byId(map.units),
    relations,
    perspectives: byId(map.perspectives),
    attributions: byId(map.attributions),
    incoming,
    outgoing,
    chosen: new Map(Object.entries(said.meaning.forest.leading).map(([unit, id]) => [unit, /** @type {Relation} */ (relations.get(id))])),
    said,
  };
}

/** @template {{id: string}} T @param {T[]} items @returns {Map<string, T>} */
function byId(items) {
  return new Map(items.map((item) => [item.id, item]));
}

/** @template V @param {Map<string, V[]>} lists @param {string} key @param {V} value */
export function push(lists, key, value) {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Where a unit starts in the text; an unstated one comes last in its paragraph. @param {Unit} unit */
export function position(unit) {
  return unit.spans.length > 0 ? unit.spans[0].start : Number.MAX_SAFE_INTEGER;
}

const AUTHOR = "The author";

/** @param {Index} index @param {string} id @returns {string} the holder's name, or a word for an unknown one */
export function holderName(index, id) {
  const name = index.said.holdings.get(id)?.name ?? index.perspectives.get(id)?.label ?? t("Unknown");
  return name === AUTHOR ? t(AUTHOR) : name;
}

/** The holder's name in the midst of a sentence: `the author`. @param {Index} index @param {string} id */
export function nameWithin(index, id) {
  const name = index.said.holdings.get(id)?.name_within ?? holderName(index, id).replace(/^The /, "the ");
  return name === "the author" ? t("the author") : name;
}

/**
 * The unit that a relation finally bears on: its target, or for an undercut the target of the inference it attacks.
 * @param {Index} index
 * @param {Relation} relation
 * @returns {Unit | undefined}
 */
export function targetUnit(index, relation) {
  const seen = new Set();
  let current = relation;
  while (!index.units.has(current.target)) {
    const next = index.relations.get(current.target);
    if (!next || seen.has(next.id)) return undefined;
    seen.add(next.id);
    current = next;
  }
  return index.units.get(current.target);
}

/** The language of a paragraph's words, for whoever reads them aloud; null where it is the page's own. @param {Index} index @param {number} [paragraph] its index; left out, the document's @returns {string | null} */
export function languageOf({ map }, paragraph) {
  const language = map.document.paragraphs.find(({ index }) => index === paragraph)?.language ?? map.document.language;
  return language === pageLanguage ? null : language;
}

/** The language of a question: the article's where it is made of its words, else that of the model's own. @param {Index} index @param {import("./types.js").Issue} issue */
export function languageOfQuestion(index, issue) {
  const language = issue.question.spans.length > 0 ? null : index.map.provenance.words_language;
  return language ? (language === pageLanguage ? null : language) : languageOf(index);
}

/** The words that a lay reader knows for each kind. */
export const WORDS = /** @type {const} */ ({
  support: { sign: "+", word: t("because"), long: t("is a reason for") },
  rebut: { sign: "−", word: t("but"), long: t("speaks against") },
  undercut: { sign: "×", word: t("does not follow"), long: t("denies that the reason counts") },
});

/** @type {Record<string, string>} How a holder relates to what is said. */
export const ATTITUDES = {
  asserts: t("says so"),
  denies: t("denies it"),
  concedes: t("concedes it"),
  doubts: t("doubts it"),
  asks: t("asks it"),
  wants: t("wants it"),
  predicts: t("foresees it (expects, fears, plans it)"),
};

/** @param {string} text @returns {"rtl" | "ltr"} by the first letter that has a direction */
export function direction(text) {
  const strong = /[\p{L}]/u.exec(text);
  return strong && /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(strong[0]) ? "rtl" : "ltr";
}
