// What each stream may read, why data may be missing, and personal data: the built program against the simulator.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Host, Simulator, mooringProgram, sqlite, sellerDeclares } from "../../support/harness.mjs";

let simulator, host, id, selected;

before(async () => {
  simulator = await Simulator.start(["--orders", "60", "--budget-scale", "100000"]);
  // Streams of reports wait for what the provider builds: their first syncs are the business of other tests.
  const waiting = ["fba_inventory_ledger", "fba_reimbursements", "fba_returns", "merchant_returns", "sales_traffic", "settlements"];
  host = await Host.create(simulator, { sellerStreams: sellerDeclares("streams").filter((stream) => !waiting.includes(stream)) });
  host.base += ["reports.list", "reports.create", "reports.status", "reports.document", "sales.order_metrics", "fba.inventory", "finances.transactions", "finances.v0"]
    .map((budget) => `[channels.amazon_seller.budgets."${budget}"]\nrate_per_s = 1000\nburst = 1000\n`).join("");
  host.configure("");
  await simulator.fault("role_missing", { endpoint: "listTransactions" });
  await simulator.fault("report_forbidden", { report_type: "GET_MERCHANT_LISTINGS_ALL_DATA" });
  await host.start();
  ({ id, selected } = await host.connectSeller(simulator));
});
after(async () => {
  await host?.stop();
  await simulator?.stop();
  host?.remove();
});

const checklist = () => host.api("GET", `/connections/${id}/checklist`);
const cells = (list, stream) => list.streams.find((one) => one.stream === stream).cells.filter((cell) => selected.includes(cell.marketplace));
const entries = async (kind) => (await host.api("GET", `/connections/${id}/activity?kind=${kind}`)).items;
const checked = (what, holds) => host.until(what, async () => {
  const value = await checklist();
  return { done: !value.checking && holds(value), value };
});

test("after the connect every stream is probed; the role that is missing is named, and the others go on", async () => {
  const list = await checked("the first check", (value) =>
    ["transactions", "listings"].every((stream) => cells(value, stream).every((cell) => cell.state === "role_missing" && cell.endpoint)));
  assert.equal(list.streams.find((one) => one.stream === "transactions").role, "Finance and Accounting");
  assert.ok(cells(list, "listings").every((cell) => cell.state === "role_missing"), JSON.stringify(cells(list, "listings")));
  assert.match(cells(list, "listings")[0].note, /Access to the resource is forbidden/);
  assert.match(cells(list, "transactions")[0].endpoint, /GET .*\/finances\/2024-06-19\/transactions$/);
  assert.ok(cells(list, "orders").every((cell) => ["ok", "first_sync"].includes(cell.state)));
  assert.ok(list.findings.some((one) => one.text.includes("the role 'Finance and Accounting' is missing")));
  await host.until("the entry of the missing role", async () => {
    const value = await entries("permission.lost");
    return { done: value.some((one) => one.message.startsWith("Transactions of ") && one.message.includes("The other streams go on")), value };
  });
});

test("a stream without its role is set aside: it does not make the connection a Sync error", async () => {
  const connection = await host.untilBadge(id, "connected", 120_000);
  assert.match(connection.status.reason, /Set aside, because the provider refuses them .*: .*Transactions/);
  const list = await checklist();
  assert.equal(list.streams.find((one) => one.stream === "transactions").set_aside, true);
  const before = sqlite(host.database, "SELECT count(*) AS n FROM runs WHERE stream = 'transactions'")[0].n;
  await host.api("POST", `/connections/${id}/checkup`);
  assert.equal(sqlite(host.database, "SELECT count(*) AS n FROM runs WHERE stream = 'transactions'")[0].n, before);
});

test("when the role is there, a check finds it and the stream runs", async () => {
  await simulator.control("DELETE", "/faults");
  const report = await host.api("POST", `/connections/${id}/checkup`);
  assert.equal(report.streams_checked, true);
  assert.ok(report.changes.some((one) => /^Transactions of .* is there again$/.test(one)), JSON.stringify(report.changes));
  assert.ok(cells(report.checklist, "transactions").every((cell) => cell.state !== "role_missing"), JSON.stringify(cells(report.checklist, "transactions")));
  await checked("the role is back", (value) => cells(value, "transactions").every((cell) => cell.state === "ok"));
  assert.ok((await entries("permission.returned")).length > 0);
  assert.equal((await checklist()).streams.find((one) => one.stream === "transactions").set_aside, false);
});

test("marketplaces: left, suspended, not listed and not selected are told apart, and a new one is offered", async () => {
  const { items } = await host.api("GET", `/connections/${id}/marketplaces`);
  const [first, second, third] = items.filter((one) => one.available);
  await host.api("PUT", `/connections/${id}/marketplaces`, { selected: items.filter((one) => one.available && one.id !== third.id).map((one) => one.id) });
  await simulator.fault("marketplace_left", { marketplace: first.id });
  await simulator.fault("listings_suspended", { marketplace: second.id });
  await host.api("POST", `/connections/${id}/checkup`);
  const list = await checklist();
  const of = (market) => list.marketplaces.find((one) => one.id === market.id);
  assert.equal(of(first).state, "not_participating");
  assert.equal(of(third).state, "not_selected");
  assert.match(of(second).note, /suspended/);
  assert.ok(list.findings.some((one) => one.text.includes("the provider says: the seller's listings are suspended")));
  await simulator.control("DELETE", "/faults");
  await simulator.fault("marketplace_missing", { marketplace: second.id });
  await host.api("POST", `/connections/${id}/checkup`);
  assert.equal((await checklist()).marketplaces.find((one) => one.id === second.id).state, "not_authorised");
  await simulator.control("DELETE", "/faults");
  await host.api("POST", `/connections/${id}/checkup`);
  const said = await promisify(execFile)(mooringProgram(), ["connections", "checklist", id, "--config", host.config]);
  assert.match(said.stdout, /Not selected here: /);
  assert.match(said.stdout, /STREAM +ROLE/);
});

test("personal data is off; switched on it comes, at most for 30 days; switched off it goes at once", async () => {
  const people = () => sqlite(host.database, "SELECT count(*) AS n FROM amazon_seller_orders WHERE buyer_name IS NOT NULL OR _raw LIKE '%buyerEmail%' OR _raw LIKE '%deliveryAddress%' OR tax_registrations IS NOT NULL OR _raw LIKE '%legalName%'")[0].n;
  assert.equal(people(), 0);
  await assert.rejects(host.api("PATCH", `/connections/${id}`, { settings: { personal_data_days: 31 } }), (problem) => problem.problem.code === "setting_invalid");
  await host.api("PATCH", `/connections/${id}`, { settings: { personal_data: true } });
  const end = new Date(Date.now() - 5 * 60_000), from = new Date(end - 20 * 86_400_000);
  await host.api("POST", `/connections/${id}/backfills`, { from: from.toISOString(), to: end.toISOString(), streams: ["orders"] });
  await host.until("people arrive", async () => ({ done: people() > 0, value: people() }));
  await host.until("the backfill ends", async () => {
    const { items } = await host.api("GET", `/connections/${id}/backfills`);
    return { done: items.every((one) => one.state === "done"), value: items };
  });
  await host.api("PATCH", `/connections/${id}`, { settings: { personal_data: false } });
  await host.until("people are gone", async () => {
    const told = await entries("personal_data.removed");
    return { done: told.length > 0 && people() === 0, value: told };
  });
  const [told] = await entries("personal_data.removed");
  assert.match(told.message, /Personal data was removed from \d+ records? of Orders: this connection does not read personal data/);
});
