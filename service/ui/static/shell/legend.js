/** The signs of the map, in words that need no course in logic. */
import { h, s } from "./dom.js";
import { lookNow } from "./paint.js";
import { DASHES } from "../views/theme.js";
import { WORDS } from "../core/model.js";

const MEANINGS = /** @type {const} */ ({
  support: "a reason for the claim on its left",
  rebut: "a reason against the claim on its left",
  undercut: "grants a reason, but denies that it counts: the step fails",
});

export function legend() {
  const { theme } = lookNow();
  const kinds = /** @type {(keyof typeof MEANINGS)[]} */ (Object.keys(MEANINGS));
  return h(
    "ul",
    { class: "legend" },
    kinds.map((kind) =>
      h(
        "li",
        {},
        s(
          "svg",
          { width: 34, height: 12, "aria-hidden": "true" },
          s("path", { d: "M34,6 H9", stroke: theme.kinds[kind].stroke, "stroke-width": 2, "stroke-dasharray": DASHES[kind] }),
          s("path", { d: "M1,6 l9,-4.5 v9 z", fill: theme.kinds[kind].stroke }),
        ),
        h("span", {}, h("strong", { class: `kind ${kind}` }, `${WORDS[kind].sign} ${WORDS[kind].word}`), ` ${MEANINGS[kind]}`),
      ),
    ),
    h("li", {}, h("span", { class: "sample-box", "aria-hidden": "true" }), h("span", {}, h("strong", {}, "One box, several claims"), " they count only together")),
    h("li", {}, h("span", { class: "sample-dot", "aria-hidden": "true" }), h("span", {}, h("strong", {}, "Colour and name"), " who holds the claim, as the article tells it")),
    h("li", {}, h("span", { class: "sample-badge", "aria-hidden": "true" }, "▸ 7"), h("span", {}, h("strong", {}, "7 more reasons"), " are folded away: click, or press Space, to open")),
    h("li", {}, h("span", { class: "sample-dash", "aria-hidden": "true" }), h("span", {}, h("strong", {}, "Dashed card"), " left unsaid in the article")),
    h("li", { class: "words-only" }, h("strong", { class: "kind rebut" }, "doubts, denies, grants that"), h("span", {}, "how its holder takes the claim; + and − tell what follows from that")),
    h("li", {}, h("strong", {}, "Bold"), h("span", {}, "words in the article that reasons are given for; underlined only: all other claims")),
    h("li", {}, h("strong", {}, "[ … ]"), h("span", {}, "not part of the claim: words of the article without which it cannot be read")),
  );
}
