// Every change that the API knows can be made by a command: alerts, settings, many connections, tags and notes, views, sessions.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { mooring, run_to_its_end, says } from "../host/program.mjs";
import { ask, started_world } from "./world.mjs";

let world, host, id, other;
before(async () => {
  world = await started_world(30, { sellerStreams: ["orders", "inventory"], more: `[log]\nlevel = "debug"\n` });
  ({ host, id } = world);
  other = (await host.api("POST", "/connections", { channel: "amazon_seller", region: "EU", label: "Second" })).id;
});
after(() => world?.stop());

const command = (...args) => mooring([...args, "--config", host.config]);
const fed = (input, ...args) => mooring([...args, "--config", host.config], { input });
const json_of = async (...args) => {
  const { code, out, err } = await command(...args, "--json");
  assert.equal(code, 0, `${args.join(" ")}: ${err}`);
  return JSON.parse(out);
};

test("a destination of alerts is added, changed, switched off and on, given a new secret and deleted", async () => {
  const address = "https://hooks.example.com/abc";
  const made = await fed(address, "alerts", "add", "webhook", "On call", "--url-file", "-", "--about", "badge", "--about", "incident", "--region", "NA", "--quiet", "2h", "--json");
  assert.equal(made.code, 0, made.err);
  const destination = JSON.parse(made.out);
  assert.deepEqual([destination.rules.kinds, destination.rules.regions, destination.rules.quiet_s], [["badge", "incident"], ["NA"], 7200]);
  assert.match(destination.secret, /^\w/);
  const changed = await json_of("alerts", "change", destination.id, "--name", "Night", "--recovered", "no", "--region", "all");
  assert.deepEqual([changed.name, changed.rules.recovered, changed.rules.regions, changed.rules.kinds], ["Night", false, [], ["badge", "incident"]]);
  assert.equal((await json_of("alerts", "disable", destination.id)).enabled, false);
  assert.equal((await json_of("alerts", "enable", destination.id)).enabled, true);
  const rotated = await command("alerts", "rotate-secret", destination.id);
  assert.match(rotated.out, /^Secret: \w+/m);
  assert.ok(!rotated.out.includes(destination.secret));
  assert.equal((await json_of("alerts", "show", destination.id)).name, "Night");
  says(await command("alerts", "change", destination.id), 2, /name what shall change/);
  says(await command("alerts", "change", destination.id, "--quiet", "soon"), 2, /--quiet 'soon' is not a duration/);
  says(await command("alerts", "add", "webhook", "None", "--url-file", "/nowhere"), 2, /no address in the file \/nowhere/);
  says(await command("alerts", "retry", "dlv_nope"), 1, /`mooring alerts deliveries` lists them/);
  assert.equal((await command("alerts", "delete", destination.id)).out, "Deleted\n");
  says(await command("alerts", "show", destination.id), 1, /`mooring alerts list` lists them/);
  const kinds = (await json_of("activity", "list", "--kind", "alerts")).map((one) => one.kind);
  for (const kind of ["alerts.destination_added", "alerts.destination_changed", "alerts.secret_rotated", "alerts.destination_removed"]) assert.ok(kinds.includes(kind), kind);
});

test("settings of a connection are shown and changed, the others stay", async () => {
  const before = (await host.api("GET", `/connections/${id}`)).settings;
  assert.match((await command("connections", "settings", id, "history_days=90")).out, /^history_days +90$/m);
  assert.deepEqual((await host.api("GET", `/connections/${id}`)).settings, { ...before, history_days: "90" });
  assert.match((await command("connections", "settings", id)).out, /^history_days +90$/m);
  says(await command("connections", "settings", id, "history_days"), 2, /'history_days' is not NAME=VALUE/);
  says(await command("connections", "settings", id, "history_dais=90"), 1, /history_dais/);
});

