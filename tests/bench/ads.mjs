// Amazon Ads: one report of a gigabyte, and an hour of an agency with 2.4 million keywords.
import { join } from "node:path";
import { bareUpserts, cpuSeconds, peakMb, report, say } from "./report.mjs";
import { AdsSeed } from "./seed.mjs";
import { Host, Simulator, adsConfig, sqlite } from "../support/harness.mjs";

const lists = ["profiles", "portfolios", "campaigns", "ad_groups", "ads", "keywords", "targets", "negative_keywords", "negative_targets", "budget_usage"];
const reports = ["campaign_performance", "ad_group_performance", "target_performance", "product_performance", "search_term_performance", "placement_performance"];
const all = (streams, settings) => Object.fromEntries(streams.map((stream) => [stream, settings]));

// Waits until these runs have ended; all must have succeeded.
async function finished(host, runs, deadlineMs) {
  const open = new Set(runs.map((run) => run.id));
  const rows = { read: 0, changed: 0 };
  const end = Date.now() + deadlineMs;
  while (open.size) {
    if (Date.now() > end) throw new Error(`${open.size} of ${runs.length} runs did not end in time`);
    await new Promise((done) => setTimeout(done, 1000));
    for (const id of open) {
      const run = await host.api("GET", `/runs/${id}`);
      if (run.state === "queued" || run.state === "running") break; // they start in this order
      if (run.state !== "succeeded") throw new Error(`a run ${run.state}: ${JSON.stringify(run.failure)}`);
      open.delete(id);
      rows.read += run.rows_read;
      rows.changed += run.rows_changed;
    }
  }
  return rows;
}

const sync = async (host, connection, streams, marketplaces) =>
  (await host.api("POST", `/connections/${connection.id}/sync`, { streams, ...(marketplaces ? { marketplaces } : {}) })).items;

// The first syncs of a connection, which begin by themselves.
async function firstSyncs(host, connection, streams, deadlineMs) {
  await host.until(`the first syncs in ${connection.region}`, async () => {
    const items = (await host.api("GET", `/connections/${connection.id}/streams`)).items.filter((one) => streams.includes(one.id));
    const failed = items.find((one) => one.failure);
    if (failed) throw new Error(`${failed.id}: ${failed.failure.message}`);
    return { done: items.every((one) => one.last_success_at), value: items.filter((one) => !one.last_success_at).map((one) => one.id) };
  }, deadlineMs);
}

// Of the requests of one run: how long the host was busy with reports, without the waiting for them.
function busySeconds(requests, run) {
  const log = requests.toReversed().filter((one) => ["createReport", "getReport", "downloadReport"].includes(one.endpoint));
  let busy = 0;
  log.forEach((one, i) => {
    if (one.endpoint !== "downloadReport") return;
    const end = i + 1 < log.length ? log[i + 1].at : run.finished_at;
    busy += (Date.parse(end) - Date.parse(one.at)) / 1000;
  });
  return busy;
}

// A report of a gigabyte: JSON to committed rows against the native upserts of the same rows, and how much memory that takes.
export async function reportIngest() {
  const simulator = await Simulator.start(["--sellers", "1", "--orders", "1", "--ads-profiles", "1", "--ads-campaigns", "20", "--ads-keywords", "280000",
    "--ads-report-delay", "0", "--ads-report-fail-percent", "0"]);
  const quiet = { enabled: false };
  const streams = { ...all(lists, quiet), ...all(reports, quiet), target_performance: { interval: "30d" } };
  const host = await Host.create(simulator, { more: adsConfig(simulator, { streams }) });
  await host.start();
  const connection = await host.connectAds(simulator, "NA", { settings: { history_days: "30" } });
  say("one big report");
  const run = await host.until("the report", async () => {
    const { items } = await host.api("GET", `/runs?connection=${connection.id}`);
    if (items[0]?.state === "failed") throw new Error(items[0].failure.message);
    return { done: items[0]?.state === "succeeded", value: items[0] };
  }, 900_000);
  const peak = peakMb(host.program.child.pid);
  const { items: requests } = await simulator.control("GET", "/requests?limit=1000");
  await host.stop();
  const packed = requests.filter((one) => one.endpoint === "downloadReport").reduce((sum, one) => sum + one.bytes, 0) / 1e6;
  const [{ raw }] = sqlite(host.database, "SELECT sum(length(_raw)) AS raw FROM amazon_ads_target_performance");
  const rate = run.rows_read / busySeconds(requests, run);
  say("the same rows by bare upserts");
  const peer = bareUpserts("amazon_ads", host.database, join(host.folder, "bare.db"), "target_performance", 5000);
  const bare = peer.rows / peer.seconds;
  const size = `${(run.rows_read / 1e6).toFixed(2)} M rows, ${(raw / 1e9).toFixed(2)} GB of JSON, ${packed.toFixed(0)} MB packed`;
  report("report to committed rows", rate / bare, 0.6, "above",
    `${size}: ${Math.round(rate)} rows/s end to end, ${Math.round(bare)} rows/s bare native upserts, ratio ${(rate / bare).toFixed(2)} (bar 0.60)`);
  report("memory for a report of a gigabyte", peak, 100, "below", `${peak.toFixed(1)} MB at most (bar 100)`);
  host.remove();
  await simulator.stop();
}

