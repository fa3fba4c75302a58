import { svelte } from "@sveltejs/vite-plugin-svelte";
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

export default defineConfig({
  plugins: [svelte()],
  server: { proxy, host: "127.0.0.1" },
  build: {
    target: "es2023",
    // Nothing may stand in the page itself: the Content-Security-Policy refuses inline code and `data:` fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: "manifest.json",
  },
  test: { include: ["tests/**/*.test.ts"] },
});
