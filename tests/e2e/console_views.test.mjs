// The lists that a plugin declares, and the connections behind them, in a real browser against the console's mock server:
// filters in the address, order, pages, tags and notes, saved views, freshness, marketplaces, coverage.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { make_connection, set_badge } from "../../host/admin/console/dev/mock_data.mjs";
import { emit, start_mock } from "../../host/admin/console/dev/mock_server.mjs";
import { complaints_of, settled, start_browser, watched_page } from "./browser.mjs";

const axe_source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const list = "#/views/harbor_ads/campaigns", ads = "con_01ads000001", ads_eu = "con_01ads000002";

let browser;
before(async () => { browser = await start_browser(); });
after(() => browser?.close());

async function opened(t, hash, options = {}, mock_options = {}) {
  const mock = await start_mock(mock_options);
  t.after(() => mock.stop());
  const watched = await watched_page(browser, mock.url, options);
  t.after(() => watched.close());
  const { page } = watched;
  await page.goto(`${mock.url}/#signin=demo`);
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  await page.goto(`${mock.url}/${hash}`);
  await settled(page);
  return { ...watched, mock };
}

const rows = (page) => page.locator(".table-view tbody tr");
const address = (page) => page.evaluate(() => Object.fromEntries(new URLSearchParams(location.hash.split("?")[1] ?? "")));
const shown = (page) => page.getByRole("navigation", { name: "Pages" }).getByRole("status").textContent();

