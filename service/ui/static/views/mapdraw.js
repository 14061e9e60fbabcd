/**
 * One card, one box, one arrow as SVG. No state here: the same functions draw the screen and the exported file.
 * @import {Block, Card, Edge, Layout} from "../core/layout.js"
 * @import {UnitNode} from "../core/forest.js"
 * @import {Index} from "../core/model.js"
 * @import {Look} from "./theme.js"
 */
import { t } from "../core/messages.js";
import { foldedWords } from "../core/forest.js";
import { SIZES } from "../core/layout.js";
import { WORDS, direction, holderName, languageOf } from "../core/model.js";
import { byLetters, wrapText } from "../core/textwrap.js";
import { isAgainst, isConcession, isDoubtful } from "../core/reading.js";
import { leadOf, wordingOf } from "../core/wording.js";
import { s } from "../shell/dom.js";
import { DASHES, FONT } from "./theme.js";

const LINE = 18;
const TEXT_TOP = 44;
const INSET = 16;
const MAX_LINES = 6;

/** @type {Record<string, (text: string) => number>} */
const measures = {};

/** The size at which letters are measured, in pixels. */
export const MEASURED = 13;

/** @param {string} weight @returns {(text: string) => number} */
export function measureFor(weight) {
  if (!measures[weight]) {
    const context = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
    const font = `${weight} ${MEASURED}px ${FONT}`;
    measures[weight] = byLetters((text) => {
      if (context.font !== font) context.font = font;
      return context.measureText(text).width;
    });
  }
  return measures[weight];
}

/** Fonts take some 30 ms to be found: that can be done while the map is still on its way. */
export function warmUp() {
  for (const weight of ["400", "600"]) measureFor(weight)("The quick brown fox jumps over the lazy dog, 0123456789.");
}

/** @type {Map<string, string[]>} */
const wrapped = new Map();

/** @param {UnitNode} node @param {boolean} main whether it is the article's conclusion @param {Index} index @returns {string[]} */
function linesOf(node, main, index) {
  const weight = main ? "600" : "400";
  const most = node.reuse ? 2 : MAX_LINES;
  const words = wordingOf(index, node.unit);
  const key = `${weight} ${most} ${words}`;
  let lines = wrapped.get(key);
  if (!lines) wrapped.set(key, (lines = wrapText(words, SIZES.card - 2 * INSET, most, measureFor(weight))));
  return lines;
}

/** What stands before the words: "doubts that:". @param {UnitNode} node @param {Index} index @returns {string[]} */
function leadLines(node, index) {
  const lead = leadOf(index, node.unit);
  return lead === "" ? [] : wrapText(lead, SIZES.card - 2 * INSET, 2, measureFor("600"));
}

/** Of one version of a map; a fold asks for all of them again. @type {WeakMap<Index, Map<string, number>>} */
const heights = new WeakMap();

/** @param {Index} index @returns {(node: UnitNode) => number} pixels */
export function cardHeights(index) {
  const { conclusion } = index.map;
  const known = heights.get(index) ?? new Map();
  heights.set(index, known);
  return (node) => {
    let height = known.get(node.key);
    if (height === undefined) {
      const lines = leadLines(node, index).length + linesOf(node, node.unit.id === conclusion, index).length;
      known.set(node.key, (height = TEXT_TOP - 12 + lines * LINE + 10));
    }
    return height;
  };
}

/** @param {UnitNode} node */
export function cardId(node) {
  return `card-${node.key}`;
}

