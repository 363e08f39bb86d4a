// The lists of Amazon Ads in a real browser, with the real host, the real plugin and the simulator: connect, choose profiles,
// filter, tag, disconnect, see what is old, reconnect, and find everything as it was. MOORING_SHOTS names a folder for screenshots.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Host, Simulator, demoApplication, sqlite } from "../support/harness.mjs";
import { complaints_of, start_browser, watched_page, settled as page_settled } from "./browser.mjs";

const axe_source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.MOORING_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

let simulator, host, browser, watched, page, id;

const region = (name, url) => `[channels.amazon_ads.endpoints.${name}]
api_base = "${url}/ads/${name.toLowerCase()}"
authorize_url = "${url}/ads/${name.toLowerCase()}/ap/oa"
token_url = "${url}/ads/${name.toLowerCase()}/auth/o2/token"
`;
const budget = (name) => `[channels.amazon_ads.budgets."${name}"]
rate_per_s = 1000
burst = 1000
`;

before(async () => {
  simulator = await Simulator.start(["--sellers", "2", "--orders", "20", "--ads-profiles", "2", "--ads-campaigns", "60", "--ads-ad-groups", "1", "--ads-keywords", "60", "--ads-history-days", "40", "--ads-report-delay", "0", "--ads-report-fail-percent", "0"]);
  host = await Host.create(simulator, { more: `[channels.amazon_ads.application]
client_id = "${demoApplication.client_id}"
client_secret = { file = "data/client-secret" }
${["NA", "EU", "FE"].map((name) => region(name, simulator.url)).join("")}${["profiles", "lists", "budget_usage", "reports.create", "reports.status"].map(budget).join("")}` });
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
  if (shots) await page.screenshot({ path: join(shots, `ads-${name}.png`), fullPage: false });
}
const settled = () => page_settled(page);
async function serious_findings() {
  await page.evaluate(axe_source);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return result.violations.filter((one) => one.impact === "serious" || one.impact === "critical").map((one) => `${one.id}: ${one.nodes[0].target.join(" ")}`);
}
const badge = (title) => page.getByRole("region", { name: "Status" }).getByText(title, { exact: true }).first().waitFor({ timeout: 120_000 });
const rows = () => page.locator(".table-view tbody tr");
const shown = () => page.getByRole("navigation", { name: "Pages" }).getByRole("status").textContent();
const counted = (count) => page.getByText(`1–${count} of ${count}`, { exact: true }).waitFor();
const campaigns = (query = "") => page.goto(`${host.url}/#/views/amazon_ads/campaigns${query}`).then(settled);
async function consent() {
  await page.getByRole("button", { name: /^Sign in at/ }).click();
  await page.locator("button.choice").first().click();
  await page.getByRole("button", { name: "Allow" }).click();
}

test("connect a region, choose profiles, first sync", { timeout: 180_000 }, async () => {
  await page.getByRole("button", { name: "Connect Amazon Ads North America" }).click();
  await consent();
  await page.getByRole("button", { name: "Start sync" }).waitFor();
  await shot("choose");
  assert.deepEqual(await serious_findings(), []);
  await page.getByRole("button", { name: "Start sync" }).click();
  await page.getByRole("heading", { name: "In progress" }).waitFor();
  await shot("sync");
  await badge("Connected");
  id = (await host.api("GET", "/connections")).items[0].id;
  await page.locator(".expander").first().click();
  await shot("streams");
  assert.deepEqual(await serious_findings(), []);
});

test("the list shows every campaign with its sums; filters narrow it", { timeout: 60_000 }, async () => {
  await campaigns();
  const [{ count }] = sqlite(host.database, "SELECT count(*) AS count FROM amazon_ads_campaigns WHERE _deleted_at IS NULL");
  assert.ok(count > 50, `only ${count} campaigns`);
  assert.ok((await shown()).endsWith(` of ${count}`), await shown());
  assert.deepEqual(await serious_findings(), []);
  await shot("campaigns");
  const totals = page.getByRole("region", { name: "Totals by currency" }).locator("tbody tr");
  assert.ok(await totals.count() >= 1);
  await page.getByText(/^Totals, \d+ \w+ \d{4} to .* \(30 days\)$/).waitFor();
  assert.match(await totals.first().locator("[data-label=Spend]").textContent(), /[1-9]/);
  await page.getByRole("button", { name: "State: All" }).click();
  await page.getByRole("group", { name: "State" }).getByLabel(/^Paused/).check();
  await page.keyboard.press("Escape");
  await settled();
  const [{ paused }] = sqlite(host.database, "SELECT count(*) AS paused FROM amazon_ads_campaigns WHERE _deleted_at IS NULL AND state = 'PAUSED'");
  assert.ok((await shown()).endsWith(` of ${paused}`), `${await shown()}, not ${paused}`);
  for (const view of ["ad_groups", "keywords"]) {
    await page.goto(`${host.url}/#/views/amazon_ads/${view}?sort=-clicks&range=7`);
    await settled();
    assert.ok(await rows().count() > 10, view);
  }
});

test("a tag and a note on a campaign, tags on several, a saved view", { timeout: 60_000 }, async () => {
  await campaigns();
  await rows().first().getByRole("button").click();
  const panel = page.getByRole("dialog");
  await panel.getByLabel("New tag").fill("autumn");
  await page.keyboard.press("Enter");
  await panel.getByRole("button", { name: "Remove tag autumn" }).waitFor();
  await panel.getByLabel("New note").fill("Ask about the budget");
  await panel.getByRole("button", { name: "Add note" }).click();
  await panel.getByText("Ask about the budget").waitFor();
  await shot("panel");
  assert.deepEqual(await serious_findings(), []);
  await page.keyboard.press("Escape");
  for (const index of [1, 2]) await rows().nth(index).getByRole("checkbox").check();
  const bar = page.getByRole("region", { name: "Chosen rows" });
  await bar.getByLabel("Tag for all of them").fill("q4");
  await page.keyboard.press("Enter");
  await page.getByText("Tag q4: put on 2 rows.").waitFor();
  await campaigns("?tag=q4");
  await counted(2);
  await page.getByRole("button", { name: "Saved views" }).click();
  await page.getByLabel("Save the current filters as").fill("Fourth quarter");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Saved views: Fourth quarter" }).waitFor();
});

test("disconnect, see what is old, reconnect: choice, tags, notes and views are as they were", { timeout: 180_000 }, async () => {
  const before = await host.api("GET", `/connections/${id}/marketplaces`);
  await page.goto(`${host.url}/#/connections/${id}/details`);
  await page.getByRole("button", { name: "Disconnect…" }).click();
  await page.getByRole("dialog").getByText("Tags and notes, and all history").waitFor();
  await shot("disconnect");
  await page.getByRole("dialog").getByRole("button", { name: "Disconnect", exact: true }).click();
  await badge("Not connected");
  await campaigns("?tag=autumn");
  await rows().first().getByText(/as of last sync/).waitFor();
  await page.getByRole("region", { name: /^North America/ }).getByRole("button", { name: /^Reconnect/ }).waitFor();
  await shot("as-of");
  assert.deepEqual(await serious_findings(), []);
  await page.getByRole("region", { name: /^North America/ }).getByRole("button", { name: /^Reconnect/ }).click();
  await consent();
  await page.getByText("Confirm which profiles to sync").waitFor();
  await shot("confirm");
  const kept = await host.api("GET", `/connections/${id}/marketplaces`);
  assert.deepEqual(kept.items.map((one) => [one.id, one.selected]), before.items.map((one) => [one.id, one.selected]));
  await page.getByRole("button", { name: "Confirm and sync" }).click();
  await page.getByRole("heading", { name: "Streams", exact: true }).waitFor();
  await badge("Connected");
  await campaigns("?tag=autumn");
  await counted(1);
  assert.equal(await page.getByText("as of last sync").count(), 0);
  await rows().first().getByRole("button").click();
  await page.getByRole("dialog").getByText("Ask about the budget").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Saved views" }).click();
  await page.getByRole("link", { name: "Fourth quarter" }).click();
  await counted(2);
});

test("coverage and runs tell each profile", { timeout: 60_000 }, async () => {
  await page.goto(`${host.url}/#/connections/${id}/coverage`);
  await settled();
  await page.getByText("Held, and the channel still corrects it").waitFor();
  assert.deepEqual(await serious_findings(), []);
  await shot("coverage");
  await page.goto(`${host.url}/#/connections/${id}/runs`);
  await page.getByRole("columnheader", { name: "Profile" }).waitFor();
  await settled();
  await shot("runs");
});

test("the browser complained about nothing of ours", async () => {
  const complaints = (await complaints_of(watched)).filter((line) => !line.includes(simulator.url));
  assert.deepEqual(complaints, []);
});