const keywordsPerProfile = 20_000, profilesPerRegion = 40;
const hourly = ["campaigns", "ad_groups", "ads", "keywords", "targets", "budget_usage"];
const everySixHours = ["portfolios", "negative_keywords", "negative_targets"];
const rare = { interval: "30d" }; // only what the benchmark asks for runs

// A host that has read all lists, and the reports of the ten profiles that take their turn with the reports in one hour: every profile's six
// reports are read twice a day.
async function agency(simulator) {
  const host = await Host.create(simulator, { more: adsConfig(simulator, { streams: { ...all(lists, rare), ...all(reports, { enabled: false }) } }) });
  await host.start();
  const connections = [];
  for (const region of ["NA", "EU", "FE"]) {
    say(`the first sync of ${region}`);
    const connection = await host.connectAds(simulator, region, { choose: (ids) => ids.slice(0, profilesPerRegion) });
    await firstSyncs(host, connection, lists, 3_600_000);
    connections.push({ ...connection, reporting: connection.selected.slice(0, region === "NA" ? 4 : 3) });
  }
  await host.stop();
  const others = connections.flatMap(({ id, selected, reporting }) => selected.filter((one) => !reporting.includes(one)).map((one) => [id, one]));
  AdsSeed.readJustNow(host.database, others, reports);
  host.configure(adsConfig(simulator, { streams: all([...lists, ...reports], rare) }));
  await host.start();
  say("the history of the reports that are read in the measured hour");
  for (const connection of connections) await firstSyncs(host, connection, reports, 3_600_000);
  await host.stop();
  return { host, connections };
}

// Of 120 profiles an hour reads five with everything archived, and four or five of the 720 reports with all that is still corrected.
function dueForFullReadings(host, [na, eu, fe]) {
  const profiles = [[na.id, na.selected[0]], [na.id, na.selected[1]], [eu.id, eu.selected[0]], [eu.id, eu.selected[1]], [fe.id, fe.selected[0]]];
  AdsSeed.forgetFullLists(host.database, profiles, [...hourly, ...everySixHours]);
  AdsSeed.forgetFullReports(host.database, [[na.id, na.reporting[0]]], ["campaign_performance", "target_performance", "search_term_performance"]);
  AdsSeed.forgetFullReports(host.database, [[eu.id, eu.reporting[0]]], ["product_performance", "placement_performance"]);
}

// Of the runs that the schedule spreads over an hour. So many are under way at once when the hour is pressed together.
const openAtOnce = 64;

// The work of an hour, without the pauses between: profile by profile, as the schedule has them come.
async function workAnHour(host, connections) {
  const asked = [];
  for (const connection of connections)
    connection.selected.forEach((profile, i) => {
      asked.push([connection, hourly, profile]);
      if (i < 7) asked.push([connection, everySixHours, profile]);
      if (connection.reporting.includes(profile)) asked.push([connection, reports, profile]);
    });
  asked.push([connections[0], ["profiles"]]);
  const rows = { read: 0, changed: 0, runs: 0 };
  let open = [];
  const end = async () => {
    const done = await finished(host, open, 3_600_000);
    rows.read += done.read;
    rows.changed += done.changed;
    rows.runs += open.length;
    open = [];
  };
  for (const [connection, streams, profile] of asked) {
    open.push(...(await sync(host, connection, streams, profile && [profile])));
    if (open.length >= openAtOnce) await end();
  }
  await end();
  return rows;
}

async function idleSecondsAnHour(pid) {
  await new Promise((done) => setTimeout(done, 5000)); // what the start set going is done
  const before = cpuSeconds(pid);
  await new Promise((done) => setTimeout(done, 20_000));
  return (cpuSeconds(pid) - before) * 180;
}

export async function steadyHour() {
  const simulator = await Simulator.start(["--sellers", "3", "--orders", "1", "--ads-profiles", String(profilesPerRegion), "--ads-campaigns", "100",
    "--ads-keywords", String(keywordsPerProfile), "--ads-report-delay", "1", "--ads-report-fail-percent", "0"]);
  const { host, connections } = await agency(simulator);
  dueForFullReadings(host, connections);
  await host.start();
  const { pid } = host.program.child;
  const idle = await idleSecondsAnHour(pid);
  say("one hour's work");
  const before = cpuSeconds(pid), began = Date.now();
  const rows = await workAnHour(host, connections);
  const used = cpuSeconds(pid) - before, took = (Date.now() - began) / 1000, peak = peakMb(pid);
  await host.stop();
  const [{ keywords }] = sqlite(host.database, "SELECT count(*) AS keywords FROM amazon_ads_keywords");
  const percent = ((used + idle) / 3600) * 100;
  const what = `3 x ${profilesPerRegion} profiles, ${(keywords / 1e6).toFixed(1)} M keywords, ${rows.runs} runs, ${(rows.read / 1e6).toFixed(2)} M rows read`;
  report("a steady hour of Amazon Ads", percent, 5, "below",
    `${what}, ${rows.changed} changed, in ${took.toFixed(0)} s: ${used.toFixed(0)} s of CPU and ${idle.toFixed(0)} s idle are ${percent.toFixed(2)} % of one core (bar 5)`);
  report("memory in that hour", peak, 100, "below", `${peak.toFixed(1)} MB at most (bar 100)`);
  host.remove();
  await simulator.stop();
}
