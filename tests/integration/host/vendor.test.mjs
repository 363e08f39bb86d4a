// A vendor beside a seller: each consents at its own page, and holds its own data. The built program against the simulator.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Host, Simulator, sqlite } from "../../support/harness.mjs";

const client = "amzn1.application-oa2-client.mooring-demo";
const budgets = ["reports.list", "reports.create", "reports.status", "reports.document"];
let simulator, host, vendor, other_vendor, id;

before(async () => {
  simulator = await Simulator.start(["--orders", "60", "--budget-scale", "100000", "--report-delay", "0.01"]);
  host = await Host.create(simulator, { sellerStreams: "all" });
  host.base += budgets.map((budget) => `[channels.amazon_seller.budgets."${budget}"]\nrate_per_s = 1000\nburst = 1000\n`).join("");
  host.configure("");
  await host.start();
  ({ vendors: [vendor, other_vendor] } = await simulator.control("GET", "/state"));
});
after(async () => {
  await host?.stop();
  await simulator?.stop();
  host?.remove();
});

const connect = (connection, account) => host.api("POST", `/connections/${connection}/connect-with-token`, {
  refresh_token: account.refresh_tokens[client], account_id: account.id,
});

test("the consent pages of a region are told, and a connection is made for one of them", async () => {
  const plugin = await host.api("GET", "/plugins/amazon_seller");
  assert.equal(plugin.oauth.pasted_tokens_expire, false);
  const { consents } = plugin.regions.find((region) => region.id === vendor.region);
  assert.equal(consents[0].account, "seller");
  assert.ok(consents.some((one) => one.account === "vendor" && one.name.startsWith("Vendor Central")));
  for (const page of consents) {
    const [pasted, switched, central] = page.account === "vendor" ? [/^Vendor code/, /Vendor Central/, "vendorcentral"] : [/^Seller id/, /Seller Central/, "sellercentral"];
    assert.ok(new URL(page.revoke_help).host.includes(central), page.id);
    assert.match(page.pasted_account, pasted, page.id);
    assert.match(page.switch_login, switched, page.id);
  }
  const made = await host.api("POST", "/connections", { channel: "amazon_seller", region: vendor.region, consent: "vendor" });
  id = made.id;
  assert.equal(made.account_kind, "vendor");
  assert.match(made.consent, /^vendor_/);
  await assert.rejects(host.api("POST", "/connections", { channel: "amazon_seller", region: vendor.region, consent: "nobody" }),
    (error) => error.status === 422 && error.problem.code === "consent_unknown");
});

test("a seller's account is refused at a vendor's connection, and the vendor's accepted", async () => {
  const seller = await simulator.seller(vendor.region);
  await assert.rejects(connect(id, seller), (error) => error.problem.code === "permission_missing");
  await assert.rejects(connect(id, { ...vendor, id: "" }), (error) => /Vendor code/.test(error.problem.hint ?? error.problem.detail));
  await connect(id, vendor);
  assert.equal((await host.connection(id)).grant.expires_at, null);
  const { items } = await host.api("GET", `/connections/${id}/marketplaces`);
  assert.ok(items.some((item) => item.id === vendor.marketplaces[0].id && item.available));
  const { version } = await host.connection(id);
  const changed = await host.request("PATCH", `/api/v1/connections/${id}`, { consent: "seller" }, { "if-match": `"${version}"` });
  assert.equal(changed.status, 409);
  assert.equal((await changed.json()).code, "consent_fixed");
});

test("a setting that is a choice takes only what is listed, and a vendor's is no seller's; so it is with the budgets", async () => {
  const change = async (connection, settings) => {
    const { version } = await host.connection(connection);
    const answer = await host.request("PATCH", `/api/v1/connections/${connection}`, { settings }, { "if-match": `"${version}"` });
    return { status: answer.status, body: await answer.json() };
  };
  const wrong = await change(id, { vendor_view: "FOO" });
  assert.equal(wrong.status, 422);
  assert.equal(wrong.body.code, "setting_invalid");
  assert.match(JSON.stringify(wrong.body), /'FOO', expected one or more of MANUFACTURING, SOURCING, with commas between them/);
  assert.equal((await change(id, { vendor_view: "SOURCING" })).status, 200);
  assert.equal((await change(id, { vendor_view: "MANUFACTURING" })).status, 200);
  const plugin = await host.api("GET", "/plugins/amazon_seller");
  const setting = plugin.settings.find((one) => one.key === "vendor_view");
  assert.deepEqual([setting.type, setting.choices, setting.accounts], ["list", ["MANUFACTURING", "SOURCING"], ["vendor"]]);

  const other = await host.api("POST", "/connections", { channel: "amazon_seller", region: vendor.region, consent: "seller" });
  const refused = await change(other.id, { vendor_view: "SOURCING" });
  assert.equal(refused.status, 422);
  assert.match(JSON.stringify(refused.body), /for accounts of the kind vendor/);
  const budgets_of = async (connection) => (await host.api("GET", `/connections/${connection}/budgets`)).items.map((one) => one.id);
  const [of_vendor, of_seller] = [await budgets_of(id), await budgets_of(other.id)];
  assert.ok(of_vendor.includes("vendor.orders") && of_vendor.includes("reports.create") && !of_vendor.includes("orders.search"), String(of_vendor));
  assert.ok(of_seller.includes("orders.search") && of_seller.includes("reports.create") && !of_seller.includes("vendor.orders"), String(of_seller));
  const wiped = await host.request("DELETE", `/api/v1/connections/${other.id}`, undefined, {});
  assert.ok(wiped.status < 300, String(wiped.status));
});

