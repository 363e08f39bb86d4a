// The console in a real browser against its mock server: accessibility, keyboard, content security policy, narrow screens,
// and the ways through it that a person takes. Needs the built console: npm run build in host/admin/console.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { emit, start_mock } from "../../host/admin/console/dev/mock_server.mjs";
import { complaints_of, settled, start_browser, watched_page } from "./browser.mjs";

const axe_source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const well = "con_01harbor0001", failing = "con_01harbor0002", expired = "con_01lantern004", busy = "con_01anchor0008", ads = "con_01ads000001";

const addresses = {
  "overview": "#/overview",
  "connections": "#/connections",
  "connections as rows": "#/connections?view=rows",
  "no match": "#/connections?text=nothing-like-this",
  "connection": `#/connections/${busy}`,
  "failing connection": `#/connections/${failing}`,
  "marketplaces": `#/connections/${well}/marketplaces`,
  "choose marketplaces": `#/connections/${well}/marketplaces?step=choose`,
  "runs": `#/connections/${failing}/runs`,
  "run": `#/connections/${failing}/runs?run=run_${failing}_1`,
  "connection activity": `#/connections/${failing}/activity`,
  "coverage": `#/connections/${well}/coverage`,
  "backfills": "#/backfills",
  "backfills of one, opened": `#/backfills?connection=${well}&open=bkf_failed`,
  "no such backfill": "#/backfills?state=cancelled",
  "details": `#/connections/${expired}/details`,
  "activity": "#/activity?severity=warning",
  "activity entry": `#/activity?entry=act_${failing}_1`,
  "activity entry page": `#/activity/act_${failing}_1`,
  "activity, nothing found": "#/activity?text=nothing-like-this&status=4xx",
  "records": "#/records/harbor_market/orders",
  "items": "#/records/harbor_market/order_items",
  "empty stream": "#/records/harbor_ads/portfolios",
  "list": "#/views/harbor_ads/campaigns",
  "list, narrowed": "#/views/harbor_ads/keywords?region=EU&state=ENABLED&sort=name&range=7",
  "list, no match": "#/views/harbor_ads/campaigns?text=nothing-like-this",
  "list, region not connected": "#/views/harbor_ads/campaigns?region=FE",
  "list, unknown": "#/views/harbor_ads/nothing",
  "streams by marketplace": `#/connections/${ads}`,
  "coverage by part": `#/connections/${ads}/coverage`,
  "many marketplaces": `#/connections/${ads}/marketplaces?step=confirm`,
  "runs by marketplace": `#/connections/${ads}/runs`,
  "plugins": "#/plugins",
  "unknown connection": "#/connections/con_gone",
  "unknown page": "#/nowhere",
};

let mock, browser;
before(async () => {
  mock = await start_mock();
  browser = await start_browser();
});
after(async () => {
  await browser?.close();
  await mock?.stop();
});

// Closed with the test, also when it fails: an open server would keep the program alive.
async function own_mock(t, options) {
  const own = await start_mock(options);
  t.after(() => own.stop());
  return own;
}

async function opened_page(t, base, options) {
  const watched = await watched_page(browser, base.url, options);
  t.after(() => watched.close());
  return watched;
}

async function signed_in(t, options, base = mock) {
  const watched = await opened_page(t, base, options);
  await watched.page.goto(`${base.url}/#signin=demo`);
  await watched.page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  await watched.page.goto(`${base.url}/#/connections`);
  await watched.page.getByRole("heading", { name: "Connections", level: 1 }).waitFor();
  return watched;
}

// The page is there when its heading is and nothing is loading any more.
async function open(page, base_url, hash) {
  await page.goto(`${base_url}/${hash}`);
  await settled(page).catch(() => assert.fail(`${hash} is still loading`));
  await page.waitForFunction(() => document.getAnimations().every((one) => one.effect.getTiming().iterations === Infinity || one.playState === "finished"));
}