async function serious_findings(page) {
  await page.evaluate(axe_source);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return result.violations.filter((one) => one.impact === "serious" || one.impact === "critical").map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`);
}

test("the navigation leads to the lists of a channel", async (t) => {
  const { page } = await opened(t, "#/connections");
  await page.getByRole("button", { name: "Harbor Ads", exact: true }).click();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Keywords" }).click();
  await page.getByRole("heading", { name: /^Keywords/, level: 1 }).waitFor();
  await page.waitForFunction(() => document.title === "Keywords, Harbor Ads · Mooring");
});

test("every filter stands in the address; the back button and a reload keep it", { timeout: 60_000 }, async (t) => {
  const { page } = await opened(t, list);
  assert.equal(await shown(page), "1–100 of 270");
  await page.getByRole("group", { name: "Region" }).getByRole("button", { name: /North America/ }).click();
  await page.getByRole("button", { name: "State: All" }).click();
  await page.getByRole("group", { name: "State" }).getByRole("button", { name: "Only active" }).click();
  await page.getByRole("button", { name: "State: Enabled, Paused" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Period: Last 30 days" }).click();
  await page.getByRole("button", { name: "Last 7 days" }).click();
  await page.getByRole("button", { name: "Clicks" }).click();
  await settled(page);
  assert.deepEqual(await address(page), { region: "NA", state: "ENABLED,PAUSED", range: "7", sort: "-clicks" });
  const narrowed = await shown(page);
  assert.equal(narrowed, "1–100 of 123");
  assert.equal(await page.locator("th[aria-sort=descending]").textContent(), "Clicks");
  const first = await rows(page).first().locator(".row-name").textContent();

  await page.reload();
  await settled(page);
  assert.equal(await shown(page), narrowed);
  assert.equal(await rows(page).first().locator(".row-name").textContent(), first);
  await page.goBack();
  await settled(page);
  assert.deepEqual(await address(page), { region: "NA", state: "ENABLED,PAUSED", range: "7" });
  await page.goBack();
  await page.goBack();
  await settled(page);
  assert.deepEqual(await address(page), { region: "NA" });

  await page.getByLabel("Search").fill("Fenders");
  await page.waitForFunction(() => location.hash.includes("text=Fenders"));
  await settled(page);
  for (const name of await rows(page).locator(".row-name").allTextContents()) assert.match(name, /Fenders/);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await settled(page);
  assert.equal(await shown(page), "1–100 of 270");
});

test("what the channel no longer has is shown when asked for", async (t) => {
  const { page } = await opened(t, `${list}?region=NA`);
  await page.getByText("1–100 of 135").waitFor();
  await page.getByRole("button", { name: "State: All" }).click();
  await page.getByLabel("Also what the channel no longer has").check();
  await page.getByText("1–100 of 138").waitFor();
  await page.keyboard.press("Escape");
  await page.getByLabel("Search").fill("auto 32");
  await page.waitForFunction(() => location.hash.includes("text="));
  await settled(page);
  assert.deepEqual(await page.locator(".cell-state .badge").allTextContents(), Array(await rows(page).count()).fill("Gone"));
});

test("days from one to another; a wrong period is refused in words", async (t) => {
  const { page } = await opened(t, list);
  await page.getByRole("button", { name: /^Period/ }).click();
  await page.getByLabel("From").fill("2020-01-01");
  await page.getByRole("button", { name: "Show these days" }).click();
  await page.getByRole("alert").filter({ hasText: "366" }).waitFor();
  const to = await page.getByLabel("To", { exact: true }).inputValue();
  await page.getByLabel("From").fill(to);
  await page.getByRole("button", { name: "Show these days" }).click();
  await page.getByText("(1 day)").waitFor();
  assert.deepEqual(await address(page), { from: to, to });
});

test("totals stand per currency and are not converted; columns are chosen", async (t) => {
  const { page } = await opened(t, `${list}?region=EU`);
  const totals = page.getByRole("region", { name: "Totals by currency" });
  await totals.locator("tbody th").nth(1).waitFor();
  assert.deepEqual(await totals.locator("tbody th").allTextContents(), ["EUR", "GBP"]);
  assert.match(await totals.locator("tbody tr").nth(0).textContent(), /€/);
  assert.match(await totals.locator("tbody tr").nth(1).textContent(), /£/);
  await page.getByRole("button", { name: /^Columns/ }).click();
  await page.getByRole("group", { name: "Columns" }).getByLabel("Impressions").uncheck();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".table-view thead th").filter({ hasText: "Impressions" }).count(), 0);
  await page.reload();
  await settled(page);
  assert.equal(await page.locator(".table-view thead th").filter({ hasText: "Impressions" }).count(), 0);
});

test("pages of a long list: next, previous, back button, reload", { timeout: 60_000 }, async (t) => {
  const { page } = await opened(t, list, {}, { campaigns: 10_000 });
  assert.equal(await shown(page), "1–100 of 59,994");
  const first = await rows(page).first().locator(".row-name").textContent();
  const next = page.getByRole("button", { name: "Next" }), previous = page.getByRole("button", { name: "Previous" });
  await next.click();
  await page.getByText("101–200 of 59,994").waitFor();
  await settled(page);
  await next.click();
  await page.getByText("201–300 of 59,994").waitFor();
  assert.equal(await rows(page).count(), 100);
  await previous.click();
  await page.getByText("101–200 of 59,994").waitFor();
  await page.reload();
  await page.getByText("101–200 of 59,994").waitFor();
  await previous.click();
  await page.getByText("1–100 of 59,994").waitFor();
  await settled(page);
  assert.equal(await rows(page).first().locator(".row-name").textContent(), first);
  await page.goBack();
  await page.getByText("101–200 of 59,994").waitFor();
  await page.getByRole("button", { name: "Sales" }).click();
  await page.getByText("1–100 of 59,994").waitFor();
  assert.equal((await address(page)).after, undefined, "another order starts at the first page");
});

test("rows of a region that is not connected say so, and the way back is there", async (t) => {
  const { page, mock } = await opened(t, list);
  const banner = page.getByRole("region", { name: "Europe: Not connected" });
  await banner.getByText("3 days ago").waitFor();
  const old = rows(page).filter({ hasText: "as of last sync, 3 days ago" });
  assert.ok(await old.count() > 10);
  assert.match(await old.first().locator(".as-of").getAttribute("title"), /\d{4}, \d\d:\d\d:\d\d/);
  assert.equal(await rows(page).filter({ hasText: "CA$" }).filter({ hasText: "as of last sync" }).count(), 0);
  await banner.getByRole("button", { name: /^Reconnect/ }).click();
  await page.getByRole("button", { name: "Sign in at Harbor Ads" }).click();
  await page.getByText("Confirm which profiles to sync").waitFor();
  assert.equal(await page.getByRole("checkbox", { checked: true }).count(), 3, "the choice was kept");
  await page.getByRole("button", { name: "Confirm and sync" }).click();
  await page.locator(".verdict").getByText("Connected", { exact: true }).waitFor();
  await page.goto(`${mock.url}/${list}?region=EU`);
  await settled(page);
  assert.equal(await page.getByText("as of last sync").count(), 0);
});

test("empty lists say what to do", async (t) => {
  const { page } = await opened(t, `${list}?region=FE`);
  await page.getByText("Far East is not connected").waitFor();
  await page.getByRole("button", { name: "Connect Harbor Ads Far East" }).click();
  await page.getByText("[channels.harbor_ads.application]").first().waitFor(); // not configured: what is missing
  await page.keyboard.press("Escape");
  await page.getByRole("group", { name: "Region" }).getByRole("button", { name: /North America/ }).click();
  await settled(page);
  await page.getByLabel("Search").fill("no such campaign");
  await page.getByText("No campaigns match these filters").waitFor();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await page.getByText("1–100 of 270").waitFor();
});

test("saved views: save, mark, modified, update, rename, open, delete", { timeout: 60_000 }, async (t) => {
  const { page, mock } = await opened(t, `${list}?region=NA&state=ENABLED`);
  const menu = page.getByRole("button", { name: /^Saved views/ });
  await menu.click();
  await page.getByLabel("Save the current filters as").fill("Running in America");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Saved views: Running in America", exact: true }).waitFor();
  assert.equal(mock.state.ads.saved[0].query, "region=NA&state=ENABLED");

  await page.getByRole("button", { name: "Clicks" }).click();
  await page.getByRole("button", { name: "Saved views: Running in America, modified" }).waitFor();
  await page.getByRole("button", { name: "Update Running in America" }).click();
  await page.getByRole("button", { name: "Saved views: Running in America", exact: true }).waitFor();
  assert.equal(mock.state.ads.saved[0].query, "region=NA&sort=-clicks&state=ENABLED");

  await menu.click();
  await page.getByRole("button", { name: "Rename Running in America" }).click();
  await page.getByLabel("Name", { exact: true }).fill("America");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Saved views: America", exact: true }).waitFor();
  await page.keyboard.press("Escape");

  await page.goto(`${mock.url}/${list}`);
  await settled(page);
  await page.getByRole("button", { name: "Saved views", exact: true }).click();
  await page.getByLabel("Save the current filters as").fill("America");
  await page.getByRole("button", { name: "Save view" }).click();
  await page.getByRole("alert").filter({ hasText: "already a view called America" }).waitFor();
  await page.getByRole("link", { name: "America" }).click();
  await settled(page);
  const { saved, ...kept } = await address(page);
  assert.deepEqual(kept, { region: "NA", sort: "-clicks", state: "ENABLED" });
  assert.equal(saved, mock.state.ads.saved[0].id);

  await menu.click();
  await page.getByRole("button", { name: "Delete America" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Saved views", exact: true }).waitFor();
  assert.deepEqual(mock.state.ads.saved, []);
});

test("one row: daily chart, tags with what is known, notes; its link opens it from any page", { timeout: 60_000 }, async (t) => {
  const watched = await opened(t, `${list}?region=NA`);
  const { page, mock } = watched;
  await rows(page).nth(2).getByRole("button").click();
  const panel = page.getByRole("dialog");
  const name = await panel.getByRole("heading", { level: 2 }).textContent();
  await panel.getByRole("img", { name: /^Spend on 30 days/ }).focus();
  await page.keyboard.press("ArrowRight");
  await panel.getByText(/\$[\d.,]+ on \d+ \w+ \d{4}/).waitFor();

  await panel.getByLabel("New tag").fill("autumn, sale");
  await page.keyboard.press("Enter");
  await panel.getByRole("button", { name: "Remove tag autumn sale" }).waitFor();
  await panel.getByLabel("New note").fill("Budget agreed with Hilal");
  await panel.getByRole("button", { name: "Add note" }).click();
  await panel.getByText("Budget agreed with Hilal").waitFor();
  await panel.getByRole("button", { name: "Edit" }).click();
  await panel.getByLabel("Note", { exact: true }).fill("Budget agreed until Friday");
  await panel.getByRole("button", { name: "Save note" }).click();
  await panel.getByText(/edited/).waitFor();
  assert.deepEqual(await serious_findings(page), []);
  const stored = mock.state.ads.rows.campaigns.find((row) => row.object_id);
  assert.deepEqual([stored.tags, stored.notes.map((note) => note.text)], [["autumn sale"], ["Budget agreed until Friday"]]);

  await page.reload();
  await panel.getByRole("heading", { name, level: 2 }).waitFor();
  const { row } = await address(page);
  await page.goto(`${mock.url}/${list}?sort=cost&row=${encodeURIComponent(row)}`); // it is on the last page there
  await panel.getByRole("heading", { name, level: 2 }).waitFor();
  await panel.getByRole("button", { name: "Delete" }).click();
  await panel.getByRole("button", { name: "Delete note" }).click();
  await panel.getByText("Budget agreed until Friday").waitFor({ state: "detached" });
  assert.deepEqual(stored.notes, []);
  await panel.getByRole("link", { name: "Open the raw record" }).click();
  await page.getByRole("heading", { name: "Campaigns", level: 1 }).waitFor();
  await page.getByText("1 of 1 record").waitFor();
  assert.deepEqual(await complaints_of(watched), []);
});

test("tags on many rows at once, and by keyboard", { timeout: 60_000 }, async (t) => {
  const { page, mock } = await opened(t, `${list}?region=NA`, {}, { campaigns: 130 });
  await page.getByLabel("Select all on this page").check();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByText("101–200 of 387").waitFor();
  await settled(page);
  await page.getByLabel("Select all on this page").check();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByText("201–300 of 387").waitFor();
  await settled(page);
  await rows(page).first().getByRole("checkbox").focus();
  await page.keyboard.press("Space");
  const bar = page.getByRole("region", { name: "Chosen rows" });
  await bar.getByText("201 chosen").waitFor();
  assert.deepEqual(await serious_findings(page), []);
  await bar.getByLabel("Tag for all of them").fill("q4");
  await page.keyboard.press("Enter");
  await page.getByText("Tag q4: put on 201 rows.").waitFor(); // two requests: at most 200 objects each
  assert.equal(mock.state.ads.rows.campaigns.filter((row) => row.tags.includes("q4")).length, 201);
  await bar.waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Tag: All" }).click();
  await page.getByRole("group", { name: "Tag" }).getByLabel(/q4/).check();
  await page.getByText("1–100 of 201").waitFor();
  await page.keyboard.press("Escape");
  await settled(page);
  await rows(page).first().getByRole("checkbox").check();
  await bar.getByRole("button", { name: "Remove tag" }).click();
  await bar.getByRole("button", { name: "q4" }).click();
  await page.getByText("1–100 of 200").waitFor();
});

test("an event of the channel reads the list again; text from a channel stays text", async (t) => {
  const watched = await opened(t, `${list}?region=NA`);
  const { page, mock } = watched;
  await page.getByText("Live", { exact: true }).waitFor();
  for (const row of mock.state.ads.rows.campaigns) row.fields.name = `<img src=x onerror="window.hacked=1"> ${row.fields.name}`;
  emit(mock.state, "run", ads);
  await rows(page).filter({ hasText: "<img" }).first().waitFor({ timeout: 20_000 });
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual(await complaints_of(watched), []);
});

test("streams open to their marketplaces; waiting for a report is calm", async (t) => {
  const { page } = await opened(t, `#/connections/${ads}`);
  await page.getByText(/Waiting for .* to build a report; looks again in \d/).first().waitFor();
  const busy = page.locator(".run-busy").filter({ hasText: "Campaign performance, Harrow Goods, US" });
  assert.equal(await busy.locator(".tone-amber, .tone-red").count(), 0);
  const stream = page.locator("tbody").filter({ hasText: "Keywords" });
  await stream.getByRole("button", { name: "3 profiles, 1 failed" }).click();
  assert.equal(await stream.getByRole("row").count(), 4);
  await stream.getByRole("row").filter({ hasText: "MX" }).getByText("refuses the list").waitFor();
  await page.locator("tbody").filter({ hasText: "Campaignsevery" }).getByRole("button", { name: "3 profiles" }).click();
  await page.getByText("Sponsored display is not open to this profile").first().waitFor();
  assert.deepEqual(await serious_findings(page), []);
  await page.getByRole("link", { name: "Runs" }).click();
  await page.getByRole("cell", { name: "Harrow Goods, US" }).waitFor();
});

