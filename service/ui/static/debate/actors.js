/** Actors by name: with their organisation, and in the order of a list to choose from. */
import { t } from "../core/messages.js";
import { h } from "../shell/dom.js";

/** Names that say little alone. */
const VAGUE = /^(unnamed|those|these|they|people|someone|some|others?|many|critics|opponents|supporters|everybody)\b/i;

/** @param {any} debate @returns {(actor: string) => string} `Ms Oduya (The city)`; the organisation where there is one */
export function namesOf(debate) {
  const actors = new Map(debate.actors.map((/** @type {any} */ actor) => [actor.id, actor]));
  return (id) => {
    const actor = actors.get(id);
    const parent = actors.get(actor?.parent);
    return actor ? `${actor.label}${parent ? ` (${parent.label})` : ""}` : t("Unknown");
  };
}

/**
 * The options of a select: who speaks to most claims first, those without a name apart and last; who says nothing is left out.
 * @param {any} debate @param {string | undefined} chosen
 */
export function actorOptions(debate, chosen) {
  const name = namesOf(debate);
  const spoken = countsOf(debate);
  const shown = debate.actors
    .filter((/** @type {any} */ actor) => spoken.has(actor.id) || actor.id === chosen)
    .sort((/** @type {any} */ a, /** @type {any} */ b) => (spoken.get(b.id)?.size ?? 0) - (spoken.get(a.id)?.size ?? 0));
  const isVague = (/** @type {any} */ actor) => actor.kind === "unnamed" || VAGUE.test(actor.label);
  const options = (/** @type {any[]} */ actors) => actors.map((actor) => h("option", { value: actor.id, selected: actor.id === chosen }, `${name(actor.id)} · ${spoken.get(actor.id)?.size ?? 0}`));
  const vague = shown.filter(isVague);
  return [options(shown.filter((/** @type {any} */ actor) => !isVague(actor))), vague.length > 0 ? h("optgroup", { label: t("Without a name") }, options(vague)) : null];
}

/** Actor -> the claims that it speaks to, or those who belong to it. @param {any} debate @returns {Map<string, Set<string>>} */
function countsOf(debate) {
  const parents = new Map(debate.actors.map((/** @type {any} */ actor) => [actor.id, actor.parent]));
  const found = new Map();
  for (const claim of debate.claims) {
    for (const mention of claim.mentions) {
      for (let at = mention.actor; at; at = parents.get(at)) {
        if (!found.has(at)) found.set(at, new Set());
        found.get(at).add(claim.id);
      }
    }
  }
  return found;
}
