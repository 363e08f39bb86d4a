// The whole story in a real browser, with the real host and the Amazon simulator: connect, choose, watch, browse; then trouble:
// revoked, expired, 5xx, network cut, and a 429 storm, which is none - each with the right badge, the sentence, the entry, and the way back.
// MOORING_SHOTS names a folder for screenshots.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Host, Simulator, differences, sqlite } from "../support/harness.mjs";
import { complaints_of, start_browser, watched_page } from "./browser.mjs";

const shots = process.env.MOORING_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });
const label = "Amazon Seller North America";
const scale = 900;  // fast enough for a test, slow enough that the first sync can be watched
const now = Date.now();
const time = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

let simulator, host, browser, watched, page, id, seller;

before(async () => {
  simulator = await Simulator.start(["--sellers", "4", "--orders", "2500", "--budget-scale", String(scale), "--virtual-clock", "--now", time(now + 3600_000)]);
  host = await Host.create(simulator, { scale, interval: "1h" });
  const [link] = await host.start(["--signin-link"]);
  browser = await start_browser();
  watched = await watched_page(browser, host.url);
  page = watched.page;
  await page.goto(`${host.url}/${link}`);
});
after(async () => {
  await browser?.close();
  await host?.stop();
  await simulator?.stop();
  host?.remove();
});

async function shot(name) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}
const status = () => page.getByRole("region", { name: "Status" });
async function badge(title) {
  await status().getByText(title, { exact: true }).first().waitFor({ timeout: 60_000 });
}
const open = (...path) => page.goto(`${host.url}/#/${["connections", id, ...path].filter(Boolean).join("/")}`);
async function latest(kind) {
  const { items } = await host.api("GET", `/connections/${id}/activity?kind=${kind}&limit=1`);
  return items[0];
}

test("sign-in by the one-time link, which works once", async () => {
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  assert.ok(!page.url().includes("signin="), "the code stays in the address bar");
  await shot("1-connections-empty");
});

test("connect through Amazon's sign-in and consent pages", async () => {
  await page.getByRole("button", { name: `Connect ${label}` }).or(page.getByRole("button", { name: /^Connect .*North America/ })).first().click();
  await shot("2-connect-dialog");
  await page.getByRole("button", { name: /^Sign in at/ }).click();
  await page.getByRole("heading", { name: "Sign in to Seller Central" }).waitFor();
  await shot("3-amazon-sign-in");
  await page.locator("button.choice").first().click();
  await page.getByRole("heading", { name: /^Authorize/ }).waitFor();
  assert.match(page.url(), /state=[\w-]{40,}/);
  await shot("4-amazon-consent");
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("button", { name: "Start sync" }).waitFor();
  assert.ok(page.url().startsWith(host.url) && !page.url().includes("code="), page.url());
  const { items } = await host.api("GET", "/connections");
  assert.equal(items.length, 1);
  id = items[0].id;
  assert.equal(items[0].status.badge, "stale", "no data yet, so not green");
  assert.equal(items[0].status.action, "choose_marketplaces");
  seller = (await simulator.control("GET", "/state")).sellers.find((one) => one.id === items[0].account_id);
  await shot("5-choose-marketplaces");
});

test("choose marketplaces, watch the first sync, see Connected", async () => {
  const { id: slowness } = await simulator.fault("slow", { delay_ms: 300, endpoint: "searchOrders" }); // else it ends before it is seen
  await page.getByRole("button", { name: "Start sync" }).click();
  await open();
  await page.getByRole("progressbar").first().waitFor({ timeout: 20_000 });
  await shot("6-first-sync");
  await simulator.control("DELETE", `/faults/${slowness}`);
  await badge("Connected");
  await shot("7-connected");
  const { items } = await host.api("GET", `/runs?connection=${id}`);
  assert.equal(items[0].state, "succeeded");
  assert.ok(items[0].rows_read > 2000);
  assert.equal(items[0].rows_read, items[0].rows_written);
});

