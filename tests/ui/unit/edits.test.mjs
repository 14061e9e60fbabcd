import assert from "node:assert/strict";
import { test } from "node:test";
import { MissingItem, applyChanges, changesBetween, clashes, describeChange } from "../../../service/ui/static/core/changes.js";
import * as edits from "../../../service/ui/static/core/edits.js";
import { addUnsaid, rephraseUnsaid } from "../../../service/ui/static/core/unsaid.js";
import * as holders from "../../../service/ui/static/core/holders.js";
import { makeMap, relation, treeMap, unit } from "./support.mjs";

/** Makes a correction the way the page does, and returns the map after it. */
function after(map, correct) {
  return applyChanges(map, edits.makeEdit(map, "", correct).changes);
}

test("changes between two maps turn one into the other, and back", () => {
  const before = treeMap();
  const later = edits.consistent(edits.deleteUnit(edits.setConclusion(before, "u1"), "u2"));
  assert.deepEqual(applyChanges(before, changesBetween(before, later)), later);
  const back = applyChanges(later, changesBetween(later, before));
  for (const list of ["units", "relations"]) {
    const sorted = (map) => [...map[list]].sort((a, b) => (a.id < b.id ? -1 : 1));
    assert.deepEqual(sorted(back), sorted(before));
  }
  assert.equal(back.conclusion, "u0");
});

test("a relation goes after the undercuts that aim at it, a unit after its relations", () => {
  const map = treeMap();
  map.relations.reverse();
  const { changes } = edits.makeEdit(map, "", (m) => edits.deleteUnit(edits.deleteUnit(m, "u1"), "u2"));
  const order = changes.filter((change) => change.op === "remove").map((change) => change.id);
  assert.ok(order.indexOf("r2") < order.indexOf("r0") && order.indexOf("r0") < order.indexOf("u1"));
});

test("a premise left unsaid has words and no place, and becomes a usual claim when it is merged with one", () => {
  const map = treeMap();
  const how = { kind: "rebut", together: null, holder: "author" };
  const alone = after(map, (m) => addUnsaid(m, "u3", " it is so ", how).map);
  const [added] = alone.units.slice(-1);
  assert.deepEqual([added.text, added.implicit, added.spans, added.paragraph], ["it is so", true, [], 0]);
  assert.deepEqual(alone.relations.find((item) => item.sources[0] === added.id).target, "u3");
  const linked = after(map, (m) => addUnsaid(m, "u0", "both", { ...how, together: "r0" }).map);
  assert.deepEqual(linked.relations.find((item) => item.id === "r0").sources.length, 3);
  assert.equal(after(alone, (m) => rephraseUnsaid(m, added.id, "else")).units.at(-1).text, "else");
  const merged = after(alone, (m) => edits.mergeUnits(m, added.id, "u5"));
  assert.deepEqual(merged.units.find((item) => item.id === added.id).implicit, false);
  assert.throws(() => addUnsaid(map, "u0", "  ", how), edits.BadEdit);
});

test("a holder other than the author brings an attribution; the author needs none", () => {
  const map = treeMap();
  map.perspectives.push({ id: "v1", label: "V", kind: "group", parent: null, mentions: [] });
  const held = after(map, (m) => edits.setHolder(m, "u1", "v1"));
  const claim = held.units.find((item) => item.id === "u1");
  assert.equal(held.attributions.find((item) => item.id === claim.attribution).perspective, "v1");
  const back = after(held, (m) => edits.setHolder(m, "u1", "author"));
  assert.equal(back.units.find((item) => item.id === "u1").attribution, null);
});

test("a doubt is set on one claim, also where two claims have one saying, and told in words", () => {
  const map = edits.consistent(treeMap());
  map.perspectives.push({ id: "v1", label: "V", kind: "group", parent: null, mentions: [] });
  map.attributions.push({ id: "a1", perspective: "v1", within: null, source: { start: 0, end: 1 }, cue: null, content: [], attitude: "asserts" });
  for (const at of [1, 2]) Object.assign(map.units[at], { perspective: "v1", attribution: "a1" });
  const doubted = after(map, (m) => edits.setAttitude(m, "u1", "doubts"));
  const of = (id) => doubted.attributions.find((item) => item.id === doubted.units.find((entry) => entry.id === id).attribution);
  assert.deepEqual([of("u1").attitude, of("u1").source, of("u2").attitude], ["doubts", { start: 0, end: 1 }, "asserts"]);
  const again = edits.makeEdit(doubted, "", (m) => edits.setAttitude(m, "u1", "denies")).changes;
  assert.deepEqual(again, [{ op: "change", kind: "attribution", id: of("u1").id, value: { attitude: "denies" } }]);
  assert.equal(describeChange({ ...again[0], before: { attitude: "doubts" } }, doubted), "Attribution “u1”: its holder doubts it → denies it");
  assert.deepEqual(edits.makeEdit(map, "", (m) => edits.setAttitude(m, "u0", "asserts")).changes, []);
  assert.equal(after(map, (m) => edits.setAttitude(m, "u0", "doubts")).attributions.at(-1).perspective, "author");
});

