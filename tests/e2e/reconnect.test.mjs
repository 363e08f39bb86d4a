// Whose account a connection is, in a real browser with the real host and the simulator's several sellers: another account is
// refused and asked about, a link for the owner of the account, a transfer, a checkup by hand, the page of expiries, a wipe.
// The provider stands on another site than the console, as in life. MOORING_SHOTS names a folder for screenshots.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Host, Simulator, mooringProgram, sqlite } from "../support/harness.mjs";
import { start_browser, watched_page } from "./browser.mjs";

const shots = process.env.MOORING_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });
const masked = (account) => `${account.slice(0, 3)}...${account.slice(-3)}`;

let simulator, host, browser, page, sellers, id, second;

before(async () => {
  simulator = await Simulator.start(["--sellers", "9", "--orders", "60", "--budget-scale", "100000"]);
  host = await Host.create(simulator);
  host.base = host.base.replaceAll(/authorize_url = "http:\/\/127\.0\.0\.1/g, 'authorize_url = "http://localhost');
  host.configure("");
  const [link] = await host.start(["--signin-link"]);
  sellers = (await simulator.control("GET", "/state")).sellers.filter((one) => one.region === "NA");
  browser = await start_browser();
  ({ page } = await watched_page(browser, host.url));
  await page.goto(`${host.url}/${link}`);
  ({ id } = await host.api("POST", "/connections", { channel: "amazon_seller", region: "NA", label: "My shop" }));
});
after(async () => {
  await browser?.close();
  await host?.stop();
  await simulator?.stop();
  host?.remove();
});

async function shot(name, of = page) {
  if (!shots) return;
  for (const [width, colorScheme] of [[1280, "light"], [1280, "dark"], [390, "light"]]) {
    await of.setViewportSize({ width, height: 900 });
    await of.emulateMedia({ colorScheme });
    await of.screenshot({ path: join(shots, `reconnect-${name}-${width}-${colorScheme}.png`), fullPage: true });
  }
  await of.setViewportSize({ width: 1280, height: 900 });
  await of.emulateMedia({ colorScheme: "light" });
}
async function approve(seller, of = page) {
  await of.getByRole("heading", { name: "Sign in to Seller Central" }).waitFor();
  await of.locator(`button.choice[value="${seller.id}"]`).click();
  await of.getByRole("button", { name: "Approve" }).click();
  await of.waitForURL((url) => url.href.startsWith(host.url));
}
async function sign_in(connection, seller) {
  await page.goto(`${host.url}/#/connections/${connection}/details`);
  const { authorize_url } = await page.evaluate(async (target) => {
    const session = await (await fetch("/api/v1/session")).json();
    return (await fetch(`/api/v1/connections/${target}/connect`, { method: "POST", headers: { "content-type": "application/json", "x-csrf-token": session.csrf_token }, body: "{}" })).json();
  }, connection);
  await page.goto(authorize_url);
  await approve(seller);
}
const details = (connection = id) => page.goto(`${host.url}/#/connections/${connection}/details`);
const entries = async (kind, connection = id) => (await host.api("GET", `/connections/${connection}/activity?kind=${kind}`)).items;
const grants = () => sqlite(host.database, `SELECT id FROM grants WHERE connection_id = '${id}'`).length;
async function cli(...args) {
  return promisify(execFile)(mooringProgram(), [...args, "--config", host.config]).then((run) => run.stdout.trim(), (problem) => Promise.reject(new Error(problem.stderr)));
}
const choose_all = async (connection) => {
  const { items } = await host.api("GET", `/connections/${connection}/marketplaces`);
  await host.api("PUT", `/connections/${connection}/marketplaces`, { selected: items.filter((one) => one.available).map((one) => one.id) });
};

test("the first account is the connection's", async () => {
  await sign_in(id, sellers[0]);
  await choose_all(id);
  await host.untilBadge(id, "connected");
  assert.equal((await host.connection(id)).account_id, sellers[0].id);
});

test("another account is refused by a page that names both, and nothing changes", async () => {
  const before_it = await host.connection(id), count = grants();
  await sign_in(id, sellers[1]);
  await page.getByRole("heading", { name: "That is another account than before" }).waitFor();
  const text = await page.locator("main").textContent();
  for (const account of sellers.slice(0, 2)) assert.ok(text.includes(masked(account.id)) && !text.includes(account.id), text);
  assert.match(text, /private window/);
  await shot("another-account");
  assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, "/oauth/other-account", "no secret in the address");
  await page.reload();
  await page.getByRole("button", { name: "Sign in again" }).waitFor();
  await page.getByRole("button", { name: /as a new connection$/ }).waitFor();
  const after_it = await host.connection(id);
  assert.deepEqual([after_it.account_id, after_it.grant, after_it.version], [before_it.account_id, before_it.grant, before_it.version]);
  assert.equal(grants(), count);
});

