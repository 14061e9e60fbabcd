/**
 * Premises that the article leaves unsaid: they have words of their own, and no place in the text.
 * @import {ArgMap, Kind, Unit} from "./types.js"
 */
import { BadEdit, freshId, linkWith, replace, setHolder, setLink } from "./edits.js";

/**
 * @param {ArgMap} map
 * @param {string} target the claim that it bears on
 * @param {string} words
 * @param {{kind: Kind, together: string | null, holder: string}} how together: the link whose premises it completes
 * @returns {{map: ArgMap, id: string}}
 */
export function addUnsaid(map, target, words, { kind, together, holder }) {
  const text = words.trim();
  const bearsOn = map.units.find((unit) => unit.id === target);
  if (!bearsOn) throw new BadEdit("This claim is no longer in the map.");
  if (text === "") throw new BadEdit("Write the premise in words first.");
  /** @type {Unit} */
  const unit = { id: freshId("u"), paragraph: bearsOn.paragraph, spans: [], text, gist: null, role: "premise", perspective: "author", attribution: null, implicit: true, confidence: 1, note: null };
  const added = { ...map, units: [...map.units, unit] };
  const held = holder === "author" ? added : setHolder(added, unit.id, holder);
  return { map: together ? linkWith(held, unit.id, together) : setLink(held, unit.id, { kind, target }), id: unit.id };
}

/** @param {ArgMap} map @param {string} id @param {string} words @returns {ArgMap} */
export function rephraseUnsaid(map, id, words) {
  if (words.trim() === "") throw new BadEdit("Write the premise in words first.");
  return { ...map, units: replace(map.units, id, { text: words.trim() }) };
}