test("browse the orders, and query them as typed columns", async () => {
  await page.goto(`${host.url}/#/records/amazon_seller/orders`);
  await page.getByRole("table").getByRole("row").nth(5).waitFor();
  await shot("8-orders");
  const rows = sqlite(host.database, "SELECT order_id, created_at, status, total_amount, total_currency, item_count FROM amazon_seller_orders WHERE total_amount IS NOT NULL ORDER BY created_at DESC LIMIT 3");
  assert.equal(rows.length, 3);
  assert.match(rows[0].created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  assert.equal(typeof rows[0].item_count, "number");
  assert.match(rows[0].total_amount, /^\d+\.?\d*$/);
});

test("the activity log tells the story and exports it", async () => {
  await open("activity");
  await page.getByText(/new or changed/).first().waitFor();
  await shot("9-activity");
  const csv = await (await host.request("GET", `/api/v1/activity/export?format=csv&connection=${id}`)).text();
  assert.match(csv, /connection\.connected/);
  const lines = (await (await host.request("GET", `/api/v1/activity/export?format=ndjson&connection=${id}`)).text()).trim().split("\n").map((line) => JSON.parse(line));
  assert.ok(lines.some((entry) => entry.kind === "run.succeeded"));
});

const troubles = [
  { name: "5xx on one endpoint", kind: "http_error", fault: { endpoint: "searchOrders", status: 503 }, status: 503 },
  { name: "network cut", kind: "cut", fault: { endpoint: "searchOrders" }, status: null },
  { name: "HTML instead of JSON", kind: "html_ok", fault: { endpoint: "searchOrders" }, status: 200, entry: "run.failed" },
  { name: "truncated answer", kind: "truncated", fault: { endpoint: "searchOrders" }, status: null },
  { name: "an application whose secret expired", kind: "secret_expired", fault: {}, status: 403, sentence: /credential|secret/i },
];
for (const trouble of troubles) {
  test(`${trouble.name}: Sync error, never red; Retry sync recovers`, async () => {
    const { id: fault } = await simulator.fault(trouble.kind, trouble.fault);
    await open();
    await host.api("POST", `/connections/${id}/sync`, {});
    await badge("Sync error");
    const connection = await host.connection(id);
    assert.equal(connection.status.severity, "amber");
    assert.equal(connection.status.action, "retry_sync");
    assert.ok(connection.status.reason.length > 20, connection.status.reason);
    if (trouble.sentence) assert.match(connection.status.reason, trouble.sentence);
    const proof = await host.api("GET", `/activity/${connection.status.entry_id}`);
    assert.equal(proof.kind, "run.failed");
    const entry = await latest(trouble.entry ?? "request.failed");
    assert.equal(entry.status, trouble.status);
    assert.equal(entry.endpoint, `GET ${simulator.url}/na/orders/2026-01-01/orders`);
    await shot(`trouble-${trouble.kind}`);
    await simulator.control("DELETE", `/faults/${fault}`);
    await page.getByRole("button", { name: /^Retry sync/ }).first().click();
    await badge("Connected");
  });
}

test("429 storm: throttled, with a countdown, is no error; the run goes on by itself", async () => {
  const { id: fault } = await simulator.fault("throttle", { endpoint: "searchOrders" });
  await open();
  const { items: [run] } = await host.api("POST", `/connections/${id}/sync`, { streams: ["orders"] });
  await host.until("the run is throttled", async () => {
    const { status } = await host.connection(id);
    return { done: status.activity === "throttled" && status.activity_until !== null, value: status };
  });
  await page.getByText(/Throttled: .* asks to come later/).first().waitFor();
  await shot("trouble-throttle");
  await host.until("it was put off again and again", async () => {
    const { items } = await host.api("GET", `/activity?connection=${id}&run=${run.id}&status=429`);
    return { done: items.length > 2, value: items };
  });
  assert.equal((await host.connection(id)).status.badge, "connected");
  assert.equal((await host.api("GET", `/runs/${run.id}`)).state, "running");
  await simulator.control("DELETE", `/faults/${fault}`);
  await host.until("the run ends well", async () => {
    const { state } = await host.api("GET", `/runs/${run.id}`);
    return { done: state === "succeeded", value: state };
  });
});

for (const { kind, title, badge: wanted } of [
  { kind: "revoke_grant", title: "Revoked", badge: "revoked" },
  { kind: "expire_grant", title: "Expired", badge: "expired" },
]) {
  test(`${kind}: ${title}, and Reconnect brings it back with nothing lost`, async () => {
    await simulator.fault(kind, { seller: seller.id });
    await open();
    await host.api("POST", `/connections/${id}/sync`, {});
    await badge(title);
    const connection = await host.connection(id);
    assert.equal(connection.status.badge, wanted);
    assert.equal(connection.status.severity, "red");
    assert.equal(connection.grant.evidence.status, 400);
    assert.match(connection.grant.evidence.message, /invalid_grant/);
    const entry = await host.api("GET", `/activity/${connection.status.entry_id}`);
    assert.match(entry.endpoint, /^POST .*\/auth\/o2\/token$/);
    await shot(`trouble-${kind}`);
    await simulator.fault("restore_grant", { seller: seller.id });
    await page.getByRole("button", { name: /^Reconnect/ }).first().click();
    await page.getByRole("button", { name: /^Sign in at/ }).click();
    await page.locator(`button.choice[value="${seller.id}"]`).click();
    await page.getByRole("button", { name: "Approve" }).click();
    await page.waitForURL((url) => url.href.startsWith(host.url));
    await open();
    await badge("Connected");
    assert.equal((await host.connection(id)).id, id);
  });
}

test("another account at the consent is refused, and nothing changes", async () => {
  const other = (await simulator.control("GET", "/state")).sellers.find((one) => one.region === "NA" && one.id !== seller.id);
  if (!other) return assert.fail("the simulator needs a second seller in NA");
  const before = await host.connection(id);
  await open("details");
  const { authorize_url } = await page.evaluate(async (connection) => {
    const { csrf_token } = await (await fetch("/api/v1/session")).json();
    const answer = await fetch(`/api/v1/connections/${connection}/connect`, { method: "POST", headers: { "content-type": "application/json", "x-csrf-token": csrf_token }, body: "{}" });
    return answer.json();
  }, id);
  await page.goto(authorize_url);
  await page.locator(`button.choice[value="${other.id}"]`).click();
  await page.getByRole("button", { name: "Approve" }).click();
  const masked = (account) => `${account.slice(0, 3)}...${account.slice(-3)}`; // told apart by both ends of the id
  await page.getByText(masked(seller.id)).first().waitFor();
  await page.getByText(masked(other.id)).first().waitFor();
  await shot("wrong-account");
  const after = await host.connection(id);
  assert.equal(after.account_id, before.account_id);
  assert.equal(after.grant.issued_at, before.grant.issued_at);
  assert.equal((await latest("connection.account_mismatch")).severity, "warning");
});

test("a callback that is forged or replayed is refused with a page that says what to do", async () => {
  for (const query of ["state=forged&spapi_oauth_code=x", "", "state=&spapi_oauth_code=", `state=${"a".repeat(5000)}&spapi_oauth_code=x`]) {
    const answer = await fetch(`${host.url}/oauth/callback/amazon-seller-na?${query}`, { redirect: "manual" });
    assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status} for ${query.slice(0, 40)}`);
    assert.match(answer.headers.get("content-type"), /text\/html/);
    assert.match(await answer.text(), /Connect/i);
  }
});

test("after all of it every row equals the oracle", async () => {
  const { items } = await host.api("GET", `/connections/${id}/marketplaces`);
  const selected = items.filter((item) => item.selected).map((item) => item.id);
  const { found, compared } = await differences(simulator, host, { id, seller, selected }, { asOf: time(now - 600_000), since: time(now - 360 * 86400_000) });
  assert.ok(compared > 2000, `only ${compared} rows compared`);
  assert.deepEqual(found, []);
});

test("the browser complained about nothing of ours", async () => {
  const complaints = (await complaints_of(watched)).filter((line) => !line.includes(simulator.url));
  assert.deepEqual(complaints, []);
});

test("no token or secret stands in the database, the log or the activity", async () => {
  const { refresh_tokens } = (await simulator.control("GET", "/state")).sellers.find((one) => one.id === seller.id);
  const { execFileSync } = await import("node:child_process");
  for (const secret of [...Object.values(refresh_tokens), "amzn1.oa2-cs.v1.mooring-demo", "Atza|"]) {
    assert.ok(!host.program.output().includes(secret), "the log holds a secret");
    const hits = execFileSync("sh", ["-c", `grep -rlF -- "$1" "$2"/mooring.db* || true`, "sh", secret, join(host.folder, "data")], { encoding: "utf8" });
    assert.equal(hits, "", `a secret stands in ${hits}`);
  }
});
