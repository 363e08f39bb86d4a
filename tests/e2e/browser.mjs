// Starts Debian's Chromium and watches a page for what must never happen. Shared by the tests of this folder.
import { chromium } from "playwright-core";

const executable = process.env.CHROMIUM ?? "/usr/bin/chromium";
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function start_browser() {
  return chromium.launch({ executablePath: executable, args: flags });
}

// A page that remembers violations of the content security policy, script errors, and requests to other hosts.
export async function watched_page(browser, base_url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "light", ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints = [];
  await page.addInitScript(() => {
    window.csp_violations = [];
    document.addEventListener("securitypolicyviolation", (event) => window.csp_violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  page.on("pageerror", (error) => complaints.push(`script error: ${error.message}`));
  page.on("console", (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(base_url)) complaints.push(`request to another host: ${request.url()}`);
  });
  return { page, complaints, close: () => context.close() };
}

export async function complaints_of({ page, complaints }) {
  return [...complaints, ...(await page.evaluate(() => window.csp_violations ?? []))];
}

// The page of the address is drawn and has what it asked for. After a change of the address the page before it stands for some frames more.
export async function settled(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.waitForFunction(() => {
    const main = document.querySelector("main"), drawn = main?.dataset.page, asked = location.hash.replace(/^#\/?/, "").split("?")[0] || "overview";
    if (drawn !== undefined && decodeURIComponent(drawn) !== decodeURIComponent(`#/${asked}`)) return false;
    return main?.querySelector("h1") && !document.querySelector(".loading, .table-busy, .page-waited-for");
  });
}
