// A private application has no consent page: its owner pastes a refresh token, in the API, on the command line or in a file. Each way
// ends connected, synced, with rows that equal the oracle; and every command of the program that people use on the way.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync, appendFileSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Host, Simulator, demoApplication, differences } from "../../support/harness.mjs";
import { log_says, mooring, says, sync_to_its_end, time } from "./program.mjs";

const now = Date.now();
const orders = 300;
const range = { asOf: time(now - 600_000), since: time(now - 360 * 86400_000) };
const unfinished = [];
let simulator, host, sellers;

const token_of = (seller) => seller.refresh_tokens[demoApplication.client_id];
const command = (...args) => mooring([...args, "--config", host.config]);
const new_token = async (seller) =>
  (await simulator.control("POST", "/tokens", { seller: seller.id, client_id: demoApplication.client_id })).refresh_token;

before(async () => {
  simulator = await Simulator.start(["--sellers", "9", "--orders", String(orders), "--budget-scale", "100000", "--virtual-clock", "--now", time(now + 3600_000)]);
  sellers = Object.fromEntries(["NA", "EU", "FE"].map((region) => [region, []]));
  for (const seller of (await simulator.control("GET", "/state")).sellers) sellers[seller.region].push(seller);
  host = await Host.create(simulator);
  await host.start();
});
after(async () => {
  await host?.stop();
  await simulator?.stop();
  host?.remove();
});

function token_file(name, text, mode = 0o600) {
  const file = join(host.folder, name);
  rmSync(file, { force: true });
  writeFileSync(file, text, { mode });
  chmodSync(file, mode);
  return file;
}

async function is_connected_and_complete(id, seller) {
  await host.untilBadge(id, "connected");
  const { items } = await host.api("GET", `/connections/${id}/marketplaces`);
  const selected = items.filter((item) => item.selected).map((item) => item.id);
  const { found, compared } = await differences(simulator, host, { id, seller, selected }, range);
  assert.deepEqual(found.slice(0, 5), []);
  assert.ok(compared > orders, `only ${compared} rows compared`);
  return selected;
}

test("through the API", async () => {
  const { id, seller } = await host.connectSeller(simulator, "NA");
  const selected = await is_connected_and_complete(id, seller);
  assert.ok(selected.length > 1);
  const connection = await host.connection(id);
  assert.equal(connection.grant.source, "pasted");
  assert.equal(connection.account_id, seller.id);
});

test("by the command line, the token in a file", async () => {
  const seller = sellers.EU[0];
  const file = token_file("eu-token", token_of(seller) + "\n");
  const { code, out, err } = await command("connections", "connect", "--channel", "amazon_seller", "--region", "EU", "--account", seller.id, "--token-file", file);
  assert.equal(code, 0, err);
  const id = out.split(" ")[0];
  assert.match(out, new RegExp(`^con_\\w+ .* EU +${seller.id} `));
  assert.ok(!out.includes(token_of(seller)) && !err.includes(token_of(seller)));
  await is_connected_and_complete(id, seller);
});

test("by the command line, the token on standard input, some marketplaces, JSON out", async () => {
  const seller = sellers.FE[0];
  const [marketplace] = seller.marketplaces.map((one) => one.id ?? one);
  const { code, out, err } = await mooring(["connections", "connect", "--channel", "amazon_seller", "--region", "FE", "--account", seller.id,
    "--token-file", "-", "--marketplace", marketplace, "--json", "--config", host.config], { input: `${token_of(seller)}\n` });
  assert.equal(code, 0, err);
  const connection = JSON.parse(out);
  assert.deepEqual([connection.account_id, connection.marketplaces_selected, connection.grant.source], [seller.id, 1, "pasted"]);
  await host.untilBadge(connection.id, "connected");
  const held = await host.api("GET", `/records/amazon_seller/orders?connection=${connection.id}&limit=200`);
  assert.ok(held.total > 0);
});

