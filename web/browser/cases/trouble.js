// What goes wrong, and what is large or empty: each must look right.
import assert from "node:assert/strict";
import { demo, manyTags, plant } from "../server.js";

const elsewhere = { elsewhere: true, limit: 240_000 };

/** A plant with a tag that has data and one that has none. */
const SMALL = {
  "plant.toml": `[plant]
name = "Small works"
timezone = "Europe/Berlin"

[[asset]]
id = "T-1"
name = "Tank 1"

[[tag]]
id = "T-1.level"
asset = "T-1"
name = "Level"
unit = "%"

[[tag]]
id = "T-1.pressure"
asset = "T-1"
name = "Pressure"
unit = "bar"

[[history]]
files = "history/level.csv"
layout = "wide"
time = "time"
columns = { level = "T-1.level" }
`,
  "history/level.csv": ["time,level", ...Array.from({ length: 100 }, (_, at) => `2026-03-01 ${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}:00,${40 + (at % 7)}`)].join("\n"),
};

export const cases = [
  ["a server that goes away and comes back", elsewhere, async ({ page }) => {
    const first = await demo(2, "dropped");
    await page.goto(`${first.base}/plant`);
    await page.getByRole("link", { name: /Vibration/ }).first().waitFor();
    await first.stop();
    await page.getByRole("alert").filter({ hasText: "does not answer" }).waitFor();
    await page.getByRole("link", { name: "Ask", exact: true }).click();
    await page.fill("#question", "What was the average flow of pump 1 yesterday?");
    await page.keyboard.press("Enter");
    await page.locator("article").getByText("The server does not answer").waitFor();
    const second = await demo(2, "dropped", new URL(first.base).host);
    await page.getByRole("alert").filter({ hasText: "Trying again" }).waitFor({ state: "detached" });
    await page.locator("article").getByRole("button", { name: "Try again" }).click();
    await page.locator("article footer").first().waitFor();
    await second.stop();
  }],

  ["a slow query shows how long it takes and can be stopped", {}, async ({ page, base }) => {
    await page.route("**/api/sql", async (route) => {
      await new Promise((done) => setTimeout(done, 4000));
      await route.continue().catch(() => undefined);
    });
    await page.goto(`${base}/sql?q=SELECT%201`);
    await page.getByRole("button", { name: "Run" }).click();
    await page.getByText(/Running, [12] s/).waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("button", { name: "Stop" }).waitFor({ state: "detached" });
  }],

  ["a query over its limits is refused with a code", { refusals: true, limit: 120_000 }, async ({ page, base }) => {
    const query = "SELECT count(*) FROM samples a, samples b, samples c WHERE a.value < b.value AND b.value < c.value";
    await page.goto(`${base}/sql?q=${encodeURIComponent(query)}`);
    await page.getByRole("button", { name: "Run" }).click();
    await page.getByRole("link", { name: /PW5\d\d\d/ }).waitFor();
  }],

  ["an empty plant says what to do", elsewhere, async ({ page }) => {
    const empty = await plant("empty", { "plant.toml": '[plant]\nname = "New works"\ntimezone = "Europe/Berlin"\n' });
    for (const [place, text] of [["/ask", "This plant has no data yet"], ["/plant", "This plant has no data yet"], ["/records", "This plant has no records"], ["/boards", "Nothing is pinned yet"], ["/explore", "Choose a tag"]]) {
      await page.goto(empty.base + place);
      await page.getByText(text).waitFor();
    }
    await empty.stop();
  }],

  ["a tag without data, and a window without data", elsewhere, async ({ page }) => {
    const small = await plant("small", SMALL);
    await page.goto(`${small.base}/explore?tag=T-1.pressure&from=2026-03-01&to=2026-03-01`);
    await page.getByText("Nothing was ever recorded of it").waitFor();
    await page.goto(`${small.base}/explore?tag=T-1.level&from=2025-03-01&to=2025-03-02`);
    await page.getByRole("button", { name: "Show all of it" }).click();
    await page.waitForURL(/from=2026-03-01/);
    await page.goto(`${small.base}/plant/T-1`);
    await page.getByRole("region", { name: "Tags" }).getByText("No data").waitFor();
    await small.stop();
  }],

  ["addresses of what is not there", { refusals: true }, async ({ page, base }) => {
    await page.goto(`${base}/plant/P-999`);
    await page.getByText("There is no asset P-999").waitFor();
    await page.goto(`${base}/ask/a0000000000000000`);
    await page.getByRole("alert").waitFor();
    await page.goto(`${base}/records/nothing`);
    await page.getByText("There is no table nothing").waitFor();
    await page.goto(`${base}/explore?tag=NO.SUCH&from=now-1h&to=now`);
    await page.getByRole("alert").waitFor();
    await page.goto(`${base}/explore?tag=P-101.flow&from=nonsense&to=now`);
    await page.getByText("This is no window of time").waitFor();
  }],

  ...[["5,000 assets", 5000, 1], ["20,000 tags", 1000, 20]].map(([name, assets, each]) => [
    `a plant of ${name}`, elsewhere, async ({ page }) => {
      const large = await plant(`large-${assets}`, { "plant.toml": manyTags(assets, each) });
      let began = performance.now();
      await page.goto(`${large.base}/plant`);
      await page.getByRole("navigation", { name: "Asset tree" }).getByRole("link", { name: "Works" }).waitFor();
      await page.locator(".group li").first().waitFor();
      console.log(`      ${name}: Plant drawn in ${(performance.now() - began).toFixed(0)} ms`);
      await page.goto(`${large.base}/explore`);
      began = performance.now();
      await page.getByRole("searchbox", { name: "Find a tag" }).fill(`M-${assets - 1}`);
      await page.getByRole("list", { name: "Tags found" }).getByRole("button", { name: /Temperature/ }).first().waitFor();
      console.log(`      ${name}: a tag found in ${(performance.now() - began).toFixed(0)} ms`);
      const elements = await page.evaluate(() => document.querySelectorAll("*").length);
      assert.ok(elements < 6000, `${elements} elements in the page`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "long names do not widen the page");
      await large.stop();
    },
  ]),
];
