/** What the server can map with; asked once. */
import { t } from "../core/messages.js";
import { getEngines } from "./api.js";

/** Which engine made a map, as readers know it. @type {Record<string, string>} */
const NAMES = { offline: t("offline engine"), llm: t("language model"), import: t("imported") };

/** @param {string} engine as a map names it */
export function engineName(engine) {
  return NAMES[engine] ?? engine;
}

/** @type {Awaited<ReturnType<typeof getEngines>> | null} */
let engines = null;

export function enginesKnown() {
  return engines;
}

export async function askEngines() {
  engines ??= await getEngines();
  return engines;
}
