// What the console promises whatever the page: nothing scrolls sideways or is cut off at 360 px, also with long names and in
// dialogs; Back finds its place; what was typed outlives the session; a page that could not be read comes by itself.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Host, Simulator, adsConfig } from "../support/harness.mjs";
import { settled, start_browser, watched_page } from "./browser.mjs";

const long_name = "Extraordinarily-Long-Company-Name-Without-Any-Spaces-GmbH-and-Co-KG-International-Trading-of-America-2026";
const many = 14; // connections: more than a screen of cards

let simulator, host, browser, signed_in, seller, long, revoked, ads;

before(async () => {
  simulator = await Simulator.start(["--sellers", "6", "--orders", "40", "--budget-scale", "100000", "--ads-profiles", "2", "--ads-campaigns", "6",
    "--ads-ad-groups", "1", "--ads-keywords", "3", "--ads-history-days", "12", "--ads-report-delay", "0", "--ads-report-fail-percent", "0"]);
  host = await Host.create(simulator, { more: adsConfig(simulator), sellerStreams: ["orders", "order_items", "payouts"] });
  const [link] = await host.start(["--signin-link"]);
  ({ id: seller } = await host.connectSeller(simulator, "NA"));
  ({ id: revoked } = await host.connectSeller(simulator, "EU"));
  ({ id: long } = await host.connectSeller(simulator, "FE"));
  ({ id: ads } = await host.connectAds(simulator, "NA", { settings: { history_days: "10" } }));
  for (const id of [seller, revoked, long, ads]) await host.untilBadge(id, "connected");
  const { version } = await host.connection(long);
  await host.request("PATCH", `/api/v1/connections/${long}`, { label: long_name }, { "if-match": `"${version}"` });
  for (const id of [seller, long]) await host.api("PUT", `/connections/${id}/tags`, { tags: ["spring", "a-tag-of-some-length"] });
  const owner = await simulator.seller("EU");
  await simulator.fault("revoke_grant", { seller: owner.id });
  await host.api("POST", `/connections/${revoked}/sync`, { streams: ["orders"] });
  await host.untilBadge(revoked, "revoked");
  for (let i = 0; i < many; i++) await host.api("POST", "/connections", { channel: "amazon_seller", region: "NA", label: `Shop ${String(i).padStart(2, "0")}` });
  browser = await start_browser();
  const { page, close } = await watched_page(browser, host.url);
  await page.goto(`${host.url}/${link}`);
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  signed_in = await page.context().storageState();
  await close();
}, { timeout: 120_000 });
after(async () => {
  await browser?.close();
  await host?.stop();
  await simulator?.stop();
  host?.remove();
});

async function open(t, width, at) {
  const watched = await watched_page(browser, host.url, { viewport: { width, height: width < 500 ? 780 : 900 }, reducedMotion: "reduce", storageState: signed_in });
  t.after(() => watched.close());
  await go(watched.page, at);
  return watched.page;
}
async function go(page, at) {
  await page.goto(`${host.url}/${at}`);
  await settled(page);
}
const connection = (id, tab) => `#/connections/${id}${tab ? `/${tab}` : ""}`;

// ---- 360 px
const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
// Of the dialog: what sticks out of its body, and how far it opened scrolled.
const cut_off = (page) => page.evaluate(() => {
  const body = [...document.querySelectorAll("dialog[open] .dialog-body")].pop(), right = body.getBoundingClientRect().right;
  const out = [...body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > right + 1).map((one) => `${one.tagName}.${one.className}`);
  return { wider: body.scrollWidth - body.clientWidth, scrolled: body.scrollTop, out: out.slice(0, 3) };
});
const whole = { wider: 0, scrolled: 0, out: [] };

test("no page scrolls sideways at 360 px, whatever the names", { timeout: 90_000 }, async (t) => {
  const tabs = ["", "marketplaces", "runs", "activity", "coverage", "details"];
  const at = ["#/overview", "#/connections?view=cards", "#/connections?view=rows", ...tabs.map((tab) => connection(long, tab)), connection(revoked), connection(ads),
    "#/views/amazon_ads/campaigns", "#/views/amazon_ads/keywords", "#/records", `#/records/amazon_seller/orders?connection=${long}`, "#/backfills", `#/backfills?connection=${long}`,
    "#/activity", `#/activity?connection=${long}`, "#/playbook", "#/expiries", "#/alerts", "#/alerts/incidents", "#/plugins", "#/configuration", "#/users", "#/account", "#/about", "#/nowhere"];
  const page = await open(t, 360, "#/overview"), found = [];
  for (const one of at) {
    await go(page, one);
    const by = await sideways(page);
    if (by > 0) found.push(`${one}: ${by} px`);
  }
  assert.deepEqual(found, []);
  await go(page, "#/connections?view=rows");
  const loose = await page.evaluate(() => [...document.querySelectorAll(".line")].filter((line) => {
    const frame = line.getBoundingClientRect(), badge = line.querySelector(".line-badge").getBoundingClientRect();
    return badge.top < frame.top || badge.bottom > frame.bottom || badge.right > frame.right;
  }).map((line) => line.textContent.slice(0, 60)));
  assert.deepEqual(loose, [], "each row holds its badge");
});