test("many connections: by their ids, by a filter that is counted first, and as a file", async () => {
  says(await command("connections", "sync", id, other), 1, new RegExp(`${other}: `));
  says(await command("connections", "sync", id, other, "--stream", "orders"), 2, /go with one connection/);
  assert.match((await command("connections", "retry", id)).out, /^Retried: 0; nothing to do: 1\n$/);
  const counted = await command("connections", "bulk", "pause", "--region", "EU");
  assert.equal(counted.out, "The filter matches 1 connections; nothing was done.\nTo pause them, repeat this with --expect 1\n");
  assert.equal((await host.api("GET", `/connections/${other}`)).paused, null);
  says(await command("connections", "bulk", "pause", "--region", "EU", "--expect", "2"), 1, /matches 1 connections, not 2/);
  assert.equal((await json_of("connections", "bulk", "pause", "--region", "EU", "--expect", "1")).done, 1);
  assert.notEqual((await host.api("GET", `/connections/${other}`)).paused, null);
  assert.equal((await json_of("connections", "bulk", "tag", "--paused", "true", "--tag", "resting", "--expect", "1")).done, 1);
  assert.deepEqual((await json_of("connections", "list", "--tag", "resting")).map((one) => one.id), [other]);
  says(await command("connections", "bulk", "tag", "--region", "EU"), 2, /name the tags with --tag/);
  says(await command("connections", "bulk", "explode"), 2, /'explode' is not sync/);
  const csv = (await command("connections", "export", "--region", "EU,NA")).out.trim().split("\r\n");
  assert.equal(csv.length, 3);
  assert.match(csv[0], /^id,label,channel,region/);
  const lines = (await command("connections", "export", "--region", "EU", "--ndjson")).out.trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map((one) => one.id), [other]);
  assert.deepEqual((await json_of("connections", "export", "--region", "EU")).map((one) => one.id), [other]);
});

test("the history of a badge, the calls of a run, and what an ended run does not wait for", async () => {
  const history = await json_of("connections", "history", id);
  assert.ok(history.length > 0 && history[0].badge);
  const [run] = await json_of("runs", "list", "--state", "succeeded", "--stream", "orders", "--limit", "1");
  assert.match((await command("runs", "calls", run.id)).out, /^CALL +METHOD +STATUS +CALLS/);
  const table = (await command("runs", "list", "--state", "succeeded", "--stream", "orders", "--limit", "1")).out;
  assert.doesNotMatch(table, /a place/);
  assert.doesNotMatch((await command("connections", "explain", other)).out, /Proved by/);
  assert.match((await command("connections", "list")).out, /ACTIVITY/);
  assert.match((await command("connections", "status", id)).out, /^Now: \w+/m);
  says(await command("incidents", "show", "inc_nope"), 1, /`mooring incidents list` lists them/);
});

test("records get tags and notes", async () => {
  const { items: [run] } = await host.api("POST", `/connections/${id}/sync`, { streams: ["inventory"] });
  await run_to_its_end(host, run.id);
  const plugin = await host.api("GET", "/plugins/amazon_seller");
  const { primary_key } = plugin.streams.find((one) => one.id === "inventory");
  const { items: [record] } = await host.api("GET", `/records/amazon_seller/inventory?connection=${id}&limit=1`);
  const key = primary_key.map((name) => `${name}=${record[name]}`);
  const object = await json_of("objects", "make", id, "inventory", ...key);
  assert.equal((await json_of("objects", "make", id, "inventory", ...key)).id, object.id);
  assert.deepEqual((await json_of("objects", "tag", object.id, "--tag", "b", "--tag", "a")).tags, ["a", "b"]);
  assert.deepEqual((await json_of("objects", "untag", object.id, "--tag", "b")).tags, ["a"]);
  assert.deepEqual(await json_of("tags", "list", "--channel", "amazon_seller"), [{ tag: "a", count: 1 }]);
  const note = await json_of("notes", "add", object.id, "Look at this");
  assert.equal((await json_of("notes", "change", object.id, note.id, "Looked at")).text, "Looked at");
  assert.match((await command("objects", "show", object.id)).out, /Looked at/);
  assert.equal((await command("notes", "delete", object.id, note.id)).out, "Deleted\n");
  assert.deepEqual((await json_of("objects", "show", object.id)).notes, []);
  says(await command("objects", "make", id, "inventory", "sku"), 2, /'sku' is not NAME=VALUE/);
  says(await command("objects", "show", "obj_nope"), 1, /`mooring objects make` makes one for a record/);
});

