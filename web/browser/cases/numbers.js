// Lighthouse-like numbers, measured and printed: first paint, from drag to drawn, memory after an hour's use.
import assert from "node:assert/strict";
import { launch, open } from "../browser.js";

const middle = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const say = (text) => console.log(`      ${text}`);

export const cases = [
  ["first paint", { limit: 240_000 }, async ({ base }) => {
    const painted = (page) => page.evaluate(() => new Promise((done) => {
      new PerformanceObserver((list) => {
        const one = list.getEntriesByName("first-contentful-paint")[0];
        if (one) done(one.startTime);
      }).observe({ type: "paint", buffered: true });
    }));
    const found = { plain: [], cold: [], warm: [], ready: [], shift: [] };
    for (let round = 0; round < 5; round += 1) {
      // Each round in a browser just started; beside it a line of plain text, which is as fast as this browser is here.
      for (const what of ["plain", "page"]) {
        const browser = await launch();
        const { page } = await open(browser);
        if (what === "plain") {
          await page.goto(`${base}/healthz`);
          found.plain.push(await painted(page));
        } else {
          await page.addInitScript(() => {
            new MutationObserver((_, observer) => {
              if (!document.getElementById("question")) return;
              performance.mark("ready");
              observer.disconnect();
            }).observe(document, { subtree: true, childList: true });
          });
          for (let time = 0; time < 4; time += 1) {
            await page.goto("about:blank");
            await page.goto(`${base}/ask`);
            await page.locator("#question").waitFor();
            found[time ? "warm" : "cold"].push(await painted(page));
            if (!time) found.ready.push(await page.evaluate(() => performance.getEntriesByName("ready")[0].startTime));
          }
          await page.getByRole("group", { name: "Questions to try" }).waitFor();
          found.shift.push(await page.evaluate(() => new Promise((done) => {
            let sum = 0;
            new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value))).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => done(sum), 300);
          })));
        }
        await browser.close();
      }
    }
    const range = (list) => `${middle(list).toFixed(0)} ms (${Math.min(...list).toFixed(0)} to ${Math.max(...list).toFixed(0)})`;
    say(`first contentful paint: ${range(found.cold)} in a browser just started, ${range(found.warm)} warm; a line of plain text ${range(found.plain)}`);
    say(`a question can be typed: ${range(found.ready)} in a browser just started; layout shift ${middle(found.shift).toFixed(3)}`);
    assert.ok(middle(found.cold) < 1000, "first paint takes more than a second even for a busy machine");
    assert.ok(Math.max(...found.shift) < 0.1, `what was painted first is moved: ${found.shift.join(", ")}`);
  }],

  ["from question to answer", {}, async ({ page, base }) => {
    await page.goto(`${base}/ask`);
    const found = [];
    for (let round = 0; round < 7; round += 1) {
      await page.fill("#question", "What was the average header pressure yesterday?");
      const began = performance.now();
      await page.keyboard.press("Enter");
      await page.locator("article").nth(round).locator("footer").waitFor();
      found.push(performance.now() - began);
    }
    say(`from Enter to the answer drawn: ${middle(found).toFixed(0)} ms (middle of ${found.length})`);
  }],

  ["from drag to drawn", { limit: 120_000 }, async ({ page, base }) => {
    await page.goto(`${base}/explore?tag=P-101.flow&tag=CWH-100.pressure&tag=P-101.vibration&tag=P-101.power&from=now-30d&to=now`);
    await page.locator("canvas").waitFor();
    await page.waitForTimeout(800);
    const moved = [];
    const fetched = [];
    for (let round = 0; round < 9; round += 1) {
      const box = await page.locator(".u-over").first().boundingBox();
      const y = box.y + 60;
      await page.mouse.move(box.x + box.width * 0.3, y);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.7, y, { steps: 3 });
      await page.evaluate(() => performance.clearMarks());
      const answered = page.waitForResponse((response) => response.url().includes("/api/series"));
      await page.mouse.up();
      await answered;
      await page.waitForTimeout(250);
      const [first, last] = await page.evaluate(() => {
        const [zoom] = performance.getEntriesByName("zoom");
        const drawn = performance.getEntriesByName("drawn").filter((mark) => mark.startTime > zoom.startTime);
        return [drawn[0].startTime - zoom.startTime, drawn.at(-1).startTime - zoom.startTime];
      });
      moved.push(first);
      fetched.push(last);
    }
    say(`from the end of a drag to the window drawn: ${middle(moved).toFixed(0)} ms; with finer data: ${middle(fetched).toFixed(0)} ms, worst ${Math.max(...fetched).toFixed(0)} ms (4 tags, middle of ${moved.length})`);
    assert.ok(middle(moved) < 250, "zooming is not fluid");
  }],

  ["memory after an hour's use, simulated", { limit: 300_000 }, async ({ page, base, context }) => {
    const session = await context.newCDPSession(page);
    const used = async () => {
      await session.send("HeapProfiler.collectGarbage");
      await session.send("HeapProfiler.collectGarbage");
      const { usedSize } = await session.send("Runtime.getHeapUsage");
      return usedSize / 1e6;
    };
    await page.goto(`${base}/ask`);
    await page.locator("#question").waitFor();
    // Places are walked through as a person would in an hour: some hundred steps; the first round loads what is lazy.
    const walk = async () => {
      for (const place of ["explore?tag=P-101.flow&from=now-7d&to=now", "plant/P-101", "records/alarms", "sql", "boards", "system", "plant", "explore?tag=CWH-100.pressure&tag=P-101.power&from=now-24h&to=now"]) {
        await page.evaluate((to) => {
          history.pushState(null, "", `/${to}`);
          dispatchEvent(new PopStateEvent("popstate"));
        }, place);
        await page.waitForTimeout(120);
      }
    };
    await walk();
    await walk();
    const before = await used();
    for (let round = 0; round < 25; round += 1) await walk();
    const after = await used();
    say(`memory of the page: ${before.toFixed(1)} MB after 16 places, ${after.toFixed(1)} MB after 216`);
    assert.ok(after < before * 1.6 + 4, `memory grows: ${before.toFixed(1)} to ${after.toFixed(1)} MB`);
  }],
];
