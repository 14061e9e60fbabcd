/** Calls of the REST API about debates, and where a debate's page is. */
import { json } from "../shell/api.js";

/** @param {string} id @param {string} [rest] */
const path = (id, rest = "") => `/v1/debates/${encodeURIComponent(id)}${rest}`;

/** @typedef {{id: string | null, view: string, claim: string | null, filter: Record<string, string>}} Place */

const FILTERS = ["actor", "outlet", "since", "until", "issue"];

/** @param {string} hash `#/debates`, or `#/debate/ID?view=matrix&claim=c1&actor=x1` @returns {Place} */
export function parsePlace(hash) {
  const [before, query = ""] = hash.replace(/^#/, "").split("?", 2);
  const parameters = new URLSearchParams(query);
  const match = /^\/debate\/([^/]+)$/.exec(before);
  const filter = Object.fromEntries(FILTERS.flatMap((name) => (parameters.get(name) ? [[name, /** @type {string} */ (parameters.get(name))]] : [])));
  return { id: match ? match[1] : null, view: parameters.get("view") ?? (Object.keys(filter).length > 0 ? "matrix" : "brief"), claim: parameters.get("claim"), filter };
}

/** @param {Place} place */
export function formatPlace({ id, view, claim, filter }) {
  if (id === null) return "#/debates";
  const parameters = new URLSearchParams({ ...(view === "brief" && Object.keys(filter).length === 0 ? {} : { view }), ...(claim ? { claim } : {}), ...filter });
  return `#/debate/${id}${parameters.size > 0 ? `?${parameters}` : ""}`;
}

/** @param {string} id @param {string} what `matrix`, `claims`, ... @param {Record<string, string>} [parameters] @returns {Promise<any>} */
export function read(id, what, parameters = {}) {
  const query = new URLSearchParams(parameters);
  return json(path(id, `${what ? `/${what}` : ""}${query.size > 0 ? `?${query}` : ""}`));
}

/**
 * What claims are called, so that it can be read alone.
 * @param {string} id @param {string[]} claims at most 100 @returns {Promise<[string, string][]>}
 */
export async function claimLabels(id, claims) {
  if (claims.length === 0) return [];
  const query = new URLSearchParams([...claims.map((claim) => ["id", claim]), ["limit", "100"]]);
  const found = await json(path(id, `/claims?${query}`));
  return found.claims.map((/** @type {any} */ { column }) => [column.claim, column.label]);
}

/** @param {number} [limit] @returns {Promise<{debates: any[], next: string | null}>} newest first */
export function list(limit = 50) {
  return json(`/v1/debates?limit=${limit}`);
}

/** @param {Record<string, unknown>} body @returns {Promise<{id: string}>} */
export function make(body) {
  return json("/v1/debates", {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
  });
}

/** Ask the model again where it gave up. @param {string} id */
export function resume(id) {
  return json(path(id, "/resume"), { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
}

/** @param {string} id */
export function remove(id) {
  return json(path(id), { method: "DELETE" });
}

/** @param {{id: string, version: number}} debate @param {Record<string, unknown>} body changes, or an earlier version to restore */
export function correct(debate, body) {
  return json(path(debate.id), { method: "PATCH", body: JSON.stringify(body), headers: { "content-type": "application/json", "if-match": `"${debate.version}"` } });
}