test("a vendor has the streams of vendors only, and reads its purchase orders as the simulator has them", async () => {
  await host.api("PUT", `/connections/${id}/marketplaces`, { selected: [vendor.marketplaces[0].id] });
  const { items } = await host.api("GET", `/connections/${id}/streams`);
  assert.ok(items.length > 0 && items.every((stream) => stream.id.startsWith("vendor_")), JSON.stringify(items.map((one) => one.id)));
  const read = await host.until("purchase orders", async () => {
    const streams = (await host.api("GET", `/connections/${id}/streams`)).items;
    const held = streams.filter((stream) => ["vendor_orders", "vendor_order_statuses"].includes(stream.id));
    return { done: held.every((stream) => stream.last_success_at), value: held };
  }, 90_000);
  assert.equal(read.length, 2);
  const since = new Date(Date.now() - 170 * 86400e3).toISOString(), until = new Date(Date.now() - 600e3).toISOString();
  for (const stream of ["vendor_orders", "vendor_order_items", "vendor_order_statuses", "vendor_order_item_statuses"]) {
    const told = await simulator.control("GET", `/oracle?seller=${vendor.id}&stream=${stream}&since=${since}&until=${until}`);
    const key = (row) => `${row.purchase_order_number}/${row.item_sequence ?? ""}`;
    const held = sqlite(host.database, `SELECT * FROM amazon_seller_${stream} WHERE _connection_id = '${id}'`);
    const names = new Set(held.map(key));
    assert.ok(told.length > 300, stream);
    assert.deepEqual(told.map(key).filter((name) => !names.has(name)), [], stream);
  }
});

test("each chosen program is read, and one that the account has not got stops nothing", async () => {
  const made = await host.api("POST", "/connections", { channel: "amazon_seller", region: other_vendor.region, consent: "vendor",
    settings: { vendor_programs: "FRESH,BUSINESS,RETAIL", history_days: "8" } });
  assert.equal(made.settings.vendor_programs, "RETAIL,BUSINESS,FRESH");
  await connect(made.id, other_vendor);
  await host.api("PUT", `/connections/${made.id}/marketplaces`, { selected: [other_vendor.marketplaces[0].id] });
  const rows = await host.until("sales of both programs", async () => {
    const found = sqlite(host.database, `SELECT selling_program AS program, COUNT(*) AS days, SUM(ordered_units) AS units, MIN(view_program) AS part
      FROM amazon_seller_vendor_sales WHERE _connection_id = '${made.id}' AND _deleted_at IS NULL GROUP BY 1 ORDER BY 1`);
    return { done: found.length === 2, value: found };
  }, 90_000);
  assert.deepEqual(rows.map((row) => [row.program, row.part]), [["BUSINESS", "MANUFACTURING/BUSINESS"], ["RETAIL", "MANUFACTURING/RETAIL"]]);
  assert.equal(rows[0].days, rows[1].days);
  assert.ok(rows[0].units * 3 < rows[1].units, JSON.stringify(rows));
  await host.until("what Amazon refuses is told", async () => {
    const { items } = await host.api("GET", `/connections/${made.id}/streams`);
    const told = JSON.stringify(items.find((stream) => stream.id === "vendor_sales"));
    return { done: /MANUFACTURING\/FRESH for this account: .*does not take part/.test(told), value: told };
  }, 30_000);
});

test("a seller beside it has none of the vendor's streams", async () => {
  const seller = await host.connectSeller(simulator, vendor.region);
  const { items } = await host.api("GET", `/connections/${seller.id}/streams`);
  assert.ok(items.some((stream) => stream.id === "orders") && items.every((stream) => !stream.id.startsWith("vendor_")));
  await assert.rejects(host.api("POST", `/connections/${seller.id}/sync`, { streams: ["vendor_orders"] }),
    (error) => error.problem.code === "stream_unknown");
});
