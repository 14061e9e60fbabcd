/**
 * Which units and relations a filter leaves bright. Everything else is dimmed, never removed.
 * @import {Filter, Relation, Unit} from "./types.js"
 * @import {Index} from "./model.js"
 */
import { holderName } from "./model.js";
import { LISTS, listed } from "./lists.js";
import { isDoubtful, kindOf } from "./reading.js";
import { matches, termsOf } from "./search.js";
import { wordingOf } from "./wording.js";

/** @returns {Filter} a filter that dims nothing */
export function noFilter() {
  return { holders: new Set(), kinds: new Set(), paragraph: null, confidence: 0, query: "", list: null, sure: false, hide: false };
}

/** @param {Filter} filter */
export function isActive(filter) {
  return filter.holders.size > 0 || filter.kinds.size > 0 || filter.paragraph !== null || filter.confidence > 0 || filter.list !== null || filter.sure || filter.query.trim() !== "";
}

/**
 * @param {Index} index
 * @param {Filter} filter
 * @returns {{units: Set<string>, relations: Set<string>}} ids that are dimmed
 */
export function dimmed(index, filter) {
  const terms = termsOf(filter.query);
  /** @type {Set<string>} */
  const units = new Set();
  /** @type {Set<string>} */
  const relations = new Set();
  for (const relation of index.map.relations) {
    if (filter.kinds.has(kindOf(index, relation)) || (relation.confidence ?? 1) < filter.confidence || (filter.sure && isDoubtful(index, relation))) relations.add(relation.id);
  }
  const wanted = filter.list !== null && filter.list in LISTS ? listed(index, filter.list) : null;
  for (const unit of index.map.units) {
    if ((wanted && !wanted.has(unit.id)) || !shows(unit, index, filter, terms) || onlyVia(index.outgoing.get(unit.id), relations)) units.add(unit.id);
  }
  return { units, relations };
}

/** @param {Unit} unit @param {Index} index @param {Filter} filter @param {RegExp[]} terms */
function shows(unit, index, filter, terms) {
  if (filter.holders.has(unit.perspective)) return false;
  if (filter.paragraph !== null && unit.paragraph !== filter.paragraph) return false;
  if ((unit.confidence ?? 1) < filter.confidence) return false;
  return terms.length === 0 || matches(terms, `${wordingOf(index, unit)} ${unit.gist ?? ""} ${holderName(index, unit.perspective)}`);
}

/** @param {Relation[] | undefined} outgoing @param {Set<string>} hidden */
function onlyVia(outgoing, hidden) {
  return outgoing?.every((relation) => hidden.has(relation.id)) ?? false;
}
