/**
 * Where each card of the map stands: a tidy tree, the thesis left, its reasons to the right.
 * Pure: takes the forest, the fold and a function that says how high a card is; returns boxes in pixels.
 * Subtrees are packed by their contours (Reingold & Tilford 1981), one contour value for each column.
 * @import {Fold} from "./types.js"
 * @import {Forest, GroupNode, UnitNode} from "./forest.js"
 */
import { isFolded } from "./forest.js";

/** Pixels. `rise`: how far a parent may sink below its first child to stand in their middle. */
export const SIZES = { card: 236, pad: 8, header: 24, gap: 8, between: 16, column: 46, tree: 44, rise: 190 };

/** Room for a line above the other trees, and above the claims that stand alone. */
const HEADING = 34;

/**
 * @typedef {{node: UnitNode, x: number, y: number, width: number, height: number, folded: boolean}} Card
 * @typedef {{key: string, group: GroupNode | null, x: number, y: number, width: number, height: number,
 *   cards: Card[], children: Block[], depth: number}} Block a box of linked premises, or a root card without a box
 * @typedef {{block: Block, x1: number, y1: number, x2: number, y2: number}} Edge from premise to conclusion
 * @typedef {{blocks: Block[], edges: Edge[], cards: Map<string, Card>, width: number, height: number,
 *   othersAt: number | null, aloneAt: number | null}} Layout `cards` by node key; `othersAt`, `aloneAt`: y of the trees beside
 *   that of the main conclusion, and of the claims that stand alone
 * @typedef {{top: number[], bottom: number[]}} Contour of a subtree, by column from its root, relative to the root's y
 */

/**
 * @param {Forest} forest
 * @param {Fold} fold
 * @param {(node: UnitNode) => number} cardHeight
 * @returns {Layout}
 */
export function layOut(forest, fold, cardHeight) {
  /** @type {Layout} */
  const layout = { blocks: [], edges: [], cards: new Map(), width: 0, height: 0, othersAt: null, aloneAt: null };
  let y = 0;
  forest.trees.forEach((root, i) => {
    if (i === 1) {
      layout.othersAt = y;
      y += HEADING;
    }
    const block = makeBlock([root], null, 0, fold, cardHeight);
    const contour = arrange(block);
    const top = Math.min(...contour.top);
    settle(block, y - top, layout);
    y += Math.max(...contour.bottom) - top + SIZES.tree;
  });
  if (forest.alone.length > 0) {
    layout.aloneAt = forest.trees.length > 0 ? y : null;
    placeAlone(forest.alone, y + (forest.trees.length > 0 ? HEADING : 0), fold, cardHeight, layout);
  }
  connect(layout);
  return layout;
}

/**
 * @param {UnitNode[]} members
 * @param {GroupNode | null} group
 * @param {number} depth
 * @param {Fold} fold
 * @param {(node: UnitNode) => number} cardHeight
 * @returns {Block} with y relative: cards start at 0
 */
function makeBlock(members, group, depth, fold, cardHeight) {
  const pad = group ? SIZES.pad : 0;
  const x = depth * (SIZES.card + 2 * SIZES.pad + SIZES.column);
  let y = group ? SIZES.header + 2 : 0;
  /** @type {Block} */
  const block = { key: group?.key ?? members[0].key, group, x, y: 0, width: SIZES.card + 2 * pad, height: 0, cards: [], children: [], depth };
  for (const undercut of group?.undercuts ?? []) {
    block.children.push(makeBlock(undercut.members, undercut, depth + 1, fold, cardHeight));
  }
  for (const node of members) {
    const height = cardHeight(node);
    const folded = isFolded(node, fold);
    block.cards.push({ node, x: x + pad, y, width: SIZES.card, height, folded });
    y += height + SIZES.gap;
    if (folded) continue;
    for (const child of node.groups) {
      block.children.push(makeBlock(child.members, child, depth + 1, fold, cardHeight));
    }
  }
  block.height = y - SIZES.gap + pad;
  return block;
}

