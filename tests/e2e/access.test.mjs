// Who may do what, in a real browser against the real host: the set-up link, an invitation, a viewer who cannot sync, API
// tokens, the way back from a provider on another site with a strict cookie, and signing out. MOORING_SHOTS names a folder
// for screenshots.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Host, Simulator, mooringProgram } from "../support/harness.mjs";
import { complaints_of, start_browser, watched_page } from "./browser.mjs";

const shots = process.env.MOORING_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });
const axe_source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const password = "four unlikely words here", second_password = "and four others after them";

let simulator, host, browser, admin, viewer, connection, invitation;

before(async () => {
  simulator = await Simulator.start(["--sellers", "2", "--orders", "50", "--budget-scale", "100000"]);
  host = await Host.create(simulator);
  // The provider stands on another site than the console, as in life: "localhost" is not "127.0.0.1".
  host.base = host.base.replaceAll(/authorize_url = "http:\/\/127\.0\.0\.1/g, 'authorize_url = "http://localhost');
  host.configure("");
  await host.start();
  browser = await start_browser();
});
after(async () => {
  await browser?.close();
  await host?.stop();
  await simulator?.stop();
  host?.remove();
});

async function shot(page, name) {
  if (shots) await page.screenshot({ path: join(shots, `access-${name}.png`), fullPage: true });
}
async function serious_findings(page) {
  await page.evaluate(axe_source);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return result.violations.filter((one) => one.impact === "serious" || one.impact === "critical").map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}
async function looked_at(page, name) {
  await page.waitForFunction(() => !document.querySelector(".loading") && document.getAnimations().every((one) => one.effect.getTiming().iterations === Infinity || one.playState === "finished"));
  await shot(page, name);
  assert.deepEqual(await serious_findings(page), [], name);
  const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= seen, `${name} scrolls sideways`);
}
const with_token = (token, method, path) =>
  fetch(`${host.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, body: method === "GET" ? undefined : "{}" });
async function cli(...args) {
  const run = await promisify(execFile)(mooringProgram(), [...args, "--config", host.config]);
  return run.stdout.trim();
}

test("the set-up link makes the first administrator, once", async () => {
  const printed = await host.program.output();
  const link = printed.match(/http\S+#setup=\S+/)?.[0];
  assert.ok(link, printed);
  admin = await watched_page(browser, host.url);
  const { page } = admin;
  await page.goto(link);
  await page.getByRole("heading", { name: "Set up Mooring" }).waitFor();
  assert.ok(!page.url().includes("setup="), "the code stays in the address bar");
  await page.getByLabel("Your name").fill("anna@example.com");
  await page.getByLabel("New password").fill(password);
  await page.getByLabel("The same password again").fill("something else");
  await page.getByText("This is not the same password.").waitFor();
  assert.ok(await page.getByRole("button", { name: "Make the administrator" }).isDisabled());
  await page.getByLabel("The same password again").fill(password);
  await looked_at(page, "1-set-up");
  await page.getByRole("button", { name: "Make the administrator" }).click();
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  await page.getByRole("link", { name: "Your account: anna@example.com, administrator" }).waitFor();

  const other = await watched_page(browser, host.url);
  await other.page.goto(link);
  await other.page.getByLabel("Your name").fill("eve");
  await other.page.getByLabel("New password").fill(password);
  await other.page.getByLabel("The same password again").fill(password);
  await other.page.getByRole("button", { name: "Make the administrator" }).click();
  await other.page.getByRole("alert").filter({ hasText: "set-up link was used before" }).waitFor();
  await other.close();
});

test("a consent at a provider of another site comes back to a session that is still there", async () => {
  const { page } = admin;
  const cookies = await page.context().cookies();
  assert.equal(cookies.find((one) => one.name === "mooring_session").sameSite, "Strict");
  const back = page.waitForRequest((request) => request.url().includes("/oauth/callback/"));
  await page.getByRole("button", { name: /^Connect .*North America/ }).first().click();
  await page.getByRole("button", { name: /^Sign in at/ }).click();
  await page.getByRole("heading", { name: "Sign in to Seller Central" }).waitFor();
  assert.match(page.url(), /^http:\/\/localhost:/);
  await page.locator("button.choice").first().click();
  await page.getByRole("button", { name: "Approve" }).click();
  const headers = await (await back).allHeaders();
  assert.equal(headers["sec-fetch-site"], "cross-site");
  assert.ok(!/mooring_session=/.test(headers.cookie ?? ""), "a strict cookie crossed sites");
  assert.match(headers.cookie ?? "", /mooring_oauth=/);
  await page.getByRole("button", { name: "Start sync" }).click();
  const { items } = await host.api("GET", "/connections");
  connection = items[0];
  await host.untilBadge(connection.id, "connected");
  const { items: told } = await host.api("GET", `/connections/${connection.id}/activity?kind=connection.connected`);
  assert.equal(told[0].actor, "user:anna@example.com");
  assert.ok(!(await page.context().cookies()).some((one) => one.name === "mooring_oauth"), "the consent's cookie stays");
});

test("the administrator invites a viewer", async () => {
  const { page } = admin;
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Users and tokens" }).click();
  await page.getByRole("heading", { name: "Users and tokens", level: 1 }).waitFor();
  await page.getByRole("button", { name: "Add a person" }).click();
  await page.getByLabel("Name").fill("vera");
  await looked_at(page, "2-add-a-person");
  await page.getByRole("button", { name: "Add and make a link" }).click();
  const dialog = page.getByRole("dialog", { name: "vera is invited" });
  invitation = await dialog.locator("code").innerText();
  assert.match(invitation, /#signin=[\w-]{40,}$/);
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByRole("row", { name: /vera.*Viewer.*Invited/ }).waitFor();
  await looked_at(page, "3-people");
  await page.getByRole("button", { name: "Change vera" }).click();
  await looked_at(page, "4-person");
  await page.keyboard.press("Escape");
});

test("the viewer chooses a password, reads, and cannot sync", async () => {
  viewer = await watched_page(browser, host.url, { viewport: { width: 390, height: 800 } });
  const { page } = viewer;
  await page.goto(invitation);
  await page.getByRole("link", { name: "Your account: vera, viewer" }).click();
  await page.getByText("Choose a password").waitFor();
  await page.getByLabel("New password").fill(password);
  await page.getByLabel("The same password again").fill(password);
  await looked_at(page, "5-account-narrow");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByText("Your password is changed.").waitFor();
  await page.getByLabel("Current password").waitFor();

  await page.goto(`${host.url}/#/connections/${connection.id}`);
  const sync = page.getByRole("button", { name: "Sync now" });
  await sync.waitFor();
  assert.equal(await sync.getAttribute("aria-disabled"), "true");
  assert.equal(await sync.getAttribute("title"), "This needs the role operator; you are viewer");
  const before = (await host.api("GET", `/runs?connection=${connection.id}&limit=1`)).items[0].id;
  await sync.click({ force: true });
  await looked_at(page, "6-viewer");
  const answer = await page.evaluate(async (id) => {
    const { csrf_token } = await (await fetch("/api/v1/session")).json();
    const refused = await fetch(`/api/v1/connections/${id}/sync`, { method: "POST", headers: { "content-type": "application/json", "x-csrf-token": csrf_token }, body: "{}" });
    return { status: refused.status, body: await refused.json() };
  }, connection.id);
  assert.equal(answer.status, 403);
  assert.equal(answer.body.code, "role_insufficient");
  assert.equal((await host.api("GET", `/runs?connection=${connection.id}&limit=1`)).items[0].id, before);
  await page.goto(`${host.url}/#/users`);
  await page.getByText("Only administrators see who may use Mooring.").waitFor();
});

