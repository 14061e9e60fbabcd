/**
 * Calls of the REST API. Every failure is a `Problem` with words for the reader.
 * @import {ArgMap, Brief, Change, Difference, Meaning} from "../core/types.js"
 */
import { t } from "../core/messages.js";
import { fromWire, spansFromWire, toWire } from "../core/offsets.js";
import { storedKey, takeEarly } from "../early.js";

/** @typedef {{rule?: string, where?: string, detail: string}} ProblemItem */

/** An answer of the API that is not a success (RFC 9457), or no answer at all. */
export class Problem extends Error {
  /** @param {number} status @param {any} body */
  constructor(status, body) {
    super(body?.detail || body?.title || t("The server answered {0}.", status));
    this.status = status;
    /** Whether another version was saved meanwhile: one of several reasons for 409. */
    this.stale = body?.type === "urn:argmap:problem:stale-version";
    /** Whether the same may be answered in a while: the service is away, or has too much to do. */
    this.away = [0, 429, 502, 503, 504].includes(status);
    /** @type {ProblemItem[]} */
    this.errors = Array.isArray(body?.errors) ? body.errors : [];
  }
}

const KEY = "argmap-api-key";

/** Asks for the API key; set by the page, so that this module knows no dialog. */
let askForKey = async () => /** @type {string | null} */ (null);

/** @type {Promise<string | null> | null} */
let asking = null;

/** @param {() => Promise<string | null>} ask */
export function onKeyNeeded(ask) {
  askForKey = ask;
}

/** @param {string} path @param {RequestInit & {headers?: Record<string, string>}} [options] @returns {Promise<Response>} */
async function call(path, options = {}) {
  for (;;) {
    const key = storedKey();
    const headers = { accept: "application/json", ...options.headers, ...(key ? { authorization: `Bearer ${key}` } : {}) };
    /** @type {Response} */
    let response;
    try {
      response = await ((options.method === undefined && takeEarly(path)) || fetch(path, { ...options, headers }));
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new Problem(0, { detail: t("The server does not answer. Is it running? Nothing that you did is lost; try again.") });
    }
    if (response.ok) return response;
    if (response.status === 401) {
      asking ??= askForKey().finally(() => (asking = null)); // one question for all calls that wait
      const given = await asking;
      if (given) {
        sessionStorage.setItem(KEY, given);
        continue;
      }
      if (key) sessionStorage.removeItem(KEY);
    }
    throw new Problem(response.status, await response.json().catch(() => null));
  }
}

/** @param {string} path @param {RequestInit & {headers?: Record<string, string>}} [options] @returns {Promise<any>} */
export async function json(path, options) {
  const response = await call(path, options);
  return response.status === 204 ? null : response.json();
}

/** @param {string} id @param {string} [rest] */
function mapPath(id, rest = "") {
  return `/v1/maps/${encodeURIComponent(id)}${rest}`;
}

/** The map with what it says, of one version. @param {string} id @returns {Promise<{map: ArgMap, meaning: Meaning, brief: Brief | null}>} */
export async function readMap(id) {
  const { map, meaning, brief } = await json(mapPath(id, "/meaning?map=true"));
  return { map: fromWire(map), meaning, brief: spansFromWire(brief, map.document.text) };
}

/** @param {ArgMap} map @returns {Promise<Brief>} of its present version */
export async function readBrief({ id, document }) {
  return spansFromWire(await json(mapPath(id, "/brief")), document.text);
}

/** Has a model word the brief. @param {ArgMap} map @returns {Promise<Brief | null>} null where it takes longer than a minute */
export async function requestBrief({ id, document }) {
  const answer = await json(mapPath(id, "/brief?wait=60"), { method: "POST" });
  return "groups" in answer ? spansFromWire(answer, document.text) : null;
}

/**
 * How the map differs with these changes, and what it says then.
 * @param {ArgMap} base @param {Change[]} changes @returns {Promise<{differences: Difference[], meaning: Meaning}>}
 */
export async function previewMap(base, changes) {
  return spansFromWire(await json(...previewing(base, changes, "differences=true")), base.document.text);
}