async function serious_findings(page) {
  await page.evaluate(axe_source); // through the debugger: the page's own policy stays as strict as it is
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return result.violations.filter((one) => one.impact === "serious" || one.impact === "critical")
    .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`);
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing serious on any page, ${colorScheme}`, { timeout: 180_000 }, async (t) => {
    const watched = await signed_in(t, { colorScheme });
    for (const [name, hash] of Object.entries(addresses)) {
      await open(watched.page, mock.url, hash);
      assert.deepEqual(await serious_findings(watched.page), [], name);
    }
    assert.deepEqual(await complaints_of(watched), []);
});
}

test("axe finds nothing serious on the sign-in page and in the dialogs", { timeout: 60_000 }, async (t) => {
  const outside = await opened_page(t, mock);
  await outside.page.goto(mock.url);
  await outside.page.getByRole("heading", { name: "Sign in to Mooring" }).waitFor();
  assert.deepEqual(await serious_findings(outside.page), [], "sign-in");

  const watched = await signed_in(t);
  const { page } = watched;
  await page.getByRole("button", { name: "Connect Harbor Market Far East" }).click();
  assert.deepEqual(await serious_findings(page), [], "connect");
  await page.getByRole("button", { name: "Paste a refresh token" }).click();
  assert.deepEqual(await serious_findings(page), [], "paste");
  await open(page, mock.url, `#/connections/${well}/details`);
  await page.getByRole("button", { name: "Disconnect…" }).click();
  assert.deepEqual(await serious_findings(page), [], "disconnect");
});

for (const width of [360, 390, 1024, 1440]) {
  test(`nothing scrolls sideways at ${width} px`, { timeout: 120_000 }, async (t) => {
    const watched = await signed_in(t, { viewport: { width, height: 780 } });
    for (const [name, hash] of Object.entries(addresses)) {
      await open(watched.page, mock.url, hash);
      const [wide, seen] = await watched.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      assert.ok(wide <= seen, `${name}: ${wide} px in ${seen} px`);
    }
    assert.deepEqual(await complaints_of(watched), []);
});
}

test("the sign-in code leaves the address, and a used link says what to do", async (t) => {
  const watched = await opened_page(t, mock);
  await watched.page.goto(`${mock.url}/#signin=demo`);
  await watched.page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  assert.equal(new URL(watched.page.url()).hash, "#/overview");
    const refused = await opened_page(t, mock);
  await refused.page.goto(`${mock.url}/#signin=used`);
  await refused.page.getByRole("alert").filter({ hasText: "mooring signin" }).waitFor();
  assert.equal(new URL(refused.page.url()).hash, "#/overview");
});

test("a wrong token is refused in words; the right one opens the page that was asked for", async (t) => {
  const { page } = await opened_page(t, mock);
  await page.goto(`${mock.url}/#/plugins`);
  await page.getByText("Another way to sign in").click();
  await page.getByLabel("Admin token").fill("wrong");
  await page.getByRole("button", { name: "Sign in with the token" }).click();
  await page.getByRole("alert").filter({ hasText: "not valid" }).waitFor();
  await page.getByLabel("Admin token").fill("demo");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Plugins", level: 1 }).waitFor();
});

test("keyboard only: skip link, filter, connect dialog, Esc gives the focus back", async (t) => {
  const own = await own_mock(t);
  const watched = await signed_in(t, {}, own);
  const { page } = watched;
  await page.reload();
  await page.getByRole("heading", { name: "Connections", level: 1 }).waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");

  await page.keyboard.press("/");
  await page.keyboard.type("lantern");
  await page.waitForFunction(() => location.hash.includes("text=lantern") && document.querySelectorAll("article").length === 1);
  await tab_to(page, "Reconnect: Lantern & Loom");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  assert.match(await focused(page), /^Sign in at Harbor Market/);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await focused(page), "Reconnect: Lantern & Loom");

  await tab_to(page, "Lantern & Loom", true);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.tagName === "H1" && document.activeElement.textContent === "Lantern & Loom");
  assert.equal(await page.title(), "Lantern & Loom · Mooring");
});

function focused(page) {
  return page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent);
}

