/**
 * Lists of claims that a reader asks for, as the service found them (`Meaning`); nothing is decided here.
 * @import {Index} from "./model.js"
 */
import { t } from "./messages.js";

/** @typedef {"unanswered" | "untaken" | "disputed" | "nested" | "common" | "within" | "shared" | "granted" | "unlinked"} ListName */

/** @type {Record<ListName, string>} */
export const LISTS = {
  disputed: t("Disputed by somebody"),
  unanswered: t("Objections without an answer in the map"),
  untaken: t("Without a link to another side"),
  nested: t("Told of one holder by another"),
  common: t("Common ground: held or granted by two sides"),
  within: t("Held by several of one camp"),
  shared: t("Used by several sides"),
  granted: t("Granted to the other side"),
  unlinked: t("No link was found"),
};

/** The claims in a list, by id. @param {Index} index @param {ListName} name @returns {Set<string>} */
export function listed(index, name) {
  const { meaning } = index.said;
  if (name === "disputed") return new Set(meaning.contacts.filter(({ kind }) => kind === "conflicts").flatMap(({ unit, other_unit, relation }) => (relation ? [other_unit] : [unit, other_unit])));
  if (name === "unanswered") return new Set(unansweredIn(index).flatMap(({ sources }) => sources));
  if (name === "untaken") return new Set(meaning.not_taken_up);
  if (name === "common") return commonIn(index, true);
  if (name === "within") return commonIn(index, false);
  if (name === "shared") return new Set(meaning.shared.map(({ unit }) => unit));
  if (name === "granted") return index.said.granted;
  if (name === "unlinked") return new Set(meaning.unlinked);
  return new Set(index.map.units.filter((unit) => index.attributions.get(unit.attribution ?? "")?.within).map(({ id }) => id));
}

/** What two sides hold or grant. @param {Index} index @param {boolean} between whether they stand in different camps, or in none */
function commonIn(index, between) {
  return new Set((index.said.meaning.common ?? []).filter(({ between_camps = true }) => between_camps === between).flatMap(({ unit, same }) => [unit, ...same]));
}

/** What a side objects to another and nobody answers in the map. @param {Index} index */
function unansweredIn(index) {
  return index.map.relations.filter(({ id }) => {
    const objection = index.said.objections.get(id);
    return objection?.answers.length === 0 && objection.between_sides !== false;
  });
}

/** The lists that have something in them. @param {Index} index @returns {{name: ListName, title: string, units: Set<string>}[]} */
export function listsOf(index) {
  return /** @type {ListName[]} */ (Object.keys(LISTS)).map((name) => ({ name, title: LISTS[name], units: listed(index, name) })).filter(({ units }) => units.size > 0);
}
