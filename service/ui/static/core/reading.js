/**
 * How a link must be read where a holder doubts or denies the words of a claim.
 *
 * In a map, links are between the bare words ("what speaks for p is a support"), also where somebody only doubts p. On
 * the page the words stand in that holder's mouth: "Ford doubts that p" speaks against what p speaks for. So the sign is
 * turned round once for each end that its holder is against. The same function leads back from what is read to the map.
 * @import {Kind, Relation, Unit} from "./types.js"
 * @import {Index} from "./model.js"
 */
import { targetUnit } from "./model.js";

/** Whether the holder is against the claim's words. @param {Index} index @param {Unit | undefined} unit */
export function isAgainst(index, unit) {
  return ["denies", "doubts"].includes(index.attributions.get(unit?.attribution ?? "")?.attitude ?? "");
}

/**
 * From the kind in the map to the one that is read, and back. "Does not follow" stays: it attacks a step, not words.
 * @param {Index} index @param {Kind} kind @param {string[]} sources @param {string} target
 * @returns {Kind}
 */
export function asRead(index, kind, sources, target) {
  if (kind === "undercut") return kind;
  const from = sources.length > 0 && sources.every((id) => isAgainst(index, index.units.get(id)));
  if (from === isAgainst(index, index.units.get(target))) return kind;
  return kind === "support" ? "rebut" : "support";
}

/** @param {Index} index @param {Relation} relation @returns {Kind} as it is read */
export function kindOf(index, relation) {
  return asRead(index, relation.kind, relation.sources, relation.target);
}

/** Whether somebody gives a reason for the claim, or it is the article's conclusion. @param {Index} index @param {Unit} unit */
export function isArgued(index, unit) {
  return unit.id === index.map.conclusion || (index.incoming.get(unit.id) ?? []).some((relation) => kindOf(index, relation) === "support");
}

/**
 * Whether a holder grants the claim to the other side: says so, says it against a claim of its own, or gives a reason for
 * what somebody else says against one.
 * @param {Index} index @param {Unit} unit
 */
export function isConcession(index, unit) {
  const attitude = index.attributions.get(unit.attribution ?? "")?.attitude;
  if (attitude !== undefined && attitude !== "asserts") return attitude === "concedes";
  const relation = index.chosen.get(unit.id);
  const target = relation && targetUnit(index, relation);
  if (!target || relation.kind === "undercut") return false;
  if (kindOf(index, relation) === "rebut") return target.perspective === unit.perspective && !isAgainst(index, target);
  const next = index.chosen.get(target.id);
  return next !== undefined && target.perspective !== unit.perspective && kindOf(index, next) === "rebut"
    && targetUnit(index, next)?.perspective === unit.perspective;
}
