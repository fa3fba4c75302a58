// Explore: zoom and address, tree and search, panning, comparison, export, and from here to Ask.
import assert from "node:assert/strict";

const TWO = "/explore?tag=CWH-100.pressure&tag=P-101.flow&from=now-7d&to=now";
const spanOf = (url) => {
  const query = new URL(url).searchParams;
  return Date.parse(query.get("to")) - Date.parse(query.get("from"));
};
/** Drags over the plot by shares of its width. */
async function drag(page, from, to, keys = []) {
  const box = await page.locator(".u-over").first().boundingBox();
  const y = box.y + box.height / 2;
  for (const key of keys) await page.keyboard.down(key);
  await page.mouse.move(box.x + from * box.width, y);
  await page.mouse.down();
  await page.mouse.move(box.x + ((from + to) / 2) * box.width, y, { steps: 4 });
  await page.mouse.move(box.x + to * box.width, y, { steps: 4 });
  await page.mouse.up();
  for (const key of keys) await page.keyboard.up(key);
}

export const cases = [
  ["drag zooms, the address says so, back and forward go through it", {}, async ({ page, base }) => {
    await page.goto(base + TWO);
    await page.locator("canvas").waitFor();
    await drag(page, 0.4, 0.6);
    await page.waitForURL(/from=20/);
    const span = spanOf(page.url()) / 86_400_000;
    assert.ok(Math.abs(span - 7 * 0.2) < 0.1, `zoomed to ${span} days`);
    const zoomed = page.url();
    await page.goBack();
    assert.match(page.url(), /from=now-7d/);
    await page.goForward();
    assert.equal(page.url(), zoomed);
    const other = await page.context().newPage();
    await other.goto(zoomed);
    await other.locator("canvas").waitFor();
    await other.getByText("Cooling water pump 1 · Flow").first().waitFor();
  }],

  ["Shift and drag moves the window without changing its length", {}, async ({ page, base }) => {
    await page.goto(`${base}/explore?tag=CWH-100.pressure&from=now-2d/d&to=now-1d/d`);
    await page.locator("canvas").waitFor();
    await drag(page, 0.3, 0.55, ["Shift"]);
    await page.waitForURL(/from=20/);
    assert.ok(Math.abs(spanOf(page.url()) / 86_400_000 - 2) < 0.01, page.url());
  }],

  ["a spike survives every zoom", {}, async ({ page, base }) => {
    const read = async (pixels) => {
      const { series } = await (await fetch(`${base}/api/series?tags=P-101.vibration&pixels=${pixels}`)).json();
      return [Math.min(...series[0].points.map((p) => p.min)), Math.max(...series[0].points.map((p) => p.max))];
    };
    assert.deepEqual(await read(60), await read(4000));
    await page.goto(`${base}/explore?tag=P-101.vibration&from=now-30d&to=now`);
    await page.locator("canvas").waitFor();
    const [, greatest] = await read(4000);
    await page.locator("table.grid tbody tr").first().waitFor();
    const shown = await page.locator("table.grid tbody tr td").nth(4).textContent();
    assert.ok(Math.abs(Number(shown.replaceAll(",", "")) - greatest) <= greatest * 0.01, `${shown} beside ${greatest}`);
  }],

  ["tags are found by a word with a slip, and added with Ctrl and click", {}, async ({ page, base }) => {
    await page.goto(`${base}/explore`);
    await page.getByText("Choose a tag").waitFor();
    const search = page.getByRole("searchbox", { name: "Find a tag" });
    await search.fill("vibraton");
    const found = page.getByRole("list", { name: "Tags found" }).getByRole("button", { name: /Vibration/ });
    await found.first().waitFor();
    await found.first().click();
    await page.waitForURL(/tag=/);
    await search.fill("header pressure");
    const pressure = page.getByRole("list", { name: "Tags found" }).getByRole("button", { name: /Header pressure/ }).first();
    await pressure.waitFor();
    await pressure.click({ modifiers: ["Control"] });
    await page.waitForFunction(() => new URLSearchParams(location.search).getAll("tag").length === 2);
  }],

  ["a tag is dragged from the tree", {}, async ({ page, base }) => {
    await page.goto(`${base}/explore?tag=CWH-100.pressure&from=now-24h&to=now`);
    await page.locator("canvas").waitFor();
    await page.getByRole("button", { name: "Weather station" }).click();
    const tag = page.getByRole("button", { name: /^Outdoor temperature/ });
    await tag.waitFor();
    await tag.dragTo(page.locator(".charts"));
    await page.waitForFunction(() => new URLSearchParams(location.search).getAll("tag").length === 2);
  }],

  ["statistics of the window, and limits, events and comparison are drawn", {}, async ({ page, base }) => {
    await page.goto(`${base}/explore?tag=P-101.flow&from=now-7d&to=now&limits=1&compare=1w&events=alarms&events=downtime`);
    await page.locator("canvas").waitFor();
    const row = page.locator("table.grid tbody tr").first();
    await page.waitForFunction(() => /^[\d,]{4,}$/.test(document.querySelectorAll("table.grid tbody tr td")[8]?.textContent ?? ""));
    assert.match(await row.textContent(), /good|%/);
    await page.getByRole("link", { name: "downtime" }).waitFor();
    const count = Number((await page.locator(".under .number").last().textContent()).replaceAll(",", ""));
    assert.ok(count > 0, "no downtime in a week of a bottling line");
  }],

  ["the time picker takes what people write, and refuses what is no window", {}, async ({ page, base }) => {
    await page.goto(`${base}/explore?tag=P-101.flow&from=now-24h&to=now`);
    await page.getByTitle("Time", { exact: true }).click();
    await page.getByLabel("From", { exact: true }).fill("now-1d/d");
    await page.getByLabel("To", { exact: true }).fill("yesterday");
    await page.getByText("This is no window of time").waitFor();
    await page.getByLabel("To", { exact: true }).fill("now-1d/d");
    await page.getByRole("button", { name: "Apply" }).click();
    assert.match(decodeURIComponent(page.url()), /from=now-1d\/d&to=now-1d\/d/);
    await page.getByText("Yesterday").first().waitFor();
  }],

  ["keys move the cursor, zoom and pan", {}, async ({ page, base }) => {
    await page.goto(`${base}/explore?tag=P-101.flow&from=now-24h&to=now`);
    await page.locator("canvas").waitFor();
    await page.locator(".trend").focus();
    await page.keyboard.press("ArrowRight");
    await page.locator(".tip").waitFor();
    await page.keyboard.press("+");
    await page.waitForURL(/from=20/);
    assert.ok(Math.abs(spanOf(page.url()) / 3_600_000 - 12) < 0.1, page.url());
  }],

  ["what is shown is exported", {}, async ({ page, base }) => {
    await page.goto(`${base}/explore?tag=P-101.flow&from=now-2h&to=now`);
    await page.locator("canvas").waitFor();
    for (const [name, begins] of [["CSV", /time/], ["Parquet", /^PAR1/], ["PNG", /PNG/]]) {
      await page.getByRole("button", { name: "Export" }).click();
      const waiting = page.waitForEvent("download");
      await (name === "PNG" ? page.getByRole("button", { name }) : page.getByRole("link", { name })).click();
      const stream = await (await waiting).createReadStream();
      let first = "";
      for await (const part of stream) first += part.toString("latin1").slice(0, 200);
      assert.match(first, begins, name);
    }
  }],

  ["the window is carried into a question", {}, async ({ page, base }) => {
    await page.goto(`${base}/explore?tag=P-101.vibration&from=now-1d/d&to=now-1d/d`);
    await page.locator("canvas").waitFor();
    await page.getByRole("link", { name: "Ask about this" }).click();
    await page.waitForURL(/\/ask\?tag=P-101.vibration/);
    await page.getByRole("button", { name: /Leave out .*Vibration/ }).waitFor();
    await page.fill("#question", "What was the maximum?");
    await page.keyboard.press("Enter");
    const card = page.locator("article").first();
    await card.locator("footer").waitFor();
    assert.ok((await card.getAttribute("class")).includes("answered"), await card.textContent());
  }],
];
