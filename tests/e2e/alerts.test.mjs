// Alerts in a real browser against the real host: a destination is made, tested and repaired, an outage of the provider is
// one incident and one alert, and every part is looked at. MOORING_SHOTS names a folder for screenshots.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Receiver, verify } from "../support/alert_receivers.mjs";
import { Host, Simulator, demoApplication } from "../support/harness.mjs";
import { complaints_of, start_browser, watched_page } from "./browser.mjs";

const shots = process.env.MOORING_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });
const axe_source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let simulator, host, browser, receiver, admin, page, secret;
const connections = [];

before(async () => {
  receiver = await Receiver.start();
  simulator = await Simulator.start(["--sellers", "9", "--orders", "5", "--budget-scale", "100000"]);
  host = await Host.create(simulator, { more: "[alerts]\nallow_private = true\n" });
  await host.start(["--signin-link"]);
  const { sellers } = await simulator.control("GET", "/state");
  for (const seller of sellers.filter((one) => one.region === sellers[0].region)) {
    const { id } = await host.api("POST", "/connections", { channel: "amazon_seller", region: seller.region, label: `Shop ${connections.length + 1}` });
    await host.api("POST", `/connections/${id}/connect-with-token`, { refresh_token: seller.refresh_tokens[demoApplication.client_id], account_id: seller.id });
    const { items } = await host.api("GET", `/connections/${id}/marketplaces`);
    await host.api("PUT", `/connections/${id}/marketplaces`, { selected: items.filter((item) => item.available).map((item) => item.id) });
    connections.push(id);
  }
  for (const id of connections) await host.untilBadge(id, "connected");
  browser = await start_browser();
  admin = await watched_page(browser, host.url);
  page = admin.page;
  const link = host.program.output().match(/http\S+#signin=\S+/)[0];
  await page.goto(link);
  await page.getByRole("navigation", { name: "Main" }).waitFor();
});
after(async () => {
  await browser?.close();
  await host?.stop();
  await simulator?.stop();
  await receiver?.stop();
  host?.remove();
});

async function looked_at(name) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))); // transitions have begun
  await page.waitForFunction(() => !document.querySelector(".loading") && document.getAnimations().every((one) => one.effect.getTiming().iterations === Infinity || one.playState === "finished"));
  if (shots) await page.screenshot({ path: join(shots, `alerts-${name}.png`), fullPage: true });
  await page.evaluate(axe_source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const grave = violations.filter((one) => one.impact === "serious" || one.impact === "critical");
  assert.deepEqual(grave.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`), [], name);
  const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= seen, `${name} scrolls sideways`);
}
async function at_all_sizes(name) {
  for (const [width, look] of [[1280, "light"], [360, "light"], [2560, "dark"]]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: look });
    await looked_at(`${name}-${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
}

test("a destination is made with a preview, and its secret is shown once", async () => {
  await page.goto(`${host.url}/#/alerts`);
  await page.getByText("Nobody is told yet").waitFor();
  await at_all_sizes("empty");
  await page.getByRole("button", { name: "Add a destination" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("On call");
  await dialog.getByLabel("Address").fill("http://example.com/hook");
  await dialog.getByText('"event": "badge.changed"').waitFor();
  await at_all_sizes("dialog");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.getByRole("alert").getByText(/Alerts cannot be sent there/).waitFor();
  await dialog.getByLabel("Address").fill(`${receiver.url}/hook`);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  secret = await page.locator("code", { hasText: /^mwh_/ }).textContent();
  await looked_at("secret");
  await page.getByRole("button", { name: "I have kept it" }).click();
  await page.reload();
  await page.getByRole("article", { name: "On call" }).waitFor();
  assert.equal(await page.locator("code", { hasText: /^mwh_/ }).count(), 0);
});

test("the outcome of a test is seen, when it fails and when it works", async () => {
  const card = page.getByRole("article", { name: "On call" });
  receiver.status = 500;
  receiver.answer = "the receiver is ill";
  await card.getByRole("button", { name: /Send a test/ }).click();
  await card.getByText("The test did not arrive. Status 500.").waitFor();
  await card.getByText("the receiver is ill").first().waitFor();
  await looked_at("test-failed");
  receiver.status = 204;
  receiver.answer = "";
  await card.getByRole("button", { name: /Send a test/ }).click();
  await card.getByText(/The test arrived in \d+ ms/).waitFor();
  await card.getByText("Works").waitFor();
  const [, one] = await receiver.until(2, (item) => item.headers["mooring-event"] === "alerts.test");
  assert.ok(verify(one.body, one.headers["mooring-signature"], secret));
});

test("an outage of the provider is one incident and one alert; it ends by itself", async () => {
  assert.ok(connections.length >= 3);
  await simulator.fault("http_error", { endpoint: "searchOrders", status: 503, count: 100000 });
  for (const id of connections) await host.api("POST", `/connections/${id}/sync`, {});
  await page.goto(`${host.url}/#/alerts`);
  const banner = page.getByRole("region", { name: /^Incident:/ });
  await banner.waitFor({ timeout: 120_000 });
  await at_all_sizes("incident-banner");
  await banner.getByRole("link", { name: "See incident" }).click();
  await page.getByRole("heading", { name: /connections fail at/ }).waitFor();
  await at_all_sizes("incident");
  const [opened] = await receiver.until(1, (item) => item.headers["mooring-event"] === "incident.opened");
  assert.ok(opened.json().incident.connections >= 3);
  await host.until("all of them in the incident", async () => {
    const { items } = await host.api("GET", "/incidents?state=open");
    return { done: items[0]?.connections === connections.length, value: items[0]?.connections };
  }, 120_000);
  await simulator.control("DELETE", "/faults");
  for (const id of connections) await host.api("POST", `/connections/${id}/sync`, {});
  await receiver.until(1, (item) => item.headers["mooring-event"] === "incident.resolved", 120_000);
  const told = receiver.items.map((item) => item.headers["mooring-event"]).filter((event) => event !== "alerts.test");
  assert.deepEqual(told, ["incident.opened", "incident.resolved"], "one alert for all of them, and one for its end");
  await page.getByText("Recovered").first().waitFor();
  await page.goto(`${host.url}/#/alerts/incidents?state=resolved`);
  await page.getByRole("list", { name: "Incidents" }).getByText("Over", { exact: true }).first().waitFor();
  await at_all_sizes("incidents");
});

test("what was given up can be sent again", async () => {
  receiver.status = 400;
  receiver.answer = "not like this";
  await host.api("PATCH", `/connections/${connections[0]}`, { paused: true });
  await host.until("a first attempt", async () => {
    const { items } = await host.api("GET", "/alert-deliveries?state=waiting");
    return { done: items.some((item) => item.attempts > 0), value: items };
  });
  await page.goto(`${host.url}/#/alerts/deliveries?state=waiting`);
  const line = page.getByRole("listitem").filter({ hasText: "planned runs are paused" });
  await line.getByText("not like this").waitFor();
  await at_all_sizes("deliveries");
  receiver.status = 204;
  await line.getByRole("button", { name: /Send again/ }).click();
  await page.getByText("Nothing fits these filters").waitFor();
  await page.goto(`${host.url}/#/alerts/deliveries?state=delivered`);
  await line.waitFor();
  assert.deepEqual(await complaints_of(admin), []);
});
