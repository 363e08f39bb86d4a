// Takes the pictures of README.md and docs/start/first-steps.md: the demo (config/demo.toml, the simulator as scripts/run starts it) on free
// ports and in a folder of its own, one browser through the whole story, light, two pixels for one, in at most 256 colours (pngquant).
//   node tests/e2e/pictures.mjs [FOLDER]      FOLDER: default docs/start. MOORING_BUILD names the build folder
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, demoApplication, freePort, Host, Simulator } from "../support/harness.mjs";
import { settled, start_browser } from "./browser.mjs";

const root = resolve(fileURLToPath(new URL("../..", import.meta.url)));
const folder = resolve(process.argv[2] ?? join(root, "docs/start"));
const most_bytes = 300_000, width = 1280;

async function start_demo() {
  const simulator = await Simulator.start(["--budget-scale", "900", "--report-delay", "5", "--ads-report-delay", "5"]);
  const host = new Host();
  host.folder = mkdtempSync(join(tmpdir(), "mooring-pictures-"));
  host.port = await freePort();
  host.url = `http://127.0.0.1:${host.port}`;
  host.config = join(host.folder, "mooring.toml");
  mkdirSync(join(host.folder, "data"), { mode: 0o700 });
  writeFileSync(join(host.folder, "data/demo-client-secret"), `${demoApplication.client_secret}\n`, { mode: 0o600 });
  host.base = `plugin_folders = ["${join(build, "plugins")}"]\n` + readFileSync(join(root, "config/demo.toml"), "utf8")
    .replaceAll("127.0.0.1:9400", `127.0.0.1:${simulator.port}`).replace("port = 8420", `port = ${host.port}`).replaceAll('"../data', '"data');
  host.configure("");
  const [link] = await host.start(["--signin-link"]);
  return { simulator, host, link: `${host.url}/${link}` };
}

const { simulator, host, link } = await start_demo();
const console_url = host.url;
const browser = await start_browser();
const context = await browser.newContext({ viewport: { width, height: 900 }, deviceScaleFactor: 2, colorScheme: "light", reducedMotion: "reduce", timezoneId: "UTC" });
context.setDefaultTimeout(60_000);
const page = await context.newPage();

async function picture(name, height = 800) {
  // Without the short messages that come and go, and without what the mouse touches.
  for (const message of await page.getByRole("button", { name: "Dismiss" }).all()) await message.click({ timeout: 2_000 }).catch(() => {});
  await page.mouse.move(width - 2, 2);
  await page.evaluate(() => window.scrollTo(0, 0));
  if (page.url().startsWith(console_url)) await settled(page);
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, clip: { x: 0, y: 0, width, height } });
  execFileSync("pngquant", ["--force", "--skip-if-larger", "--speed", "1", "--strip", "--output", path, "256", path]);
  const { size } = statSync(path);
  console.log(`${name}.png ${(size / 1000).toFixed(0)} kB`);
  if (size > most_bytes) throw new Error(`${path} has ${size} bytes, more than ${most_bytes}`);
}
const status = () => page.getByRole("region", { name: "Status" });
const badge = (title) => status().getByText(title, { exact: true }).first().waitFor({ timeout: 600_000 });

async function connect(region, take) {
  await page.getByRole("button", { name: new RegExp(`^Connect Amazon Seller ${region}`) }).first().click();
  await page.getByRole("button", { name: /^Sign in at/ }).click();
  await page.locator("button.choice").first().click();
  await page.getByRole("heading", { name: /^Authorize/ }).waitFor();
  if (take) await picture("consent", 500);
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("button", { name: "Start sync" }).waitFor();
  await page.getByRole("button", { name: "Start sync" }).click();
}

try {
  await page.goto(link);
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  const { id: slowness } = await simulator.control("POST", "/faults", { kind: "slow", delay_ms: 500, endpoint: "searchOrders" });
  await connect("North America", true);
  await page.getByText(/^(3|4|5|6)\d %$/).first().waitFor();
  await picture("first-sync", 880);
  await simulator.control("DELETE", `/faults/${slowness}`);
  await badge("Connected");
  await page.locator(".strip-large .strip-of-connected").waitFor(); // the first sync is no blemish on its day
  await picture("connected", 880);
  const open = page.url();

  await page.goto(`${console_url}/#/records/amazon_seller/orders`);
  await page.getByRole("table").getByRole("row").nth(5).waitFor();
  await picture("orders", 640);

  await page.goto(`${console_url}/#/connections`);
  await page.getByRole("button", { name: "Connect Amazon Ads North America" }).click();
  await page.getByRole("button", { name: /^Sign in at/ }).click();
  await page.locator("button.choice").first().click();
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("button", { name: "Start sync" }).waitFor();
  await picture("profiles", 760);
  await page.getByRole("button", { name: "Start sync" }).click();
  await badge("Connected");
  await page.goto(`${console_url}/#/views/amazon_ads/campaigns`);
  await page.locator(".table-view tbody tr").nth(5).waitFor();
  await picture("campaigns", 760);
  await page.locator(".table-view tbody tr").nth(1).getByRole("button").click();
  await page.getByRole("dialog").getByLabel("New tag").fill("autumn");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Remove tag autumn" }).waitFor();
  await picture("campaign", 760);
  await page.keyboard.press("Escape");

  const { id: fault } = await simulator.control("POST", "/faults", { kind: "http_error", status: 503, endpoint: "searchOrders", region: "NA" });
  await page.goto(open);
  await page.getByRole("button", { name: /^Sync now/ }).first().click();
  await badge("Sync error");
  await page.getByRole("link", { name: "See the entry that proves it" }).click();
  await page.getByRole("heading", { name: /Activity/ }).first().waitFor();
  await picture("trouble", 600);
  await page.keyboard.press("Escape");
  await simulator.control("DELETE", `/faults/${fault}`);
  await page.getByRole("button", { name: /^Retry sync/ }).first().click();
  await badge("Connected");

  await page.goto(`${console_url}/#/connections`);
  await connect("Europe", false);
  await badge("Connected");
  await simulator.control("POST", "/faults", { kind: "revoke_grant", region: "EU" });
  await page.getByRole("button", { name: /^Sync now/ }).first().click();
  await badge("Revoked");
  await page.goto(`${console_url}/#/connections`);
  await page.getByText("Revoked").first().waitFor();
  await page.setViewportSize({ width, height: 1060 });
  await picture("console", 1060);
} catch (error) {
  await page.screenshot({ path: join(tmpdir(), "mooring-pictures-failed.png") }).catch(() => {});
  console.error(`What the page showed: ${join(tmpdir(), "mooring-pictures-failed.png")}`);
  throw error;
} finally {
  await browser.close();
  await host.stop();
  await simulator.stop();
  host.remove();
}
