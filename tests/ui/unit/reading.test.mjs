import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "../../../service/ui/static/core/compare.js";
import { dimmed, noFilter } from "../../../service/ui/static/core/filter.js";
import { growForest, inTrees } from "../../../service/ui/static/core/forest.js";
import { indexMap } from "../../../service/ui/static/core/model.js";
import { asRead, isConcession, kindOf } from "../../../service/ui/static/core/reading.js";
import { bySide, sideOf, stands } from "../../../service/ui/static/core/sides.js";
import { makeMap, relation, unit } from "./support.mjs";

const attribution = (id, perspective, attitude) => ({ id, perspective, within: null, source: null, cue: null, content: [], attitude });
const holder = (id, parent = null) => ({ id, label: id.toUpperCase(), kind: "group", parent, mentions: [] });

/** The author's u0, for which the words of u1 speak; V doubts u1, the author's u2 speaks against u1, and W's u3 against u2. */
function doubted() {
  const map = makeMap("x".repeat(100));
  map.perspectives.push(holder("v"), holder("w", "v"), holder("x"), holder("silent"));
  map.attributions = [attribution("a0", "v", "doubts"), attribution("a1", "w", "asserts"), attribution("a2", "x", "asserts")];
  map.units = [unit("u0", 0, 8), unit("u1", 10, 18, { perspective: "v", attribution: "a0" }), unit("u2", 20, 28),
    unit("u3", 30, 38, { perspective: "w", attribution: "a1" }), unit("u4", 40, 48, { perspective: "x", attribution: "a2" })];
  map.relations = [relation("r0", "support", ["u1"], "u0"), relation("r1", "rebut", ["u2"], "u1"), relation("r2", "rebut", ["u3"], "u2")];
  map.conclusion = "u0";
  return map;
}

test("a link is turned round once for each end that its holder is against", () => {
  const index = indexMap(doubted());
  assert.deepEqual(index.map.relations.map((item) => kindOf(index, item)), ["rebut", "support", "rebut"]);
  assert.equal(growForest(index).trees[0].groups[0].kind, "rebut");
  assert.deepEqual([...dimmed(index, { ...noFilter(), kinds: new Set(["support"]) }).units], ["u2"]);
});

test("what is read leads back to the map", () => {
  const index = indexMap(doubted());
  for (const { kind, sources, target } of index.map.relations) assert.equal(asRead(index, asRead(index, kind, sources, target), sources, target), kind);
  assert.equal(asRead(index, "undercut", ["u1"], "r0"), "undercut");
  assert.equal(asRead(index, "support", ["u1"], "u1"), "support", "both ends: as it was");
});

test("a reason for somebody else's objection to one's own claim is a concession, and so is a claim against one's own", () => {
  const map = doubted();
  const index = indexMap(map);
  assert.deepEqual(map.units.filter((item) => isConcession(index, item)).map((item) => item.id), ["u2"]);
  map.relations.push(relation("r3", "rebut", ["u4"], "u0"));
  map.units[4] = unit("u4", 40, 48);
  assert.ok(isConcession(indexMap(map), map.units[4]));
});

test("each holder stands where its claims nearest to the conclusion lead", () => {
  const map = doubted();
  assert.deepEqual([...stands(indexMap(map))], [["author", "for"], ["v", "against"], ["w", "for"], ["x", "neither"], ["silent", "neither"]]);
  map.relations.push(relation("r3", "undercut", ["u4"], "r2"));
  assert.equal(stands(indexMap(map)).get("x"), "against", "denies the step by which W helps the conclusion");
  map.units.push(unit("u5", 50, 58));
  map.relations[3] = relation("r3", "rebut", ["u4"], "u5");
  assert.equal(stands(indexMap(map)).get("x"), "odds", "no way to the conclusion, but against its holder");
  assert.equal(stands(indexMap({ ...map, conclusion: null })).size, 0);
});

test("holders of one side stand together, its head first", () => {
  const index = indexMap(doubted());
  const at = (id) => index.perspectives.get(id);
  assert.deepEqual([sideOf(index, "w"), sideOf(index, "x")], ["v", "x"]);
  const groups = bySide(index, [at("w"), at("x"), at("v")]);
  assert.deepEqual(groups.map(({ side, members }) => [side?.id ?? null, members.map(({ id }) => id)]), [["v", ["v", "w"]], [null, ["x"]]]);
});

test("holders agree where conclusions meet, or on the same claim; a reason that is used is no agreement", () => {
  const map = makeMap("x".repeat(100));
  map.perspectives.push(holder("v"), holder("w"));
  const held = (id, n, perspective, role = "conclusion") => unit(id, n, n + 8, { perspective, role });
  map.units = [held("u0", 0, "author"), held("u1", 10, "v"), held("u2", 20, "w"), held("u3", 30, "v", "premise")];
  map.relations = ["u1", "u2", "u3"].map((id, n) => relation(`r${n}`, "support", [id], "u0"));
  const said = compare(indexMap(map)).meetings.map(({ from, to, verdict, shared }) => [from.id, to.id, verdict, shared?.id ?? null]);
  assert.deepEqual(said, [["u1", "u0", "agree", null], ["u2", "u0", "agree", null], ["u3", "u0", "use", null], ["u1", "u2", "agree", "u0"]]);
});

test("claims come in the order of the drawing, nearest to their conclusion first", () => {
  assert.deepEqual(inTrees(growForest(indexMap(doubted()))), ["u0", "u1", "u2", "u3", "u4"]);
});
