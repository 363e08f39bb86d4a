// A database that an earlier version made, before some columns were declared: they are added, hold null for what was read before, and a
// backfill fills them. The built program against the simulator.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { differences, Host, Simulator, sqlite } from "../../support/harness.mjs";

const day_ms = 86_400_000;
const younger = {
  orders: ["item_amount", "tax_amount", "payments", "is_prime", "shipped_at", "tracking_numbers", "shipping_services",
    "label_printing_earliest", "tax_registrations"],
  order_items: ["item_tax", "discount_amount", "promotion_ids", "cancelled_by", "is_gift", "condition_subtype", "condition_note", "measurement_value"],
};
let simulator, host, connection;

before(async () => {
  simulator = await Simulator.start(["--orders", "400", "--history-days", "60", "--budget-scale", "100000"]);
  host = await Host.create(simulator);
  await host.start();
  connection = await host.connectSeller(simulator);
  await read();
});
after(async () => {
  await host?.stop();
  await simulator?.stop();
  host?.remove();
});

const read = () => host.until("the first sync", async () => {
  const { items } = await host.api("GET", `/connections/${connection.id}/streams`);
  const orders = items.filter((one) => one.id === "orders");
  return { done: orders.length > 0 && orders.every((one) => one.last_success_at), value: orders };
});
const columns_of = (stream) => sqlite(host.database, `SELECT name FROM pragma_table_info('amazon_seller_${stream}')`).map((one) => one.name);
const filled = (stream, column) => sqlite(host.database, `SELECT count(*) AS n FROM amazon_seller_${stream} WHERE ${column} IS NOT NULL`)[0].n;
// Amazon lists a change only after some minutes.
const wrong = async () => (await differences(simulator, host, connection, {
  asOf: new Date(Date.now() - 600_000).toISOString(), since: new Date(Date.now() - 70 * day_ms).toISOString(),
})).found;

test("columns that the tables lack are added at the start, and what was read before has null there", async () => {
  assert.deepEqual(await wrong(), []);
  await host.stop();
  let sql = "DROP INDEX amazon_seller_orders_personal;";
  for (const [stream, names] of Object.entries(younger))
    for (const name of names) sql += `ALTER TABLE amazon_seller_${stream} DROP COLUMN ${name};`;
  execFileSync("sqlite3", [host.database, sql]);
  assert.ok(!columns_of("orders").includes("tax_amount"));

  await host.start();
  await host.api("PUT", `/connections/${connection.id}/marketplaces`, { selected: connection.selected });
  await host.until("the columns are there", async () => {
    const have = columns_of("orders");
    return { done: younger.orders.every((name) => have.includes(name)), value: have };
  });
  for (const name of younger.order_items) assert.ok(columns_of("order_items").includes(name), name);
  assert.ok(filled("orders", "total_amount") > 300);
  assert.ok(filled("orders", "item_amount") < 100, "only orders that changed just now are read again");
});

test("a backfill fills them", async () => {
  const end = new Date(Date.now() - 5 * 60_000), from = new Date(end - 69 * day_ms);
  await host.api("POST", `/connections/${connection.id}/backfills`, { from: from.toISOString(), to: end.toISOString(), streams: ["orders"] });
  await host.until("the backfill ends", async () => {
    const { items } = await host.api("GET", `/connections/${connection.id}/backfills`);
    return { done: items.length > 0 && items.every((one) => one.state === "done"), value: items };
  });
  assert.equal(filled("orders", "item_amount"), filled("orders", "total_amount"));
  assert.ok(filled("order_items", "item_tax") > 50);
  assert.ok(filled("order_items", "promotion_ids") > 5);
  assert.deepEqual(await wrong(), []);
});
