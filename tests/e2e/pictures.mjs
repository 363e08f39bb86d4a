// Takes the pictures of docs/start/first-steps.md from a demo that runs (scripts/run), one browser through the whole story.
//   node tests/e2e/pictures.mjs SIGN-IN-LINK [FOLDER]      FOLDER: default docs/start. The demo must be new: scripts/run --reset
import { join, resolve } from "node:path";
import { start_browser } from "./browser.mjs";

const [link, folder = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../../docs/start")] = process.argv.slice(2);
if (!link) throw new Error("usage: node tests/e2e/pictures.mjs SIGN-IN-LINK [FOLDER]");
const console_url = new URL(link).origin;
const simulator = "http://127.0.0.1:9400";

const browser = await start_browser();
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: "light", reducedMotion: "reduce" });
context.setDefaultTimeout(60_000);
const page = await context.newPage();
async function picture(name, height = 800) {
  // Without the short messages that come and go.
  for (const message of await page.getByRole("button", { name: "Dismiss" }).all()) await message.click({ timeout: 2_000 }).catch(() => {});
  await page.screenshot({ path: join(folder, `${name}.png`), clip: { x: 0, y: 0, width: 1280, height } });
}
const status = () => page.getByRole("region", { name: "Status" });
const badge = (title) => status().getByText(title, { exact: true }).first().waitFor();

async function control(method, path, body) {
  const answer = await fetch(`${simulator}/control/api${path}`, {
    method, headers: { "content-type": "application/json" }, body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}

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
  const { id: slowness } = await control("POST", "/faults", { kind: "slow", delay_ms: 500, endpoint: "searchOrders" });
  await connect("North America", true);
  await page.getByText(/^(3|4|5|6)\d %$/).first().waitFor();
  await picture("first-sync", 660);
  await control("DELETE", `/faults/${slowness}`);
  await badge("Connected");
  await picture("connected", 660);
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
  await status().getByText("Connected", { exact: true }).first().waitFor({ timeout: 600_000 });
  await page.goto(`${console_url}/#/views/amazon_ads/campaigns`);
  await page.locator(".table-view tbody tr").nth(5).waitFor();
  await picture("campaigns", 760);
  await page.locator(".table-view tbody tr").nth(1).getByRole("button").click();
  await page.getByRole("dialog").getByLabel("New tag").fill("autumn");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Remove tag autumn" }).waitFor();
  await picture("campaign", 760);
  await page.keyboard.press("Escape");

  const { id: fault } = await control("POST", "/faults", { kind: "http_error", status: 503, endpoint: "searchOrders", region: "NA" });
  await page.goto(open);
  await page.getByRole("button", { name: /^Sync now/ }).first().click();
  await badge("Sync error");
  await page.getByRole("link", { name: "See the entry that proves it" }).click();
  await page.getByRole("heading", { name: /Activity/ }).first().waitFor();
  await picture("trouble", 600);
  await page.keyboard.press("Escape");
  await control("DELETE", `/faults/${fault}`);
  await page.getByRole("button", { name: /^Retry sync/ }).first().click();
  await badge("Connected");

  await page.goto(`${console_url}/#/connections`);
  await connect("Europe", false);
  await badge("Connected");
  await control("POST", "/faults", { kind: "revoke_grant", region: "EU" });
  await page.getByRole("button", { name: /^Sync now/ }).first().click();
  await badge("Revoked");
  await page.goto(`${console_url}/#/connections`);
  await page.getByText("Revoked").first().waitFor();
  await picture("console", 720);
} finally {
  await browser.close();
}
