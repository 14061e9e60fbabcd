/**
 * How a map must be read, as the service found it (`service/domain/meaning`). Nothing is decided here.
 * @import {Kind, Meaning, Relation, Unit} from "./types.js"
 * @import {Index} from "./model.js"
 */

/** A map whose meaning is not known yet. @type {Meaning} */
export const NO_MEANING = {
  against: [],
  granted: [],
  argued: [],
  turned: [],
  doubtful: [],
  holdings: [],
  contacts: [],
  objections: [],
  shared: [],
  unlinked: [],
  not_taken_up: [],
  forest: { leading: {}, trees: [], alone: [] },
};

const OTHER = /** @type {const} */ ({ support: "rebut", rebut: "support", undercut: "undercut" });

/** Whether the holder is against the claim's words. @param {Index} index @param {Unit | undefined} unit */
export function isAgainst(index, unit) {
  return unit !== undefined && index.said.against.has(unit.id);
}

/** As the service says it is read. @param {Index} index @param {Relation} relation @returns {Kind} */
export function kindOf(index, relation) {
  return index.said.turned.has(relation.id) ? OTHER[relation.kind] : relation.kind;
}

/** More likely wrong than right. @param {Index} index @param {Relation} relation */
export function isDoubtful(index, relation) {
  return index.said.doubtful.has(relation.id);
}

/** Whether somebody gives a reason for the claim, or it is the article's conclusion. @param {Index} index @param {Unit} unit */
export function isArgued(index, unit) {
  return index.said.argued.has(unit.id);
}

/** Whether a holder grants the claim to the other side. @param {Index} index @param {Unit} unit */
export function isConcession(index, unit) {
  return index.said.granted.has(unit.id);
}

/** The units that answer a link against a claim; none: no answer is in the map. @param {Index} index @param {Relation} relation */
export function answersTo(index, relation) {
  return index.said.objections.get(relation.id)?.answers ?? [];
}
