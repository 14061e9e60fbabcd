/** The signs of the map, in words that need no course in logic. */
import { t } from "../core/messages.js";
import { h, s } from "./dom.js";
import { lookNow } from "./paint.js";
import { DASHES } from "../views/theme.js";
import { WORDS } from "../core/model.js";

const MEANINGS = /** @type {const} */ ({
  support: t("a reason for the claim on its left"),
  rebut: t("a reason against the claim on its left"),
  undercut: t("grants a reason, but denies that it counts: the step fails"),
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
    h("li", {}, h("span", { class: "sample-box", "aria-hidden": "true" }), h("span", {}, h("strong", {}, t("One box, several claims")), t(" they count only together"))),
    h("li", {}, h("span", { class: "sample-dot", "aria-hidden": "true" }), h("span", {}, h("strong", {}, t("Colour and name")), t(" who holds the claim, as the article tells it"))),
    h("li", {}, h("span", { class: "sample-badge", "aria-hidden": "true" }, "▸ 7"), h("span", {}, h("strong", {}, t("7 more reasons")), t(" are folded away: click, or press Space, to open"))),
    h("li", {}, h("span", { class: "sample-dash", "aria-hidden": "true" }), h("span", {}, h("strong", {}, t("Dashed card")), t(" left unsaid in the article"))),
    h("li", { class: "words-only" }, h("strong", { class: "kind rebut" }, t("doubts, denies, grants that")), h("span", {}, t("how its holder takes the claim; + and − tell what follows from that"))),
    h("li", {}, h("strong", {}, t("Bold")), h("span", {}, t("words in the article that reasons are given for; underlined only: all other claims"))),
    h("li", {}, h("strong", {}, "[ … ]"), h("span", {}, t("not part of the claim: words of the article without which it cannot be read"))),
  );
}
