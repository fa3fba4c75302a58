/** Draws curves, limits, shades and events on uPlot's canvas. */
import type uPlot from "uplot";
import { longestStep, type Curve, type EventMark, type LimitLine, type Marker, type Shade } from "./model";

export interface Ink {
  curves: string[];
  line: string;
  soft: string;
  ink: string;
  surface: string;
  urgent: string;
  high: string;
  stale: string;
  shade: string;
  grid: string;
  font: string;
}

/** The colours of the theme that is drawn. */
export function inks(): Ink {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    curves: Array.from({ length: 8 }, (_, at) => read(`curve-${at + 1}`)),
    line: read("line-strong"),
    soft: read("soft"),
    ink: read("ink"),
    surface: read("surface"),
    urgent: read("alarm-urgent"),
    high: read("alarm-high"),
    stale: read("alarm-stale"),
    shade: read("shade-bad"),
    grid: read("grid"),
    font: read("font"),
  };
}

export const scaleOf = (unit: string | null): string => `y:${unit ?? ""}`;

interface Frame {
  u: uPlot;
  ink: Ink;
  ratio: number;
  /** Where letters stand already in this drawing, so that the next one stands beside them. */
  letters: { x: number; y: number }[];
}

function clipped({ u }: Frame, draw: (context: CanvasRenderingContext2D) => void): void {
  const { left, top, width, height } = u.bbox;
  u.ctx.save();
  u.ctx.beginPath();
  u.ctx.rect(left, top, width, height);
  u.ctx.clip();
  draw(u.ctx);
  u.ctx.restore();
}

/** The envelope from least to greatest, and the mean through it; each sample where there are few. */
export function drawCurve(frame: Frame, curve: Curve): void {
  const { u, ink, ratio } = frame;
  const { points, moved_ms = 0 } = curve;
  const scale = u.scales[scaleOf(curve.unit)];
  const { min: from = 0, max: to = 1 } = u.scales["x"] ?? {};
  if (!points.length || from === null || to === null || scale?.min === undefined || scale.min === null) return;
  const { left, top, width, height } = u.bbox;
  const { min: low, max: high } = scale as { min: number; max: number };
  const kx = width / (to - from);
  const ky = height / (high - low);
  const x = (t: number): number => left + (t + moved_ms - from) * kx;
  const y = (value: number): number => top + (high - value) * ky;
  const longest = longestStep(curve, width);
  const color = ink.curves[curve.color % ink.curves.length] ?? ink.ink;
  const compared = moved_ms !== 0;

  clipped(frame, (context) => {
    context.strokeStyle = color;
    context.lineJoin = "round";
    context.lineWidth = ratio;
    context.globalAlpha = 0.42;
    context.beginPath();
    let spread = false;
    for (const point of points) {
      if (point.max <= point.min) continue;
      spread = true;
      const at = x(point.t);
      const above = y(point.max);
      const below = y(point.min);
      context.moveTo(at, above);
      context.lineTo(at, Math.max(below, above + ratio));
    }
    // What is compared with stays in the background: its mean alone.
    if (spread && !compared) context.stroke();

    context.globalAlpha = compared ? 0.6 : 1;
    context.lineWidth = (compared ? 1 : 1.5) * ratio;
    context.setLineDash(compared ? [5 * ratio, 4 * ratio] : []);
    context.beginPath();
    let before = -Infinity;
    let value = 0;
    let shown = 0;
    for (const point of points) {
      const at = x(point.t);
      if (at >= left && at <= left + width) shown += 1;
      if (point.t - before > longest) context.moveTo(at, y(point.mean));
      else {
        if (curve.stepped) context.lineTo(at, y(value));
        context.lineTo(at, y(point.mean));
      }
      before = point.t;
      value = point.mean;
    }
    context.stroke();
    context.setLineDash([]);

    // Few enough to tell apart: each sample is a dot, and a sample alone is seen at all.
    if (shown > 0 && shown * 9 * ratio < width) {
      context.fillStyle = color;
      for (const point of points) {
        context.beginPath();
        context.arc(x(point.t), y(point.mean), 2.2 * ratio, 0, 7);
        context.fill();
      }
    }
  });
  if (!compared) letter(frame, curve, color, x, y);
}

