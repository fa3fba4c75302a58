// Writes src/api/schema.d.ts from the server's OpenAPI document, or with --check says whether it is fresh.
//   node scripts/types.js [--check] [DOCUMENT]     DOCUMENT: a file, or an address such as http://127.0.0.1:8420
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const check = process.argv.includes("--check");
const source = process.argv.slice(2).find((word) => !word.startsWith("--")) ?? "http://127.0.0.1:8420";
const document = source.startsWith("http")
  ? await (await fetch(new URL("/api/openapi.json", source))).json()
  : JSON.parse(readFileSync(source, "utf8"));

// Names of operations are of no use to the page, and two routes may share one.
for (const path of Object.values(document.paths)) for (const operation of Object.values(path)) delete operation.operationId;

const target = new URL("../src/api/schema.d.ts", import.meta.url);
const text = `// Written by scripts/types.js from /api/openapi.json; do not edit.\n${astToString(await openapiTS(document))}`;
if (!check) {
  writeFileSync(target, text);
} else if (readFileSync(target, "utf8") !== text) {
  console.error("src/api/schema.d.ts is not what the server describes: run `npm run types -- ADDRESS`");
  process.exit(1);
}
