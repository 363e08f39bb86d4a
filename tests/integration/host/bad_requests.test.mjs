// Callbacks with a wrong, replayed, foreign or mixed-up `state`, and API calls that make no sense: each gets a page or a problem that says
// what and what to do, and changes nothing.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Host, Simulator } from "../../support/harness.mjs";

let simulator, host, sellers;

before(async () => {
  simulator = await Simulator.start(["--sellers", "6", "--orders", "20", "--budget-scale", "100000"]);
  host = await Host.create(simulator);
  await host.start();
  sellers = (await simulator.control("GET", "/state")).sellers.filter(({ region }) => region === "NA");
});
after(async () => {
  await host?.stop();
  await simulator?.stop();
  host?.remove();
});

const create = () => host.api("POST", "/connections", { channel: "amazon_seller", region: "NA" });

// Starts a consent: the provider's page, and the cookie of the browser that started it.
async function begin(id) {
  const answer = await host.request("POST", `/api/v1/connections/${id}/connect`, {});
  assert.equal(answer.status, 200);
  const cookie = answer.headers.getSetCookie?.()[0] ?? answer.headers.get("set-cookie");
  return { url: new URL((await answer.json()).authorize_url), cookie: cookie.split(";")[0] };
}

// The person at the provider's pages; gives the address that the browser is sent back to.
async function approve(url, seller) {
  const form = new URLSearchParams({
    application_id: url.searchParams.get("application_id"), state: url.searchParams.get("state"),
    redirect_uri: url.searchParams.get("redirect_uri") ?? `${host.url}/oauth/callback/amazon-seller-na`, seller: seller.id, decision: "approve",
  });
  const answer = await fetch(`${simulator.url}/na/apps/authorize/consent`, { method: "POST", body: form, redirect: "manual" });
  assert.ok([302, 303].includes(answer.status), `${answer.status} ${await answer.text()}`);
  return answer.headers.get("location");
}

async function page(address, cookie) {
  const answer = await fetch(address, { redirect: "manual", headers: cookie ? { cookie } : {} });
  return { status: answer.status, text: await answer.text(), location: answer.headers.get("location"), type: answer.headers.get("content-type") };
}
function refused(answer, status, words) {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.type, /text\/html/);
  assert.match(answer.text, words);
}
const badge = async (id) => (await host.connection(id)).status.badge;

test("the state of nobody, an empty, missing or huge one", async () => {
  const callback = `${host.url}/oauth/callback/amazon-seller-na`;
  for (const query of ["?state=forged&spapi_oauth_code=x", "?state=&spapi_oauth_code=x", "?spapi_oauth_code=x", "", `?state=${"a".repeat(6000)}&spapi_oauth_code=x`])
    refused(await page(callback + query), 400, /not started here[\s\S]*Connect/);
  assert.equal((await page(`${callback}?state=%00%ff`)).status, 400);
  assert.ok(!(await page(`${callback}?state=<script>alert(1)</script>`)).text.includes("<script>alert"));
});

test("a state from another browser connects nothing and does not spoil the right browser's consent; replayed, it is refused", async () => {
  const { id } = await create();
  const { url, cookie } = await begin(id);
  const back = await approve(url, sellers[0]);
  refused(await page(back), 403, /another browser/);
  refused(await page(back, "mooring_oauth=stolen"), 403, /another browser/);
  assert.equal(await badge(id), "not_connected");

  const accepted = await page(back, cookie);
  assert.equal(accepted.status, 303, accepted.text);
  assert.match(accepted.location, new RegExp(`^/#/connections/${id}`));
  assert.ok(!accepted.location.includes("code"));
  const { grant } = await host.connection(id);
  refused(await page(back, cookie), 400, /already finished/);
  assert.deepEqual((await host.connection(id)).grant, grant);
});

test("a state that comes back on another issuer's path is used up and refused", async () => {
  const { id } = await create();
  const { url, cookie } = await begin(id);
  const back = (await approve(url, sellers[0])).replace("amazon-seller-na", "amazon-seller-eu");
  refused(await page(back, cookie), 400, /another provider/);
  refused(await page(back.replace("amazon-seller-eu", "amazon-seller-na"), cookie), 400, /already finished/);
  assert.equal(await badge(id), "not_connected");
  const { items: [entry] } = await host.api("GET", `/connections/${id}/activity?kind=connection.consent_failed&limit=1`);
  assert.equal(entry.severity, "warning");
});

test("the state of one connection with the code of another's consent", async () => {
  const first = await create(), second = await create();
  const one = await begin(first.id), two = await begin(second.id);
  const back_one = new URL(await approve(one.url, sellers[0])), back_two = new URL(await approve(two.url, sellers[1]));
  back_one.searchParams.set("state", back_two.searchParams.get("state"));
  refused(await page(back_one, one.cookie), 403, /another browser/);
  assert.equal(await badge(first.id), "not_connected");
  assert.equal(await badge(second.id), "not_connected");
});

test("a consent that was denied, one without a code, one with a code that the provider does not know", async () => {
  const { id } = await create();
  let started = await begin(id);
  const callback = () => `${host.url}/oauth/callback/amazon-seller-na?state=${started.url.searchParams.get("state")}`;
  refused(await page(`${callback()}&error=access_denied&error_description=The+seller+said+no`, started.cookie), 400, /no consent \(access_denied: The seller said no\)/);
  started = await begin(id);
  refused(await page(callback(), started.cookie), 400, /no usable .*spapi_oauth_code/);
  started = await begin(id);
  const unknown = await page(`${callback()}&spapi_oauth_code=never-given`, started.cookie);
  assert.ok(unknown.status >= 400 && unknown.status < 500, unknown.text);
  assert.match(unknown.text, /Connect|again/);
  assert.equal(await badge(id), "not_connected");
});