test("signing in again from that page begins a new consent of the same connection", async () => {
  await page.getByRole("button", { name: "Sign in again" }).click();
  await approve(sellers[0]);
  await page.waitForURL(/#\/connections\//);
  const [entry] = await entries("connection.reconnected");
  assert.match(entry.message, /Permissions verified: \d of \d/);
  assert.equal((await host.connection(id)).account_id, sellers[0].id);
});

test("the other account becomes a connection of its own without a second consent", async () => {
  await sign_in(id, sellers[1]);
  await page.getByRole("button", { name: /as a new connection$/ }).click();
  await page.waitForURL(/#\/connections\/con_.*\/marketplaces/);
  second = page.url().match(/connections\/(con_[^/]+)/)[1];
  assert.notEqual(second, id);
  assert.equal((await host.connection(second)).account_id, sellers[1].id);
  assert.equal((await host.connection(id)).account_id, sellers[0].id);
  await page.goBack();
});

test("where the other account is connected already, one can still sign in again, and not double it", async () => {
  await sign_in(id, sellers[1]);
  await page.getByText("That account is connected already, as").waitFor();
  assert.equal(await page.getByRole("button", { name: /as a new connection$/ }).count(), 0);
  await page.getByRole("button", { name: "Sign in again" }).click();
  await approve(sellers[0]);
  await page.waitForURL(/#\/connections\//);
  assert.equal((await host.connection(id)).account_id, sellers[0].id);
});

test("an account has one connection: a second one is refused with the way to the first", async () => {
  const { id: third } = await host.api("POST", "/connections", { channel: "amazon_seller", region: "NA", label: "Twice" });
  await sign_in(third, sellers[0]);
  await page.getByRole("heading", { name: "That account is connected already" }).waitFor();
  await shot("connected-already");
  await page.getByRole("link", { name: "Open My shop" }).click();
  await page.waitForURL(new RegExp(id));
  assert.equal(await cli("connections", "delete", third), "Deleted.");
});

test("a reconnect link: made and copied once, opened without a sign-in, spent by its consent", async () => {
  await details();
  await page.getByRole("button", { name: "Send a reconnect link" }).click();
  await page.getByRole("dialog").getByLabel("Good for").selectOption("86400");
  await page.getByRole("button", { name: "Make the link" }).click();
  const url = await page.getByRole("dialog").locator(".link-url code").textContent();
  await shot("link-made");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByText("Open", { exact: true }).first().waitFor();
  const code = url.split("/").pop();
  assert.ok(!(await host.api("GET", `/connections/${id}/reconnect-links`).then(JSON.stringify)).includes(code));

  const preview = await fetch(url.replace(/^https?:\/\/[^/]+/, host.url)); // a program that looks what the link is
  assert.equal(preview.status, 200);
  assert.equal(preview.headers.get("referrer-policy"), "no-referrer");
  assert.match(preview.headers.get("content-security-policy"), /default-src 'none'/);
  const owner = await watched_page(browser, host.url);
  await owner.page.goto(url);
  const text = await owner.page.locator("body").textContent();
  assert.match(text, /Reconnect My shop/);
  assert.ok(!text.includes(sellers[0].id));
  await shot("link-page", owner.page);
  await owner.page.getByRole("button", { name: /^Sign in with/ }).click();
  await approve(sellers[0], owner.page);
  await owner.page.getByText("is reconnected. You can close this page.").waitFor();
  await shot("link-done", owner.page);
  assert.equal((await owner.page.context().cookies()).length, 0, "the owner got no session");
  await owner.page.goto(url);
  await owner.page.getByRole("heading", { name: "This link is not good any more" }).waitFor();
  const { items } = await host.api("GET", `/connections/${id}/reconnect-links`);
  assert.equal(items[0].state, "used");
  assert.match((await entries("connection.reconnected"))[0].actor, /^link:lnk_/);
  await owner.close();
});

test("a link is spent by another account, and says nothing of the right one", async () => {
  const url = await cli("connections", "link", id, "--expires", "10m");
  const owner = await watched_page(browser, host.url);
  await owner.page.goto(url);
  await owner.page.getByRole("button", { name: /^Sign in with/ }).click();
  await approve(sellers[1], owner.page);
  await owner.page.getByRole("heading", { name: "That is another account" }).waitFor();
  const text = await owner.page.locator("main").textContent();
  assert.ok(!text.includes(sellers[0].id) && !text.includes(masked(sellers[0].id)), text);
  await owner.close();
  assert.match(await cli("connections", "links", id), /other_account/);
});

test("a guess finds nothing, is slowed down, and no code is logged", async () => {
  const codes = Array.from({ length: 30 }, (_, index) => `guess-${index}`);
  const answers = await Promise.all(codes.map((code) => fetch(`${host.url}/reconnect/${code}`)));
  const statuses = answers.map((one) => one.status);
  assert.ok(statuses.includes(404) && statuses.includes(429), statuses.join(" "));
  const good = await cli("connections", "link", id);
  assert.equal((await fetch(good.replace(/^https?:\/\/[^/]+/, host.url))).status, 200, "a good link opens all the same");
  assert.ok(!host.program.output().includes(good.split("/").pop()), "the log has the code");
});

test("permissions are looked at by a button, and the dialog says what cannot be withdrawn", async () => {
  await details();
  await page.getByRole("button", { name: "Check permissions now" }).click();
  await page.getByText("Looked at the account: all is as it was.").waitFor();
  await page.getByRole("button", { name: "Disconnect…" }).click();
  await page.getByText("gives no program a way to withdraw the authorization").waitFor();
  await shot("disconnect");
  await page.getByRole("button", { name: "Keep connected" }).click();
});

test("what ends: a list, a month, and the way to renew", async () => {
  await page.goto(`${host.url}/#/expiries`);
  await page.getByRole("heading", { name: "Expiries", level: 1 }).waitFor();
  await page.getByRole("link", { name: "Consent of My shop" }).first().waitFor();
  const { items } = await host.api("GET", "/expiries");
  const month = items.find((one) => one.connection_id === id).at.slice(0, 7);
  await page.goto(`${host.url}/#/expiries?month=${month}`);
  await page.getByRole("table").getByRole("link", { name: "Consent of My shop" }).waitFor();
  await shot("expiries");
});

test("a transfer is armed on the command line and done by exactly that account", async () => {
  const orders = () => sqlite(host.database, `SELECT count(*) AS n FROM amazon_seller_orders WHERE _connection_id = '${id}'`)[0].n;
  const held = orders();
  assert.ok(held > 0);
  await assert.rejects(cli("connections", "transfer", id, "--to-account", sellers[2].id, "--confirm", "My shop"), /Disconnect the connection first/);
  await host.api("POST", `/connections/${id}/disconnect`);
  await assert.rejects(cli("connections", "transfer", id, "--to-account", sellers[2].id, "--confirm", "my shop"), /Type exactly: My shop/);
  await cli("connections", "transfer", id, "--to-account", sellers[2].id, "--confirm", "My shop");
  await sign_in(id, sellers[0]);
  await page.getByRole("heading", { name: "That is another account than before" }).waitFor();
  await sign_in(id, sellers[2]);
  await page.waitForURL(/marketplaces/);
  await choose_all(id);
  await host.untilBadge(id, "connected");
  assert.ok(orders() > held, "the other account's orders came beside those that are held");
  const { items } = await host.api("GET", `/connections/${id}/accounts`);
  assert.deepEqual(items.map((one) => one.account_id), [sellers[2].id, sellers[0].id]);
  assert.equal(items[0].from, items[1].until);
  await details();
  await page.getByRole("region", { name: "Accounts" }).getByText(sellers[0].id).waitFor();
  await shot("accounts");
});

test("a wipe needs the name, leaves no row and no key, and its log", async () => {
  await host.api("POST", `/connections/${id}/disconnect`);
  await assert.rejects(cli("connections", "wipe", id, "--confirm", "shop"), /Type exactly: My shop/);
  await host.until("the end of its runs", async () => {
    const { items } = await host.api("GET", `/runs?connection=${id}&state=running`);
    return { done: items.length === 0 };
  });
  const told = JSON.parse(await cli("connections", "wipe", id, "--confirm", "My shop", "--delete", "--json"));
  assert.equal(told.state, "finished");
  assert.ok(told.rows_deleted > 0);
  for (const table of ["amazon_seller_orders", "amazon_seller_order_items"])
    assert.equal(sqlite(host.database, `SELECT count(*) AS n FROM ${table} WHERE _connection_id = '${id}'`)[0].n, 0, table);
  assert.equal(sqlite(host.database, `SELECT count(*) AS n FROM sealed_values WHERE connection_id = '${id}'`)[0].n, 0);
  assert.equal((await host.request("GET", `/api/v1/connections/${id}`)).status, 404);
  assert.equal((await host.connection(second)).account_id, sellers[1].id);
  const { items } = await host.api("GET", "/activity?kind=connection.wiped");
  assert.match(items[0].message, /^Wiped My shop: \d+ rows deleted, the connection too$/);
});
