// What a person puts on a connection, and how groups are told, against the mock: pause, tags, workspaces, the place in the queue,
// strips of groups, one of very many connections found by typing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start_mock } from "../../host/admin/console/dev/mock_server.mjs";
import { complaints_of, start_browser, watched_page } from "./browser.mjs";

let browser;
before(async () => { browser = await start_browser(); });
after(() => browser?.close());

async function opened(t, hash, options = {}) {
  const mock = await start_mock(options);
  const watched = await watched_page(browser, mock.url);
  t.after(async () => {
    await watched.page.context().close();
    await mock.stop();
  });
  const { page } = watched;
  await page.goto(`${mock.url}/#signin=demo`);
  await page.getByRole("navigation", { name: "Main" }).waitFor();
  await page.goto(`${mock.url}/${hash}`);
  return { page, mock, watched, of: (label) => mock.state.connections.find((one) => one.label === label) };
}

test("a connection is paused and resumed on its own page", { timeout: 30_000 }, async (t) => {
  const { page, of, watched } = await opened(t, "#/connections");
  await page.getByRole("link", { name: "Harrow Goods NA", exact: true }).click();
  await page.getByRole("button", { name: "Pause Harrow Goods NA" }).click();
  await page.getByRole("region", { name: "Status" }).locator(".badge-paused").waitFor();
  assert.ok(of("Harrow Goods NA").paused);
  await page.getByRole("button", { name: "Resume Harrow Goods NA" }).click();
  await page.getByRole("button", { name: "Pause Harrow Goods NA" }).waitFor();
  assert.equal(of("Harrow Goods NA").paused, null);
  assert.equal(await page.getByRole("region", { name: "Status" }).locator(".badge-paused").count(), 0);
  assert.deepEqual(await complaints_of(watched), []);
});

test("tags are put on and taken off on the connection's page, by keyboard too", { timeout: 30_000 }, async (t) => {
  const { page, of } = await opened(t, "#/connections");
  await page.getByRole("link", { name: "Harrow Goods NA", exact: true }).click();
  const tags = page.getByRole("group", { name: "Tags", exact: true });
  await tags.getByRole("button", { name: "Add a tag" }).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("New or known tag").fill("vip, spring");
  await page.keyboard.press("Enter");
  await tags.getByText("vip spring").waitFor(); // a comma separates tags in an address, so none has one
  assert.deepEqual(of("Harrow Goods NA").tags, ["vip spring"]);
  await tags.getByRole("button", { name: "Remove tag vip spring" }).click();
  await page.waitForFunction(() => !document.querySelector(".connection-tags .tag"));
  assert.deepEqual(of("Harrow Goods NA").tags, []);
});

test("a queued run tells which in line it is, and what it waits for", { timeout: 30_000 }, async (t) => {
  const { page, mock } = await opened(t, "#/connections");
  const { connection_id } = mock.state.runs.find((one) => one.queue);
  await page.goto(`${mock.url}/#/connections/${connection_id}`);
  await page.getByText("Queued, number 3 of 12 in line: other runs have all places").waitFor();
  await page.goto(`${mock.url}/#/connections/${connection_id}/runs?state=queued`);
  await page.getByRole("region", { name: "Runs" }).getByText("number 3 of 12 in line").waitFor();
});

test("workspaces have badges on the Overview, lead to their connections, and are changed in the Details", { timeout: 30_000 }, async (t) => {
  const { page, mock, of } = await opened(t, "#/");
  const workspaces = page.locator("section", { has: page.getByRole("heading", { name: "Workspaces" }) });
  await workspaces.getByText("1 of 3 Sync error").waitFor();
  await workspaces.getByRole("link", { name: "Acme Trading" }).click();
  await page.waitForFunction(() => location.hash.includes("workspace=Acme"));
  await page.waitForFunction(() => document.querySelectorAll("article.card:not(.card-free)").length === 3);
  assert.equal(await page.getByLabel("Workspace").inputValue(), "Acme Trading");
  const one = of("Pebble Toys");
  await page.goto(`${mock.url}/#/connections/${one.id}/details`);
  await page.getByRole("combobox", { name: "Workspace" }).and(page.locator("input")).fill("Pebble & Sons");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  assert.equal(one.workspace, "Pebble & Sons");
});

test("of one workspace alone nothing is told", { timeout: 30_000 }, async (t) => {
  const { page } = await opened(t, "#/", { connections: 5 });
  await page.getByRole("heading", { name: "Channels and regions" }).waitFor();
  assert.equal(await page.getByRole("heading", { name: "Workspaces" }).count(), 0);
});

