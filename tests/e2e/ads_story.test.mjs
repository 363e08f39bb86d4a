// The whole story of Amazon Ads in a real browser, with the real host and the simulator: three regions with consents of their own,
// profiles, the list of campaigns with exact sums, tags and notes that outlive a disconnect, one region that expires alone,
// profiles that come and go, trouble without alarm. MOORING_SHOTS names a folder for screenshots.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sqlite } from "../support/harness.mjs";
import { ads_differences, ads_lists, ads_oracle, ads_performance, ads_streams, hundredths, key_of, sums_by_currency } from "./ads_oracle.mjs";
import { start_world } from "./ads_world.mjs";
import { complaints_of } from "./browser.mjs";

const all_logins = "amzn1.account.mooring-all", eu_login = "amzn1.account.mooring-eu", stranger = "amzn1.account.mooring-other";
const names = { NA: "North America", EU: "Europe", FE: "Far East" };
const logins = { NA: all_logins, EU: eu_login, FE: all_logins };
const is_active = (row) => ["ENABLED", "PAUSED"].includes(row.state);

let world, page, host, simulator;
const ids = {}, chosen = {}; // by region: the connection, its profiles {id, name}
const objects = {};          // what was tagged: name -> {id, path}

before(async () => {
  world = await start_world();
  ({ page, host, simulator } = world);
});
after(() => world?.stop());

const rows = () => page.locator(".table-view tbody tr");
const address = () => page.evaluate(() => Object.fromEntries(new URLSearchParams(location.hash.split("?")[1] ?? "")));
const list = (view = "campaigns", query = "") => world.open("views", "amazon_ads", view + query);
const panel = () => page.getByRole("dialog");
const query_of = (region) => ({ login: logins[region], region, profiles: chosen[region].map((one) => one.id) });
const day = (offset) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const connections = async () => (await host.api("GET", "/connections?channel=amazon_ads")).items;
const profiles_of = async (region) => (await simulator.control("GET", "/ads/state")).profiles.filter((one) => one.region === region && one.logins.includes(logins[region]));

async function connect(region) {
  await world.open("connections");
  await world.card(names[region]).getByRole("button", { name: /^Connect/ }).click();
  await world.consent(logins[region]);
  await page.getByRole("button", { name: "Start sync" }).waitFor();
  ids[region] = (await connections()).find((one) => one.region === region).id;
}
const choice_of = (id) => page.locator(".checkbox").filter({ has: page.getByText(id, { exact: true }) }).getByRole("checkbox");
async function choose_two(region, wanted) {
  await page.getByRole("button", { name: "Select none" }).click();
  chosen[region] = (await profiles_of(region)).filter((one) => wanted.includes(one.country_code) && !one.view_only && one.type !== "agency");
  for (const { id } of chosen[region]) await choice_of(id).check();
  await page.getByText(`${chosen[region].length} of`).waitFor();
  await page.getByRole("button", { name: "Start sync" }).click();
  await page.getByRole("heading", { name: "In progress" }).waitFor();
}

test("a consent that is denied changes nothing and says so", async () => {
  await world.open("connections");
  await world.card(names.NA).getByRole("button", { name: /^Connect/ }).click();
  await world.shot("01-connect");
  await world.consent(all_logins, "Cancel");
  await page.getByRole("heading", { name: "The consent was not given" }).waitFor();
  await page.getByText("The user denied the request").waitFor();
  await world.shot("02-denied");
  await world.open("connections");
  await world.card(names.NA).getByText("Not connected").first().waitFor();
  const [connection] = await connections();
  assert.equal(connection.grant, null);
  assert.equal(connection.account_id, "");
  assert.equal(connection.status.badge, "not_connected");
});

