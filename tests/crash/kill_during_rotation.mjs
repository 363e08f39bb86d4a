// kill -9 in the middle of exchanging the vault's key, again and again: after each start every secret opens, the key file is whole,
// and nothing is left beside it.
//   node kill_during_rotation.mjs [kills]      MOORING_SEED repeats a run
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Host, Simulator, sqlite } from "../support/harness.mjs";

const kills = Number(process.argv[2] ?? 30);
const seed = Number(process.env.MOORING_SEED ?? Date.now() % 100000);
let randomState = seed;
function random() {
  randomState = (Math.imul(randomState, 1103515245) + 12345) & 0x7fffffff;
  return randomState / 0x7fffffff;
}

const simulator = await Simulator.start(["--sellers", "1", "--orders", "20", "--budget-scale", "1000000"]);
const host = await Host.create(simulator, { scale: 1000000 });
const key = join(host.folder, "data/vault.key");
const must = (good, words) => {
  if (!good) throw new Error(`${words}\n${host.program?.output() ?? ""}`);
};

// The access token lives in memory only: after a start a sync needs the refresh token out of the vault.
async function syncs(connection) {
  const { items } = await host.api("POST", `/connections/${connection.id}/sync`, { streams: [] });
  const run = await host.until("a run ends", async () => {
    const value = await host.api("GET", `/runs/${items[0].id}`);
    return { done: ["succeeded", "failed", "cancelled"].includes(value.state), value };
  }, 60_000);
  must(run.state === "succeeded", `the run after a cut rotation ${run.state}: ${JSON.stringify(run.failure)}`);
}

let passed = false;
try {
  await host.start();
  const connection = await host.connectSeller(simulator);
  // More owners of secrets, so that the rotation takes long enough to be met.
  for (let n = 0; n < 40; ++n)
    await host.api("POST", "/alert-destinations", { kind: "webhook", name: `Hook ${n}`, url: `https://hooks.example.com/${n}`, enabled: false, rules: {} }).catch((problem) => {
      if (problem.problem?.code !== "too_many_destinations") throw problem;
    });
  const begun = performance.now();
  await host.api("POST", "/vault/rotate-key", {});
  const takes = performance.now() - begun;
  let before = 0, after = 0;
  for (let n = 0; n < kills; ++n) {
    const old = readFileSync(key, "utf8");
    const asked = host.api("POST", "/vault/rotate-key", {}).then(() => true, () => false);
    await new Promise((go) => setTimeout(go, random() * takes * 2));
    await host.kill();
    const told = await asked;
    await host.start();
    const now = readFileSync(key, "utf8");
    must(/^[0-9a-f]{64}\n$/.test(now) && (statSync(key).mode & 0o777) === 0o600, "the key file is not whole");
    must(!existsSync(`${key}.next`), "the next key was left behind");
    must(!told || now !== old, "a rotation that was told of is undone");
    now === old ? ++before : ++after;
    await syncs(connection);
  }
  const entries = sqlite(host.database, "SELECT count(*) AS n FROM activity WHERE kind = 'vault.key_rotated'")[0].n;
  must(entries === after + 1, `${after + 1} rotations took effect, ${entries} are in the activity log`);
  console.log(`seed ${seed}: ${kills} kills, ${before} before the new key was in force, ${after} after; every start opened every secret`);
  passed = true;
} catch (problem) {
  console.log(problem.stack);
} finally {
  host.program?.child.kill("SIGKILL");
  await simulator.stop();
  if (passed) host.remove();
  else console.log(`the data is kept in ${host.folder}`);
  console.log(passed ? "1 passed, 0 failed" : "0 passed, 1 failed");
  process.exit(passed ? 0 : 1);
}
