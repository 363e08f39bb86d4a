// Starts real processes for tests: the Amazon simulator and the host, each on a free loopback port and with a folder of its own.
// Only Node's own modules. MOORING_BUILD names the build folder.
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const build = resolve(process.env.MOORING_BUILD ?? "build/dev");
const startDeadlineMs = 30_000;

function firstExisting(...paths) {
  const found = paths.find(existsSync);
  if (!found) throw new Error(`none of these exists, build first: ${paths.join(", ")}`);
  return found;
}

export const mooringProgram = () => firstExisting(join(build, "bin/mooring"));
const simulatorProgram = () => firstExisting(join(build, "bin/amazon_simulator"), join(build, "tests/simulator/amazon/amazon_simulator"));

export function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

// Starts a program and resolves when a line of its output matches; rejects with all its output when it ends before.
function startProgram(program, args, ready, options = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let output = "";
  const exited = new Promise((done) => child.once("exit", (code, signal) => done({ code, signal })));
  const started = new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error(`${program} was not ready in time:\n${output}`)), startDeadlineMs);
    const take = (chunk) => {
      output += chunk;
      const match = output.match(ready);
      if (match) {
        clearTimeout(timer);
        done(match);
      }
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("error", failed);
    exited.then(({ code, signal }) => {
      clearTimeout(timer);
      failed(new Error(`${program} ended (${code ?? signal}) before it was ready:\n${output}`));
    });
  });
  return { child, exited, started, output: () => output };
}