/** Sets each child's y relative to its parent. @param {Block} block @returns {Contour} */
function arrange(block) {
  /** @type {Contour} */
  const below = { top: [], bottom: [] };
  for (const child of block.children) {
    const contour = arrange(child);
    let shift = 0;
    for (let i = 0; i < contour.top.length && i < below.bottom.length; i++) {
      shift = Math.max(shift, below.bottom[i] + SIZES.between - contour.top[i]);
    }
    if (below.top.length === 0) shift = -contour.top[0];
    child.y = shift;
    for (let i = 0; i < contour.top.length; i++) {
      if (i >= below.top.length) below.top.push(contour.top[i] + shift);
      below.bottom[i] = contour.bottom[i] + shift;
    }
  }
  if (block.children.length > 0) {
    const last = block.children[block.children.length - 1];
    const middle = (last.y + last.height - block.height) / 2;
    const down = Math.min(middle, SIZES.rise);
    for (const child of block.children) child.y -= down;
    below.top = below.top.map((y) => y - down);
    below.bottom = below.bottom.map((y) => y - down);
  }
  return { top: [0, ...below.top], bottom: [block.height, ...below.bottom] };
}

/** Makes positions absolute and collects them. @param {Block} block @param {number} y @param {Layout} layout */
function settle(block, y, layout) {
  block.y = y;
  layout.blocks.push(block);
  for (const card of block.cards) {
    card.y += y;
    layout.cards.set(card.node.key, card);
  }
  layout.width = Math.max(layout.width, block.x + block.width);
  layout.height = Math.max(layout.height, y + block.height);
  for (const child of block.children) settle(child, y + child.y, layout);
}

/**
 * Claims that nothing touches: in rows of three, below the trees.
 * @param {UnitNode[]} nodes
 * @param {number} y
 * @param {Fold} fold
 * @param {(node: UnitNode) => number} cardHeight
 * @param {Layout} layout
 */
function placeAlone(nodes, y, fold, cardHeight, layout) {
  for (let i = 0; i < nodes.length; i += 3) {
    const row = nodes.slice(i, i + 3).map((node) => makeBlock([node], null, 0, fold, cardHeight));
    row.forEach((block, column) => {
      block.x = column * (SIZES.card + SIZES.between);
      block.cards[0].x = block.x;
      settle(block, y, layout);
    });
    y += Math.max(...row.map((block) => block.height)) + SIZES.between;
  }
}

/** @param {Layout} layout */
function connect(layout) {
  for (const parent of layout.blocks) {
    for (const child of parent.children) {
      const group = /** @type {GroupNode} */ (child.group);
      const end = group.parent;
      // An undercut ends on the header of the inference that it attacks, everything else on a card.
      const target = "relation" in end ? null : layout.cards.get(end.key);
      layout.edges.push({
        block: child,
        x1: child.x,
        y1: child.y + SIZES.header / 2 + 1,
        x2: parent.x + parent.width - (target && parent.group ? SIZES.pad : 0),
        y2: target ? target.y + target.height / 2 : parent.y + SIZES.header / 2 + 1,
      });
    }
  }
}

/**
 * The card to go to from another with an arrow key: up and down stay in the column.
 * @param {Layout} layout
 * @param {Card} from
 * @param {"up" | "down" | "left" | "right"} way
 * @returns {Card | null}
 */
export function neighbour(layout, from, way) {
  if (way === "left") {
    const parent = from.node.parent?.parent;
    const unit = parent && "relation" in parent ? parent.members[0] : parent;
    return (unit && layout.cards.get(unit.key)) ?? null;
  }
  if (way === "right") {
    const first = from.node.groups[0]?.members[0] ?? from.node.parent?.undercuts[0]?.members[0];
    return (first && layout.cards.get(first.key)) ?? null;
  }
  /** @type {Card | null} */
  let best = null;
  for (const card of layout.cards.values()) {
    const ahead = way === "down" ? card.y - from.y : from.y - card.y;
    if (card === from || card.x !== from.x || ahead <= 0) continue;
    if (best === null || ahead < (way === "down" ? best.y - from.y : from.y - best.y)) best = card;
  }
  return best;
}
