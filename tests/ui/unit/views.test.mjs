import assert from "node:assert/strict";
import { test } from "node:test";
import { formatPlace, parsePlace } from "../../../service/ui/static/core/address.js";
import { compare } from "../../../service/ui/static/core/compare.js";
import { dimmed, isActive, noFilter } from "../../../service/ui/static/core/filter.js";
import { listed } from "../../../service/ui/static/core/lists.js";
import { cutPieces } from "../../../service/ui/static/core/marks.js";
import { direction, indexMap } from "../../../service/ui/static/core/model.js";
import { apart, contrast, looksLike, paint as paintSlots, parseHex } from "../../../service/ui/static/core/palette.js";
import { NO_MEANING } from "../../../service/ui/static/core/reading.js";
import { assignSlots } from "../../../service/ui/static/core/slots.js";
import { EventParser } from "../../../service/ui/static/core/sse.js";
import { wrapText } from "../../../service/ui/static/core/textwrap.js";
import { gatherWarnings } from "../../../service/ui/static/core/warnings.js";
import { addressAt, clock } from "../../../service/ui/static/core/recordings.js";
import { matches, termsOf } from "../../../service/ui/static/core/search.js";
import { agreeing, inContext, leadOf, piecesOf, supposedly, unanswered, wordingOf } from "../../../service/ui/static/core/wording.js";
import { makeMap, said, treeMap, unit } from "./support.mjs";

test("a place survives the address bar", () => {
  const filter = { holders: new Set(["v1", "v2"]), kinds: new Set(["rebut"]), paragraph: 3, confidence: 0.5, query: "two words", list: "nested", sure: true, hide: true };
  const place = { mapId: "a b", view: "outline", selected: "u3", filter, fold: { depth: 2, toggled: new Set(["u1"]) } };
  assert.deepEqual(parsePlace(formatPlace(place)), place);
  const open = { ...place, fold: { depth: Infinity, toggled: new Set() } };
  assert.deepEqual(parsePlace(formatPlace(open)), open);
});

test("an address that makes no sense is the start page, or the defaults", () => {
  assert.equal(parsePlace("#nonsense").mapId, null);
  assert.equal(parsePlace("#/map/%E0%A4%A").mapId, "%E0%A4%A");
  const place = parsePlace("#/map/x?view=no&paragraph=-4&confidence=9&fold=maybe");
  assert.deepEqual([place.view, place.filter.paragraph, place.filter.confidence, place.fold], [null, null, 0, null]);
});

test("a filter dims by holder, link, paragraph, confidence and words, and accents do not matter", () => {
  const map = treeMap();
  map.perspectives.push({ id: "v1", label: "Zoë", kind: "person", parent: null, mentions: [] });
  map.units[3].perspective = "v1";
  map.units[2].confidence = 0.2;
  const index = indexMap(map);
  const off = (part) => [...dimmed(index, { ...noFilter(), ...part }).units].sort();
  assert.deepEqual(off({ holders: new Set(["v1"]) }), ["u3"]);
  assert.deepEqual(off({ kinds: new Set(["rebut"]) }), ["u3"]);
  assert.deepEqual(off({ confidence: 0.5 }), ["u2"]);
  assert.deepEqual(off({ paragraph: 1 }).length, 6);
  assert.deepEqual(off({ query: "ZOE u3" }), ["u0", "u1", "u2", "u4", "u5"]);
  assert.equal(isActive(noFilter()), false);
});

