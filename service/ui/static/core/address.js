/**
 * The view in the address bar, so that a link shows the same thing: `#/map/ID?view=outline&at=u3&without=v1,v2`.
 * @import {Filter, Fold} from "./types.js"
 */
import { noFilter } from "./filter.js";
import { LISTS } from "./lists.js";

/** @typedef {"brief" | "map" | "outline" | "perspectives" | "issues"} ViewName */
/**
 * @typedef {{mapId: string | null, view: ViewName | null, selected: string | null, filter: Filter, fold: Fold | null}} Place
 * `view` and `fold` are null where the address says nothing of them.
 */

const VIEWS = new Set(["brief", "map", "outline", "perspectives", "issues"]);

/** @param {string} hash with or without its `#` @returns {Place} what cannot be understood is left at its default */
export function parsePlace(hash) {
  const [path, query = ""] = hash.replace(/^#/, "").split("?", 2);
  const parameters = new URLSearchParams(query);
  const match = /^\/map\/([^/]+)$/.exec(path);
  const view = parameters.get("view") ?? "";
  const filter = noFilter();
  filter.holders = listOf(parameters.get("without"));
  filter.kinds = listOf(parameters.get("nolinks"));
  filter.query = parameters.get("q") ?? "";
  const paragraph = Number.parseInt(parameters.get("paragraph") ?? "", 10);
  filter.paragraph = Number.isNaN(paragraph) || paragraph < 1 ? null : paragraph - 1;
  const confidence = Number.parseFloat(parameters.get("confidence") ?? "");
  filter.confidence = confidence >= 0 && confidence <= 1 ? confidence : 0;
  const list = parameters.get("list");
  filter.list = list !== null && list in LISTS ? /** @type {import("./lists.js").ListName} */ (list) : null;
  filter.sure = parameters.get("doubtful") === "no";
  filter.hide = parameters.get("rest") === "hidden";
  return {
    mapId: match ? decoded(match[1]) : null,
    view: VIEWS.has(view) ? /** @type {ViewName} */ (view) : null,
    selected: parameters.get("at"),
    filter,
    fold: parseFold(parameters.get("fold")),
  };
}

/** Whether a link asks for the guided look at its map: `#/map/ID?tour=1`. @param {string} hash */
export function asksForTour(hash) {
  return new URLSearchParams(hash.split("?", 2)[1] ?? "").get("tour") === "1";
}

/** What is no percent-encoding (a cut address) stays as it is: no map has that name, and the page says so. @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** @param {Place} place @returns {string} starts with `#` */
export function formatPlace(place) {
  if (place.mapId === null) return "#/";
  const parameters = new URLSearchParams();
  if (place.view !== null) parameters.set("view", place.view);
  if (place.selected) parameters.set("at", place.selected);
  if (place.filter.holders.size > 0) parameters.set("without", [...place.filter.holders].sort().join(","));
  if (place.filter.kinds.size > 0) parameters.set("nolinks", [...place.filter.kinds].sort().join(","));
  if (place.filter.paragraph !== null) parameters.set("paragraph", String(place.filter.paragraph + 1));
  if (place.filter.confidence > 0) parameters.set("confidence", String(place.filter.confidence));
  if (place.filter.list) parameters.set("list", place.filter.list);
  if (place.filter.sure) parameters.set("doubtful", "no");
  if (place.filter.hide) parameters.set("rest", "hidden");
  if (place.filter.query.trim()) parameters.set("q", place.filter.query.trim());
  if (place.fold) parameters.set("fold", formatFold(place.fold));
  const query = parameters.toString().replaceAll("%2C", ",");
  return `#/map/${encodeURIComponent(place.mapId)}${query ? `?${query}` : ""}`;
}

/** @param {string | null} text @returns {Set<any>} */
function listOf(text) {
  return new Set((text ?? "").split(",").filter((item) => item !== ""));
}

/** @param {string | null} text for example `2,u1,u7`, or `all` for everything open */
function parseFold(text) {
  if (!text) return null;
  const [depth, ...toggled] = text.split(",");
  if (depth === "all") return { depth: Infinity, toggled: new Set(toggled) };
  const number = Number.parseInt(depth, 10);
  return Number.isNaN(number) ? null : { depth: number, toggled: new Set(toggled) };
}

/** @param {Fold} fold */
function formatFold(fold) {
  const depth = fold.depth === Infinity ? "all" : String(fold.depth);
  return [depth, ...[...fold.toggled].sort()].join(",");
}
