/**
 * Who has the word in a document, and when, in a recording.
 * @import {ArgMap, Doc, Turn} from "./types.js"
 */

/** Seconds as people write them: `2:03`, `1:02:03`. @param {number} seconds */
export function clock(seconds) {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds) % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return minutes < 60 ? `${minutes}:${two(rest)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(rest)}`;
}

/** When in the recording this place is said; null where there is none, or the place is before its first cue. @param {Doc} document @param {number} offset */
export function secondsAt({ times }, offset) {
  return times?.findLast(({ start }) => start <= offset)?.seconds ?? null;
}

/** Where the recording begins to play at this second, on sites that are known to take one (`service/domain/recordings.py`). @param {string | null} url @param {number} seconds @returns {string | null} */
export function addressAt(url, seconds) {
  const at = URL.canParse(url ?? "") ? new URL(url ?? "") : null;
  if (!at || !/^https?:$/.test(at.protocol)) return null;
  const host = at.hostname.replace(/^www\./, "");
  if (/^((m|music)\.)?youtube\.com$|^youtu\.be$/.test(host)) at.searchParams.set("t", `${Math.floor(seconds)}s`);
  else if (host === "vimeo.com") at.hash = `t=${Math.floor(seconds)}s`;
  else if (/\.(mp[34]|m4a|og[gav]|opus|wav|webm)$/i.test(at.pathname)) at.hash = `t=${Math.floor(seconds)}`;
  else return null;
  return at.href;
}

/** The turns that begin a paragraph, by its index: before them stands nothing but their label or a number. @param {Doc} document @returns {Map<number, Turn>} */
export function turnsAtParagraphs({ turns, paragraphs, text }) {
  /** @type {Map<number, Turn>} */
  const found = new Map();
  for (const turn of turns ?? []) {
    const begin = Math.min(turn.start, turn.source?.start ?? turn.start);
    const at = paragraphs.find(({ start, end }) => start <= begin && begin < end);
    if (at && /^[\s\d.()]*$/.test(text.slice(at.start, begin)) && !found.has(at.index)) found.set(at.index, turn);
  }
  return found;
}

/** The perspective of whoever has the word, where the map has one: it is mentioned by the turn's label, here or elsewhere. @param {ArgMap} map @param {Turn} turn @returns {string | null} */
export function speakerOf({ perspectives, document }, { speaker, label }) {
  if (speaker === "author") return "author";
  const labels = (document.turns ?? []).flatMap((turn) => (turn.speaker === speaker && turn.source ? [turn.source] : []));
  const mentioned = perspectives.find(({ mentions }) => mentions.some((mention) => labels.some(({ start, end }) => mention.start < end && start < mention.end)));
  return (mentioned ?? perspectives.find((holder) => label !== null && holder.label === label))?.id ?? null;
}
