import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";

const STATIC = path.join(import.meta.dirname, "../../../service/ui/static");
const CALL = /(?<![\w.])t\(\s*("(?:[^"\\]|\\.)*")/g;
const PLURAL = /(?<![\w.])plural\((?:[^()"]|\((?:[^()]|\([^()]*\))*\))*,\s*"([^"]+)"(?:,\s*"([^"]+)")?\)/g;
const LABEL = /aria-label="([^"]+)"|class="skip" href="#main">([^<]+)|<noscript>([^<]+)/g;
const SERVICE = path.join(STATIC, "../..");
/** What formats are called stands in their registry. */
const TITLES = /: \("([^"]+)", "([^"]+)"\)/g;
/** Named by values that the map has, not in the code. */
const VALUES = ["would", "will", "might", "may", "could", "shall", "The author"];

/** @param {string} folder @returns {string[]} */
function sources(folder) {
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))
    .map((name) => fs.readFileSync(path.join(folder, name), "utf8"));
}

/** All that the page says, in English. */
function said() {
  const page = fs.readFileSync(path.join(STATIC, "index.html"), "utf8");
  const found = new Set([...page.matchAll(LABEL)].map((match) => match.slice(1).find(Boolean)));
  for (const code of sources(STATIC)) {
    for (const [, key] of code.matchAll(CALL)) found.add(JSON.parse(key));
    for (const [, one, many] of code.matchAll(PLURAL)) found.add(one).add(many ?? `${one}s`);
  }
  for (const file of ["formats/registry.py", "ui/page_format.py"]) {
    for (const [, title, about] of fs.readFileSync(path.join(SERVICE, file), "utf8").matchAll(TITLES)) found.add(title).add(about);
  }
  return found;
}

const slots = (/** @type {string} */ words) => [...words.matchAll(/\{\d\}/g)].map(String).sort();

for (const file of fs.readdirSync(path.join(STATIC, "messages"))) {
  test(`${file} has all that the page says, with all its values, and nothing else`, () => {
    const messages = JSON.parse(fs.readFileSync(path.join(STATIC, "messages", file), "utf8"));
    const wanted = said();
    assert.deepEqual(
      [...wanted].filter((key) => !Object.hasOwn(messages, key)),
      [],
    );
    assert.deepEqual(
      Object.keys(messages).filter((key) => !wanted.has(key) && !VALUES.includes(key)),
      [],
    );
    for (const [key, words] of Object.entries(messages)) assert.deepEqual(slots(words), slots(key), key);
  });
}
