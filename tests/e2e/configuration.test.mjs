// What the console tells people to write into the configuration is what the host reads: a channel without credentials, with some
// and with all of them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mooring } from "../integration/host/program.mjs";
import { Host, Simulator, demoApplication } from "../support/harness.mjs";
import { start_browser, watched_page } from "./browser.mjs";

let simulator, host, browser;

before(async () => {
  simulator = await Simulator.start(["--sellers", "1", "--orders", "5"]);
  host = await Host.create(simulator); // knows nothing of Amazon Ads
  browser = await start_browser();
}, { timeout: 60_000 });
after(async () => {
  await browser?.close();
  await host?.stop();
  await simulator?.stop();
  host?.remove();
});

// The text that stands for Amazon Ads on its page of the console; the host runs with `more` in its configuration.
async function told(more) {
  host.configure(more);
  const [link] = await host.start(["--signin-link"]);
  const { page, close } = await watched_page(browser, host.url);
  await page.goto(`${host.url}/${link}`);
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  await page.goto(`${host.url}/#/plugins`);
  const place = page.locator(".missing");
  await place.first().waitFor();
  const text = await place.first().locator("pre").innerText(), words = await place.first().innerText();
  await close();
  await host.stop();
  return { text, words };
}

const filled = (text) => text.replaceAll('"..."', `"${demoApplication.client_id}"`);
const secret_names = (text) => [...text.matchAll(/env = "(\w+)"/g)].map((found) => found[1]);
const with_secrets = (text) => Object.fromEntries(secret_names(text).map((name) => [name, demoApplication.client_secret]));

async function read_by_the_host(more, env) {
  host.configure(more);
  const checked = await mooring(["validate", "--config", host.config], { env });
  assert.equal(checked.code, 0, `${more}\n${checked.err}`);
}

test("the text of a channel without credentials is a configuration, and then nothing is missing", { timeout: 60_000 }, async () => {
  const { text, words } = await told("");
  assert.match(text, /^\[channels\.amazon_ads\.application\]$/m);
  assert.match(words, /Add them to the configuration file/);
  await read_by_the_host(filled(text), with_secrets(text));
  Object.assign(process.env, with_secrets(text));
  await host.start();
  const { items } = await host.api("GET", "/plugins");
  await host.stop();
  for (const name of secret_names(text)) delete process.env[name];
  const ads = items.find((one) => one.id === "amazon_ads");
  assert.deepEqual(ads.regions.map((one) => [one.configured, one.missing]), ads.regions.map(() => [true, []]));
});

test("where some credentials stand already, the text is what has to be added below them", { timeout: 60_000 }, async () => {
  const present = `[channels.amazon_ads.application]\nclient_id = "${demoApplication.client_id}"\n`;
  const { text, words } = await told(present);
  assert.match(words, /below \[channels\.amazon_ads\.application\]/);
  await read_by_the_host(present + filled(text), with_secrets(text));
});