export class Simulator {
  static async start(args = []) {
    const simulator = new Simulator();
    simulator.port = await freePort();
    simulator.args = args;
    simulator.url = `http://127.0.0.1:${simulator.port}`;
    await simulator.start_again();
    return simulator;
  }
  // After stop(): at the same address, with the same sellers and tokens.
  async start_again() {
    this.program = startProgram(simulatorProgram(), ["--port", String(this.port), ...this.args], /http:\/\/127\.0\.0\.1:\d+/);
    await this.program.started;
  }
  async control(method, path, body) {
    const answer = await fetch(`${this.url}/control/api${path}`, {
      method,
      headers: body ? { "content-type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    if (answer.headers.get("content-type")?.includes("ndjson"))
      return text.split("\n").filter(Boolean).map((line) => JSON.parse(line));
    return text ? JSON.parse(text) : null;
  }
  fault(kind, more = {}) {
    return this.control("POST", "/faults", { kind, ...more });
  }
  async seller(region) {
    const state = await this.control("GET", "/state");
    const found = state.sellers.find((seller) => seller.region === region);
    if (!found) throw new Error(`the simulator has no seller in ${region}`);
    return found;
  }
  async stop() {
    this.program.child.kill("SIGTERM");
    await this.program.exited;
  }
}

export const demoApplication = {
  client_id: "amzn1.application-oa2-client.mooring-demo",
  client_secret: "amzn1.oa2-cs.v1.mooring-demo",
  application_id: "amzn1.sp.solution.mooring-demo",
};

// The configuration of Amazon Ads against a simulator; rates are far above what a test asks for.
// settings of streams: { keywords: { interval: "30d" }, ads: { enabled: false } }
export function adsConfig(simulator, { rate = 1000, streams = {} } = {}) {
  const regions = ["NA", "EU", "FE"].map((id) => {
    const base = `${simulator.url}/ads/${id.toLowerCase()}`;
    return `[channels.amazon_ads.endpoints.${id}]
api_base = "${base}"
authorize_url = "${base}/ap/oa"
token_url = "${base}/auth/o2/token"
`;
  });
  const budgets = ["profiles", "lists", "budget_usage", "reports.create", "reports.status"].map(
    (id) => `[channels.amazon_ads.budgets."${id}"]
rate_per_s = ${rate}
burst = ${rate}
`);
  const value = (one) => (typeof one === "string" ? `"${one}"` : one);
  const changed = Object.entries(streams).map(
    ([id, settings]) => `[channels.amazon_ads.streams.${id}]
${Object.entries(settings).map(([key, one]) => `${key} = ${value(one)}`).join("\n")}
`);
  return `[channels.amazon_ads.application]
client_id = "${demoApplication.client_id}"
client_secret = { file = "data/client-secret" }
${regions.join("")}${budgets.join("")}${changed.join("")}`;
}

// What the built plugin's manifest declares: ids of its streams or budgets.
export const sellerDeclares = (table) => [...readFileSync(join(build, "plugins/amazon_seller.toml"), "utf8")
  .matchAll(new RegExp(`^\\[\\[${table}\\]\\]\\s*\nid = "([\\w.]+)"`, "gm"))].map((found) => found[1]);

// Amazon Seller has many streams, and some wait for reports: a test that is not about them runs only those that it names.
const quietSellerStreams = (wanted) => sellerDeclares("streams").filter((one) => !wanted.includes(one))
  .map((one) => `[channels.amazon_seller.streams.${one}]\nenabled = false\n`).join("");

export class Host {
  // more: TOML text appended to the configuration; sellerStreams: those of Amazon Seller that run, or "all"
  static async create(simulator, { more = "", interval = "1h", scale = 100000, sellerStreams = ["orders", "order_items"] } = {}) {
    const host = new Host();
    host.folder = mkdtempSync(join(tmpdir(), "mooring-host-"));
    host.port = await freePort();
    host.url = `http://127.0.0.1:${host.port}`;
    host.config = join(host.folder, "mooring.toml");
    host.database = join(host.folder, "data/mooring.db");
    mkdirSync(join(host.folder, "data"), { mode: 0o700 });
    const secret = join(host.folder, "data/client-secret");
    writeFileSync(secret, demoApplication.client_secret + "\n", { mode: 0o600 });
    const region = (id) => `[channels.amazon_seller.endpoints.${id}]
api_base = "${simulator.url}/${id.toLowerCase()}"
authorize_url = "${simulator.url}/${id.toLowerCase()}/apps/authorize/consent"
token_url = "${simulator.url}/auth/o2/token"
`;
    host.base = `data_folder = "data"
plugin_folders = ["${join(build, "plugins")}"]
[admin]
port = ${host.port}
[channels.amazon_seller.application]
client_id = "${demoApplication.client_id}"
client_secret = { file = "data/client-secret" }
application_id = "${demoApplication.application_id}"
${["NA", "EU", "FE"].map(region).join("")}
[channels.amazon_seller.budgets."orders.search"]
rate_per_s = ${0.0056 * scale}
burst = ${Math.max(20, Math.round(20 * scale))}
[channels.amazon_seller.budgets."sellers.participations"]
rate_per_s = ${0.016 * scale}
burst = ${Math.max(15, Math.round(15 * scale))}
${sellerStreams === "all" ? "" : quietSellerStreams(sellerStreams)}${sellerStreams === "all" || sellerStreams.includes("orders") ? `[channels.amazon_seller.streams.orders]
interval = "${interval}"
` : ""}`;
    host.configure(more);
    return host;
  }
  // Writes the configuration anew, for the next start.
  configure(more) {
    writeFileSync(this.config, this.base + more);
  }
  async start(args = []) {
    this.program = startProgram(mooringProgram(), ["serve", "--config", this.config, ...args], args.includes("--signin-link") ? /#signin=\S+/ : /is ready at/);
    const match = await this.program.started;
    this.token = readFileSync(join(this.folder, "data/admin.token"), "utf8").trim();
    return match;
  }
  async kill() {
    this.program.child.kill("SIGKILL");
    await this.program.exited;
  }
  async stop() {
    if (!this.program) return undefined; // it did not start: what a test clears away afterwards goes on
    this.program.child.kill("SIGTERM");
    return this.program.exited;
  }
  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
  async request(method, path, body, headers = {}) {
    return fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...(body ? { "content-type": "application/json" } : {}), ...headers },
      body: body ? JSON.stringify(body) : undefined,
    });
  }
  async api(method, path, body) {
    const answer = await this.request(method, `/api/v1${path}`, body);
    const text = await answer.text();
    const value = text ? JSON.parse(text) : null;
    if (!answer.ok) throw Object.assign(new Error(`${method} ${path}: ${answer.status} ${text}`), { status: answer.status, problem: value });
    return value;
  }
  // Asks again after every event of the host until the answer satisfies; the clock only bounds the wait.
  async until(what, ask, deadlineMs = 60_000) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), deadlineMs);
    let last;
    try {
      const stream = await fetch(`${this.url}/api/v1/events/stream`, {
        headers: { authorization: `Bearer ${this.token}`, accept: "text/event-stream" },
        signal: abort.signal,
      });
      if (!stream.ok) throw new Error(`events/stream: ${stream.status}`);
      const first = await ask();
      if (first.done) return first.value;
      for await (const _ of stream.body) {
        last = await ask();
        if (last.done) return last.value;
      }
      throw new Error(`the event stream ended while waiting for ${what}`);
    } catch (error) {
      if (abort.signal.aborted) throw new Error(`${what} did not happen within ${deadlineMs} ms; last: ${JSON.stringify((last ?? {}).value)}`);
      throw error;
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
  }
  connection(id) {
    return this.api("GET", `/connections/${id}`);
  }
  untilBadge(id, badge, deadlineMs) {
    return this.until(`badge ${badge}`, async () => {
      const value = await this.connection(id);
      return { done: value.status.badge === badge, value };
    }, deadlineMs);
  }
  // A connection by pasted token, all available marketplaces selected.
  async connectSeller(simulator, region = "NA") {
    const seller = await simulator.seller(region);
    const connection = await this.api("POST", "/connections", { channel: "amazon_seller", region });
    await this.api("POST", `/connections/${connection.id}/connect-with-token`, {
      refresh_token: seller.refresh_tokens[demoApplication.client_id],
      account_id: seller.id,
    });
    const { items } = await this.api("GET", `/connections/${connection.id}/marketplaces`);
    const selected = items.filter((item) => item.available).map((item) => item.id);
    await this.api("PUT", `/connections/${connection.id}/marketplaces`, { selected });
    return { id: connection.id, seller, selected };
  }
  // An Ads login in one region by pasted token, with the profiles selected that `choose` takes of those available.
  async connectAds(simulator, region, { settings = {}, choose = (all) => all, login = "amzn1.account.mooring-all" } = {}) {
    const { logins } = await simulator.control("GET", "/ads/state");
    const grant = logins.find((one) => one.id === login).grants.find((one) => one.region === region);
    const connection = await this.api("POST", "/connections", { channel: "amazon_ads", region, settings });
    await this.api("POST", `/connections/${connection.id}/connect-with-token`, { refresh_token: grant.refresh_tokens[demoApplication.client_id] });
    const { items } = await this.api("GET", `/connections/${connection.id}/marketplaces`);
    const selected = choose(items.filter((item) => item.available).map((item) => item.id));
    await this.api("PUT", `/connections/${connection.id}/marketplaces`, { selected });
    return { id: connection.id, region, selected };
  }
}

