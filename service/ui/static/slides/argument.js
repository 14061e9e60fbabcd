/**
 * The main argument on a slide: the conclusion, what is said for and against it, and what is said for and against that.
 * @import {GroupNode, UnitNode} from "../core/forest.js"
 * @import {Type} from "../core/fitting.js"
 * @import {Block} from "./frame.js"
 */
import { t } from "../core/messages.js";
import { fitRows } from "../core/fitting.js";
import { WORDS } from "../core/model.js";
import { isDoubtful } from "../core/reading.js";
import { plural, s } from "../shell/dom.js";
import { coloursOnPaper } from "../shell/paint.js";
import { store } from "../shell/store.js";
import { DASHES, LIGHT } from "../views/theme.js";
import { AREA, blockOf, claimBlock, drawBlock, drawStack, heightOf, linesOf, slide } from "./frame.js";

const CONCLUSION = 420;
const ARROW = 64;
const GAP = 8;
const PAD = 10;
const BETWEEN = 18;

/** @typedef {{group: GroupNode, blocks: Block[], height: number}} Box */
/** @typedef {{box: Box, answers: Box[], more: Block | null, height: number}} Drawn a reason or an objection, with what bears on it */

/** The claim that the slide is about: the article's conclusion, else the first that something is said for or against. @returns {UnitNode | undefined} */
export function mainArgument() {
  const { map, forest } = store.open;
  const home = map.conclusion === null ? undefined : forest.homes.get(map.conclusion);
  return home && home.groups.length > 0 ? home : forest.trees[0];
}

/** @param {UnitNode} root with groups */
export function argumentSlide(root) {
  const sheet = new Sheet(root);
  const { type, shown } = fitRows(root.groups.length, (row, one) => sheet.row(root.groups[row], one).height + BETWEEN, AREA.height + BETWEEN);
  const rows = root.groups.slice(0, shown).map((group) => sheet.row(group, type));
  const used = rows.reduce((sum, { height }) => sum + height + BETWEEN, -BETWEEN);
  const main = root.unit.id === store.open.map.conclusion;
  const claim = claimBlock(root.unit, CONCLUSION, { size: Math.max(24, type.size), lines: 14, items: 1 }, { named: true, colours: sheet.colours, main });
  const middle = AREA.y + AREA.height / 2;
  const content = drawBlock(claim, AREA.x, middle - claim.height / 2, CONCLUSION);
  let y = AREA.y + Math.max(0, (AREA.height - used) / 2);
  for (const row of rows) {
    content.push(...sheet.draw(row, y, middle));
    y += row.height + BETWEEN;
  }
  const seen = new Set(rows.flatMap(({ box, answers }) => [box, ...answers].flatMap(({ group }) => group.members.map(({ unit }) => unit.id))));
  const left = [...below(root)].filter((id) => !seen.has(id)).length;
  const leftOut = left > 0 ? t("{0} of this argument left out; the map in argmap shows all.", plural(left, "more claim")) : "";
  return slide(main ? t("What the article argues, and what is said against it") : t("One argument of the article"), content, { legend: legend(), leftOut });
}

/** All that bears on a claim, directly or not. @param {UnitNode | GroupNode} node @param {Set<string>} [found] @returns {Set<string>} ids of units */
function below(node, found = new Set()) {
  for (const group of "unit" in node ? node.groups : node.undercuts) {
    for (const member of group.members) {
      found.add(member.unit.id);
      below(member, found);
    }
    below(group, found);
  }
  return found;
}

/** @param {GroupNode} group what bears on it: on its step, and on its claims */
function answersTo(group) {
  return [...group.undercuts, ...group.members.flatMap((member) => member.groups)];
}

function legend() {
  let x = 0;
  return Object.entries(WORDS).map(([kind, { sign, word }]) => {
    const { text } = LIGHT.kinds[/** @type {keyof typeof WORDS} */ (kind)];
    const drawn = s("text", { x, fill: text, "font-weight": 600 }, `${sign} ${word}`);
    x += 60 + 11 * word.length;
    return drawn;
  });
}

