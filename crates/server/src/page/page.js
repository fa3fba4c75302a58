"use strict";

// Builds everything with text nodes: what comes from the plant's data is never read as markup.
const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};
const byId = (id) => document.getElementById(id);
const conversation = `page-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

let plant = null;

const SYMBOLS = { "Cel": "°C", "[degF]": "°F", "[psi]": "psi", "1": "", "m3/h": "m³/h", "kW.h": "kWh", "MW.h": "MWh" };
const symbol = (unit) => (unit ? SYMBOLS[unit] ?? unit.replace(/[{}[\]]/g, "") : "");

const number = (value) => {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e12)) return value.toPrecision(4);
  const digits = size >= 10000 || Number.isInteger(value) ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
};

const shown = (value) => {
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === null || value === undefined ? "–" : String(value);
};

// An instant in plant time, to the minute where its seconds are zero; anything else as it is.
const minute = (text) => {
  const instant = /^\d{4}-\d\d-\d\dT/.test(text ?? "") ? new Date(text) : null;
  if (!instant || Number.isNaN(instant.getTime())) return text ?? "";
  return instant.toLocaleString("sv-SE", { timeZone: plant ? plant.timezone : "UTC" }).replace(/:00$/, "");
};

// One curve: the band between least and greatest, and the mean through it.
function trend(curve) {
  const points = curve.points.filter((point) => Number.isFinite(point.mean));
  if (points.length < 2) return null;
  const [first, last] = [points[0].t, points[points.length - 1].t];
  const low = Math.min(...points.map((point) => point.min));
  const high = Math.max(...points.map((point) => point.max));
  const x = (point) => (1000 * (point.t - first)) / Math.max(1, last - first);
  const y = (value) => (high === low ? 60 : 115 - (110 * (value - low)) / (high - low));
  const path = (list, value) => list.map((p) => `${x(p).toFixed(1)},${y(value(p)).toFixed(1)}`).join(" ");
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 1000 120", preserveAspectRatio: "none", class: "trend", role: "img" })) {
    svg.setAttribute(key, value);
  }
  svg.setAttribute("aria-label", `${curve.name}: ${number(low)} to ${number(high)} ${symbol(curve.unit)}`);
  const band = document.createElementNS(space, "polygon");
  band.setAttribute("points", `${path(points, (p) => p.max)} ${path([...points].reverse(), (p) => p.min)}`);
  band.setAttribute("class", "band");
  const mean = document.createElementNS(space, "polyline");
  mean.setAttribute("points", path(points, (p) => p.mean));
  mean.setAttribute("class", "mean");
  svg.append(band, mean);
  const when = (t) => minute(new Date(t).toISOString());
  return element("figure", {}, svg,
    element("figcaption", {},
      element("span", { textContent: when(first) }),
      element("span", { textContent: `${curve.name}: ${number(low)} to ${number(high)} ${symbol(curve.unit)}` }),
      element("span", { textContent: when(last) })));
}

function valuesTable(values) {
  const rows = values.slice(0, 50).map((value) => element("tr", {},
    element("td", { textContent: value.label }),
    element("td", {
      className: typeof value.value === "number" ? "number" : "",
      textContent: `${shown(value.value)} ${symbol(value.unit)}`.trim(),
    }),
    element("td", { textContent: minute(value.time ?? (value.window ? value.window.join(" – ") : "")) })));
  const more = values.length > 50 ? element("p", { className: "line", textContent: `and ${values.length - 50} more` }) : null;
  return element("div", { className: "scroll" }, element("table", {}, element("tbody", {}, ...rows)), more);
}

function evidence(item) {
  const parts = [`${item.rows.toLocaleString("en-US")} rows`];
  if (item.window) parts.push(item.window.map(minute).join(" to "));
  if (item.quality) parts.push(`${(100 * item.quality.good).toFixed(item.quality.good === 1 ? 0 : 1)} % good`);
  const details = element("details", {}, element("summary", { textContent: `${item.id} ${item.tool}: ${parts.join(", ")}` }));
  details.append(element("pre", { textContent: JSON.stringify(item.arguments, null, 1) }));
  if (item.query) details.append(element("pre", { textContent: item.query }));
  for (const note of item.notes ?? []) details.append(element("p", { className: "line", textContent: note }));
  return details;
}

// The curve behind an answer: the one it holds, or that of the tag and window it was computed from.
async function curveOf(answer) {
  for (const item of answer.evidence) {
    if (item.result.kind === "series" && item.result.series.length) return item.result.series[0];
  }
  for (const item of answer.evidence) {
    const { tags } = item.arguments;
    const tag = item.arguments.tag ?? (tags?.length === 1 ? tags[0] : null);
    if (typeof tag !== "string" || !item.window) continue;
    const query = new URLSearchParams({ tags: tag, start: item.window[0], end: item.window[1], pixels: "500" });
    const response = await fetch(`/api/series?${query}`);
    if (response.ok) return (await response.json()).series[0];
  }
  return null;
}

async function replay(answer, line) {
  const response = await fetch(`/api/answers/${encodeURIComponent(answer.id)}/replay`, { method: "POST" });
  const found = await response.json();
  line.textContent = response.ok
    ? (found.same ? "Run again: it still holds." : `Run again: ${found.differences.join("; ")}`)
    : `${found.code}: ${found.message}`;
}

async function showAnswer(card, answer) {
  card.className = answer.status;
  card.querySelector(".stages").remove();
  card.append(element("p", { className: "text", textContent: answer.text || answer.question || "" }));
  if (answer.status === "clarify") {
    const choices = answer.values.map((value) => {
      const button = element("button", { className: "plain", type: "button", textContent: shown(value.label || value.value) });
      button.addEventListener("click", () => ask(String(value.label || value.value)));
      return button;
    });
    card.append(element("p", { className: "choices" }, ...choices));
  } else if (answer.values.length > 1) {
    card.append(valuesTable(answer.values));
  }
  const curve = await curveOf(answer).catch(() => null);
  const figure = curve ? trend(curve) : null;
  if (figure) card.append(figure);
  card.append(...answer.evidence.map(evidence));
  if (answer.evidence.length) {
    const line = element("p", { className: "line" });
    const again = element("button", { className: "plain", type: "button", textContent: "Does it still hold?" });
    again.addEventListener("click", () => replay(answer, line));
    line.append(again, ` ${answer.planner}, ${answer.took_ms.toFixed(0)} ms, ${answer.grounding.supported} of ${answer.grounding.numbers} numbers held by evidence`);
    card.append(line);
  }
}

const STAGES = { linked: "understood the words", planned: "made a plan", running: "computing", found: "found", composed: "wording" };

function showStage(card, stage) {
  const detail = stage.mentions ? stage.mentions.join(", ") : stage.reading ?? stage.tool ?? (stage.rows !== undefined ? `${stage.rows} rows` : "");
  card.querySelector(".stages").textContent = `${STAGES[stage.stage] ?? stage.stage}${detail ? `: ${detail}` : ""}`;
}

function showError(card, error) {
  card.className = "error";
  card.querySelector(".stages").textContent = `${error.code}: ${error.message}${error.help ? ` (${error.help})` : ""}`;
}

// Reads server-sent events of a POST, which EventSource cannot.
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    held += value;
    const blocks = held.split("\n\n");
    held = blocks.pop();
    for (const block of blocks) {
      const field = (name) => block.split("\n").filter((l) => l.startsWith(`${name}: `)).map((l) => l.slice(name.length + 2)).join("\n");
      if (field("event")) yield { name: field("event"), data: JSON.parse(field("data")) };
    }
  }
}

async function ask(question) {
  const button = document.querySelector("#ask button");
  button.disabled = true;
  const card = element("article", {},
    element("h3", { textContent: question }),
    element("p", { className: "stages", textContent: "…" }));
  byId("answers").prepend(card);
  try {
    const response = await fetch("/api/ask/events", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ question, conversation }),
    });
    if (!response.ok) return showError(card, await response.json());
    for await (const { name, data } of events(response)) {
      if (name === "stage") showStage(card, data);
      if (name === "error") showError(card, data);
      if (name === "answer") await showAnswer(card, data);
    }
  } catch (error) {
    showError(card, { code: "No answer", message: String(error), help: "is plantwright still running?" });
  } finally {
    button.disabled = false;
    byId("question").focus();
  }
}

function branch(asset, byAsset) {
  const tags = byAsset.get(asset.id) ?? [];
  const rows = tags.map((tag) => element("tr", {},
    element("td", { textContent: tag.name, title: `${tag.id}\n${tag.description}` }),
    element("td", { className: "number", textContent: tag.latest ? `${shown(tag.latest.value)} ${tag.symbol ?? ""}`.trim() : "–" }),
    element("td", { textContent: tag.latest ? minute(tag.latest.time) : "nothing recorded" })));
  const summary = element("summary", { textContent: `${asset.name}${tags.length ? ` (${tags.length})` : ""}` });
  const details = element("details", {}, summary);
  if (rows.length) details.append(element("table", {}, element("tbody", {}, ...rows)));
  for (const child of plant.assets.filter((other) => asset.children.includes(other.id))) details.append(branch(child, byAsset));
  return details;
}

function showPlant() {
  document.title = `${plant.name} · Plantwright`;
  byId("plant").textContent = plant.name;
  const samples = plant.tags.reduce((sum, tag) => sum + tag.samples, 0);
  byId("about").textContent = `${plant.assets.length} assets, ${plant.tags.length} tags, ${samples.toLocaleString("en-US")} samples`;
  const byAsset = Map.groupBy(plant.tags, (tag) => tag.asset);
  const known = new Set(plant.assets.map((asset) => asset.id));
  const tops = plant.assets.filter((asset) => !asset.parent || !known.has(asset.parent)).map((asset) => branch(asset, byAsset));
  const loose = byAsset.has(null) ? [branch({ id: null, name: "Tags on no asset", children: [] }, byAsset)] : [];
  byId("assets").replaceChildren(...tops, ...loose);
  if (tops.length === 1) tops[0].open = true;
  suggest();
}

function suggest() {
  const nameOf = new Map(plant.assets.map((asset) => [asset.id, asset.name]));
  const measured = plant.tags.filter((tag) => tag.samples > 0 && tag.unit && tag.asset && nameOf.has(tag.asset));
  const rates = measured.filter((tag) => !/^1$|^\{|total|count/.test(`${tag.unit}`) && tag.minimum < tag.maximum);
  const pick = (at) => rates[Math.floor(at * rates.length)];
  if (!rates.length) return;
  const say = (tag) => `${tag.name.toLowerCase()} of ${nameOf.get(tag.asset)}`;
  const questions = [
    `What was the average ${say(pick(0.1))} in the last 24 hours?`,
    `When was the ${say(pick(0.45))} highest this week?`,
    `Is the ${say(pick(0.8))} rising?`,
  ];
  if (plant.language === "zh") questions.splice(0, 3, `${nameOf.get(pick(0.1).asset)}的${pick(0.1).name}最近24小时平均是多少？`);
  byId("suggestions").replaceChildren(...questions.map((question) => {
    const button = element("button", { className: "plain", type: "button", textContent: question });
    button.addEventListener("click", () => ask(question));
    return button;
  }));
}

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = byId("question");
  const question = field.value.trim();
  if (!question) return;
  field.value = "";
  ask(question);
});

async function load() {
  const response = await fetch("/api/plant");
  if (!response.ok) return;
  plant = await response.json();
  showPlant();
}
load();
