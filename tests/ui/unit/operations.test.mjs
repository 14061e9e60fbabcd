import assert from "node:assert/strict";
import { test } from "node:test";
import { describeChange, withDifferences } from "../../../service/ui/static/core/changes.js";
import { editOf, tidySpans, touched } from "../../../service/ui/static/core/operations.js";
import { treeMap } from "./support.mjs";

test("a refused change is found in the edit that it is part of", () => {
  const edits = [2, 1, 3].map((count) => ({ label: "", changes: Array(count).fill({ op: "link", id: "u1" }) }));
  assert.deepEqual(
    [0, 1, 2, 3, 5].map((number) => editOf(edits, number)),
    [0, 0, 1, 2, 2],
  );
});

test("chosen words are put in order, and those that touch are one stretch", () => {
  const spans = [
    { start: 20, end: 25 },
    { start: 0, end: 4 },
    { start: 3, end: 9 },
  ];
  assert.deepEqual(tidySpans(spans), [
    { start: 0, end: 9 },
    { start: 20, end: 25 },
  ]);
});

test("what a change touches is what two people can both have changed", () => {
  const map = treeMap();
  assert.ok(touched({ op: "remove", kind: "unit", id: "u1" }, map).includes("relation r0"));
  assert.ok(touched({ op: "link", id: "u1", target: "u3" }, map).includes("unit u1"));
  assert.deepEqual(touched({ op: "contrast", issue: "i0", a: "v1", b: "v2", kind: "same" }, map), ["issue i0"]);
  assert.deepEqual(touched({ op: "merge", kind: "perspective", ids: ["v1"], into: "v2" }, map), ["perspective v2", "perspective v1"]);
  assert.deepEqual(touched({ op: "conclusion", id: "u1" }, map), ["conclusion"]);
});

test("the map that a correction makes is the one before it with the parts that differ", () => {
  const map = treeMap();
  const text = { ...map.units[1], text: "Fees fell" };
  const differences = [
    { op: "change", kind: "unit", id: "u1", before: map.units[1], after: text },
    { op: "remove", kind: "unit", id: "u5", before: map.units[5], after: null },
    { op: "add", kind: "unit", id: "u9", before: null, after: { ...text, id: "u9" } },
    { op: "change", kind: "conclusion", id: null, before: "u0", after: null },
  ];
  const later = withDifferences(map, differences);
  assert.deepEqual(
    later.units.map(({ id }) => id),
    ["u0", "u1", "u2", "u3", "u4", "u9"],
  );
  assert.deepEqual([later.units[1].text, later.conclusion, later.relations, map.units.length], ["Fees fell", null, map.relations, 6]);
});

test("a difference is told in words", () => {
  const map = treeMap();
  map.attributions.push({ id: "a1", perspective: "author", within: null, source: null, cue: null, content: [], attitude: "denies" });
  map.units[1].attribution = "a1";
  const role = { op: "change", kind: "unit", id: "u1", before: { text: "Fees fell", role: "conclusion" }, after: { text: "Fees fell", role: "premise" } };
  assert.equal(describeChange(role, map), "Claim “Fees fell”: role a conclusion → a reason");
  const doubt = { op: "change", kind: "attribution", id: "a1", before: { attitude: "doubts" }, after: { attitude: "denies" } };
  assert.equal(describeChange(doubt, map), "Attribution “u1”: its holder doubts it → denies it");
  assert.equal(describeChange({ op: "change", kind: "conclusion", id: null, before: "u0", after: null }, map), "No main conclusion");
});
