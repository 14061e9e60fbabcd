/**
 * Corrections as the service takes them. The page words them and shows what the service makes of them; it works nothing out.
 * @import {ArgMap, Change, Edit, Span} from "./types.js"
 */

/** An id that nobody else picks at the same time. @param {string} prefix */
export function freshId(prefix) {
  const bytes = crypto.getRandomValues(new Uint32Array(2));
  return `${prefix}${bytes[0].toString(36)}${bytes[1].toString(36)}`.slice(0, 10);
}

/** In order, touching pieces joined. @param {Span[]} spans @returns {Span[]} */
export function tidySpans(spans) {
  /** @type {Span[]} */
  const tidy = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = tidy.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else tidy.push({ start, end });
  }
  return tidy;
}

/** @param {Edit[]} edits @returns {Change[]} */
export function changesOf(edits) {
  return edits.flatMap(({ changes }) => changes);
}

/** The edit that the n-th of all changes is part of. @param {Edit[]} edits @param {number} number from 0 @returns {number} */
export function editOf(edits, number) {
  let before = 0;
  return edits.findIndex(({ changes }) => (before += changes.length) > number);
}

/** What a change is about, to tell links from questions. @param {Change} change @returns {string} */
export function concern({ op, kind }) {
  if (op === "link") return "relation";
  return ["ask", "answer", "contrast", "move"].includes(op) ? "issue" : (kind ?? "unit");
}

/**
 * What a change touches, to find two people's changes of one thing.
 * @param {Change} change @param {ArgMap} map that it starts from @returns {string[]} for example `unit u3`
 */
export function touched(change, map) {
  if (change.op === "conclusion") return ["conclusion"];
  const kind = concern(change) === "relation" && change.op === "link" ? "unit" : concern(change);
  const ids = [change.id, change.into, change.issue, ...(change.ids ?? [])].filter((id) => typeof id === "string");
  if (kind !== "unit") return ids.map((id) => `${kind} ${id}`);
  const links = map.relations.filter(({ sources, target }) => ids.some((id) => sources.includes(id) || target === id));
  const said = map.units.filter(({ id }) => ids.includes(id)).map(({ attribution }) => attribution);
  return [...ids.map((id) => `unit ${id}`), ...links.map(({ id }) => `relation ${id}`), ...said.map((id) => `attribution ${id}`)];
}
