// kill -9 in the middle of a sync, again and again; then the rows equal the oracle: nothing lost, nothing doubled, nothing wrong.
// With SIGTERM the host is asked to stop instead: then it also ends with 0, in time, and without a sanitizer's word.
//   node kill_during_sync.mjs [kills] [SIGKILL|SIGTERM]      MOORING_SEED repeats a run
import { Host, Simulator, differences, sqlite } from "../support/harness.mjs";

const kills = Number(process.argv[2] ?? 50);
const gently = process.argv[3] === "SIGTERM";
const stopDeadlineMs = 10_000;
const seed = Number(process.env.MOORING_SEED ?? Date.now() % 100000);
let randomState = seed;
function random() {
  randomState = (Math.imul(randomState, 1103515245) + 12345) & 0x7fffffff;
  return randomState / 0x7fffffff;
}

async function end(host) {
  if (!gently) return host.kill();
  const begun = performance.now();
  const { code, signal } = await host.stop();
  const took = performance.now() - begun;
  const bad = host.program.output().match(/.*(Sanitizer|runtime error).*/);
  if (code !== 0 || took > stopDeadlineMs || bad)
    throw new Error(`the host ended with ${code ?? signal} after ${Math.round(took)} ms:\n${host.program.output()}`);
}

// The simulator's world stands still one hour ahead of the host's clock: every row has one right value.
const now = Date.now();
const time = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
const orders = 400 * kills;  // more pages than the kills leave time for
const simulator = await Simulator.start(["--sellers", "1", "--orders", String(orders), "--budget-scale", "1000000", "--virtual-clock", "--now", time(now + 3600_000)]);
const host = await Host.create(simulator, { scale: 1000000 });
const requests = async () => (await simulator.control("GET", "/requests?limit=1")).total;
let passed = false;
try {
  await host.start();
  const connection = await host.connectSeller(simulator);
  for (let n = 0; n < kills; ++n) {
    const target = (await requests()) + 1 + Math.floor(random() * 4);
    while ((await requests()) < target);  // the sync itself moves this on
    const moment = performance.now() + random() * 8;
    while (performance.now() < moment);  // somewhere between a request and the commit after the next
    await end(host);
    await host.start();
  }
  const last = await host.until("the last run succeeds", async () => {
    const { items } = await host.api("GET", `/runs?connection=${connection.id}&limit=1`);
    return { done: items[0]?.state === "succeeded", value: items[0] };
  }, 180_000);
  const interrupted = sqlite(host.database, "SELECT count(*) AS n FROM runs WHERE failure_message LIKE '%stopped during this run%'")[0].n;
  await host.stop();
  const { found, compared } = await differences(simulator, host, connection, { asOf: time(now - 600_000), since: time(now - 360 * 86400_000) });
  const integrity = sqlite(host.database, "PRAGMA integrity_check")[0].integrity_check;
  console.log(`seed ${seed}: ${kills} ${gently ? "stops" : "kills"}, ${interrupted} runs interrupted, ${compared} rows compared, ${found.length} differences, integrity ${integrity}`);
  for (const line of found.slice(0, 20)) console.log("  " + line);
  passed = found.length === 0 && integrity === "ok" && compared > orders && interrupted >= kills * 0.9 && last.rows_read === last.rows_written;
} finally {
  host.program?.child.kill("SIGKILL");
  await simulator.stop();
  if (passed) host.remove();
  else console.log(`the data is kept in ${host.folder}`);
  console.log(passed ? "1 passed, 0 failed" : "0 passed, 1 failed");
  process.exit(passed ? 0 : 1);
}