/** The curve's letter at its right end. */
function letter({ u, ink, ratio, letters }: Frame, curve: Curve, color: string, x: (t: number) => number, y: (v: number) => number): void {
  const { left, top, width, height } = u.bbox;
  let last = null;
  for (let at = curve.points.length - 1; at >= 0 && !last; at -= 1) {
    const point = curve.points[at];
    if (point && x(point.t) <= left + width + 1 && x(point.t) >= left) last = point;
  }
  if (!last) return;
  let at = Math.min(x(last.t), left + width - 9 * ratio);
  const height_ = Math.min(Math.max(y(last.mean), top + 8 * ratio), top + height - 8 * ratio);
  while (letters.some((one) => Math.hypot(one.x - at, one.y - height_) < 15 * ratio)) at -= 16 * ratio;
  letters.push({ x: at, y: height_ });
  const { ctx } = u;
  ctx.save();
  ctx.fillStyle = color;
  ctx.beginPath();
  ctx.arc(at, height_, 7.5 * ratio, 0, 7);
  ctx.fill();
  ctx.fillStyle = ink.surface;
  ctx.font = `600 ${10 * ratio}px ${ink.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(curve.letter, at, height_ + 0.5 * ratio);
  ctx.restore();
}

/** Lines of limits with their names; dashes and words, not colour alone, tell them apart. */
export function drawLimits(frame: Frame, limits: readonly LimitLine[]): void {
  const { u, ink, ratio } = frame;
  clipped(frame, (context) => {
    for (const limit of limits) {
      const scale = scaleOf(limit.unit);
      if (!u.scales[scale] || u.scales[scale]?.min === undefined) continue;
      const y = u.valToPos(limit.value, scale, true);
      const urgent = limit.kind === "high_high" || limit.kind === "low_low";
      context.strokeStyle = urgent ? ink.urgent : ink.high;
      context.lineWidth = ratio;
      context.setLineDash(urgent ? [10 * ratio, 3 * ratio] : [3 * ratio, 3 * ratio]);
      context.beginPath();
      context.moveTo(u.bbox.left, y);
      context.lineTo(u.bbox.left + u.bbox.width, y);
      context.stroke();
      context.setLineDash([]);
      context.fillStyle = context.strokeStyle;
      context.font = `500 ${11 * ratio}px ${ink.font}`;
      context.textAlign = "left";
      context.textBaseline = limit.kind.startsWith("low") ? "top" : "bottom";
      context.fillText(limit.label, u.bbox.left + 6 * ratio, y + (limit.kind.startsWith("low") ? 2 : -2) * ratio);
    }
  });
}

/** Stretches of time: bad and uncertain samples hatched, a condition that held filled. */
export function drawShades(frame: Frame, shades: readonly Shade[]): void {
  const { u, ink, ratio } = frame;
  const { top, height } = u.bbox;
  clipped(frame, (context) => {
    for (const shade of shades) {
      const from = u.valToPos(shade.from, "x", true);
      const wide = Math.max(u.valToPos(shade.to, "x", true) - from, 2 * ratio);
      context.fillStyle = ink.shade;
      context.fillRect(from, top, wide, height);
      if (shade.kind === "held") continue;
      context.save();
      context.beginPath();
      context.rect(from, top, wide, height);
      context.clip();
      context.strokeStyle = ink.stale;
      context.globalAlpha = 0.5;
      context.lineWidth = ratio;
      context.beginPath();
      const gap = (shade.kind === "bad" ? 7 : 14) * ratio;
      for (let x = from - height; x < from + wide; x += gap) {
        context.moveTo(x, top + height);
        context.lineTo(x + height, top);
      }
      context.stroke();
      context.restore();
    }
  });
}

/** Records on the axis: a row of marks for each table, drawn over the plot's lower rim. */
export function drawEvents({ u, ink, ratio }: Frame, events: readonly EventMark[], rows: number): void {
  const { left, top, width, height } = u.bbox;
  const context = u.ctx;
  context.save();
  for (const event of events) {
    const from = u.valToPos(event.time, "x", true);
    const to = event.end ? u.valToPos(event.end, "x", true) : from;
    if (to < left || from > left + width) continue;
    const begin = Math.max(from, left);
    const y = top + height - (rows - event.row) * 12 * ratio + 2 * ratio;
    context.fillStyle = ink.soft;
    context.globalAlpha = 0.85;
    context.fillRect(begin, y, Math.max(Math.min(to, left + width) - begin, 2.5 * ratio), 7 * ratio);
    context.globalAlpha = 0.25;
    context.fillRect(begin, top, ratio, height);
  }
  context.restore();
}

export function drawMarkers(frame: Frame, markers: readonly Marker[]): void {
  const { u, ink, ratio } = frame;
  clipped(frame, (context) => {
    for (const marker of markers) {
      const scale = scaleOf(marker.unit);
      if (!u.scales[scale]) continue;
      const x = u.valToPos(marker.time, "x", true);
      const y = u.valToPos(marker.value, scale, true);
      context.strokeStyle = ink.ink;
      context.lineWidth = 2 * ratio;
      context.beginPath();
      context.arc(x, y, 6 * ratio, 0, 7);
      context.stroke();
    }
  });
}
