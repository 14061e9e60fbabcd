import assert from "node:assert/strict";
import { test } from "node:test";
import { TextIndex, fromWire, toWire, trimSpan, wholeCharacters } from "../../../service/ui/static/core/offsets.js";
import { makeMap, unit } from "./support.mjs";

const TEXT = "a🚌b👩‍👩‍👧c é🎉 end";

test("code points and UTF-16 offsets agree with slicing, at every place", () => {
  const index = new TextIndex(TEXT);
  const points = [...TEXT];
  for (let at = 0; at <= points.length; at++) {
    const utf16 = points.slice(0, at).join("").length;
    assert.equal(index.toUtf16(at), utf16);
    assert.equal(index.toCodePoint(utf16), at);
  }
});

test("a map comes in and goes out unchanged, and is right in between", () => {
  const map = makeMap(TEXT);
  const points = [...TEXT];
  const start = points.indexOf("🎉");
  map.units = [unit("u0", start, start + 5)];
  map.document.paragraphs[0].end = points.length;
  const inside = fromWire(map);
  assert.equal(TEXT.slice(inside.units[0].spans[0].start, inside.units[0].spans[0].end), "🎉 end");
  assert.equal(inside.document.paragraphs[0].end, TEXT.length);
  assert.deepEqual(toWire(inside, TEXT), map);
});

test("a map without surrogate pairs is passed on as it is", () => {
  const map = makeMap("plain");
  assert.equal(fromWire(map), map);
});

test("a selection never cuts an emoji or a combining mark", () => {
  const family = TEXT.indexOf("👩");
  assert.deepEqual(wholeCharacters(TEXT, { start: family + 3, end: family + 4 }), { start: family, end: family + "👩‍👩‍👧".length });
  const text = "cafe\u0301 x";
  assert.deepEqual(wholeCharacters(text, { start: 0, end: 4 }), { start: 0, end: 5 });
});

test("white space at the ends is cut, and nothing but white space is no span", () => {
  assert.deepEqual(trimSpan("  ab ", { start: 0, end: 5 }), { start: 2, end: 4 });
  assert.equal(trimSpan("   ", { start: 0, end: 3 }), null);
});