test("groups and connections show their last 90 days", { timeout: 30_000 }, async (t) => {
  const { page } = await opened(t, "#/connections");
  const region = page.getByRole("region", { name: "Harbor Market North America" });
  await region.locator("h3").getByRole("img", { name: /% connected over \d+ days/ }).waitFor();
  await region.locator("h3").getByText("1 of 5 Revoked", { exact: true }).waitFor();
  const card = page.getByRole("article", { name: "Harrow Goods NA" });
  await card.getByRole("img", { name: /% connected over \d+ days/ }).waitFor();
  assert.ok((await card.locator(".strip-cell").count()) >= 4, "days of one badge in a row are one piece, and there were several");
});

test("the activity of one of ten thousand connections is found by typing a part of its name", { timeout: 60_000 }, async (t) => {
  const { page, mock, watched } = await opened(t, "#/activity", { connections: 10_000 });
  await page.getByRole("button", { name: "More filters" }).click();
  const field = page.getByRole("combobox", { name: "Connection" });
  await field.click();
  await field.fill("seller 9998");
  const options = page.getByRole("listbox", { name: "Connection" }).getByRole("option");
  await options.filter({ hasText: "Seller 9998" }).waitFor();
  assert.equal(await options.count(), 1);
  await page.keyboard.press("Enter");
  const { id, label } = mock.state.connections.find((one) => one.label.endsWith("9998"));
  await page.waitForFunction((wanted) => location.hash.includes(`connection=${wanted}`), id);
  assert.equal(await field.inputValue(), label);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: `Remove filter Connection: ${label}` }).click();
  await page.waitForFunction(() => !location.hash.includes("connection="));
  assert.deepEqual(await complaints_of(watched), []);
});

