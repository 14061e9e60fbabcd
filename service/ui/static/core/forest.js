/**
 * The argument trees that the map view and the outline draw.
 * @import {Fold, Kind, Relation, Unit} from "./types.js"
 * @import {Index} from "./model.js"
 */
import { t } from "./messages.js";
import { position } from "./model.js";
import { kindOf } from "./reading.js";

/**
 * A place where a unit is shown. `reuse` marks every place but its home; its reasons are shown at the home only.
 * @typedef {{key: string, unit: Unit, reuse: boolean, depth: number, parent: GroupNode | null,
 *   groups: GroupNode[], below: number, objected: boolean}} UnitNode `below`: so many claims hang below it; `objected`: not only reasons
 *
 * One relation with its linked sources; `kind` is as a reader must read it (`reading.js`); `undercuts` are the relations that attack this inference.
 * @typedef {{key: string, relation: Relation, kind: Kind, members: UnitNode[], undercuts: GroupNode[],
 *   parent: UnitNode | GroupNode}} GroupNode
 *
 * @typedef {{trees: UnitNode[], alone: UnitNode[], homes: Map<string, UnitNode>}} Forest
 */

/**
 * A unit used twice has its home where the service says that it leads on to; its other places are marked `reuse`. Trees
 * come in the service's order; units that nothing touches are kept apart in `alone`.
 * @param {Index} index
 * @returns {Forest}
 */
export function growForest(index) {
  const builder = new Builder(index);
  const { forest } = index.said.meaning;
  const [trees, alone] = [builder.grow(forest.trees), builder.grow(forest.alone)];
  for (const root of trees) countBelow(root);
  return { trees, alone, homes: builder.homes };
}

class Builder {
  /** @param {Index} index */
  constructor(index) {
    this.index = index;
    /** @type {Map<string, UnitNode>} */
    this.homes = new Map();
  }

  /** @param {string[]} ids @returns {UnitNode[]} their trees */
  grow(ids) {
    const roots = ids.map((id) => this.place(/** @type {Unit} */ (this.index.units.get(id)), 0, null));
    let level = roots;
    while (level.length > 0) {
      /** @type {UnitNode[]} */
      const next = [];
      for (const node of level) if (!node.reuse) this.attach(node, node.unit.id, node.groups, node.depth + 1, next);
      level = next;
    }
    return roots;
  }

  /** @param {Unit} unit @param {number} depth @param {GroupNode | null} parent @returns {UnitNode} */
  place(unit, depth, parent) {
    const elsewhere = parent !== null && this.index.chosen.get(unit.id) !== parent.relation;
    const reuse = elsewhere || this.homes.has(unit.id);
    const key = parent ? `${unit.id}@${parent.relation.id}` : unit.id;
    /** @type {UnitNode} */
    const node = { key, unit, reuse, depth, parent, groups: [], below: 0, objected: false };
    if (!reuse) this.homes.set(unit.id, node);
    return node;
  }

  /**
   * @param {UnitNode | GroupNode} parent
   * @param {string} id
   * @param {GroupNode[]} into
   * @param {number} depth
   * @param {UnitNode[]} next
   */
  attach(parent, id, into, depth, next) {
    for (const relation of this.index.incoming.get(id) ?? []) {
      /** @type {GroupNode} */
      const group = { key: relation.id, relation, kind: kindOf(this.index, relation), members: [], undercuts: [], parent };
      for (const source of relation.sources) {
        const unit = this.index.units.get(source);
        if (unit) group.members.push(this.place(unit, depth, group));
      }
      group.members.sort((a, b) => position(a.unit) - position(b.unit));
      next.push(...group.members);
      into.push(group);
      this.attach(group, relation.id, group.undercuts, depth + 1, next);
    }
    into.sort((a, b) => position(a.members[0].unit) - position(b.members[0].unit));
  }
}

/** The unit that a group hangs on, through undercuts. @param {GroupNode} group @returns {UnitNode} */
export function parentUnit(group) {
  let up = group.parent;
  while ("relation" in up) up = up.parent;
  return up;
}

/** From the root to a node. @param {UnitNode} node @returns {UnitNode[]} */
export function pathTo(node) {
  const path = [node];
  for (let at = node; at.parent; path.unshift(at)) at = parentUnit(at.parent);
  return path;
}

/** Every claim in the order of the drawing: tree by tree, nearest to its conclusion first. @param {Forest} forest @returns {string[]} */
export function inTrees(forest) {
  return [...forest.trees, ...forest.alone].flatMap((root) => {
    const level = [root];
    for (const node of level) level.push(...node.groups.flatMap((group) => [...group.members, ...group.undercuts.flatMap((undercut) => undercut.members)]));
    return level.filter((node) => !node.reuse).map((node) => node.unit.id);
  });
}

/** What is folded away under a claim: `7 more reasons`; `claims` where objections are among them. @param {UnitNode} node */
export function foldedWords({ below, objected }) {
  const one = below === 1;
  return `${below} ${objected ? (one ? t("more claim") : t("more claims")) : one ? t("more reason") : t("more reasons")}`;
}

/** Fills in how many claims hang below each unit. @param {UnitNode} node @returns {number} */
function countBelow(node) {
  node.below = 0;
  for (const group of node.groups) node.below += countGroup(group);
  node.objected = node.groups.some(({ kind, undercuts, members }) => kind !== "support" || undercuts.length > 0 || members.some(({ objected }) => objected));
  return node.below + 1;
}

/** @param {GroupNode} group @returns {number} */
function countGroup(group) {
  let sum = 0;
  for (const member of group.members) sum += countBelow(member);
  for (const undercut of group.undercuts) sum += countGroup(undercut);
  return sum;
}

/** @param {UnitNode} node @param {Fold} fold @returns {boolean} */
export function isFolded(node, fold) {
  if (node.groups.length === 0) return false;
  return node.depth >= fold.depth !== fold.toggled.has(node.unit.id);
}

/**
 * The fold that also shows these units: what hides them is opened, nothing is closed.
 * @param {Forest} forest
 * @param {Fold} fold
 * @param {Iterable<string>} ids
 * @returns {Fold}
 */
export function reveal(forest, fold, ids) {
  const toggled = new Set(fold.toggled);
  for (const id of ids) {
    const home = forest.homes.get(id);
    if (!home) continue;
    for (const node of pathTo(home).slice(0, -1)) {
      if (!isFolded(node, { depth: fold.depth, toggled })) continue;
      if (!toggled.delete(node.unit.id)) toggled.add(node.unit.id);
    }
  }
  return { depth: fold.depth, toggled };
}
