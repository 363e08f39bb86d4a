// Coverage and backfills in a real browser, with the real host and the simulator: the calendar of days, a gap before the first sync, the
// estimate, the job with its progress, pause and cancel, and rows that equal the oracle. MOORING_SHOTS names a folder for screenshots.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { demoApplication, Host, Simulator, mooringProgram } from "../support/harness.mjs";
import { complaints_of, start_browser, watched_page } from "./browser.mjs";

const shots = process.env.MOORING_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });
const day = (offset) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

let simulator, host, browser, watched, page, seller, id;

before(async () => {
  simulator = await Simulator.start(["--sellers", "2", "--orders", "900", "--budget-scale", "100000"]);
  host = await Host.create(simulator);
  const [link] = await host.start(["--signin-link"]);
  seller = await simulator.seller("NA");
  id = (await host.api("POST", "/connections", { channel: "amazon_seller", region: "NA", label: "Seller NA", settings: { history_days: "20" } })).id;
  await host.api("POST", `/connections/${id}/connect-with-token`, { refresh_token: seller.refresh_tokens[demoApplication.client_id], account_id: seller.id });
  const { items } = await host.api("GET", `/connections/${id}/marketplaces`);
  await host.api("PUT", `/connections/${id}/marketplaces`, { selected: items.filter((one) => one.available).map((one) => one.id) });
  await host.until("the first sync", async () => {
    const { badge } = (await host.api("GET", `/connections/${id}/status`));
    return { done: badge === "connected" };
  });
  browser = await start_browser();
  watched = await watched_page(browser, host.url, { viewport: { width: 1440, height: 900 } });
  ({ page } = watched);
  await page.goto(`${host.url}/${link}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
});
after(async () => {
  await browser?.close();
  await host?.stop();
  await simulator?.stop();
  host?.remove();
});

async function shot(name) {
  if (!shots) return;
  for (const width of [1440, 390])
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(shots, `backfill-${name}-${width}-${colorScheme}.png`), fullPage: true, animations: "disabled" });
    }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
}
const cli = (...args) => JSON.parse(execFileSync(mooringProgram(), [...args, "--config", host.config, "--json"], { encoding: "utf8" }));
const ended = (backfill) => host.until(`the end of ${backfill}`, async () => {
  const value = await host.api("GET", `/backfills/${backfill}`);
  return { done: ["done", "failed", "cancelled"].includes(value.state), value };
}, 60_000);

test("what cannot be is refused with its reason", async () => {
  const refused = async (body) => {
    try {
      await host.api("POST", `/connections/${id}/backfills/estimate`, body);
    } catch (error) {
      return String(error);
    }
    return "accepted";
  };
  assert.match(await refused({ from: day(1), to: day(3) }), /range_in_future/);
  assert.match(await refused({ from: day(-900), to: day(-800) }), /range_beyond_retention.*earliest day/s);
  assert.match(await refused({ from: day(-30), to: day(-40) }), /backfill_range_invalid/);
  assert.match(await refused({ from: day(-30), to: day(-25), streams: ["nothing"] }), /stream_unknown/);
  assert.match(await refused({ from: "yesterday", to: day(-25) }), /fields_invalid/);
});

test("days are chosen in the calendar with the keyboard, the estimate is told, and the backfill reads them", async () => {
  await page.goto(`${host.url}/#/connections/${id}/coverage`);
  const stream = page.getByRole("region", { name: "Orders", exact: true });
  await stream.getByRole("button", { name: "Orders", exact: true }).click();
  await stream.getByRole("button", { name: /^Days of Orders/ }).first().click();
  const grid = stream.getByRole("grid").first();
  await grid.waitFor();
  const today = grid.locator('[tabindex="0"]');
  await today.focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Shift+ArrowLeft");
  assert.equal(await grid.locator('[aria-selected="true"]').count(), 8);
  await shot("calendar");
  await stream.getByRole("button", { name: "Backfill these days" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/about \d+ calls/).waitFor();
  await dialog.getByLabel("First day").fill(day(-80));
  await dialog.getByLabel("Last day").fill(day(-15));
  await dialog.getByRole("checkbox", { name: "All chosen ones" }).check(); // the calendar was of one marketplace
  await dialog.getByText(/6[5-7] days in 1 part/).waitFor();
  await shot("dialog");
  await dialog.getByRole("button", { name: "Start the backfill" }).click();
  await page.getByRole("heading", { name: "Backfills", level: 1 }).waitFor();
  const [job] = (await host.api("GET", `/connections/${id}/backfills`)).items;
  assert.equal((await ended(job.id)).state, "done");
  await page.getByRole("article").first().getByText("Done", { exact: true }).first().waitFor();
  await shot("done");
});

test("every order of the range is there, the coverage is whole, and the activity tells it", async () => {
  const { items } = await host.api("GET", `/connections/${id}/marketplaces`);
  const selected = items.filter((one) => one.selected).map((one) => one.id);
  const oracle = await simulator.control("GET", `/oracle?seller=${seller.id}&marketplaces=${selected.join(",")}&settled=1&since=${day(-79)}T00:00:00Z&as_of=${new Date().toISOString()}`);
  const wanted = new Set(oracle.filter((row) => row.stream === "orders").map((row) => row.order_id));
  assert.ok(wanted.size > 50, `the oracle has ${wanted.size} orders`);
  const held = new Set();
  for (let after = ""; ;) {
    const answer = await host.api("GET", `/records/amazon_seller/orders?connection=${id}&limit=200${after && `&after=${encodeURIComponent(after)}`}`);
    for (const row of answer.items) held.add(row.order_id);
    if (!answer.next) break;
    after = answer.next;
  }
  assert.deepEqual(oracle.filter((row) => row.stream === "orders" && !held.has(row.order_id)), []);
  const coverage = await host.api("GET", `/connections/${id}/coverage?stream=orders`);
  assert.equal(coverage.counts.missing, 0);
  assert.equal(coverage.counts.failed, 0);
  for (const range of coverage.items) assert.ok(range.from.slice(0, 10) <= day(-80), JSON.stringify(range));
  const kinds = (await host.api("GET", `/connections/${id}/activity?kind=backfill&limit=50`)).items.map((entry) => entry.kind);
  assert.ok(kinds.includes("backfill.started") && kinds.includes("backfill.finished"), kinds.join());
});

test("a backfill is paused, resumed and cancelled; a second one over its days is refused", async () => {
  await simulator.fault("slow", { endpoint: "searchOrders", count: 1000, delay_ms: 1500 });
  const made = cli("backfills", "start", id, "--from", day(-400), "--to", day(-200), "--stream", "orders");
  assert.match(made.id, /^bkf_/);
  assert.throws(() => cli("backfills", "start", id, "--from", day(-300), "--to", day(-250)), /backfill_overlap|already reads/s);
  await page.goto(`${host.url}/#/backfills?connection=${id}&state=open`);
  const card = page.getByRole("article").first();
  await card.getByRole("button", { name: /^Pause/ }).click();
  await card.getByText("Paused", { exact: true }).first().waitFor();
  await shot("paused");
  await page.goto(`${host.url}/#/connections/${id}`);
  await page.getByText(/Backfill of .*: paused/).waitFor();
  assert.equal(cli("backfills", "resume", made.id).state, "running");
  await page.goto(`${host.url}/#/backfills?open=${made.id}`);
  const open = page.getByRole("article").first();
  await open.getByRole("region", { name: "Its parts" }).waitFor();
  await shot("under-way");
  await open.getByRole("button", { name: /^Cancel the backfill/ }).click();
  await open.getByRole("button", { name: /for good$/ }).click();
  assert.equal((await ended(made.id)).state, "cancelled");
  await open.getByText("Cancelled", { exact: true }).first().waitFor();
  await simulator.control("DELETE", "/faults");
  const listed = cli("backfills", "list", "--connection", id);
  assert.deepEqual(listed.map((one) => one.state), ["cancelled", "done"]);
});

test("nothing was loaded from elsewhere, and no script failed", async () => {
  assert.deepEqual(await complaints_of(watched), []);
});
