// The commands of the program over the API: text for people, JSON for programs, exit codes, wrong words.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { folder, mooring, says, sync_to_its_end } from "../host/program.mjs";
import { started_world } from "./world.mjs";

let world;
before(async () => { world = await started_world(60); });
after(() => world?.stop());

const command = (...args) => mooring([...args, "--config", world.host.config]);
const json_of = async (...args) => {
  const { code, out, err } = await command(...args, "--json");
  assert.equal(code, 0, `${args.join(" ")}: ${err}`);
  return JSON.parse(out);
};

test("every list is a table, one array with --json, and a line an item with --ndjson", async () => {
  const lists = [["connections", "list"], ["connections", "streams", world.id], ["connections", "marketplaces", world.id], ["connections", "coverage", world.id],
    ["connections", "permissions", world.id], ["runs", "list"], ["config", "show"]];
  for (const list of lists) {
    const all = await json_of(...list);
    assert.ok(Array.isArray(all) && all.length > 0, list.join(" "));
    const lines = (await command(...list, "--ndjson")).out.trim().split("\n").map((line) => JSON.parse(line));
    assert.equal(lines.length, all.length, list.join(" "));
    const table = (await command(...list)).out.trim().split("\n");
    assert.equal(table.length, all.length + 1, list.join(" "));
    assert.match(table[0], /^[A-Z ]+$/);
  }
});

test("what is shown and changed is what the API has", async () => {
  assert.equal((await json_of("connections", "show", world.id)).id, world.id);
  assert.match((await command("connections", "show", world.id)).out, /^status\.badge +\w+$/m);
  assert.equal((await json_of("connections", "rename", world.id, "By command")).label, "By command");
  const [run] = await json_of("runs", "list", "--limit", "1");
  assert.equal((await json_of("runs", "show", run.id)).state, run.state);
  says(await command("runs", "cancel", run.id), 1, /finished|ended/);
});

test("connections are paused, resumed and tagged, one or many; what fails is told by the exit code", async () => {
  const paused = await json_of("connections", "pause", world.id);
  assert.deepEqual([paused.action, paused.done, paused.failed], ["pause", 1, 0]);
  assert.equal((await json_of("connections", "show", world.id)).paused.actor, "token:admin");
  says(await command("connections", "pause", world.id, "con_nowhere"), 1, /con_nowhere: There is no connection/);
  assert.equal((await command("connections", "resume", world.id)).out, "Resumed: 1\n");
  assert.equal((await json_of("connections", "show", world.id)).paused, null);
  await json_of("connections", "tag", world.id, "--tag", "vip", "--tag", "eu");
  assert.deepEqual((await json_of("connections", "show", world.id)).tags, ["eu", "vip"]);
  await json_of("connections", "untag", world.id, "--tag", "eu");
  assert.deepEqual((await json_of("connections", "show", world.id)).tags, ["vip"]);
  const kinds = (await json_of("activity", "list", "--connection", world.id, "--kind", "connection")).map((one) => one.kind);
  for (const kind of ["connection.paused", "connection.resumed", "connection.tagged"]) assert.ok(kinds.includes(kind), kind);
});

test("the vault's key is exchanged while the host runs, and the connection syncs on", async () => {
  const key = join(world.host.folder, "data/vault.key");
  const before = readFileSync(key, "utf8");
  const report = await json_of("keys", "rotate");
  assert.ok(report.resealed >= 1 && report.unreadable === 0 && report.in_place);
  assert.notEqual(readFileSync(key, "utf8"), before);
  assert.match((await command("keys", "rotate")).out, /sealed anew/);
  await world.host.stop();
  await world.host.start();
  await json_of("connections", "sync", world.id);
  await sync_to_its_end(world.host, world.id);
  const [entry] = await json_of("activity", "list", "--kind", "vault.key_rotated");
  assert.equal(entry.actor, "token:admin");
});

test("records are shown as a table, and written whole as CSV and NDJSON", async () => {
  const table = await command("records", "amazon_seller", "orders", "--connection", world.id, "--limit", "5");
  assert.equal(table.out.trim().split("\n").length, 6);
  const total = Number(/of (\d+) records/.exec(table.err)[1]);
  const csv = await command("records", "amazon_seller", "orders", "--connection", world.id, "--csv", "--column", "order_id");
  assert.equal(csv.out.trim().split("\r\n").length, total + 1);
  const lines = (await command("records", "amazon_seller", "orders", "--connection", world.id, "--ndjson")).out.trim().split("\n");
  assert.equal(lines.length, total);
  const [{ order_id }] = lines.map((line) => JSON.parse(line));
  assert.equal((await json_of("records", "amazon_seller", "orders", "--where", `order_id:eq:${order_id}`)).total, 1);
  says(await command("records", "amazon_seller", "orders", "--where", "order:eq:1"), 1, /no column 'order'/);
});

test("the configuration is shown with its sources and without secrets, also without a host", async () => {
  const keys = await json_of("config", "show", "secret");
  assert.deepEqual(keys.map((one) => [one.key, one.value, one.secret]), [["channels.amazon_seller.application.client_secret", "***", true]]);
  assert.match(keys[0].from, /^the file .*client-secret, named in .*mooring\.toml:\d+$/);
});

