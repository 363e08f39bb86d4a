// What every route has in common: validators, keys of repeated requests, paging, filters of records and their export.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sqlite } from "../../support/harness.mjs";
import { ask, started_world } from "./world.mjs";

let world, host, id;

before(async () => {
  world = await started_world(150);
  ({ host, id } = world);
});
after(() => world?.stop());

const key = (text) => ({ headers: { "idempotency-key": text } });

test("an answer that is known already is 304, and another one is not", async () => {
  for (const path of [`/connections/${id}`, "/connections", "/plugins", "/configuration", `/connections/${id}/marketplaces`]) {
    const first = await ask(host, "GET", path);
    const tag = first.headers.get("etag");
    assert.match(tag, /^"(\d+\.)?[0-9a-f]{24}"$/, path);
    assert.equal(first.headers.get("vary"), "Authorization, Cookie");
    assert.equal(first.headers.get("cache-control"), "private, no-cache", path);
    for (const sent of [tag, `W/${tag}`, `"x", ${tag}`, "*"]) {
      const again = await ask(host, "GET", path, { headers: { "if-none-match": sent } });
      assert.deepEqual([again.status, again.text, again.headers.get("etag")], [304, "", tag], `${path} ${sent}`);
    }
    const other = await ask(host, "GET", path, { headers: { "if-none-match": '"other"' } });
    assert.equal(other.status, 200);
  }
});

test("what holds people's data or secrets is never kept by a browser", async () => {
  for (const path of ["/session", "/records/amazon_seller/orders"]) {
    const answer = await ask(host, "GET", path);
    assert.equal(answer.headers.get("cache-control"), "no-store", path);
  }
});

test("If-Match takes the tag of a read, also after the badge has changed, and refuses an older version", async () => {
  const read = await ask(host, "GET", `/connections/${id}`);
  const tag = read.headers.get("etag");
  const changed = await ask(host, "PATCH", `/connections/${id}`, { body: { label: "Renamed" }, headers: { "if-match": tag } });
  assert.equal(changed.status, 200, changed.text);
  const late = await ask(host, "PATCH", `/connections/${id}`, { body: { label: "Late" }, headers: { "if-match": tag } });
  assert.deepEqual([late.status, late.code], [412, "version_conflict"]);
  const body_changed = await ask(host, "GET", `/connections/${id}`, { headers: { "if-none-match": tag } });
  assert.equal(body_changed.status, 200);
});

test("a request with a key is carried out once, and answered the same again", async () => {
  const body = { channel: "amazon_seller", region: "EU", label: "Once" };
  const first = await ask(host, "POST", "/connections", { body, ...key("k-1") });
  assert.equal(first.status, 201, first.text);
  assert.equal(first.headers.get("idempotency-replayed"), null);
  const again = await ask(host, "POST", "/connections", { body, ...key("k-1") });
  assert.deepEqual([again.status, again.text, again.headers.get("location")], [201, first.text, first.headers.get("location")]);
  assert.equal(again.headers.get("idempotency-replayed"), "true");
  const { items } = await host.api("GET", "/connections?limit=200");
  assert.equal(items.filter((one) => one.label === "Once").length, 1);
  const other = await ask(host, "POST", "/connections", { body: { ...body, label: "Twice" }, ...key("k-1") });
  assert.deepEqual([other.status, other.code], [422, "idempotency_key_reused"]);
  const elsewhere = await ask(host, "POST", `/connections/${id}/sync`, { body: {}, ...key("k-1") });
  assert.equal(elsewhere.code, "idempotency_key_reused");
});

test("a refusal is answered the same again, and a wrong key is told", async () => {
  const body = { channel: "nobody", region: "EU" };
  const first = await ask(host, "POST", "/connections", { body, ...key("k-2") });
  const again = await ask(host, "POST", "/connections", { body, ...key("k-2") });
  assert.deepEqual([first.status, again.status, again.text], [422, 422, first.text]);
  for (const bad of ["a b", "x".repeat(256), "ä"]) {
    const answer = await ask(host, "POST", "/connections", { body, ...key(Buffer.from(bad).toString("latin1")) });
    assert.deepEqual([answer.status, answer.code], [400, "idempotency_key_invalid"], bad);
  }
});

