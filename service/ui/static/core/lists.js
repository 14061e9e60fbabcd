/**
 * Lists of claims that a reader asks for, as the service found them (`Meaning`); nothing is decided here.
 * @import {Index} from "./model.js"
 */

/** @typedef {"untaken" | "disputed" | "nested" | "shared" | "granted" | "unlinked"} ListName */

/** @type {Record<ListName, string>} */
export const LISTS = {
  disputed: "Disputed by somebody",
  untaken: "Taken up by nobody",
  nested: "Told of one holder by another",
  shared: "Used by several sides",
  granted: "Granted to the other side",
  unlinked: "No link was found",
};

/** The claims in a list, by id. @param {Index} index @param {ListName} name @returns {Set<string>} */
export function listed(index, name) {
  const { meaning } = index.said;
  if (name === "disputed") return new Set(meaning.contacts.filter(({ kind }) => kind === "conflicts").flatMap(({ unit, other_unit, relation }) => (relation ? [other_unit] : [unit, other_unit])));
  if (name === "untaken") return new Set(meaning.not_taken_up);
  if (name === "shared") return new Set(meaning.shared.map(({ unit }) => unit));
  if (name === "granted") return index.said.granted;
  if (name === "unlinked") return new Set(meaning.unlinked);
  return new Set(index.map.units.filter((unit) => index.attributions.get(unit.attribution ?? "")?.within).map(({ id }) => id));
}

/** The lists that have something in them. @param {Index} index @returns {{name: ListName, title: string, units: Set<string>}[]} */
export function listsOf(index) {
  return /** @type {ListName[]} */ (Object.keys(LISTS)).map((name) => ({ name, title: LISTS[name], units: listed(index, name) })).filter(({ units }) => units.size > 0);
}
