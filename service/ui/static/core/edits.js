/**
 * Corrections, each a pure function from a map to the corrected map. What follows from the rules (scope, role, the
 * text that spans cut) is worked out here, so that a correction is one whole change when it reaches the server.
 * @import {ArgMap, Attribution, Edit, Kind, Relation, Span, Unit} from "./types.js"
 */
import { changesBetween } from "./changes.js";
import { chosenRelations } from "./model.js";

/** Thrown where a correction makes no sense; the message is for the reader. */
export class BadEdit extends Error {}

/**
 * @param {ArgMap} map
 * @param {string} label what the reader did, in words
 * @param {(map: ArgMap) => ArgMap} correct
 * @returns {Edit}
 */
export function makeEdit(map, label, correct) {
  return { label, changes: changesBetween(map, consistent(correct(map))) };
}

/** An id that nobody else picks at the same time. @param {string} prefix */
export function freshId(prefix) {
  const bytes = crypto.getRandomValues(new Uint32Array(2));
  return `${prefix}${bytes[0].toString(36)}${bytes[1].toString(36)}`.slice(0, 10);
}

/** Sets what the rules derive: no dangling relation, scope, role. @param {ArgMap} map @returns {ArgMap} */
export function consistent(map) {
  const paragraphs = new Map(map.units.map((unit) => [unit.id, unit.paragraph]));
  let relations = map.relations
    .map((relation) => {
      const sources = relation.sources.filter((id) => paragraphs.has(id));
      return sources.length === relation.sources.length ? relation : { ...relation, sources };
    })
    .filter((relation) => relation.sources.length > 0);
  for (let count = -1; count !== relations.length; ) {
    count = relations.length;
    const known = new Set(relations.map((relation) => relation.id));
    relations = relations.filter((relation) => (relation.kind === "undercut" ? known : paragraphs).has(relation.target));
  }
  const byId = new Map(relations.map((relation) => [relation.id, relation]));
  relations = relations.map((relation) => {
    const places = new Set(unitsTouched(relation, byId).map((id) => paragraphs.get(id)));
    const scope = /** @type {"paragraph" | "document"} */ (places.size <= 1 ? "paragraph" : "document");
    return scope === relation.scope ? relation : { ...relation, scope };
  });
  const chosen = chosenRelations(relations);
  const units = map.units.map((unit) => {
    const role = /** @type {Unit["role"]} */ (chosen.get(unit.id)?.scope === "paragraph" ? "premise" : "conclusion");
    return role === unit.role ? unit : { ...unit, role };
  });
  const conclusion = map.conclusion !== null && paragraphs.has(map.conclusion) ? map.conclusion : null;
  return { ...map, relations, units, conclusion };
}

/** @param {Relation} relation @param {Map<string, Relation>} relations @returns {string[]} */
function unitsTouched(relation, relations) {
  const touched = [...relation.sources];
  const seen = new Set();
  let current = relation;
  while (current.kind === "undercut" && !seen.has(current.id)) {
    seen.add(current.id);
    const next = relations.get(current.target);
    if (!next) return touched;
    touched.push(...next.sources);
    current = next;
  }
  return current.kind === "undercut" ? touched : [...touched, current.target];
}

/** @template {{id: string}} T @param {T[]} items @param {string} id @param {Partial<T>} value @returns {T[]} */
export function replace(items, id, value) {
  return items.map((item) => (item.id === id ? { ...item, ...value } : item));
}

/** @param {ArgMap} map @param {string} id @returns {Unit} */
function unitOf(map, id) {
  const unit = map.units.find((item) => item.id === id);
  if (!unit) throw new BadEdit("This claim is no longer in the map.");
  return unit;
}

/**
 * The author says things without an attribution; anybody else's claim needs one.
 * @param {ArgMap} map @param {string} id @param {string} perspective
 */