test("of many at the same moment one is carried out, the others are told or get its answer", async () => {
  const body = { channel: "amazon_seller", region: "FE", label: "Rush" };
  const answers = await Promise.all(Array.from({ length: 12 }, () => ask(host, "POST", "/connections", { body, ...key("k-3") })));
  for (const answer of answers) assert.ok(answer.status === 201 || answer.code === "idempotency_key_in_use", answer.text);
  const ids = new Set(answers.filter((answer) => answer.status === 201).map((answer) => answer.json.id));
  assert.equal(ids.size, 1);
  const { items } = await host.api("GET", "/connections?limit=200");
  assert.equal(items.filter((one) => one.label === "Rush").length, 1);
});

test("an answer with a secret is not kept: a repetition is told that it was done", async () => {
  const first = await ask(host, "POST", "/signin-links", { body: {}, ...key("k-4") });
  assert.equal(first.status, 201, first.text);
  const again = await ask(host, "POST", "/signin-links", { body: {}, ...key("k-4") });
  assert.deepEqual([again.status, again.code], [409, "idempotency_answer_withheld"]);
  const code = first.json.url.split("=").at(-1);
  assert.ok(!JSON.stringify(sqlite(host.database, "SELECT * FROM idempotency_keys")).includes(code));
});

test("every list that pages hands out each item once, and refuses a cursor that is none", async () => {
  const document = await host.api("GET", "/openapi.json");
  let paged = 0;
  const accepted = [];
  for (const [path, methods] of Object.entries(document.paths)) {
    const names = (methods.get?.parameters ?? []).map((one) => one.name);
    const cursor = ["cursor", "after"].find((name) => names.includes(name));
    if (!cursor || !names.includes("limit")) continue;
    const real = path.slice("/api/v1".length).replace("{id}", id).replace("{channel}", "amazon_seller").replace("{stream}", "orders");
    if (real.includes("{")) continue;
    const refused = await ask(host, "GET", `${real}?${cursor}=nonsense%2F-`);
    if (refused.code !== "cursor_invalid") accepted.push(`${real}: ${refused.status} ${refused.text.slice(0, 120)}`);
    for (const limit of ["0", "201", "-1", "x"]) assert.equal((await ask(host, "GET", `${real}?limit=${limit}`)).status, 400, `${real} limit=${limit}`);
    const all = (await ask(host, "GET", `${real}?limit=20`)).json.items.slice(0, 8).map((item) => JSON.stringify(item.id ?? item.order_id ?? item.at));
    const seen = [];
    for (let next = ""; seen.length < all.length;) {
      const page = (await ask(host, "GET", `${real}?limit=3${next ? `&${cursor}=${encodeURIComponent(next)}` : ""}`)).json;
      seen.push(...page.items.map((item) => JSON.stringify(item.id ?? item.order_id ?? item.at)));
      if (!page.next) break;
      next = page.next;
    }
    assert.deepEqual(seen.slice(0, all.length), all, real);
    ++paged;
  }
  assert.deepEqual(accepted, []);
  assert.ok(paged >= 4, `only ${paged} lists`);
});

const records = (query) => ask(host, "GET", `/records/amazon_seller/orders?connection=${id}&${query}`);

async function fields() {
  const plugin = await host.api("GET", "/plugins/amazon_seller");
  return plugin.streams.find((stream) => stream.id === "orders").fields;
}

