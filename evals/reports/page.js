"use strict";

const { now, earlier } = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const keyOf = (report) => `${report.suite}: ${report.label || report.engine}`;
const shown = { report: 0, beside: -1, kinds: new Set(), open: new Set() };
const LEAK = new Set(["voice-leak"]);
const LABEL = new Set(["wrong-label", "wrong-head", "extra-relation", "wrong-source", "wrong-conclusion"]);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made[name] = value;
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const number = (value) => (value === null || value === undefined ? "" : value.toFixed(3));

function changed(value, old) {
  if (value === null || old === null || old === undefined) return "";
  const change = value - old;
  if (Math.abs(change) < 0.0005) return "±0";
  return element("span", { class: change > 0 ? "up" : "down" }, (change > 0 ? "+" : "") + change.toFixed(3));
}

function earlierOf(report) {
  if (!earlier) return null;
  const same = earlier.reports.find((other) => keyOf(other) === keyOf(report));
  return same || earlier.reports.find((other) => other.suite === report.suite) || null;
}

function showSuites() {
  byId("suites").replaceChildren(
    ...now.reports.map((report, place) =>
      element(
        "button",
        { type: "button", "aria-pressed": String(place === shown.report), onclick: () => { shown.report = place; shown.beside = -1; showAll(); } },
        keyOf(report),
      ),
    ),
  );
}

function showScores(report) {
  const before = earlierOf(report);
  const old = new Map((before ? before.metrics : []).map((metric) => [metric.id, metric.score.value]));
  const names = ["metric", "score", "95%", "position", "human", "normalised", "baseline", "change", "p", "gate"];
  if (before) names.push("earlier", "difference");
  const rows = report.metrics.map((metric) => {
    const cells = [
      metric.title,
      number(metric.score.value),
      metric.score.low === null ? "" : `${number(metric.score.low)} to ${number(metric.score.high)}`,
      number(metric.position), number(metric.human), number(metric.normalised), number(metric.baseline),
      metric.change ? changed(metric.change.value, 0) : "", number(metric.p_holm),
      metric.failed.join(", ") || (metric.gated ? "ok" : ""),
    ];
    if (before) cells.push(number(old.get(metric.id)), changed(metric.score.value, old.get(metric.id)));
    return element("tr", { class: metric.failed.length ? "failed" : null }, ...cells.map((cell) => element("td", {}, cell)));
  });
  byId("scores").replaceChildren(
    element("table", {}, element("thead", {}, element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name)))), element("tbody", {}, ...rows)),
  );
  const failed = report.gates.filter((gate) => !gate.passed);
  const lines = failed.map((gate) => element("li", { class: "down" }, `${gate.gate} ${gate.metric}: ${gate.detail}`));
  if (report.voice_leak) {
    const { others_to_author: inward, author_to_others: outward } = report.voice_leak;
    lines.push(element("li", {}, `Voice leak: ${inward.leaked} of ${inward.judged} claims of others given to the author, ${outward.leaked} of ${outward.judged} of the author's given to others.`));
  }
  const people = report.agreement;
  const things = report.kind === "debate" ? "debates" : "documents";
  if (people && people.alpha_units === undefined) {
    lines.push(element("li", {}, `Two annotators: ${people.annotators.join(" and ")}, ${people.documents.length} ${things}.`));
  } else if (people) {
    lines.push(element("li", {}, `Two annotators (${people.annotators.join(" and ")}, ${people.documents.length} documents): alpha of unitising ${number(people.alpha_units)}; kappa of roles ${number(people.kappa_role)}, of relations ${number(people.kappa_relation)}, of holders ${number(people.kappa_holder)}.`));
  }
  const against = report.baseline ? `; changes are against ${report.baseline}, p by sign flips, Holm-corrected` : "";
  lines.push(element("li", {}, `${report.documents.length} ${things}${report.model ? `, model ${report.model}` : ""}${against}.`));
  if (report.remark) lines.push(element("li", {}, report.remark));
  if (report.passed !== null) lines.unshift(element("li", { class: report.passed ? "up" : "down" }, report.passed ? "Gates passed." : "Gates failed."));
  byId("summary").replaceChildren(element("ul", {}, ...lines));
}

