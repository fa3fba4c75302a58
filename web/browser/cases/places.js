// Plant, Records, SQL, Boards, System.
import assert from "node:assert/strict";
import { ask } from "./ask.js";

const HISTORY = [
  "time,tag,value",
  ...Array.from({ length: 120 }, (_, at) => `2026-03-01 ${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}:00,X-900.level,${(50 + at / 10).toFixed(1)}`),
  "2026-03-01 02:00:00,X-900.level,not a number",
  "when it suited,X-900.level,51.0",
].join("\n");

/** Drops a file on a part of the page, as a person does from a folder. */
async function drop(page, selector, name, text) {
  const data = await page.evaluateHandle(
    ([name, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name, { type: "text/csv" }));
      return transfer;
    },
    [name, text],
  );
  await page.dispatchEvent(selector, "dragover", { dataTransfer: data });
  await page.dispatchEvent(selector, "drop", { dataTransfer: data });
}

export const cases = [
  ["the tree leads to an asset with live values, records and failure modes", {}, async ({ page, base }) => {
    await page.goto(`${base}/plant`);
    const tree = page.getByRole("navigation", { name: "Asset tree" });
    await tree.getByRole("button", { name: "Pumping station" }).click();
    await tree.getByRole("link", { name: "Cooling water pump 1" }).click();
    await page.waitForURL(/\/plant\/P-101$/);
    const tags = page.getByRole("region", { name: "Tags" });
    await tags.getByRole("link", { name: /Vibration/ }).waitFor();
    assert.match(await tags.textContent(), /mm\/s/);
    await page.getByRole("link", { name: /work orders/i }).waitFor();
    assert.ok((await page.locator(".modes summary").count()) > 2, "failure modes of a pump");
    // In the weeks in which the pump stands by, its courses are flat, and what has no height is not visible to the driver.
    await page.locator("svg polyline").first().waitFor({ state: "attached" });
  }],

  ["values are read again", { limit: 90_000 }, async ({ page, base }) => {
    await page.goto(`${base}/plant/WS-001`);
    await page.getByRole("region", { name: "Tags" }).getByRole("link").first().waitFor();
    await page.waitForResponse((response) => response.url().includes("/api/latest"), { timeout: 20_000 });
  }],

  ["records are filtered, sorted, grouped, and drawn along time", {}, async ({ page, base }) => {
    await page.goto(`${base}/records/alarms`);
    await page.locator("table.grid tbody tr").first().waitFor();
    const total = async () => Number((await page.locator(".bar [role=status]").textContent()).replace(/\D/g, ""));
    const all = await total();
    await page.getByRole("button", { name: "Filter priority" }).click();
    await page.getByRole("textbox", { name: "Value" }).fill("2");
    await page.keyboard.press("Enter");
    await page.waitForURL(/filter=priority/);
    await page.waitForFunction((all) => Number(document.querySelector(".bar [role=status]").textContent.replace(/\D/g, "")) < all, all);
    await page.getByRole("button", { name: /priority ≥ 2/i }).click();
    await page.waitForFunction((all) => Number(document.querySelector(".bar [role=status]").textContent.replace(/\D/g, "")) === all, all);
    await page.getByRole("columnheader", { name: /duration/i }).getByRole("button").first().click();
    await page.waitForURL(/sort=duration_min/);
    await page.getByRole("button", { name: "Group", exact: true }).click();
    await page.locator(".panel .item").filter({ hasText: /alarm.code/i }).click();
    await page.waitForURL(/group=alarm_code/);
    await page.locator(".groups td.number").first().waitFor();
    const counts = await page.locator(".groups td.number").allTextContents();
    assert.equal(counts.reduce((sum, text) => sum + Number(text.replaceAll(",", "")), 0), all, "the groups hold every record");
    await page.getByRole("button", { name: "Timeline" }).click();
    await page.locator(".timeline b").first().waitFor();
  }],

  ["SQL completes tables, runs, draws, and says what is wrong", { refusals: true }, async ({ page, base }) => {
    await page.goto(`${base}/sql`);
    const editor = page.getByRole("textbox", { name: "SQL query" });
    await editor.click();
    await page.keyboard.type("SELECT * FROM work_o", { delay: 15 });
    await page.locator(".cm-tooltip-autocomplete").waitFor();
    await page.waitForTimeout(150);
    await page.keyboard.press("Enter");
    await page.keyboard.type(" LIMIT 5");
    await page.keyboard.press("Control+Enter");
    await page.locator("table.grid tbody tr").nth(4).waitFor();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("SELECT time_bucket('1 hour', time) AS hour, avg(value) AS mean FROM samples WHERE tag = 'P-101.flow' GROUP BY hour ORDER BY hour", { delay: 2 });
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("columnheader", { name: "hour" }).waitFor();
    await page.getByRole("button", { name: "Chart" }).click();
    await page.locator("canvas").waitFor();
    await editor.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("DELETE FROM samples", { delay: 2 });
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("link", { name: /PW5\d\d\d/ }).waitFor();
  }],

  ["tags are completed inside quotes", {}, async ({ page, base }) => {
    await page.goto(`${base}/sql`);
    await page.getByRole("textbox", { name: "SQL query" }).click();
    await page.keyboard.type("SELECT * FROM samples WHERE tag = 'vibra", { delay: 15 });
    await page.locator(".cm-tooltip-autocomplete").getByText("P-101.vibration").waitFor();
  }],

  ["an answer is pinned, moved by keys, kept, and shown full screen", {}, async ({ page, base }) => {
    await page.goto(`${base}/ask`);
    const card = await ask(page, "What was the average header pressure yesterday?");
    await card.getByRole("button", { name: "Pin to a board" }).click();
    await card.getByRole("textbox", { name: "New board" }).fill("Morning round");
    await card.locator("form").getByRole("button", { name: "Pin to a board" }).click();
    await page.getByText("Pinned to Morning round").waitFor();
    await page.goto(`${base}/boards`);
    const tile = page.locator(".tile").first();
    await tile.locator(".big").waitFor();
    const left = (await tile.boundingBox()).x;
    await tile.getByRole("button", { name: /^Move/ }).focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction((left) => document.querySelector(".tile").getBoundingClientRect().x > left + 20, left);
    await page.waitForTimeout(300);
    await page.reload();
    await tile.locator(".big").waitFor();
    assert.ok((await tile.boundingBox()).x > left + 20, "the place is kept");
    await page.getByRole("button", { name: "Full screen" }).click();
    await page.getByRole("button", { name: "Leave full screen" }).waitFor();
    assert.equal(await page.getByRole("navigation", { name: "Places" }).count(), 0);
    await page.keyboard.press("Escape");
    await page.getByRole("navigation", { name: "Places" }).waitFor();
  }],

  ["tiles are asked again without filling the history", {}, async ({ page, base }) => {
    await page.goto(`${base}/boards`);
    await page.locator(".tile .big").first().waitFor();
    const before = await (await fetch(`${base}/api/answers?limit=1`)).json();
    const again = page.waitForResponse((response) => response.url().endsWith("/api/ask"));
    await page.getByRole("button", { name: "Refresh" }).click();
    await again;
    const after = await (await fetch(`${base}/api/answers?limit=1`)).json();
    assert.equal(JSON.stringify(after), JSON.stringify(before));
  }],

  ["a dropped file is imported; its bad rows are listed with line and reason", {}, async ({ page, base }) => {
    await page.goto(`${base}/system/import`);
    await page.getByText("Drop files here").waitFor();
    await drop(page, ".drop", "extra_levels.csv", HISTORY);
    const job = page.locator(".job").filter({ hasText: "extra_levels.csv" });
    await job.getByText("Done").waitFor();
    await job.getByText(/2 rows set aside/).first().waitFor();
    assert.match(await job.textContent(), /line 122/);
    const { series } = await (await fetch(`${base}/api/series?tags=X-900.level`)).json();
    assert.equal(series[0].samples, 120, "the good rows are in the store, each once");
    await drop(page, ".drop", "extra_levels.csv", HISTORY);
    await page.locator(".job").filter({ hasText: "extra_levels.csv" }).nth(1).getByText("Done").waitFor();
    const again = await (await fetch(`${base}/api/series?tags=X-900.level`)).json();
    assert.equal(again.series[0].samples, 120, "importing twice changes nothing");
  }],

  ["System shows the store, its checks, and what was done", {}, async ({ page, base }) => {
    await page.goto(`${base}/system`);
    await page.locator(".value").first().waitFor();
    assert.match(await page.locator(".numbers").textContent(), /Samples[\d,]{7,}/);
    await page.getByRole("link", { name: "Audit" }).click();
    await page.getByRole("cell", { name: "Asked" }).first().waitFor();
    await page.getByRole("link", { name: "Problems" }).click();
    await page.getByRole("navigation", { name: "Problems" }).getByRole("link", { name: /PW7001/ }).click();
    await page.getByRole("heading", { name: /PW7001/ }).waitFor();
  }],
];