/** What a screen reader adds to the words on a card. @param {UnitNode} node @param {boolean} folded @param {Index} index @returns {string} */
export function describeCard(node, folded, index) {
  const { unit } = node;
  const group = node.parent;
  const parts = [
    group ? `${capital(WORDS[group.kind].word)}: ${WORDS[group.kind].long}.` : "",
    group && isDoubtful(index, group.relation) ? t("A doubtful link.") : "",
    group && group.members.length > 1 ? t("Holds together with {0} more.", group.members.length - 1) : "",
    leadOf(index, unit) ? `${leadOf(index, unit, true).replace(/:$/, "")} …` : "",
    unit.implicit ? t("Left unsaid in the article.") : "",
    node.reuse ? t("Shown in full elsewhere.") : "",
    linesOf(node, false, index).at(-1)?.endsWith("…") ? t("In full: {0}", wordingOf(index, unit)) : "",
    folded ? t("{0}, folded: Space opens.", foldedWords(node)) : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** @param {string} word */
function capital(word) {
  return word[0].toUpperCase() + word.slice(1);
}

/** @param {Block} block @param {Look} look @param {Index} index @returns {SVGGElement} */
export function drawBlock(block, look, index) {
  const g = s("g", { class: "block", role: "none" });
  if (block.group) g.append(...drawBox(block, look, isDoubtful(index, block.group.relation)));
  for (const card of block.cards) g.append(drawCard(card, look, index));
  return g;
}

/** @param {Block} block @param {Look} look @param {boolean} doubtful */
function drawBox(block, look, doubtful) {
  const group = /** @type {import("../core/forest.js").GroupNode} */ (block.group);
  const colour = look.theme.kinds[group.kind];
  const { sign, word } = WORDS[group.kind];
  const together = group.members.length > 1 ? t(" · together") : "";
  return [
    s("rect", {
      class: "box",
      "stroke-opacity": doubtful ? 0.45 : null,
      "fill-opacity": doubtful ? 0.45 : null,
      "data-relation": group.relation.id,
      x: block.x,
      y: block.y,
      width: block.width,
      height: block.height,
      rx: 12,
      fill: colour.fill,
      stroke: colour.stroke,
      "stroke-width": 1.5,
      "stroke-dasharray": DASHES[group.kind],
    }),
    s(
      "text",
      { class: "box-name", x: block.x + SIZES.pad + 4, y: block.y + 17, fill: colour.text, "font-size": 12, "font-weight": 650, "aria-hidden": "true" },
      `${sign} ${word}${together}${doubtful ? t(" · doubtful") : ""}`,
    ),
  ];
}

/** @param {Card} card @param {Look} look @param {Index} index */
function drawCard(card, look, index) {
  const { node, x, y, width, height } = card;
  const { unit } = node;
  const { theme } = look;
  const colour = look.colours.get(unit.perspective) ?? { line: theme.muted, tint: theme.surface, ink: theme.ink };
  const main = unit.id === index.map.conclusion;
  const rtl = direction(unit.text) === "rtl";
  const lead = leadLines(node, index);
  const top = y + TEXT_TOP + lead.length * LINE;
  const label = main ? t("★ main conclusion") : unit.implicit ? t("left unsaid") : node.reuse ? t("↩ see there") : `¶ ${unit.paragraph + 1} `;
  const name = fit(holderName(index, unit.perspective), width - 50 - 0.86 * measureFor("600")(label));
  const g = s("g", {
    class: "card",
    id: cardId(node),
    "data-unit": unit.id,
    role: "treeitem",
    "aria-level": node.depth + 1,
    "aria-description": describeCard(node, card.folded, index),
    "aria-selected": "false",
    "aria-expanded": node.groups.length > 0 ? String(!card.folded) : null,
  });
  g.append(
    s("rect", {
      class: "face",
      x,
      y,
      width,
      height,
      rx: 8,
      fill: colour.tint,
      stroke: main ? colour.line : theme.line,
      "stroke-width": main ? 2 : 1,
      "stroke-dasharray": unit.implicit ? "5 4" : null,
    }),
    s("path", { d: `M${x + 5},${y + 0.6} A8,8 0 0 0 ${x},${y + 8} V${y + height - 8} A8,8 0 0 0 ${x + 5},${y + height - 0.6} Z`, fill: colour.line }),
    drawDot(x + INSET + 4, y + 17, colour),
    s("text", { x: x + INSET + 14, y: y + 21, "font-size": 11.5, "font-weight": 600, fill: colour.ink }, `${name} `),
    s("text", { x: x + width - 12, y: y + 21, "font-size": 10.5, "text-anchor": "end", fill: theme.muted }, label),
    s(
      "text",
      { class: "lead", "font-size": 12, "font-weight": 600, fill: isAgainst(index, unit) ? theme.kinds.rebut.text : isConcession(index, unit) ? colour.ink : theme.muted },
      lead.map((line, i) => s("tspan", { x: x + INSET, y: y + TEXT_TOP + i * LINE - 2 }, `${line} `)),
    ),
    s(
      "text",
      {
        class: "words",
        lang: languageOf(index, unit.paragraph),
        x: rtl ? x + width - INSET : x + INSET,
        y: top,
        "font-size": 13,
        "font-weight": main ? 600 : 400,
        fill: theme.ink,
        direction: rtl ? "rtl" : null,
        "font-style": isAgainst(index, unit) ? "italic" : null,
      },
      linesOf(node, main, index).map((line, i) => s("tspan", { x: rtl ? x + width - INSET : x + INSET, y: top + i * LINE - 2 }, `${line} `)),
    ),
  );
  if (node.groups.length > 0) g.append(drawFold(card, look));
  return g;
}

/** The holder's mark: its shape tells holders apart whose hues are the same. @param {number} x its middle @param {number} y @param {{line: string, shape?: number}} colour */
export function drawDot(x, y, { line, shape = 0 }) {
  if (shape === 0) return s("circle", { cx: x, cy: y, r: 4.5, fill: line });
  const path = shape === 1 ? "M-4,-4 h8 v8 h-8 z" : shape === 2 ? "M0,-5.5 L5.5,0 L0,5.5 L-5.5,0 z" : "M0,-5 L5,4.5 H-5 z";
  return s("path", { d: path, transform: `translate(${x} ${y})`, fill: line });
}

/** @param {string} name @param {number} width */
function fit(name, width) {
  return wrapText(name, width * 1.08, 1, measureFor("600"))[0] ?? name;
}

/** The badge that tells what is folded, at the card's foot, or offers to fold. @param {Card} card @param {Look} look */
function drawFold(card, look) {
  const { theme } = look;
  const label = card.folded ? `▸ ${foldedWords(card.node)}` : "–";
  const width = card.folded ? 18 + (measureFor("600")(label) * 11) / MEASURED : 18;
  const [x, y] = card.folded ? [card.x + INSET + 9, card.y + card.height - 2] : [card.x + card.width, card.y + card.height / 2];
  return s(
    "g",
    { class: "fold", "data-fold": card.node.unit.id },
    s("rect", { x: x - 9, y: y - 9, width, height: 18, rx: 9, fill: card.folded ? theme.ink : theme.surface, stroke: card.folded ? theme.ink : theme.muted, "stroke-width": 1 }),
    s("text", { x: x - 9 + width / 2, y: y + 4, "font-size": 11, "font-weight": 600, "text-anchor": "middle", fill: card.folded ? theme.surface : theme.ink, "aria-hidden": "true" }, label),
  );
}

/** From the box of premises to the card that they bear on. @param {Edge} edge @param {Look} look @param {Index} index @returns {SVGGElement} */
export function drawEdge(edge, look, index) {
  const group = /** @type {import("../core/forest.js").GroupNode} */ (edge.block.group);
  const colour = look.theme.kinds[group.kind].stroke;
  const end = edge.x2 + ("relation" in group.parent ? 2 : 11);
  const bend = Math.min(48, (edge.x1 - end) * 0.6);
  const d = `M${edge.x1},${edge.y1} C${edge.x1 - bend},${edge.y1} ${end + bend + 8},${edge.y2} ${end + 8},${edge.y2}`;
  return s(
    "g",
    { class: "edge", "data-relation": group.relation.id, role: "none", opacity: isDoubtful(index, group.relation) ? 0.4 : null },
    s("path", { d, fill: "none", stroke: colour, "stroke-width": 1.75, "stroke-dasharray": DASHES[group.kind] }),
    s("path", { d: `M${end},${edge.y2} l9,-4.5 v9 z`, fill: colour }),
  );
}

/** Where the other trees and the claims to which no link was found begin. @param {Layout} layout @param {Look} look @param {boolean} main whether there is a main conclusion */
export function drawHeadings({ othersAt, aloneAt }, look, main) {
  const lines = /** @type {const} */ ([
    [main ? othersAt : null, t("Other arguments in the article, in its order")],
    [aloneAt, t("Claims to which no link was found")],
  ]);
  return lines.flatMap(([y, words]) =>
    y === null ? [] : [s("text", { class: "heading", x: 0, y: y + 14, "font-size": 13, "font-weight": 600, fill: look.theme.muted, "aria-hidden": "true" }, words)],
  );
}
