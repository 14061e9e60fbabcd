/**
 * The shapes that the page works with (the map of the REST API, schema version 1).
 *
 * On the wire, offsets are Unicode code points; inside the page they are UTF-16 units, because that is how
 * JavaScript counts. `offsets.js` converts at the edge, both ways; nothing else may.
 *
 * @typedef {{start: number, end: number}} Span
 * @typedef {"support" | "rebut" | "undercut"} Kind
 * @typedef {{index: number, start: number, end: number, kind: "body" | "heading" | "furniture",
 *   language?: string | null}} Paragraph
 * @typedef {{id: string, paragraph: number, start: number, end: number}} Segment
 * @typedef {{speaker: string, label: string | null, source: Span | null, start: number, end: number,
 *   kind: "speech" | "procedure" | "inserted"}} Turn
 * @typedef {{start: number, end: number, seconds: number}} Cue
 * @typedef {{kind: string, name: string | null, url: string | null}} Source
 * @typedef {{title: string, text: string, sha256: string, language: string, source: Source,
 *   paragraphs: Paragraph[], segments: Segment[], turns?: Turn[], times?: Cue[]}} Doc
 * @typedef {{id: string, label: string, kind: string, parent: string | null, mentions: Span[]}} Perspective
 * @typedef {{id: string, perspective: string, within: string | null, source: Span | null, cue: Span | null,
 *   content: Span[], attitude: string}} Attribution
 * @typedef {{start: number, end: number, spans: Span[], confidence: number}} Reference a word that stands for others
 * @typedef {{id: string, paragraph: number, spans: Span[], text: string, gist: string | null,
 *   role: "conclusion" | "premise", perspective: string, attribution: string | null, implicit: boolean,
 *   confidence: number | null, references?: Reference[], note?: string | null}} Unit
 * @typedef {{id: string, kind: Kind, sources: string[], target: string, scope: "paragraph" | "document",
 *   confidence: number | null, note?: string | null}} Relation
 * @typedef {{perspective: string, units: string[], stance: "holds" | "silent" | "rejects", spans?: Span[]}} Position
 * `spans`: words that show the stance and are no claim.
 * @typedef {{a: string, b: string, kind: "rival" | "compatible" | "same"}} Contrast
 * @typedef {{id: string, question: {text: string, spans: Span[], anchors: Span[]}, parent: string | null,
 *   positions: Position[], contrasts: Contrast[], confidence: number | null}} Issue
 * @typedef {{paragraph: number | null, code: string, detail: string}} Warning
 * @typedef {{calls: number, cached_calls: number, input_tokens: number, output_tokens: number,
 *   cost_usd: number | null}} Usage
 * @typedef {{engine: string, model: string | null, prompts: Record<string, string>, words_language?: string | null, started: string | null,
 *   finished: string | null, usage: Usage, warnings: Warning[]}} Provenance
 * @typedef {{schema_version: string, id: string, status: string, version: number, document: Doc,
 *   perspectives: Perspective[], attributions: Attribution[], units: Unit[], relations: Relation[],
 *   issues?: Issue[], conclusion: string | null, provenance: Provenance}} ArgMap
 *
 * What the service says of a map (`GET /v1/maps/{id}/meaning`): lists of ids, and how holders stand to each other.
 * @typedef {"for" | "against" | "both" | "cited" | "odds" | "neither"} Stand
 * @typedef {{perspective: Perspective, conclusions: string[], premises: string[], silent: boolean, side: string,
 *   stand: Stand | null, cited: {by: string, claim: string} | null, name?: string, name_within?: string, plural?: boolean}} Holding
 * @typedef {{kind: "agrees" | "conflicts" | "uses", perspective: string, other: string, unit: string, other_unit: string,
 *   read: Kind | null, relation: string | null, shared: string | null, issue: string | null}} Contact
 * @typedef {{relation: string, answers: string[], by?: string, to?: string, answered_by?: string[], between_sides?: boolean}} Objection
 * `answers`: units; `between_sides`: false for what waits for no answer.
 * @typedef {{against: string[], granted: string[], argued: string[], turned: string[], doubtful: string[],
 *   holdings: Holding[], contacts: Contact[], objections: Objection[],
 *   shared: {unit: string, sides: string[]}[], common?: {unit: string, sides: string[], same: string[], between_camps?: boolean}[], camps?: string[][],
 *   unlinked: string[], not_taken_up: string[], forest: {leading: Record<string, string>, trees: string[], alone: string[]},
 *   supposed?: {unit: string, modal: string}[], objecting?: {issue: string, a: string, b: string}[],
 *   foreseen?: {unit: string, manner: string}[],
 *   two_sided?: boolean, wordings?: {unit: string, pieces: Piece[]}[]}} Meaning
 * What a map says in brief (`GET /v1/maps/{id}/brief`): headed groups of sentences; the first group has no heading.
 * @typedef {{spans: Span[], units: string[], issues: string[], relations: string[], perspectives: string[], claims: string[]}} Cites
 * @typedef {{kind: string, text: string, cites: Cites, words: "template" | "model"}} Sentence
 * @typedef {{heading: string, sentences: Sentence[]}} Group
 * @typedef {{version: number, words: "template" | "model", model: string | null, language: string, note: string,
 *   groups: Group[], replaced: number}} Brief
 * @typedef {{text: string, inserted: boolean}} Piece of a claim's wording; inserted: in brackets, not the claim's own
 *
 * One step of a correction, as `PATCH /v1/maps/{id}` takes it (docs/reference/rest.md has the fields of each).
 * @typedef {{op: string, kind?: string | null, id?: string | null, [field: string]: any}} Change
 *
 * A map and what the service says of it.
 * @typedef {{map: ArgMap, meaning: Meaning}} Reading
 *
 * One thing that a reader did; its changes stand or fall together. `after`: what the service makes of the map with this
 * and all edits before it; missing until it is asked.
 * @typedef {{label: string, changes: Change[], after?: Reading}} Edit
 *
 * How a part differs between two versions; `before` and `after` are the whole part.
 * @typedef {{op: "add" | "change" | "remove", kind: string, id: string | null, before: any, after: any}} Difference
 *
 * What is dimmed. Empty sets and nulls mean: nothing.
 * @typedef {{holders: Set<string>, kinds: Set<string>, paragraph: number | null, confidence: number,
 *   query: string, list: import("./lists.js").ListName | null, sure: boolean, hide: boolean}} Filter
 * `list`: only the claims in it; `sure`: without the doubtful links; `hide`: what is dimmed is not shown at all.
 *
 * Which units are folded: those at `depth` or deeper, except that each id in `toggled` is the other way round.
 * @typedef {{depth: number, toggled: Set<string>}} Fold
 */
export {};
