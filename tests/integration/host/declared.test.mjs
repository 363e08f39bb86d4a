// What a file declares, over several starts: a provider that is away at first, changes in the file, and the end of it.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Receiver } from "../../support/alert_receivers.mjs";
import { Host, Simulator, demoApplication } from "../../support/harness.mjs";
import { mooring, says } from "./program.mjs";

let simulator, host, receiver, seller, id;
const now = new Date();
const command = (...args) => mooring([...args, "--config", host.config]);
const find = async (name) => (await host.api("GET", "/configuration")).connections.find((one) => one.name === name);
const activity = async (kind) => (await host.api("GET", `/activity?kind=${kind}`)).items;
const restart = async (declared) => {
  await host.stop();
  declare(declared);
  await host.start();
};
const acme = () => ({ name: "acme-eu", region: "EU", label: "Acme", account_id: seller.id, refresh_token: true, settings: "{ history_days = 400 }" });

function declare(connections, more = "") {
  const lines = connections.map((one) => `[[connections]]
name = "${one.name}"
channel = "amazon_seller"
region = "${one.region}"
label = "${one.label}"
account_id = "${one.account_id}"
refresh_token = { file = "../acme-token" }
settings = ${one.settings}
`);
  writeFileSync(join(host.folder, "conf.d/shops.toml"), lines.join(""));
}

before(async () => {
  simulator = await Simulator.start(["--sellers", "3", "--orders", "20", "--budget-scale", "100000"]);
  seller = await simulator.seller("EU");
  await simulator.stop();
  receiver = await Receiver.start();
  host = await Host.create(simulator);
  mkdirSync(join(host.folder, "conf.d"));
  for (const [name, text] of [["acme-token", seller.refresh_tokens[demoApplication.client_id]], ["hook-url", `${receiver.url}/hook`], ["hook-secret", "a-declared-secret-of-24-bytes"]])
    writeFileSync(join(host.folder, name), `${text}\n`, { mode: 0o600 });
  // Its client secret ends in a week, which the first look of the first start finds.
  const issued = new Date(now - 173 * 86400_000).toISOString().slice(0, 10);
  host.base = host.base.replace("client_secret =", `secret_issued_at = ${issued}\nclient_secret =`);
  host.configure(`[alerts]
allow_private = true
[[alerts.destinations]]
name = "Hook"
kind = "webhook"
url = { file = "hook-url" }
secret = { file = "hook-secret" }
[[alerts.destinations]]
name = "Acme's"
kind = "webhook"
url = { file = "hook-url" }
secret = { file = "hook-secret" }
kinds = ["schedule"]
connections = ["acme-eu"]
`);
  declare([acme()]);
});
after(async () => {
  await host?.stop();
  await receiver?.stop();
  await simulator?.stop().catch(() => {});
  host?.remove();
});

test("a rule of alerts takes the name of a connection that the first start will make", async () => {
  says(await command("validate"), 0);
});

test("a provider that is away at the first start is asked again; badge, entry and configuration say why and when", async () => {
  await host.start();
  const failed = await host.until("the first failure", async () => {
    const value = await find("acme-eu");
    return { done: value.problem !== "", value };
  });
  assert.match(failed.problem, /could not be asked/);
  assert.ok(Date.parse(failed.next_at) > Date.parse(failed.tried_at));
  id = failed.connection_id;
  const { status } = await host.connection(id);
  assert.equal(status.badge, "not_connected");
  assert.match(status.reason, /^Never connected\. Connecting as the configuration says failed .*could not be asked.* It is (being )?tried again/);
  const [entry] = await activity("connection.declared_failed");
  assert.equal(entry.id, status.entry_id);
  assert.match(entry.message, /acme-eu could not be done: .*It is tried again in 15 s, and then with growing pauses/);
  await simulator.start_again();
  await host.untilBadge(id, "connected", 90_000);
  assert.equal((await find("acme-eu")).problem, "");
  assert.equal((await activity("connection.declared_failed")).length, 1);
});

test("what ends soon is told at the first start, to the destinations of the file too", async () => {
  const is_expiry = (one) => one.path === "/hook" && one.json().event === "expiry.warning";
  const [first] = await receiver.until(1, is_expiry);
  assert.match(first.json().text, /client secret/i);
});

test("its alerts go where its declared name is a rule", async () => {
  await host.api("PATCH", `/connections/${id}`, { paused: true });
  const of_both = (one) => one.json().event === "connection.paused";
  assert.equal((await receiver.until(2, of_both)).length, 2);
  await host.api("PATCH", `/connections/${id}`, { paused: false });
});

test("label and settings follow the file; another region is refused with what to do", async () => {
  await restart([{ ...acme(), label: "Acme, Europe", settings: "{ history_days = 30 }" }]);
  const changed = await host.until("the new label", async () => {
    const value = await host.connection(id);
    return { done: value.label === "Acme, Europe", value };
  });
  assert.equal(changed.settings.history_days, "30");
  await restart([{ ...acme(), region: "NA" }]);
  const refused = await host.until("the refusal", async () => {
    const value = await find("acme-eu");
    return { done: value.problem !== "", value };
  });
  assert.match(refused.problem, /was made for amazon_seller in EU.*another connection/);
  assert.equal(refused.next_at, null);
});

test("what no file declares any more can be deleted", async () => {
  await restart([]);
  assert.equal((await host.connection(id)).managed_by, "console");
  const [entry] = await activity("connection.undeclared");
  assert.match(entry.message, /no longer declares acme-eu\. Acme, Europe is managed in the console from now on, and goes on syncing/);
  assert.equal((await command("connections", "disconnect", id)).code, 0);
  const wiped = await command("connections", "wipe", id, "--confirm", "Acme, Europe", "--delete");
  assert.equal(wiped.code, 0, wiped.err);
  await host.until("the end of the wipe", async () => {
    const { items } = await host.api("GET", "/connections");
    return { done: items.length === 0, value: items.length };
  });
  assert.ok(!readFileSync(join(host.folder, "conf.d/shops.toml"), "utf8"));
});