test("doctor finds nothing wrong with a host that runs, and says what is wrong otherwise", async (t) => {
  const findings = await json_of("doctor");
  assert.deepEqual(findings.filter((one) => one.state === "failed"), []);
  for (const check of ["configuration", "data folder", "free disk space", "key file", "token file", "database", "migrations", "plugins", "public URL", "clock"])
    assert.ok(findings.some((one) => one.check === check), check);
  const key = join(world.host.folder, "data/vault.key");
  chmodSync(key, 0o644);
  t.after(() => chmodSync(key, 0o600));
  const { code, out } = await command("doctor");
  assert.equal(code, 1);
  assert.match(out, /^FAILED +key file: .*\n +-> Run: chmod 600/m);
});

test("doctor of a configuration that is wrong, and of a database that is none", async (t) => {
  const place = folder(t, { "bad.toml": "data_foldr = 1\n", "good.toml": `data_folder = "data"\n`, "data/mooring.db": "no database at all, but long enough to be looked at" });
  const bad = await mooring(["doctor", "--json", "--config", join(place, "bad.toml")]);
  assert.equal(bad.code, 1);
  assert.match(JSON.parse(bad.out)[0].message, /data_foldr/);
  const broken = await mooring(["doctor", "--config", join(place, "good.toml")]);
  assert.equal(broken.code, 1);
  assert.match(broken.out, /^FAILED +database: /m);
});

test("a plugin is verified by running it in a process of its own", async () => {
  const { items: [plugin] } = await world.host.api("GET", "/plugins");
  const good = await command("plugins", "verify", plugin.path);
  assert.equal(good.code, 0, good.out + good.err);
  const bad = await command("plugins", "verify", world.host.config);
  assert.equal(bad.code, 1);
});

test("the activity log is written as CSV, from a time or from so long ago", async () => {
  const csv = await command("activity", "list", "--csv", "--since", "7d", "--connection", world.id);
  assert.equal(csv.code, 0, csv.err);
  const [head, ...lines] = csv.out.trim().split("\r\n");
  assert.match(head, /^id,at,/);
  const all = await json_of("activity", "list", "--since", "7d", "--connection", world.id, "--limit", "0");
  assert.ok(all.length > 3 && lines.filter((line) => line.startsWith("act_")).length === all.length);
  assert.deepEqual(await json_of("activity", "list", "--until", "30d"), []);
  says(await command("activity", "list", "--since", "yesterday"), 2, /--since 'yesterday' is neither a duration like 7d nor a time/);
  assert.ok((await json_of("connections", "history", world.id, "--since", "1d")).length > 0);
});

test("incidents are shown of a channel and a region; a wrong one is refused by name", async () => {
  assert.deepEqual(await json_of("incidents", "list", "--channel", "amazon_seller", "--region", "EU"), []);
});

test("what a setting takes and the fields of a stream are told of a channel by its id", async () => {
  const told = (await command("plugins", "inspect", "amazon_seller")).out;
  assert.match(told, /^history_days +a whole number, at least \d+, at most \d+ +\d+/m);
  assert.match(told, /^order_items +/m);
  assert.match((await command("plugins", "inspect", "amazon_seller", "--stream", "orders")).out, /^order_id +text/m);
  const settings = (await json_of("plugins", "inspect", "amazon_seller")).settings;
  assert.ok(settings.some((one) => one.key === "history_days" && one.default));
  says(await command("plugins", "inspect", "amazon_seller", "--stream", "ordes"), 1, /no stream 'ordes'/, /plugins inspect amazon_seller/);
  says(await command("plugins", "inspect", "amazon_sellr"), 1, /no file and no plugin 'amazon_sellr'/, /plugins list/);
  says(await command("records", "amazon_seller", "orders", "--where", "zzz:eq:1"), 1, /plugins inspect CHANNEL --stream STREAM` lists the fields/);
});

test("a destination without its address names the option; an unexpected word ends with a full stop", async () => {
  says(await command("alerts", "add", "webhook", "Desk"), 2, /--url-file is missing/);
  says(await command("alerts", "add", "email", "Desk"), 2, /--to is missing/);
  says(await command("runs", "list", "--zzzzzz", "x"), 2, /'--zzzzzz' is not expected here\. --help lists what is\.$/m);
});

test("a mistyped word is answered with the nearest one", async () => {
  says(await mooring(["conections", "list"]), 2, /no command 'conections'/, /Did you mean 'connections'/);
  says(await mooring(["connections", "lst"]), 2, /no command 'connections lst'/, /Did you mean 'list'/);
  says(await mooring(["runs", "list", "--stat", "failed"]), 2, /'--stat' is not expected/, /Did you mean '--state'/);
  says(await mooring(["runs", "show"]), 2, /id/);
});

test("every command has help, and bash completes them", async () => {
  const { out: script } = await mooring(["completion", "bash"]);
  assert.equal(spawnSync("bash", ["-n"], { input: script }).status, 0);
  const complete = (...words) => {
    const run = spawnSync("bash", ["-c", `${script}\nCOMP_WORDS=(mooring "$@"); COMP_CWORD=$#; _mooring; printf '%s\\n' "\${COMPREPLY[@]}"`, "bash", ...words], { encoding: "utf8" });
    return run.stdout.trim().split("\n");
  };
  assert.deepEqual(complete("conn"), ["connections"]);
  assert.ok(complete("connections", "re").includes("rename"));
  assert.deepEqual(complete("connections", "sync", "con_x", "--str"), ["--stream"]);
  for (const words of [["connections"], ["connections", "sync"], ["runs", "list"], ["records"], ["doctor"], ["config", "show"]]) {
    const help = await mooring([...words, "--help"]);
    assert.equal(help.code, 0);
    assert.match(help.out, /Usage: mooring/);
  }
});