test("records are filtered as the values say, for every comparison of every type", async () => {
  const everything = [];
  for (let next = ""; ;) {
    const page = (await records(`limit=200${next ? `&after=${encodeURIComponent(next)}` : ""}`)).json;
    everything.push(...page.items);
    if (!page.next) break;
    next = page.next;
  }
  assert.ok(everything.length > 50, `only ${everything.length} records`);
  let compared = 0;
  for (const field of await fields()) {
    const values = everything.map((row) => row[field.name]);
    const sample = values.find((value) => value !== null && value !== "");
    const as = { decimal: Number, integer: Number, timestamp: Date.parse }[field.type] ?? String;
    const tests = { null: (value) => value === null, notnull: (value) => value !== null };
    if (sample !== undefined && field.type !== "json") {
      const one = field.type === "boolean" ? (value) => value === sample : (value) => as(value) === as(sample);
      tests[`eq:${sample}`] = (value) => value !== null && one(value);
      if (field.type === "text") {
        const part = String(sample).slice(1, 4);
        tests[`contains:${part}`] = (value) => value !== null && value.toLowerCase().includes(part.toLowerCase());
        tests[`ne:${sample}`] = (value) => value !== sample;
      }
      if (["decimal", "integer", "timestamp", "date"].includes(field.type))
        for (const [op, holds] of [["lt", (a, b) => a < b], ["lte", (a, b) => a <= b], ["gt", (a, b) => a > b], ["gte", (a, b) => a >= b]])
          tests[`${op}:${sample}`] = (value) => value !== null && holds(as(value), as(sample));
    }
    for (const [condition, holds] of Object.entries(tests)) {
      const answer = await records(`limit=1&where=${encodeURIComponent(`${field.name}:${condition}`)}`);
      assert.equal(answer.status, 200, `${field.name}:${condition} ${answer.text}`);
      assert.equal(answer.json.total, values.filter(holds).length, `${field.name}:${condition}`);
      ++compared;
    }
  }
  assert.ok(compared > 40, `only ${compared} compared`);
});

test("records are sorted by any column, either way, and no page repeats or leaves out a row", async () => {
  for (const field of await fields()) {
    if (field.type === "json") continue;
    for (const sort of [field.name, `-${field.name}`]) {
      const seen = [];
      for (let next = ""; ;) {
        const answer = await records(`limit=70&sort=${sort}${next ? `&after=${encodeURIComponent(next)}` : ""}`);
        assert.equal(answer.status, 200, answer.text);
        seen.push(...answer.json.items);
        if (!answer.json.next) break;
        next = answer.json.next;
      }
      assert.equal(new Set(seen.map((row) => row.order_id)).size, seen.length, sort);
      const as = { decimal: Number, integer: Number, timestamp: Date.parse, text: (value) => value.toLowerCase() }[field.type] ?? String;
      const values = seen.map((row) => row[field.name]);
      const first_null = values.indexOf(null);
      assert.ok(first_null < 0 || values.slice(first_null).every((value) => value === null), `${sort}: nulls last`);
      const held = values.filter((value) => value !== null).map(as);
      for (let i = 1; i < held.length; ++i) assert.ok(sort[0] === "-" ? held[i - 1] >= held[i] : held[i - 1] <= held[i], `${sort} at ${i}`);
    }
  }
});

test("a condition that is wrong is refused with what would be right, and never becomes SQL", async () => {
  for (const [where, words] of [["order_idd:eq:1", /order_id/], ["order_id", /column:comparison:value/], ["order_id:like:1", /contains/], ["order_id:eq", /needs a value/],
    ["order_id:null:x", /takes no value/], ["purchased_at:gte:yesterday", /2026-01-31/], ["_rowid_:eq:1", /no column/], ["order_id\":eq:1", /no column/]]) {
    const answer = await records(`where=${encodeURIComponent(where)}`);
    assert.deepEqual([answer.status, answer.code], [400, "where_invalid"], where);
    if (!/purchased/.test(where)) assert.match(`${answer.json.detail} ${answer.json.hint}`, words, where);
  }
  const harmless = await records(`where=${encodeURIComponent("order_id:eq:' OR 1=1 --")}`);
  assert.deepEqual([harmless.status, harmless.json.total], [200, 0]);
  assert.equal((await records("sort=nothing")).code, "sort_unknown");
  const sorted = (await records("limit=10&sort=order_id")).json;
  assert.equal((await records(`limit=10&sort=-order_id&after=${encodeURIComponent(sorted.next)}`)).code, "cursor_invalid", "a cursor of another order");
  assert.equal((await records("deleted=1")).code, "parameter_invalid");
  assert.equal((await records(Array.from({ length: 21 }, () => "where=order_id:notnull").join("&"))).code, "where_invalid");
});

