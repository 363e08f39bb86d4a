// The benchmark: each figure is a ratio to a limit or to a peer measured in the same run.
//   scripts/bench        (release build)
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSeed } from "./seed.mjs";
import { Host, Simulator, build } from "../support/harness.mjs";

const root = resolve(new URL(".", import.meta.url).pathname, "../..");
const results = [];
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
function report(name, value, limit, better, detail) {
  const good = better === "above" ? value >= limit : value <= limit;
  results.push(good);
  const ratio = better === "above" ? value / limit : limit / Math.max(value, limit / 1000);
  console.log(`${good ? "good" : "BAD "}  ${name}: ${detail}; ${ratio.toFixed(2)} x as good as the bar asks`);
}

const bareUpserts = join(build, "tests/bench/bare_upsert_bench");
const residentMb = (pid) => Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]) / 1024;

async function ingest() {
  const simulator = await Simulator.start(["--sellers", "1", "--orders", "40000", "--budget-scale", "10000000"]);
  const rates = [], bare = [];
  for (let round = 0; round < 3; ++round) {
    const host = await Host.create(simulator, { scale: 10000000 });
    await host.start();
    const connection = await host.connectSeller(simulator);
    const run = await host.until("the first sync", async () => {
      const { items } = await host.api("GET", `/runs?connection=${connection.id}`);
      return { done: items[0]?.state === "succeeded", value: items[0] };
    }, 180_000);
    await host.stop();
    rates.push(run.rows_read / ((Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000));
    const copy = join(host.folder, "bare.db");
    const peer = JSON.parse(execFileSync(bareUpserts, [join(root, "plugins/amazon_seller/plugin.toml"), host.database, copy], { encoding: "utf8" }));
    bare.push(peer.rows / peer.seconds);
    host.remove();
  }
  await simulator.stop();
  const ratio = median(rates) / median(bare);
  report("ingest", ratio, 0.6, "above", `${Math.round(median(rates))} rows/s end to end, ${Math.round(median(bare))} rows/s bare native upserts, ratio ${ratio.toFixed(2)} (bar 0.60)`);
}

async function idle() {
  const simulator = await Simulator.start(["--sellers", "1", "--orders", "100"]);
  const host = await Host.create(simulator, { interval: "24h" });
  await host.start();
  await host.stop();
  DatabaseSeed.connections(host.database, 1000);
  const starts = [];
  for (let round = 0; round < 5; ++round) {
    const begin = performance.now();
    await host.start();
    while ((await fetch(`${host.url}/readyz`)).status !== 200);
    starts.push(performance.now() - begin);
    if (round < 4) await host.stop();
  }
  const { items } = await host.api("GET", "/connections?limit=200");
  if (items.length !== 200) throw new Error("the seeded connections are not there");
  // Idle: everything that the start set going is done.
  await new Promise((done) => setTimeout(done, 3000));
  const mb = residentMb(host.program.child.pid);
  report("idle memory, 1,000 connections", mb, 40, "below", `${mb.toFixed(1)} MB resident (bar 40)`);
  report("cold start to ready, 1,000 connections", median(starts), 300, "below", `${Math.round(median(starts))} ms (bar 300)`);
  await host.stop();
  host.remove();
  await simulator.stop();
}

// A backfill that the budget holds back, over days of virtual time: how much of what is allowed is used, how often we are told off.
function budget() {
  const told = JSON.parse(execFileSync(join(build, "tests/simulation/budget_use"), [join(build, "plugins")], { encoding: "utf8" }));
  report("budget use of a throttled backfill", told.used, 0.95, "above", `${(told.used * 100).toFixed(1)} % of the allowed calls in ${told.hours.toFixed(0)} virtual hours (bar 95 %)`);
  report("answers 429", told.throttled, 0.005, "below", `${(told.throttled * 100).toFixed(2)} % of ${told.calls} calls (bar 0.5 %)`);
}

await ingest();
await idle();
budget();
console.log(`${results.filter(Boolean).length} passed, ${results.filter((one) => !one).length} failed`);
process.exitCode = results.every(Boolean) ? 0 : 1;