/** @param {ArgMap} base @param {Change[]} changes @param {string} wanted @returns {[string, ReturnType<typeof sending>]} path and body */
function previewing(base, changes, wanted) {
  const grows = base.status === "queued" || base.status === "running";
  return [mapPath(base.id, `/preview?${wanted}${grows ? "" : `&version=${base.version}`}`), sending("POST", { changes: toWire(changes, base.document.text) })];
}

/** @param {string} method @param {unknown} body @param {Record<string, string>} [headers] */
function sending(method, body, headers = {}) {
  return { method, body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
}

/** @param {Record<string, string>} parameters @returns {Promise<{maps: any[], next: string | null}>} */
export function listMaps(parameters) {
  return json(`/v1/maps?${new URLSearchParams(parameters)}`);
}

/** @returns {Promise<{default: string, available: string[], llm: {configured: boolean, model: string | null, hint: string}}>} */
export function getEngines() {
  return json("/v1/engines");
}

/** @param {Record<string, string>} body text or url, title, engine @returns {Promise<{id: string, status: string}>} */
export function createMap(body) {
  return json("/v1/maps", sending("POST", body, { "idempotency-key": crypto.randomUUID?.() ?? String(Math.random()) }));
}

/** @param {File} file @param {string | null} engine @returns {Promise<{id: string, status: string}>} */
export function uploadFile(file, engine) {
  const form = new FormData();
  form.append("file", file);
  if (engine) form.append("engine", engine);
  return json("/v1/maps", { method: "POST", body: form });
}

/** @param {string} text an argument map as JSON @returns {Promise<{id: string}>} */
export function importMap(text) {
  return json("/v1/maps/import?format=json", { method: "POST", body: text, headers: { "content-type": "application/json" } });
}

/** The step `issues` for a stored map, waited for. @param {string} id */
export function requestIssues(id) {
  return json(mapPath(id, "/issues?wait=60"), { method: "POST" });
}

/** @param {string} id */
export function cancelMap(id) {
  return json(mapPath(id, "/cancel"), { method: "POST" });
}

/** @param {string} id */
export function deleteMap(id) {
  return json(mapPath(id), { method: "DELETE" });
}

/**
 * Makes a new version.
 * @param {ArgMap} base what it starts from; a Problem (409) where that is no longer the newest
 * @param {{changes: Change[]} | {restore: number}} what
 * @param {string} comment
 * @returns {Promise<ArgMap>}
 */
export async function patchMap(base, what, comment) {
  return fromWire(await json(mapPath(base.id), sending("PATCH", { comment, ...toWire(what, base.document.text) }, { "if-match": `"${base.version}"` })));
}

/** @typedef {{version: number, made_by: string, comment: string | null, created: string, changes: Difference[]}} VersionNote */

/** @param {string} id @param {number} [after] a version @returns {Promise<{versions: VersionNote[]}>} the later ones */
export function getVersions(id, after = 0) {
  return json(mapPath(id, `/versions?after=${after}`));
}

/** The map in a format of the server's, with changes that are not saved. @param {ArgMap} base @param {Change[]} changes @param {string} format @returns {Promise<Blob>} */
export async function exportMap(base, changes, format) {
  const response = changes.length === 0 ? await call(mapPath(base.id, `/export?format=${format}`), { headers: { accept: "*/*" } }) : await call(...previewing(base, changes, `format=${format}`));
  return response.blob();
}

/**
 * Follows the events of a run until it ends; a broken connection is taken up again where it broke.
 * @param {string} id
 * @param {(event: string, data: any) => void} tell
 * @param {AbortSignal} signal
 */
export async function followEvents(id, tell, signal) {
  const { EventParser } = await import("../core/sse.js");
  let lastId = /** @type {string | null} */ (null);
  for (let failures = 0; failures < 5 && !signal.aborted; failures++) {
    try {
      const headers = { accept: "text/event-stream", ...(lastId ? { "last-event-id": lastId } : {}) };
      const response = await call(mapPath(id, "/events"), { headers, signal });
      const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
      const parser = new EventParser();
      const decoder = new TextDecoder();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        for (const { id: eventId, event, data } of parser.feed(decoder.decode(value, { stream: true }))) {
          lastId = eventId ?? lastId;
          failures = 0;
          tell(event, data ? JSON.parse(data) : {});
          if (event === "finished") return reader.cancel();
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Problem && error.status >= 400) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 400 * 2 ** failures));
  }
  if (!signal.aborted) tell("lost", {});
}