test("many marketplaces: filter, new ones, those that cannot be had", async (t) => {
  const { page, mock } = await opened(t, `#/connections/${ads}/marketplaces`);
  await page.getByText("2 new profiles are available").waitFor();
  await page.getByText("An agency profile has no campaigns of its own.").waitFor();
  assert.equal(await page.getByLabel(/Client 08/).count(), 0, "it cannot be ticked");
  await page.getByText("3 of 41 selected").waitFor();
  await page.getByLabel("Find").fill("client cad");
  await page.getByText(/3 of 41 selected, 10 shown/).waitFor();
  await page.getByRole("button", { name: "Select all shown" }).click();
  await page.getByText(/13 of 41 selected/).waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("13 profiles selected.").waitFor();
  assert.equal(mock.state.connections.find((one) => one.id === ads).marketplaces_selected, 13);
});

test("coverage by part: what is still corrected, what is lost", async (t) => {
  const { page } = await opened(t, `#/connections/${ads}/coverage`);
  await page.getByText("9 days lost", { exact: true }).waitFor();
  assert.equal(await page.getByText("Harrow Goods, US").count(), 0, "nothing of it is drawn before it is opened");
  await page.getByRole("button", { name: "Campaign performance" }).click();
  await page.getByRole("list", { name: "Legend" }).getByText("Held, and the channel still corrects it").waitFor();
  await page.getByText(/^Lost: .*\(9 days\)/).waitFor();
  await page.getByRole("img", { name: /^Harrow Goods, US, Sponsored products: held from .*corrected since/ }).first().waitFor();
});

