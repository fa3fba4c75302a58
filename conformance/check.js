// Drives the faces for other programs with the official Node clients, and prints what held.
//
//     npm run check -- PROGRAM PLANT
//
// PLANT is a demo plant that check.py has imported, or another like it; `make mcp-check` does all of it. There are two
// clients of the Model Context Protocol: `sdk`, which most programs use and which begins with a handshake, and `client`, its
// successor, which finds out by itself whether it needs one. Both hold each message against the protocol's own types, and
// each result against the tool's output schema. Exits 1 when anything did not hold.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as client from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import * as sdk from "@modelcontextprotocol/sdk/client/index.js";
import * as sdkStdio from "@modelcontextprotocol/sdk/client/stdio.js";
import * as sdkHttp from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { LATEST_PROTOCOL_VERSION } from "@modelcontextprotocol/sdk/types.js";
import OpenAI from "openai";

const QUESTION = "What was the average flow of P-101 in June 2026?";
// Compares all samples with all others: would go on until the limit of ten seconds.
const SLOW = "SELECT count(*) FROM samples a JOIN samples b ON a.value < b.value - 1";
const MOST_BYTES = 64 << 10;
const ME = { name: "conformance", version: "1" };

/** The two clients: how one is made, the protocol's version, transports, and a call, whose options stand in different places. */
const CLIENTS = {
  sdk: {
    make: () => new sdk.Client(ME),
    // It does not say, and offers its newest.
    version: () => LATEST_PROTOCOL_VERSION,
    Stdio: sdkStdio.StdioClientTransport,
    Http: sdkHttp.StreamableHTTPClientTransport,
    call: (made, params, options) => made.callTool(params, undefined, options),
  },
  client: {
    make: () => new client.Client(ME, { versionNegotiation: { mode: "auto" } }),
    version: (made) => made.getNegotiatedProtocolVersion(),
    Stdio: StdioClientTransport,
    Http: client.StreamableHTTPClientTransport,
    call: (made, params, options) => made.callTool(params, options),
  },
};

const failures = [];

function check(what, holds, found = "") {
  console.log(`  ${holds ? "ok  " : "FAIL"}  ${what}`);
  const shown = found instanceof Error ? String(found) : JSON.stringify(found);
  if (!holds) failures.push(`${what}: ${shown?.slice(0, 600)}`);
}

/** Whether a call fails with an error that is as it should be. */
async function refused(what, call, holds) {
  try {
    check(what, false, await call);
  } catch (error) {
    check(what, holds(error), error);
  }
}

/** What there is; gives the tools' examples. */
async function listsAndResources(made) {
  const instructions = made.getInstructions() ?? "";
  check("instructions name the plant", instructions.includes("plant"), instructions);
  const { tools } = await made.listTools();
  const { resources } = await made.listResources();
  const read = async (uri) => JSON.parse((await made.readResource({ uri })).contents[0].text);
  const contents = {};
  for (const { uri } of resources) contents[uri] = await read(uri);
  check(`${resources.length} resources are read`, resources.length >= 5);
  const registry = contents["plantwright://tools"].tools;
  const expected = ["ask", ...registry.filter((tool) => tool.effect !== "actuates").map((tool) => tool.name)];
  const names = tools.map((tool) => tool.name);
  check(`${tools.length} tools are those of the registry`, names.join() === expected.join(), names);
  const writes = registry.filter((tool) => tool.effect === "writes").map((tool) => tool.name);
  const hinted = tools.filter((tool) => !tool.annotations.readOnlyHint).map((tool) => tool.name);
  check(`all but ${writes.length} that propose say that they only read`, hinted.join() === writes.join(), hinted);
  const { resourceTemplates } = await made.listResourceTemplates();
  const { id } = contents["plantwright://assets"].assets[0];
  const asset = await read(resourceTemplates[0].uriTemplate.replace("{id}", id));
  check("an asset is read by its address", asset.id === id, asset);
  for (const { name, arguments: wanted = [] } of (await made.listPrompts()).prompts) {
    const given = Object.fromEntries(wanted.map((one) => [one.name, "P-101"]));
    const { messages } = await made.getPrompt({ name, arguments: given });
    const { text } = messages[0].content;
    check(`prompt ${name}`, text.includes("P-101") && !text.includes("{"), text);
  }
  return registry.map(({ name, example }) => ({ name, arguments: ahead(JSON.parse(example.arguments)) }));
}

