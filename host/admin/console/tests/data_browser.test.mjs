import assert from "node:assert/strict";
import { test } from "node:test";
import { groups_of, source_text } from "../src/configuration_words.ts";
import { columns_of } from "../src/record_columns.ts";
import { condition_of, filter_text, filters_of, next_sort, op_words, ops_of, query_of, sort_state, value_problem } from "../src/record_filters.ts";

const columns = columns_of([
  { name: "name", type: "text", title: "Name", pii: false }, { name: "amount", type: "decimal", title: "Amount", pii: false },
  { name: "open", type: "boolean", title: "Open", pii: false }, { name: "at", type: "timestamp", title: "Bought", pii: false },
]);

test("filters stand in the address and come back as they were, whatever their values hold", () => {
  const filters = [{ column: "name", op: "contains", value: "a:b&c, d" }, { column: "amount", op: "gte", value: "-12.50" }, { column: "at", op: "null", value: "" }];
  assert.deepEqual(filters_of(query_of(filters)), filters);
  assert.equal(query_of([]), undefined);
  assert.deepEqual(filters_of(undefined), []);
  assert.deepEqual(filters_of("nonsense\nname:likes:x\n:eq:1"), []);
  assert.deepEqual(filters.map(condition_of), ["name:contains:a:b&c, d", "amount:gte:-12.50", "at:null"]);
});

test("a filter reads as a sentence", () => {
  const text = (column, op, value) => filter_text({ column, op, value }, columns);
  assert.equal(text("name", "contains", "tea"), "Name contains “tea”");
  assert.equal(text("amount", "gte", "10"), "Amount is at least 10");
  assert.equal(text("at", "gte", "2026-01-31"), "Bought is from 2026-01-31");
  assert.equal(text("open", "eq", "true"), "Open is yes");
  assert.equal(text("gone", "null", ""), "gone is empty");
});

test("each type has the comparisons that mean something, and words for them", () => {
  for (const type of ["text", "integer", "decimal", "date", "timestamp", "boolean", "json"]) {
    const ops = ops_of(type);
    assert.ok(ops.includes("null") && ops.includes("notnull"), type);
    for (const op of ops) assert.ok(op_words(op, type).length > 1);
  }
  assert.ok(!ops_of("text").includes("gte") && !ops_of("decimal").includes("contains"));
});

test("a value that the host would refuse is told before it is sent", () => {
  for (const [type, op, value] of [["decimal", "eq", "12,5"], ["decimal", "eq", "1.0000000001"], ["integer", "gte", "1.5"], ["boolean", "eq", "perhaps"], ["date", "eq", "soon"], ["text", "contains", ""]])
    assert.notEqual(value_problem(type, op, value), "", `${type} ${value}`);
  for (const [type, op, value] of [["decimal", "eq", "-12.50"], ["integer", "gte", "-3"], ["boolean", "eq", "false"], ["date", "eq", "2026-01-31"], ["text", "eq", ""], ["decimal", "null", ""]])
    assert.equal(value_problem(type, op, value), "", `${type} ${value}`);
});

test("a press on a heading sorts, turns, and goes back to the usual order", () => {
  assert.deepEqual([next_sort(undefined, "a"), next_sort("a", "a"), next_sort("-a", "a"), next_sort("b", "a")], ["a", "-a", undefined, "a"]);
  assert.deepEqual([sort_state("a", "a"), sort_state("-a", "a"), sort_state("b", "a")], ["ascending", "descending", undefined]);
});

const key = (name, more = {}) => ({ key: name, value: "1", secret: false, source: "default", file: "", line: 0, secret_from: "", change: "restart", ...more });

test("keys stand in groups, and are found by name, value and source", () => {
  const keys = [key("data_folder"), key("admin.port", { source: "file", file: "a.toml", line: 3, value: "8420" }), key("channels.shop.streams.orders.interval"),
    key("channels.shop.application.client_secret", { value: null, secret: true, source: "file", file: "a.toml", line: 9, secret_from: "the file /run/x" }), key("connections[0].name")];
  assert.deepEqual(groups_of(keys, "").map((group) => [group.title, group.keys.length]), [["host", 1], ["admin", 1], ["channels.shop", 2], ["connections[0]", 1]]);
  assert.deepEqual(groups_of(keys, "8420").flatMap((group) => group.keys.map((one) => one.key)), ["admin.port"]);
  assert.equal(groups_of(keys, "/run/x").length, 1);
  assert.deepEqual([keys[0], keys[1], keys[3]].map(source_text), ["default", "a.toml:3", "the file /run/x, named in a.toml:9"]);
  assert.equal(source_text(key("admin.token", { source: "host", secret_from: "made by Mooring" })), "made by Mooring");
});
