/** Saves what is drawn as a picture, with the names of the curves below it. */
import { inks } from "../../chart/draw";
import type { Curve } from "../../chart/model";
import { span, symbol } from "../../lib/format";

export async function savePicture(charts: HTMLElement, curves: readonly Curve[], window: { from: number; to: number }, zone: string): Promise<void> {
  const parts = [...charts.querySelectorAll("canvas")];
  const first = parts[0];
  if (!first) return;
  const ink = inks();
  const ratio = devicePixelRatio || 1;
  const line = 18 * ratio;
  const names = curves.filter((curve) => !curve.moved_ms);
  const picture = document.createElement("canvas");
  picture.width = first.width;
  picture.height = parts.reduce((sum, part) => sum + part.height, 0) + (names.length + 2) * line;
  const context = picture.getContext("2d");
  if (!context) return;
  context.fillStyle = ink.surface;
  context.fillRect(0, 0, picture.width, picture.height);
  context.font = `${12 * ratio}px ${ink.font}`;
  context.fillStyle = ink.ink;
  context.fillText(`${span(window.from, window.to, zone)} (${zone})`, 12 * ratio, line);
  let y = 1.4 * line;
  for (const part of parts) {
    context.drawImage(part, 0, y);
    y += part.height;
  }
  for (const curve of names) {
    y += line;
    context.fillStyle = ink.curves[curve.color % ink.curves.length] ?? ink.ink;
    context.fillText(curve.letter, 12 * ratio, y);
    context.fillStyle = ink.ink;
    context.fillText(`${curve.name} ${symbol(curve.unit)}  (${curve.tag})`, 30 * ratio, y);
  }
  const blob = await new Promise<Blob | null>((done) => picture.toBlob(done, "image/png"));
  if (!blob) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `trend-${new Date(window.from).toISOString().slice(0, 16).replaceAll(":", "")}.png`;
  link.click();
  URL.revokeObjectURL(link.href);
}
