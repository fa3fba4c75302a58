// Before the first paint, so that a dark page never flashes white and a Chinese one never speaks English.
// Settings are written by src/lib/settings.svelte.ts.
(() => {
  let chosen = {};
  try {
    chosen = JSON.parse(localStorage.getItem("plantwright.settings") ?? "{}");
  } catch {
    chosen = {};
  }
  const page = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  page.dataset.theme = ["light", "dark", "isa"].includes(chosen.theme) ? chosen.theme : dark ? "dark" : "light";
  // The language to begin with: the chosen one, else the browser's.
  page.lang = chosen.language ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
  if (new URLSearchParams(location.search).has("kiosk")) page.dataset.kiosk = "";
})();