test("a filter that no index serves says so", async () => {
  assert.equal((await records("limit=1")).json.slow_because, "");
  assert.match((await records("limit=1&sort=order_id")).json.slow_because, /No index/);
});

test("an export holds what the list shows, in its order, as CSV and NDJSON", async () => {
  const path = "/records/amazon_seller/orders/export";
  const lines = (await ask(host, "GET", `${path}?format=ndjson&connection=${id}&columns=order_id,_synced_at`)).text.trim().split("\n").map((line) => JSON.parse(line));
  const total = (await records("limit=1")).json.total;
  assert.equal(lines.length, total);
  assert.deepEqual(Object.keys(lines[0]), ["order_id", "_synced_at"]);
  const csv = await ask(host, "GET", `${path}?format=csv&connection=${id}&columns=order_id&sort=-order_id`);
  assert.match(csv.headers.get("content-disposition"), /attachment; filename="amazon_seller_orders\.csv"/);
  const [title, ...rows] = csv.text.trim().split("\r\n");
  assert.equal(title, "order_id");
  assert.deepEqual(rows, [...lines.map((line) => line.order_id)].sort().reverse());
  assert.equal((await ask(host, "GET", `${path}?format=xml`)).code, "parameter_invalid");
  assert.equal((await ask(host, "GET", `${path}?format=csv&columns=nothing`)).code, "parameter_invalid");
});

test("what reviews have found stays mended", async () => {
  for (const page of ["//evil.example", "/\\evil.example", "evil"]) {
    const answer = await ask(host, "POST", "/saved-views", { body: { page, name: "x", query: "" } });
    assert.deepEqual([answer.status, answer.code], [422, "saved_view_invalid"], page);
  }
  const both = await ask(host, "POST", "/objects/tags", { body: { objects: [], add: ["a"], remove: ["a"] } });
  assert.deepEqual([both.status, both.code], [422, "tags_invalid"]);
  const unknown = await ask(host, "POST", `/connections/${id}/sync`, { body: { streams: ["nothing"] } });
  assert.deepEqual([unknown.status, unknown.code], [422, "stream_unknown"]);
});

test("the configuration in force never holds a secret, and says where each value comes from", async () => {
  const configuration = await host.api("GET", "/configuration");
  const by_key = Object.fromEntries(configuration.keys.map((one) => [one.key, one]));
  assert.equal(by_key["admin.port"].source, "file");
  assert.ok(by_key["admin.port"].line > 0);
  assert.equal(by_key["log.level"].source, "default");
  const secret = by_key["channels.amazon_seller.application.client_secret"];
  assert.deepEqual([secret.value, secret.secret], [null, true]);
  assert.match(secret.secret_from, /^the file .*client-secret$/);
  const about = await host.api("GET", "/about");
  assert.ok(about.data_folder.bytes >= about.store.file_bytes && about.licences.length > 5);
});

test("requests are counted by channel; one that was not asked has zeros", async () => {
  const metrics = await (await host.request("GET", "/metrics")).text();
  const count = (name, channel) => Number(new RegExp(`^mooring_channel_requests${name}_total\\{channel="${channel}"\\} (\\d+)$`, "m").exec(metrics)?.[1]);
  assert.ok(count("", "amazon_seller") > 0, metrics);
  for (const name of ["", "_throttled", "_failed"]) assert.equal(count(name, "amazon_ads"), 0, name);
});
