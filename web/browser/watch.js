// What no page may do: write an error to the console, ask another host, break the Content-Security-Policy.
import assert from "node:assert/strict";

/** Watches a page from now on; `quiet()` fails if something was wrong. */
export function watch(page, base, { refusals = false } = {}) {
  const wrong = [];
  page.on("console", (message) => {
    if (message.type() !== "error" && !/Content Security Policy/.test(message.text())) return;
    // A browser writes every refused request to the console; where a test asks for one, that is no fault.
    if (refusals && /Failed to load resource/.test(message.text())) return;
    wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`page: ${error.stack ?? error}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["blob:", "data:"].includes(url.protocol) && url.origin !== base) wrong.push(`asked another host: ${request.url()}`);
  });
  return { quiet: () => assert.deepEqual(wrong, []) };
}