async function problem(method, path, options, status, code) {
  const answer = await fetch(host.url + path, { method, ...options, headers: { authorization: `Bearer ${host.token}`, ...options.headers } });
  const text = await answer.text();
  assert.equal(answer.status, status, `${method} ${path}: ${text.slice(0, 300)}`);
  assert.match(answer.headers.get("content-type"), /application\/problem\+json/);
  const body = JSON.parse(text);
  assert.equal(body.code, code, text);
  assert.equal(body.status, status);
  assert.ok(body.detail.length > 5, text);
  assert.ok(body.hint.length > 5 || body.errors?.length, `no way out is told: ${text}`);
  assert.ok(body.request_id);
  return body;
}
const json = (text) => ({ body: text, headers: { "content-type": "application/json" } });

test("bodies that are no JSON, no object, too deep, of another type, too large", async () => {
  for (const body of ['{"channel":', "nonsense", "[]", '"text"', "null", "12", `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`, '{"channel":"amazon_seller","region":"NA"} trailing'])
    await problem("POST", "/api/v1/connections", json(body), 400, "json_invalid");
  await problem("POST", "/api/v1/connections", { body: "channel=amazon_seller", headers: { "content-type": "application/x-www-form-urlencoded" } }, 415, "content_type_unsupported");
  await problem("POST", "/api/v1/connections", json(JSON.stringify({ channel: "x".repeat(3 << 20), region: "NA" })), 413, "body_too_large");
});

test("missing, unknown and wrong members are named by pointer", async () => {
  const missing = await problem("POST", "/api/v1/connections", json("{}"), 422, "fields_invalid");
  assert.deepEqual(missing.errors.map(({ pointer }) => pointer).sort(), ["/channel", "/region"]);
  const wrong = await problem("POST", "/api/v1/connections", json('{"channel":5,"region":["NA"],"lable":"x","settings":{"history_days":{}}}'), 422, "fields_invalid");
  for (const pointer of ["/channel", "/region", "/lable"]) assert.ok(wrong.errors.some((error) => error.pointer === pointer), pointer);
});

test("names that nobody knows: the nearest one or the list is told", async () => {
  const channel = await problem("POST", "/api/v1/connections", json('{"channel":"amazon_seler","region":"NA"}'), 422, "channel_unknown");
  assert.match(channel.hint, /amazon_seller/);
  const region = await problem("POST", "/api/v1/connections", json('{"channel":"amazon_seller","region":"Mars"}'), 422, "region_unknown");
  assert.match(region.hint, /NA.*EU.*FE/);
  const setting = await problem("POST", "/api/v1/connections", json('{"channel":"amazon_seller","region":"NA","settings":{"history_days":"0"}}'), 422, "setting_invalid");
  assert.match(setting.detail, /history_days.*at least 1/);
});

test("addresses, methods and parameters that do not exist", async () => {
  await problem("GET", "/api/v1/nothing", {}, 404, "not_found");
  await problem("DELETE", "/api/v1/connections", {}, 405, "method_not_allowed");
  await problem("GET", "/api/v1/connections/con_nobody", {}, 404, "connection_unknown");
  await problem("GET", "/api/v1/runs/run_nobody", {}, 404, "run_unknown");
  await problem("GET", "/api/v1/connections?limit=many", {}, 400, "parameter_invalid");
  await problem("GET", "/api/v1/activity?since=yesterday", {}, 400, "parameter_invalid");
  await problem("GET", "/api/v1/records/amazon_seller/nothing", {}, 404, "records_unknown");
});

test("what the connection's state does not allow", async () => {
  const { id } = await create();
  await problem("POST", `/api/v1/connections/${id}/sync`, json("{}"), 409, "connection_not_connected");
  await problem("POST", `/api/v1/connections/${id}/connect-with-token`, json('{"refresh_token":"Atzr|wrong","account_id":""}'), 422, "account_missing");
  await problem("PUT", `/api/v1/connections/${id}/marketplaces`, json('{"selected":[]}'), 422, "selection_empty");
  await problem("PUT", `/api/v1/connections/${id}/marketplaces`, json('{"selected":["MARS"]}'), 422, "marketplace_unknown");
  await problem("POST", "/api/v1/connections/con_nobody/sync", json("{}"), 404, "connection_unknown");
  await problem("PATCH", `/api/v1/connections/${id}`, { ...json('{"label":"x"}'), headers: { "content-type": "application/json", "if-match": '"999"' } }, 412, "version_conflict");
});

test("a channel without an application: connecting names the missing keys", async (t) => {
  const bare = await Host.create(simulator);
  t.after(async () => { await bare.stop(); bare.remove(); });
  writeFileSync(bare.config, readFileSync(bare.config, "utf8").replace(/client_id = .*\n/, "").replace(/application_id = .*\n/, ""));
  await bare.start();
  const { id } = await bare.api("POST", "/connections", { channel: "amazon_seller", region: "NA" });
  await assert.rejects(bare.api("POST", `/connections/${id}/connect`, {}), ({ status, problem: told }) => {
    assert.deepEqual([status, told.code], [409, "application_missing"]);
    assert.match(told.detail + told.hint, /client_id/);
    assert.match(told.detail + told.hint, /channels\.amazon_seller\.application/);
    return true;
  });
});

test("without a token, with a wrong one, for another host name", async () => {
  const url = `${host.url}/api/v1/connections`;
  for (const headers of [{}, { authorization: "Bearer wrong" }, { authorization: "Basic eDp5" }]) {
    const answer = await fetch(url, { headers });
    assert.equal(answer.status, 401);
    assert.equal((await answer.json()).code, "not_signed_in");
  }
});
