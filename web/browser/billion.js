// From drag to drawn over a billion samples: `npm run billion -- STORE`, where STORE was written by
//   cargo run --release -p bench -- historian --billion      (target/bench/billion-16x62500000)
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { launch, open } from "./browser.js";
import { start } from "./server.js";

const store = resolve(process.argv[2] ?? "../target/bench/billion-16x62500000");
const plant = mkdtempSync(join(tmpdir(), "plantwright-billion-"));
mkdirSync(join(plant, ".plantwright"));
symlinkSync(store, join(plant, ".plantwright", "store"));
writeFileSync(join(plant, "plant.toml"), '[plant]\nname = "A billion samples"\ntimezone = "UTC"\nnow = "2023-12-24T00:00:00"\n');
process.on("exit", () => rmSync(plant, { recursive: true, force: true }));

const middle = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const server = await start(["serve", "--plant", plant, "--bind", "127.0.0.1:0"]);
const { tags, counts } = await (await fetch(`${server.base}/api/plant`)).json();
console.log(`${counts.samples.toLocaleString("en-US")} samples of ${counts.tags} tags`);
const browser = await launch();

for (const shown of [1, 4]) {
  const { context, page } = await open(browser, { width: 1920, height: 1000 });
  const query = tags.slice(0, shown).map((tag) => `tag=${encodeURIComponent(tag.id)}`).join("&");
  const whole = `${server.base}/explore?${query}&from=2022-01-01&to=2023-12-24`;
  const began = performance.now();
  await page.goto(whole);
  await page.locator("canvas").waitFor();
  await page.waitForFunction(() => performance.getEntriesByName("drawn").length > 0);
  console.log(`${shown} tag(s): two years drawn ${(performance.now() - began).toFixed(0)} ms after the address was opened`);
  await page.waitForTimeout(1500);
  const steps = [];
  for (let step = 0; step < 12; step += 1) {
    const box = await page.locator(".u-over").first().boundingBox();
    await page.mouse.move(box.x + box.width * 0.35, box.y + 80);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.65, box.y + 80, { steps: 3 });
    await page.evaluate(() => performance.clearMarks());
    const answered = page.waitForResponse((response) => response.url().includes("/api/series"));
    await page.mouse.up();
    await answered;
    await page.waitForTimeout(300);
    steps.push(await page.evaluate(() => {
      const [zoom] = performance.getEntriesByName("zoom");
      const drawn = performance.getEntriesByName("drawn").filter((mark) => mark.startTime > zoom.startTime);
      return [drawn[0].startTime - zoom.startTime, drawn.at(-1).startTime - zoom.startTime];
    }));
  }
  const [moved, finer] = [steps.map((step) => step[0]), steps.map((step) => step[1])];
  console.log(`${shown} tag(s), ${steps.length} zooms from two years to minutes: window drawn after ${middle(moved).toFixed(0)} ms (worst ${Math.max(...moved).toFixed(0)}), with its own data after ${middle(finer).toFixed(0)} ms (worst ${Math.max(...finer).toFixed(0)})`);
  await context.close();
}
await browser.close();
await server.stop();
