// @ts-check
// The operator's page: what GET /v1/operator says, as tables; asked again every ten seconds.

const KEY = "argmap-api-key";
const AGAIN = 10_000;

/** @param {string} id @returns {any} */
const element = (id) => document.getElementById(id);

/** @param {string} tag @param {string} text @param {string} [kind] */
function made(tag, text, kind) {
  const node = document.createElement(tag);
  node.textContent = text;
  if (kind) node.className = kind;
  return node;
}

/** @param {string} title @param {string[]} heads @param {any[][]} rows */
function table(title, heads, rows) {
  const section = document.createElement("section");
  section.append(made("h2", title));
  if (!rows.length) {
    section.append(made("p", "Nothing."));
    return section;
  }
  const node = document.createElement("table");
  const head = node.createTHead().insertRow();
  const isNumber = rows[0].map((value) => typeof value === "number");
  heads.forEach((name, at) => {
    const cell = made("th", name, isNumber[at] ? "number" : "");
    cell.setAttribute("scope", "col");
    head.append(cell);
  });
  const body = node.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((value, at) => {
      const text = typeof value === "number" ? value.toLocaleString("en", { maximumFractionDigits: 4 }) : (value ?? "–");
      line.append(made("td", String(text), isNumber[at] ? "number" : ""));
    });
  }
  section.append(node);
  return section;
}

/** @param {any} found */
function show(found) {
  /** @param {Record<string, number>} counts */
  const counted = (counts) => Object.entries(counts);
  element("tables").replaceChildren(
    table("Maps", ["state", "maps"], counted(found.maps)),
    table("Debates", ["state", "debates"], counted(found.debates)),
    table("Waiting", ["queue", "pieces of work"], counted(found.queue)),
    table(
      "Workers",
      ["worker", "host", "process", "last heard of, s"],
      found.workers.map((/** @type {any} */ w) => [w.id, w.host, w.pid, Math.round(w.age)]),
    ),
    table(
      "Newest failures",
      ["when", "what", "id", "reason", "what to do"],
      found.failures.map((/** @type {any} */ f) => [f.when, f.what, f.id, f.code, f.hint]),
    ),
    table(
      "Use of models, 30 days",
      ["day", "key", "calls", "input", "output", "of it hidden", "US dollars"],
      found.usage.map((/** @type {any} */ u) => [
        u.day,
        u.name ?? u.owner ?? "without a key",
        u.calls,
        u.input_tokens,
        u.output_tokens,
        u.reasoning_tokens,
        u.cost_usd,
      ]),
    ),
  );
}

async function look() {
  const key = sessionStorage.getItem(KEY);
  let told = "";
  try {
    const answer = await fetch("v1/operator", key ? { headers: { Authorization: `Bearer ${key}` } } : {});
    const found = await answer.json();
    element("ask").hidden = answer.status !== 401 && answer.status !== 403;
    if (answer.ok) show(found);
    told = answer.ok ? `As of ${new Date().toLocaleTimeString("en")}` : `${found.detail} ${found.hint ?? ""}`;
  } catch {
    told = "The server does not answer.";
  }
  element("note").textContent = told;
}

element("ask").addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  sessionStorage.setItem(KEY, element("key").value);
  look();
});
look();
setInterval(look, AGAIN);
