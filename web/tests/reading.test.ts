import { describe, expect, test } from "vitest";
import { parse } from "../src/api/events";
import { timeLabels, timeMarks, valueLabels } from "../src/chart/axis";
import { pointAt, rangeOf, type Curve } from "../src/chart/model";
import { bytes, duration, number, numbers, quantity, share, span } from "../src/lib/format";
import { blocks } from "../src/places/system/markdown";
import { backBy, readView } from "../src/places/explore/state";

const zone = "Europe/Berlin";

describe("numbers and times", () => {
  test("about four digits", () => {
    const cases: [number | null, string][] = [
      [0, "0"], [29.074375, "29.07"], [0.012345, "0.0123"], [1234.56, "1,234.6"], [49_900_000, "49,900,000"],
      [-1.5, "−1.5"], [1e-7, "1.000e-7"], [NaN, "–"], [null, "–"],
    ];
    for (const [value, text] of cases) expect(number(value)).toBe(text);
  });
  test("numbers beside each other have the same decimals", () => {
    expect(numbers([0, 25.098, 72.7, null])).toEqual(["0.0", "25.1", "72.7", "–"]);
    expect(numbers([-0.0001, 1, 2.144])).toEqual(["0.00", "1.00", "2.14"]);
    expect(numbers([3, 1440])).toEqual(["3", "1,440"]);
    expect(numbers([0.01234, undefined])).toEqual(["0.0123", "–"]);
  });
  test("units, shares, sizes, durations", () => {
    expect(quantity(3.24, "bar")).toBe("3.24\u202fbar");
    expect(quantity(21, "Cel")).toBe("21\u202f°C");
    expect([share(1), share(0.98), share(0.99999), share(0.0001)]).toEqual(["100\u202f%", "98.0\u202f%", "> 99.9\u202f%", "< 0.1\u202f%"]);
    expect([bytes(12), bytes(12_500_000)]).toEqual(["12 B", "12.5 MB"]);
    expect([duration(0.25), duration(59), duration(5400), duration(100_000), duration(-60)]).toEqual(["250 ms", "59 s", "1 h 30 min", "1 d 3 h", "−1 min"]);
  });
  test("a window says its date once where it can", () => {
    const at = (text: string): number => Date.parse(text);
    expect(span(at("2026-11-23T07:00:00Z"), at("2026-11-23T09:30:00Z"), zone)).toBe("2026-11-23 08:00 – 10:30");
    expect(span(at("2026-11-23T07:00:00Z"), at("2026-11-24T09:30:00Z"), zone)).toBe("2026-11-23 08:00 – 2026-11-24 10:30");
  });
});

describe("axes", () => {
  test("days begin at midnight of the plant, also when clocks change", () => {
    const { marks } = timeMarks(Date.parse("2026-10-24T00:00:00+02:00"), Date.parse("2026-10-27T00:00:00+01:00"), 400, zone);
    expect(timeLabels(marks, 86_400_000, zone).map((label) => label.split("\n")[0])).toEqual(["10-24", "10-25", "10-26", "10-27"]);
    expect(marks.map((mark) => new Date(mark).toISOString().slice(11, 16))).toEqual(["22:00", "22:00", "23:00", "23:00"]);
  });
  test("marks of values that differ read differently", () => {
    expect(valueLabels([3.175, 3.2, 3.225], 0.025)).toEqual(["3.175", "3.200", "3.225"]);
    expect(valueLabels([0, 500, 1000], 500)).toEqual(["0", "500", "1,000"]);
  });
});

const curve = (points: [number, number, number][]): Curve => ({
  tag: "a", name: "a", unit: null, letter: "A", color: 0, points: points.map(([t, min, max]) => ({ t, min, max, mean: (min + max) / 2 })),
});

describe("curves", () => {
  test("the range holds every spike of the window and none outside", () => {
    const [low, high] = rangeOf([curve([[0, -50, 90], [10, 1, 100], [20, 2, 3]])], 5, 30);
    expect(low).toBeLessThan(1);
    expect(low).toBeGreaterThan(-50);
    expect(high).toBeGreaterThan(100);
  });
  test("the cursor reads the nearest point, and nothing in a hole", () => {
    const { points } = curve([[0, 1, 1], [10, 2, 2], [100, 3, 3]]);
    expect(pointAt(points, 6, 15)?.t).toBe(10);
    expect(pointAt(points, 50, 15)).toBeNull();
    expect(pointAt([], 50, 15)).toBeNull();
  });
});

describe("what comes from outside", () => {
  test("events", () => {
    expect(parse('event: stage\ndata: {"stage":"composed"}')).toEqual({ name: "stage", data: { stage: "composed" } });
    expect(parse(": keep-alive")).toBeNull();
  });
  test("problem pages become blocks, and markup in them stays text", () => {
    const made = blocks("# PW1: Title\n\nText with `code` and\nmore.\n\n- one\n  goes on\n- <b>two</b>\n\n```\n$ x\n```\n");
    expect(made.map((block) => block.kind)).toEqual(["heading", "paragraph", "list", "code"]);
    expect(made[2]).toEqual({ kind: "list", items: [[{ text: "one goes on" }], [{ text: "<b>two</b>" }]] });
  });
  test("an address of Explore", () => {
    const view = readView(new URLSearchParams("tag=a&tag=b&tag=a&from=now-7d&events=alarms&limits=1"));
    expect([view.tags, view.from, view.to, view.events, view.limits, view.lanes]).toEqual([["a", "b"], "now-7d", "now", ["alarms"], true, false]);
    expect([backBy("previous", 5, 25), backBy("1w", 0, 1), backBy("", 0, 1)]).toEqual([20, 604_800_000, 0]);
  });
});