/** The tables of runs side by side, and the choice of what stands to the left of a prediction: the gold or another run. */
function showComparison(report) {
  const found = (now.comparisons || []).find((one) => one.suite === report.suite);
  const line = (tag, texts) => element("tr", {}, ...texts.map((text) => element(tag, {}, text)));
  const table = ({ title, columns, rows }) => element("table", {}, element("caption", {}, title), element("thead", {}, line("th", columns)), element("tbody", {}, ...rows.map((row) => line("td", row))));
  const verdict = found ? [element("ul", {}, ...found.verdict.map((text) => element("li", {}, text)))] : [];
  byId("comparison").replaceChildren(...verdict, ...(found ? found.tables.map(table) : []));
  const others = now.reports.map((other, place) => [other, place]).filter(([other, place]) => other.suite === report.suite && place !== shown.report);
  const choice = element("select", { "aria-label": "On the left", onchange: () => { shown.beside = Number(choice.value); showDocuments(report); } },
    element("option", { value: "-1" }, "the gold"), ...others.map(([other, place]) => element("option", { value: String(place) }, keyOf(other))));
  choice.value = String(shown.beside);
  byId("beside").replaceChildren(...(others.length ? [element("label", {}, "On the left: ", choice)] : []));
}

/** A document as another run maps it, in the gold's place; null where both runs map it alike. */
function besideOther(item, other) {
  const same = (side) => JSON.stringify([side.units.map((unit) => [unit.spans, unit.role, side.holders[unit.holder]]), side.edges.length, side.conclusion]);
  if (same(item.predicted) === same(other.predicted)) return null;
  const pairs = Object.fromEntries(Object.entries(item.pairs).filter(([gold]) => other.pairs[gold]).map(([gold, unit]) => [other.pairs[gold], unit]));
  const left = other.mistakes.filter((mistake) => mistake.predicted).map((mistake) => ({ ...mistake, gold: mistake.predicted, predicted: null }));
  const right = item.mistakes.filter((mistake) => mistake.predicted).map((mistake) => ({ ...mistake, gold: null }));
  return { ...item, gold: other.predicted, pairs, mistakes: [...left, ...right] };
}

function showFilter(report) {
  const counts = new Map();
  for (const item of report.documents) for (const [kind, count] of Object.entries(item.errors)) counts.set(kind, (counts.get(kind) || 0) + count);
  const boxes = [...counts].sort((one, other) => other[1] - one[1]).map(([kind, count]) => {
    const box = element("input", {
      type: "checkbox",
      value: kind,
      onchange: () => { box.checked ? shown.kinds.add(kind) : shown.kinds.delete(kind); showDocuments(report); },
    });
    box.checked = shown.kinds.has(kind);
    return element("label", {}, box, ` ${kind} (${count})`);
  });
  byId("filter").replaceChildren(element("legend", {}, "Show documents with"), ...boxes);
}

function showDocuments(report) {
  const before = new Map(((earlierOf(report) || {}).documents || []).map((item) => [item.id, item]));
  const other = now.reports[shown.beside];
  const there = new Map((other ? other.documents : []).map((item) => [item.id, item]));
  const compared = other ? report.documents.map((item) => besideOther(item, there.get(item.id))).filter(Boolean) : report.documents;
  const wanted = compared.filter((item) => !shown.kinds.size || [...shown.kinds].some((kind) => item.errors[kind]));
  byId("documents").replaceChildren(...wanted.map((item) => documentDetails(item, other ? null : before.get(item.id))));
  if (!wanted.length) byId("documents").append(element("p", {}, other ? "Both map every document alike." : "No document has such an error."));
}

function documentDetails(item, old) {
  const kinds = Object.entries(item.errors).sort((one, other) => other[1] - one[1]).map(([kind, count]) => `${count} ${kind}`).join(", ");
  const head = element("summary", {}, element("strong", {}, item.id), ` mean ${number(item.quality)} `, old ? changed(item.quality, old.quality) : null, " ", element("span", { class: "kinds" }, kinds || "no errors"));
  const name = `${shown.report}/${shown.beside}/${item.id}`;
  const fill = () => {
    if (details.open && details.childElementCount === 1) details.append(...documentBody(item, old));
    details.open ? shown.open.add(name) : shown.open.delete(name);
  };
  const details = element("details", { ontoggle: fill }, head);
  if (shown.open.has(name)) {
    details.open = true;
    fill();
  }
  return details;
}

const isWanted = (mistake) => !shown.kinds.size || shown.kinds.has(mistake.kind);

