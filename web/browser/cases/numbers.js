// Lighthouse-like numbers, measured and printed: first paint, from drag to drawn, memory after an hour's use.
import assert from "node:assert/strict";

const middle = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const say = (text) => console.log(`      ${text}`);

export const cases = [
  ["first paint", { limit: 120_000 }, async ({ page, base }) => {
    const found = [];
    for (let round = 0; round < 7; round += 1) {
      await page.goto("about:blank");
      await page.goto(`${base}/ask`);
      await page.locator("#question").waitFor();
      found.push(await page.evaluate(async () => {
        const paint = await new Promise((done) => {
          new PerformanceObserver((list) => {
            const one = list.getEntriesByName("first-contentful-paint")[0];
            if (one) done(one.startTime);
          }).observe({ type: "paint", buffered: true });
        });
        return paint;
      }));
    }
    say(`first contentful paint: ${found[0].toFixed(0)} ms cold, ${middle(found.slice(1)).toFixed(0)} ms warm (middle of ${found.length - 1})`);
    assert.ok(middle(found) < 1000, "first paint takes more than a second even for a busy machine");
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
