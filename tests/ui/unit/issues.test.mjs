import assert from "node:assert/strict";
import { test } from "node:test";
import { answering, contrastRead, facing, inOrder, layOutIssues, questionMark } from "../../../service/ui/static/core/issues.js";
import { describeChange } from "../../../service/ui/static/core/changes.js";
import { stanceLine } from "../../../service/ui/static/core/wording.js";
import { indexMap } from "../../../service/ui/static/core/model.js";
import { NO_MEANING } from "../../../service/ui/static/core/reading.js";
import { makeMap, unit } from "./support.mjs";

const holder = (id, parent = null) => ({ id, label: id, kind: "group", parent, mentions: [] });
const position = (perspective, ...units) => ({ perspective, units, stance: "holds" });
const issue = (id, positions, contrasts = [], parent = null) => ({ id, question: { text: `${id}?`, spans: [], anchors: [] }, parent, positions, contrasts, confidence: 1 });

function quarrel(issues) {
  const map = makeMap();
  map.perspectives.push(holder("a"), holder("b"), holder("c"), holder("b1", "b"));
  map.units = [unit("u0", 0, 3), unit("u1", 4, 7, { perspective: "a" }), unit("u2", 8, 13, { perspective: "b" })];
  return { ...map, issues };
}

test("questions on which sides contradict each other come first", () => {
  const contrast = (kind) => [{ a: "a", b: "b", kind }];
  const rows = inOrder([issue("i0", [], contrast("compatible")), issue("i1", [], contrast("rival")), issue("i2", [], contrast("rival"))]);
  assert.deepEqual(
    rows.map((row) => row.issue.id),
    ["i1", "i2", "i0"],
  );
});

test("two answers of which one objects to the other are not shown as right both", () => {
  const asked = issue("i0", [position("a", "u1"), position("b", "u2")], [{ a: "a", b: "b", kind: "compatible" }]);
  const map = quarrel([asked]);
  assert.equal(contrastRead(indexMap(map), asked, "a", "b"), "compatible");
  assert.equal(contrastRead(indexMap(map, { ...NO_MEANING, objecting: [{ issue: "i0", a: "b", b: "a" }] }), asked, "a", "b"), "objection");
});

test("a question stands before its parts, wherever the map lists them", () => {
  const rows = inOrder([issue("i2", [], [], "i1"), issue("i0", []), issue("i1", [])]);
  assert.deepEqual(
    rows.map(({ issue: { id }, depth }) => [id, depth]),
    [
      ["i0", 0],
      ["i1", 0],
      ["i2", 1],
    ],
  );
});

test("who answers most stands first; those with one answer share a column", () => {
  const map = quarrel([issue("i0", [position("a", "u1"), position("b", "u2"), position("c"), position("author", "u0"), position("b1")]), issue("i1", [position("b", "u2"), position("c")])]);
  assert.deepEqual(answering(map), ["b", "c", "author", "a", "b1"]);
  const table = layOutIssues(map, []);
  assert.deepEqual([table.columns.length, table.hasOthers, table.rows[0].others.map(({ perspective }) => perspective)], [2, true, ["a", "author", "b1"]]);
});

test("whoever answers a question faces those of other sides who answer it or head a column, not those of its own", () => {
  const map = quarrel([issue("i0", [position("a", "u1"), position("b", "u2"), position("b1")]), issue("i1", [position("a", "u1"), position("b", "u0")])]);
  const meaning = { ...NO_MEANING, holdings: [{ perspective: { id: "b1" }, side: "b" }] };
  const pairs = new Set(facing(indexMap(map, meaning)).map((pair) => pair.sort().join(" ")));
  assert.deepEqual([...pairs].sort(), ["a author", "a b", "a b1", "author b"]);
});

test("neighbours that the map calls the same share a cell, others do not", () => {
  const both = issue("i0", [position("a", "u1"), position("b", "u2")], [{ a: "b", b: "a", kind: "same" }]);
  const apart = issue("i1", [position("a", "u1"), position("b", "u2")], [{ a: "a", b: "b", kind: "rival" }]);
  const { rows } = layOutIssues(quarrel([both, apart]), ["a", "b"]);
  assert.deepEqual(
    rows.map(({ cells }) => cells.map(({ span }) => span)),
    [[1, 1], [2]],
  );
});

test("chosen holders leave out the questions that neither answers", () => {
  const map = quarrel([issue("i0", [position("a", "u1"), position("c")]), issue("i1", [position("author", "u0"), position("c")])]);
  assert.deepEqual(
    layOutIssues(map, ["a", "b"]).rows.map((row) => row.issue.id),
    ["i0"],
  );
});

test("a change of a question is told without ids", () => {
  const map = quarrel([issue("i0", [position("a", "u1"), position("b", "u2")])]);
  const after = { ...map.issues[0], positions: [...map.issues[0].positions, position("author", "u0")] };
  const told = describeChange({ op: "change", kind: "issue", id: "i0", before: map.issues[0], after }, map);
  assert.match(told, /Question “i0\?”: answers .*“The author” “u0”/);
});

test("a question that the article does not put as one gets a mark in brackets", () => {
  const mark = (text) => questionMark({ question: { text, spans: [], anchors: [] } });
  assert.deepEqual(["The drained lake", "Who pays?", "“Who pays?”", "谁付钱？"].map(mark), [" [?]", "", "", ""]);
});

const leaning = (perspective, stance, ...spans) => ({ perspective, units: [], stance, spans: spans.map(([start, end]) => ({ start, end })) });

test("a stance without a claim is put with the words that show it", () => {
  const index = indexMap(quarrel([]));
  assert.equal(stanceLine(index, leaning("a", "holds", [4, 7])), "takes a side, without a claim: “two”");
  assert.equal(stanceLine(index, leaning("a", "holds", [0, 3], [8, 13])), "takes a side, without a claim: “One … three”");
  assert.match(stanceLine(index, leaning("author", "silent", [0, 3])), /^gives no answer: “One”$/);
  assert.match(stanceLine(index, leaning("author", "rejects", [0, 3])), /^rejects the question .*: “One”$/);
  assert.equal(stanceLine(index, leaning("author", "silent")), "no answer found");
});
