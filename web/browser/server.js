// Starts the real server on plants made for the tests; everything lies in one temporary folder that goes at the end.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const PROGRAM = process.env.PROGRAM ?? new URL("../../target/release/plantwright", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "plantwright-page-"));
const running = new Set();

process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the program until it says where it answers. */
export function start(args) {
  if (!existsSync(PROGRAM)) throw new Error(`there is no program at ${PROGRAM}: \`make build\` first, or name one in PROGRAM`);
  const child = spawn(PROGRAM, args, { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  return new Promise((ready, failed) => {
    let said = "";
    const read = (text) => {
      said += text;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (address) ready({ base: address, child, stop: () => stop(child) });
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", (code) => {
      running.delete(child);
      failed(new Error(`the program ended with ${code}: ${said.slice(-600)}`));
    });
  });
}

function stop(child) {
  return new Promise((done) => {
    if (child.exitCode !== null) return done();
    child.once("exit", () => done());
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), 8000).unref();
  });
}

/** The demo plant, with `days` of history, in a folder of its own. */
export const demo = (days, name = "demo", bind = "127.0.0.1:0") =>
  start(["demo", "--dir", join(folder, name), "--days", String(days), "--bind", bind]);

/** A plant folder with these files; served. */
export function plant(name, files, bind = "127.0.0.1:0") {
  const root = join(folder, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return start(["serve", "--plant", root, "--bind", bind]);
}

/** The description of a plant of `assets` machines with `each` tags, in groups of 50; no data. */
export function manyTags(assets, each) {
  const lines = ['[plant]', 'name = "Large works"', 'timezone = "Europe/Berlin"', "", '[[asset]]', 'id = "works"', 'name = "Works"', ""];
  for (let group = 0; group < Math.ceil(assets / 50); group += 1) {
    lines.push("[[asset]]", `id = "area-${group}"`, `name = "Area ${group}"`, 'kind = "area"', 'parent = "works"', "");
  }
  for (let at = 0; at < assets; at += 1) {
    lines.push("[[asset]]", `id = "M-${at}"`, `name = "Machine number ${at} with a rather long name that does not fit"`, 'kind = "pump"', `parent = "area-${Math.floor(at / 50)}"`, "");
    for (let tag = 0; tag < each; tag += 1) {
      lines.push("[[tag]]", `id = "M-${at}.t${tag}"`, `asset = "M-${at}"`, `name = "Temperature ${tag}"`, 'quantity = "temperature"', 'unit = "Cel"', "");
    }
  }
  return lines.join("\n");
}