test("a token that is wrong, cut, empty or missing; arguments that are missing", async () => {
  const connect = (...args) => command("connections", "connect", ...args);
  const fresh = ["--channel", "amazon_seller", "--region", "NA", "--account", sellers.NA[1].id];
  const wrong = "Atzr|this-token-was-never-given";
  const refused = await connect(...fresh, "--token-file", token_file("wrong", wrong));
  says(refused, 1, /does not accept this authorization/, /paste a new refresh token/);
  assert.ok(!refused.err.includes(wrong), "the token is repeated");
  unfinished.push(refused.err.match(/try again with --id (con_\w+)/)[1]);
  says(await connect(...fresh, "--token-file", token_file("empty", "\n")), 1, /no token in .*empty/);
  says(await connect(...fresh, "--token-file", join(host.folder, "nothing")), 1, /nothing cannot be read/);
  says(await connect(...fresh, "--token-file", host.folder), 1, new RegExp(host.folder));
  says(await mooring(["connections", "connect", ...fresh, "--token-file", "-", "--config", host.config], { input: "" }), 1, /no token in the input/);
  const file = token_file("right", token_of(sellers.NA[1]));
  says(await connect("--account", "A1", "--token-file", file), 2, /--id/, /--channel and --region/);
  says(await connect("--channel", "amazon_seller", "--region", "NA"), 2, /--token-file/);
  says(await connect("--channel", "amazon_seler", "--region", "NA", "--account", "A1", "--token-file", file), 1, /amazon_seler/, /Did you mean 'amazon_seller'/);
  const nameless = await connect("--channel", "amazon_seller", "--region", "NA", "--token-file", file);
  says(nameless, 1, /account id is missing/);
  unfinished.push(nameless.err.match(/try again with --id (con_\w+)/)[1]);
  says(await connect("--id", "con_nobody", "--account", "A1", "--token-file", file), 1, /no connection con_nobody/);
});

test("a new connection that could not be connected is named, and connects by its id", async () => {
  const { items } = await host.api("GET", "/connections");
  const left = items.filter(({ status }) => status.badge === "not_connected").map(({ id }) => id);
  assert.deepEqual(left.sort(), unfinished.sort());
  for (const [index, id] of unfinished.entries()) {
    const seller = sellers.NA[index + 1];
    const file = token_file("right", token_of(seller));
    assert.equal((await command("connections", "connect", "--id", id, "--account", seller.id, "--token-file", file)).code, 0);
    await is_connected_and_complete(id, seller);
  }
});

test("another account's token on an existing connection is refused and changes nothing", async () => {
  const { items: [connection] } = await host.api("GET", "/connections?region=NA");
  const other = sellers.NA.find(({ id }) => id !== connection.account_id);
  says(await command("connections", "connect", "--id", connection.id, "--account", other.id, "--token-file", token_file("other", token_of(other))),
    1, new RegExp(`${connection.account_id}.*${other.id}`), /same account/);
  const after_it = await host.connection(connection.id);
  assert.deepEqual([after_it.account_id, after_it.grant, after_it.status.badge], [connection.account_id, connection.grant, "connected"]);
});

test("connections list, status --explain, sync and disconnect", async () => {
  const { items } = await host.api("GET", "/connections");
  const listed = await command("connections", "list");
  assert.equal(listed.out.trim().split("\n").length, 1 + items.length, "a line of titles, and one a connection");
  for (const { id } of items) assert.match(listed.out, new RegExp(`^${id} +Connected `, "m"));
  assert.deepEqual(JSON.parse((await command("connections", "list", "--json")).out).map(({ id }) => id), items.map(({ id }) => id));

  const [{ id, label }] = items;
  const explained = await command("connections", "status", id, "--explain");
  assert.match(explained.out, /^Connected: /);
  assert.equal(explained.out.match(/^ +(-> )?(Not connected|Revoked|Expired|Sync error|Stale|Connected) /gm).length, 6);
  assert.equal(explained.out.match(/^ {2}-> /gm).length, 1);
  assert.equal(JSON.parse((await command("connections", "status", id, "--explain", "--json")).out).rules.length, 6);
  says(await command("connections", "status", "con_nobody"), 1, /no connection con_nobody/, /lists them/);

  const synced = await command("connections", "sync", id, "--stream", "orders");
  assert.match(synced.out, /^RUN .*\nrun_\w+ +orders +(queued|running)\n$/);
  says(await command("connections", "sync", id, "--stream", "refunds"), 1, /no stream 'refunds'/);

  const gone = await command("connections", "disconnect", id);
  assert.match(gone.out, /Disconnected\. Data, history and the selection are kept/);
  assert.match(gone.out, /withdraws the access at https:/);
  assert.match((await command("connections", "status", id)).out, /^Not connected: .*kept/);
  says(await command("connections", "sync", id), 1, new RegExp(`${label}.* is not connected`), /Reconnect it first/);

  const seller = Object.values(sellers).flat().find((one) => one.id === items[0].account_id);
  assert.equal((await command("connections", "connect", "--id", id, "--account", seller.id, "--token-file", token_file("again", token_of(seller)))).code, 0);
  await is_connected_and_complete(id, seller);
});

