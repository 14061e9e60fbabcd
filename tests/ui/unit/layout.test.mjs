import assert from "node:assert/strict";
import { test } from "node:test";
import { growForest } from "../../../service/ui/static/core/forest.js";
import { SIZES, layOut, neighbour } from "../../../service/ui/static/core/layout.js";
import { indexMap } from "../../../service/ui/static/core/model.js";
import { said, makeMap, relation, treeMap, unit } from "./support.mjs";

const OPEN = { depth: Infinity, toggled: new Set() };
const place = (map, fold = OPEN, height = () => 60) => layOut(growForest(indexMap(map, said(map))), fold, height);

/** A tree of so many units with irregular heights and branching. */
function bigMap(count) {
  const map = makeMap("x".repeat(count * 10));
  map.units = Array.from({ length: count }, (_, n) => unit(`u${n}`, n * 10, n * 10 + 8));
  map.relations = Array.from({ length: count - 1 }, (_, n) => relation(`r${n}`, n % 3 ? "support" : "rebut", [`u${n + 1}`], `u${Math.floor(n / (1 + (n % 4)))}`));
  map.conclusion = "u0";
  return map;
}

function overlaps(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

test("no two boxes overlap, in irregular trees of many sizes", () => {
  for (const count of [2, 7, 40, 160]) {
    const layout = place(bigMap(count), OPEN, (node) => 40 + ((node.unit.id.length * 37 + node.depth * 11) % 90));
    assert.equal(layout.cards.size, count);
    layout.blocks.forEach((a, i) => layout.blocks.slice(i + 1).forEach((b) => assert.equal(overlaps(a, b), false, `${a.key} and ${b.key}`)));
  }
});

test("reasons stand to the right of their conclusion, inside the drawing", () => {
  const layout = place(treeMap());
  for (const edge of layout.edges) assert.ok(edge.x1 > edge.x2, "an arrow runs from right to left");
  for (const block of layout.blocks) {
    assert.ok(block.x >= 0 && block.y >= -1e-6 && block.x + block.width <= layout.width && block.y + block.height <= layout.height);
  }
});

test("linked premises share one box, each card inside it", () => {
  const box = place(treeMap()).blocks.find((block) => block.key === "r0");
  assert.equal(box.cards.length, 2);
  for (const card of box.cards) {
    assert.ok(card.x >= box.x && card.y > box.y && card.x + card.width <= box.x + box.width && card.y + card.height <= box.y + box.height);
  }
});

test("an undercut ends on the header of the inference, other arrows on a card", () => {
  const layout = place(treeMap());
  const box = layout.blocks.find((block) => block.key === "r0");
  const undercut = layout.edges.find((edge) => edge.block.key === "r2");
  assert.ok(undercut.y2 > box.y && undercut.y2 < box.y + SIZES.header);
  const support = layout.edges.find((edge) => edge.block.key === "r0");
  const root = layout.cards.get("u0");
  assert.equal(support.y2, root.y + root.height / 2);
});

test("what is folded is not laid out, and is counted", () => {
  const layout = place(treeMap(), { depth: 1, toggled: new Set() });
  assert.equal(layout.cards.has("u3@r1"), false);
  assert.equal(layout.cards.get("u1@r0").folded, true);
  assert.equal(layout.cards.get("u1@r0").node.below, 1);
});

test("claims that stand alone come below the trees", () => {
  const layout = place(treeMap());
  assert.ok(layout.aloneAt !== null && layout.cards.get("u5").y > layout.aloneAt);
});

test("arrow keys go to the parent, the first reason, and along the column", () => {
  const layout = place(treeMap());
  const card = (key) => layout.cards.get(key);
  assert.equal(neighbour(layout, card("u0"), "right").node.unit.id, "u1");
  assert.equal(neighbour(layout, card("u1@r0"), "left").node.unit.id, "u0");
  assert.equal(neighbour(layout, card("u1@r0"), "down").node.unit.id, "u2");
  assert.equal(neighbour(layout, card("u2@r0"), "up").node.unit.id, "u1");
  assert.equal(neighbour(layout, card("u4@r2"), "left").node.unit.id, "u1");
  assert.equal(neighbour(layout, card("u0"), "left"), null);
});
