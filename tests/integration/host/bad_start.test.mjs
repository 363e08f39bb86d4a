// A configuration, secret, port, data folder, database or key that is not in order: the real program says what, where and what
// to do, ends with the documented exit code, and never crashes.
import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync, chmodSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { Host, freePort, sqlite } from "../../support/harness.mjs";
import { folder, mooring, says } from "./program.mjs";
import { execFileSync } from "node:child_process";

const kFailed = 1, kUsage = 2, kBadConfiguration = 78;

const application = (secret) => `[channels.amazon_seller.application]
client_id = "client-of-this-test"
client_secret = ${secret}
`;

// validate and serve must agree: what one refuses, the other does not run.
async function both_refuse(t, files, modes, ...words) {
  const path = folder(t, files, modes);
  for (const command of ["validate", "serve"]) {
    const result = await mooring([command, "--config", join(path, "mooring.toml")]);
    says(result, kBadConfiguration, ...words.map((word) => (typeof word === "string" ? word.replaceAll("{folder}", path) : word)));
    assert.equal(result.out, "");
  }
  return path;
}

test("broken TOML: file, line and column", async (t) => {
  await both_refuse(t, { "mooring.toml": 'data_folder = "data"\n[admin\nport = 1\n' }, {}, /mooring\.toml:2:\d+: /);
});

test("an unknown key names the nearest one; every problem is told, not only the first", async (t) => {
  await both_refuse(t, { "mooring.toml": '[admin]\nprot = 8420\n[lgo]\nlevel = "info"\n' }, {},
    /mooring\.toml:2:1: admin\.prot: .*'port'/, /mooring\.toml:3:\d: lgo: .*'log'/);
});

test("a wrong type, a port out of range, a duration without a unit", async (t) => {
  await both_refuse(t, { "mooring.toml": 'activity_retention = "400"\n[admin]\nport = "8420"\nbind = 5\n' }, {},
    /:1:\d+: activity_retention: /, /:3:\d+: admin\.port: .*integer|number/, /:4:\d+: admin\.bind: /);
  await both_refuse(t, { "mooring.toml": "[admin]\nport = 70000\n" }, {}, /admin\.port: .*65535/);
});

test("a configuration that is not there, or is a folder", async (t) => {
  const path = folder(t);
  says(await mooring(["serve", "--config", join(path, "nothing.toml")]), kBadConfiguration, join(path, "nothing.toml"), /No such file/);
  says(await mooring(["validate", "--config", path]), kBadConfiguration, path);
});

test("a missing secret file: its path and chmod", async (t) => {
  await both_refuse(t, { "mooring.toml": application('{ file = "client-secret" }') }, {},
    /mooring\.toml:3:\d+: channels\.amazon_seller\.application\.client_secret: /, "{folder}/client-secret", /No such file/, /chmod 600/);
});

test("a secret that others may read, an empty one, one that is a folder", async (t) => {
  await both_refuse(t, { "mooring.toml": application('{ file = "client-secret" }'), "client-secret": "top-secret-value\n" }, { "client-secret": 0o644 },
    "{folder}/client-secret", /other users/, /chmod 600/);
  await both_refuse(t, { "mooring.toml": application('{ file = "client-secret" }'), "client-secret": "\n" }, {}, "{folder}/client-secret is empty");
  await both_refuse(t, { "mooring.toml": application('{ file = "inner" }'), "inner/x": "" }, {}, "{folder}/inner is not a regular file");
});

test("a secret in an environment variable that is not set", async (t) => {
  await both_refuse(t, { "mooring.toml": application('{ env = "MOORING_NOT_SET" }') }, {}, /MOORING_NOT_SET is not set/);
});

