// Before the first paint, so that a dark page never flashes white. Settings are written by src/lib/settings.svelte.ts.
(() => {
  let chosen = {};
  try {
    chosen = JSON.parse(localStorage.getItem("plantwright.settings") ?? "{}");
  } catch {
    chosen = {};
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = ["light", "dark", "isa"].includes(chosen.theme) ? chosen.theme : dark ? "dark" : "light";
  document.documentElement.dataset.theme = theme;
  if (chosen.language) document.documentElement.lang = chosen.language;
})();
