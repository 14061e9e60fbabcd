/** Small maps for the tests of pure modules. */
import { NO_MEANING } from "../../../service/ui/static/core/reading.js";

/** @param {string} text */
export function makeMap(text = "One two three. Four five six.") {
  return {
    schema_version: "1",
    id: "m",
    status: "done",
    version: 1,
    document: {
      title: "T",
      text,
      sha256: "",
      language: "en",
      source: { kind: "text", name: null, url: null },
      segments: [],
      paragraphs: [{ index: 0, start: 0, end: text.length, kind: "body" }],
    },
    perspectives: [{ id: "author", label: "The author", kind: "author", parent: null, mentions: [] }],
    attributions: [],
    units: [],
    relations: [],
    issues: [],
    conclusion: null,
    provenance: { engine: "offline", model: null, prompts: {}, started: null, finished: null, warnings: [], usage: { calls: 0, cached_calls: 0, input_tokens: 0, output_tokens: 0, cost_usd: null } },
  };
}

/** @param {string} id @param {number} start @param {number} end @param {object} [more] */
export function unit(id, start, end, more = {}) {
  return { id, paragraph: 0, spans: [{ start, end }], text: id, gist: null, role: "conclusion", perspective: "author", attribution: null, implicit: false, confidence: 1, note: null, ...more };
}

/** @param {string} id @param {string} kind @param {string[]} sources @param {string} target @param {object} [more] */
export function relation(id, kind, sources, target, more = {}) {
  return { id, kind, sources, target, scope: "paragraph", confidence: 1, note: null, ...more };
}

/** Units u0..u4 at 0, 10, 20...; u1 and u2 together for u0, u3 against u1, u4 undercuts the first step. */
export function treeMap() {
  const map = makeMap("x".repeat(100));
  map.units = [0, 1, 2, 3, 4, 5].map((n) => unit(`u${n}`, n * 10, n * 10 + 8));
  map.relations = [relation("r0", "support", ["u1", "u2"], "u0"), relation("r1", "rebut", ["u3"], "u1"), relation("r2", "undercut", ["u4"], "r0")];
  map.conclusion = "u0";
  return map;
}

/** What the service would say of where the trees of a small map begin: the first link of a unit leads it on. */
export function said(map, more = {}) {
  const leading = {};
  for (const { id, sources } of map.relations) for (const source of sources) leading[source] ??= id;
  const roots = map.units.map(({ id }) => id).filter((id) => !(id in leading));
  const isAim = (id) => map.relations.some(({ target }) => target === id);
  return { ...NO_MEANING, forest: { leading, trees: roots.filter(isAim), alone: roots.filter((id) => !isAim(id)) }, ...more };
}
