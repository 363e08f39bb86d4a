// `mooring support-bundle`: the running host's bundle as a file, and what is said when there is none to be had.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Host, Simulator, demoApplication } from "../../support/harness.mjs";
import { folder, mooring, says, sync_to_its_end } from "./program.mjs";

let simulator, host, connection, token;

const bundle = (...args) => mooring(["support-bundle", "--config", host.config, ...args]);
const facts_of = (page) => JSON.parse(page.match(/<script type="application\/json" id="bundle">([^]*?)<\/script>/)[1]);

before(async () => {
  simulator = await Simulator.start(["--sellers", "1", "--orders", "20", "--budget-scale", "100000"]);
  host = await Host.create(simulator);
  await host.start();
  const [seller] = (await simulator.control("GET", "/state")).sellers;
  token = seller.refresh_tokens[demoApplication.client_id];
  connection = await host.api("POST", "/connections", { channel: "amazon_seller", region: seller.region, label: "</script><b>Shop" });
  await host.api("POST", `/connections/${connection.id}/connect-with-token`, { refresh_token: token, account_id: seller.id });
  const { items } = await host.api("GET", `/connections/${connection.id}/marketplaces`);
  await host.api("PUT", `/connections/${connection.id}/marketplaces`, { selected: items.filter((item) => item.available).map((item) => item.id) });
  await sync_to_its_end(host, connection.id);
});
after(async () => {
  await host?.stop();
  await simulator?.stop();
  host?.remove();
});

test("a bundle is written into a file of its own, for its owner alone", async (t) => {
  const place = folder(t);
  const result = await mooring(["support-bundle", "--config", host.config], { cwd: place });
  assert.equal(result.code, 0, result.err);
  const [name, ...others] = readdirSync(place);
  assert.deepEqual(others, []);
  assert.match(name, /^mooring-support-\d{4}-\d\d-\d\d-\d{6}\.html$/);
  assert.ok(result.out.startsWith(name));
  assert.equal(statSync(join(place, name)).mode & 0o777, 0o600);
  const page = readFileSync(join(place, name), "utf8");
  for (const secret of [token, host.token, demoApplication.client_secret]) {
    assert.ok(!page.includes(secret));
    assert.ok(!page.includes(encodeURIComponent(secret)));
    assert.ok(!page.includes(Buffer.from(secret).toString("base64").replace(/=+$/, "")));
  }
  const facts = facts_of(page);
  assert.equal(facts.connections[0].id, connection.id);
  assert.equal(facts.connections[0].status.badge, "connected");
  assert.ok(facts.connections[0].cursors.some((item) => item.stream === "orders" && item.bytes > 0));
  assert.ok(facts.connections[0].coverage.length > 0);
  assert.ok(facts.connections[0].budgets.some((item) => item.id === "orders.search" && item.from === "configuration"));
  assert.equal(facts.runs[0].state, "succeeded");
  assert.ok(facts.activity.some((item) => item.kind.startsWith("run.")));
  assert.ok(facts.plugins.some((item) => item.id === "amazon_seller" && item.sha256.length === 64));
  const secret = facts.configuration.find((item) => item.key === "channels.amazon_seller.application.client_secret");
  assert.equal(secret.value, "***");
  assert.match(secret.from, /^the file .*client-secret, named in .*mooring\.toml:\d+$/);
  assert.equal(page.match(/<script/g).length, 1);
});

test("output, window and connection are options", async (t) => {
  const file = join(folder(t, { "old.html": "old" }), "old.html");
  const result = await bundle("--since", "1h", "--connection", connection.id, "--output", file, "--json");
  assert.equal(result.code, 0, result.err);
  assert.deepEqual(JSON.parse(result.out), { file, bytes: statSync(file).size });
  assert.equal(facts_of(readFileSync(file, "utf8")).bundle.connection, connection.id);
  const printed = await bundle("--since", "2020-01-01T00:00:00Z", "--until", "365d", "--output", "-");
  assert.equal(printed.code, 0, printed.err);
  assert.deepEqual(facts_of(printed.out).activity, []);
});

test("what cannot be done is said, with what to do", async (t) => {
  says(await bundle("--since", "yesterday"), 2, "--since 'yesterday'", "7d");
  says(await bundle("--connection", "con_x"), 1, "con_x");
  says(await bundle("--output", join(folder(t), "none", "x.html")), 1, "x.html", "--output");
  const other = folder(t, { "mooring.toml": 'data_folder = "data"\n[admin]\nport = 9\n', "data/admin.token": "some-admin-token-0123\n" });
  says(await mooring(["support-bundle", "--config", join(other, "mooring.toml")], { cwd: other }), 1, "No host answers", "mooring serve");
  assert.ok(!readdirSync(other).some((name) => name.endsWith(".html")));
  assert.ok(existsSync(join(other, "data")));
});

test("the budgets of a connection tell what they hold right now", async () => {
  const { out } = await bundle("--output", "-");
  const [{ budgets }] = facts_of(out).connections;
  assert.ok(budgets.length > 0);
  for (const budget of budgets) assert.ok(budget.tokens >= 0 && budget.rate_now_per_s > 0, JSON.stringify(budget));
  assert.ok(budgets.some((budget) => budget.tokens < budget.burst), "some request has taken a token");
});

// Nobody forbids a person to write a secret into a name: only the redaction by value keeps it out.
test("a secret that a person put where none belongs is taken out by its value, in any usual encoding", async () => {
  const secret = demoApplication.client_secret;
  const forms = [secret, Buffer.from(secret).toString("base64"), encodeURIComponent(secret)];
  for (const form of forms) {
    await host.api("PATCH", `/connections/${connection.id}`, { label: `x ${form}` });
    const { out, code, err } = await bundle("--output", "-");
    assert.equal(code, 0, err);
    assert.ok(!out.includes(form), `the bundle holds ${form.slice(0, 12)}...`);
  }
});