test("dozens of profiles: coverage by stream, what needs a look first", async (t) => {
  const { page } = await opened(t, `#/connections/${ads}/coverage`, {}, { profiles: 40 });
  const streams = page.locator(".coverage");
  await streams.nth(0).getByText("2 profiles have gaps, 9 days lost").waitFor();
  assert.deepEqual(await streams.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label"))), ["Campaign performance", "Keywords", "Listings"]);
  await streams.nth(0).getByText(/^Lost: .* \(9 days\)$/).waitFor();
  await streams.nth(1).getByText("40 profiles, no gap").waitFor();
  assert.equal(await page.getByRole("img").count(), 2);
  await streams.nth(0).getByRole("button").click();
  await streams.nth(0).getByRole("heading", { level: 4 }).nth(39).waitFor();
  assert.deepEqual((await streams.nth(0).getByRole("heading", { level: 4 }).allTextContents()).slice(0, 3).map((one) => one.replace(/^[A-Z]{2}/, "")),
    ["Harrow Goods, US", "Client 02, CA", "Client 06, CA"], "those with trouble first");
  await streams.nth(0).getByText(/^Missing: .* \(2 days\)/).first().waitFor();
  assert.deepEqual(await serious_findings(page), []);
});

test("dozens of runs are told by stream, and open to their list", async (t) => {
  const { page, mock } = await opened(t, `#/connections/${ads}`, {}, { profiles: 40 });
  const busy = page.getByRole("region", { name: "In progress" });
  await busy.getByText("33 runs: 28 waiting for reports, 5 queued").waitFor();
  const group = busy.getByRole("listitem", { name: "Campaign performance" });
  await group.getByText("12 of 40 profiles done, 28 waiting for reports").waitFor();
  await busy.getByRole("listitem", { name: "Keywords" }).getByText("34 of 40 profiles done, 5 queued, 1 failed").waitFor();
  assert.equal(await busy.getByRole("button", { name: /^Cancel/ }).count(), 0);
  await group.getByRole("button", { name: "Campaign performance" }).click();
  await group.getByRole("button", { name: "Show all 28 runs in progress" }).click();
  assert.equal(await group.getByRole("button", { name: /^Cancel the run of Campaign performance, Client/ }).count(), 28);
  await group.getByRole("button", { name: "Cancel the run of Campaign performance, Client 09, US" }).click();
  await group.getByRole("button", { name: "Cancel the run of Campaign performance, Client 09, US" }).waitFor({ state: "detached" });
  assert.equal(mock.state.runs.filter((run) => run.state === "cancelled" && run.connection_id === ads).length, 1);
  assert.deepEqual(await serious_findings(page), []);
});

test("one region expired, two connected: the group and each of its places say so", async (t) => {
  const { page, mock } = await opened(t, "#/connections");
  const [, europe] = mock.state.connections.filter((one) => one.channel === "harbor_ads");
  set_badge(europe, "expired", Date.now());
  mock.state.connections.push(make_connection("con_01ads000003", "FE", "Harbor Ads Far East", "connected", Date.now(), { channel: "harbor_ads", channel_name: "Harbor Ads", marketplaces_available: 1 }));
  await page.reload();
  await settled(page);
  const group = page.getByRole("region", { name: "Harbor Ads", exact: true });
  assert.equal((await group.locator(".group-head").innerText()).replace(/\s+/g, " ").trim(), "Harbor Ads 1 of 3 Expired Harbor Ads: 1 Expired, 2 Connected 3 connections Campaigns Keywords");
  const cards = await group.getByRole("article").evaluateAll((all) => all.map((one) => [one.getAttribute("aria-label"), one.querySelector(".badge").textContent.trim()]));
  assert.deepEqual(cards, [["Harbor Ads North America", "Connected"], ["Harbor Ads Europe", "Expired"], ["Harbor Ads Far East", "Connected"]]);
  await group.getByRole("button", { name: "Reconnect: Harbor Ads Europe" }).waitFor();
  assert.equal(await group.getByRole("button", { name: /^Reconnect/ }).count(), 1);
  await page.goto(`${mock.url}/${list}`);
  await settled(page);
  const regions = page.getByRole("group", { name: "Region" });
  await regions.getByRole("button", { name: /Expired: .*Europe/ }).waitFor();
  assert.equal(await page.locator(".banner").count(), 1);
  await page.locator(".banner").getByText("Europe", { exact: true }).waitFor();
});

test("the start page: a place for every region, the worst badge of the group, the way to the lists", async (t) => {
  const { page } = await opened(t, "#/connections?channel=harbor_ads");
  const group = page.getByRole("region", { name: "Harbor Ads", exact: true });
  await group.locator(".group-head").getByText("1 of 2 Not connected", { exact: true }).waitFor();
  await group.getByRole("link", { name: "Campaigns" }).waitFor();
  await page.goto(`${page.url().split("#")[0]}#/connections`);
  await page.waitForFunction(() => document.querySelectorAll('section[aria-label="Harbor Ads"] article').length === 3);
  assert.deepEqual(await group.getByRole("article").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label"))),
    ["Harbor Ads North America", "Harbor Ads Europe", "Harbor Ads Far East, not connected"]);
});

test("disconnect says what stays and where to withdraw by hand", async (t) => {
  const { page } = await opened(t, `#/connections/${ads}/details`);
  await page.getByRole("button", { name: "Disconnect…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Tags and notes, and all history").waitFor();
  assert.equal(await dialog.getByRole("link", { name: /www\.example\.com\/apps/ }).getAttribute("href"), "https://www.example.com/apps");
  assert.deepEqual(await serious_findings(page), []);
});

test("on a phone the rows are blocks, and the navigation is behind the menu", async (t) => {
  const { page, mock } = await opened(t, list, { viewport: { width: 390, height: 800 } });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
  assert.equal(await page.getByRole("button", { name: "Type: All" }).count(), 0, "the filters are folded");
  const first = await rows(page).first().boundingBox();
  assert.ok(first.y < 800, `the first row is on the first screen, not at ${first.y}`);
  await page.getByRole("button", { name: "Filters", exact: true }).click();
  await page.getByRole("button", { name: "Type: All" }).click();
  const box = await page.getByRole("group", { name: "Type" }).boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
  await page.getByRole("group", { name: "Type" }).getByLabel(/Sponsored brands/).check();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Filters (1)" }).click();
  await page.getByRole("button", { name: "Menu", exact: true }).click(); // the lists of this channel are unfolded
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Keywords" }).click();
  await page.getByRole("heading", { name: /^Keywords/, level: 1 }).waitFor();
  assert.ok(mock.state.connections.some((one) => one.id === ads_eu));
});
