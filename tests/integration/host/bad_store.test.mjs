// A disk that is full in the middle of a sync, and secrets that the vault cannot open: the host keeps answering, says what is wrong,
// loses no row, and goes on when it is mended.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Host, Simulator, demoApplication, differences } from "../../support/harness.mjs";
import { log_says, mooring, run_to_its_end, says, sync_to_its_end, time } from "./program.mjs";

const now = Date.now();
const orders = 3000;
const range = { asOf: time(now - 600_000), since: time(now - 360 * 86400_000) };
let simulator, host, connection;

before(async () => {
  simulator = await Simulator.start(["--sellers", "1", "--orders", String(orders), "--budget-scale", "100000", "--virtual-clock", "--now", time(now + 3600_000)]);
  host = await Host.create(simulator);
  await host.start();
});
after(async () => {
  await host?.stop();
  await simulator?.stop();
  host?.remove();
});

// No file of the host may grow beyond this: what a full disk looks like to a program.
function limit_files(bytes) {
  execFileSync("prlimit", ["--pid", String(host.program.child.pid), `--fsize=${bytes}:unlimited`]);
}

test("a disk that fills up in the middle of the first sync: the run fails and says why, the host goes on", async () => {
  const largest = Math.max(...["", "-wal"].map((end) => statSync(host.database + end).size));
  limit_files(largest + 600_000);
  connection = await host.connectSeller(simulator);
  const { status } = await host.untilBadge(connection.id, "sync_error");
  assert.match(status.reason, /disk or the quota is full.*Free some space/);
  const { items: [run] } = await host.api("GET", `/runs?connection=${connection.id}&state=failed`);
  assert.ok(run.rows_written < orders, `${run.rows_written} rows were written before the disk was full`);
  assert.equal(run.rows_read, run.rows_written, "what was not committed is not counted");
  assert.equal((await fetch(`${host.url}/readyz`)).status, 200);
});

test("with space again the next run continues, and no row is lost or doubled", async () => {
  limit_files("unlimited");
  const run = await sync_to_its_end(host, connection.id);
  assert.equal(run.state, "succeeded", JSON.stringify(run.failure));
  await host.untilBadge(connection.id, "connected");
  const { found, compared } = await differences(simulator, host, connection, range);
  assert.deepEqual(found.slice(0, 5), []);
  assert.ok(compared > orders, `only ${compared} rows compared`);
});

test("a disk that takes nothing at all: reading goes on, writing is refused with a hint, the outcome is kept for later", async () => {
  limit_files(1);
  const refused = await host.request("POST", "/api/v1/connections", { channel: "amazon_seller", region: "EU" });
  const problem = await refused.json();
  assert.deepEqual([refused.status, problem.code], [503, "store_full"], JSON.stringify(problem));
  assert.match(problem.hint, /Free some space/);
  const { items: [started] } = await host.api("POST", `/connections/${connection.id}/sync`, {});
  assert.equal((await host.api("GET", "/connections")).items.length, 1);
  assert.ok((await host.api("GET", `/records/amazon_seller/orders?connection=${connection.id}`)).total > 0);
  const health = await (await fetch(`${host.url}/healthz`)).json();
  assert.equal(health.status, "failing");
  await log_says(host, /outcome of a run could not be stored; trying again.*disk or the quota is full/);

  limit_files("unlimited");
  const ended = await run_to_its_end(host, started.id);
  assert.equal(ended.state, "failed");
  assert.match(ended.failure.message, /disk or the quota is full/);
  assert.equal((await sync_to_its_end(host, connection.id)).state, "succeeded");
  assert.equal((await fetch(`${host.url}/healthz`)).status, 200);
  assert.deepEqual((await differences(simulator, host, connection, range)).found, []);
});

test("the key file is gone: the host does not make another one over sealed secrets", async () => {
  await host.stop();
  const key = join(host.folder, "data/vault.key");
  renameSync(key, `${key}.aside`);
  says(await mooring(["serve", "--config", host.config]), 1, key, /Put the key file back/);
  renameSync(`${key}.aside`, key);
});

test("another key file: amber, named, no crash; connecting again or the right key mends it", async () => {
  const key = join(host.folder, "data/vault.key");
  const right = readFileSync(key);
  writeFileSync(key, "ab".repeat(32) + "\n");
  await host.start();
  const run = await sync_to_its_end(host, connection.id);
  assert.equal(run.state, "failed");
  assert.match(run.failure.message, /cannot be opened.*another key file.*Put back the key file/);
  const { status } = await host.untilBadge(connection.id, "sync_error");
  assert.match(status.reason, /key file/);
  const { items: [entry] } = await host.api("GET", `/activity?connection=${connection.id}&kind=token&limit=1`);
  assert.match(entry.message, /key file/);
  await host.stop();

  writeFileSync(key, right);
  await host.start();
  assert.equal((await sync_to_its_end(host, connection.id)).state, "succeeded");
  await host.stop();

  writeFileSync(key, "ab".repeat(32) + "\n");
  await host.start();
  await host.api("POST", `/connections/${connection.id}/connect-with-token`, {
    refresh_token: connection.seller.refresh_tokens[demoApplication.client_id], account_id: connection.seller.id,
  });
  assert.equal((await sync_to_its_end(host, connection.id)).state, "succeeded");
  assert.deepEqual((await differences(simulator, host, connection, range)).found, []);
});