export function setHolder(map, id, perspective) {
  const unit = unitOf(map, id);
  if (perspective === "author") return { ...map, units: replace(map.units, id, { perspective, attribution: null }) };
  const shared = map.units.some((other) => other.id !== id && other.attribution === unit.attribution);
  if (unit.attribution !== null && !shared) {
    return { ...map, attributions: replace(map.attributions, unit.attribution, { perspective }), units: replace(map.units, id, { perspective }) };
  }
  /** @type {Attribution} */
  const attribution = { id: freshId("a"), perspective, within: null, source: null, cue: null, content: unit.spans.map(({ start, end }) => ({ start, end })), attitude: "asserts" };
  return { ...map, attributions: [...map.attributions, attribution], units: replace(map.units, id, { perspective, attribution: attribution.id }) };
}

/**
 * Whether the holder says the claim, doubts it, denies it…; the other claims of the same saying stay as they are.
 * @param {ArgMap} map @param {string} id @param {string} attitude
 */
export function setAttitude(map, id, attitude) {
  const unit = unitOf(map, id);
  const before = map.attributions.find((item) => item.id === unit.attribution);
  if ((before?.attitude ?? "asserts") === attitude) return map;
  if (before && !map.units.some((other) => other.id !== id && other.attribution === before.id)) {
    return { ...map, attributions: replace(map.attributions, before.id, { attitude }) };
  }
  /** @type {Attribution} */
  const attribution = { within: null, source: null, cue: null, ...before, id: freshId("a"), perspective: unit.perspective, content: unit.spans.map(({ start, end }) => ({ start, end })), attitude };
  return { ...map, attributions: [...map.attributions, attribution], units: replace(map.units, id, { attribution: attribution.id }) };
}

/** The paragraph of body text that holds all spans. @param {ArgMap} map @param {Span[]} spans @returns {number} */
function paragraphOf(map, spans) {
  const found = map.document.paragraphs.find((paragraph) => spans.every((span) => span.start >= paragraph.start && span.end <= paragraph.end));
  if (!found) throw new BadEdit("A claim has to lie inside one paragraph.");
  if (found.kind !== "body") throw new BadEdit("Headings, captions and credits carry no claims.");
  return found.index;
}

/** In order, touching pieces joined. @param {Span[]} spans @returns {Span[]} */
export function tidySpans(spans) {
  /** @type {Span[]} */
  const tidy = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = tidy.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else tidy.push({ start, end });
  }
  return tidy;
}

/** @param {ArgMap} map @param {Span[]} spans */
function cut(map, spans) {
  return spans.map(({ start, end }) => map.document.text.slice(start, end)).join(" ");
}

/** @param {ArgMap} map @param {string} id @param {Span[]} spans */
export function setSpans(map, id, spans) {
  const tidy = tidySpans(spans);
  if (tidy.length === 0) throw new BadEdit("Select some words first.");
  return { ...map, units: replace(map.units, id, { spans: tidy, text: cut(map, tidy), paragraph: paragraphOf(map, tidy), implicit: false }) };
}

/** @param {ArgMap} map @param {Span[]} spans @param {string} holder @returns {{map: ArgMap, id: string}} */
export function addUnit(map, spans, holder) {
  const tidy = tidySpans(spans);
  /** @type {Unit} */
  const unit = {
    id: freshId("u"),
    paragraph: paragraphOf(map, tidy),
    spans: tidy,
    text: cut(map, tidy),
    gist: null,
    role: "conclusion",
    perspective: "author",
    attribution: null,
    implicit: false,
    confidence: 1,
    note: null,
  };
  const added = { ...map, units: [...map.units, unit] };
  return { map: holder === "author" ? added : setHolder(added, unit.id, holder), id: unit.id };
}

/** @param {ArgMap} map @param {string} id */
export function deleteUnit(map, id) {
  return { ...map, units: map.units.filter((unit) => unit.id !== id) };
}

/**
 * Gives a unit one outgoing relation, in place of those it had; null leaves it standing alone.
 * @param {ArgMap} map @param {string} id @param {{kind: Kind, read?: Kind | null, target: string} | null} link target: a unit,
 *   or for an undercut a relation; read: the kind as the reader means it
 */
