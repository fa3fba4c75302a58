// The browser that tests and screenshots drive: Debian's Chromium with its default launch flags.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const TIMEOUT = 60_000;

/** Starts Chromium, or says plainly that it is not there. */
export async function launch() {
  if (!existsSync(CHROMIUM)) {
    throw new Error(`there is no Chromium at ${CHROMIUM}: \`make setup-test\` installs it, or name one in CHROMIUM`);
  }
  return chromium.launch({ executablePath: CHROMIUM, timeout: TIMEOUT });
}

/** A page of its own with settings as a person would have chosen them. */
export async function open(browser, { theme = "light", language = "en", width = 1360, height = 860, ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, locale: language === "zh" ? "zh-CN" : "en-US", ...more });
  context.setDefaultTimeout(TIMEOUT);
  await context.addInitScript(
    ([theme, language]) => {
      // A page without an address keeps nothing.
      if (!location.protocol.startsWith("http")) return;
      if (!localStorage.getItem("plantwright.settings")) localStorage.setItem("plantwright.settings", JSON.stringify({ theme, language }));
    },
    [theme, language],
  );
  const page = await context.newPage();
  return { context, page };
}
