// The data browser, Plugins, Configuration and About in a real browser against a real host with a synced seller.
import { readFile, mkdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { started_world } from "../integration/api/world.mjs";
import { complaints_of, settled, start_browser, watched_page } from "./browser.mjs";

const axe_source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const artifacts = process.env.MOORING_ARTIFACTS ?? "";
const orders = "#/records/amazon_seller/orders";

let browser, world;
before(async () => {
  world = await started_world(140);
  browser = await start_browser();
});
after(async () => {
  await browser?.close();
  await world?.stop();
});

async function opened(t, hash, options = {}) {
  const { host } = world;
  const watched = await watched_page(browser, host.url, { acceptDownloads: true, ...options });
  t.after(() => watched.close());
  const { page } = watched;
  const link = await host.api("POST", "/signin-links", {});
  await page.goto(link.url);
  await page.locator("main h1").waitFor();
  await page.goto(`${host.url}/${hash}`);
  await settled(page);
  return watched;
}

const address = (page) => page.evaluate(() => Object.fromEntries(new URLSearchParams(location.hash.split("?")[1] ?? "")));
const result = (page) => page.locator(".result-line").textContent();
const column = (page, name) => page.locator("table.table-records").evaluate((table, heading) => {
  const at = [...table.tHead.rows[0].cells].findIndex((cell) => cell.textContent.trim() === heading);
  return [...table.tBodies[0].rows].map((row) => row.cells[at].textContent.trim());
}, name);

async function is_sound(watched, name) {
  const { page } = watched;
  await page.evaluate(axe_source);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(found.violations.filter((one) => one.impact === "serious" || one.impact === "critical")
    .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`), [], name);
  assert.deepEqual(await complaints_of(watched), []);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px wider than the window`);
  if (!artifacts) return;
  await mkdir(artifacts, { recursive: true });
  await page.screenshot({ path: join(artifacts, `${name}.png`), fullPage: true });
}

async function add_filter(page, name, comparison, value) {
  await page.getByRole("button", { name: /^Filter/ }).click();
  await page.getByLabel("Column", { exact: true }).selectOption({ label: name });
  await page.getByLabel("Comparison").selectOption({ label: comparison });
  if (value !== undefined) await page.getByLabel("Value").fill(value);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await settled(page);
}

test("filters, order and columns stand in the address, survive a reload and can be taken away", { timeout: 60_000 }, async (t) => {
  const watched = await opened(t, orders);
  const { page } = watched;
  const everything = await result(page);
  const key_heading = await page.locator("table.table-records thead th button").first().textContent();
  const [some] = await column(page, key_heading.trim());
  await add_filter(page, key_heading.trim(), "contains", some.slice(-5));
  assert.match(await result(page), /^[1-9]\d* of [1-9]\d* record/);
  assert.notEqual(await result(page), everything);
  assert.ok((await column(page, key_heading.trim())).every((text) => text.includes(some.slice(-5))));
  await page.getByRole("button", { name: key_heading.trim(), exact: true }).click();
  await settled(page);
  const query = await address(page);
  assert.match(query.where, /:contains:/);
  assert.ok(query.sort);
  const before_reload = await column(page, key_heading.trim());
  await page.reload();
  await settled(page);
  assert.deepEqual(await column(page, key_heading.trim()), before_reload);
  await page.getByRole("button", { name: /^Remove the filter/ }).click();
  await settled(page);
  assert.equal((await address(page)).where, undefined);
  await is_sound(watched, "data-browser");
});

test("a wrong value is told before it is sent; what matches nothing says so", { timeout: 60_000 }, async (t) => {
  const watched = await opened(t, orders);
  const { page } = watched;
  await page.getByRole("button", { name: /^Filter/ }).click();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("Type what to look for.").waitFor();
  await page.getByLabel("Value").fill("no such thing at all");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("No record matches these filters").waitFor();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await page.locator("table.table-records").waitFor();
});

test("the order by a heading is that of the values, and turns", { timeout: 60_000 }, async (t) => {
  const { page } = await opened(t, orders);
  const heading = (await page.locator("table.table-records thead th button").first().textContent()).trim();
  for (const [direction, turned] of [["ascending", false], ["descending", true]]) {
    await page.getByRole("button", { name: heading, exact: true }).click();
    await page.locator(`th[aria-sort=${direction}]`).waitFor();
    await settled(page);
    const shown = await column(page, heading);
    const sorted = [...shown].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
    assert.deepEqual(shown, turned ? sorted.reverse() : sorted);
  }
});

test("an export hands out every row that matches, with the columns that are shown", { timeout: 60_000 }, async (t) => {
  const { page } = await opened(t, orders);
  const total = Number(/of ([\d,]+) /.exec(await result(page))[1].replace(/,/g, ""));
  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV", exact: true }).click()]);
  assert.equal(download.suggestedFilename(), "amazon_seller_orders.csv");
  const [titles, ...lines] = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
  assert.equal(lines.length, total);
  assert.ok(titles.split(",").length < 30);
});

test("a record opens beside the list, with the channel's own JSON", { timeout: 60_000 }, async (t) => {
  const watched = await opened(t, orders);
  const { page } = watched;
  await page.locator("table.table-records tbody .link-button").first().click();
  await page.getByRole("button", { name: "Show the channel's own JSON" }).click();
  const raw = JSON.parse(await page.getByLabel("Raw record", { exact: true }).textContent());
  assert.ok(Object.keys(raw).length > 3);
  assert.ok((await address(page)).row);
  await is_sound(watched, "record");
});

test("Plugins tells what each one may do and who uses it", { timeout: 60_000 }, async (t) => {
  const watched = await opened(t, "#/plugins");
  const card = watched.page.getByRole("article", { name: "Amazon Seller" });
  await card.getByText(/^Used by/).waitFor();
  assert.equal(await card.getByRole("link", { name: /Amazon Seller/ }).count() > 0, true);
  await is_sound(watched, "plugins");
});

test("Configuration tells every value and its source, and no secret", { timeout: 60_000 }, async (t) => {
  const watched = await opened(t, "#/configuration");
  const { page } = watched;
  await page.getByRole("region", { name: "Keys of admin" }).getByRole("row", { name: /^port .*mooring\.toml:\d+/ }).waitFor();
  const secret = (await readFile(join(world.host.folder, "data/client-secret"), "utf8")).trim();
  assert.ok(!(await page.content()).includes(secret));
  await page.getByRole("searchbox", { name: "Search" }).fill("client_secret");
  await page.waitForFunction(() => document.querySelectorAll(".table-keys tbody tr").length === 1);
  assert.match(await page.locator(".table-keys tbody tr").textContent(), /set.*client-secret/);
  assert.equal((await address(page)).text, "client_secret");
  await is_sound(watched, "configuration");
});

test("About tells what runs, and hands out a support bundle", { timeout: 60_000 }, async (t) => {
  const watched = await opened(t, "#/about");
  const { page } = watched;
  await page.getByRole("heading", { name: /^Mooring \d/ }).waitFor();
  await page.getByLabel("Runs and activity of").selectOption({ label: "Last day" });
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Make a support bundle" }).click()]);
  await page.getByText("The support bundle is in your downloads.").waitFor();
  assert.match(download.suggestedFilename(), /^mooring-support-.*\.html$/);
  assert.ok((await stat(await download.path())).size > 10_000);
  await is_sound(watched, "about");
});

test("every one of these pages fits a phone, in the dark", { timeout: 90_000 }, async (t) => {
  for (const [name, hash] of [["data-browser", orders], ["plugins", "#/plugins"], ["configuration", "#/configuration"], ["about", "#/about"]])
    await is_sound(await opened(t, hash, { viewport: { width: 360, height: 780 }, colorScheme: "dark" }), `${name}-phone`);
});