test("three regions, three consents: the profiles of each, two of them chosen, the first sync", async () => {
  await connect("NA");
  const agency = (await profiles_of("NA")).find((one) => one.type === "agency");
  const unusable = page.locator("li").filter({ hasText: agency.id });
  await unusable.getByText("an agency's own profile: it has no campaigns").waitFor();
  assert.equal(await page.getByRole("checkbox", { name: new RegExp(agency.name.replace(/[()]/g, ".")) }).count(), 0, "it cannot be ticked");
  await page.getByText("CAD · America/Los_Angeles").waitFor();
  await world.shot("03-profiles");
  await choose_two("NA", ["US", "CA"]);
  await world.shot("04-first-sync");

  await connect("EU");
  await page.getByText("view rights only").waitFor();
  await choose_two("EU", ["DE", "FR"]); // FR has no permission for Sponsored Brands
  await simulator.fault("report_failed", { region: "FE", count: 1 });
  await connect("FE");
  await choose_two("FE", ["JP", "AU"]);
  await page.getByText(/waiting for (the )?reports?/i).first().waitFor();
  await world.shot("05-waiting-for-reports");

  await world.open("connections");
  for (const region of ["NA", "EU", "FE"]) await world.card(names[region]).getByText("Connected", { exact: true }).waitFor({ timeout: 60_000 });
  await world.shot("06-three-regions");
  const all = await connections();
  assert.equal(all.length, 3);
  assert.equal(new Set(all.map((one) => one.id)).size, 3);
  for (const one of all) assert.equal(one.marketplaces_selected, 2);
  assert.equal((await world.entries(ids.FE, "run.failed")).length, 0, "a report that failed once was asked for again");
  await world.faults_were_met();
});

test("sixteen streams of every region equal the oracle, row by row, and nothing is doubled", async () => {
  const from = day(-58), to = day(0);
  for (const region of ["NA", "EU", "FE"])
    for (const stream of ads_streams) {
      const query = { ...query_of(region), ...(ads_performance.includes(stream) && { from, to }), ...(stream === "profiles" && { profiles: [] }) };
      const { found, compared } = await ads_differences(simulator, host, stream, ids[region], query);
      assert.deepEqual(found.slice(0, 5), [], `${region} ${stream}`);
      assert.ok(compared > 0, `nothing to compare in ${region} ${stream}`);
    }
});

test("the list of campaigns: its sums are the oracle's, for one campaign and for a currency", async () => {
  const from = day(-29), to = day(0); // what the list shows by default
  await list("campaigns", "?region=NA");
  const { items, totals } = await host.api("GET", `/views/amazon_ads/campaigns?region=NA&from=${from}&to=${to}`);
  const held = new Set((await ads_oracle(simulator, "campaigns", query_of("NA"))).map((one) => one.campaign_id));
  const days = (await ads_oracle(simulator, "campaign_performance", { ...query_of("NA"), from, to })).filter((one) => held.has(one.campaign_id));
  const fields = ["cost", "sales", "clicks", "purchases"];
  const wanted = sums_by_currency(days, fields);
  assert.deepEqual(Object.keys(wanted).sort(), ["CAD", "USD"]);
  for (const total of totals)
    for (const field of fields) assert.equal(hundredths(total.metrics[field]), wanted[total.currency][field], `${field} in ${total.currency}`);
  const in_words = await page.getByRole("region", { name: "Totals by currency" }).getByRole("row").filter({ hasText: "USD" }).locator("[data-label=Spend]").textContent();
  assert.equal(hundredths(in_words.replace(/[^\d.]/g, "")), wanted.USD.cost, in_words);

  const best = items[0], own = days.filter((one) => one.campaign_id === best.key.campaign_id);
  const sums = sums_by_currency(own, fields)[best.currency];
  for (const field of fields) assert.equal(hundredths(best.metrics[field]), sums[field], field);
  const row = rows().first();
  assert.match(await row.textContent(), new RegExp(best.fields.name.slice(0, 12)));
  for (const [title, field] of [["Spend", "cost"], ["Sales", "sales"]])
    assert.equal(hundredths((await row.locator(`[data-label=${title}]`).textContent()).replace(/[^\d.]/g, "")), sums[field], title);
  await row.getByRole("img").first().waitFor(); // the line of days
  best.sparkline.forEach((value, at) => {
    const date = new Date(Date.parse(from) + at * 86_400_000).toISOString().slice(0, 10);
    assert.equal(hundredths(value), hundredths(own.find((one) => one.date === date)?.cost), date);
  });
  await world.shot("07-campaigns");
});

