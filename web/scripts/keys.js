// Lists the texts that the sources ask for; used by tests/catalogue.test.ts.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = new URL("../src/", import.meta.url).pathname;

/** Source files of the page with their text. */
export function sources() {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(svelte|ts)$/.test(entry.name) && !/\/(i18n|api)$/.test(entry.parentPath ?? entry.path))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => ({ path: path.slice(root.length), text: readFileSync(path, "utf8") }));
}

/** Keys that stand in `t("…")`, also in both arms of `t(x ? "a" : "b")`, and as values of `Key`. */
export function keysUsed() {
  const found = new Set();
  for (const { text } of sources()) {
    for (const call of text.matchAll(/\bt\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g)) {
      for (const [, key] of (call[1] ?? "").matchAll(/"([a-z][\w.]*)"/g)) found.add(key);
    }
    for (const [, key] of text.matchAll(/name: "([a-z]+\.[\w.]+)"/g)) found.add(key);
    for (const [, key] of text.matchAll(/\["[^"]+", "(key\.\w+)"\]/g)) found.add(key);
  }
  return found;
}
