// Answers of a channel that are malformed, cut off, too large, HTML or slow, in the middle of a first sync: the run fails with the kind
// and the sentence that fit, the badge is amber and never red, what was committed stays, and the next run ends with every row.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Host, Simulator, demoApplication, differences, sqlite } from "../../support/harness.mjs";
import { run_to_its_end, sync_to_its_end, time } from "./program.mjs";

const now = Date.now();
const orders = 3000;
const range = { asOf: time(now - 600_000), since: time(now - 360 * 86400_000) };
const scale = 900;  // slow enough that a fault finds the sync in its middle
const endpoint = "searchOrders";

const cases = [
  { fault: { kind: "malformed_json" }, failure: "bad_response", says: /answer cannot be read/, status: 200 },
  { fault: { kind: "html_ok" }, failure: "bad_response", says: /JSON|HTML/, status: 200 },
  { fault: { kind: "html" }, failure: "server", says: /503/, status: 503, retried: true },
  { fault: { kind: "truncated" }, failure: "network", says: /cut|end|incomplete|missing|clos/i, retried: true },
  { fault: { kind: "cut" }, failure: "network", says: /reset|clos|recv|connection/i, retried: true },
  { fault: { kind: "oversized" }, failure: "bad_response", says: /MiB|large|bytes/i },
  { fault: { kind: "role_missing" }, failure: "permission", says: /role|permission|allow|Unauthorized/i, status: 403 },
  { fault: { kind: "http_error", status: 400 }, failure: "request_rejected", says: /refused the call/, status: 400 },
];

let simulator, host, sellers;

before(async () => {
  simulator = await Simulator.start(["--sellers", String(3 * (cases.length + 4)), "--orders", String(orders), "--budget-scale", String(scale), "--virtual-clock", "--now", time(now + 3600_000)]);
  host = await Host.create(simulator, { scale });
  await host.start();
  sellers = (await simulator.control("GET", "/state")).sellers.filter(({ region }) => region === "NA");
});
after(async () => {
  await host?.stop();
  await simulator?.stop();
  host?.remove();
});

// Connects a seller of its own and gives the connection while its first sync runs.
async function first_sync(seller) {
  const { id } = await host.api("POST", "/connections", { channel: "amazon_seller", region: "NA", label: `Shop ${seller.id}` });
  await host.api("POST", `/connections/${id}/connect-with-token`, { refresh_token: seller.refresh_tokens[demoApplication.client_id], account_id: seller.id });
  const { items } = await host.api("GET", `/connections/${id}/marketplaces`);
  const selected = items.filter((item) => item.available).map((item) => item.id);
  await host.api("PUT", `/connections/${id}/marketplaces`, { selected });
  const run = await host.until("rows of the first sync", async () => {
    const { items: [value] } = await host.api("GET", `/runs?connection=${id}&limit=1`);
    return { done: value?.rows_written > 0, value };
  });
  assert.equal(run.state, "running", "the fault comes too late");
  return { id, seller, selected, run: run.id };
}

async function ends_complete(connection) {
  const run = await sync_to_its_end(host, connection.id, 90_000);
  assert.equal(run.state, "succeeded", JSON.stringify(run.failure));
  assert.equal(run.rows_read, run.rows_written);
  await host.untilBadge(connection.id, "connected");
  const { found, compared } = await differences(simulator, host, connection, range);
  assert.deepEqual(found.slice(0, 5), []);
  assert.ok(compared > orders, `only ${compared} rows compared`);
  const count = (stream) => `SELECT count(*) AS n FROM amazon_seller_${stream} WHERE _connection_id = '${connection.id}'`;
  return sqlite(host.database, count("orders"))[0].n + sqlite(host.database, count("order_items"))[0].n;
}

