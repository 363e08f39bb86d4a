import assert from "node:assert/strict";
import { test } from "node:test";
import { money } from "../src/money.ts";
import { axis_steps, spark_path, trend_words } from "../src/spark.ts";
import { clean_tag, in_chunks } from "../src/tags.ts";
import { chosen_view_columns, field_text, metric_text, ratio_text, state_look, usual_sort, value_words, view_columns } from "../src/view_columns.ts";
import { is_view_filtered, list_query, next_sort, period_of, period_problem, same_query, saved_query_of, sort_direction, view_filter_of } from "../src/view_query.ts";

const view = { id: "campaigns", title: "Campaigns", stream: "campaigns", name_field: "name", state_field: "state", type_field: "", active_states: ["ENABLED"],
  columns: [{ name: "a", type: "text", title: "A" }, { name: "budget_amount", type: "decimal", title: "Budget" }, { name: "end", type: "date", title: "" }],
  metrics: [{ field: "cost", title: "Spend", kind: "money" }, { field: "clicks", title: "Clicks", kind: "count" }], ratios: [{ id: "acos", title: "ACOS", numerator: "cost", denominator: "sales", percent: true }], sparkline: "cost" };
const row = (fields, extra = {}) => ({ fields, currency: "EUR", deleted_at: null, ...extra });
const now = Date.parse("2026-11-22T10:00:00Z");

test("money is exact, in its own currency, and never rounded", () => {
  assert.equal(money("1234.5", "EUR"), "€1,234.50");
  assert.equal(money("-0.355", "USD"), "-$0.355");
  assert.equal(money("9007199254740993.01", "USD"), "$9,007,199,254,740,993.01");
  assert.equal(money("1200", "JPY"), "¥1,200");
  assert.equal(money("1200.00", "JPY"), "¥1,200");
  assert.equal(money("5.00", "CAD"), "CA$5.00");
  assert.equal(money("5.10", ""), "5.1");
  assert.equal(money("5.1", "no code"), "5.1 no code");
  assert.equal(money(null, "EUR"), "");
});

test("the columns of a list follow from what the plugin declares", () => {
  const columns = view_columns(view, undefined);
  assert.deepEqual(columns.map((column) => column.id), ["name", "@cost", "@trend", "@acos", "state", "@marketplace", "@clicks", "a", "budget_amount", "end", "@as_of"]);
  assert.deepEqual(columns.filter((column) => !column.usual).map((column) => column.id), ["end"]);
  assert.deepEqual(columns.filter((column) => column.numeric).map((column) => column.sort), ["cost", "acos", "clicks", "budget_amount"]);
  assert.equal(columns.find((column) => column.id === "end").heading, "End");
  assert.equal(usual_sort(view), "-cost");
  assert.deepEqual(chosen_view_columns(columns, "@cost,gone").map((column) => column.id), ["name", "@cost"]);
});

test("cells", () => {
  assert.equal(value_words("SPONSORED_PRODUCTS"), "Sponsored products");
  assert.equal(value_words("ENABLED"), "Enabled");
  assert.equal(value_words("US"), "US");
  assert.equal(value_words("Autumn SALE"), "Autumn SALE");
  assert.equal(field_text("budget_amount", "decimal", row({ budget_amount: "25.00" })), "€25.00");
  assert.equal(field_text("share", "decimal", row({ share: "1025.10" })), "1,025.10");
  assert.equal(field_text("gone", "text", row({})), "");
  assert.equal(metric_text(view.metrics[0], "0", "GBP"), "£0.00");
  assert.equal(metric_text(view.metrics[1], 12000, "GBP"), "12,000");
  assert.equal(metric_text(view.metrics[1], null, "GBP"), "");
  assert.equal(ratio_text(view.ratios[0], "23.10"), "23.10 %");
  assert.equal(ratio_text(view.ratios[0], null), "");
  assert.equal(state_look(view, row({ state: "ENABLED" })), "active");
  assert.equal(state_look(view, row({ state: "ARCHIVED" })), "other");
  assert.equal(state_look(view, row({ state: "ENABLED" }, { deleted_at: "2026-01-01T00:00:00Z" })), "deleted");
});

