// Reports of the Selling Partner API: a table of a gigabyte to committed rows, and how fast tables are read at all.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { bareUpserts, peakMb, report, residentMb, say } from "./report.mjs";
import { budgetsOf } from "./seller.mjs";
import { Host, Simulator, build, sqlite } from "../support/harness.mjs";

const rowsAPage = 5000, gigabyte = 5_000_000; // listings of about 200 bytes

// The SDK's reader of tables by itself; the slowest of three kinds counts.
export function parsing() {
  const told = JSON.parse(execFileSync(join(build, "tests/bench/parse_bench"), { encoding: "utf8" }));
  const slowest = Math.min(...Object.values(told));
  const each = Object.entries(told).map(([kind, rate]) => `${kind} ${Math.round(rate)}`).join(", ");
  report("reading tables of text", slowest, 200, "above", `${each} MB/s (bar 200)`);
}

// From the document's download to the last commit; waiting for the report does not count.
function busySeconds(requests, run) {
  const downloads = requests.filter((one) => one.endpoint === "downloadReport").map((one) => Date.parse(one.at));
  return (Date.parse(run.finished_at) - Math.min(...downloads)) / 1000;
}

async function firstSync(host, simulator, stream) {
  const connection = await host.connectSeller(simulator);
  const [marketplace] = connection.selected;
  await host.api("PUT", `/connections/${connection.id}/marketplaces`, { selected: [marketplace] });
  return host.until(`the ${stream}`, async () => {
    const { items } = await host.api("GET", `/runs?connection=${connection.id}`);
    const run = items.filter((one) => one.stream === stream && one.marketplace === marketplace).at(-1);
    if (run?.state === "failed") throw new Error(run.failure.message);
    return { done: run?.state === "succeeded", value: run };
  }, 1_800_000);
}

export async function tableIngest() {
  const simulator = await Simulator.start(["--sellers", "1", "--orders", "1", "--listings", String(gigabyte), "--report-delay", "0", "--budget-scale", "100000"]);
  const host = await Host.create(simulator, { sellerStreams: ["listings"], more: budgetsOf("reports", 100000) });
  await host.start();
  const idle = residentMb(host.program.child.pid);
  say("one big table");
  const run = await firstSync(host, simulator, "listings");
  const peak = peakMb(host.program.child.pid);
  const { items: requests } = await simulator.control("GET", "/requests?limit=1000");
  await host.stop();
  const [{ raw }] = sqlite(host.database, "SELECT sum(length(_raw)) AS raw FROM amazon_seller_listings");
  const rate = run.rows_read / busySeconds(requests, run);
  say("the same rows by bare upserts");
  const peer = bareUpserts("amazon_seller", host.database, join(host.folder, "bare.db"), "listings", rowsAPage);
  const bare = peer.rows / peer.seconds;
  report("table to committed rows", rate / bare, 0.6, "above",
    `${(run.rows_read / 1e6).toFixed(2)} M rows, ${(raw / 1e9).toFixed(2)} GB as raw records: ${Math.round(rate)} rows/s end to end, ${Math.round(bare)} rows/s bare native upserts, ratio ${(rate / bare).toFixed(2)} (bar 0.60)`);
  report("memory for a table of a gigabyte", peak - idle, 64, "below", `${(peak - idle).toFixed(1)} MB beyond an idle host (bar 64), ${peak.toFixed(1)} MB in all`);
  host.remove();
  await simulator.stop();
}