function documentBody(item, old) {
  const parts = [];
  const titles = shown.beside < 0 ? ["Gold", "Predicted"] : [keyOf(now.reports[shown.beside]), keyOf(now.reports[shown.report])];
  const wrongIn = (side) => {
    const wrong = new Map();
    for (const mistake of item.mistakes.filter(isWanted)) if (mistake[side]) wrong.set(mistake[side], [...(wrong.get(mistake[side]) || []), mistake.kind]);
    return wrong;
  };
  const points = item.text === null ? [] : Array.from(item.text); // offsets are code points, JavaScript counts UTF-16 units
  if (item.gold.claims) {
    for (const [name, title] of [["gold", "Claims, gold"], ["predicted", "Claims, predicted"]]) {
      parts.push(element("details", {}, element("summary", {}, `${title} (${item[name].claims.length})`), claimList(item[name].claims)));
    }
  } else if (item.text === null) parts.push(element("p", {}, "The corpus' text is not kept here; the errors are listed by id."));
  else {
    const starts = [...new Set([...item.gold.blocks, ...item.predicted.blocks].map(([start]) => start))].sort((one, other) => one - other);
    const side = (name, title) => [element("h3", { class: name }, title), sideText(item, name, wrongIn(name), points, starts)];
    parts.push(legend(), element("div", { class: "sides" }, ...side("gold", titles[0]), ...side("predicted", titles[1])));
  }
  for (const [name, title] of [["gold", `Issues, ${titles[0].toLowerCase()}`], ["predicted", `Issues, ${titles[1].toLowerCase()}`]]) {
    if (item[name].issues.length) parts.push(element("h3", { class: name }, title), issueList(item, name, points));
  }
  parts.push(element("h3", {}, "Errors"), mistakeList(item, old, points));
  return parts;
}

function legend() {
  const sample = (kind, words) => element("mark", { class: kind }, words);
  return element("p", { class: "legend" }, sample(null, "right"), " ", sample("label", "wrong relation or conclusion"), " ",
    sample("wrong", "missed, extra or wrong holder"), " ", sample("leak", "voice leak"), " ",
    element("span", { class: "source" }, "source"), " ", element("span", { class: "cue" }, "cue"), " ",
    element("span", { class: "source lost" }, "of a wrong attribution"), " Click a unit to see its counterpart.");
}

/** Paragraphs of both sides share the rows of a grid, so that they stay beside each other. */
function sideText(item, side, wrong, points, starts) {
  const labels = item[side];
  const box = element("div", { class: `text ${side}` });
  box.style.gridRow = `span ${Math.max(starts.length, 1)}`;
  const pieces = labels.units.flatMap((unit) => unit.spans.map(([start, end], place) => ({ start, end, unit, first: place === 0 }))).sort((one, other) => one.start - other.start);
  const words = (start, end) => marked(item, side, labels, wrong, points, start, end);
  for (const [start, end, kind] of labels.blocks.length ? labels.blocks : [[0, points.length, "body"]]) {
    const paragraph = element("p", { class: kind });
    paragraph.style.gridRow = String(starts.indexOf(start) + 1);
    let at = start;
    for (const piece of pieces.filter((candidate) => candidate.start >= start && candidate.start < end)) {
      if (piece.start < at) continue;
      paragraph.append(...words(at, piece.start), unitMark(item, side, piece, labels, wrong, words));
      at = piece.end;
    }
    paragraph.append(...words(at, end));
    box.append(paragraph);
  }
  return box;
}

/** The text of a stretch; sources and cues that begin in it are underlined. */
function marked(item, side, labels, wrong, points, start, end) {
  const parts = [];
  const spans = labels.attributions.flatMap((one) => ["source", "cue"].filter((part) => one[part]).map((part) => ({ part, one, from: one[part][0], to: one[part][1] })));
  let at = start;
  for (const { part, one, from, to } of spans.filter((span) => span.from >= start && span.from < end).sort((a, b) => a.from - b.from || b.to - a.to)) {
    if (from < at) continue;
    const lost = wrong.get(one.id);
    const title = [`${part} of ${one.id}: ${labels.holders[one.holder] || one.holder} ${one.attitude}`, ...(lost || [])].join("; ");
    parts.push(points.slice(at, from).join(""), element("span", { class: lost ? `${part} lost` : part, title, "data-unit": `${item.id}/${side}/${one.id}` }, points.slice(from, Math.min(to, end)).join("")));
    at = Math.min(to, end);
  }
  return [...parts, points.slice(at, end).join("")];
}

function unitMark(item, side, { start, end, unit, first }, labels, wrong, words) {
  const kinds = wrong.get(unit.id) || [];
  const own = kinds.some((kind) => LEAK.has(kind)) ? "leak" : kinds.some((kind) => !LABEL.has(kind)) ? "wrong" : kinds.length ? "label" : null;
  const edges = labels.edges.filter((edge) => edge.source === unit.id).map((edge) => `${edge.kind} ${edge.target}`).join(", ");
  const holder = labels.holders[unit.holder] || unit.holder;
  const title = [`${unit.role}, held by ${holder}`, edges, ...kinds].filter(Boolean).join("; ");
  const tag = first ? `${unit.id}${labels.conclusion === unit.id ? " ★" : ""} ${holder}${edges ? ` → ${edges}` : ""}` : `${unit.id} …`;
  const other = side === "gold" ? item.pairs[unit.id] : Object.keys(item.pairs).find((gold) => item.pairs[gold] === unit.id);
  const both = [`${item.id}/${side}/${unit.id}`, `${item.id}/${side === "gold" ? "predicted" : "gold"}/${other}`];
  return element("mark", { class: own, title, "data-unit": both[0], onclick: () => point(...both) }, element("span", { class: "tag" }, tag), ...words(start, end));
}