test("a first sync meets", { concurrency: 3 }, async (t) => {
  const tests = cases.map(({ fault, failure, says, status, retried }, index) =>
    t.test(`${fault.kind} ${fault.status ?? ""}: ${failure}, then complete`, async () => {
      const seller = sellers[index];
      const connection = await first_sync(seller);
      const { id: started } = await simulator.fault(fault.kind, { ...fault, endpoint, seller: seller.id });
      const run = await run_to_its_end(host, connection.run, 90_000);
      assert.equal(run.state, "failed");
      assert.equal(run.failure.kind, failure, run.failure.message);
      assert.match(run.failure.message, says);
      assert.equal(run.failure.endpoint, `GET ${simulator.url}/na/orders/2026-01-01/orders`);
      if (status) assert.equal(run.failure.status, status);
      assert.ok(run.rows_written > 0);
      assert.equal(run.rows_read, run.rows_written, "rows that were read and not committed are not counted");
      const badged = await host.untilBadge(connection.id, "sync_error");
      assert.equal(badged.status.severity, "amber");
      assert.equal(badged.grant.state, "active");
      const { items } = await host.api("GET", `/connections/${connection.id}/activity?kind=request.failed&run=${connection.run}`);
      if (retried) assert.match(items[0].message, /Given up after 5 attempts/);
      if (retried) assert.equal(items.length, 5);
      await simulator.control("DELETE", `/faults/${started}`);
      const held = await ends_complete(connection);
      assert.ok(run.rows_written < held, `the fault came after all ${held} rows`);
    }));
  await Promise.all(tests);
});

test("one bad answer among good ones is asked for again, and the run succeeds", async () => {
  for (const kind of ["truncated", "cut", "html"]) await simulator.fault(kind, { endpoint, seller: sellers[cases.length].id, count: 1, start_after_s: 0 });
  const connection = await first_sync(sellers[cases.length]);
  assert.equal((await run_to_its_end(host, connection.run, 90_000)).state, "succeeded");
  await ends_complete(connection);
});

test("pages that repeat orders, are empty, or tell a status nobody knows lose nothing", async () => {
  const seller = sellers[cases.length + 1];
  for (const kind of ["duplicate_orders", "empty_page"]) await simulator.fault(kind, { endpoint, seller: seller.id, count: 2 });
  const connection = await first_sync(seller);
  assert.equal((await run_to_its_end(host, connection.run, 90_000)).state, "succeeded");
  await ends_complete(connection);
});

test("an answer that drips: the host answers, the run can be cancelled at once, the next one is complete", async () => {
  const connection = await first_sync(sellers[cases.length + 2]);
  const { id: started } = await simulator.fault("drip", { endpoint, seller: connection.seller.id });
  const dripping = async () => (await simulator.control("GET", "/state")).faults.length > 0 && (await host.api("GET", `/runs/${connection.run}`));
  assert.equal((await dripping()).state, "running");
  const before = performance.now();
  await host.api("POST", `/runs/${connection.run}/cancel`, {});
  const run = await run_to_its_end(host, connection.run, 10_000);
  assert.equal(run.state, "cancelled");
  assert.ok(performance.now() - before < 5000, "cancelling took long");
  await simulator.control("DELETE", `/faults/${started}`);
  await ends_complete(connection);
});

const token_faults = [
  { kind: "malformed_json", code: "connect_failed" }, { kind: "html_ok", code: "connect_failed" }, { kind: "oversized", code: "connect_failed" },
  { kind: "truncated", code: "provider_unavailable" }, { kind: "html", code: "provider_unavailable" }, { kind: "throttle", code: "provider_unavailable" },
  { kind: "invalid_client", code: "application_rejected" },
];
test("a login service that answers nonsense: connecting says so and changes nothing", async (t) => {
  const seller = sellers[cases.length + 3];
  const { id } = await host.api("POST", "/connections", { channel: "amazon_seller", region: "NA" });
  const token = { refresh_token: seller.refresh_tokens[demoApplication.client_id], account_id: seller.id };
  for (const { kind, code } of token_faults)
    await t.test(`${kind}: ${code}`, async () => {
      const { id: started } = await simulator.fault(kind, { endpoint: "token" });
      await assert.rejects(host.api("POST", `/connections/${id}/connect-with-token`, token), ({ problem }) => {
        assert.equal(problem.code, code, problem.detail);
        assert.ok(problem.hint.length > 10);
        return true;
      });
      await simulator.control("DELETE", `/faults/${started}`);
      const connection = await host.connection(id);
      assert.equal(connection.status.badge, "not_connected");
      assert.equal(connection.grant, null);
    });
  await host.api("POST", `/connections/${id}/connect-with-token`, token);
});
