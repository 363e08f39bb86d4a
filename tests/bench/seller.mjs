// The first channel: ingest, idle, and the use of a rate budget.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { DatabaseSeed } from "./seed.mjs";
import { bareUpserts, median, report, residentMb, root } from "./report.mjs";
import { Host, Simulator, build, sellerDeclares } from "../support/harness.mjs";

// A host that reads nothing but the orders of one seller, stopped when it has them.
export async function firstSyncOfOrders(simulator) {
  const host = await Host.create(simulator, { scale: 10000000, more: budgetsOf("sales", 100000) });
  await host.start();
  const connection = await host.connectSeller(simulator);
  const run = await host.until("the first sync", async () => {
    const { items } = await host.api("GET", `/runs?connection=${connection.id}`);
    const orders = items.filter((one) => one.stream === "orders").at(-1);
    return { done: orders?.state === "succeeded", value: orders };
  }, 180_000);
  const { items } = await host.api("GET", `/connections/${connection.id}/marketplaces`);
  await host.stop();
  return { host, run, marketplaces: items.filter((one) => one.selected).map((one) => one.id) };
}

// The configuration that lifts the budgets of one API.
export const budgetsOf = (api, rate) => sellerDeclares("budgets").filter((one) => one.startsWith(`${api}.`))
  .map((one) => `[channels.amazon_seller.budgets."${one}"]\nrate_per_s = ${rate}\nburst = ${rate}\n`).join("");

export async function ingest() {
  const simulator = await Simulator.start(["--sellers", "1", "--orders", "40000", "--budget-scale", "10000000"]);
  const rates = [], bare = [];
  for (let round = 0; round < 3; ++round) {
    const { host, run } = await firstSyncOfOrders(simulator);
    rates.push(run.rows_read / ((Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000));
    const copy = join(host.folder, "bare.db");
    const peer = bareUpserts("amazon_seller", host.database, copy);
    bare.push(peer.rows / peer.seconds);
    host.remove();
  }
  await simulator.stop();
  const ratio = median(rates) / median(bare);
  report("ingest", ratio, 0.6, "above", `${Math.round(median(rates))} rows/s end to end, ${Math.round(median(bare))} rows/s bare native upserts, ratio ${ratio.toFixed(2)} (bar 0.60)`);
}

export async function idle() {
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
export function budget() {
  const told = JSON.parse(execFileSync(join(build, "tests/simulation/budget_use"), [join(build, "plugins")], { encoding: "utf8" }));
  report("budget use of a throttled backfill", told.used, 0.95, "above", `${(told.used * 100).toFixed(1)} % of the allowed calls in ${told.hours.toFixed(0)} virtual hours (bar 95 %)`);
  report("answers 429", told.throttled, 0.005, "below", `${(told.throttled * 100).toFixed(2)} % of ${told.calls} calls (bar 0.5 %)`);
}