test("a token reads as its scope says, and is refused once revoked", async () => {
  const { page } = admin;
  await page.goto(`${host.url}/#/users/tokens`);
  await page.getByRole("button", { name: "Make a token" }).click();
  await page.getByLabel("Name").fill("nightly export");
  await looked_at(page, "7-make-a-token");
  await page.getByRole("button", { name: "Make the token" }).click();
  const dialog = page.getByRole("dialog", { name: "Token for nightly export" });
  const token = await dialog.locator("code").innerText();
  assert.match(token, /^mtk_[0-9A-Za-z]{38}$/);
  await dialog.getByRole("button", { name: "Done" }).click();
  assert.equal((await with_token(token, "GET", "/connections")).status, 200);
  const refused = await with_token(token, "POST", `/connections/${connection.id}/sync`);
  assert.equal(refused.status, 403);
  await page.getByRole("row", { name: /nightly export/ }).getByText(token.slice(0, 8)).waitFor();
  await looked_at(page, "8-tokens");
  await page.getByRole("button", { name: "Revoke nightly export" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByText("No token is active").waitFor();
  assert.equal((await with_token(token, "GET", "/connections")).status, 401);
});

test("a change of role signs the person out at once", async () => {
  const { page } = viewer;
  await page.goto(`${host.url}/#/connections`);
  await page.getByRole("heading", { name: "Connections", level: 1 }).waitFor();
  assert.match(await cli("users", "set-role", "vera", "operator"), /operator/);
  await page.goto(`${host.url}/#/activity`);
  await page.getByRole("dialog", { name: "Your session has ended" }).waitFor();
  await page.getByRole("textbox", { name: "Name" }).fill("VERA");
  await page.getByLabel("Password", { exact: true }).fill("not the right one");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "The name or the password is wrong" }).waitFor();
  await looked_at(page, "9-sign-in-refused");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Your account: vera, operator" }).waitFor();
});

test("the command line lists, makes and revokes, and lets somebody back in who forgot the password", async () => {
  const users = JSON.parse(await cli("users", "list", "--json"));
  assert.deepEqual(users.map((user) => [user.name, user.role]), [["anna@example.com", "administrator"], ["vera", "operator"]]);
  const token = await cli("tokens", "create", "robot", "--scope", "sync");
  assert.equal((await with_token(token, "GET", "/connections")).status, 403);
  assert.equal((await with_token(token, "POST", `/connections/${connection.id}/sync`)).status, 202);
  assert.equal(await cli("tokens", "revoke", "robot"), "Revoked");
  assert.equal((await with_token(token, "GET", "/session")).status, 401);
  await assert.rejects(cli("users", "disable", "anna@example.com"), /last administrator/);

  const { page } = viewer;
  await page.goto("about:blank");
  await page.goto(await cli("users", "reset-password", "vera"));
  await page.getByRole("link", { name: /Your account: vera/ }).click();
  await page.getByLabel("New password").fill(second_password);
  await page.getByLabel("The same password again").fill(second_password);
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByText("Your password is changed.").waitFor();
});

test("signing out ends the session and leaves no cookie", async () => {
  const { page } = viewer;
  await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
  await page.getByRole("heading", { name: "Sign in to Mooring" }).waitFor();
  assert.deepEqual(await page.context().cookies(), []);
  await looked_at(page, "10-signed-out");
  const { items } = await host.api("GET", "/activity?kind=access.signed_out");
  assert.equal(items[0].actor, "user:vera");
  assert.deepEqual(await complaints_of(viewer), []);
});