test("a destination of alerts: the last kind is not unticked by accident, and what it is for is chosen from lists", { timeout: 60_000 }, async (t) => {
  const { page, mock: own } = await opened(t, "#/alerts");
  await page.getByRole("button", { name: "Edit Ticket desk" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit Ticket desk" });
  const kinds = dialog.getByRole("group", { name: "Tell about" });
  for (const name of ["Badge changes", "Incidents"]) await kinds.getByRole("checkbox", { name }).uncheck();
  assert.equal(await kinds.getByRole("checkbox", { checked: true }).count(), 0);
  await dialog.getByRole("button", { name: "Save" }).click();
  await kinds.getByText(/Choose at least one/).waitFor();
  assert.equal(own.state.alerts.destinations[0].version, 1, "nothing was saved");
  await kinds.getByRole("checkbox", { name: "Incidents" }).check();
  assert.equal(await kinds.getByText(/Choose at least one/).count(), 0);
  await dialog.getByText("Only some connections").click();
  await dialog.getByRole("checkbox", { name: "Harbor Ads" }).check();
  await dialog.getByRole("group", { name: "Regions" }).getByRole("checkbox", { name: "Europe" }).check();
  const picker = dialog.getByRole("combobox", { name: "Connections" });
  await picker.click();
  await picker.fill("lantern");
  await dialog.getByRole("option", { name: /Lantern & Loom/ }).waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await dialog.count(), 1, "Esc closes the list, not the dialog");
  await picker.click();
  await picker.fill("lantern");
  await page.waitForFunction(() => document.querySelectorAll("[role=option]").length === 1);
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Take Lantern & Loom away" }).waitFor();
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  const { rules } = own.state.alerts.destinations[0], [lantern] = own.state.connections.filter((one) => one.label === "Lantern & Loom");
  assert.deepEqual([rules.kinds, rules.channels, rules.regions, rules.connections], [["incident"], ["harbor_ads"], ["EU"], [lantern.id]]);
  await page.getByRole("button", { name: "Edit Ticket desk" }).click();
  await dialog.getByRole("button", { name: "Take Lantern & Loom away" }).click();
  assert.equal(await dialog.getByRole("checkbox", { name: "Harbor Ads" }).isChecked(), true);
});

test("throttled is told as that, not as work: overview, row and rate budgets; a paused one that is stale is resumed", { timeout: 60_000 }, async (t) => {
  const { page, mock, of } = await opened(t, "#/plugins");
  const until = new Date(Date.now() + 29 * 60_000).toISOString(), stale = of("Brightwater Outdoor"), other = of("Harrow Goods Europe");
  Object.assign(stale.status, { activity: "throttled", activity_until: until, activity_waiting_for: "throttled", action: "", action_text: "" });
  Object.assign(other.status, { badge: "stale", title: "Stale", activity: "idle", action: "resume", action_text: "Resume" });
  other.paused = { at: until, actor: "user:anna" };
  await page.goto(`${mock.url}/#/overview`);
  const line = page.locator(".need-list li").filter({ hasText: "Brightwater Outdoor" });
  await line.getByText(/Throttled until \d\d:\d\d/).waitFor();
  assert.equal(await line.getByText("Syncing").count(), 0);
  await page.goto(`${mock.url}/#/connections?view=rows`);
  await page.locator(".line").filter({ hasText: "Brightwater Outdoor" }).getByText(/^Throttled until \d\d:\d\d · Orders last synced/).waitFor();
  await page.goto(`${mock.url}/#/connections/${stale.id}`);
  const budget = page.getByRole("region", { name: "Rate budgets" }).getByRole("row").nth(1);
  await budget.getByText(/nothing until \d\d:\d\d/).waitFor();
  await budget.getByRole("img", { name: /^0 of / }).waitFor();
  await page.goto(`${mock.url}/#/overview`);
  await page.getByRole("button", { name: "Resume Harrow Goods Europe" }).click();
  await page.getByText("Harrow Goods Europe is resumed: planned runs go on.").waitFor();
  assert.equal(other.paused, null);
});

test("a link to a record that the list does not hold opens it, or says that it is not here", { timeout: 60_000 }, async (t) => {
  const { page, mock } = await opened(t, "#/plugins");
  const order = mock.state.records.orders.at(-1), { primary_key } = mock.state.plugins.find((one) => one.id === "harbor_market").streams[0];
  const address = (key) => `${mock.url}/#/records/harbor_market/orders?text=no-such-thing&row=${encodeURIComponent(JSON.stringify(key))}`;
  await page.goto(address([order._connection_id, ...primary_key.map((name) => order[name])]));
  await page.getByRole("dialog", { name: new RegExp(String(order[primary_key[0]])) }).getByText("Where it comes from").waitFor();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !location.hash.includes("row="));
  for (const key of [[order._connection_id, ...primary_key.map(() => "gone")], "nonsense"]) {
    await page.goto(address(key));
    await page.getByText("This record is not here").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
});

test("streams are named where an incident met them, and one that is off is not called unread", { timeout: 60_000 }, async (t) => {
  const { page, mock } = await opened(t, "#/alerts/incidents/inc_over");
  const affected = page.getByRole("region", { name: "Connections that it met" });
  await affected.getByText("Order items").first().waitFor();
  assert.equal(await affected.getByText("order_items").count(), 0);
  const ads = mock.state.connections.find((one) => one.channel === "harbor_ads");
  await page.route("**/api/v1/connections/*/streams", async (route) => {
    const body = await (await route.fetch()).json();
    for (const one of body.items) if (one.id === "campaigns") one.enabled = false;
    await route.fulfill({ json: body });
  });
  await page.route("**/api/v1/connections/*/coverage", async (route) => {
    const body = await (await route.fetch()).json();
    for (const one of body.listings) one.as_of = null;
    await route.fulfill({ json: body });
  });
  await page.goto(`${mock.url}/#/connections/${ads.id}/coverage`);
  const line = page.getByRole("region", { name: "Listings" }).getByRole("listitem").filter({ hasText: "Campaigns" });
  await line.getByText("switched off in the configuration").waitFor();
  assert.equal(await line.getByText("not read yet").count(), 0);
});

test("a plugin that is stuck is told on the overview and on its page, and its records stay in sight", { timeout: 60_000 }, async (t) => {
  const { page, mock } = await opened(t, "#/about");
  mock.state.plugins.find((one) => one.id === "harbor_market").stuck = true;
  await page.goto(`${mock.url}/#/overview`);
  await page.reload();
  await page.getByText(/Harbor Market is stuck: nothing of it syncs until the host is restarted/).waitFor();
  await page.goto(`${mock.url}/#/plugins`);
  const card = page.getByRole("article", { name: "Harbor Market" });
  await card.getByText("Stuck", { exact: true }).waitFor();
  assert.equal(await card.getByText("Loaded", { exact: true }).count(), 0);
  await page.goto(`${mock.url}/#/records/harbor_market/orders`);
  await page.getByRole("region", { name: "Orders" }).getByRole("row").nth(1).waitFor();
});