test("a secret in the file itself is refused and not repeated", async (t) => {
  const secret = "amzn1.oa2-cs.v1.0123456789abcdef";
  const path = folder(t, { "mooring.toml": application(`"${secret}"`) });
  const result = await mooring(["validate", "--config", join(path, "mooring.toml")]);
  says(result, kBadConfiguration, /client_secret: /, /\{ file = /);
  assert.ok(!result.err.includes(secret), "the secret is repeated");
});

test("names that no channel knows: validate fails, serve only warns", async (t) => {
  const port = await freePort();
  const path = folder(t, { "mooring.toml": `[admin]\nport = ${port}\n[channels.amazon_seler.streams.orders]\ninterval = "1h"\n[channels.amazon_seller.streams.order]\ninterval = "1h"\n` });
  const config = join(path, "mooring.toml");
  says(await mooring(["validate", "--config", config]), kBadConfiguration,
    /mooring\.toml:4:\d+: channels\.amazon_seler: .*'amazon_seller'/, /channels\.amazon_seller\.streams\.order: .*'orders'/);
  const host = Object.assign(new Host(), { folder: path, config, url: `http://127.0.0.1:${port}` });
  await host.start();
  assert.match(host.program.output(), /amazon_seler.*Did you mean/);
  assert.equal((await fetch(`${host.url}/readyz`)).status, 200);
  await host.stop();
});

test("a good configuration is called good, also as JSON", async (t) => {
  const path = folder(t, { "mooring.toml": "[admin]\nport = 8420\n" });
  const config = join(path, "mooring.toml");
  assert.deepEqual(await mooring(["validate", "--config", config]), { code: 0, out: `${config}: good\n`, err: "" });
  assert.deepEqual(JSON.parse((await mooring(["validate", "--config", config, "--json"])).out), { ok: true });
});

test("an unknown command, option or argument is a usage error", async () => {
  says(await mooring(["serv"]), kUsage, /'serv'/, /'serve'/);
  says(await mooring(["serve", "--prot", "1"]), kUsage, /--prot/);
  says(await mooring([]), kUsage, /subcommand/);
  says(await mooring(["plugins", "inspect"]), kUsage, /plugin is required/);
  says(await mooring(["connections", "sync"]), kUsage, /id/);
});

test("a busy port: the port, the key, and nothing is left running", async (t) => {
  const other = createServer();
  await new Promise((done) => other.listen(0, "127.0.0.1", done));
  t.after(() => other.close());
  const { port } = other.address();
  const path = folder(t, { "mooring.toml": `[admin]\nport = ${port}\n` });
  says(await mooring(["serve", "--config", join(path, "mooring.toml")]), kFailed, `${port}`, /admin\.port/, /in use/i);
});

test("a data folder that cannot be made, or is a file", async (t) => {
  const path = folder(t, { "mooring.toml": 'data_folder = "/proc/mooring"\n', "file.toml": 'data_folder = "occupied/data"\n', "itself.toml": 'data_folder = "occupied"\n', occupied: "" });
  says(await mooring(["serve", "--config", join(path, "mooring.toml")]), kFailed, "/proc/mooring", /data_folder/);
  says(await mooring(["serve", "--config", join(path, "file.toml")]), kFailed, join(path, "occupied"), /data_folder/);
  says(await mooring(["serve", "--config", join(path, "itself.toml")]), kFailed, join(path, "occupied"), /data_folder/);
});

async function host_with_database(t) {
  const path = folder(t, { "mooring.toml": `[admin]\nport = ${await freePort()}\n` });
  const config = join(path, "mooring.toml");
  const host = Object.assign(new Host(), { folder: path, config });
  await host.start();
  await host.stop();
  return { path, config, host, database: join(path, "data/mooring.db") };
}

test("a database of a newer version is refused, and not touched", async (t) => {
  const { config, database } = await host_with_database(t);
  execFileSync("sqlite3", [database, "PRAGMA user_version = 9999; CREATE TABLE of_the_future (x); INSERT INTO of_the_future VALUES (1)"]);
  const before = readFileSync(database);
  says(await mooring(["serve", "--config", config]), kFailed, database, /newer|9999/, /upgrade|update|newer mooring|install/i);
  assert.ok(before.equals(readFileSync(database)), "the database was changed");
});

test("a file that is no database, a folder in its place, a damaged one", async (t) => {
  const { config, database } = await host_with_database(t);
  const whole = readFileSync(database);
  writeFileSync(database, "this was never a database, but somebody's shopping list\n".repeat(100));
  says(await mooring(["serve", "--config", config]), kFailed, database, /not a Mooring database/);
  assert.match(readFileSync(database, "utf8"), /shopping list/);
  writeFileSync(database, whole.subarray(0, 5000));
  says(await mooring(["serve", "--config", config]), kFailed, database, /damaged|not a/);
  execFileSync("rm", [database]);
  mkdirSync(database);
  says(await mooring(["serve", "--config", config]), kFailed, database, /data_folder/);
});

test("another program's database is refused", async (t) => {
  const path = folder(t, { "mooring.toml": `[admin]\nport = ${await freePort()}\n`, "data/x": "" });
  const database = join(path, "data/mooring.db");
  execFileSync("sqlite3", [database, "CREATE TABLE photos (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO photos VALUES (1, 'sea')"]);
  says(await mooring(["serve", "--config", join(path, "mooring.toml")]), kFailed, database, /another program/, /data_folder/);
  assert.deepEqual(sqlite(database, "SELECT name FROM photos"), [{ name: "sea" }]);
});

test("a second host on the same data names the first one's process", async (t) => {
  const { config, host } = await host_with_database(t);
  await host.start();
  t.after(() => host.stop());
  const other = config.replace("mooring.toml", "other.toml");
  writeFileSync(other, `[admin]\nport = ${await freePort()}\n`);
  says(await mooring(["serve", "--config", other]), kFailed, /another host/i, `${host.program.child.pid}`, /data_folder/);
});

test("a vault key that others may read, that is damaged, or that is a folder", async (t) => {
  const { path, config } = await host_with_database(t);
  const key = join(path, "data/vault.key");
  assert.equal(statSync(key).mode & 0o777, 0o600);
  const good = readFileSync(key);
  chmodSync(key, 0o644);
  says(await mooring(["serve", "--config", config]), kFailed, key, /chmod 600/);
  chmodSync(key, 0o600);
  writeFileSync(key, "no key\n");
  const damaged = await mooring(["serve", "--config", config]);
  says(damaged, kFailed, key, /64 hexadecimal/);
  assert.ok(!damaged.err.includes("no key"));
  writeFileSync(key, good);
  execFileSync("rm", [key]);
  mkdirSync(key);
  says(await mooring(["serve", "--config", config]), kFailed, key, /not a file/);
});

test("commands that need a host say so when none runs", async (t) => {
  const path = folder(t, { "mooring.toml": `[admin]\nport = ${await freePort()}\n` });
  const config = join(path, "mooring.toml");
  says(await mooring(["signin", "--config", config]), kFailed, join(path, "data/admin.token"), /Start the host/);
  const { config: used } = await host_with_database(t);
  for (const command of [["signin"], ["connections", "list"], ["connections", "sync", "con_x"]])
    says(await mooring([...command, "--config", used]), kFailed, /No host answers at http:\/\/127\.0\.0\.1:\d+/, /mooring serve/);
});
