// What lies in the plugin folder and is no plugin, or is one that is not in order: each costs one line that says why, and never the
// host, nor the plugins beside it.
import assert from "node:assert/strict";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Host, Simulator, build, freePort } from "../../support/harness.mjs";
import { folder, mooring, says, sync_to_its_end } from "./program.mjs";

const good = join(build, "plugins/amazon_seller.so");
const bad = (name) => join(build, "tests/bad_plugins/libraries", `${name}.so`);

const cases = [
  { file: "a_text.so", step: "note", words: /not an ELF library/, make: (to) => writeFileSync(to, "this is no library\n") },
  { file: "b_empty.so", step: /file|note/, words: /empty|not an ELF/, make: (to) => writeFileSync(to, "") },
  { file: "c_truncated.so", step: "note", words: /cut off.*Copy the file again/, make: (to) => writeFileSync(to, readFileSync(good).subarray(0, 9000)) },
  { file: "d_open.so", step: "file", words: /others?|writ/i, hint: /chmod/, mode: 0o666, make: (to) => copyFileSync(good, to) },
  { file: "e_no_note.so", step: "note", words: /manifest|note/, make: (to) => copyFileSync(bad("no_note"), to) },
  { file: "f_other_abi.so", step: "abi", words: /ABI/, make: (to) => copyFileSync(bad("other_major"), to) },
  { file: "g_newer_abi.so", step: "abi", words: /ABI/, make: (to) => copyFileSync(bad("newer_minor"), to) },
  { file: "h_unknown_key.so", step: "manifest", words: /\d+:\d+/, make: (to) => copyFileSync(bad("unknown_key"), to) },
  { file: "i_crashes.so", step: "probe", words: /SIGSEGV/, code: true, make: (to) => copyFileSync(bad("crashes"), to) },
  { file: "j_unresolved.so", step: "load", words: /cannot be loaded: .*undefined symbol: \w+\. Install/, code: true, make: (to) => copyFileSync(bad("unresolved"), to) },
  { file: "k_folder.so", step: "file", words: /not a regular file|folder/, make: (to) => mkdirSync(to) },
];

let simulator, host, plugins;

before(async () => {
  simulator = await Simulator.start(["--sellers", "1", "--orders", "50", "--budget-scale", "100000"]);
  host = await Host.create(simulator);
  plugins = join(host.folder, "plugins");
  mkdirSync(plugins, { mode: 0o700 });
  for (const one of cases) {
    one.make(join(plugins, one.file));
    if (one.file !== "k_folder.so") chmodSync(join(plugins, one.file), one.mode ?? 0o644);
  }
  copyFileSync(good, join(plugins, "z_amazon_seller.so"));
  writeFileSync(host.config, readFileSync(host.config, "utf8").replace(/plugin_folders = .*/, `plugin_folders = ["${plugins}"]`));
  await host.start();
});
after(async () => {
  await host?.stop();
  await simulator?.stop();
  host?.remove();
});

test("every broken library is refused with a step and a reason; the good one beside them is loaded", async () => {
  const { items } = await host.api("GET", "/plugins");
  assert.equal(items.length, cases.length + 1);
  for (const one of cases) {
    const item = items.find((candidate) => candidate.path === join(plugins, one.file));
    assert.equal(item.state, "refused", one.file);
    assert.match(item.refusal.step, one.step instanceof RegExp ? one.step : new RegExp(`^${one.step}$`), `${one.file}: ${item.refusal.message}`);
    assert.match(item.refusal.message, one.words, one.file);
    if (one.hint) assert.match(item.refusal.message, one.hint);
    assert.ok(host.program.output().includes(one.file), `the log does not name ${one.file}`);
  }
  const { refusal, state } = items.find((item) => item.id === "amazon_seller");
  assert.deepEqual({ refusal, state }, { refusal: null, state: "loaded" });
});

test("the good one works", async () => {
  const { id } = await host.connectSeller(simulator);
  assert.equal((await sync_to_its_end(host, id)).state, "succeeded");
});

