/**
 * The table of the issues on a slide: questions down, sides across.
 * @import {Row, Table} from "../core/issues.js"
 * @import {Position} from "../core/types.js"
 * @import {Type} from "../core/fitting.js"
 * @import {Block} from "./frame.js"
 */
import { t } from "../core/messages.js";
import { CONTRASTS, contrastRead, layOutIssues, questionMark } from "../core/issues.js";
import { fitRows } from "../core/fitting.js";
import { holderName } from "../core/model.js";
import { NO_ANSWER, stanceLine } from "../core/wording.js";
import { plural, s } from "../shell/dom.js";
import { coloursOnPaper } from "../shell/paint.js";
import { store } from "../shell/store.js";
import { LIGHT } from "../views/theme.js";
import { AREA, blockOf, claimBlock, drawBlock, drawStack, heightOf, linesOf, slide } from "./frame.js";

const QUESTION = 400;
const HEAD = 50;
const GAP = 8;
const ROW = 20;
const INSET = 14;

/** @typedef {{x: number, width: number, blocks: Block[], contrast: string | undefined}} Drawn one cell of a row, as it is drawn */

/** @param {string[]} chosen the sides to compare; empty for all */
export function issuesSlide(chosen) {
  const { map, index } = store.open;
  const table = layOutIssues(map, chosen);
  const sheet = new Sheet(table);
  const { type, shown } = fitRows(table.rows.length, (row, one) => heightOfRow(sheet.cells(table.rows[row], one)), AREA.height - HEAD);
  const content = [...sheet.head(index)];
  let y = AREA.y + HEAD;
  for (const row of table.rows.slice(0, shown)) {
    const cells = sheet.cells(row, type);
    const height = heightOfRow(cells);
    content.push(...cells.flatMap((cell) => drawCell(cell, y, height)));
    content.push(s("path", { d: `M${AREA.x},${y + height} H${AREA.x + AREA.width}`, stroke: LIGHT.line, "stroke-width": 1.5 }));
    y += height;
  }
  const left = table.rows.length - shown;
  const leftOut = left > 0 ? t("{0} left out; the table in argmap shows all.", plural(left, "more question")) : "";
  return slide(t("Where they differ"), content, { legend: legend(), leftOut });
}

function legend() {
  const words = Object.values(CONTRASTS).map(({ sign, words: said }) => `${sign} ${said}`);
  return [s("text", { fill: LIGHT.muted }, words.join("   ·   "))];
}

/** @param {Drawn[]} cells */
function heightOfRow(cells) {
  return Math.max(...cells.map(({ blocks }) => heightOf(blocks, GAP))) + ROW;
}

/** @param {Drawn} cell @param {number} y @param {number} height @returns {SVGElement[]} */
function drawCell({ x, width, blocks, contrast }, y, height) {
  const drawn = drawStack(blocks, x, y + ROW / 2, width - 2 * INSET, GAP);
  if (!contrast || contrast === "same") return drawn;
  const colour = contrast === "rival" ? LIGHT.kinds.rebut.text : LIGHT.muted;
  const edge = x - INSET;
  return [
    ...drawn,
    s("path", { d: `M${edge},${y} V${y + height}`, stroke: colour, "stroke-width": 2, "stroke-dasharray": contrast === "rival" ? "7 5" : null }),
    s("circle", { cx: edge, cy: y + ROW / 2 + 18, r: 15, fill: LIGHT.surface, stroke: colour }),
    s("text", { x: edge, y: y + ROW / 2 + 25, "font-size": 20, "font-weight": 600, "text-anchor": "middle", fill: colour }, CONTRASTS[contrast].sign),
  ];
}

class Sheet {
  /** @param {Table} table */
  constructor(table) {
    this.table = table;
    this.colours = coloursOnPaper();
    this.column = (AREA.width - QUESTION) / (table.columns.length + (table.hasOthers ? 1 : 0));
  }

  /** @param {number} column */
  left(column) {
    return AREA.x + QUESTION + column * this.column + INSET;
  }

  /** @param {import("../core/model.js").Index} index */
  head(index) {
    const names = this.table.columns.map((id) => ({ name: holderName(index, id), colour: this.colours.get(id) ?? null }));
    const all = this.table.hasOthers ? [...names, { name: t("Others"), colour: null }] : names;
    return [
      ...drawBlock(blockOf(linesOf(t("Question"), QUESTION, 24, { weight: 600 })), AREA.x, AREA.y, QUESTION),
      ...all.flatMap(({ name, colour }, i) => {
        const head = blockOf(linesOf(name, this.column - 2 * INSET, 24, { weight: 600, fill: colour?.ink, most: 1, dot: colour }));
        const line = s("path", { d: `M${this.left(i) - INSET},${AREA.y + HEAD} h${this.column}`, stroke: colour?.line ?? LIGHT.muted, "stroke-width": 3 });
        return [...drawBlock(head, this.left(i), AREA.y, this.column), line];
      }),
      s("path", { d: `M${AREA.x},${AREA.y + HEAD} h${QUESTION}`, stroke: LIGHT.muted, "stroke-width": 3 }),
    ];
  }

  /** @param {Row} row @param {Type} type @returns {Drawn[]} */
  cells({ issue, depth, cells, others }, type) {
    const question = linesOf(`${issue.question.text}${questionMark(issue)}`, QUESTION - 2 * INSET - 20 * depth, type.size, { weight: 600, most: type.lines });
    /** @type {Drawn[]} */
    const drawn = [{ x: AREA.x + 20 * depth, width: QUESTION, blocks: [blockOf(question)], contrast: undefined }];
    let at = 0;
    for (const cell of cells) {
      const width = this.column * cell.span;
      const [before, here] = [this.table.columns[at - 1], this.table.columns[at]];
      const contrast = before && cell.positions.length > 0 ? contrastRead(store.open.index, issue, before, here) : undefined;
      drawn.push({ x: this.left(at), width, blocks: this.answers(cell.positions, cell.span > 1, width - 2 * INSET, type), contrast });
      at += cell.span;
    }
    if (this.table.hasOthers) drawn.push({ x: this.left(at), width: this.column, blocks: this.answers(others, true, this.column - 2 * INSET, type), contrast: undefined });
    return drawn;
  }

  /** @param {Position[]} positions @param {boolean} named @param {number} width @param {Type} type @returns {Block[]} */
  answers(positions, named, width, type) {
    const { index } = store.open;
    const note = (/** @type {string} */ text) => blockOf(linesOf(text, width, Math.max(17, 0.85 * type.size), { fill: LIGHT.muted, italic: true, most: type.lines }));
    if (positions.length === 0) return named ? [] : [note(NO_ANSWER)];
    const blocks = positions.flatMap((position) => {
      const isStance = position.units.length === 0 || (position.spans ?? []).length > 0;
      const stance = isStance ? [note(`${named ? `${holderName(index, position.perspective)}: ` : ""}${stanceLine(index, position)}`)] : [];
      const claims = position.units.flatMap((id) => {
        const unit = index.units.get(id);
        return unit ? [claimBlock(unit, width, type, { named: named || unit.perspective !== position.perspective, colours: this.colours })] : [];
      });
      return [...claims, ...stance];
    });
    const more = blocks.length - type.items;
    return more > 0 ? [...blocks.slice(0, type.items), note(t("and {0} more", more))] : blocks;
  }
}
