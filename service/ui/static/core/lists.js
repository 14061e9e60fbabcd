/**
 * Lists of claims that a reader asks for, as the service found them (`Meaning`); nothing is decided here.
 * @import {Index} from "./model.js"
 */

/** @typedef {"unanswered" | "untaken" | "disputed" | "nested" | "common" | "shared" | "granted" | "unlinked"} ListName */

/** @type {Record<ListName, string>} */
export const LISTS = {
  disputed: "Disputed by somebody",
  unanswered: "Objections without an answer in the map",
  untaken: "Without a link to another side",
  nested: "Told of one holder by another",
  common: "Common ground: held or granted by two sides",
  shared: "Used by several sides",
  granted: "Granted to the other side",
  unlinked: "No link was found",
};

/** The claims in a list, by id. @param {Index} index @param {ListName} name @returns {Set<string>} */
export function listed(index, name) {
  const { meaning } = index.said;
  if (name === "disputed") return new Set(meaning.contacts.filter(({ kind }) => kind === "conflicts").flatMap(({ unit, other_unit, relation }) => (relation ? [other_unit] : [unit, other_unit])));
  if (name === "unanswered") return new Set(unansweredIn(index).flatMap(({ sources }) => sources));
  if (name === "untaken") return new Set(meaning.not_taken_up);
  if (name === "common") return new Set((meaning.common ?? []).flatMap(({ unit, same }) => [unit, ...same]));
  if (name === "shared") return new Set(meaning.shared.map(({ unit }) => unit));
  if (name === "granted") return index.said.granted;
  if (name === "unlinked") return new Set(meaning.unlinked);
  return new Set(index.map.units.filter((unit) => index.attributions.get(unit.attribution ?? "")?.within).map(({ id }) => id));
}

/** What speaks against something, wherever it stands, and is answered by nothing; what is granted is no objection. @param {Index} index */
function unansweredIn(index) {
  return index.map.relations.filter(({ id, sources }) => index.said.answers.get(id)?.length === 0 && !sources.every((unit) => index.said.granted.has(unit)));
}

/** The lists that have something in them. @param {Index} index @returns {{name: ListName, title: string, units: Set<string>}[]} */
export function listsOf(index) {
  return /** @type {ListName[]} */ (Object.keys(LISTS)).map((name) => ({ name, title: LISTS[name], units: listed(index, name) })).filter(({ units }) => units.size > 0);
}
