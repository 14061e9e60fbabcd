"use strict";

const { now, earlier } = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const keyOf = (report) => `${report.suite}: ${report.engine}`;
const shown = { report: 0, kinds: new Set() };
const LEAK = new Set(["voice-leak"]);
const LABEL = new Set(["wrong-label", "wrong-head", "extra-relation", "wrong-source", "wrong-conclusion"]);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick" || name === "ontoggle" || name === "onchange") made[name] = value;
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
        { type: "button", "aria-pressed": String(place === shown.report), onclick: () => { shown.report = place; showAll(); } },
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
  if (report.passed !== null) lines.unshift(element("li", { class: report.passed ? "up" : "down" }, report.passed ? "Gates passed." : "Gates failed."));
  byId("summary").replaceChildren(element("ul", {}, ...lines));
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
  const wanted = report.documents.filter((item) => !shown.kinds.size || [...shown.kinds].some((kind) => item.errors[kind]));
  byId("documents").replaceChildren(...wanted.map((item) => documentDetails(item, before.get(item.id))));
  if (!wanted.length) byId("documents").append(element("p", {}, "No document has such an error."));
}

function documentDetails(item, old) {
  const kinds = Object.entries(item.errors).sort((one, other) => other[1] - one[1]).map(([kind, count]) => `${count} ${kind}`).join(", ");
  const head = element("summary", {}, element("strong", {}, item.id), ` mean ${number(item.quality)} `, old ? changed(item.quality, old.quality) : null, " ", element("span", { class: "kinds" }, kinds || "no errors"));
  const details = element("details", {
    ontoggle: () => {
      if (details.open && details.childElementCount === 1) details.append(...documentBody(item, old));
    },
  }, head);
  return details;
}

function documentBody(item, old) {
  const parts = [];
  const wrongIn = (side) => {
    const wrong = new Map();
    for (const mistake of item.mistakes) if (mistake[side]) wrong.set(mistake[side], [...(wrong.get(mistake[side]) || []), mistake.kind]);
    return wrong;
  };
  if (item.text === null) parts.push(element("p", {}, "The corpus' text is not kept here; the errors are listed by id."));
  else {
    parts.push(element("div", { class: "sides" },
      element("div", {}, element("h3", {}, "Gold"), sideText(item, "gold", wrongIn("gold"))),
      element("div", {}, element("h3", {}, "Predicted"), sideText(item, "predicted", wrongIn("predicted"))),
    ));
  }
  parts.push(element("h3", {}, "Errors"), mistakeList(item, old));
  return parts;
}

/** Offsets are code points; JavaScript counts UTF-16 units. */
function sideText(item, side, wrong) {
  const labels = item[side];
  const points = Array.from(item.text);
  const box = element("div", { class: "text" });
  const blocks = labels.blocks.length ? labels.blocks : [[0, points.length, "body"]];
  const pieces = labels.units.flatMap((unit) => unit.spans.map(([start, end]) => ({ start, end, unit }))).sort((one, other) => one.start - other.start);
  for (const [start, end, kind] of blocks) {
    const paragraph = element("p", { class: kind });
    let at = start;
    for (const piece of pieces.filter((candidate) => candidate.start >= start && candidate.start < end)) {
      if (piece.start < at) continue;
      paragraph.append(points.slice(at, piece.start).join(""), unitMark(piece, labels, wrong, points, item.id, side));
      at = piece.end;
    }
    paragraph.append(points.slice(at, end).join(""));
    box.append(paragraph);
  }
  return box;
}

function unitMark({ start, end, unit }, labels, wrong, points, name, side) {
  const kinds = wrong.get(unit.id) || [];
  const own = kinds.some((kind) => LEAK.has(kind)) ? "leak" : kinds.some((kind) => !LABEL.has(kind)) ? "wrong" : kinds.length ? "label" : null;
  const edges = labels.edges.filter((edge) => edge.source === unit.id).map((edge) => `${edge.kind} ${edge.target}`).join(", ");
  const holder = labels.holders[unit.holder] || unit.holder;
  const conclusion = labels.conclusion === unit.id ? " ★" : "";
  const title = [`${unit.role}, held by ${holder}`, edges, ...kinds].filter(Boolean).join("; ");
  const tag = element("span", { class: "tag" }, `${unit.id}${conclusion} ${holder}${edges ? ` → ${edges}` : ""}`);
  return element("mark", { class: own, title, "data-unit": `${name}/${side}/${unit.id}` }, tag, points.slice(start, end).join(""));
}

function mistakeList(item, old) {
  const nameOf = (mistake) => [mistake.kind, mistake.gold, mistake.gold ? "" : mistake.predicted, mistake.gold ? "" : mistake.detail].join("|");
  const before = new Set(old ? old.mistakes.map(nameOf) : []);
  const after = new Set(item.mistakes.map(nameOf));
  const wanted = (mistake) => !shown.kinds.size || shown.kinds.has(mistake.kind);
  const lines = item.mistakes.filter(wanted).map((mistake) =>
    element("li", { class: old && !before.has(nameOf(mistake)) ? "new" : null },
      element("span", { class: "kind" }, mistake.kind), " ",
      ...["gold", "predicted"].filter((side) => mistake[side]).map((side) =>
        element("button", { type: "button", onclick: () => point(`${item.id}/${side}/${mistake[side]}`) }, `${side} ${mistake[side]}`)),
      ` ${mistake.detail}`, old && !before.has(nameOf(mistake)) ? " (new)" : null));
  const mended = (old ? old.mistakes : []).filter((mistake) => wanted(mistake) && !after.has(nameOf(mistake))).map((mistake) =>
    element("li", { class: "mended" }, `${mistake.kind} ${mistake.gold || mistake.predicted || ""} ${mistake.detail}`));
  return element("ul", {}, ...lines, ...mended);
}

function point(name) {
  for (const mark of document.querySelectorAll("mark.hit")) mark.classList.remove("hit");
  const marks = [...document.querySelectorAll("mark")].filter((mark) => mark.dataset.unit === name);
  for (const mark of marks) mark.classList.add("hit");
  if (marks.length) marks[0].scrollIntoView({ block: "center" });
}

function showAll() {
  const report = now.reports[shown.report];
  showSuites();
  showScores(report);
  showFilter(report);
  showDocuments(report);
}

showAll();