test("columns hold each holder's conclusions with its own reasons, meetings cross columns", () => {
  const map = treeMap();
  map.perspectives.push({ id: "v1", label: "V", kind: "group", parent: null, mentions: [] }, { id: "v2", label: "Silent", kind: "group", parent: null, mentions: [] });
  map.units[3].perspective = "v1";
  map.units[4].perspective = "v1";
  const holding = (id, stand, silent = false) => ({ perspective: { id }, conclusions: [], premises: [], silent, side: id, stand, cited: null });
  const contact = (unit, other_unit) => ({ kind: "conflicts", perspective: "", other: "", unit, other_unit, read: "rebut", relation: null, shared: null, issue: null });
  const { columns, silent, meetings } = compare(
    indexMap(map, said(map, { contacts: [contact("u3", "u1"), contact("u4", "u1")], holdings: [holding("author", "for"), holding("v1", "against"), holding("v2", "neither", true)] })),
  );
  assert.deepEqual(
    columns.map((column) => column.perspective.id),
    ["author", "v1"],
  );
  const author = columns[0].stances.find((stance) => stance.unit.id === "u0");
  assert.deepEqual(
    author.reasons.map((stance) => stance.unit.id),
    ["u1", "u2"],
  );
  assert.deepEqual(
    columns[1].stances.map((stance) => stance.unit.id),
    ["u3", "u4"],
  );
  assert.deepEqual(
    silent.map((perspective) => perspective.id),
    ["v2"],
  );
  assert.deepEqual(
    meetings.map(({ from, to, verdict }) => [from.id, to.id, verdict]),
    [
      ["u3", "u1", "conflict"],
      ["u4", "u1", "conflict"],
    ],
  );
  assert.deepEqual(
    columns.map((column) => column.stand),
    ["for", "against"],
  );
});

test("nested and discontinuous claims are cut so that the pieces are the paragraph", () => {
  const text = "abcdefghij";
  const units = [
    unit("outer", 0, 8),
    unit("inner", 2, 4),
    {
      ...unit("split", 5, 6),
      spans: [
        { start: 5, end: 6 },
        { start: 9, end: 10 },
      ],
    },
  ];
  const pieces = cutPieces({ index: 0, start: 0, end: 10, kind: "body" }, units);
  assert.equal(pieces.map(({ start, end }) => text.slice(start, end)).join(""), text);
  assert.deepEqual(pieces.find((piece) => piece.start === 2).units, ["inner", "outer"]);
  assert.deepEqual(pieces.find((piece) => piece.start === 9).units, ["split"]);
  assert.deepEqual(pieces.find((piece) => piece.start === 8).units, []);
});

