import { settings } from "./settings.svelte";
import type { Key } from "./i18n.svelte";

/** A shortcut: single keys can be switched off, those with Ctrl cannot. `g x` are two keys one after the other. */
export interface Shortcut {
  keys: string;
  name: Key;
  run: () => void;
}

const held = new Map<string, Shortcut>();
let first = "";
let clear: ReturnType<typeof setTimeout> | undefined;

/** Shortcuts that stand now, for the page of keys. */
export const shortcuts = (): Shortcut[] => [...held.values()];

/** Registers shortcuts; the function returned takes them back. */
export function register(list: readonly Shortcut[]): () => void {
  for (const one of list) held.set(one.keys, one);
  return () => list.forEach((one) => held.get(one.keys) === one && held.delete(one.keys));
}

const writing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.shadowRoot !== null);

export function onKey(event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    take(`Ctrl+${event.key.toLowerCase()}`, event);
    return;
  }
  if (!settings.shortcuts || event.altKey || writing(event.composedPath()[0] ?? event.target) || document.querySelector("dialog[open]")) return;
  if (first && take(`${first} ${event.key}`, event)) {
    first = "";
    return;
  }
  if (take(event.key, event)) return;
  first = event.key;
  clearTimeout(clear);
  clear = setTimeout(() => (first = ""), 1200);
}

function take(keys: string, event: KeyboardEvent): boolean {
  const found = held.get(keys);
  if (!found) return false;
  event.preventDefault();
  found.run();
  return true;
}