async function tab_to(page, name, backwards = false) {
  for (let step = 0; step < 40; step += 1) {
    if ((await focused(page)) === name) {
      assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), "none", "the focus must be seen");
      return;
    }
    await page.keyboard.press(backwards ? "Shift+Tab" : "Tab");
  }
  assert.fail(`the tab key does not reach "${name}"`);
}

test("connect a free region: consent, marketplaces, sync, orders with their items", { timeout: 60_000 }, async (t) => {
  const own = await own_mock(t);
  const watched = await signed_in(t, {}, own);
  const { page } = watched;
  await page.getByRole("button", { name: "Connect Harbor Market Far East" }).click();
  await page.getByRole("button", { name: "Sign in at Harbor Market" }).click();
  await page.getByRole("heading", { name: "Choose marketplaces" }).waitFor();
  await page.getByLabel(/harbor\.com\.au/).uncheck();
  await page.getByRole("button", { name: "Start sync" }).click();
  await page.getByRole("heading", { name: "In progress" }).waitFor();
  await page.getByRole("progressbar").first().waitFor();
  await page.locator(".verdict").getByText("Connected", { exact: true }).waitFor();
  await page.getByRole("heading", { name: "In progress" }).waitFor({ state: "detached", timeout: 15_000 }); // by the event stream alone
  assert.equal(own.state.connections.at(-1).marketplaces_selected, 1);

  await open(page, own.url, "#/records/harbor_market/orders");
  await page.getByRole("button", { name: "Load 100 more" }).click();
  await page.getByText("200 of 1,240 records").waitFor();
  await page.getByRole("row").nth(3).getByRole("button").click();
  const panel = page.getByRole("dialog");
  await panel.getByRole("button", { name: /own JSON/ }).click();
  await panel.getByText('"orderId"').waitFor();
  const order = (await panel.getByRole("heading").first().textContent()).replace("Orders: ", "");
  await panel.getByRole("link", { name: "Order items" }).click();
  await page.getByRole("heading", { name: "Order items", level: 1 }).waitFor();
  await page.getByRole("button", { name: order }).first().waitFor();
  assert.deepEqual(await complaints_of(watched), []);
});

test("paste a token: a refusal is explained, the connection is made once", async (t) => {
  const own = await own_mock(t);
  const watched = await signed_in(t, {}, own);
  const { page } = watched;
  const before_count = own.state.connections.length;
  await page.getByRole("button", { name: "Connect Harbor Market Far East" }).click();
  await page.getByRole("button", { name: "Paste a refresh token" }).click();
  assert.equal(await page.getByLabel("Refresh token").getAttribute("type"), "password");
  await page.getByLabel("Refresh token").fill("bad");
  await page.getByLabel("Account id").fill("M3NEW");
  await page.getByRole("button", { name: "Check and connect" }).click();
  await page.getByRole("alert").filter({ hasText: "does not accept" }).waitFor();
  await page.getByLabel("Refresh token").fill("good");
  await page.getByRole("button", { name: "Check and connect" }).click();
  await page.getByRole("heading", { name: "Choose marketplaces" }).waitFor();
  assert.equal(own.state.connections.length, before_count + 1);
});

test("disconnect says what stays; somebody else's change is not overwritten", async (t) => {
  const own = await own_mock(t);
  const watched = await signed_in(t, {}, own);
  const { page } = watched;
  await open(page, own.url, `#/connections/${well}/details`);
  const of_it = `**/api/v1/connections/${well}`;
  await page.route(of_it, (route) => {
    if (route.request().method() === "PATCH") own.state.connections[0].version += 1; // somebody is quicker
    return route.continue();
  });
  await page.getByLabel("Name", { exact: true }).fill("My shop");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").filter({ hasText: "in the meantime" }).waitFor();
  assert.notEqual(own.state.connections[0].label, "My shop");
  await page.unroute(of_it);

  await page.getByRole("button", { name: "Disconnect…" }).click();
  await page.getByText("All records, in the same tables").waitFor();
  await page.getByRole("button", { name: "Disconnect", exact: true }).click();
  await page.locator(".verdict").getByText("Not connected", { exact: true }).waitFor();
  assert.equal(own.state.connections[0].status.badge, "not_connected");
});

