import { describe, expect, test } from "vitest";
import { moment, readWindow } from "../src/lib/window";

const zone = "Europe/Berlin";
const now = Date.parse("2026-11-23T18:40:12+01:00");

function check(text: string, expected: string | null, end = false): void {
  const found = moment(text, now, zone, end);
  expect(found === null ? null : new Date(found).toISOString(), text).toBe(expected);
}

describe("moments", () => {
  test("relative ones count from the plant's now", () => {
    check("now", "2026-11-23T17:40:12.000Z");
    check("now-6h", "2026-11-23T11:40:12.000Z");
    check("now-1d/d", "2026-11-21T23:00:00.000Z");
    check("now-1d/d", "2026-11-22T23:00:00.000Z", true);
    check("now/w", "2026-11-22T23:00:00.000Z");
    check("now/M", "2026-10-31T23:00:00.000Z");
    check("now-1M", "2026-10-23T16:40:12.000Z");
  });
  test("days go by the calendar, also when clocks change", () => {
    const changed = Date.parse("2026-10-26T00:00:00+01:00");
    expect(moment("now-1d", changed, zone)).toBe(Date.parse("2026-10-25T00:00:00+02:00"));
    expect(moment("2026-03-29 02:30", now, zone)).toBe(Date.parse("2026-03-29T01:30:00Z"));
  });
  test("absolute ones are by the clock of the zone unless they say an offset", () => {
    check("2026-11-20", "2026-11-19T23:00:00.000Z");
    check("2026-11-20", "2026-11-20T23:00:00.000Z", true);
    check("2026-11-20 08:00", "2026-11-20T07:00:00.000Z");
    check("2026-07-01T06:00:00Z", "2026-07-01T06:00:00.000Z");
    check("2026-07", "2026-07-31T22:00:00.000Z", true);
  });
  test("the rest is none", () => {
    for (const text of ["", "yesterday", "now-", "now-6", "2026-02-30", "2026-13-01", "2026-11-20 25:00"]) check(text, null);
    expect(readWindow("now", "now-1h", now, zone)).toBeNull();
  });
});
