// How a benchmark measures and tells: each figure is a ratio to a limit or to a peer measured in the same run.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "../support/harness.mjs";

export const root = resolve(new URL(".", import.meta.url).pathname, "../..");
export const results = [];
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export function report(name, value, limit, better, detail) {
  const good = better === "above" ? value >= limit : value <= limit;
  results.push(good);
  const ratio = better === "above" ? value / limit : limit / Math.max(value, limit / 1000);
  console.log(`${good ? "good" : "BAD "}  ${name}: ${detail}; ${ratio.toFixed(2)} x as good as the bar asks`);
}

// On a terminal, what a long measure is doing; never in a log.
export const say = (text) => process.stderr.isTTY && process.stderr.write(`${text}\n`);

const status = (pid, name) => Number(readFileSync(`/proc/${pid}/status`, "utf8").match(new RegExp(`${name}:\\s+(\\d+)`))[1]) / 1024;
export const residentMb = (pid) => status(pid, "VmRSS");
export const peakMb = (pid) => status(pid, "VmHWM");
const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
// Of all threads, in user and kernel mode.
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

// The same rows once more by nothing but native prepared upserts: {"rows","seconds"}.
export function bareUpserts(channel, database, copy, ...of) {
  const program = join(build, "tests/bench/bare_upsert_bench");
  const manifest = join(build, `plugins/${channel}.toml`);
  return JSON.parse(execFileSync(program, [manifest, database, copy, ...of.map(String)], { encoding: "utf8" }));
}

// A figure that no bar is set to.
export const note = (text) => console.log(`      ${text}`);
