/** What the server can map with; asked once. */
import { getEngines } from "./api.js";

/** @type {Awaited<ReturnType<typeof getEngines>> | null} */
let engines = null;

export function enginesKnown() {
  return engines;
}

export async function askEngines() {
  engines ??= await getEngines();
  return engines;
}
