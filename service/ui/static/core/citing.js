/**
 * A claim as a citation: its words, its holder, its article and paragraph, and a link to it.
 * @import {Unit} from "./types.js"
 * @import {Index} from "./model.js"
 */
import { t } from "./messages.js";
import { holderName } from "./model.js";
import { inPieces, leadOf } from "./wording.js";

/** @param {string} text so that Markdown shows it as it is */
export const escaped = (text) => text.replace(/([\\`*_{}[\]<>#|~])/g, "\\$1").replace(/\s+/g, " ");

/** @param {Unit} unit @param {Index} index @param {string} link address of the claim */
export function citations(unit, index, link) {
  const { document } = index.map;
  const words = inPieces(unit, document.text).replace(/\s+/g, " ");
  const lead = leadOf(index, unit, true);
  const holder = lead ? lead.replace(/(,? that)?:$/, "") : holderName(index, unit.perspective);
  const title = document.title || t("Untitled article");
  const place = t("paragraph {0}", unit.paragraph + 1);
  const quoted = unit.implicit ? t("(unsaid) {0}", words) : `“${words}”`;
  return {
    plain: `${quoted} (${holder}; ${title}, ${place}) ${link}`.trim(),
    markdown: `> ${unit.implicit ? escaped(quoted) : `“${escaped(words)}”`}\n>\n> — ${escaped(holder)}; [${escaped(title)}, ${place}](${link})`,
  };
}
