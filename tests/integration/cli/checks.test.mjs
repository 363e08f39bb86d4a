// `mooring validate` and `mooring doctor` find what would keep the host from working, before it is started.
import assert from "node:assert/strict";
import { chmodSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Host, freePort } from "../../support/harness.mjs";
import { folder, mooring, says } from "../host/program.mjs";

const validate = (path) => mooring(["validate", "--config", join(path, "mooring.toml")]);

test("names that no plugin knows are told together with everything else", async (t) => {
  const path = folder(t, { "mooring.toml": '[admin]\nprot = 1\n[channels.amazon_seler.streams.orders]\ninterval = "1h"\n[[connections]]\nname = "a"\nregion = "NA"\n' });
  const result = await validate(path);
  says(result, 78, /:2:1: admin\.prot: /, /channels\.amazon_seler: .*'amazon_seller'/, /connections\[0\]\.channel: is missing/);
  assert.equal(result.err.trim().split("\n").length, 3, result.err); // a missing name is not told as an unknown one as well
});

test("a file that cannot be read as TOML is told alone: what it would have named is not missing elsewhere", async (t) => {
  const path = folder(t, { "mooring.toml": "[admin\n", "conf.d/a.toml": '[channels.not_there.streams.orders]\ninterval = "1h"\n' });
  const result = await validate(path);
  says(result, 78, /not valid TOML/);
  assert.equal(result.err.trim().split("\n").length, 1, result.err);
});

test("port 0 is refused: consents, links and commands need one that stays", async (t) => {
  says(await validate(folder(t, { "mooring.toml": "[admin]\nport = 0\n" })), 78, /:2:8: admin\.port: /, /1 to 65535/);
});

test("a public_url with a path is refused: the console is at the root of its name", async (t) => {
  const at = (url) => folder(t, { "mooring.toml": `[admin]\npublic_url = "${url}"\n` });
  says(await validate(at("https://mooring.example/sub")), 78, /admin\.public_url: /, /https:\/\/mooring\.example\b/, /path/);
  assert.equal((await validate(at("https://mooring.example/"))).code, 0);
  assert.equal((await validate(at("https://mooring.example:8443"))).code, 0);
});

test("places that cannot work are told by validate, not only by a start", async (t) => {
  const of = (text, files = {}) => folder(t, { "mooring.toml": text, ...files });
  says(await validate(of('key_file = "nowhere/vault.key"\n')), 78, /:1:\d+: key_file: /, /nowhere/);
  says(await validate(of('data_folder = "occupied"\n', { occupied: "" })), 78, /:1:\d+: data_folder: /, /no folder/);
  says(await validate(of('data_folder = "occupied/data"\n', { occupied: "" })), 78, /:1:\d+: data_folder: /, /occupied/);
  says(await validate(of('[admin]\ncertificate_file = "not-there.pem"\n')), 78, /:2:\d+: admin\.certificate_file: /, /not-there\.pem/);
  says(await validate(of('[channels.amazon_seller.application]\nsecret_issued_at = 2099-01-01\n')), 78, /:2:\d+: channels\.amazon_seller\.application\.secret_issued_at: /, /future/);
  assert.equal((await validate(of('data_folder = "not/yet/there"\nkey_file = "not/yet/there/vault.key"\n'))).code, 0);
});

test("doctor: a data folder that is in a file's place cannot be made", async (t) => {
  const path = folder(t, { "mooring.toml": 'data_folder = "occupied/data"\n', occupied: "" });
  const result = await mooring(["doctor", "--config", join(path, "mooring.toml"), "--json"]);
  assert.equal(result.code, 1);
  const found = JSON.parse(result.out);
  assert.equal(found.find((one) => one.check === "data folder").state, "failed");
  assert.match(found.find((one) => one.check === "configuration").message, /data_folder: .*occupied is no folder/);
});

test("doctor: a data folder that cannot be made is a failure, as it is for serve", { skip: process.getuid() !== 0 && "needs root to become nobody" }, async (t) => {
  const path = folder(t, { "mooring.toml": 'data_folder = "closed/data"\n', "closed/x": "" });
  chmodSync(path, 0o755);
  chmodSync(join(path, "mooring.toml"), 0o644);
  chmodSync(join(path, "closed"), 0o755);
  const nobody = { uid: 65534, gid: 65534 };
  if ((await mooring(["version"], nobody).catch((error) => error)).code === "EACCES") return t.skip("nobody may not run what was built here");
  const result = await mooring(["doctor", "--config", join(path, "mooring.toml"), "--json"], nobody);
  const found = JSON.parse(result.out).find((one) => one.check === "data folder");
  assert.equal(found.state, "failed", result.out);
  assert.match(found.message, /closed/);
});

test("a secret file of an editor that adds a mark and blanks holds the secret without them", async (t) => {
  const port = await freePort();
  const path = folder(t, { "mooring.toml": `[admin]\nport = ${port}\ntoken = { file = "token" }\n`, token: "\ufeff  a-token-of-this-test \r\n" });
  const host = Object.assign(new Host(), { folder: path, config: join(path, "mooring.toml") });
  host.start().catch(() => undefined); // the harness wants a token file
  await host.program.started;
  t.after(() => host.stop());
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/about`, { headers: { authorization: "Bearer a-token-of-this-test" } });
  assert.equal(answer.status, 200);
});

test("a token file that others may read is closed at the start", async (t) => {
  const path = folder(t, { "mooring.toml": `[admin]\nport = ${await freePort()}\n` });
  const host = Object.assign(new Host(), { folder: path, config: join(path, "mooring.toml") });
  await host.start();
  await host.stop();
  const file = join(path, "data/admin.token"), before = readFileSync(file, "utf8");
  chmodSync(file, 0o644);
  const found = JSON.parse((await mooring(["doctor", "--config", host.config, "--json"])).out).find((one) => one.check === "token file");
  assert.equal(found.state, "warning");
  await host.start();
  t.after(() => host.stop());
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(readFileSync(file, "utf8"), before);
});