/** An example whose day must not have passed by the plant's clock, which goes on. */
const ahead = (example) => ("due" in example ? { ...example, due: "2099-01-01" } : example);

/** Every tool's example gives evidence. */
async function examples(call, given) {
  const wrong = [];
  for (const params of given) {
    try {
      const { isError, structuredContent: found, content: [{ text }] } = await call(params);
      const shown = JSON.stringify(found);
      const small = Buffer.byteLength(shown) < MOST_BYTES + 4096;
      const holds = !isError && found.tool === params.name && JSON.stringify(JSON.parse(text)) === shown && small;
      if (!holds) wrong.push([params.name, text.slice(0, 200)]);
    } catch (error) {
      wrong.push([params.name, String(error).slice(0, 200)]);
    }
  }
  check(`${given.length} examples give evidence`, wrong.length === 0, wrong);
}

async function asking(ask) {
  const answer = (await ask({ question: QUESTION })).structuredContent;
  check("a question is answered", answer.status === "answered" && answer.evidence.length > 0, answer);
  const follow = (await ask({ question: "And the maximum?", turns: [QUESTION] })).structuredContent;
  check("a follow-up too", follow.status === "answered", follow);
  return answer.values[0].value;
}

async function errors(made, version, call) {
  const window = { start: "2026-06-01", end: "2026-07-01" };
  for (const [what, name, given, code] of [
    ["an unknown tag", "aggregate", { tags: ["no.such"], statistic: "mean", window }, "PW3101"],
    ["an unknown parameter", "find_tags", { nonsense: 1 }, "PW3201"],
    ["a missing parameter", "aggregate", {}, "PW3201"],
    ["writing SQL", "sql", { query: "DROP TABLE tags" }, "PW5002"],
    ["an empty question", "ask", { question: "" }, "PW7004"],
  ]) {
    const { isError, structuredContent: problem } = await call({ name, arguments: given });
    check(`${what} is a result with ${code}`, isError && problem?.code === code && Boolean(problem.help), problem);
  }
  const has = (code) => (error) => error.code === code;
  await refused("an unknown tool is refused", call({ name: "no_such_tool", arguments: {} }), has(-32602));
  const missing = version >= "2026-07-28" ? -32602 : -32002;
  await refused("an unknown resource is refused", made.readResource({ uri: "plantwright://nothing" }), has(missing));
  await refused("an unknown prompt is refused", made.getPrompt({ name: "nothing", arguments: {} }), has(-32602));
}

async function atOnce(ask, expected) {
  const began = performance.now();
  const results = await Promise.all(Array.from({ length: 50 }, () => ask({ question: QUESTION })));
  const values = new Set(results.map((result) => result.structuredContent.values[0].value));
  const tookS = (performance.now() - began) / 1000;
  check(`50 calls at once give one value (${tookS.toFixed(1)} s)`, values.size === 1 && values.has(expected), [...values]);
}

/** Slow calls on every core are cancelled; the next is answered long before they would have ended. */
async function cancellation(call) {
  const stop = new AbortController();
  const slow = Array.from({ length: availableParallelism() }, () =>
    call({ name: "sql", arguments: { query: SLOW } }, { signal: stop.signal }),
  );
  setTimeout(() => stop.abort(), 1000);
  const ended = await Promise.allSettled(slow);
  check("slow calls were cancelled", ended.every((one) => one.status === "rejected"), ended);
  const began = performance.now();
  const result = await call({ name: "describe_plant", arguments: {} });
  const waitedS = (performance.now() - began) / 1000;
  check(`the next call is answered in ${waitedS.toFixed(1)} s`, !result.isError && waitedS < 5, result);
}

async function drive(title, name, transport) {
  const kit = CLIENTS[name];
  const made = kit.make();
  await made.connect(transport(kit));
  const version = kit.version(made);
  console.log(`${title}, ${name}, protocol ${version}`);
  const call = (params, options) => kit.call(made, params, options);
  const ask = (given) => call({ name: "ask", arguments: given });
  try {
    await examples(call, await listsAndResources(made));
    const value = await asking(ask);
    await errors(made, version, call);
    await atOnce(ask, value);
    await cancellation(call);
  } finally {
    await made.close();
  }
}

