/**
 * Changes of a map, as the API takes them: applied, found between two maps, and put into words.
 * @import {ArgMap, Change} from "./types.js"
 */

import { ATTITUDES } from "./model.js";

/** @typedef {"perspective" | "attribution" | "unit" | "relation" | "issue"} ItemKind */

const LISTS = /** @type {const} */ ({
  perspective: "perspectives",
  attribution: "attributions",
  unit: "units",
  relation: "relations",
  issue: "issues",
});

/** In this order each thing is added before what refers to it. */
const ORDER = /** @type {ItemKind[]} */ (Object.keys(LISTS));

/** Thrown where a change names something that the map does not have (any more). */
export class MissingItem extends Error {}

/**
 * @param {ArgMap} map
 * @param {Change[]} changes only add, change, remove and conclusion: the page makes all else of these
 * @returns {ArgMap} a new map
 */
export function applyChanges(map, changes) {
  const result = { ...map, perspectives: [...map.perspectives], attributions: [...map.attributions], units: [...map.units], relations: [...map.relations], issues: [...(map.issues ?? [])] };
  for (const change of changes) {
    if (change.op === "conclusion") {
      result.conclusion = change.id ?? null;
      continue;
    }
    const list = /** @type {{id: string}[]} */ (result[LISTS[/** @type {ItemKind} */ (change.kind)]]);
    if (change.op === "add") {
      list.push(/** @type {{id: string}} */ (change.value));
      continue;
    }
    const at = list.findIndex((item) => item.id === change.id);
    if (at < 0) throw new MissingItem(`${change.kind} ${change.id} is not in version ${map.version}`);
    if (change.op === "remove") list.splice(at, 1);
    else list[at] = { ...list[at], ...change.value };
  }
  return result;
}

/** A map made before there were issues has none. @param {ArgMap} map @param {ItemKind} kind @returns {{id: string}[]} */
function itemsOf(map, kind) {
  return map[LISTS[kind]] ?? [];
}

/**
 * @param {ArgMap} from
 * @param {ArgMap} to
 * @returns {Change[]} what turns one into the other
 */
export function changesBetween(from, to) {
  /** @type {Change[]} */
  const adds = [];
  /** @type {Change[]} */
  const edits = [];
  /** @type {Change[]} */
  const removes = [];
  for (const kind of ORDER) {
    const before = new Map(itemsOf(from, kind).map((item) => [item.id, item]));
    const after = new Map(itemsOf(to, kind).map((item) => [item.id, item]));
    for (const [id, item] of after) {
      const old = before.get(id);
      if (!old) adds.push({ op: "add", kind, id, value: item });
      else if (old !== item) {
        const value = fieldsThatDiffer(old, item);
        if (Object.keys(value).length > 0) edits.push({ op: "change", kind, id, value });
      }
    }
    const gone = [...before.values()].filter((item) => !after.has(item.id));
    removes.unshift(...undercutsFirst(gone).map((item) => /** @type {Change} */ ({ op: "remove", kind, id: item.id })));
  }
  const changes = [...adds, ...edits, ...removes];
  if (from.conclusion !== to.conclusion) changes.push({ op: "conclusion", id: to.conclusion });
  return changes;
}

/**
 * The API takes the undercuts of a relation away with it: what is named here has to be there still.
 * @template {{id: string}} T
 * @param {T[]} items
 * @returns {T[]}
 */
function undercutsFirst(items) {
  const byId = new Map(items.map((item) => [item.id, /** @type {{id: string, kind?: string, target?: string}} */ (item)]));
  /** @type {(id: string | undefined, steps: number) => number} */
  const depth = (id, steps) => {
    const item = byId.get(id ?? "");
    return item?.kind === "undercut" && steps < items.length ? depth(item.target, steps + 1) : steps;
  };
  return [...items].sort((a, b) => depth(b.id, 0) - depth(a.id, 0));
}

/** @param {Record<string, any>} before @param {Record<string, any>} after */
function fieldsThatDiffer(before, after) {
  /** @type {Record<string, any>} */
  const value = {};
  for (const key of Object.keys(after)) {
    if (!sameValue(before[key], after[key])) value[key] = after[key];
  }
  return value;
}