test("an event changes the page; text from a channel stays text", async (t) => {
  const own = await own_mock(t);
  const watched = await signed_in(t, {}, own);
  const { page } = watched;
  await page.getByText("Live", { exact: true }).waitFor();
  own.state.connections[0].status.reason = '<img src=x onerror="window.hacked=1"> changed';
  emit(own.state, "connection", well);
  await page.getByText("changed", { exact: false }).first().waitFor();
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual(await complaints_of(watched), []);
});

test("10,000 connections: all counted, only what is in sight is drawn, filters in the address", { timeout: 60_000 }, async (t) => {
  const many = await own_mock(t, { connections: 10_000 });
  const watched = await signed_in(t, {}, many);
  const { page } = watched;
  const lines = page.locator("[data-row]");
  await page.getByRole("button", { name: "10,000 All" }).waitFor();
  await lines.first().waitFor();
  assert.ok((await lines.count()) < 80, `${await lines.count()} rows are drawn`);
  await page.keyboard.press("End");
  await page.waitForFunction(() => Number(document.querySelector(".window-row:last-child")?.getAttribute("aria-posinset")) > 60);
  await page.keyboard.press("Home");
  await page.getByRole("button", { name: /^Revoked/ }).click();
  await page.waitForFunction(() => location.hash.includes("badge=revoked"));
  await page.waitForFunction(() => [...document.querySelectorAll("[data-row] .line-badge .badge")].every((one) => one.classList.contains("tone-red")));
  await page.getByLabel("Search").fill("seller 0999x");
  await page.getByText("No connection matches these filters").waitFor();
  await page.getByRole("link", { name: "Clear the filters" }).click();
  await page.getByRole("button", { name: "10,000 All" }).waitFor();
  assert.deepEqual(await complaints_of(watched), []);
});

test("chosen with Shift, paused and tagged at once; all that match with their number", { timeout: 60_000 }, async (t) => {
  const many = await own_mock(t, { connections: 1000 });
  const { page } = await signed_in(t, {}, many);
  await page.goto(`${many.url}/#/connections?sort=label`);
  await settled(page); // every region's list: a range is one of one list
  const checks = page.locator(".line-check");
  await checks.nth(1).click();
  await checks.nth(4).click({ modifiers: ["Shift"] });
  await page.getByText("4 chosen").waitFor();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await page.getByText("Paused 4 connections.").waitFor();
  await page.locator("[data-row]").nth(1).locator(".badge-paused").waitFor();
  assert.equal(many.state.connections.filter((one) => one.paused).length, 4);
  await page.getByRole("button", { name: "Choose all 1,000" }).click();
  await page.getByRole("button", { name: "Tag", exact: true }).click();
  await page.getByLabel("New or known tag").fill("spring");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("Tagged 1,000 connections.").waitFor();
  await page.waitForFunction(() => document.querySelectorAll("[data-row]").length > 0 && [...document.querySelectorAll("[data-row]")].every((one) => one.textContent.includes("spring")));
});

