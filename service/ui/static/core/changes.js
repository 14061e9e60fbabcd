/**
 * The difference between two versions of a map, put into words.
 * @import {ArgMap, Difference} from "./types.js"
 */
import { t } from "./messages.js";
import { CONTRASTS } from "./issues.js";
import { ATTITUDES } from "./model.js";

/** @type {Record<string, "perspectives" | "attributions" | "units" | "relations" | "issues">} */
const LISTS = { perspective: "perspectives", attribution: "attributions", unit: "units", relation: "relations", issue: "issues" };

/** The other version, of which the service tells every part that differs. @param {ArgMap} map @param {Difference[]} differences @returns {ArgMap} */
export function withDifferences(map, differences) {
  const later = { ...map };
  for (const [kind, list] of Object.entries(LISTS)) {
    const after = new Map(differences.filter((item) => item.kind === kind).map(({ id, after }) => [id, after]));
    const kept = (later[list] ?? []).map((/** @type {{id: string}} */ part) => (after.has(part.id) ? after.get(part.id) : part));
    const known = new Set((later[list] ?? []).map(({ id }) => id));
    const added = [...after].filter(([id]) => !known.has(/** @type {string} */ (id))).map(([, part]) => part);
    if (after.size > 0) later[list] = [...kept, ...added].filter((part) => part !== null);
  }
  const main = differences.find(({ kind }) => kind === "conclusion");
  return main ? { ...later, conclusion: main.after } : later;
}

/** @param {unknown} one @param {unknown} other */
function sameValue(one, other) {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/**
 * One line for a reader, for example `Claim “Fees fell”: role a conclusion → a reason`.
 * @param {Difference} change
 * @param {ArgMap} map where names are looked up
 */
export function describeChange(change, map) {
  if (change.kind === "conclusion") return change.after ? t("Main conclusion: {0}", nameOf("unit", String(change.after), map)) : t("No main conclusion");
  const { kind } = change;
  const after = change.after ?? {};
  const noun = { unit: t("Claim"), relation: t("Link"), attribution: t("Attribution"), perspective: t("Holder"), issue: t("Question") }[kind] ?? kind;
  const id = change.id ?? after.id ?? "";
  const name = after.text ?? after.label ?? after.question?.text ?? change.before?.text ?? change.before?.label ?? change.before?.question?.text;
  const ends = kind === "relation" && Array.isArray(after.sources) ? t("from {0}", showField("sources", after.sources, map)) : "";
  const title = `${noun} ${name ? quote(String(name)) : ends || nameOf(kind, id, map)}`.trim();
  if (change.op === "add") return t("{0}: added", title);
  if (change.op === "remove") return t("{0}: removed", title);
  const fields = Object.keys(after).filter((key) => key !== "id" && !sameValue(change.before?.[key], after[key]));
  const parts = fields
    .filter((key) => key !== "text")
    .map((key) => {
      const [field, now] = [FIELDS[key] ?? key, showField(key, after[key], map)];
      return change.before && key in change.before ? `${field} ${showField(key, change.before[key], map)} → ${now}` : `${field} → ${now}`;
    });
  return `${title}: ${parts.join(", ") || t("words")}`;
}

/** @param {string} kind @param {string} id @param {ArgMap} map @returns {string} */
function nameOf(kind, id, map) {
  if (kind === "relation") {
    const link = map.relations.find((relation) => relation.id === id);
    return link ? t("from {0}", nameOf("unit", link.sources[0], map)) : "";
  }
  if (kind === "attribution") {
    const said = map.units.find((unit) => unit.attribution === id);
    return said ? quote(said.text) : "";
  }
  const list = /** @type {{id: string, text?: string, label?: string, question?: {text: string}}[]} */ (map[LISTS[kind]] ?? []);
  const item = list.find((entry) => entry.id === id);
  const words = item?.text || item?.label || item?.question?.text;
  return words ? quote(words) : "";
}

/** Fields as a reader knows them. @type {Record<string, string>} */
const FIELDS = {
  perspective: t("held by"),
  spans: t("words"),
  target: t("bears on"),
  sources: t("reasons"),
  parent: t("part of"),
  attitude: t("its holder"),
  conclusion: t("main conclusion"),
  positions: t("answers"),
  contrasts: t("how they stand to each other"),
  attribution: t("said with"),
  within: t("as told by"),
  role: t("role"),
  kind: t("kind"),
  confidence: t("confidence"),
  label: t("name"),
  mentions: t("mentions"),
};

/** Values as a reader knows them. @type {Record<string, string>} */
const VALUES = {
  premise: t("a reason"),
  conclusion: t("a conclusion"),
  support: t("for it"),
  rebut: t("against it"),
  undercut: t("does not follow"),
  holds: t("holds"),
  silent: t("silent"),
  rejects: t("rejects"),
  person: t("A person"),
  group: t("A group"),
  institution: t("An institution"),
  state: t("A state"),
  unnamed: t("Nobody by name"),
};

/** Fields that are made of parts, in words without ids. @type {Record<string, (value: any, map: ArgMap) => string>} */
const TOLD = {
  question: (value) => quote(value?.text ?? ""),
  positions: (value, map) => value.map((/** @type {any} */ item) => answerOf(item, map)).join("; ") || t("none"),
  contrasts: (value, map) =>
    value.map((/** @type {any} */ item) => t("{0} and {1} {2}", nameOf("perspective", item.a, map), nameOf("perspective", item.b, map), CONTRASTS[item.kind]?.words ?? item.kind)).join("; ") ||
    t("none"),
  attribution: (value, map) => saidWith(value, map),
  within: (value, map) => saidWith(value, map),
};

/** Who answers, and by what. @param {import("./types.js").Position} position @param {ArgMap} map */
function answerOf({ perspective, units, stance, spans = [] }, map) {
  const claims = units.map((id) => nameOf("unit", id, map)).join(", ") || show(stance);
  const words = spans.map(({ start, end }) => map.document.text.slice(start, end)).join(" ");
  return `${nameOf("perspective", perspective, map)} ${claims}${words ? ` ${quote(words)}` : ""}`;
}

/** Source and cue of an attribution, as the article has them. @param {string | null} id @param {ArgMap} map */
function saidWith(id, map) {
  const found = map.attributions.find((item) => item.id === id);
  if (!found) return id === null ? t("nobody") : t("an attribution that is gone");
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
  if (value === null || value === undefined) return t("none");
  if (Array.isArray(value)) return value.map(show).join(", ") || t("none");
  if (typeof value === "object" && "start" in value && "end" in value) return `${value.start}–${value.end}`;
  return typeof value === "object" ? JSON.stringify(value) : (VALUES[String(value)] ?? String(value));
}
