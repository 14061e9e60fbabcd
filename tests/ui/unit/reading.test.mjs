import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "../../../service/ui/static/core/compare.js";
import { dimmed, noFilter } from "../../../service/ui/static/core/filter.js";
import { growForest, inTrees } from "../../../service/ui/static/core/forest.js";
import { indexMap } from "../../../service/ui/static/core/model.js";
import { NO_MEANING, answersTo, isAgainst, isArgued, isConcession, isDoubtful, kindOf } from "../../../service/ui/static/core/reading.js";
import { bySide, sideOf, stands } from "../../../service/ui/static/core/sides.js";
import { said, makeMap, relation, unit } from "./support.mjs";

const holder = (id, parent = null) => ({ id, label: id.toUpperCase(), kind: "group", parent, mentions: [] });

/** The author's u0, u1 of V for it, u2 against u1, u3 of W against u2. */
function spoken() {
  const map = makeMap("x".repeat(100));
  map.perspectives.push(holder("v"), holder("w", "v"), holder("x"));
  map.units = [unit("u0", 0, 8), unit("u1", 10, 18, { perspective: "v" }), unit("u2", 20, 28), unit("u3", 30, 38, { perspective: "w" }), unit("u4", 40, 48, { perspective: "x" })];
  map.relations = [relation("r0", "support", ["u1"], "u0"), relation("r1", "rebut", ["u2"], "u1"), relation("r2", "rebut", ["u3"], "u2")];
  map.conclusion = "u0";
  return map;
}

const holding = (id, more) => ({ perspective: { id }, conclusions: [], premises: [], silent: false, side: id, stand: null, cited: null, ...more });
const contact = (kind, unit, other_unit, more) => ({ kind, perspective: "", other: "", unit, other_unit, read: null, relation: null, shared: null, issue: null, ...more });

test("links, doubts, concessions and answers are what the service says, whatever the map looks like", () => {
  const index = indexMap(spoken(), said(spoken(), { against: ["u4"], granted: ["u0"], argued: ["u3"], turned: ["r0", "r1"], doubtful: ["r2"], objections: [{ relation: "r0", answers: ["u4"] }] }));
  const { units, relations } = index.map;
  assert.deepEqual(
    relations.map((item) => kindOf(index, item)),
    ["rebut", "support", "rebut"],
  );
  assert.deepEqual(
    relations.map((item) => isDoubtful(index, item)),
    [false, false, true],
  );
  assert.deepEqual(
    relations.map((item) => answersTo(index, item)),
    [["u4"], [], []],
  );
  assert.deepEqual(
    units.filter((item) => isAgainst(index, item)).map(({ id }) => id),
    ["u4"],
  );
  assert.deepEqual(
    units.filter((item) => isConcession(index, item)).map(({ id }) => id),
    ["u0"],
  );
  assert.deepEqual(
    units.filter((item) => isArgued(index, item)).map(({ id }) => id),
    ["u3"],
  );
  assert.equal(growForest(index).trees[0].groups[0].kind, "rebut");
  assert.deepEqual([...dimmed(index, { ...noFilter(), kinds: new Set(["support"]) }).units], ["u2"]);
});

test("stands and sides are what the service says", () => {
  const index = indexMap(spoken(), { ...NO_MEANING, holdings: [holding("author", { stand: "odds" }), holding("v", { side: "x", stand: "cited" })] });
  assert.deepEqual(
    [...stands(index)],
    [
      ["author", "odds"],
      ["v", "cited"],
    ],
  );
  assert.deepEqual([sideOf(index, "v"), sideOf(index, "w")], ["x", "w"]);
});

test("holders of one side stand together, its head first", () => {
  const index = indexMap(spoken(), { ...NO_MEANING, holdings: [holding("v"), holding("w", { side: "v" }), holding("x")] });
  const at = (id) => index.perspectives.get(id);
  const groups = bySide(index, [at("w"), at("x"), at("v")]);
  assert.deepEqual(
    groups.map(({ side, members }) => [side?.id ?? null, members.map(({ id }) => id)]),
    [
      ["v", ["v", "w"]],
      [null, ["x"]],
    ],
  );
});

test("holders meet where the service says so, and what is not in the map is left out", () => {
  const index = indexMap(spoken(), {
    ...NO_MEANING,
    contacts: [contact("agrees", "u1", "u3", { shared: "u0", relation: "r0", read: "support" }), contact("conflicts", "u4", "u0", { issue: "i0" }), contact("uses", "u9", "u0", { relation: "r0" })],
  });
  const said = compare(index).meetings.map(({ from, to, verdict, shared, kind, issue }) => [from.id, to.id, verdict, kind, shared?.id ?? null, issue]);
  assert.deepEqual(said, [
    ["u1", "u3", "agree", "support", "u0", null],
    ["u4", "u0", "conflict", "rebut", null, "i0"],
  ]);
});

test("claims come in the order of the drawing, nearest to their conclusion first", () => {
  assert.deepEqual(inTrees(growForest(indexMap(spoken(), said(spoken())))), ["u0", "u1", "u2", "u3", "u4"]);
});
