import { en, type Key } from "../i18n/en";
import type { Language } from "./settings.svelte";

export type { Key };

let messages = $state.raw<Record<Key, string>>(en);
let current = $state<Language>("en");

/** The language of the page. */
export const language = (): Language => current;

/** Changes the language of the page; catalogues other than English are fetched when they are wanted. */
export async function speak(wanted: Language): Promise<void> {
  messages = wanted === "zh" ? (await import("../i18n/zh")).zh : en;
  current = wanted;
  document.documentElement.lang = wanted;
}

/** The language to begin with: public/theme.js found it before the first paint. */
export const firstLanguage = (): Language => (document.documentElement.lang === "zh" ? "zh" : "en");

/**
 * A text of the catalogue. `{name}` is filled from `values`; in `one|many`, the first is taken when `n` is 1.
 */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  let text = messages[key];
  const cut = text.indexOf("|");
  if (cut >= 0) text = values["n"] === 1 || values["n"] === "1" ? text.slice(0, cut) : text.slice(cut + 1);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Whether the catalogue has a text of that name: names made from data, such as a tool's. */
export function known(key: string): key is Key {
  return key in en;
}

/** A text for a name made from data, or the name as it is. */
export function named(prefix: string, name: string): string {
  const key = `${prefix}.${name}`;
  return known(key) ? t(key) : name.replaceAll("_", " ");
}