/** A server of the plant, with the address that it printed. */
async function serving(program, plant, token) {
  const folder = mkdtempSync(join(tmpdir(), "conformance-"));
  const file = join(folder, "token.txt");
  writeFileSync(file, token, { mode: 0o600 });
  const given = ["serve", "--plant", plant, "--bind", "127.0.0.1:0", "--token-file", file];
  const server = spawn(program, given, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = new Promise((resolve) => server.once("exit", resolve));
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).once("line", resolve);
    exited.then(() => reject(new Error("the server did not start")));
  });
  const end = async () => {
    server.kill();
    await exited;
    rmSync(folder, { recursive: true });
  };
  return { address: line.split(/\s+/).at(-1), end };
}

async function chat(address, token) {
  console.log("chat completions, openai");
  const openai = (apiKey) => new OpenAI({ baseURL: `${address}/v1`, apiKey, maxRetries: 0 });
  const { models, chat: { completions } } = openai(token);
  const listed = [];
  for await (const { id } of models.list()) listed.push(id);
  check("one model", listed.join() === "plantwright", listed);
  const ask = { model: "plantwright", messages: [{ role: "user", content: QUESTION }] };
  const whole = await completions.create(ask);
  const { message, finish_reason: ended } = whole.choices[0];
  check("an answer", Boolean(message.content) && ended === "stop", whole);
  check("with its evidence beside it", whole.plantwright.evidence.length > 0, whole);
  const parts = [];
  const stream = await completions.create({ ...ask, stream: true, stream_options: { include_usage: true } });
  for await (const part of stream) parts.push(part);
  const joined = parts.map((part) => part.choices[0]?.delta.content ?? "").join("");
  check("the same in parts", joined === message.content && parts.at(-1).usage.total_tokens === 0, joined);
  const follow = await completions.create({
    model: "plantwright",
    messages: [...ask.messages, { role: "assistant", content: message.content }, { role: "user", content: "And the maximum?" }],
  });
  check("a follow-up", follow.plantwright.status === "answered", follow);
  const tool = { type: "function", function: { name: "f", parameters: { type: "object" } } };
  for (const [what, kind, code, given] of [
    ["tools of the client", OpenAI.BadRequestError, "PW7042", { ...ask, tools: [tool] }],
    ["several answers", OpenAI.BadRequestError, "PW7042", { ...ask, n: 2 }],
    ["another model", OpenAI.NotFoundError, "PW7041", { ...ask, model: "other" }],
  ]) {
    const holds = (error) => error instanceof kind && error.code === code;
    await refused(`${what}: refused with ${code}`, completions.create(given), holds);
  }
  const stranger = openai("another secret").models.list();
  await refused("another token is refused", stranger, (error) => error instanceof OpenAI.AuthenticationError);
}

const [program, plant] = process.argv.slice(2);
if (!plant) {
  console.error("usage: npm run check -- PROGRAM PLANT");
  process.exit(2);
}
const token = randomBytes(16).toString("hex");
const stdio = (secret) => ({ Stdio }) => {
  const env = { ...process.env, PLANTWRIGHT_TOKEN: secret };
  if (!secret) delete env.PLANTWRIGHT_TOKEN;
  return new Stdio({ command: program, args: ["mcp", "--plant", plant], env });
};
for (const name of Object.keys(CLIENTS)) await drive("standard input", name, stdio());
const server = await serving(program, plant, token);
try {
  const url = new URL(`${server.address}/mcp`);
  const http = ({ Http }) => new Http(url, { requestInit: { headers: { Authorization: `Bearer ${token}` } } });
  for (const name of Object.keys(CLIENTS)) await drive("HTTP", name, http);
  await drive("standard input beside a server", "sdk", stdio(token));
  await chat(server.address, token);
} finally {
  await server.end();
}
for (const failure of failures) console.log(`FAILED ${failure}`);
console.log(failures.length ? `${failures.length} did not hold` : "all held");
process.exit(failures.length ? 1 : 0);
