import { describe, expect, test } from "vitest";
import { keysUsed, sources } from "../scripts/keys.js";
import { en } from "../src/i18n/en";
import { zh } from "../src/i18n/zh";

const english = en as Record<string, string>;
const chinese = zh as Record<string, string>;
/** Keys whose last part comes from data: `t(`theme.${theme}`)`, `named("tool", …)`. */
const MADE = /^(why|tool|argument|what|detail|column|table|kind|health|place|theme|zone|state|quality|compare|system|store|check|status|import\.state|audit\.kind|act|priority|condition|standing|proposal|face)\./;

const holes = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ""))].sort();

describe("catalogues", () => {
  test("every text that the sources ask for is there", () => {
    const missing = [...keysUsed()].filter((key) => key.includes(".") && !(key in english));
    expect(missing).toEqual([]);
  });
  test("no text is there that nothing asks for", () => {
    const all = sources().map(({ text }) => text).join("\n");
    const unused = Object.keys(english).filter((key) => !MADE.test(key) && !all.includes(`"${key}"`) && !all.includes(`'${key}'`));
    expect(unused).toEqual([]);
  });
  test("both languages have the same texts with the same holes", () => {
    expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(english)) {
      expect(chinese[key]?.trim(), key).toBeTruthy();
      expect(holes(chinese[key] ?? ""), key).toEqual(holes(text));
    }
  });
  test("Chinese texts are Chinese", () => {
    const same = Object.entries(chinese).filter(([key, text]) => text === english[key] && /[a-z]{4}/i.test(text));
    expect(same).toEqual([]);
  });
  test("no words stand in the markup beside the catalogues", () => {
    const allowed = /^(Plantwright|CSV|Parquet|PNG|OpenAPI|Ctrl K|Ctrl ↵|null|· {1,2}ms)$/;
    const found: string[] = [];
    for (const { path, text } of sources().filter(({ path }) => path.endsWith(".svelte"))) {
      const markup = text.replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<!--[\s\S]*?-->/g, "");
      // Expressions and tags out; what is left is text that stands there as it is.
      let bare = markup;
      for (let before = ""; before !== bare; ) {
        before = bare;
        bare = bare.replace(/\{[^{}]*\}/g, "");
      }
      bare = bare.replace(/<[a-zA-Z/](?:[^>"']|"[^"]*"|'[^']*')*>/g, "\n").replace(/&\w+;/g, " ");
      for (const piece of bare.split("\n").map((line) => line.trim())) {
        if (/[A-Za-z]{2}|[\u4e00-\u9fff]/.test(piece) && !allowed.test(piece)) found.push(`${path}: ${piece}`);
      }
      for (const [, name, value] of markup.matchAll(/\b(placeholder|title|aria-label|alt)="([^"{]*[A-Za-z]{3}[^"{]*)"/g)) found.push(`${path}: ${name}=${value}`);
    }
    expect(found).toEqual([]);
  });
});
