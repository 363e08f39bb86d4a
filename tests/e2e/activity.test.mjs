// The activity log in a real browser, with the real host: search, filters and chips, an entry's own page and its text for a
// ticket, the values of a change, a run's calls, live entries, export, and the commands. MOORING_SHOTS names a folder for
// screenshots.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Host, Simulator, mooringProgram } from "../support/harness.mjs";
import { complaints_of, start_browser, watched_page } from "./browser.mjs";

const axe_source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.MOORING_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

let simulator, host, browser, watched, page, id, other;

before(async () => {
  simulator = await Simulator.start(["--sellers", "2", "--orders", "40", "--budget-scale", "100000"]);
  host = await Host.create(simulator);
  const [link] = await host.start(["--signin-link"]);
  ({ id } = await host.api("POST", "/connections", { channel: "amazon_seller", region: "NA", label: "Harbour shop" }));
  ({ id: other } = await host.api("POST", "/connections", { channel: "amazon_seller", region: "EU", label: "Other shop" }));
  browser = await start_browser();
  watched = await watched_page(browser, host.url, { permissions: ["clipboard-read", "clipboard-write"] });
  page = watched.page;
  await page.goto(`${host.url}/${link}`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
});
after(async () => {
  await browser?.close();
  await host?.stop();
  await simulator?.stop();
  host?.remove();
});

async function shot(name) {
  if (shots) await page.screenshot({ path: join(shots, `activity-${name}.png`), fullPage: true });
}
const open = async (query = "") => {
  await page.goto(`${host.url}/#/activity${query}`);
  await page.getByRole("region", { name: "Activity" }).first().waitFor();
};
const entries = () => page.locator(".entries .entry");
const rename = (connection, label) => host.api("PATCH", `/connections/${connection}`, { label });
const entry_of = async (query) => (await host.api("GET", `/activity?${query}`)).items[0];
async function mooring(...args) {
  const { stdout } = await promisify(execFile)(mooringProgram(), [...args, "--config", host.config]);
  return stdout;
}

test("a text is searched for in the log, and the address holds it", async () => {
  await open();
  await entries().nth(1).waitFor();
  await page.getByRole("searchbox", { name: "Search" }).fill("HARBOUR");
  await page.waitForFunction(() => location.hash.includes("text=HARBOUR"));
  await page.waitForFunction(() => document.querySelectorAll(".entries .entry").length === 1);
  await page.getByText("Created Harbour shop").waitFor();
  await page.getByRole("searchbox", { name: "Search" }).fill("Ha");
  await page.getByText("Type 3 characters or more").first().waitFor();
  await page.getByRole("searchbox", { name: "Search" }).fill("nothing like it");
  await page.getByText("No entry matches these filters").waitFor();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await entries().nth(1).waitFor();
});

test("filters behind the button become chips, which take them away", async () => {
  await open();
  await page.getByRole("button", { name: /^More filters/ }).click();
  await page.getByLabel("Region", { exact: true }).selectOption("EU");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Remove filter Region: EU" }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll(".entries .entry").length === 1);
  await page.getByText("Created Other shop").waitFor();
  await shot("filtered");
  await page.getByRole("button", { name: "Remove filter Region: EU" }).click();
  await entries().nth(1).waitFor();
});

test("a change shows the values before and after, on a page of its own", async () => {
  await rename(id, "Harbour shop NA");
  const entry = await entry_of(`connection=${id}&kind=connection.changed`);
  assert.equal(entry.before.label, "Harbour shop");
  assert.equal(entry.after.label, "Harbour shop NA");
  await page.goto(`${host.url}/#/activity/${entry.id}`);
  const row = page.getByRole("row", { name: /label/ });
  await row.waitFor();
  assert.match(await row.innerText(), /Harbour shop\s+Harbour shop NA/);
  await page.getByRole("button", { name: "Copy as text" }).click();
  await page.getByText("The text is copied.").waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(text, /^Time \(UTC\): \d{4}-/m);
  assert.match(text, /^What: connection.changed$/m);
  assert.match(text, /^Connection: Harbour shop NA/m);
  assert.match(text, /^Software: Mooring \d/m);
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.waitForFunction(async (end) => (await navigator.clipboard.readText()).endsWith(end), `/#/activity/${entry.id}`);
  await shot("entry");
});

test("j and k go through the entries, Enter opens one", async () => {
  await open();
  await entries().nth(1).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  assert.equal(await page.evaluate(() => document.activeElement?.classList.contains("entry-open")), true);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("Activity entry").waitFor();
  await page.keyboard.press("Escape");
});

test("live entries come on top while they match; without live, a button tells of them", async () => {
  await open(`?connection=${id}`);
  await entries().first().waitFor();
  const before_new = await entries().count();
  await rename(id, "Harbour shop 2");
  await page.getByRole("button", { name: "1 new entry" }).waitFor();
  assert.equal(await entries().count(), before_new);
  await page.getByRole("button", { name: "1 new entry" }).click();
  await page.getByText("Renamed to Harbour shop 2").waitFor();
  await page.getByRole("switch", { name: "Live" }).check();
  await rename(other, "Not of this list");
  await rename(id, "Harbour shop 3");
  await page.getByText("Renamed to Harbour shop 3").waitFor();
  assert.equal(await page.getByText("Not of this list").count(), 0);
  assert.equal(await entries().count(), before_new + 2);
  await shot("live");
});

test("a run's calls stand beneath its end, summed up; those that failed are entries", async () => {
  const synced = await host.connectSeller(simulator);
  const ended = (count) => host.until(`${count} runs`, async () => {
    const { items } = await host.api("GET", `/runs?connection=${synced.id}&stream=orders&state=succeeded`);
    return { done: items.length >= count, value: items[0] };
  });
  await ended(1);
  await simulator.fault("http_error", { endpoint: "searchOrders", status: 503, count: 1 });
  await host.api("POST", `/connections/${synced.id}/sync`, { streams: ["orders"] });
  const run = await ended(2);
  const calls = await host.api("GET", `/runs/${run.id}/calls`);
  assert.equal(calls.complete, true);
  assert.equal(calls.items.reduce((sum, one) => sum + one.calls, 0) >= run.requests, true);
  const failed = calls.items.find((one) => one.status >= 500);
  assert.equal(failed.calls, 1);
  const entry = calls.entries.find((one) => one.kind === "request.failed");
  assert.equal(entry.operation, failed.operation);
  assert.equal(entry.method, "GET");
  assert.equal(entry.attempt, 1);
  assert.ok(entry.duration_ms >= 0 && entry.request_id !== "");
  await open(`?connection=${synced.id}`);
  await page.getByRole("button", { name: /Calls · 1 failed call/ }).click();
  await page.getByRole("table", { name: "Calls of the run" }).getByRole("row", { name: /500|503/ }).first().waitFor();
  await page.getByRole("list", { name: "Failed calls of the run" }).getByText("500").or(page.getByRole("list", { name: "Failed calls of the run" }).getByText("503")).first().waitFor();
  await shot("run");
  await page.goto(`${host.url}/#/activity/${entry.id}`);
  await page.getByRole("region", { name: "Entries of the same run" }).waitFor();
  await page.getByRole("link", { name: failed.operation }).waitFor();
});

test("the export has the filters of the page and all fields", async () => {
  const csv = await (await host.request("GET", `/api/v1/activity/export?format=csv&connection=${id}&text=Renamed`)).text();
  const lines = csv.trim().split("\r\n");
  assert.equal(lines.length, 4);
  assert.match(lines[0], /method,operation,attempt,duration_ms,before,after$/);
  await open("?region=EU&text=Created");
  const to = await page.getByRole("link", { name: "Export as NDJSON" }).getAttribute("href");
  const ndjson = await (await host.request("GET", to)).text();
  assert.equal(ndjson.trim().split("\n").length, 1);
  assert.equal(JSON.parse(ndjson).connection_id, other);
});

test("the commands have the same filters", async () => {
  const list = JSON.parse(await mooring("activity", "list", "--connection", id, "--text", "Renamed", "--json"));
  assert.equal(list.length, 3);
  assert.match(await mooring("activity", "list", "--region", "EU"), /Created Other shop/);
  const one = JSON.parse(await mooring("activity", "show", list[0].id, "--json"));
  assert.equal(one.message, "Renamed to Harbour shop 3");
  await assert.rejects(mooring("activity", "list", "--text", "ab"), /three characters/);
});

test("accessibility of the log and of an entry, narrow and wide", async () => {
  const entry = await entry_of(`connection=${id}&kind=connection.changed`);
  for (const hash of ["#/activity?kind=connection&text=shop", `#/activity/${entry.id}`]) {
    await page.goto(`${host.url}/${hash}`);
    await page.getByText(/Renamed to/).first().waitFor();
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${hash} is wider than ${width} px`);
      await page.evaluate(axe_source);
      const { violations } = await page.evaluate(() => window.axe.run("main", { resultTypes: ["violations"] }));
      assert.deepEqual(violations.filter((one) => ["serious", "critical"].includes(one.impact)).map((one) => `${one.id}: ${one.nodes[0].html}`), []);
      await shot(`${width}-${hash.includes("?") ? "list" : "page"}`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await open();
  await page.getByRole("button", { name: /^More filters/ }).click();
  await shot("more-filters");
  assert.deepEqual(await complaints_of(watched), []);
});