describe("dialogs at 360 px", () => {
  const dialogs = {
    "disconnect": [() => connection(seller, "details"), (page) => page.getByRole("button", { name: "Disconnect…" })],
    "disconnect, a long name": [() => connection(long, "details"), (page) => page.getByRole("button", { name: "Disconnect…" })],
    "reconnect": [() => connection(revoked), (page) => page.getByRole("button", { name: /^Reconnect/ }).first()],
    "new backfill": [() => "#/backfills", (page) => page.getByRole("button", { name: "New backfill" })],
    "new backfill, a long name": [() => `#/backfills?connection=${long}`, (page) => page.getByRole("button", { name: "New backfill" })],
    "connect an account": [() => "#/connections", (page) => page.getByRole("button", { name: "Connect an account" })],
    "alert destination": [() => "#/alerts", (page) => page.getByRole("button", { name: /^Add/ }).first()],
  };
  for (const [name, [at, opener]] of Object.entries(dialogs))
    test(name, { timeout: 30_000 }, async (t) => {
      const page = await open(t, 360, at());
      await opener(page).click();
      await page.locator("dialog[open] .dialog-body").waitFor();
      await settled(page);
      assert.deepEqual(await cut_off(page), whole);
      assert.equal(await sideways(page), 0);
    });
});

test("an amount stays on one line, and the rows can be put into an order", { timeout: 30_000 }, async (t) => {
  const page = await open(t, 360, "#/views/amazon_ads/campaigns");
  const broken = await page.evaluate(() => [...document.querySelectorAll(".table-view td.num")].filter((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1;
  }).length);
  assert.equal(broken, 0);
  await page.getByRole("button", { name: /^Filters/ }).click();
  await page.getByLabel("Order").selectOption("name");
  await page.waitForURL(/sort=name/);
});

// ---- accounts
test("a second account of a region is connected from Connections", { timeout: 30_000 }, async (t) => {
  const page = await open(t, 1280, "#/connections");
  await page.getByRole("button", { name: "Connect an account" }).click();
  const choice = page.getByRole("dialog", { name: "Connect an account" });
  await choice.getByLabel("Channel").selectOption("amazon_seller");
  await choice.getByLabel("Region").selectOption("EU");
  await choice.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("dialog", { name: "Connect Amazon Seller Europe" }).getByRole("button", { name: /^Sign in at/ }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Connect another account of Amazon Seller North America" }).click();
  await page.getByRole("dialog", { name: "Connect Amazon Seller North America" }).waitFor();
});

test("a revoked connection offers no sync of a stream and calls nothing up to date", { timeout: 30_000 }, async (t) => {
  const page = await open(t, 1280, connection(revoked));
  await page.getByText("As of the last sync").first().waitFor();
  assert.equal(await page.getByRole("button", { name: /^Sync / }).count(), 0);
  assert.equal(await page.getByText("Up to date", { exact: true }).count(), 0);
  const refused = await host.request("POST", `/api/v1/connections/${revoked}/sync`, {});
  assert.match((await refused.json()).hint, /^Reconnect/);
});

test("a backfill offers what this account has and what is switched on", { timeout: 30_000 }, async (t) => {
  const page = await open(t, 1280, `#/backfills?connection=${seller}`);
  await page.getByRole("button", { name: "New backfill" }).click();
  const streams = page.getByRole("dialog").getByRole("group", { name: "Streams" });
  await streams.getByLabel("Orders", { exact: true }).waitFor();
  await page.waitForFunction(() => !/Vendor|Settlements/.test(document.querySelector("dialog[open]")?.textContent ?? ""));
});

// ---- where one was
test("Back leads to the place in the list, and to the link that was pressed", { timeout: 30_000 }, async (t) => {
  const page = await open(t, 1280, "#/connections?view=cards");
  const card = page.getByRole("link", { name: "Shop 10", exact: true });
  await card.scrollIntoViewIfNeeded();
  await page.evaluate(() => window.scrollBy(0, 120));
  await page.waitForFunction(() => window.scrollY > 300);
  const y = await page.evaluate(() => window.scrollY);
  await card.click();
  await page.getByRole("heading", { name: "Shop 10", level: 1 }).waitFor();
  await page.goBack();
  await page.waitForFunction(() => document.activeElement?.textContent === "Shop 10");
  assert.ok(Math.abs((await page.evaluate(() => window.scrollY)) - y) <= 2);
});

test("Esc leaves the search field: the next key is the page's", { timeout: 30_000 }, async (t) => {
  const page = await open(t, 1280, "#/connections?view=rows");
  await page.keyboard.press("/");
  await page.waitForFunction(() => document.activeElement?.matches("[data-search]"));
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.waitForFunction(() => document.activeElement?.closest("[data-row]") !== null);
  assert.equal(await page.locator("[data-search]").inputValue(), "");
});

// ---- when something ends
test("a page whose file could not be read comes when the host is back", { timeout: 60_000 }, async (t) => {
  const page = await open(t, 1280, "#/overview");
  let away = true;
  await page.route(/\/(plugins-\w+\.js|api\/v1\/events\/stream)$/, (route) => (away ? route.abort() : route.continue()));
  await page.reload();
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  await page.goto(`${host.url}/#/plugins`);
  await page.getByText("This page could not be read from the host.").waitFor();
  away = false;
  await page.getByRole("heading", { name: "Plugins", level: 1 }).waitFor({ timeout: 30_000 });
});

test("when the session ends elsewhere, what was typed stays behind the sign-in", { timeout: 60_000 }, async (t) => {
  const page = await open(t, 1280, connection(seller, "details"));
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("Typed before");
  const other = await page.context().newPage();
  await other.goto(`${host.url}/#/about`);
  await other.getByRole("button", { name: "Sign out", exact: true }).click();
  await other.getByRole("heading", { name: "Sign in to Mooring" }).waitFor();
  const ended = page.getByRole("dialog", { name: "Your session has ended" });
  await ended.waitFor();
  await ended.getByText("Another way to sign in").click();
  await ended.getByLabel("Admin token").fill(host.token);
  await ended.getByRole("button", { name: "Sign in with the token" }).click();
  await ended.waitFor({ state: "detached" });
  assert.equal(await name.inputValue(), "Typed before");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
});