export function setLink(map, id, link) {
  unitOf(map, id);
  const attacked = map.relations.find((relation) => relation.id === link?.target);
  if (attacked?.sources.every((source) => source === id)) throw new BadEdit("A reason cannot deny its own step.");
  if (link && link.target === id) throw new BadEdit("A claim cannot be its own reason.");
  const relations = map.relations.map((relation) => (relation.sources.includes(id) ? { ...relation, sources: relation.sources.filter((source) => source !== id) } : relation));
  if (!link) return { ...map, relations };
  if (leadsTo(map, link.target, id)) throw new BadEdit("That would run in a circle: the target already rests on this claim.");
  const kept = map.relations.find((relation) => relation.sources.length === 1 && relation.sources[0] === id);
  if (kept) return { ...map, relations: replace(map.relations, kept.id, { ...link, read: link.read ?? null, confidence: 1 }) };
  /** @type {Relation} */
  const relation = { id: freshId("r"), kind: link.kind, sources: [id], target: link.target, scope: "paragraph", confidence: 1, note: null, ...(link.read ? { read: link.read } : {}) };
  return { ...map, relations: [...relations, relation] };
}

/** Makes a unit one more linked premise of a relation. @param {ArgMap} map @param {string} id @param {string} relationId */
export function linkWith(map, id, relationId) {
  const loose = setLink(map, id, null);
  const relation = loose.relations.find((item) => item.id === relationId);
  if (!relation) throw new BadEdit("This link is no longer in the map.");
  if (relation.target === id || leadsTo(map, relation.target, id)) throw new BadEdit("That would run in a circle.");
  return { ...loose, relations: replace(loose.relations, relationId, { sources: [...relation.sources, id] }) };
}

/** Whether `from` (a unit or a relation) leads on to the unit `to`. @param {ArgMap} map @param {string} from @param {string} to */
export function leadsTo(map, from, to) {
  const seen = new Set();
  const queue = [from];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (at === to) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    for (const relation of map.relations) {
      if (relation.sources.includes(at)) queue.push(relation.id, relation.target);
      else if (relation.id === at) queue.push(relation.target);
    }
  }
  return false;
}

/** The second part gets no link: none is better than a guess. @param {ArgMap} map @param {string} id @param {number} at */
export function splitUnit(map, id, at) {
  const unit = unitOf(map, id);
  const text = map.document.text;
  const parts = (/** @type {number} */ from, /** @type {number} */ to) =>
    unit.spans.map((span) => trim(text, Math.max(span.start, from), Math.min(span.end, to))).filter((span) => span.start < span.end);
  const [left, right] = [parts(0, at), parts(at, text.length)];
  if (left.length === 0 || right.length === 0) throw new BadEdit("Choose a place inside the claim.");
  /** @type {Unit} */
  const second = { ...unit, id: freshId("u"), spans: right, text: cut(map, right), gist: null };
  return { ...map, units: [...replace(map.units, id, { spans: left, text: cut(map, left), gist: null }), second] };
}

/** @param {string} text @param {number} start @param {number} end @returns {Span} */
function trim(text, start, end) {
  while (start < end && /\s/.test(text[start])) start++;
  while (end > start && /\s/.test(text[end - 1])) end--;
  return { start, end };
}

/** @param {ArgMap} map @param {string} into @param {string} other */
export function mergeUnits(map, into, other) {
  const [keep, gone] = [unitOf(map, into), unitOf(map, other)];
  if (into === other) throw new BadEdit("Choose another claim to merge with.");
  const spans = tidySpans([...keep.spans, ...gone.spans]);
  const said = spans.length > 0;
  const words = said ? { spans, text: cut(map, spans), paragraph: paragraphOf(map, spans), implicit: false } : {};
  const swap = (/** @type {string} */ id) => (id === other ? into : id);
  // The merged claim keeps one way on: its own, or else the other's.
  const keepsOwn = map.relations.some((relation) => relation.sources.includes(into) && relation.target !== other);
  const relations = map.relations.map((relation) => {
    const sources = keepsOwn ? relation.sources.filter((id) => id !== other) : relation.sources.map(swap);
    const target = swap(relation.target);
    return { ...relation, target, sources: [...new Set(sources)].filter((id) => id !== target) };
  });
  const units = replace(map.units, into, { ...words, gist: null });
  return { ...map, relations, units: units.filter((unit) => unit.id !== other), conclusion: map.conclusion === other ? into : map.conclusion };
}

/** @param {ArgMap} map @param {string | null} id */
export function setConclusion(map, id) {
  return { ...map, conclusion: id };
}
