import assert from "node:assert/strict";
import { test } from "node:test";
import { foldedWords, growForest, isFolded, pathTo, reveal } from "../../../service/ui/static/core/forest.js";
import { indexMap } from "../../../service/ui/static/core/model.js";
import { said, relation, treeMap } from "./support.mjs";

const grow = (map) => growForest(indexMap(map, said(map)));

test("linked premises share a group, an undercut hangs on the inference", () => {
  const forest = grow(treeMap());
  assert.deepEqual(
    forest.trees.map((node) => node.unit.id),
    ["u0"],
  );
  assert.deepEqual(
    forest.alone.map((node) => node.unit.id),
    ["u5"],
  );
  const [group] = forest.trees[0].groups;
  assert.deepEqual(
    group.members.map((node) => node.unit.id),
    ["u1", "u2"],
  );
  assert.deepEqual(
    group.undercuts[0].members.map((node) => node.unit.id),
    ["u4"],
  );
  assert.equal(forest.trees[0].below, 4);
});

test("a claim used twice is at home where the service has it lead on to, and small elsewhere", () => {
  const map = treeMap();
  map.relations.push(relation("r3", "support", ["u5"], "u2"), relation("r4", "support", ["u5"], "u0"));
  const { leading, ...roots } = said(map).forest;
  const forest = growForest(indexMap(map, said(map, { forest: { ...roots, leading: { ...leading, u5: "r4" } } })));
  assert.equal(forest.homes.get("u5").parent.relation.id, "r4");
  const other = forest.homes.get("u2").groups[0].members[0];
  assert.equal(other.unit.id, "u5");
  assert.equal(other.reuse, true);
});

test("folds at a depth, a toggled claim the other way round", () => {
  const forest = grow(treeMap());
  const [root] = forest.trees;
  assert.equal(isFolded(root, { depth: 0, toggled: new Set() }), true);
  assert.equal(isFolded(root, { depth: 1, toggled: new Set() }), false);
  assert.equal(isFolded(root, { depth: 1, toggled: new Set(["u0"]) }), true);
  assert.equal(isFolded(forest.homes.get("u2"), { depth: 0, toggled: new Set() }), false);
});

test("what is folded away is told in words", () => {
  const map = treeMap();
  assert.equal(foldedWords(grow(map).trees[0]), "4 more claims"); // an objection deep down is no reason
  map.relations = map.relations.slice(0, 1);
  assert.equal(foldedWords(grow(map).trees[0]), "2 more reasons");
  map.relations = [relation("r0", "support", ["u1"], "u0")];
  assert.equal(foldedWords(grow(map).trees[0]), "1 more reason");
});

test("revealing opens what hides a claim and nothing else", () => {
  const forest = grow(treeMap());
  const fold = reveal(forest, { depth: 0, toggled: new Set() }, ["u3"]);
  assert.deepEqual([...fold.toggled].sort(), ["u0", "u1"]);
  assert.deepEqual(
    pathTo(forest.homes.get("u3")).map((node) => node.unit.id),
    ["u0", "u1", "u3"],
  );
});
