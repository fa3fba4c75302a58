// Drives the real server on the demo plant with a real browser: `npm run browser [-- WORD]` runs the cases whose name has WORD.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, open, TIMEOUT } from "./browser.js";
import { demo } from "./server.js";
import { watch } from "./watch.js";

const wanted = process.argv[2] ?? "";
const folder = new URL("./cases/", import.meta.url);
const began = performance.now();
let browser;
try {
  browser = await launch();
} catch (error) {
  console.error(`browser tests cannot run: ${error.message}`);
  process.exit(1);
}
const server = await demo(30);
let failed = 0;
let ran = 0;

if (!wanted) {
  ran += 1;
  const name = "types: the page's types are those of this server";
  const checked = spawnSync(process.execPath, ["scripts/types.js", "--check", server.base], { cwd: new URL("..", import.meta.url), encoding: "utf8" });
  if (checked.status === 0) console.log(`ok    ${name}`);
  else {
    failed += 1;
    console.error(`FAIL  ${name}\n      ${checked.stderr.trim()}`);
  }
}

for (const file of readdirSync(folder).filter((name) => name.endsWith(".js")).sort()) {
  const { cases } = await import(new URL(file, folder));
  for (const [name, options, run] of cases) {
    if (wanted && !`${file} ${name}`.includes(wanted)) continue;
    ran += 1;
    const start = performance.now();
    const { context, page } = await open(browser, options);
    const watched = watch(page, options.base ?? server.base, options);
    try {
      let timer;
      const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`took longer than ${(options.limit ?? TIMEOUT) / 1000} s`)), options.limit ?? TIMEOUT);
      });
      await Promise.race([run({ page, base: server.base, server, browser, context }), late]);
      clearTimeout(timer);
      if (!options.elsewhere) watched.quiet();
      console.log(`ok    ${file.replace(".js", "")}: ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      const picture = join(tmpdir(), `plantwright-failed-${failed}.png`);
      await page.screenshot({ path: picture }).catch(() => undefined);
      console.error(`FAIL  ${file.replace(".js", "")}: ${name}\n      ${String(error.stack ?? error).replaceAll("\n", "\n      ")}\n      at ${page.url()}, picture: ${picture}`);
    } finally {
      await context.close();
    }
  }
}

await browser.close();
await server.stop();
console.log(`${ran - failed} of ${ran} browser cases passed in ${((performance.now() - began) / 1000).toFixed(0)} s`);
process.exit(failed || !ran ? 1 : 0);
