import assert from "node:assert/strict";
import { test } from "node:test";
import { growForest } from "../../../service/ui/static/core/forest.js";
import { layOut } from "../../../service/ui/static/core/layout.js";
import { indexMap } from "../../../service/ui/static/core/model.js";
import { firstView } from "../../../service/ui/static/views/firstview.js";
import { said, treeMap, makeMap, relation, unit } from "./support.mjs";

const OPEN = { depth: Infinity, toggled: new Set() };

function wide(reasons) {
  const map = makeMap("x".repeat(10 * reasons + 10));
  map.units = Array.from({ length: reasons + 1 }, (_, n) => unit(`u${n}`, n * 10, n * 10 + 8));
  map.relations = map.units.slice(1).map((item, n) => relation(`r${n}`, "support", [item.id], "u0"));
  map.conclusion = "u0";
  return map;
}

test("the first view has the conclusion in it, at a size that can be read", () => {
  for (const map of [treeMap(), wide(3), wide(60)]) {
    const layout = layOut(growForest(indexMap(map, said(map))), OPEN, () => 90);
    const card = layout.cards.get("u0");
    for (const [width, height] of [
      [720, 760],
      [390, 700],
      [1600, 1000],
    ]) {
      const { x, y, k } = firstView(layout, card, width, height);
      assert.ok(k >= 0.82 && k <= 1, `scale ${k}`);
      assert.ok((card.x - x) * k >= 8 && (card.y - y) * k >= 8 && (card.y + card.height - y) * k <= height, `${width} x ${height}`);
    }
  }
});

test("what is smaller than the window stands in its middle", () => {
  const layout = layOut(growForest(indexMap(wide(2), said(wide(2)))), OPEN, () => 90);
  const { y, k } = firstView(layout, layout.cards.get("u0"), 1000, 1000);
  assert.ok(Math.abs(-y - (1000 / k - layout.height) / 2) < 1e-6);
});
