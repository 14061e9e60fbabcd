import assert from "node:assert/strict";
import { test } from "node:test";
import { answering, inOrder, layOutIssues } from "../../../service/ui/static/core/issues.js";
import { makeMap, unit } from "./support.mjs";

const holder = (id, parent = null) => ({ id, label: id, kind: "group", parent, mentions: [] });
const position = (perspective, ...units) => ({ perspective, units, stance: "holds" });
const issue = (id, positions, contrasts = [], parent = null) =>
  ({ id, question: { text: `${id}?`, spans: [], anchors: [] }, parent, positions, contrasts, confidence: 1 });

function quarrel(issues) {
  const map = makeMap();
  map.perspectives.push(holder("a"), holder("b"), holder("c"), holder("b1", "b"));
  map.units = [unit("u0", 0, 3), unit("u1", 4, 7, { perspective: "a" }), unit("u2", 8, 13, { perspective: "b" })];
  return { ...map, issues };
}

test("a question stands before its parts, wherever the map lists them", () => {
  const rows = inOrder([issue("i2", [], [], "i1"), issue("i0", []), issue("i1", [])]);
  assert.deepEqual(rows.map(({ issue: { id }, depth }) => [id, depth]), [["i0", 0], ["i1", 0], ["i2", 1]]);
});

test("who answers most stands first, and four columns are enough", () => {
  const map = quarrel([issue("i0", [position("a", "u1"), position("b", "u2"), position("c"), position("author", "u0"), position("b1")]),
    issue("i1", [position("b", "u2"), position("c")])]);
  assert.deepEqual(answering(map), ["b", "c", "author", "a", "b1"]);
  const table = layOutIssues(map, []);
  assert.deepEqual([table.columns.length, table.hasOthers, table.rows[0].others.map(({ perspective }) => perspective)], [4, true, ["b1"]]);
});

test("neighbours that the map calls the same share a cell, others do not", () => {
  const both = issue("i0", [position("a", "u1"), position("b", "u2")], [{ a: "b", b: "a", kind: "same" }]);
  const apart = issue("i1", [position("a", "u1"), position("b", "u2")], [{ a: "a", b: "b", kind: "rival" }]);
  const { rows } = layOutIssues(quarrel([both, apart]), ["a", "b"]);
  assert.deepEqual(rows.map(({ cells }) => cells.map(({ span }) => span)), [[2], [1, 1]]);
});

test("chosen holders leave out the questions that neither answers", () => {
  const map = quarrel([issue("i0", [position("a", "u1"), position("c")]), issue("i1", [position("author", "u0"), position("c")])]);
  assert.deepEqual(layOutIssues(map, ["a", "b"]).rows.map((row) => row.issue.id), ["i0"]);
});
