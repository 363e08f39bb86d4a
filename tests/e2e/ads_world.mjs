// The stage of the Amazon Ads story: a simulator with three regions and a clock that tests move, a host, and a browser at its console.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Host, Simulator, demoApplication } from "../support/harness.mjs";
import { settled, start_browser, watched_page } from "./browser.mjs";

const shots = process.env.MOORING_SHOTS; // a folder for screenshots: each place wide and narrow, light and dark
if (shots) mkdirSync(shots, { recursive: true });
const looks = [1440, 390].flatMap((width) => ["light", "dark"].map((colorScheme) => ({ width, colorScheme })));

const region = (name, url) => `[channels.amazon_ads.endpoints.${name}]
api_base = "${url}/ads/${name.toLowerCase()}"
authorize_url = "${url}/ads/${name.toLowerCase()}/ap/oa"
token_url = "${url}/ads/${name.toLowerCase()}/auth/o2/token"
`;
const budget = (name) => `[channels.amazon_ads.budgets."${name}"]
rate_per_s = 1000
burst = 1000
`;

export async function start_world() {
  // A little ahead of the host, so that no day of the host lies in Amazon's future.
  const now = new Date(Date.now() + 300_000).toISOString().replace(/\.\d+Z$/, "Z");
  const simulator = await Simulator.start(["--sellers", "2", "--orders", "20", "--ads-profiles", "3", "--ads-campaigns", "20", "--ads-ad-groups", "1",
    "--ads-keywords", "20", "--ads-history-days", "40", "--ads-report-delay", "0", "--ads-report-fail-percent", "0", "--virtual-clock", "--now", now]);
  const host = await Host.create(simulator, { more: `[channels.amazon_ads.application]
client_id = "${demoApplication.client_id}"
client_secret = { file = "data/client-secret" }
${["NA", "EU", "FE"].map((name) => region(name, simulator.url)).join("")}${["profiles", "lists", "budget_usage", "reports.create", "reports.status"].map(budget).join("")}` });
  const [link] = await host.start(["--signin-link"]);
  const browser = await start_browser();
  const watched = await watched_page(browser, host.url, { viewport: { width: 1440, height: 900 } });
  const { page } = watched;
  await page.goto(`${host.url}/${link}`);
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  return new World(simulator, host, browser, watched);
}

class World {
  constructor(simulator, host, browser, watched) {
    Object.assign(this, { simulator, host, browser, watched, page: watched.page });
  }
  async stop() {
    await this.browser.close();
    await this.host.stop();
    await this.simulator.stop();
    this.host.remove();
  }
  async shot(name) {
    if (!shots) return;
    for (const { width, colorScheme } of looks) {
      await this.page.setViewportSize({ width, height: width > 500 ? 900 : 844 });
      await this.page.emulateMedia({ colorScheme });
      await this.page.screenshot({ path: join(shots, `${name}-${width}-${colorScheme}.png`), fullPage: true, animations: "disabled" });
    }
    await this.page.setViewportSize({ width: 1440, height: 900 });
    await this.page.emulateMedia({ colorScheme: "light" });
  }

  // ---- the console
  settled() {
    return settled(this.page);
  }
  async open(...path) {
    await this.page.goto(`${this.host.url}/#/${path.join("/")}`);
    await this.settled();
  }
  badge(title) {
    return this.page.getByRole("region", { name: "Status" }).getByText(title, { exact: true }).first().waitFor({ timeout: 60_000 });
  }
  card(name) {
    return this.page.getByRole("article", { name: new RegExp(`^Amazon Ads ${name}`) });
  }
  // Amazon's pages: sign in with a login, then Allow or Cancel.
  async consent(login, decision = "Allow") {
    await this.page.getByRole("button", { name: /^Sign in at/ }).click();
    await this.page.locator(`button.choice[value="${login}"]`).click();
    await this.page.getByRole("button", { name: decision }).click();
    await this.page.waitForURL((url) => url.href.startsWith(this.host.url));
  }

  // ---- the host
  async run_ended(run, deadline_ms = 60_000, look = async () => {}) {
    return this.host.until(`the end of ${run.stream} ${run.marketplace}`, async () => {
      await look();
      const value = await this.host.api("GET", `/runs/${run.id}`);
      return { done: !["queued", "running"].includes(value.state), value };
    }, deadline_ms);
  }
  async run_succeeds(run, deadline_ms, look) {
    const ended = await this.run_ended(run, deadline_ms, look);
    if (ended.state !== "succeeded") throw new Error(`${run.stream} ${run.marketplace} ${ended.state}: ${JSON.stringify(ended.failure)}`);
    return ended;
  }
  async sync(id, streams, marketplaces) {
    return (await this.host.api("POST", `/connections/${id}/sync`, { streams, ...(marketplaces && { marketplaces }) })).items;
  }
  async entries(id, kind) {
    return (await this.host.api("GET", `/connections/${id}/activity?kind=${kind}&limit=50`)).items;
  }
  // A fault that nobody met proves nothing. Ends all of them.
  async faults_were_met() {
    const { faults } = await this.simulator.control("GET", "/state");
    const missed = faults.filter((one) => one.hits === 0).map((one) => one.kind);
    if (!faults.length || missed.length) throw new Error(`faults that nothing met: ${missed.join(", ") || "none was set"}`);
    await this.simulator.control("DELETE", "/faults");
  }
  advance(seconds) {
    return this.simulator.control("POST", "/clock", { advance_s: seconds });
  }
}