// The colours of the operating system replace the page's: what a colour alone would draw has to keep its own.
test("forced colors: strips, bars and legends are seen, and what is current is marked", { timeout: 60_000 }, async (t) => {
  const { page } = await signed_in(t, { forcedColors: "active" });
  const drawn = {
    [`#/connections/${well}`]: [".strip-large .strip-cell:not(.strip-unknown)", ".strip-legend .strip-cell:not(.strip-unknown)", ".volume-bar i"],
    [`#/connections/${well}/coverage`]: [".coverage-track .coverage-span", ".swatch.coverage-span"],
    [`#/connections/${busy}`]: [".progress-fill"],
    "#/overview": [".volume-bar i", ".chart-key i", ".strip-tiny .strip-cell:not(.strip-unknown)"],
  };
  for (const [address, selectors] of Object.entries(drawn)) {
    await page.goto(`${mock.url}/${address}`);
    for (const selector of selectors) {
      await page.locator(selector).first().waitFor({ state: "attached" });
      const hidden = await page.locator(selector).evaluateAll((all) => {
        const ground = getComputedStyle(document.body).backgroundColor;
        return all.filter((one) => [ground, "rgba(0, 0, 0, 0)"].includes(getComputedStyle(one).backgroundColor) && getComputedStyle(one).backgroundImage === "none").length;
      });
      assert.equal(hidden, 0, `${address}: ${selector} cannot be seen`);
    }
  }
  await page.goto(`${mock.url}/#/connections/${well}/coverage`);
  const outline = (name) => page.locator(".tabs").getByRole("link", { name }).evaluate((tab) => getComputedStyle(tab).outlineStyle);
  await page.locator(".tabs a[aria-current]").waitFor();
  assert.deepEqual([await outline("Coverage"), await outline("Runs")], ["solid", "none"]);
});

test("the keyboard: j and k go through the list, Enter opens, g leads elsewhere, ? tells all of it", { timeout: 60_000 }, async (t) => {
  const own = await own_mock(t);
  const { page } = await signed_in(t, {}, own);
  await page.goto(`${own.url}/#/connections?view=rows&sort=label`);
  await page.locator("[data-row]").nth(2).waitFor();
  await page.locator("h1").click();
  const here = () => page.evaluate(() => document.activeElement.closest("[data-row]")?.dataset.row);
  await page.keyboard.press("j");
  const first = await here();
  await page.keyboard.press("j");
  assert.notEqual(await here(), first);
  await page.keyboard.press("k");
  assert.equal(await here(), first);
  await page.keyboard.press("Enter");
  await page.waitForFunction((id) => location.hash === `#/connections/${id}`, first);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).getByText("Go to Activity").waitFor();
  assert.deepEqual(await serious_findings(page), []);
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.getByRole("heading", { name: "Activity", level: 1 }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("j?");
  assert.equal(await page.getByRole("dialog").count(), 0, "keys are text while somebody types");
});

test("the start page: counts lead to the list, what needs somebody has its button, the chart says its numbers", { timeout: 60_000 }, async (t) => {
  const own = await own_mock(t);
  const watched = await opened_page(t, own);
  const { page } = watched;
  await page.goto(`${own.url}/#signin=demo`);
  await page.getByRole("heading", { name: "Needs somebody now" }).waitFor();
  await page.getByRole("img", { name: /runs succeeded, \d+ failed/ }).locator("canvas").waitFor();
  await page.getByRole("button", { name: "Reconnect: Pebble Toys" }).waitFor();
  await page.getByText("Consent of Harrow Goods NA").waitFor();
  await page.getByRole("link", { name: "1 Revoked" }).click();
  await page.waitForFunction(() => location.hash === "#/connections?badge=revoked");
  await page.getByRole("heading", { name: "Connections", level: 1 }).waitFor();
  assert.deepEqual(await complaints_of(watched), []);
});

test("without any connection the start page offers the regions", async (t) => {
  const none = await own_mock(t, { empty: true });
  const watched = await opened_page(t, none);
  await watched.page.goto(`${none.url}/#signin=demo`);
  await watched.page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  await watched.page.getByRole("button", { name: "Connect Harbor Market Far East" }).waitFor();
  assert.equal(await watched.page.getByRole("button", { name: /^Connect Harbor Market/ }).count(), 3);
  await watched.page.getByText("[channels.harbor_ads.application]").waitFor();
});

test("the chosen colors override the system and are kept", async (t) => {
  const watched = await signed_in(t, { colorScheme: "dark" });
  const { page } = watched;
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  assert.equal(await theme(), "dark");
  await page.getByRole("button", { name: "Display" }).click();
  await page.getByRole("radio", { name: "Light" }).check();
  assert.equal(await theme(), "light");
  await page.getByRole("radio", { name: "High contrast" }).check();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.contrast), "more");
  await page.reload();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.contrast), "more");
  assert.equal(await theme(), "dark", "the high contrast has a dark form too");
});