test("text wraps at words, cuts what is too long, and never inside an emoji", () => {
  const measure = (text) => [...new Intl.Segmenter().segment(text)].length;
  assert.deepEqual(wrapText("one two three four", 9, 5, measure), ["one two", "three", "four"]);
  assert.deepEqual(wrapText("one two three four five six", 9, 2, measure), ["one two", "three fo…"]);
  assert.deepEqual(wrapText("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 2, 5, measure), ["👩‍👩‍👧👩‍👩‍👧", "👩‍👩‍👧"]);
  assert.deepEqual(wrapText("", 9, 2, measure), []);
});

/** @param {string[]} ids @param {boolean} dark */
const paint = (ids, dark) => paintSlots(ids, dark, assignSlots(ids, []));

test("two who stand side by side never get colours that look alike, in light or dark, and keep what they have", () => {
  let seed = 7;
  const random = (/** @type {number} */ below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 200; round += 1) {
    const ids = ["author", ...Array.from({ length: 3 + random(14) }, (_, n) => `v${n}`)];
    const row = [...ids].sort(() => random(3) - 1);
    const slots = assignSlots(ids, [row]);
    assert.equal(slots.get("author"), 0);
    assert.equal(new Set(slots.values()).size, ids.length);
    for (const dark of [false, true]) {
      const colours = paintSlots(ids, dark, slots);
      row.slice(1).forEach((id, i) => {
        const [one, other] = [colours.get(id), colours.get(row[i])];
        const gap = (/** @type {"line" | "tint"} */ part) => apart(parseHex(one[part]), parseHex(other[part])).usual;
        assert.ok(gap("line") > 0.12 && gap("tint") > 0.029, `${row} ${id}: ${gap("line")} ${gap("tint")}`);
      });
    }
    const more = assignSlots([...ids, "new"], [["new", ...row]], slots);
    assert.deepEqual([...more].filter(([id]) => id !== "new").sort(), [...slots].sort());
    assert.ok(!looksLike(more.get("new"), more.get(row[0])));
  }
});

test("the pairs of colours that look alike are those whose stripes or backgrounds are near, in light or dark", () => {
  const ids = Array.from({ length: 12 }, (_, n) => (n === 0 ? "author" : `v${n}`));
  const looks = [false, true].map((dark) => [...paint(ids, dark).values()]);
  for (let one = 0; one < 12; one += 1) {
    for (let other = one + 1; other < 12; other += 1) {
      const near = looks.some((look) => apart(parseHex(look[one].line), parseHex(look[other].line)).usual < 0.13 || apart(parseHex(look[one].tint), parseHex(look[other].tint)).usual < 0.03);
      assert.equal(looksLike(one, other), near, `${one} and ${other}`);
    }
  }
});

test("holders' colours stay apart for three kinds of sight, and carry text (AA)", () => {
  const ids = ["author", "a", "b", "c", "d", "e"];
  const colours = [...paint(ids, false).values()];
  colours.forEach((one, i) =>
    colours.slice(i + 1).forEach((other) => {
      for (const [sight, gap] of Object.entries(apart(parseHex(one.line), parseHex(other.line)))) {
        assert.ok(gap > 0.07, `${one.line} and ${other.line} are ${gap.toFixed(3)} apart for ${sight}`);
      }
    }),
  );
  for (const dark of [false, true]) {
    for (const { tint, ink, line } of paint([...ids, "f", "g", "h", "i", "j", "k", "l", "m"], dark).values()) {
      assert.ok(contrast(tint, ink) >= 4.5, `name ${ink} on ${tint}`);
      assert.ok(contrast(tint, dark ? "#eceae4" : "#1a1c20") >= 7, `text on ${tint}`);
      assert.ok(contrast(tint, dark ? "#a4a9b3" : "#5a5f6a") >= 4.5, `muted on ${tint}`);
      assert.ok(contrast(line, dark ? "#1e2126" : "#ffffff") >= 2.4, `stripe ${line}`);
    }
  }
});

test("where hues come round again, the dot has another shape", () => {
  const looks = [
    ...paint(
      Array.from({ length: 40 }, (_, n) => `v${n}`),
      false,
    ).values(),
  ].map(({ line, shape }) => `${line} ${shape}`);
  assert.equal(new Set(looks).size, 40);
});

test("server-sent events are read across chunks, with the last id kept", () => {
  const parser = new EventParser();
  assert.deepEqual(parser.feed("id: 4\nevent: para"), []);
  assert.deepEqual(parser.feed('graph\ndata: {"a":\ndata: 1}\n\n: ping\n\nevent: finished\n\n'), [
    { id: "4", event: "paragraph", data: '{"a":\n1}' },
    { id: "4", event: "finished", data: "" },
  ]);
});

test("the direction of a text is that of its first letter", () => {
  assert.equal(direction("🚌 الحافلة bus"), "rtl");
  assert.equal(direction("12 bus الحافلة"), "ltr");
});

test("what its holder doubts, grants or passes on is led in by words; a claim of few words brings its sentence", () => {
  const map = makeMap("She laughed at the plan for the docks. It will not.");
  const attribution = (id, more) => ({ id, perspective: "v1", within: null, source: null, cue: null, content: [], attitude: "asserts", ...more });
  map.perspectives.push({ id: "v1", label: "Skeptics on the hill", kind: "group", parent: null, mentions: [] }, { id: "v2", label: "Ford", kind: "person", parent: null, mentions: [] });
  map.attributions = [
    attribution("a0", { attitude: "doubts" }),
    attribution("a1", { within: "a3" }),
    attribution("a2"),
    attribution("a3", { perspective: "v2" }),
    attribution("a4", { perspective: "v2", attitude: "denies", within: "a0" }),
  ];
  map.units = ["a0", "a1", "a2"].map((id, n) => unit(`u${n}`, 15, 23, { text: "the plan holds", perspective: "v1", attribution: id }));
  map.units.push(unit("u3", 39, 50, { text: "It will not" }), unit("u4", 15, 23, { text: "raising the docks", perspective: "v2", attribution: "a4" }));
  const index = indexMap(map, { ...NO_MEANING, holdings: [held("v1", "Skeptics on the hill", { plural: true })] });
  assert.deepEqual(
    map.units.map((item) => leadOf(index, item)),
    ["doubt that:", "according to Ford:", "", "", "rejects, according to Skeptics on the hill:"],
  );
  assert.equal(leadOf(index, map.units[0], true), "Skeptics on the hill doubt that:");
  assert.equal(leadOf(index, map.units[1], true), "Skeptics on the hill, according to Ford:");
});

test("what a holder is only supposed to say is led in and named so, as the service found it", () => {
  const map = makeMap("She laughed at the plan for the docks.");
  map.perspectives.push({ id: "v1", label: "Ford", kind: "person", parent: null, mentions: [] });
  const attribution = (id, attitude) => ({ id, perspective: "v1", within: null, source: null, cue: null, content: [], attitude });
  map.attributions = [attribution("a0", "asserts"), attribution("a1", "denies")];
  map.units = ["a0", "a1"].map((id, n) => unit(`u${n}`, 15, 23, { text: "the plan holds", perspective: "v1", attribution: id }));
  const supposed = [{ unit: "u0", modal: "will" }];
  const index = indexMap(map, { ...NO_MEANING, supposed });
  assert.equal(leadOf(index, map.units[0]), "will say, according to the author:");
  assert.equal(leadOf(index, map.units[0], true), "Ford will say, according to the author:");
  assert.equal(supposedly(index, ["u0"]), " (will say so)");
  assert.equal(supposedly(index, ["u0", "u1"]), "");
  assert.equal(supposedly(index, []), "");
  const both = indexMap(map, { ...NO_MEANING, supposed: [...supposed, { unit: "u1", modal: "would" }] });
  assert.equal(leadOf(both, map.units[1]), "would deny, according to the author:");
});

test("the list of objections without an answer holds each that nothing answers, wherever it stands, and none that waits for no answer", () => {
  const map = makeMap("She laughed at the plan for the docks.");
  map.units = ["u0", "u1", "u2", "u3"].map((id) => unit(id, 15, 23));
  map.relations = ["u1", "u2", "u3"].map((source, n) => ({ id: `r${n}`, kind: "rebut", sources: [source], target: "u0", scope: "document", confidence: 1, note: null }));
  const objections = [
    { relation: "r0", answers: [] },
    { relation: "r1", answers: ["u0"] },
    { relation: "r2", answers: [], between_sides: false },
  ];
  assert.deepEqual([...listed(indexMap(map, { ...NO_MEANING, objections }), "unanswered")], ["u1"]);
});

test("the same warning about several places stands once, with the places", () => {
  const warning = (/** @type {number | null} */ paragraph, /** @type {string} */ detail) => ({ paragraph, code: "x", detail });
  assert.deepEqual(gatherWarnings([warning(4, "A."), warning(null, "B."), warning(0, "A."), warning(4, "A."), warning(1, "C.")]), [
    { where: "Paragraphs 1 and 5", detail: "A.", times: 3 },
    { where: "", detail: "B.", times: 1 },
    { where: "Paragraph 2", detail: "C.", times: 1 },
  ]);
});

test("a claim is worded as the service says, until a draft gives it other words", () => {
  const map = treeMap();
  const [first, second] = map.units;
  const pieces = [
    { text: "[the plan]", inserted: true },
    { text: first.text, inserted: false },
  ];
  const index = indexMap(map, { ...NO_MEANING, wordings: [{ unit: first.id, pieces }] });
  assert.equal(wordingOf(index, first), `[the plan]${first.text}`);
  assert.deepEqual(piecesOf(index, first), pieces);
  assert.equal(wordingOf(index, second), second.text);
  assert.equal(wordingOf(index, { ...first, text: "other words" }), "other words");
  const apart = {
    ...second,
    spans: [
      { start: 0, end: 3 },
      { start: 8, end: 12 },
    ],
  };
  assert.equal(wordingOf(index, apart), `${map.document.text.slice(0, 3)} … ${map.document.text.slice(8, 12)}`);
});

/** @param {string} id @param {string} label @param {object} more */
const held = (id, label, more) => ({ perspective: { id, label }, conclusions: [], premises: [], silent: false, side: id, stand: null, cited: null, name: label, ...more });

test("the verb agrees with the holder, and names stand in a sentence, as the service says", () => {
  const map = makeMap();
  map.perspectives.push({ id: "v1", label: "Some", kind: "unnamed", parent: null, mentions: [] }, { id: "v2", label: "A mayor", kind: "person", parent: null, mentions: [] });
  map.attributions = [
    { id: "a0", perspective: "v1", within: null, source: null, cue: null, content: [], attitude: "wants" },
    { id: "a1", perspective: "v1", within: "a2", source: null, cue: null, content: [], attitude: "predicts" },
    { id: "a2", perspective: "v2", within: null, source: null, cue: null, content: [], attitude: "asserts" },
    { id: "a3", perspective: "v2", within: null, source: null, cue: null, content: [], attitude: "denies" },
  ];
  map.units = ["a0", "a1", "a3"].map((id, n) => unit(`u${n}`, 0, 13, { text: "the plan will fail", perspective: n === 2 ? "v2" : "v1", attribution: id }));
  map.units.push(unit("u3", 0, 13, { text: "raising the age", perspective: "v2", attribution: "a3" }));
  const meaning = {
    ...NO_MEANING,
    foreseen: [{ unit: "u1", manner: "fears" }],
    holdings: [held("v1", "Some", { name: "Some (not named)", name_within: "some (not named)", plural: true }), held("v2", "A mayor", { name_within: "a mayor", plural: false })],
  };
  const leads = (index) => index.map.units.map((item) => leadOf(index, item, true));
  assert.deepEqual(leads(indexMap(map, meaning)), ["Some (not named) want:", "Some (not named) fear, according to a mayor, that:", "A mayor denies that:", "A mayor rejects:"]);
  assert.equal(leadOf(indexMap(map, { ...meaning, foreseen: [] }), map.units[1]), "according to a mayor:");
  assert.deepEqual(unanswered(indexMap(map, meaning), { perspective: "v1", units: [], stance: "rejects" }), "reject the question or the other's answer, and give none of their own");
  assert.equal(agreeing(indexMap(map, meaning), "v2", "wants", "want"), "wants");
});

test("a name that says little brings its context", () => {
  const holder = (label, kind = "group") => ({ id: "v1", label, kind, parent: null, mentions: [{ start: 16, end: 30 }] });
  const index = indexMap(makeMap("Reyes left, and her colleagues stayed with the plan."));
  assert.equal(inContext(index, holder("Her colleagues")), "…Reyes left, and her colleagues stayed with the plan.…");
  assert.equal(inContext(index, holder("Reyes")), "");
});

test("a search finds words from their beginning, phrases in quotation marks, and any place where no spaces are written", () => {
  const found = (query, text) => matches(termsOf(query), text);
  assert.deepEqual([found("Xi", "great anxiety"), found("xi", "Mr. XI said"), found("tunnel jobs", "jobs in the Tunnels"), found("naïve", "a naive plan")], [false, true, true, true]);
  assert.deepEqual([found("“six thousand”", "six  thousand jobs"), found('"thousand six"', "six thousand"), found('"six tho', "six thousand")], [true, false, true]);
  assert.deepEqual([found("京", "在北京举行"), found("50%", "up by 50% now"), found("(a", "plan (a)")], [true, true, true]);
});

test("a time is written as people do, and an address plays from there where its site is known to take one", () => {
  assert.deepEqual([clock(59.9), clock(754), clock(3723)], ["0:59", "12:34", "1:02:03"]);
  assert.deepEqual(
    ["https://youtu.be/abc?t=3s", "https://vimeo.com/12", "https://a.org/x/talk.MP3", "https://a.org/talk", "javascript:1", null].map((url) => addressAt(url, 75.4)),
    ["https://youtu.be/abc?t=75s", "https://vimeo.com/12#t=75s", "https://a.org/x/talk.MP3#t=75", null, null, null],
  );
});
