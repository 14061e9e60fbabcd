/**
 * How a claim and its holder are put into words on cards, rows and columns.
 * @import {Perspective, Piece, Unit} from "./types.js"
 * @import {Index} from "./model.js"
 */
import { holderName } from "./model.js";
import { isAgainst, isConcession } from "./reading.js";

/** @type {Record<string, [string, string]>} of one, of several */
const VERBS = {
  denies: ["denies", "deny"],
  concedes: ["concedes", "concede"],
  doubts: ["doubts", "doubt"],
  asks: ["asks", "ask"],
  wants: ["wants", "want"],
  predicts: ["predicts", "predict"],
  grants: ["grants", "grant"],
};

const SINGULAR = /(ss|us|is|news|brussels|athens|paris|honduras|the times)$/i;
const PLURAL = /^(many|some|others|both|critics|few|most|several|all|they|people|police|those|two|three|four|five)\b|\b(people|police|others|men|women|members)$|\band\b/i;

/** States of one name that holds an "and". */
const ONE_STATE = /\b(trinidad|bosnia|antigua|nevis|grenadines|pr[ií]ncipe)\b/i;

/** Several people, also where the name begins with a capital letter as a proper name does. */
const SEVERAL =
  /^(\S+ )?(officials|critics|experts|analysts|economists|scientists|researchers|ministers|ministries|diplomats|lawyers|leaders|lawmakers|opponents|supporters|residents|workers|voters|aides|others)$/i;

