/**
 * How a claim and its holder are put into words on cards, rows and columns.
 * @import {Perspective, Piece, Position, Unit} from "./types.js"
 * @import {Index} from "./model.js"
 */
import { t } from "./messages.js";
import { nameWithin } from "./model.js";
import { isAgainst, isConcession } from "./reading.js";

/** @type {Record<string, [string, string]>} of one, of several */
const VERBS = {
  denies: [t("denies"), t("deny")],
  concedes: [t("concedes"), t("concede")],
  doubts: [t("doubts"), t("doubt")],
  asks: [t("asks"), t("ask")],
  wants: [t("wants"), t("want")],
  grants: [t("grants"), t("grant")],
  rejects: [t("rejects"), t("reject")],
  expects: [t("expects"), t("expect")],
  fears: [t("fears"), t("fear")],
  warns: [t("warns"), t("warn")],
  threatens: [t("threatens"), t("threaten")],
  promises: [t("promises"), t("promise")],
  plans: [t("plans"), t("plan")],
  predicts: [t("predicts"), t("predict")],
};

/** What stands without "that". */
const WITHOUT_THAT = new Set(["wants", "asks", "plans", "threatens", "rejects"]);

/** The verb that agrees with a holder's name: `wants` or `want`. @param {Index} index @param {string} holder its id @param {string} one @param {string} several */
export function agreeing(index, holder, one, several) {
  return index.said.holdings.get(holder)?.plural ? several : one;
}

/**
 * What stands before the words where the holder does not simply say them: `doubt that:`, with the name
 * `Skeptics on Capitol Hill doubt that:`; `would say, according to the author:` where it is only supposed to; `fears, according
 * to the mayor, that:` where somebody else tells it. Empty where the holder just says so.
 * @param {Index} index @param {Unit} unit @param {boolean} [named]
 */
export function leadOf(index, unit, named = false) {
  const attribution = index.attributions.get(unit.attribution ?? "");
  const teller = index.attributions.get(attribution?.within ?? "");
  const told = teller && teller.perspective !== unit.perspective ? t("according to {0}", nameWithin(index, teller.perspective)) : "";
  const name = named ? capital(nameWithin(index, unit.perspective)) : "";
  const attitude = attitudeIn(index, unit, attribution?.attitude ?? "asserts");
  const modal = index.said.supposed.get(unit.id);
  if (modal) {
    const verb = attribution?.attitude === "predicts" ? t("say") : (VERBS[attitude]?.[1] ?? t("say"));
    return `${[name, t(modal), verb].filter(Boolean).join(" ")}, ${told || t("according to {0}", nameWithin(index, "author"))}:`;
  }
  if (!attitude && !told) return "";
  const verb = attitude && agreeing(index, unit.perspective, ...VERBS[attitude]);
  const head = [name, verb].filter(Boolean).join(" ");
  const that = verb && !WITHOUT_THAT.has(attitude) && takesThat(index, unit, attitude);
  return `${head}${head && told ? ", " : ""}${told}${that && told ? "," : ""}${that ? t(" that") : ""}:`;
}

/** @param {string} words */
function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether "that" may stand before the words: they are a statement, for all that can be seen. @param {Index} index @param {Unit} unit @param {string} attitude */
function takesThat(index, unit, attitude) {
  if (/^that\b/i.test(unit.text)) return false;
  const start = unit.spans[0]?.start ?? 0;
  if (/\bthat\s+$/i.test(index.map.document.text.slice(Math.max(0, start - 8), start))) return true;
  return isClause(unit.text) && (attitude === "doubts" || attitude === "denies" || HAS_VERB.test(unit.text));
}

/** How the holder takes the words, as a verb of `VERBS`; empty where it simply says them. @param {Index} index @param {Unit} unit @param {string} attitude */
function attitudeIn(index, unit, attitude) {
  if (attitude === "predicts") return index.said.foreseen.get(unit.id) ?? "";
  if (attitude === "denies") return isClause(unit.text) ? attitude : "rejects"; // what is no statement cannot be denied
  if (attitude !== "asserts") return attitude;
  return isConcession(index, unit) ? "grants" : "";
}

/** What stands behind the name of a holder that is only supposed to say these claims, all of them: ` (would say so)`. @param {Index} index @param {string[]} units ids */
export function supposedly(index, units) {
  const modals = units.map((id) => index.said.supposed.get(id));
  return modals.length > 0 && modals.every(Boolean) ? t(" ({0} say so)", t(modals[0] ?? "")) : "";
}

const HAS_VERB = /\b(is|are|was|were|will|would|can|could|may|might|must|should|has|have|had|does|did|do|means|makes|shall|cannot)\b/i;

/** A guess: "raising the age" and "to wait" are no clauses, nor is a bare thing of two words. @param {string} text */
function isClause(text) {
  return text.trim().split(/\s+/).length > 2 && (HAS_VERB.test(text) || !/^\W*(to|not to|\w+ing)\b/iu.test(text));
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
  return unit.spans.length < 2 ? unit.text : joinPieces(unit.spans, text);
}

/** @param {import("./types.js").Span[]} spans @param {string} text the document's */
function joinPieces(spans, text) {
  return spans.map(({ start, end }, i) => `${i > 0 && /[\p{L}\p{N}]/u.test(text.slice(spans[i - 1].end, start)) ? "… " : ""}${text.slice(start, end)}`).join(" ");
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
  if (main) return t("Main conclusion");
  if (kind === "rebut") return t("An objection");
  if (kind === "undercut") return t("An objection to a step");
  return unit.role === "premise" ? t("A reason") : argued ? t("A conclusion") : kind ? t("A reason") : t("A claim");
}

/** What stands where a side has no answer in the map: the article may have one that was not found. */
export const NO_ANSWER = t("no answer found");

/** How a holder meets a question without a claim; of one, of several. @type {Record<string, [string, string]>} */
const WITHOUT_CLAIM = {
  holds: [t("takes a side, without a claim"), t("takes a side, without a claim")],
  silent: [t("gives no answer"), t("give no answer")],
  rejects: [t("rejects the question or the other's answer, and gives none of its own"), t("reject the question or the other's answer, and give none of their own")],
};

/** @param {Index} index @param {Position} position without units, or with words beside them */
export function unanswered(index, position) {
  const isShown = position.stance !== "silent" || stanceWords(index, position) !== "";
  return isShown ? agreeing(index, position.perspective, ...WITHOUT_CLAIM[position.stance]) : NO_ANSWER;
}

/** The words that show a stance and are no claim; empty where there are none. @param {Index} index @param {Position} position */
export function stanceWords(index, position) {
  return joinPieces(position.spans ?? [], index.map.document.text);
}

/** How a holder meets a question without a claim, with the words that show it. @param {Index} index @param {Position} position */
export function stanceLine(index, position) {
  const words = stanceWords(index, position);
  return `${unanswered(index, position)}${words ? `: “${words}”` : ""}`;
}