class Sheet {
  /** @param {UnitNode} root */
  constructor(root) {
    const deep = root.groups.some((group) => answersTo(group).length > 0);
    this.colours = coloursOnPaper();
    this.width = (AREA.width - CONCLUSION - (deep ? 2 : 1) * ARROW) / (deep ? 2 : 1);
    this.left = AREA.x + CONCLUSION + ARROW;
    this.right = this.left + this.width + ARROW;
  }

  /** @param {GroupNode} group @param {Type} type @returns {Box} */
  box(group, type) {
    const { sign, word } = WORDS[group.kind];
    const label = `${sign} ${word}${group.members.length > 1 ? t(" · together") : ""}${isDoubtful(store.open.index, group.relation) ? t(" · doubtful") : ""}`;
    const width = this.width - 2 * PAD;
    const head = blockOf(linesOf(label, width, Math.max(17, 0.8 * type.size), { weight: 600, fill: LIGHT.kinds[group.kind].text }));
    const blocks = [head, ...group.members.map(({ unit }) => claimBlock(unit, width, type, { named: true, colours: this.colours }))];
    return { group, blocks, height: heightOf(blocks, GAP) + 2 * PAD };
  }

  /** @param {GroupNode} group @param {Type} type @returns {Drawn} */
  row(group, type) {
    const box = this.box(group, type);
    const all = answersTo(group);
    const answers = all.slice(0, type.items).map((one) => this.box(one, type));
    const more = all.length > answers.length ? blockOf(linesOf(t("and {0} more", all.length - answers.length), this.width, 18, { fill: LIGHT.muted, italic: true })) : null;
    const beside = answers.reduce((sum, { height }) => sum + height + GAP, -GAP) + (more ? more.height + GAP : 0);
    return { box, answers, more, height: Math.max(box.height, beside) };
  }

  /** @param {Drawn} row @param {number} y @param {number} middle of the conclusion @returns {SVGElement[]} */
  draw({ box, answers, more, height }, y, middle) {
    const top = y + (height - box.height) / 2;
    const drawn = [...drawArrow(box, this.left, top + box.height / 2, AREA.x + CONCLUSION, middle), ...this.drawBox(box, this.left, top)];
    let at = y;
    for (const answer of answers) {
      const aim = Math.min(top + box.height - 16, Math.max(top + 16, at + answer.height / 2));
      drawn.push(...drawArrow(answer, this.right, at + answer.height / 2, this.left + this.width, aim), ...this.drawBox(answer, this.right, at));
      at += answer.height + GAP;
    }
    if (more) drawn.push(...drawBlock(more, this.right, at, this.width));
    return drawn;
  }

  /** @param {Box} box @param {number} x @param {number} y @returns {SVGElement[]} */
  drawBox({ group, blocks, height }, x, y) {
    const { fill, stroke } = LIGHT.kinds[group.kind];
    const face = s("rect", { x, y, width: this.width, height, rx: 12, fill, stroke, "stroke-width": 2, "stroke-dasharray": DASHES[group.kind], "stroke-opacity": faint(group) });
    return [face, ...drawStack(blocks, x + PAD, y + PAD, this.width - 2 * PAD, GAP)];
  }
}

/** @param {GroupNode} group */
function faint(group) {
  return isDoubtful(store.open.index, group.relation) ? 0.45 : null;
}

/** From a box to what it bears on, at its left. @param {Box} box @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @returns {SVGElement[]} */
function drawArrow({ group }, x1, y1, x2, y2) {
  const colour = LIGHT.kinds[group.kind].stroke;
  const bend = (x1 - x2) * 0.5;
  return [
    s("path", {
      d: `M${x1},${y1} C${x1 - bend},${y1} ${x2 + bend},${y2} ${x2 + 16},${y2}`,
      fill: "none",
      stroke: colour,
      "stroke-width": 2.5,
      "stroke-dasharray": DASHES[group.kind],
      "stroke-opacity": faint(group),
    }),
    s("path", { d: `M${x2 + 3},${y2} l15,-7.5 v15 z`, fill: colour, "fill-opacity": faint(group) }),
  ];
}
