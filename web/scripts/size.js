// Sizes of what a browser loads, gzip, with limits: main is all that the first paint needs.
import { readFileSync, statSync } from "node:fs";

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("manifest.json", dist), "utf8"));
const document = readFileSync(new URL("index.html", dist), "utf8");
const LIMITS = { main: 120_000, place: 160_000 };

/** A chunk and all that it imports at once; what is imported lazily is left out. */
function closure(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const other of manifest[name]?.imports ?? []) closure(other, seen);
  return seen;
}
const gzip = (file) => {
  try {
    return statSync(new URL(`${file}.gz`, dist)).size;
  } catch {
    return statSync(new URL(file, dist)).size;
  }
};
const size = (names) => {
  const files = new Set([...names].flatMap((name) => [manifest[name].file, ...(manifest[name].css ?? [])]));
  return [...files].reduce((sum, file) => sum + gzip(file), 0);
};

// What the document names, and all that it imports at once.
const main = new Set();
for (const [name, { file }] of Object.entries(manifest)) if (document.includes(`"/${file}"`) && /\.(js|css)$/.test(file)) closure(name, main);
if (!main.size) throw new Error("the document names no script");
const lines = [["main (scripts and styles of the first paint)", size(main), LIMITS.main]];
for (const [name, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry) continue;
  const own = [...closure(name)].filter((one) => !main.has(one));
  lines.push([name.replace(/^src\//, ""), size(own), LIMITS.place]);
}
let failed = false;
for (const [name, bytes, limit] of lines) {
  const over = bytes > limit;
  failed ||= over;
  console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB gzip  ${name}${over ? `: over its limit of ${limit / 1000} kB` : ""}`);
}
process.exit(failed ? 1 : 0);
