// Reads a JSON list of Mermaid texts on stdin, writes for each the error of the real parser, or its nodes and edges.
import { JSDOM } from "jsdom";
import { readFileSync } from "node:fs";

const { window } = new JSDOM("<body></body>");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

await mermaid.parse("flowchart BT\n a --> b"); // registers the kinds of diagrams

const results = [];
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
    const data = diagram.db.getData();
    results.push({
      error: null,
      nodes: data.nodes.map((node) => [node.id, node.label]),
      edges: data.edges.map((edge) => [edge.start, edge.end]),
    });
  } catch (error) {
    results.push({ error: String(error), nodes: [], edges: [] });
  }
}
process.stdout.write(JSON.stringify(results));