test("an attribution that two claims share is not changed under the other one", () => {
  const map = treeMap();
  map.perspectives.push({ id: "v1", label: "V", kind: "group", parent: null, mentions: [] }, { id: "v2", label: "W", kind: "group", parent: null, mentions: [] });
  map.attributions = [{ id: "a0", perspective: "v1", within: null, source: null, cue: null, content: [], attitude: "asserts" }];
  for (const id of ["u1", "u2"])
    Object.assign(
      map.units.find((item) => item.id === id),
      { perspective: "v1", attribution: "a0" },
    );
  const held = after(map, (m) => edits.setHolder(m, "u1", "v2"));
  assert.equal(held.attributions.find((item) => item.id === "a0").perspective, "v1");
  assert.equal(held.units.find((item) => item.id === "u2").perspective, "v1");
  assert.equal(held.units.find((item) => item.id === "u1").perspective, "v2");
});

test("role and scope follow the link", () => {
  const map = treeMap();
  map.document.paragraphs = [
    { index: 0, start: 0, end: 45, kind: "body" },
    { index: 1, start: 45, end: 100, kind: "body" },
  ];
  map.units.find((item) => item.id === "u5").paragraph = 1;
  const far = after(map, (m) => edits.setLink(m, "u5", { kind: "support", target: "u0" }));
  assert.equal(far.relations.at(-1).scope, "document");
  assert.equal(far.units.find((item) => item.id === "u5").role, "conclusion");
  const near = after(map, (m) => edits.setLink(m, "u3", { kind: "support", target: "u0" }));
  assert.equal(near.units.find((item) => item.id === "u3").role, "premise");
  assert.equal(near.relations.filter((item) => item.sources.includes("u3")).length, 1);
});

test("circles and self-links are refused with words", () => {
  const map = treeMap();
  assert.throws(() => edits.setLink(map, "u0", { kind: "support", target: "u3" }), edits.BadEdit);
  assert.throws(() => edits.setLink(map, "u0", { kind: "support", target: "u0" }), edits.BadEdit);
  assert.throws(() => edits.setLink(map, "u0", { kind: "undercut", target: "r0" }), /circle/);
  assert.throws(() => edits.setLink(map, "u3", { kind: "undercut", target: "r1" }), /its own step/);
});

test("splitting cuts at the place, trims, and invents no link", () => {
  const map = makeMap("One two three.");
  map.units = [unit("u0", 0, 13, { text: "One two three" })];
  const split = after(map, (m) => edits.splitUnit(m, "u0", 7));
  assert.deepEqual(
    split.units.map((item) => item.text),
    ["One two", "three"],
  );
  assert.equal(split.relations.length, 0);
  assert.throws(() => edits.splitUnit(map, "u0", 0), edits.BadEdit);
});

test("merging joins the words and keeps one way on", () => {
  const map = treeMap();
  const merged = after(map, (m) => edits.mergeUnits(m, "u1", "u3"));
  const claim = merged.units.find((item) => item.id === "u1");
  assert.deepEqual(claim.spans, [
    { start: 10, end: 18 },
    { start: 30, end: 38 },
  ]);
  assert.equal(
    merged.units.some((item) => item.id === "u3"),
    false,
  );
  assert.equal(
    merged.relations.some((item) => item.id === "r1"),
    false,
  );
});

test("words outside one paragraph of body text carry no claim", () => {
  const map = treeMap();
  map.document.paragraphs = [
    { index: 0, start: 0, end: 50, kind: "body" },
    { index: 1, start: 50, end: 100, kind: "furniture" },
  ];
  assert.throws(() => edits.addUnit(map, [{ start: 40, end: 60 }], "author"), /one paragraph/);
  assert.throws(() => edits.addUnit(map, [{ start: 60, end: 70 }], "author"), /no claims/);
});

test("merging holders moves claims, attributions and mentions", () => {
  const map = treeMap();
  const added = holders.addPerspective(map, " Side ", "group");
  assert.equal(added.map.perspectives.at(-1).label, "Side");
  const held = after(added.map, (m) => edits.setHolder(m, "u1", added.id));
  const merged = after(held, (m) => holders.mergePerspectives(m, "author", added.id));
  assert.equal(merged.units.find((item) => item.id === "u1").perspective, "author");
  assert.equal(merged.perspectives.length, 1);
  assert.throws(() => holders.mergePerspectives(held, added.id, "author"), edits.BadEdit);
});

test("a premise made one of several that hold together", () => {
  const map = treeMap();
  map.relations.push(relation("r5", "support", ["u5"], "u0"));
  const linked = after(map, (m) => edits.linkWith(m, "u5", "r0"));
  assert.deepEqual(linked.relations.find((item) => item.id === "r0").sources, ["u1", "u2", "u5"]);
  assert.equal(
    linked.relations.some((item) => item.id === "r5"),
    false,
  );
});

test("two people's changes clash where they touch one thing", () => {
  const mine = [
    { op: "change", kind: "unit", id: "u1", value: {} },
    { op: "conclusion", id: "u1" },
  ];
  const theirs = [
    { op: "remove", kind: "unit", id: "u1" },
    { op: "add", kind: "unit", id: "u9", value: { id: "u9" } },
  ];
  assert.deepEqual([...clashes(mine, theirs)], ["unit u1"]);
  assert.throws(() => applyChanges(treeMap(), [{ op: "remove", kind: "unit", id: "nobody" }]), MissingItem);
});

test("a change is told in words", () => {
  const line = describeChange({ op: "change", kind: "unit", id: "u1", before: { text: "Fees fell", role: "conclusion" }, after: { text: "Fees fell", role: "premise" } }, treeMap());
  assert.equal(line, "Claim “Fees fell”: role conclusion → premise");
});
