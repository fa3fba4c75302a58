// Writes a picture of every place in every theme: `npm run screenshots [-- FOLDER]`, into docs/screenshots without one.
import { mkdirSync } from "node:fs";
import { launch, open } from "./browser.js";
import { ask } from "./cases/ask.js";
import { demo } from "./server.js";

const folder = process.argv[2] ?? new URL("../../docs/screenshots/", import.meta.url).pathname;
mkdirSync(folder, { recursive: true });
const server = await demo(90);
const browser = await launch();

/** Questions in both languages. */
const QUESTION = { en: "What was the average header pressure yesterday?", zh: "昨天母管压力平均多少？" };
const go = (path) => async (page) => page.goto(server.base + path);
const answered = (en, zh) => async (page, language) => {
  await page.goto(`${server.base}/ask`);
  await ask(page, language === "zh" ? zh : en);
};

/** A board with three answers, so that there is one to show. */
async function board() {
  const tiles = [];
  for (const [at, question] of ["Show the return temperature of the cooling tower last week", QUESTION.en, "Top 5 causes of downtime last month", "When was the vibration of pump 1 highest this month?"].entries()) {
    const response = await fetch(`${server.base}/api/ask`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ question }) });
    const { id } = await response.json();
    tiles.push({ answer: id, question, x: (at % 2) * 6, y: Math.floor(at / 2) * 5, w: 6, h: 5 });
  }
  await fetch(`${server.base}/api/boards/morning`, { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ title: "Morning round", tiles }) });
}
await board();

const SCENES = {
  welcome: go("/ask"),
  ask: async (page, language) => {
    await page.goto(`${server.base}/ask`);
    const card = await ask(page, QUESTION[language]);
    // On a phone the evidence lies over the answer.
    if (page.viewportSize().width > 720) await card.locator("footer .chip").nth(1).click();
  },
  clarify: answered("What was the average temperature yesterday?", "昨天平均温度是多少？"),
  abstain: answered("What was the pressure of pump 9 yesterday?", "昨天9号泵的压力是多少？"),
  ranking: answered("Top 5 causes of downtime last month", "上个月哪台设备报警最多？"),
  explore: async (page) => {
    await page.goto(`${server.base}/explore?tag=P-101.vibration&tag=P-101.flow&tag=CWH-100.pressure&from=now-14d&to=now&events=alarms&events=work_orders`);
    await page.locator("canvas").waitFor();
    if (page.viewportSize().width <= 720) return;
    const box = await page.locator(".u-over").boundingBox();
    await page.mouse.move(box.x + box.width * 0.46, box.y + 120);
  },
  plant: go("/plant"),
  asset: go("/plant/C-201"),
  records: go("/records/work_orders"),
  timeline: go("/records/downtime?view=timeline&from=now-3d&to=now"),
  groups: go("/records/downtime?group=cause_code"),
  sql: async (page) => {
    const query = "SELECT time_bucket('1 hour', time) AS hour, avg(value) AS mean, max(value) AS greatest\nFROM samples\nWHERE tag = 'CT-101.return_temperature' AND time >= now() - INTERVAL '7 days'\nGROUP BY hour ORDER BY hour";
    await page.goto(`${server.base}/sql?q=${encodeURIComponent(query)}`);
    await page.getByRole("button", { name: /Run|运行/ }).click();
    await page.locator("table.grid").waitFor();
    await page.getByRole("button", { name: /Chart|图表/ }).click();
  },
  board: go("/boards/morning"),
  system: go("/system"),
  import: go("/system/import"),
  audit: go("/system/audit"),
  problem: go("/system/problems/PW7001"),
  palette: async (page) => {
    await page.goto(`${server.base}/plant`);
    await page.getByRole("navigation").first().waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("vibration");
  },
};

const ALL = Object.keys(SCENES);
const ROUNDS = [
  ["light", { theme: "light" }, ALL],
  ["dark", { theme: "dark" }, ALL],
  ["isa", { theme: "isa" }, ALL],
  ["zh", { theme: "light", language: "zh" }, ALL],
  ["phone", { theme: "light", width: 390, height: 780 }, ["welcome", "ask", "clarify", "ranking", "explore", "plant", "asset", "records", "board", "system"]],
  ["phone-zh", { theme: "dark", language: "zh", width: 390, height: 780 }, ["welcome", "ask", "plant", "asset"]],
];
const only = process.argv[3];
for (const [name, options, scenes] of ROUNDS) {
  for (const scene of scenes) {
    if (only && `${name}-${scene}` !== only) continue;
    const { context, page } = await open(browser, { width: 1360, height: 850, ...options });
    try {
      await SCENES[scene](page, options.language ?? "en");
      await page.waitForLoadState("networkidle", { timeout: 6000 }).catch(() => undefined);
      await page.waitForTimeout(500);
      await page.screenshot({ path: `${folder}/${name}-${scene}.png` });
    } catch (error) {
      console.error(`${name}-${scene}: ${String(error).slice(0, 300)}`);
      process.exitCode = 1;
    }
    await context.close();
  }
}
await browser.close();
await server.stop();
console.log(`pictures are in ${folder}`);