test("every filter, the order and the days stand in the address, and a reload keeps them", async () => {
  await list();
  const pick = async (label, option) => {
    await page.getByRole("button", { name: new RegExp(`^${label}: All$`) }).click();
    await page.getByRole("group", { name: new RegExp(`^${label}$`) }).getByLabel(option).check();
    await page.keyboard.press("Escape");
    await world.settled();
  };
  await page.getByRole("group", { name: "Region" }).getByRole("button", { name: names.NA }).click();
  await world.settled();
  const us = chosen.NA.find((one) => one.country_code === "US");
  await pick("Profile", /Harbour & Pine US/);
  await pick("State", /^Enabled/);
  await pick("Type", /products/i);
  await page.getByLabel("Search").fill("a");
  await page.waitForFunction(() => location.hash.includes("text=a"));
  await page.getByRole("button", { name: /^Period/ }).click();
  await page.getByRole("button", { name: "Last 14 days" }).click();
  await page.getByRole("columnheader", { name: "Sales" }).getByRole("button").click();
  await world.settled();
  const kept = { region: "NA", marketplace: us.id, state: "ENABLED", type: "SPONSORED_PRODUCTS", text: "a", range: "14", sort: "-sales" };
  assert.deepEqual(await address(), kept);
  const shown = await rows().locator(".row-name").allTextContents();
  await world.shot("08-filters");
  await page.reload();
  await world.settled();
  assert.deepEqual(await address(), kept);
  assert.deepEqual(await rows().locator(".row-name").allTextContents(), shown);
  const held = await ads_oracle(simulator, "campaigns", { ...query_of("NA"), profiles: [us.id] });
  const wanted = held.filter((one) => one.state === "ENABLED" && one.ad_product === "SPONSORED_PRODUCTS" && /a/i.test(one.name + one.campaign_id));
  assert.equal(shown.length, wanted.length);
});

