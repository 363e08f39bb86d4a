// Wrong arguments are told as such: exit code 2, the option's name, and what it takes. What ended already is told as ended.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Host, freePort } from "../../support/harness.mjs";
import { folder, mooring, says } from "../host/program.mjs";

let host;
const command = (...args) => mooring([...args, "--config", host.config]);

before(async () => {
  const removals = [];
  const path = folder({ after: (work) => removals.push(work) }, { "mooring.toml": `[admin]\nport = ${await freePort()}\n` });
  host = Object.assign(new Host(), { folder: path, config: join(path, "mooring.toml"), clean: () => removals.forEach((work) => work()) });
  await host.start();
});
after(async () => {
  await host.stop();
  host.clean();
});

test("a token that was revoked is told as revoked, by name and by id, and its name is free again", async () => {
  assert.equal((await command("tokens", "create", "nightly")).code, 0);
  const [{ id }] = JSON.parse((await command("tokens", "list", "--json")).out);
  assert.equal((await command("tokens", "revoke", "nightly")).out, "Revoked\n");
  for (const name of ["nightly", id]) {
    const again = await command("tokens", "revoke", name);
    says(again, 1, `The token ${name} is revoked already`);
    assert.ok(!again.err.includes("Did you mean"), again.err);
  }
  says(await command("tokens", "revoke", "nightl"), 1, "There is no token nightl");
  assert.equal((await command("tokens", "create", "nightly")).code, 0);
  assert.equal((await command("tokens", "revoke", "nightly")).code, 0);
});

test("--limit is a number in its range", async () => {
  for (const list of [["activity", "list"], ["runs", "list"]])
    for (const wrong of ["-1", "99999999999999", "many", "1.5", ""])
      says(await command(...list, "--limit", wrong), 2, /--limit: /, /number from 0 to 1000000000/);
  for (const wrong of ["-1", "0", "201"]) says(await command("records", "amazon_seller", "orders", "--limit", wrong), 2, /--limit: /, /number from 1 to 200/);
  for (const list of [["activity", "list"], ["runs", "list"]])
    for (const good of ["0", "1", "5000"]) assert.equal((await command(...list, "--limit", good)).code, 0, `${list} ${good}`);
});

test("a word that an option does not take names the option, the words, and the nearest", async () => {
  const wrong = [
    [["users", "add", "anna", "--role", "admin"], "--role"],
    [["users", "set-role", "anna", "operater"], "role", "operator"],
    [["tokens", "create", "x", "--scope", "reed"], "--scope", "read"],
    [["runs", "list", "--state", "runing"], "--state", "running"],
    [["activity", "list", "--severity", "eror"], "--severity", "error"],
    [["backfills", "list", "--state", "opn"], "--state", "open"],
    [["alerts", "deliveries", "--state", "ded"], "--state", "dead"],
    [["alerts", "add", "webhok", "Desk"], "kind", "webhook"],
    [["alerts", "add", "email", "Desk", "--to", "a@b.example", "--about", "expiri"], "--about", "expiry"],
    [["alerts", "add", "email", "Desk", "--to", "a@b.example", "--recovered", "maybe"], "--recovered"],
    [["incidents", "list", "--state", "opn"], "--state", "open"],
    [["connections", "list", "--paused", "yes"], "--paused"],
  ];
  for (const [args, option, near] of wrong)
    says(await command(...args), 2, `${option}: '`, /is not one of/, ...(near ? [`Did you mean '${near}'?`] : []));
});

test("what only the host can judge of the arguments is a usage error as well", async () => {
  const late = await command("tokens", "create", "x", "--expires-at", "tomorrow");
  says(late, 2, /expires_at/);
  assert.ok(!/The body|\/expires_at/.test(late.err), late.err);
  says(await command("connections", "list", "--badge", "red"), 2, /badge/);
});

test("a mistyped command of a group is answered in whole sentences", async () => {
  says(await command("keys", "x"), 2, "there is no command 'keys x'. `mooring keys --help` lists the commands");
});
