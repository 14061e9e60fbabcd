/**
 * The warnings of a map as a reader takes them: the same words once, with the places that they are about.
 * @import {Warning} from "./types.js"
 */
import { t } from "./messages.js";

/** @param {Warning[]} warnings @returns {{where: string, detail: string, times: number}[]} `where`: `Paragraphs 1 and 3`, empty for the whole map */
export function gatherWarnings(warnings) {
  /** @type {Map<string, Warning[]>} */
  const found = new Map();
  for (const warning of warnings) found.set(warning.detail, [...(found.get(warning.detail) ?? []), warning]);
  return [...found].map(([detail, same]) => ({ where: places(same), detail, times: same.length }));
}

/** @param {Warning[]} warnings */
function places(warnings) {
  const numbers = [...new Set(warnings.flatMap(({ paragraph }) => (paragraph === null ? [] : [paragraph + 1])))].sort((a, b) => a - b);
  if (numbers.length === 0) return "";
  const last = numbers.length > 1 ? t(" and {0}", numbers[numbers.length - 1]) : "";
  return last ? t("Paragraphs {0}{1}", numbers.slice(0, -1).join(", "), last) : t("Paragraph {0}", numbers[0]);
}