export function sqlite(database, sql) {
  const out = execFileSync("sqlite3", ["-readonly", "-json", database, sql], { encoding: "utf8", maxBuffer: 1 << 30 });
  return out.trim() ? JSON.parse(out) : [];
}

const columns = {
  orders: ["order_id"],
  order_items: ["order_id", "order_item_id"],
};

// Rows that differ between the database and the simulator's oracle, as sentences; empty when they are equal. Orders that changed
// after `as_of` are left out on both sides: nobody can hold them as they were.
export async function differences(simulator, host, { id, seller, selected }, { asOf, since }) {
  const query = `seller=${seller.id}&marketplaces=${selected.join(",")}&settled=1&as_of=${asOf}&since=${since}&by=updated`;
  const oracle = await simulator.control("GET", `/oracle?${query}`);
  const found = [];
  const settled = new Set(oracle.filter((row) => row.stream === "orders").map((row) => row.order_id));
  for (const [stream, key] of Object.entries(columns)) {
    const wanted = new Map();
    for (const { stream: name, ...row } of oracle) if (name === stream) wanted.set(key.map((column) => row[column]).join("|"), row);
    const held = sqlite(host.database, `SELECT * FROM amazon_seller_${stream} WHERE _connection_id = '${id}'`);
    const seen = new Set();
    for (const row of held) {
      const name = key.map((column) => row[column]).join("|");
      if (seen.has(name)) found.push(`${stream} ${name} is doubled`);
      seen.add(name);
      const right = wanted.get(name);
      if (!right) {
        if (settled.has(row.order_id)) found.push(`${stream} ${name} should not be there`);
        continue;
      }
      for (const [column, value] of Object.entries(right)) {
        const text = typeof value === "boolean" ? String(Number(value)) : String(value); // SQLite has no booleans
        const same = typeof value === "object" && value !== null ? JSON.stringify(value) === row[column] : text === String(row[column]);
        if (!same) found.push(`${stream} ${name}.${column} is ${row[column]}, should be ${JSON.stringify(value)}`);
      }
    }
    for (const name of wanted.keys()) if (!seen.has(name)) found.push(`${stream} ${name} is missing`);
  }
  return { found, compared: oracle.length };
}
