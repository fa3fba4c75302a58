// The frame: palette, keys, themes, languages, keyboard alone, axe on every place, phone width.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { ask } from "./ask.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Addresses of every place, with something on each. */
export const PLACES = [
  "/ask", "/explore", "/explore?tag=CWH-100.pressure&tag=P-101.flow&from=now-24h&to=now&limits=1", "/plant", "/plant/P-101",
  "/records/work_orders", "/records/downtime?view=timeline&from=now-7d&to=now", "/sql", "/boards", "/logbook", "/logbook?new=1",
  "/system", "/system/import", "/system/audit", "/system/problems/PW7001", "/system/about",
];

async function settled(page) {
  await page.waitForLoadState("networkidle", { timeout: 8000 }).catch(() => undefined);
  await page.waitForFunction(() => !document.querySelector(".bars"));
}

/** What axe finds that is serious or worse. */
async function serious(page) {
  // Evaluated through the debugger, which the Content-Security-Policy does not concern.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return violations
      .filter((one) => one.impact === "serious" || one.impact === "critical")
      .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target.join(" ")} (${node.any[0]?.message ?? node.failureSummary})`).join("; ")}`);
  });
}

export const cases = [
  ...["light", "dark", "isa"].map((theme) => [
    `axe finds nothing serious on any place (${theme})`, { theme, limit: 240_000 }, async ({ page, base }) => {
      const found = [];
      for (const place of PLACES) {
        await page.goto(base + place);
        await settled(page);
        for (const line of await serious(page)) found.push(`${place} ${line}`);
      }
      await page.goto(`${base}/ask`);
      const card = await ask(page, "What was the average flow of pump 1 yesterday?");
      await card.locator("footer .chip").nth(1).click();
      await page.getByRole("complementary", { name: "Evidence" }).waitFor();
      for (const line of await serious(page)) found.push(`answer ${line}`);
      assert.deepEqual(found, []);
    },
  ]),

  ["the palette goes to a tag, a place, and asks", {}, async ({ page, base }) => {
    await page.goto(`${base}/plant`);
    await settled(page);
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("header pressure");
    await page.getByRole("option").filter({ hasText: "CWH-100.pressure" }).first().waitFor();
    const at = await page.getByRole("option").allTextContents();
    for (let step = 0; step < at.findIndex((text) => text.includes("CWH-100.pressure")); step += 1) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/explore\?tag=CWH-100.pressure/);
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("Records");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/records/);
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("What was the maximum header pressure yesterday?");
    await page.keyboard.press("Enter");
    await page.locator("article footer").waitFor();
  }],

  ["? shows the keys; single keys can be switched off", {}, async ({ page, base }) => {
    await page.goto(`${base}/plant`);
    await settled(page);
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "Keys" });
    await dialog.waitFor();
    await dialog.getByRole("checkbox").uncheck();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.keyboard.press("?");
    await page.waitForTimeout(200);
    assert.equal(await dialog.count(), 0);
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").waitFor();
  }],

  ["g and a letter go to places", {}, async ({ page, base }) => {
    await page.goto(`${base}/plant`);
    await settled(page);
    for (const [letter, place] of [["e", "explore"], ["r", "records"], ["b", "boards"], ["l", "logbook"], ["y", "system"], ["a", "ask"]]) {
      await page.keyboard.press("g");
      await page.keyboard.press(letter);
      await page.waitForURL(new RegExp(`/${place}`));
      await page.evaluate(() => document.activeElement?.blur());
    }
  }],

  ["themes and languages are switched and kept", {}, async ({ page, base }) => {
    await page.goto(`${base}/plant`);
    await settled(page);
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const grounds = new Set([await ground()]);
    await page.getByRole("button", { name: "Settings" }).click();
    for (const theme of ["Dark", "Control room grey"]) {
      await page.getByRole("button", { name: theme }).click();
      grounds.add(await ground());
    }
    assert.equal(grounds.size, 3);
    await page.getByRole("button", { name: "中文" }).click();
    await page.getByRole("link", { name: "工厂", exact: true }).waitFor();
    await page.reload();
    await page.getByRole("link", { name: "工厂", exact: true }).waitFor();
    // Assets and tags are called as Chinese answers call them.
    await page.getByRole("navigation", { name: "设备树" }).getByRole("link", { name: "泵站" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("data-theme"), "isa");
  }],

  ["with the keyboard alone: ask, open the evidence, run again, close", {}, async ({ page, base }) => {
    await page.goto(`${base}/ask`);
    await page.locator("#question").waitFor();
    await page.waitForFunction(() => document.activeElement?.id === "question");
    await page.keyboard.type("What was the average flow of pump 1 yesterday?");
    await page.keyboard.press("Enter");
    await page.locator("article footer").waitFor();
    const reach = async (wanted, back) => {
      for (let step = 0; step < 80; step += 1) {
        await page.keyboard.press(back ? "Shift+Tab" : "Tab");
        const name = await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");
        if (name.includes(wanted)) return;
      }
      assert.fail(`Tab does not reach ${wanted}`);
    };
    await reach("Compute a statistic", true);
    await page.keyboard.press("Enter");
    await page.getByRole("complementary", { name: "Evidence" }).waitFor();
    await reach("Run again", false);
    await page.keyboard.press("Enter");
    await page.getByText("It still holds").waitFor();
    await reach("Close", true);
    await page.keyboard.press("Enter");
    await page.getByRole("complementary", { name: "Evidence" }).waitFor({ state: "detached" });
  }],

  ["the first Tab leads past the places", {}, async ({ page, base }) => {
    await page.goto(`${base}/plant`);
    await settled(page);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to the content");
  }],

  ["Ask and Plant fit a phone", { width: 390, height: 780 }, async ({ page, base }) => {
    for (const place of ["/ask", "/plant", "/plant/P-101", "/explore?tag=P-101.flow&from=now-24h&to=now"]) {
      await page.goto(base + place);
      await settled(page);
      const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= seen, `${place} is ${wide} pixels wide on ${seen}`);
    }
    await page.goto(`${base}/ask`);
    const card = await ask(page, "What was the average flow of pump 1 yesterday?");
    const [wide] = await page.evaluate(() => [document.documentElement.scrollWidth]);
    assert.ok(wide <= 390, `an answer is ${wide} pixels wide`);
    await card.locator("canvas").waitFor();
  }],
];
