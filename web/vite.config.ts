import { svelte } from "@sveltejs/vite-plugin-svelte";
import { readdirSync, readFileSync } from "node:fs";
import { runnerImport, type Plugin } from "vite";
import { defineConfig } from "vitest/config";

// `npm run dev` shows the page of these sources over a server that runs already.
const served = process.env.PLANTWRIGHT ?? "http://127.0.0.1:8420";
const proxy = Object.fromEntries(
  ["/api", "/healthz", "/readyz", "/metrics"].map((path) => [
    path,
    // The server takes requests of its own page alone, so the page's origin is left out.
    { target: served, changeOrigin: true, headers: { origin: served } },
  ]),
);

const pages = new URL("../docs/problems/", import.meta.url);

/** `virtual:problems`: code and title of each page of docs/problems; their texts come from the server. */
const problems: Plugin = {
  name: "problems",
  resolveId: (id) => (id === "virtual:problems" ? `\0${id}` : null),
  load(id) {
    if (id !== "\0virtual:problems") return null;
    const titles = readdirSync(pages)
      .filter((name) => name.endsWith(".md"))
      .sort()
      .map((name) => {
        const [code = "", title = ""] = (readFileSync(new URL(name, pages), "utf8").split("\n")[0] ?? "").replace(/^#\s*/, "").split(/:\s*(.*)/);
        return { code, title };
      });
    return `export const problems = ${JSON.stringify(titles)};`;
  },
};

/** Puts the frame into the document. */
const first: Plugin = {
  name: "frame",
  async transformIndexHtml(html) {
    const { module } = await runnerImport<typeof import("./frame")>("./frame.ts");
    return html.replace("<!-- frame -->", () => module.frame);
  },
};

export default defineConfig({
  plugins: [svelte(), problems, first],
  server: { proxy, host: "127.0.0.1" },
  build: {
    target: "es2023",
    // Nothing may stand in the page itself: the Content-Security-Policy refuses inline code and `data:` fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: "manifest.json",
    // One script and one style sheet for the first paint: a request less is a wait less.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "page", tags: ["$initial"] }] } } },
  },
  test: { include: ["tests/**/*.test.ts"] },
});