test("saved views and sessions", async () => {
  const view = await json_of("saved-views", "add", "/records/amazon_seller/orders", "Newest", "sort=-purchased_at");
  assert.equal((await json_of("saved-views", "change", view.id, "--name", "Latest")).name, "Latest");
  assert.deepEqual((await json_of("saved-views", "list", "--page", "/records/amazon_seller/orders")).map((one) => one.name), ["Latest"]);
  says(await command("saved-views", "change", view.id), 2, /name what shall change/);
  assert.equal((await command("saved-views", "delete", view.id)).out, "Deleted\n");
  assert.deepEqual(await json_of("saved-views", "list"), []);

  const secret = join(host.folder, "password");
  writeFileSync(secret, "four words for somebody\n");
  await json_of("users", "add", "vera", "--role", "viewer", "--password-file", secret);
  for (let n = 0; n < 2; ++n) assert.equal((await ask(host, "POST", "/session", { body: { name: "vera", password: "four words for somebody" } })).status, 201);
  const sessions = await json_of("sessions", "list", "--user", "vera");
  assert.deepEqual(sessions.map((one) => one.actor), ["user:vera", "user:vera"]);
  assert.equal((await json_of("sessions", "list")).length, 2);
  assert.equal((await command("sessions", "end", sessions[0].id)).out, "Ended\n");
  assert.equal((await command("sessions", "end-all", "vera")).out, "Ended: 1\n");
  says(await command("sessions", "list", "--user", "vero"), 1, /no user vero/, /Did you mean vera/);
  says(await command("sessions", "end", "ses_nope"), 1, /`mooring sessions list` lists them/);
});

test("what ends without a date is told beside the list", async () => {
  const told = await command("expiries");
  assert.equal(told.code, 0);
  assert.match(told.err, /Without a date: Client secret of Amazon Seller\. It ends 180 days/);
  // The account was connected by a pasted token, whose end is not known at Amazon Seller.
  assert.equal(told.out, "Nothing that ends is known.\n");
  const { items, undated } = await host.api("GET", "/expiries");
  assert.deepEqual([items, undated[0].channel], [[], "amazon_seller"]);
});

test("a calendar program gets an address that opens the calendar alone", async () => {
  const { calendar_url, id: token } = await json_of("tokens", "create", "phone", "--scope", "calendar");
  const answer = await fetch(calendar_url);
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /^BEGIN:VCALENDAR/);
  const secret = new URL(calendar_url).pathname.split("/")[2];
  assert.match(host.program.output(), /\/calendar\/\.\.\./);
  assert.ok(!host.program.output().includes(secret), "the log has the secret of the address");
  await command("tokens", "revoke", token);
  assert.equal((await fetch(calendar_url)).status, 404);
});

test("a token that may only start runs may look at the run it started", async () => {
  const { token } = await json_of("tokens", "create", "nightly", "--scope", "sync");
  const headers = { authorization: `Bearer ${token}` };
  const started = await ask(host, "POST", `/connections/${id}/sync`, { body: { streams: ["orders"] }, headers });
  assert.equal(started.status, 202, started.text);
  const run = started.json.items[0].id;
  assert.equal((await ask(host, "GET", `/runs/${run}`, { headers })).json.id, run);
  assert.equal((await ask(host, "GET", "/runs", { headers })).code, "scope_insufficient");
});
