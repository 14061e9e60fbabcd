import assert from "node:assert/strict";
import { test } from "node:test";
import { citations } from "../../../service/ui/static/core/citing.js";
import { indexMap } from "../../../service/ui/static/core/model.js";
import { makeMap, unit } from "./support.mjs";

test("a citation has the words, the holder, the article, the paragraph and the link", () => {
  const map = makeMap("Ann says: it *works*.");
  map.units = [unit("u0", 10, 20, { text: "it *works*" })];
  const { plain, markdown } = citations(map.units[0], indexMap(map), "http://x/#/map/m?at=u0");
  assert.equal(plain, "“it *works*” (The author; T, paragraph 1) http://x/#/map/m?at=u0");
  assert.equal(markdown, "> “it \\*works\\*”\n>\n> — The author; [T, paragraph 1](http://x/#/map/m?at=u0)");
});
