/**
 * Corrections of who speaks: a new holder, another name, two that are one. Pure, like the others in `edits.js`.
 * @import {ArgMap, Perspective} from "./types.js"
 */
import { handOver } from "./issueedits.js";
import { BadEdit, freshId, replace, tidySpans } from "./edits.js";

/** @param {ArgMap} map @param {string} label @param {string} kind @returns {{map: ArgMap, id: string}} */
export function addPerspective(map, label, kind) {
  if (label.trim() === "") throw new BadEdit("Give the holder a name.");
  /** @type {Perspective} */
  const perspective = { id: freshId("v"), label: label.trim(), kind, parent: null, mentions: [] };
  return { map: { ...map, perspectives: [...map.perspectives, perspective] }, id: perspective.id };
}

/** @param {ArgMap} map @param {string} id @param {string} label */
export function renamePerspective(map, id, label) {
  if (label.trim() === "") throw new BadEdit("Give the holder a name.");
  return { ...map, perspectives: replace(map.perspectives, id, { label: label.trim() }) };
}

/** Makes a holder part of another, or of none. @param {ArgMap} map @param {string} id @param {string | null} parent */
export function setParent(map, id, parent) {
  const parents = new Map(map.perspectives.map((item) => [item.id, item.parent]));
  for (let at = parent; at; at = parents.get(at) ?? null) {
    if (at === id) throw new BadEdit("That would run in a circle: the other is part of this one.");
  }
  return { ...map, perspectives: replace(map.perspectives, id, { parent }) };
}

/** @param {ArgMap} map @param {string} into @param {string} other */
export function mergePerspectives(map, into, other) {
  if (other === "author") throw new BadEdit("The author stays; merge the other into the author instead.");
  if (into === other) throw new BadEdit("Choose another holder.");
  const swap = (/** @type {string | null} */ id) => (id === other ? into : id);
  const gone = map.perspectives.find((item) => item.id === other);
  const perspectives = map.perspectives
    .filter((item) => item.id !== other)
    .map((item) => {
      const parent = swap(item.parent);
      const mentions = item.id === into ? tidySpans([...item.mentions, ...(gone?.mentions ?? [])]) : item.mentions;
      return { ...item, mentions, parent: parent === item.id ? null : parent };
    });
  const attributions = map.attributions.map((item) => (item.perspective === other ? { ...item, perspective: into } : item));
  const units = map.units.map((unit) => (unit.perspective !== other ? unit : { ...unit, perspective: into, attribution: into === "author" ? null : unit.attribution }));
  return { ...map, perspectives, attributions, units, issues: handOver(map.issues ?? [], other, into) };
}