/** @param {unknown} one @param {unknown} other */
function sameValue(one, other) {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** What a change touches, to find two people's changes of one thing. @param {Change} change */
export function touched(change) {
  return change.op === "conclusion" ? "conclusion" : `${change.kind} ${change.id ?? change.value?.id}`;
}

/**
 * What two people both changed since the version that both started from.
 * @param {Change[]} mine
 * @param {Change[]} theirs
 * @returns {Set<string>} as `touched` names them
 */
export function clashes(mine, theirs) {
  const other = new Set(theirs.map(touched));
  return new Set(mine.map(touched).filter((name) => other.has(name)));
}

/**
 * One line for a reader, for example `Claim “Fees fell”: role conclusion → premise`.
 * @param {{op: string, kind?: string | null, id?: string | null, before?: any, after?: any, value?: any}} change
 * @param {ArgMap} map where names are looked up
 */
export function describeChange(change, map) {
  if (change.op === "conclusion" || change.kind === "conclusion") {
    const id = change.id ?? change.after;
    return id ? `Main conclusion: ${nameOf("unit", String(id), map)}` : "No main conclusion";
  }
  const after = change.after ?? change.value ?? {};
  const kind = change.kind ?? "";
  const noun = { unit: "Claim", relation: "Link", attribution: "Attribution", perspective: "Holder", issue: "Question" }[kind] ?? kind;
  const id = change.id ?? after.id ?? "";
  const name = after.text ?? after.label ?? after.question?.text ?? change.before?.text ?? change.before?.label ?? change.before?.question?.text;
  const ends = kind === "relation" && Array.isArray(after.sources) ? `from ${showField("sources", after.sources, map)}` : "";
  const title = `${noun} ${name ? quote(String(name)) : ends || nameOf(kind, id, map)}`.trim();
  if (change.op === "add") return `${title}: added`;
  if (change.op === "remove") return `${title}: removed`;
  const fields = Object.keys(after).filter((key) => key !== "id" && !sameValue(change.before?.[key], after[key]));
  const parts = fields
    .filter((key) => key !== "text")
    .map((key) => {
      const [field, now] = [FIELDS[key] ?? key, showField(key, after[key], map)];
      return change.before && key in change.before ? `${field} ${showField(key, change.before[key], map)} → ${now}` : `${field} → ${now}`;
    });
  return `${title}: ${parts.join(", ") || "text"}`;
}

/** @param {string} kind @param {string} id @param {ArgMap} map @returns {string} */
function nameOf(kind, id, map) {
  if (kind === "relation") {
    const link = map.relations.find((relation) => relation.id === id);
    return link ? `from ${nameOf("unit", link.sources[0], map)}` : "";
  }
  if (kind === "attribution") {
    const said = map.units.find((unit) => unit.attribution === id);
    return said ? quote(said.text) : "";
  }
  const list = /** @type {{id: string, text?: string, label?: string, question?: {text: string}}[]} */ (map[LISTS[/** @type {ItemKind} */ (kind)]] ?? []);
  const item = list.find((entry) => entry.id === id);
  const words = item?.text || item?.label || item?.question?.text;
  return words ? quote(words) : "";
}

/** Fields as a reader knows them. @type {Record<string, string>} */
const FIELDS = {
  perspective: "held by",
  spans: "words",
  target: "bears on",
  sources: "reasons",
  parent: "part of",
  attitude: "its holder",
  conclusion: "main conclusion",
  positions: "answers",
  contrasts: "how they stand to each other",
  attribution: "said with",
  within: "as told by",
};

/** Fields that are made of parts, in words without ids. @type {Record<string, (value: any, map: ArgMap) => string>} */
const TOLD = {
  question: (value) => quote(value?.text ?? ""),
  positions: (value, map) => value.map((/** @type {any} */ item) => answerOf(item, map)).join("; ") || "none",
  contrasts: (value, map) => value.map((/** @type {any} */ item) => `${nameOf("perspective", item.a, map)} and ${nameOf("perspective", item.b, map)} ${item.kind}`).join("; ") || "none",
  attribution: (value, map) => saidWith(value, map),
  within: (value, map) => saidWith(value, map),
};

/** Who answers, and by what. @param {import("./types.js").Position} position @param {ArgMap} map */
function answerOf({ perspective, units, stance, spans = [] }, map) {
  const claims = units.map((id) => nameOf("unit", id, map)).join(", ") || stance;
  const words = spans.map(({ start, end }) => map.document.text.slice(start, end)).join(" ");
  return `${nameOf("perspective", perspective, map)} ${claims}${words ? ` ${quote(words)}` : ""}`;
}

/** Source and cue of an attribution, as the article has them. @param {string | null} id @param {ArgMap} map */
function saidWith(id, map) {
  const found = map.attributions.find((item) => item.id === id);
  if (!found) return id === null ? "nobody" : "an attribution that is gone";
  const words = [found.source, found.cue].filter((span) => span !== null).map((span) => map.document.text.slice(span.start, span.end));
  return words.length > 0 ? quote(words.join(" … ")) : nameOf("perspective", found.perspective, map);
}

/** @param {string} key @param {unknown} value @param {ArgMap} map @returns {string} */
function showField(key, value, map) {
  if (key === "attitude") return ATTITUDES[String(value)] ?? show(value);
  const told = TOLD[key];
  if (told) return told(value, map);
  if (Array.isArray(value) && key === "sources") return value.map((item) => showField("target", item, map)).join(", ");
  if (typeof value !== "string" || !["target", "perspective", "parent"].includes(key)) return show(value);
  const kinds = key === "target" ? ["unit", "relation"] : ["perspective"];
  return kinds.map((kind) => nameOf(kind, value, map)).find((name) => name !== "") || value;
}

/** @param {string} text */
function quote(text) {
  return `“${text.length > 60 ? `${text.slice(0, 57).trimEnd()}…` : text}”`;
}

/** @param {unknown} value @returns {string} */
function show(value) {
  if (value === null || value === undefined) return "none";
  if (Array.isArray(value)) return value.map(show).join(", ") || "none";
  if (typeof value === "object" && "start" in value && "end" in value) return `${value.start}–${value.end}`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
