// Reads a JSON list of Argdown texts on stdin, writes what the real parser makes of each.
import { ArgdownApplication, DataPlugin, ModelPlugin, ParserPlugin } from "@argdown/core";
import { readFileSync } from "node:fs";

const app = new ArgdownApplication();
app.addPlugin(new ParserPlugin(), "parse-input");
app.addPlugin(new DataPlugin(), "build-model");
app.addPlugin(new ModelPlugin(), "build-model");

const texts = JSON.parse(readFileSync(0, "utf8"));
const results = texts.map((input) => {
  const response = app.run({ process: ["parse-input", "build-model"], input, logLevel: "error", throwExceptions: false });
  return {
    errors: [...(response.lexerErrors ?? []), ...(response.parserErrors ?? [])].map((error) => error.message),
    statements: Object.values(response.statements ?? {}).map((item) => ({
      title: item.title,
      text: item.members
        .map((member) => member.text ?? "")
        .join("")
        .trim(),
      data: item.data ?? {},
    })),
    arguments: Object.values(response.arguments ?? {}).map((item) => ({
      title: item.title,
      rows: (item.pcs ?? []).map((row) => [row.role, row.title]),
    })),
    relations: (response.relations ?? []).map((item) => ({
      kind: item.relationType,
      from: item.from?.title ?? null,
      to: item.to?.title ?? null,
      toType: item.to?.type ?? null,
      argument: item.to?.argumentTitle ?? null,
    })),
  };
});
process.stdout.write(JSON.stringify(results));