/** Whether the name takes a plural verb: "Skeptics on Capitol Hill". @param {Perspective | undefined} holder */
export function isPlural(holder) {
  if (!holder || holder.kind === "author") return false;
  const head = holder.label
    .trim()
    .split(/ (?:of|on|in|at|for|from|to|with|who|near|under)\b|,|\(/)[0]
    .replace(/^the /i, "");
  if (holder.kind === "person" || holder.kind === "state" || holder.kind === "institution") return isPluralName(head, holder.kind);
  return PLURAL.test(head) || (/[a-z]s$/.test(head) && !SINGULAR.test(head));
}

/**
 * An "s" at the end of a proper name says nothing ("Jones", "United States", "General Motors"): several are two names with
 * "and", a plain word in the plural, or "both". @param {string} head without "the" @param {string} kind
 */
function isPluralName(head, kind) {
  if (SEVERAL.test(head) || /^(both|many|some|several|all|two|three|four|five)\b/i.test(head)) return true;
  if (/\band\b/.test(head) && !ONE_STATE.test(head)) return kind !== "institution" || /^\S+ and \S+$|\band the\b/.test(head); // "Food and Drug Administration" is one
  return /(^|\s)\p{Ll}[\p{L}-]*s$/u.test(head) && !SINGULAR.test(head);
}

/** The verb that agrees with a holder's name: `wants` or `want`. @param {Index} index @param {string} holder its id @param {string} one @param {string} several */
export function agreeing(index, holder, one, several) {
  return isPlural(index.perspectives.get(holder)) ? several : one;
}

/**
 * What stands before the words where the holder does not simply say them: `doubt that:`, with the name
 * `Skeptics on Capitol Hill doubt that:`; `would say, according to the author:` where it is only supposed to. Empty where
 * the holder just says so.
 * @param {Index} index @param {Unit} unit @param {boolean} [named]
 */
export function leadOf(index, unit, named = false) {
  const attribution = index.attributions.get(unit.attribution ?? "");
  const teller = index.attributions.get(attribution?.within ?? "");
  const told = teller && teller.perspective !== unit.perspective ? `according to ${holderName(index, teller.perspective)}` : "";
  const attitude = attribution && attribution.attitude !== "asserts" ? attribution.attitude : isConcession(index, unit) ? "grants" : "";
  const modal = index.said.supposed.get(unit.id);
  if (modal) return `${[named ? holderName(index, unit.perspective) : "", modal, VERBS[attitude]?.[1] ?? "say"].filter(Boolean).join(" ")}, ${told || `according to ${supposer(index)}`}:`;
  if (!attitude && !told) return "";
  const verb = VERBS[attitude] ? agreeing(index, unit.perspective, ...VERBS[attitude]) : attitude;
  const that = verb && isClause(unit.text) && attitude !== "wants" && attitude !== "asks" ? " that" : "";
  const name = named ? holderName(index, unit.perspective) : "";
  return `${[name, verb && `${verb}${that}`].filter(Boolean).join(" ")}${told && (name || verb) ? ", " : ""}${told}:`;
}

/** @param {Index} index */
function supposer(index) {
  return holderName(index, "author").replace(/^The /, "the ");
}

/** What stands behind the name of a holder that is only supposed to say these claims, all of them: ` (would say so)`. @param {Index} index @param {string[]} units ids */
export function supposedly(index, units) {
  const modals = units.map((id) => index.said.supposed.get(id));
  return modals.length > 0 && modals.every(Boolean) ? ` (${modals[0]} say so)` : "";
}

/** A guess: "raising the age" and "to wait" are no clauses, nor is a bare thing of two words. @param {string} text */
function isClause(text) {
  const verb = /\b(is|are|was|were|will|would|can|could|may|might|must|should|has|have|had|does|did|means|makes)\b/i;
  return text.trim().split(/\s+/).length > 2 && (verb.test(text) || !/^\W*(to|not to|\w+ing)\b/iu.test(text));
}

/** How the holder relates to the claim in one word, for tables and screen readers; empty where it simply says so. @param {Index} index @param {Unit} unit */
export function attitudeOf(index, unit) {
  return leadOf(index, unit).replace(/:$/, "");
}

/** The class of a claim's words: italics where its holder is against them. @param {Index} index @param {Unit} unit */
export function wordsClass(index, unit) {
  return isAgainst(index, unit) ? "words against" : "words";
}

/** The class of the lead. @param {Index} index @param {Unit} unit */
export function leadClass(index, unit) {
  return isAgainst(index, unit) ? "lead against" : isConcession(index, unit) ? "lead granted" : "lead";
}

/**
 * A name that says little alone ("her colleagues", "one", "some of them") with the words around it in the article.
 * @param {Index} index @param {Perspective} holder @returns {string} empty where the name says enough
 */
export function inContext(index, holder) {
  if (!/^(her|his|their|its|my|our|some|one|others?|many|another|a|an|the same|he|she|they|those|these)\b/i.test(holder.label) || holder.kind === "author") return "";
  const sources = index.map.attributions.filter((item) => item.perspective === holder.id && item.source).map((item) => item.source);
  const at = holder.mentions[0] ?? sources[0];
  if (!at) return "";
  const { text } = index.map.document;
  const before = (
    text
      .slice(Math.max(0, at.start - 70), at.start)
      .split(/\n/)
      .at(-1) ?? ""
  )
    .split(/\s+/)
    .slice(-7)
    .join(" ");
  const after = text
    .slice(at.end, at.end + 70)
    .split(/\n/)[0]
    .split(/\s+/)
    .slice(0, 7)
    .join(" ");
  return `…${before}${text.slice(at.start, at.end)}${after}…`;
}

/** The words, with an ellipsis where the article says something else between them. @param {Unit} unit @param {string} text the document's */
export function inPieces(unit, text) {
  if (unit.spans.length < 2) return unit.text;
  return unit.spans.map(({ start, end }, i) => `${i > 0 && /[\p{L}\p{N}]/u.test(text.slice(unit.spans[i - 1].end, start)) ? "… " : ""}${text.slice(start, end)}`).join(" ");
}

/**
 * The claim so that it can be read alone, as the service words it: its own words, and in brackets what is missing. Its own
 * words alone where they say enough, and in a draft that moved it.
 * @param {Index} index @param {Unit} unit @returns {Piece[]}
 */
export function piecesOf(index, unit) {
  const pieces = index.said.wordings.get(unit.id);
  const fits = pieces?.every(({ text, inserted }) => inserted || unit.text.includes(text.trim()));
  return pieces && fits ? pieces : [{ text: inPieces(unit, index.map.document.text), inserted: false }];
}

/** @param {Index} index @param {Unit} unit */
export function wordingOf(index, unit) {
  return piecesOf(index, unit)
    .map(({ text }) => text)
    .join("");
}

/** What the panel of a claim is headed with. @param {Unit} unit @param {string | undefined} kind of its link @param {boolean} main @param {boolean} argued whether reasons are given for it */
export function headingOf(unit, kind, main, argued) {
  if (main) return "Main conclusion";
  if (kind === "rebut") return "An objection";
  if (kind === "undercut") return "An objection to a step";
  return unit.role === "premise" ? "A reason" : argued ? "A conclusion" : kind ? "A reason" : "A claim";
}

/** What stands where a side has no answer in the map: the article may have one that was not found. */
export const NO_ANSWER = "no answer found";

/** @type {Record<string, [string, string]>} how a holder meets a question without an answer of its own; of one, of several */
const UNANSWERED = {
  rejects: ["rejects the question or the other's answer, and gives none of its own", "reject the question or the other's answer, and give none of their own"],
};

/** @param {Index} index @param {import("./types.js").Position} position without units */
export function unanswered(index, position) {
  const words = UNANSWERED[position.stance];
  return words ? agreeing(index, position.perspective, ...words) : NO_ANSWER;
}