test("a saved view is saved, opened after a reload, renamed and deleted", async () => {
  const before = await address();
  const menu = () => page.getByRole("button", { name: /^Saved views/ });
  await menu().click();
  await page.getByLabel("Save the current filters as").fill("US, running");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Saved views: US, running", exact: true }).waitFor();
  await list();
  await page.reload();
  await menu().click();
  await page.getByRole("link", { name: "US, running" }).click();
  await world.settled();
  const { saved, ...query } = await address();
  assert.deepEqual(query, before);
  assert.match(saved, /^svw_/);
  await menu().click();
  await page.getByRole("button", { name: "Rename US, running" }).click();
  await page.getByLabel("Name", { exact: true }).fill("America");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Saved views: America", exact: true }).waitFor();
  await world.shot("09-saved-views");
  await page.getByRole("button", { name: "Delete America" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Saved views", exact: true }).waitFor();
  assert.deepEqual((await host.api("GET", "/saved-views?page=/views/amazon_ads/campaigns")).items, []);
});

test("tags and notes on a campaign, an ad group and a keyword; one tag on several at once", async () => {
  for (const view of ["campaigns", "ad_groups", "keywords"]) {
    await list(view, "?region=EU&state=ENABLED");
    await rows().first().getByRole("button").click();
    await panel().getByLabel("New tag").fill("keep");
    await page.keyboard.press("Enter");
    await panel().getByRole("button", { name: "Remove tag keep" }).waitFor();
    await panel().getByLabel("New note").fill(`Agreed for this one of the ${view}`);
    await panel().getByRole("button", { name: "Add note" }).click();
    await panel().getByText(`Agreed for this one of the ${view}`).waitFor();
    if (view === "campaigns") await world.shot("10-panel");
    await page.keyboard.press("Escape");
    const { items } = await host.api("GET", `/views/amazon_ads/${view}?tag=keep`);
    assert.equal(items.length, 1, view);
    objects[view] = { id: items[0].object_id, key: items[0].key };
  }
  await list("campaigns", "?region=EU&state=ENABLED");
  for (const index of [0, 1, 2]) await rows().nth(index).getByRole("checkbox").check();
  await world.shot("11-bulk");
  await page.getByRole("region", { name: "Chosen rows" }).getByLabel("Tag for all of them").fill("q4");
  await page.keyboard.press("Enter");
  await page.getByText("Tag q4: put on 3 rows.").waitFor();
  await page.getByRole("button", { name: "Tag: All" }).click();
  await page.getByRole("group", { name: "Tag" }).getByLabel(/^q4/).check();
  await page.keyboard.press("Escape");
  await world.settled();
  assert.equal(await rows().count(), 3);
  assert.equal((await address()).tag, "q4");
  const kinds = (await world.entries(ids.EU, "object")).map((one) => one.kind);
  assert.ok(kinds.includes("object.tagged") && kinds.includes("object.noted"), kinds.join());
});

test("disconnect: what stops and what stays is said, and everything is still there, as of the last sync", async () => {
  const before = await host.api("GET", "/views/amazon_ads/campaigns?region=EU&limit=200");
  await world.open("connections", ids.EU, "details");
  await page.getByRole("button", { name: "Disconnect…" }).click();
  for (const heading of ["Stops", "Stays"]) await panel().getByRole("heading", { name: heading }).waitFor();
  await panel().getByText("Tags and notes, and all history").waitFor();
  assert.equal(await panel().getByRole("link", { name: /amazon\.com/ }).getAttribute("href"), "https://www.amazon.com/ap/adam");
  await world.shot("12-disconnect");
  await panel().getByRole("button", { name: "Disconnect", exact: true }).click();
  await world.badge("Not connected");
  await page.getByText("Disconnected here").waitFor();
  await list("campaigns", "?region=EU");
  await page.getByRole("region", { name: /^Europe/ }).getByRole("button", { name: /^Reconnect/ }).waitFor();
  assert.equal(await rows().count(), before.total);
  assert.equal(await rows().filter({ hasText: "as of last sync" }).count(), before.total);
  await world.shot("13-as-of-last-sync");
  const now = await host.api("GET", "/views/amazon_ads/campaigns?region=EU&limit=200");
  const told = ({ items, totals }) => ({ totals, items: items.map(({ live, as_of, ...row }) => row) });
  assert.deepEqual(told(now), told(before), "sums, tags, notes and ids");
  assert.ok(now.items.every((row) => !row.live && row.as_of));
  const { items } = await host.api("GET", `/connections/${ids.EU}/marketplaces`);
  assert.deepEqual(items.filter((one) => one.selected).map((one) => one.id).sort(), chosen.EU.map((one) => one.id).sort());
});

test("reconnect with another login is refused, with both accounts told, and nothing changes", async () => {
  const before = await host.connection(ids.EU);
  await page.getByRole("region", { name: /^Europe/ }).getByRole("button", { name: /^Reconnect/ }).click();
  await panel().getByText(before.account_name).first().waitFor();
  await world.consent(stranger);
  await page.getByRole("heading", { name: "That is another account than before" }).waitFor();
  const text = await page.locator("main").textContent();
  const masked = (account) => `${account.slice(0, 3)}...${account.slice(-3)}`; // told apart by name and by both ends of the id
  assert.ok(text.includes(`${before.account_name} (${masked(before.account_id)})`), text);
  const [entry] = await world.entries(ids.EU, "connection.account_mismatch");
  const [name, other] = entry.message.match(/signed in: (.+) \((\S+)\) instead/).slice(1);
  assert.notEqual(other, before.account_id);
  assert.ok(text.includes(`${name} (${masked(other)})`), text);
  assert.ok(!text.includes(before.account_id) && !text.includes(other), text);
  await world.shot("14-another-account");
  const after = await host.connection(ids.EU);
  assert.deepEqual([after.account_id, after.grant, after.version, after.status.badge], [before.account_id, before.grant, before.version, before.status.badge]);
});

test("reconnect: the choice is confirmed, the same objects carry on, with their tags", async () => {
  await world.open("connections", ids.EU);
  await page.getByRole("button", { name: /^(Connect|Reconnect):/ }).click();
  await world.consent(eu_login);
  await page.getByText(/^Confirm which profiles to sync$/).waitFor();
  await world.shot("15-confirm");
  await page.getByRole("button", { name: "Confirm and sync" }).click();
  await world.badge("Connected");
  const [run] = await world.sync(ids.EU, ["campaigns"], [chosen.EU[0].id]);
  await world.run_succeeds(run);
  for (const [view, { id, key }] of Object.entries(objects)) {
    const { items } = await host.api("GET", `/views/amazon_ads/${view}?tag=keep`);
    assert.deepEqual(items.map((one) => [one.object_id, one.key, one.live, one.notes]), [[id, key, true, 1]], view);
  }
  await list("campaigns", "?region=EU&tag=q4");
  await rows().nth(2).waitFor();
  assert.equal(await rows().count(), 3);
  assert.equal(await page.getByText("as of last sync").count(), 0);
});

test("a profile that comes is announced and waits to be ticked; one that goes is named, and the others go on", async () => {
  const [gone] = chosen.NA.filter((one) => one.country_code === "CA");
  const added = await simulator.control("POST", "/ads/profiles", { region: "NA" });
  await simulator.control("DELETE", `/ads/profiles/${gone.id}`);
  // The refusal of the profile that is gone makes the host look at what the account may read.
  const [run] = await world.sync(ids.NA, ["portfolios"], [gone.id]);
  await world.run_ended(run);
  await host.until("the announcement", async () => {
    const value = await host.connection(ids.NA);
    return { done: value.marketplaces_new === 1, value };
  });
  const told = async (kind) => (await world.entries(ids.NA, kind)).map((one) => one.message).join("\n");
  assert.ok((await told("marketplace.added")).includes(added.name), "announced");
  assert.match(await told("marketplace.added"), /not synced until it is selected/);
  assert.ok((await told("marketplace.lost")).includes(gone.name), "named as lost");
  await host.untilBadge(ids.NA, "connected");
  await world.open("connections", ids.NA, "marketplaces");
  await page.getByText(/^1 new profile is available$/).waitFor();
  await page.getByRole("heading", { name: "Not available to this account" }).waitFor();
  await page.locator("li").filter({ hasText: gone.id }).waitFor();
  await world.badge("Connected");
  await world.shot("16-new-and-lost");
  await world.open("connections");
  await world.card(names.NA).getByRole("link", { name: "1 new" }).waitFor();
  await world.shot("17-connections-new");
  assert.equal(sqlite(host.database, `SELECT count(*) AS count FROM amazon_ads_campaigns WHERE profile_id = '${added.id}'`)[0].count, 0);
  assert.ok(sqlite(host.database, `SELECT count(*) AS count FROM amazon_ads_campaigns WHERE profile_id = '${gone.id}' AND _deleted_at IS NULL`)[0].count > 0, "what is held of it stays");
  chosen.NA = [...chosen.NA.filter((one) => one !== gone), added];
});

test("another marketplace needs no new consent", async () => {
  const before = await host.connection(ids.NA);
  const [added] = chosen.NA.slice(-1);
  await world.open("connections", ids.NA, "marketplaces");
  await choice_of(added.id).check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(/^2 profiles selected\.$/).waitFor();
  const [run] = await world.sync(ids.NA, ["campaigns"], [added.id]);
  await world.run_succeeds(run);
  assert.equal((await host.connection(ids.NA)).grant.issued_at, before.grant.issued_at);
  const { found, compared } = await ads_differences(simulator, host, "campaigns", ids.NA, { ...query_of("NA"), profiles: [added.id] });
  assert.deepEqual(found, []);
  assert.ok(compared > 10);
});

test("one region expires alone; reconnecting heals it, and what was missed comes", async () => {
  await simulator.fault("expire_grant", { login: eu_login, region: "EU" });
  await world.sync(ids.EU, ["portfolios"]);
  await world.open("connections");
  await world.card(names.EU).getByText("Expired", { exact: true }).waitFor();
  for (const region of ["NA", "FE"]) assert.notEqual((await host.connection(ids[region])).status.severity, "red");
  const head = page.getByRole("region", { name: "Amazon Ads", exact: true }).locator(".group-head");
  assert.match(await head.textContent(), /1\s*Expired/);
  await world.shot("18-one-expired");
  await world.open("connections", ids.EU);
  await world.badge("Expired");
  await world.shot("19-expired");
  await list();
  await page.getByRole("region", { name: "Europe: Expired" }).waitFor();
  await page.getByRole("group", { name: "Region" }).getByRole("button", { name: /Expired: .*Europe/ }).waitFor();
  await world.shot("20-list-expired");

  await world.advance(4 * 86_400);
  await simulator.control("DELETE", "/faults");
  await page.getByRole("region", { name: "Europe: Expired" }).getByRole("button", { name: /^Reconnect/ }).click();
  await world.consent(eu_login);
  await page.getByRole("button", { name: "Confirm and sync" }).click();
  await world.badge("Connected");
  for (const run of await world.sync(ids.EU, ads_lists)) await world.run_succeeds(run);
  // What is gone is marked when two readings miss it (decision 0009); the first may have been that of the reconnect.
  for (const run of await world.sync(ids.EU, ["budget_usage"])) await world.run_succeeds(run);
  for (const stream of ads_lists.filter((one) => one !== "profiles")) {
    const keep = stream === "budget_usage" ? () => true : (row) => !("state" in row) || is_active(row);
    const { found, compared } = await ads_differences(simulator, host, stream, ids.EU, query_of("EU"), keep);
    assert.deepEqual(found.slice(0, 5), [], stream);
    assert.ok(compared > 0, stream);
  }
});

test("slow and failed reports, throttling of both kinds: calm states, no red badge, everything arrives", async () => {
  const jp = chosen.FE.find((one) => one.country_code === "JP"), us = chosen.NA.find((one) => one.country_code === "US");
  await simulator.fault("report_slow", { profile: jp.id, delay_s: 3600, count: 1 });
  const [slow] = await world.sync(ids.FE, ["campaign_performance"], [jp.id]);
  await simulator.fault("report_failed", { profile: us.id, count: 1 });
  const [failed] = await world.sync(ids.NA, ["target_performance"], [us.id]);

  await world.open("connections", ids.FE);
  const busy = page.locator(".run-busy").filter({ hasText: "Campaign performance" });
  await busy.getByText(/Waiting for .* to build a report/).waitFor();
  assert.equal(await busy.locator(".tone-amber, .tone-red").count(), 0);
  await world.badge("Connected");
  assert.equal((await host.api("GET", `/runs/${slow.id}`)).waiting_for, "report");
  await world.shot("21-slow-report");

  const calm = async () => {
    const { status } = await host.connection(ids.EU);
    assert.equal(status.severity, "green", `${status.title}: ${status.reason}`);
  };
  for (const throttle of [{ retry_after_s: 1 }, {}]) {
    await simulator.fault("throttle", { endpoint: "listCampaigns", region: "EU", count: 2, ...throttle });
    for (const run of await world.sync(ids.EU, ["campaigns"])) await world.run_succeeds(run, 60_000, calm);
  }
  const refused = (await world.entries(ids.EU, "request")).filter((one) => one.status === 429);
  assert.ok(refused.length >= 1, "throttling is in the log");

  await world.advance(3600);
  await world.run_succeeds(slow);
  await world.run_succeeds(failed);
  await world.faults_were_met();
  assert.equal((await world.entries(ids.NA, "run.failed")).filter((one) => one.run_id === failed.id).length, 0);
});

test("a refusal for one ad product is a notice, not an error", async () => {
  const fr = chosen.EU.find((one) => one.country_code === "FR");
  const { items } = await host.api("GET", `/connections/${ids.EU}/streams`);
  const campaigns = items.find((one) => one.id === "campaigns");
  const [notice] = campaigns.notices;
  assert.equal(notice.marketplace, fr.id);
  assert.match(notice.message, /Sponsored Brands/);
  assert.equal(campaigns.last_run_failed, false);
  await world.open("connections", ids.EU);
  await page.getByRole("region", { name: "Streams" }).getByText(notice.message).first().waitFor();
  await world.badge("Connected");
  await world.shot("22-notice");
  await world.open("connections", ids.EU, "coverage");
  await world.shot("23-coverage");
});

test("sqlite3 finds typed columns, ids as text, and no row twice", async () => {
  const type_of = (stream, column) => sqlite(host.database, `SELECT type FROM pragma_table_info('amazon_ads_${stream}') WHERE name = '${column}'`)[0].type;
  assert.deepEqual(["campaign_id", "budget_amount", "start_date", "created_at"].map((one) => type_of("campaigns", one)), ["TEXT", "DECIMAL TEXT", "DATE TEXT", "TIMESTAMP TEXT"]);
  assert.deepEqual(["date", "clicks", "cost", "is_final"].map((one) => type_of("campaign_performance", one)), ["DATE TEXT", "INTEGER", "DECIMAL TEXT", "BOOLEAN INTEGER"]);
  for (const stream of ads_streams) {
    const key = key_of(host.database, stream);
    for (const column of key) assert.equal(type_of(stream, column), column === "date" ? "DATE TEXT" : "TEXT", `${stream}.${column}`);
    const doubled = sqlite(host.database, `SELECT count(*) AS count FROM (SELECT 1 FROM amazon_ads_${stream} GROUP BY ${key.join(", ")} HAVING count(*) > 1)`);
    assert.equal(doubled[0].count, 0, stream);
  }
  const large = sqlite(host.database, "SELECT DISTINCT profile_id, typeof(profile_id) AS kind FROM amazon_ads_campaigns WHERE length(profile_id) > 16");
  assert.ok(large.length > 0 && large.every((one) => one.kind === "text" && String(BigInt(one.profile_id)) === one.profile_id));
  assert.ok(large.some((one) => !Number.isSafeInteger(Number(one.profile_id))), "an id beyond 2^53");
});

test("the browser complained about nothing of ours", async () => {
  assert.deepEqual((await complaints_of(world.watched)).filter((line) => !line.includes(simulator.url)), []);
});
