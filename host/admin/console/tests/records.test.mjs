import assert from "node:assert/strict";
import { test } from "node:test";
import { cell_text, child_streams, chosen_columns, columns_of, default_columns, key_query, parent_stream, row_key } from "../src/record_columns.ts";

const field = (name, type = "text", title = "") => ({ name, type, title, pii: false });
const fields = [field("order_id", "text", "Order"), field("total_amount", "decimal", "Total"), field("total_currency", "text", "Currency"),
  field("unit_price", "decimal"), field("unit_price_currency"), field("weight", "decimal"), field("count", "integer", "Items"), field("_connection_id")];

test("an amount finds the column of its currency", () => {
  const columns = columns_of(fields);
  const of = (name) => columns.find((column) => column.name === name).currency_field;
  assert.deepEqual([of("total_amount"), of("unit_price"), of("weight"), of("order_id")], ["total_currency", "unit_price_currency", null, null]);
});

test("the parts of a sum have the sum's currency", () => {
  const parts = [field("tax_amount", "decimal"), ...fields.slice(0, 3), field("shipping_tax", "decimal"), field("item_amount", "decimal"), field("points", "decimal")];
  const of = (name) => columns_of(parts).find((column) => column.name === name).currency_field;
  assert.deepEqual([of("tax_amount"), of("shipping_tax"), of("item_amount"), of("points")], [null, "total_currency", "total_currency", null]);
});

test("the usual columns are the titled ones, without currencies that stand in their amounts", () => {
  assert.deepEqual(default_columns(columns_of(fields)), ["order_id", "total_amount", "count"]);
  assert.deepEqual(default_columns(columns_of([field("a"), field("_run_id")])), ["a"]);
});

test("columns from the address keep the order of the stream and survive nonsense", () => {
  const columns = columns_of(fields);
  assert.deepEqual(chosen_columns(columns, "count,order_id,gone").map((column) => column.name), ["order_id", "count"]);
  assert.equal(chosen_columns(columns, "gone").length, 1);
});

test("cells", () => {
  const columns = columns_of([...fields, field("ok", "boolean"), field("tags", "json")]);
  const cell = (name, row) => cell_text(columns.find((column) => column.name === name), row);
  assert.equal(cell("total_amount", { total_amount: "1234.50", total_currency: "EUR" }), "1,234.50 EUR");
  assert.equal(cell("total_amount", { total_amount: "1234.50", total_currency: null }), "1,234.50");
  assert.equal(cell("count", { count: 12000 }), "12,000");
  assert.equal(cell("ok", { ok: false }), "No");
  assert.equal(cell("tags", { tags: ["x"] }), '["x"]');
  assert.equal(cell("order_id", {}), "");
});

test("items belong to their order when its key begins with the order's key", () => {
  const orders = { id: "orders", fed_by: null, primary_key: ["order_id"] };
  const items = { id: "items", fed_by: "orders", primary_key: ["order_id", "item_id"] };
  const other = { id: "other", fed_by: "orders", primary_key: ["other_id"] };
  const all = [orders, items, other];
  assert.deepEqual(child_streams(orders, all), [items]);
  assert.equal(parent_stream(items, all), orders);
  assert.equal(parent_stream(other, all), null);
});

test("the same key of two connections is two rows", () => {
  assert.notEqual(row_key(["id"], { id: "1", _connection_id: "a" }), row_key(["id"], { id: "1", _connection_id: "b" }));
});

test("a record of a link is asked for by its key; what is no key of the stream is not asked for", () => {
  const key = row_key(["order_id", "item_id", "note"], { order_id: "7:1", item_id: 4, note: null, _connection_id: "con_1" });
  assert.deepEqual(key_query(["order_id", "item_id", "note"], key), { connection: "con_1", where: ["order_id:eq:7:1", "item_id:eq:4", "note:null"] });
  for (const wrong of ["nonsense", "{}", '["con_1"]', '[null,"1","2","3"]']) assert.equal(key_query(["order_id", "item_id", "note"], wrong), null, wrong);
});
