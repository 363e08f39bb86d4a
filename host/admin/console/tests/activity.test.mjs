import assert from "node:assert/strict";
import { test } from "node:test";
import { activity_api } from "../src/activity_api.ts";
import { chips_of, filter_of, is_filtered, is_short, no_filter, query_of } from "../src/activity_filter.ts";
import { days_of, put_on_top, rows_of } from "../src/activity_rows.ts";
import { changes_of } from "../src/activity_text.ts";
import { masked_account, ticket_text } from "../src/ticket.ts";
import { parse_hash } from "../src/router.ts";

const entry = (id, over = {}) => ({
  id, at: "2026-03-12T12:00:00Z", connection_id: "con_1", kind: "request.failed", severity: "warning", status: 429,
  endpoint: "GET https://api.test/orders/701-7", request_id: "req-9", message: "Slow down", actor: "system", run_id: "run_1",
  stream: "orders", method: "GET", operation: "GET https://api.test/orders/{id}", attempt: 2, duration_ms: 341, before: null, after: null, ...over,
});

test("every filter goes from the address to the query, a short text does not", () => {
  const filter = filter_of({ text: "rate limit", severity: "error", region: "EU", channel: "shop", kind: "run", status: "4xx", method: "GET",
    operation: "GET https://a/{id}", request: "r-1", actor: "user:ann", stream: "orders", run: "run_1", connection: "con_1" });
  assert.deepEqual(query_of(filter, 0), { text: "rate limit", severity: "error", region: "EU", channel: "shop", kind: "run", status: "4xx",
    method: "GET", operation: "GET https://a/{id}", request: "r-1", actor: "user:ann", stream: "orders", run: "run_1" });
  assert.equal(is_short("ab"), true);
  assert.equal(is_short("日本語"), false);
  assert.deepEqual(query_of(filter_of({ text: "ab" }), 0), {});
});

test("chips name what is filtered and take it away; all filters can be cleared at once", () => {
  const filter = filter_of({ text: "abc", connection: "con_1", kind: "token", status: "429" });
  assert.deepEqual(chips_of(filter, new Map([["con_1", "Shop"]])).map((chip) => chip.text), ["Connection: Shop", "Kind: Tokens", "Status: 429"]);
  assert.deepEqual(chips_of(filter, null)[0].without, { connection: undefined });
  assert.equal(is_filtered(filter_of({ ...parse_hash("#/activity").query })), false);
  assert.ok("text" in no_filter && "since" in no_filter && "actor" in no_filter);
});

test("failing calls stand under the end of their run when the list holds it", () => {
  const end = entry("a", { kind: "run.failed" });
  const rows = rows_of([end, entry("b"), entry("c", { run_id: "run_2" }), entry("d")]);
  assert.deepEqual(rows.map((row) => [row.entry.id, row.calls.map((one) => one.id)]), [["a", ["b", "d"]], ["c", []]]);
});

test("entries are gathered by day, in their order", () => {
  const days = days_of([entry("a"), entry("b", { run_id: "" }), entry("c", { at: "2026-03-11T12:00:00Z" })]);
  assert.deepEqual(days.map((day) => [day.day, day.rows.length]), [["12 Mar 2026", 2], ["11 Mar 2026", 1]]);
});

test("new entries come on top, none twice", () => {
  assert.deepEqual(put_on_top([entry("c"), entry("b")], [entry("b"), entry("a")]).map((one) => one.id), ["c", "b", "a"]);
});

test("the text for a ticket has what finds the call, and no whole account id", () => {
  const text = ticket_text(entry("act_1"), { label: "Shop EU", place: "Shop, Europe", account_id: "A1F83G8QZ77X", version: "0.4.0", place_word: "Profile", places: ["P1", "P2"] });
  assert.match(text, /^Profile: P1, P2$/m);
  assert.match(text, /^Time \(UTC\): 2026-03-12T12:00:00Z$/m);
  assert.match(text, /^Operation: GET https:\/\/api.test\/orders\/\{id\}$/m);
  assert.match(text, /^Endpoint: GET https:\/\/api.test\/orders\/701-7$/m);
  assert.match(text, /^Status: 429$/m);
  assert.match(text, /^Request id: req-9$/m);
  assert.match(text, /^Connection: Shop EU \(account A1F\.\.\.77X\)$/m);
  assert.match(text, /^Interface: Shop, Europe$/m);
  assert.match(text, /^Software: Mooring 0.4.0$/m);
  assert.ok(!text.includes("A1F83G8QZ77X"));
  const bare = ticket_text(entry("act_2", { endpoint: "", operation: "", status: null, request_id: "", attempt: null, duration_ms: null, run_id: "" }), { label: "", place: "", account_id: "", version: "", place_word: "Marketplace", places: [] });
  assert.ok(!/Endpoint|Status|Request|Run|Marketplace/.test(bare));
  assert.equal(masked_account("short"), "s...");
});

test("changed values come first, nested ones by their path", () => {
  const changes = changes_of(entry("a", { before: { label: "A", settings: { days: "30" } }, after: { label: "A", settings: { days: "60", mode: "x" } } }));
  assert.deepEqual(changes, [
    { name: "settings.days", before: "30", after: "60", changed: true },
    { name: "settings.mode", before: "", after: "x", changed: true },
    { name: "label", before: "A", after: "A", changed: false },
  ]);
  assert.deepEqual(changes_of(entry("b", { before: { marketplaces: ["US", "CA"] }, after: { marketplaces: ["US"] } })),
    [{ name: "marketplaces", before: "US, CA", after: "US", changed: true }]);
});

test("the log of one connection is not asked for by channel and region, which its address does not take", async (t) => {
  const asked = [];
  t.mock.method(globalThis, "fetch", async (url) => {
    asked.push(url);
    return new Response(JSON.stringify({ items: [], next: null }), { headers: { "content-type": "application/json" } });
  });
  const filter = { channel: "shop", region: "EU", kind: "token" };
  await activity_api.list("con_1", filter);
  await activity_api.list("", filter);
  assert.deepEqual(asked, ["/api/v1/connections/con_1/activity?kind=token", "/api/v1/activity?channel=shop&region=EU&kind=token"]);
});
