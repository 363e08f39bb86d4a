// Runs the `mooring` program for tests: one command to its end, a configuration of a few lines, a broken neighbour.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { mooringProgram } from "../../support/harness.mjs";

const deadlineMs = 30_000;

// Exit code and both outputs of one command. A command that hangs is an error, and so is one that a signal ended.
export function mooring(args, { input = "", env = {}, cwd, uid, gid } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(mooringProgram(), args, { cwd, uid, gid, env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
    let out = "", err = "";
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      failed(new Error(`mooring ${args.join(" ")} did not end:\n${out}\n${err}`));
    }, deadlineMs);
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    child.stdin.on("error", () => {});  // a command that needs no input may end before it is given
    child.once("error", failed);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (signal) failed(new Error(`mooring ${args.join(" ")} was ended by ${signal}:\n${err}`));
      else done({ code, out, err });
    });
    child.stdin.end(input);
  });
}

// A folder with files by name; its path. `modes` by name. Removed when the test ends.
export function folder(test, files = {}, modes = {}) {
  const path = mkdtempSync(join(tmpdir(), "mooring-input-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
    chmodSync(join(path, name), modes[name] ?? 0o600);
  }
  test.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

// Every word that somebody needs to mend it, and nothing of the secret.
export function says(result, code, ...words) {
  assert.equal(result.code, code, result.err || result.out);
  for (const word of words)
    assert.match(result.err, word instanceof RegExp ? word : new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
}

export const time = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

// Starts a sync and gives the run as it ended.
export async function sync_to_its_end(host, id, deadline_ms = 60_000) {
  const { items } = await host.api("POST", `/connections/${id}/sync`, {});
  return run_to_its_end(host, items[0].id, deadline_ms);
}
export function run_to_its_end(host, run, deadline_ms = 60_000) {
  return host.until(`the end of ${run}`, async () => {
    const value = await host.api("GET", `/runs/${run}`);
    return { done: value.finished_at !== null, value };
  }, deadline_ms);
}

// Until the host's log holds it.
export function log_says(host, words) {
  const { child, output } = host.program;
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error(`the log does not say ${words}:\n${output()}`)), deadlineMs);
    const look = () => {
      if (!words.test(output())) return;
      clearTimeout(timer);
      child.stderr.off("data", look);
      done();
    };
    child.stderr.on("data", look);
    look();
  });
}