test("plugins list tells the same without running any of them", async () => {
  const { code, out } = await mooring(["plugins", "list", "--json", "--config", host.config]);
  assert.equal(code, 0);
  const items = JSON.parse(out);
  for (const one of cases.filter((candidate) => !candidate.code)) {
    const item = items.find(({ path }) => path.endsWith(one.file));
    assert.equal(item.state, "refused", one.file);
    assert.match(item.message, one.words);
  }
  assert.equal(items.find(({ id }) => id === "amazon_seller").state, "good");
  const text = await mooring(["plugins", "list", "--config", host.config]);
  assert.match(text.out, /amazon_seller \d+\.\d+\.\d+ +good/);
  assert.match(text.out, /a_text\.so\n +note: /);
});

test("plugins inspect: a good one, a bad one, one that is not there", async () => {
  const fine = await mooring(["plugins", "inspect", good]);
  assert.equal(fine.code, 0);
  for (const word of [/amazon_seller/, /sha256 +[0-9a-f]{64}/, /regions +NA \(.*\) EU \(.*\) FE/, /\norders +Orders +order_id\n/, /may call .*amazon/]) assert.match(fine.out, word);
  assert.deepEqual(JSON.parse((await mooring(["plugins", "inspect", good, "--json"])).out).regions, ["NA", "EU", "FE"]);
  const refused = await mooring(["plugins", "inspect", join(plugins, "f_other_abi.so")]);
  assert.equal(refused.code, 1);
  assert.match(refused.out, /refused[\s\S]*abi: /);
  const missing = await mooring(["plugins", "inspect", join(plugins, "nothing.so")]);
  assert.equal(missing.code, 1);
  assert.match(missing.out, /nothing\.so[\s\S]*No such file/);
});

test("a connection whose plugin is gone rests, says so, keeps its data, and goes on when it is back", async (t) => {
  const [{ id }] = (await host.api("GET", "/connections")).items;
  const held = (await host.api("GET", `/records/amazon_seller/orders?connection=${id}`)).total;
  assert.ok(held > 0);
  await host.stop();
  // Its manifest can be read, its code cannot be used: the entry has another name.
  const broken = readFileSync(good);
  for (let at; (at = broken.indexOf("mooring_plugin_v1")) >= 0;) broken.write("mooring_plugin_v9", at);
  writeFileSync(join(plugins, "z_amazon_seller.so"), broken);
  await host.start();
  const connection = await host.connection(id);
  assert.equal(connection.status.badge, "stale");
  assert.match(connection.status.reason, /connector of this channel was refused: .*mooring_plugin_v1/);
  await assert.rejects(host.api("POST", `/connections/${id}/sync`, {}), (error) => {
    assert.equal(error.problem.code, "plugin_not_loaded");
    assert.equal(error.status, 409);
    assert.match(error.problem.hint, /plugins list/);
    return true;
  });
  await host.stop();
  copyFileSync(good, join(plugins, "z_amazon_seller.so"));
  chmodSync(join(plugins, "z_amazon_seller.so"), 0o666);  // not even its manifest is read
  says(await mooring(["validate", "--config", host.config]), 78, /channels\.amazon_seller: 'amazon_seller' is no known channel/,
    /z_amazon_seller\.so: refused \(file\): .*chmod/);
  await host.start();
  assert.match((await host.connection(id)).status.reason, /No connector for the channel 'amazon_seller' is loaded; \d+ files .* refused, see Plugins/);
  await host.stop();
  chmodSync(join(plugins, "z_amazon_seller.so"), 0o644);
  await host.start();
  assert.equal((await sync_to_its_end(host, id)).state, "succeeded");
  assert.ok((await host.api("GET", `/records/amazon_seller/orders?connection=${id}`)).total >= held);
});

test("a plugin folder that is not there, or holds nothing: the host runs and says where it looked", async (t) => {
  const path = folder(t);
  writeFileSync(join(path, "mooring.toml"), `plugin_folders = ["${join(path, "none")}"]\n[admin]\nport = ${await freePort()}\n`);
  const listed = await mooring(["plugins", "list", "--config", join(path, "mooring.toml")]);
  assert.equal(listed.code, 0);
  assert.match(listed.out, new RegExp(`No plugin in ${join(path, "none")}`));
});