test("filters from the address, and the question they make", () => {
  const query = { region: "EU", state: "ENABLED,PAUSED", tag: "autumn", text: "dock", range: "7" };
  assert.deepEqual(list_query(view_filter_of(query), now), { region: "EU", connection: "", marketplace: undefined, state: "ENABLED,PAUSED", type: undefined, tag: "autumn", text: "dock", deleted: undefined, from: "2026-11-16", to: "2026-11-22" });
  assert.equal(is_view_filtered(query), true);
  assert.equal(is_view_filtered({ range: "7", sort: "cost", columns: "name", saved: "svw_1", row: "x" }), false);
});

test("a period is the last days, or from one day to another; nonsense becomes the usual one", () => {
  const period = (query) => Object.values(period_of(view_filter_of(query), now)).join(" ");
  assert.equal(period({}), "2026-10-24 2026-11-22");
  assert.equal(period({ range: "60" }), "2026-09-24 2026-11-22");
  assert.equal(period({ from: "2026-01-01", to: "2026-01-31" }), "2026-01-01 2026-01-31");
  for (const query of [{ range: "8" }, { range: "x" }, { from: "2026-02-01", to: "2026-01-01" }, { from: "2026-13-40", to: "2026-14-01" }, { from: "2026-01-01" }]) assert.equal(period(query), "2026-10-24 2026-11-22");
  assert.equal(period_problem("2026-01-01", "2026-12-31"), "");
  assert.match(period_problem("2025-01-01", "2026-12-31"), /366/);
  assert.match(period_problem("2026-02-01", "2026-01-01"), /after/);
  assert.notEqual(period_problem("", "2026-01-01"), "");
});

test("order: numbers from the largest, words from A, then turned round", () => {
  assert.equal(next_sort("cost", "", true), "-cost");
  assert.equal(next_sort("cost", "-cost", true), "cost");
  assert.equal(next_sort("name", "-cost", false), "name");
  assert.equal(next_sort("name", "name", false), "-name");
  assert.equal(sort_direction("cost", "-cost"), "descending");
  assert.equal(sort_direction("cost", "cost"), "ascending");
  assert.equal(sort_direction("clicks", "-cost"), undefined);
  assert.equal(sort_direction("", ""), undefined);
});

test("a saved view keeps filters, order and columns, not the place in the list", () => {
  const query = { state: "ENABLED", region: "EU", sort: "-clicks", columns: "name,@cost", row: "x", after: "c", page: "3", saved: "svw_1" };
  assert.equal(saved_query_of(query), "columns=name%2C%40cost&region=EU&sort=-clicks&state=ENABLED");
  assert.equal(same_query("state=ENABLED&region=EU&sort=-clicks&columns=name,@cost", query), true);
  assert.equal(same_query("state=ENABLED&region=NA&sort=-clicks&columns=name,@cost", query), false);
  assert.equal(same_query("", { saved: "svw_1", after: "c" }), true);
});

test("the small chart: zero at the bottom, one path, and words", () => {
  assert.equal(spark_path([0, 10], 20, 10, 0), "M0 10L20 0");
  assert.equal(spark_path([5], 20, 10, 0), "M0 0H20");
  assert.equal(spark_path([], 20, 10), "");
  assert.doesNotMatch(spark_path([0, 0, 0], 20, 10), /NaN/);
  assert.equal(trend_words([1, 1, 2, 2]), "up 100 % in the second half");
  assert.equal(trend_words([2, 2, 1, 1]), "down 50 % in the second half");
  assert.equal(trend_words([0, 0]), "no change");
  assert.equal(trend_words([0, 3]), "rising from nothing");
  assert.equal(trend_words([100, 101]), "steady");
  assert.deepEqual(axis_steps(103), [0, 50, 100, 150]);
  assert.deepEqual(axis_steps(0), [0]);
  assert.ok(axis_steps(0.037).at(-1) >= 0.037);
});

test("tags have no comma, and bulk changes go in parts", () => {
  assert.equal(clean_tag("  autumn,  sale "), "autumn sale");
  assert.equal(clean_tag("x".repeat(50)).length, 40);
  assert.equal(clean_tag(" , "), "");
  assert.deepEqual(in_chunks([1, 2, 3, 4, 5], 2), [[1, 2], [3, 4], [5]]);
});
