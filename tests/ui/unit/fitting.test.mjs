import assert from "node:assert/strict";
import { test } from "node:test";
import { TYPES, fitRows } from "../../../service/ui/static/core/fitting.js";

test("the type gets smaller, then answers are cut, then rows are left out", () => {
  const ten = (_row, type) => type.size * Math.min(type.lines, 4);
  assert.deepEqual(fitRows(10, ten, 1200), { type: TYPES[0], shown: 10 });
  assert.equal(fitRows(10, ten, 1000).type.size, 24);
  const cut = fitRows(10, ten, 700);
  assert.deepEqual([cut.type.size, cut.type.lines, cut.shown], [20, 3, 10]);
  assert.equal(fitRows(10, ten, 130).shown, 3);
  assert.equal(fitRows(0, ten, 130).shown, 0);
});
