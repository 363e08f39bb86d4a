// The same orders fetched and stored by a script of today: amazon-sp-api from npm with PostgreSQL, and with SQLite, against the same simulator.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Postgres } from "./postgres.mjs";
import { firstSyncOfOrders } from "./seller.mjs";
import { median, note, report, root, say } from "./report.mjs";
import { Simulator, build, demoApplication } from "../support/harness.mjs";

const rounds = 3, historyDays = 365;
const from = join(root, "tests/bench/peer"), files = ["package.json", "package-lock.json", ".npmrc", "orders.mjs", "rows.mjs", "stores.mjs"];

// Beside the build, once for each lock file.
function installPeer() {
  const folder = join(build, "tests/bench/peer"), done = join(folder, "installed.json");
  mkdirSync(folder, { recursive: true });
  for (const file of files) copyFileSync(join(from, file), join(folder, file));
  const lock = readFileSync(join(from, "package-lock.json"), "utf8");
  if (existsSync(done) && readFileSync(done, "utf8") === lock) return folder;
  say("installing the peer; its database library may have to be compiled");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  writeFileSync(done, lock);
  return folder;
}

class Peer {
  constructor(kind, folder) {
    Object.assign(this, { kind, folder, rates: [] });
  }
  run(simulator, seller, marketplaces, where) {
    const since = new Date(Date.now() - historyDays * 86_400_000).toISOString().replace(/\.\d+Z/, "Z");
    const { client_id, client_secret } = demoApplication;
    const login = JSON.stringify({ refresh_token: seller.refresh_tokens[client_id], client_id, client_secret });
    const args = ["orders.mjs", simulator.url, this.kind, where, since, marketplaces.join(",")];
    const { rows, seconds } = JSON.parse(execFileSync("node", args, { cwd: this.folder, input: login, encoding: "utf8" }));
    this.rates.push(rows / seconds);
    return rows;
  }
  get rate() {
    return median(this.rates);
  }
}

// All read the same pages one after another, without a budget in the way, and commit each page durably, with its raw text.
export async function ordersPeer() {
  const folder = installPeer();
  const postgres = Postgres.start();
  const simulator = await Simulator.start(["--sellers", "1", "--orders", "40000", "--budget-scale", "10000000"]);
  const peers = { sqlite: new Peer("sqlite", folder), postgres: new Peer("postgres", folder) };
  const ours = [];
  try {
    const { sellers: [seller] } = await simulator.control("GET", "/state");
    for (let round = 0; round < rounds; ++round) {
      say(`round ${round + 1} of ${rounds}`);
      const { host, run, marketplaces } = await firstSyncOfOrders(simulator);
      ours.push(run.rows_read / ((Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000));
      const counts = [peers.sqlite.run(simulator, seller, marketplaces, join(host.folder, "peer.db"))];
      if (postgres) counts.push(peers.postgres.run(simulator, seller, marketplaces, postgres.folder));
      host.remove();
      const other = counts.find((rows) => Math.abs(rows - run.rows_read) > run.rows_read / 100);
      if (other) throw new Error(`a peer read ${other} rows, we ${run.rows_read}`);
    }
  } finally {
    await simulator.stop();
    postgres?.stop();
  }
  const own = median(ours), told = (peer) => `${Math.round(own)} rows/s, the script ${Math.round(peer.rate)} rows/s, ratio ${(own / peer.rate).toFixed(2)}`;
  note(`orders against amazon-sp-api and better-sqlite3: ${told(peers.sqlite)} (no bar)`);
  if (!postgres) throw new Error("PostgreSQL is not installed: apt-get install postgresql-15");
  report("orders against amazon-sp-api and PostgreSQL", own / peers.postgres.rate, 5, "above", `${told(peers.postgres)} (bar 5)`);
}
