/** Common ground: what actors both say who oppose each other elsewhere, each in its own words. */
import { t } from "../core/messages.js";
import { h, plural } from "../shell/dom.js";
import { hrefOf, keyOf } from "./said.js";
import { read } from "./api.js";
import { claimLink, nothing } from "./lists.js";

/** @import {View} from "./page.js" */

const MOST = "100";

/** @param {View} view */
export async function drawCommonGround(view) {
  const { claims, total, quotes } = await read(view.debate.id, "common-ground", { ...view.place.filter, limit: MOST });
  if (total === 0) return nothing(t("No claim is made by two sides who oppose each other elsewhere more often than they agree, each heard to say so itself."));
  return [
    h(
      "p",
      { class: "note" },
      t(
        "Claims that two sides make who oppose each other elsewhere more often than they agree. Only what each is heard to say itself counts, not what others report of it. The strongest opponents first.{0}",
        total > claims.length ? t(" The first {0} of {1}.", claims.length, total) : "",
      ),
    ),
    h(
      "ul",
      { class: "common-ground" },
      claims.map((/** @type {any} */ item) =>
        h(
          "li",
          {},
          h("h2", {}, claimLink(view, item.claim, item.label)),
          h("p", { class: "note" }, item.oppositions.map((/** @type {any} */ two) => opposition(view, two)).join("; ")),
          voices(view, item, quotes),
        ),
      ),
    ),
  ];
}

/** @param {View} view @param {any} two */
function opposition({ label }, { a, b, divided, attacks, rivals }) {
  const ways = [divided ? t("at odds on {0}", plural(divided, "claim")) : "", attacks ? plural(attacks, "attack") : "", rivals ? t("rival answers to {0}", plural(rivals, "question")) : ""];
  return t("{0} and {1} elsewhere: {2}", label(a), label(b), ways.filter(Boolean).join(", "));
}

/** @param {View} view @param {any} item @param {Record<string, any>} quotes */
function voices({ name, documentOf }, item, quotes) {
  return h(
    "dl",
    {},
    item.voices.map((/** @type {any} */ voice) => [
      h("dt", {}, name(voice.actor)),
      voice.mentions.map((/** @type {any} */ ref) =>
        h("dd", {}, h("a", { href: hrefOf(ref), dir: "auto" }, `“${quotes[keyOf(ref)]?.text ?? "…"}”`), h("span", { class: "note" }, ` ${documentOf(ref.map)}`)),
      ),
    ]),
  );
}
