// A mistyped query is refused; the command line says so in its own words.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mooring, says } from "../host/program.mjs";
import { ask, started_world } from "./world.mjs";

let world, host, id;
before(async () => {
  world = await started_world(30);
  ({ host, id } = world);
});
after(() => world?.stop());

const command = (...args) => mooring([...args, "--config", host.config]);

test("a parameter that nobody knows is refused, with the nearest one", async () => {
  const wrong = await ask(host, "GET", "/connections?regoin=NA");
  assert.deepEqual([wrong.status, wrong.code], [400, "parameter_unknown"]);
  assert.match(wrong.json.hint, /Did you mean 'region'\?/);
  for (const path of ["/about?x=1", "/runs?stat=failed", `/connections/${id}/streams?stream=orders`, "/expiries?days=5"])
    assert.equal((await ask(host, "GET", path)).code, "parameter_unknown", path);
  assert.equal((await ask(host, "POST", `/connections/${id}/sync?stream=orders`, { body: {} })).code, "parameter_unknown");
});

test("no address of the contract refuses its own parameters", async () => {
  const document = await host.api("GET", "/openapi.json");
  for (const [path, methods] of Object.entries(document.paths)) {
    const names = (methods.get?.parameters ?? []).filter((one) => one.in === "query").map((one) => one.name);
    if (!path.startsWith("/api/v1/") || names.length === 0 || path.endsWith("/stream")) continue;
    const real = path.slice("/api/v1".length).replace("{id}", id).replace("{channel}", "amazon_seller").replace(/\{\w+\}/, "orders");
    const answer = await ask(host, "GET", `${real}?${names.map((name) => `${name}=`).join("&")}`);
    assert.notEqual(answer.code, "parameter_unknown", `${real}: ${answer.text}`);
  }
});

test("names of channels, regions, streams and kinds that nobody knows are refused with those that are known", async () => {
  for (const [path, known] of [["/connections?region=XX", "NA"], ["/connections?channel=x", "amazon_seller"], ["/tags?channel=zz", "amazon_seller"],
    ["/runs?stream=nope", "orders"], [`/connections/${id}/coverage?stream=zzz`, "orders"], ["/activity?kind=nope", "token"],
    ["/incidents?region=XX", "NA"], ["/activity?channel=nope", "amazon_seller"], ["/connections/facets?region=NA,XX", "EU"]]) {
    const { status, code, json } = await ask(host, "GET", path);
    assert.deepEqual([status, code], [400, "parameter_invalid"], path);
    assert.ok(json.hint.includes(known), `${path}: ${json.hint}`);
  }
  for (const path of ["/connections?region=NA,EU&channel=amazon_seller", "/runs?stream=orders", "/activity?kind=token.refreshed", `/connections/${id}/coverage?stream=orders`])
    assert.equal((await ask(host, "GET", path)).status, 200, path);
});

test("what is of a connection that is not there is an empty list", async () => {
  for (const path of ["/runs?connection=con_nope", "/activity?connection=con_nope", "/backfills?connection=con_nope"]) {
    const { status, json } = await ask(host, "GET", path);
    assert.deepEqual([status, json.items], [200, []], path);
  }
  assert.equal((await ask(host, "GET", "/connections/con_nope/coverage")).status, 404);
});

test("the command line names commands where the API names addresses", async () => {
  says(await command("connections", "show", "con_nope"), 1, /There is no connection con_nope/, /`mooring connections list` lists them/);
  says(await command("runs", "show", "run_nope"), 1, /`mooring runs list` lists them/);
  says(await command("connections", "sync", id, "con_nope"), 1, /con_nope: .*`mooring connections list`/);
  says(await command("runs", "list", "--stream", "nope"), 2, /'nope' is not known/, /Known: .*orders/);
  says(await command("playbook", "--cause", "zzz"), 1, /no cause 'zzz'/, /Known: .*grant_revoked/);
  says(await command("playbook", "--cause", "grant_revokd"), 1, /Did you mean 'grant_revoked'/);
  const one = JSON.parse((await command("playbook", "--cause", "grant_revoked", "--json")).out);
  assert.deepEqual(one.items.map((entry) => entry.cause), ["grant_revoked"]);
});

test("a part of the configuration that there is none of is an error, one without keys is not", async () => {
  says(await command("config", "show", "alertz"), 2, /no key .*'alertz'/, /Did you mean 'alerts'/, /admin, log, schedule/);
  assert.match((await command("config", "show", "alerts")).out, /^alerts\.allow_private +(true|false)/m);
  assert.match((await command("config", "show", "smtp")).out, /^smtp\.host +none: there is no mail +default$/m);
});