/** The first words of a unit, or of what an attribution reports. */
function excerpt(labels, id, points) {
  const unit = labels.units.find((one) => one.id === id);
  const attribution = labels.attributions.find((one) => one.id === id);
  const spans = unit ? unit.spans : attribution ? [attribution.source, attribution.cue, ...attribution.content].filter(Boolean) : [];
  const text = spans.map(([start, end]) => points.slice(start, end).join("")).join(" … ");
  return text.length > 90 ? `${text.slice(0, 90)}…` : text;
}

function issueList(item, side, points) {
  const labels = item[side];
  const named = (id) => labels.holders[id] || id;
  return element("ol", { class: "issues" }, ...labels.issues.map((issue) => element("li", {},
    `${issue.id}: ${issue.contrasts.map(([one, other, kind]) => `${named(one)} and ${named(other)} ${kind}`).join("; ") || "no contrast"}`,
    element("ul", {}, ...issue.positions.map((position) => element("li", {}, `${named(position.holder)}: `,
      ...position.units.flatMap((unit) => [element("button", { type: "button", onclick: () => point(`${item.id}/${side}/${unit}`) }, unit), ` ${excerpt(labels, unit, points)} `])))))));
}

/** Each claim of a debate with the mentions that say it or deny it. */
function claimList(claims) {
  const said = (mention) => element("li", {}, `${mention.document}, ${mention.actor}, ${mention.stance}: `, element("q", {}, mention.text));
  return element("ol", { class: "issues" }, ...claims.map((claim) => element("li", {}, claim.label, element("ul", {}, ...claim.mentions.map(said)))));
}

function mistakeList(item, old, points) {
  // ids of predictions mean nothing in another run: what stands there does
  const nameIn = (run) => (mistake) => [mistake.kind, mistake.gold, mistake.gold ? "" : mistake.predicted ? excerpt(run.predicted, mistake.predicted, points) : mistake.detail].join("|");
  const before = new Set(old ? old.mistakes.map(nameIn(old)) : []);
  const after = new Set(item.mistakes.map(nameIn(item)));
  const isNew = (mistake) => old && !before.has(nameIn(item)(mistake));
  const line = (mistake) => {
    const sides = ["gold", "predicted"].filter((side) => mistake[side]);
    const names = sides.map((side) => `${item.id}/${side}/${mistake[side]}`);
    const buttons = sides.map((side) => element("button", { type: "button", onclick: () => point(...names) }, `${side} ${mistake[side]}`));
    const quoted = sides.length ? excerpt(item[sides[0]], mistake[sides[0]], points) : "";
    return element("li", { class: isNew(mistake) ? "new" : null }, element("span", { class: "kind" }, mistake.kind), " ", ...buttons,
      ` ${mistake.detail}`, isNew(mistake) ? " (new)" : null, quoted ? element("q", {}, quoted) : null);
  };
  const mended = (old ? old.mistakes : []).filter((mistake) => isWanted(mistake) && !after.has(nameIn(old)(mistake))).map((mistake) =>
    element("li", { class: "mended" }, [mistake.kind, mistake.gold || mistake.predicted, mistake.detail, mistake.gold ? excerpt(item.gold, mistake.gold, points) : excerpt(old.predicted, mistake.predicted, points)].filter(Boolean).join(" ")));
  return element("ul", { class: "mistakes" }, ...item.mistakes.filter(isWanted).map(line), ...mended);
}

/** Outlines what is named, on both sides where both are, and brings the first into view. */
function point(...names) {
  for (const mark of document.querySelectorAll(".hit")) mark.classList.remove("hit");
  const marks = [...document.querySelectorAll("[data-unit]")].filter((mark) => names.includes(mark.dataset.unit));
  for (const mark of marks) mark.classList.add("hit");
  if (marks.length) marks[0].scrollIntoView({ block: "nearest" });
}

function showAll() {
  const report = now.reports[shown.report];
  showSuites();
  showScores(report);
  showComparison(report);
  showFilter(report);
  showDocuments(report);
}

showAll();