test("connections create, and a sign-in link that works once", async () => {
  const created = await command("connections", "create", "--channel", "amazon_seller", "--region", "EU", "--label", "Second shop");
  assert.match(created.out, /^con_\w+ +Not connected +EU .*Second shop\n$/);
  const { out } = await command("signin");
  assert.match(out, new RegExp(`^${host.url}/#signin=\\S+\n$`));
  const code = out.trim().split("#signin=")[1];
  const sign_in = () => fetch(`${host.url}/api/v1/session`, { method: "POST", headers: { "content-type": "application/json", origin: host.url }, body: JSON.stringify({ code }) });
  assert.equal((await sign_in()).status, 201);
  assert.equal((await sign_in()).status, 401);
});

test("declared in a file: connected at the start; a new token in the file is used at the next start, the same one is not", async () => {
  const [good, poor] = [sellers.EU[1], sellers.EU[2]];
  mkdirSync(join(host.folder, "conf.d"));
  token_file("declared-token", token_of(good));
  token_file("poor-token", "Atzr|this-token-was-never-given-either");
  const some = good.marketplaces.map((one) => one.id ?? one).slice(0, 1);
  writeFileSync(join(host.folder, "conf.d/shops.toml"), `[[connections]]
name = "acme-eu"
channel = "amazon_seller"
region = "EU"
label = "Acme, Europe"
account_id = "${good.id}"
refresh_token = { file = "../declared-token" }
marketplaces = ${JSON.stringify(some)}
settings = { history_days = 400 }
[[connections]]
name = "poor-eu"
channel = "amazon_seller"
region = "EU"
account_id = "${poor.id}"
refresh_token = { file = "../poor-token" }
`);
  says(await command("validate"), 0);
  await host.stop();
  await host.start();
  await log_says(host, /declared connection .*poor-eu.*does not accept this authorization/);
  const find = async (label) => (await host.api("GET", "/connections")).items.find((one) => one.label === label);
  const { id } = await find("Acme, Europe");
  assert.deepEqual(await is_connected_and_complete(id, good), some);
  const first = await host.connection(id);
  assert.deepEqual([first.managed_by, first.grant.source, first.account_id], ["file", "file", good.id]);

  await host.stop();
  await host.start();
  await host.untilBadge(id, "connected");
  assert.equal((await host.connection(id)).grant.issued_at, first.grant.issued_at, "the same token made a new grant");

  await simulator.fault("revoke_grant", { seller: good.id });
  await host.api("POST", `/connections/${id}/sync`, {});
  await host.untilBadge(id, "revoked");
  await simulator.fault("restore_grant", { seller: good.id });
  await host.stop();
  token_file("declared-token", await new_token(good));
  await host.start();
  await is_connected_and_complete(id, good);
  const second = await host.connection(id);
  assert.equal(second.id, id);
  assert.notEqual(second.grant.issued_at, first.grant.issued_at);
});

test("a declared connection of a channel or a marketplace that does not exist: named, and the others run", async () => {
  const file = join(host.folder, "conf.d/shops.toml");
  const before_it = readFileSync(file, "utf8");
  appendFileSync(file, '[[connections]]\nname = "mars"\nchannel = "amazon_seller"\nregion = "MARS"\n');
  says(await command("validate"), 78, /shops\.toml:\d+:\d+: connections\[2\]\.region: 'MARS' is no known region of amazon_seller/);
  await host.stop();
  await host.start();
  await log_says(host, /declared connection .*mars.*no region 'MARS'/);
  writeFileSync(file, before_it);
  const acme = (await host.api("GET", "/connections")).items.find(({ label }) => label === "Acme, Europe");
  assert.equal((await sync_to_its_end(host, acme.id)).state, "succeeded");
});
