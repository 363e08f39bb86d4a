// The keyboard on every kind of list, against the console's stand-in host: j and k, Enter, x, r, / and what the help says of them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start_mock } from "../../host/admin/console/dev/mock_server.mjs";
import { complaints_of, settled, start_browser, watched_page } from "./browser.mjs";

const at_once_ms = 2_000; // a list of very many would be read after ten seconds by itself
let browser, mock;
before(async () => {
  browser = await start_browser();
  mock = await start_mock();
}, { timeout: 30_000 });
after(async () => {
  await browser?.close();
  await mock?.stop();
});

async function opened(t, place, own = mock) {
  const watched = await watched_page(browser, own.url);
  const { page } = watched;
  t.after(watched.close);
  await page.goto(`${own.url}/#signin=demo`);
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  await go(page, place, own);
  return watched;
}
async function go(page, place, own = mock) {
  await page.goto(`${own.url}/#/${place}`);
  await settled(page);
  await page.locator("h1").click();
}
const row_with_focus = (page) => page.evaluate(() => document.activeElement.closest("[data-row]")?.dataset.row);
const rows = (page) => page.locator("main [data-row]").evaluateAll((all) => all.map((one) => one.dataset.row));

async function help_of(page) {
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keyboard" });
  await dialog.waitFor();
  const keys = await dialog.locator("dl > div").evaluateAll((lines) => Object.fromEntries(
    lines.map((line) => [[...line.querySelectorAll("kbd")].map((key) => key.textContent).join(" "), line.querySelector("dd").textContent])));
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  return keys;
}

test("j and k go through every list and through cards", { timeout: 60_000 }, async (t) => {
  const watched = await opened(t, "connections?view=cards");
  const { page } = watched;
  const ads = mock.state.connections.find((one) => one.channel === "harbor_ads").id, shop = mock.state.connections[0].id;
  const lists = ["connections?view=cards", "connections?view=rows", "overview", "activity", `connections/${shop}/runs`, `connections/${shop}`,
    "records/harbor_market/orders", "views/harbor_ads/campaigns?region=NA", "backfills", "alerts/deliveries", "playbook", "plugins", "expiries"];
  for (const list of lists) {
    await go(page, list);
    await page.locator("main [data-row]").nth(1).waitFor();
    const all = await rows(page);
    await page.keyboard.press("j");
    assert.equal(await row_with_focus(page), all[0], `${list}: j goes to the first`);
    await page.keyboard.press("j");
    assert.equal(await row_with_focus(page), all[1], `${list}: j goes on`);
    await page.keyboard.press("k");
    assert.equal(await row_with_focus(page), all[0], `${list}: k goes back`);
    const help = await help_of(page);
    assert.ok(help.j && help.k && help.r, `${list}: the help says so`);
    assert.equal("/" in help, await page.locator("main [data-search]").count() > 0, `${list}: / stands in the help where there is a search`);
  }
  assert.ok(ads);
  assert.deepEqual(await complaints_of(watched), []);
});

test("Enter opens, x chooses, r syncs a connection on its card", { timeout: 60_000 }, async (t) => {
  const { page } = await opened(t, "connections?view=cards");
  const [first] = await rows(page);
  assert.equal((await help_of(page)).x, undefined, "cards are not chosen");
  await page.keyboard.press("j");
  const [asked] = await Promise.all([page.waitForRequest((one) => one.method() === "POST" && /\/sync$/.test(one.url())), page.keyboard.press("r")]);
  assert.ok(asked.url().includes(first));
  await page.keyboard.press("Enter");
  await page.waitForFunction((id) => location.hash === `#/connections/${id}`, first);
  await go(page, "views/harbor_ads/campaigns?region=NA");
  await page.locator("main [data-row]").nth(1).waitFor();
  assert.match((await help_of(page)).x, /Choose/);
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.locator("tr.row-chosen").waitFor();
  await page.keyboard.press("x");
  await page.locator("tr.row-chosen").waitFor({ state: "detached" });
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash.includes("row="));
});

test("r reads the page again at once, whatever its quiet time", { timeout: 60_000 }, async (t) => {
  const { page } = await opened(t, "overview");
  for (const [place, path] of [["records/harbor_market/orders", "/records/"], ["views/harbor_ads/campaigns?region=NA", "/views/harbor_ads/campaigns"],
    ["expiries", "/expiries"], ["activity", "/activity"], ["backfills", "/backfills"], ["connections", "/connections"]]) {
    await go(page, place);
    const asked = page.waitForRequest((one) => new URL(one.url()).pathname.startsWith(`/api/v1${path}`), { timeout: at_once_ms });
    await page.keyboard.press("r");
    await asked.catch(() => assert.fail(`${place} was not read again`));
  }
});

test("the help of a viewer offers nothing that a viewer may not do", { timeout: 60_000 }, async (t) => {
  const own = await start_mock({ role: "viewer" });
  t.after(own.stop);
  const { page } = await opened(t, "connections?view=rows", own);
  await page.locator("main [data-row]").first().waitFor();
  const help = await help_of(page);
  assert.equal(help["g u"], undefined);
  assert.equal(help.x, undefined);
  assert.equal(help.r, "Read this page again");
  assert.equal(help["g c"], "Go to Connections");
  await page.keyboard.press("g");
  await page.keyboard.press("u");
  assert.match(page.url(), /#\/connections/);
});

test("Enter in a field sends nothing that a viewer may not do", { timeout: 60_000 }, async (t) => {
  const own = await start_mock({ role: "viewer" });
  t.after(own.stop);
  const { page } = await opened(t, "views/harbor_ads/campaigns?region=NA", own);
  const sent = [];
  page.on("request", (one) => { if (one.method() !== "GET") sent.push(`${one.method()} ${one.url()}`); });
  await page.locator("main [data-row] .link-button").first().click();
  await page.getByRole("dialog").getByLabel("New tag").waitFor();
  assert.equal(await page.getByRole("dialog").getByLabel("New tag").isDisabled(), true);
  await go(page, `connections/${own.state.connections[0].id}/details`, own);
  const name = page.getByLabel("Name", { exact: true });
  await name.waitFor();
  assert.equal(await name.isDisabled(), true);
  await go(page, `connections/${own.state.connections[0].id}/marketplaces?step=choose`, own);
  const box = page.getByRole("checkbox").first();
  await box.focus();
  await page.keyboard.press("Enter");
  await go(page, "overview", own); // whatever was sent has been sent by now
  assert.deepEqual(sent, []);
});
