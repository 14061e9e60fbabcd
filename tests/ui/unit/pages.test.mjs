import assert from "node:assert/strict";
import { test } from "node:test";
import { cutIntoSheets } from "../../../service/ui/static/core/pages.js";

const box = (x, y, width = 80, height = 40) => ({ x, y, width, height });

test("a drawing that fits is one sheet", () => {
  assert.deepEqual(cutIntoSheets([box(0, 0)], { width: 100, height: 60 }, { width: 100, height: 60 }), [{ x: 0, y: 0, width: 100, height: 60 }]);
});

test("no card is cut where a sheet can end before it", () => {
  const boxes = [0, 45, 90, 135].map((y) => box(0, y));
  const sheets = cutIntoSheets(boxes, { width: 80, height: 175 }, { width: 80, height: 100 });
  assert.deepEqual(
    sheets.map(({ y, height }) => [y, y + height]),
    [
      [0, 90],
      [90, 175],
    ],
  );
  for (const { y, height } of boxes) assert.ok(sheets.some((sheet) => sheet.y <= y && y + height <= sheet.y + sheet.height));
});

test("wide drawings are cut into columns too, and empty sheets are left out", () => {
  const sheets = cutIntoSheets([box(0, 0), box(120, 200)], { width: 200, height: 240 }, { width: 100, height: 120 });
  assert.ok(sheets.every(({ width, height }) => width <= 100 && height <= 120));
  assert.ok(sheets.every((sheet) => [box(0, 0), box(120, 200)].some((b) => b.x < sheet.x + sheet.width && sheet.x < b.x + b.width && b.y < sheet.y + sheet.height && sheet.y < b.y + b.height)));
});

test("a card taller than a sheet is cut, and nothing is lost", () => {
  const sheets = cutIntoSheets([box(0, 0, 80, 250)], { width: 80, height: 250 }, { width: 80, height: 100 });
  assert.equal(
    sheets.reduce((sum, { height }) => sum + height, 0),
    250,
  );
});
