/**
 * How a claim and its holder are put into words on cards, rows and columns.
 * @import {Unit} from "./types.js"
 * @import {Index} from "./model.js"
 */
import { ATTITUDES, holderName } from "./model.js";

/** Below so many words a claim is hard to read out of its sentence. */
const FEW = 4;
const SHORT = 36;

/** What the holder does with the claim where they do not simply say so: `doubts it`, `says Ford`. @param {Index} index @param {Unit} unit */
export function attitudeOf(index, unit) {
  const attribution = index.attributions.get(unit.attribution ?? "");
  const attitude = attribution?.attitude ?? "asserts";
  const teller = index.attributions.get(attribution?.within ?? "");
  return [attitude === "asserts" ? "" : ATTITUDES[attitude] ?? attitude, teller ? `says ${holderName(index, teller.perspective)}` : ""]
    .filter((part) => part !== "").join(", ");
}

/** Whether the holder is against the claim. @param {Index} index @param {Unit} unit */
export function isAgainst(index, unit) {
  return ["denies", "doubts"].includes(index.attributions.get(unit.attribution ?? "")?.attitude ?? "");
}

/**
 * A claim of few words with some of its sentence in brackets: `[each turn was] a step toward a [settlement]`.
 * @param {Unit} unit @param {string} text the document's
 */
export function inSentence(unit, text) {
  const first = unit.spans[0];
  const last = unit.spans[unit.spans.length - 1];
  if (!first || unit.text.length > SHORT || unit.text.split(/\s+/).length >= FEW) return unit.text;
  const before = text.slice(Math.max(0, first.start - 60), first.start).split(/[.!?;:\n\u061f\u3002]/).at(-1) ?? "";
  const after = text.slice(last.end, last.end + 60).split(/[.!?;:\n\u061f\u3002]/)[0];
  const [lead, rest] = [before.trim().split(/\s+/).slice(-4).join(" "), after.trim().split(/\s+/).slice(0, 4).join(" ")];
  if (!lead && !/\p{L}/u.test(rest)) {
    const earlier = text.slice(0, first.start).trim().split(/\s+/).slice(-7).join(" ");
    return earlier && text[first.start - 1] !== "\n" ? `[… ${earlier}] ${unit.text}` : unit.text;
  }
  return [lead && `[${lead}]`, unit.text, /[\p{L}\p{N}]/u.test(rest) && `[${rest}]`].filter((part) => part).join(" ");
}

/** What the panel of a claim is headed with. @param {Unit} unit @param {string | undefined} kind of its link @param {boolean} main */
export function headingOf(unit, kind, main) {
  if (main) return "Main conclusion";
  if (kind === "rebut") return "An objection";
  if (kind === "undercut") return "An objection to a step";
  return unit.role === "premise" ? "A reason" : "A conclusion";
}
