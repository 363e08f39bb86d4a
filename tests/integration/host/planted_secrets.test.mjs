// A provider that repeats tokens in whatever it says: in refusals, headers, names and in the reason why a grant ended. They stand nowhere
// afterwards: not in any answer of the API, not in the database, not in the log. The built program against the simulator, with a door in
// between that repeats what it heard.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createServer, request } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Host, Simulator } from "../../support/harness.mjs";
import { run_to_its_end, sync_to_its_end } from "./program.mjs";

// Passes on what it is asked, and in between repeats every token that it has heard of.
class Parrot {
  heard = new Set();
  repeats = "";  // "": nothing; "names", "refusals", "ends the grant"
  static async start(simulator) {
    const parrot = new Parrot();
    parrot.server = createServer((asked, answer) => parrot.pass(simulator, asked, answer));
    await new Promise((listening) => parrot.server.listen(0, "127.0.0.1", listening));
    parrot.url = `http://127.0.0.1:${parrot.server.address().port}`;
    return parrot;
  }
  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
  said() {
    return `what ${[...this.heard].join(" and ")} says`;
  }
  hear(text) {
    for (const [, , token] of text.matchAll(/"?(access_token|refresh_token)"?[:=]\s*"?([^"&\s,}]+)/g)) this.heard.add(decodeURIComponent(token));
  }
  async pass(simulator, asked, answer) {
    const parts = [];
    for await (const part of asked) parts.push(part);
    const body = Buffer.concat(parts);
    this.hear(body.toString());
    const is_token = asked.url.includes("/auth/o2/token");
    if (is_token && this.repeats === "ends the grant") return this.say(answer, 400, { error: "invalid_grant", error_description: this.said() });
    if (!is_token && this.repeats === "refusals") return this.say(answer, 400, { errors: [{ code: "InvalidInput", message: this.said(), details: this.said() }] });
    const { port } = new URL(simulator.url);
    const further = request({ port, host: "127.0.0.1", method: asked.method, path: asked.url, headers: { ...asked.headers, "accept-encoding": "identity" } }, async (got) => {
      const chunks = [];
      for await (const chunk of got) chunks.push(chunk);
      let text = Buffer.concat(chunks);
      if (is_token) this.hear(text.toString());
      if (this.repeats === "names") text = Buffer.from(text.toString().replace(/"storeName":\s*"[^"]*"/g, `"storeName":"${[...this.heard][0]}"`));
      const { "transfer-encoding": _, ...headers } = got.headers;
      answer.writeHead(got.statusCode, { ...headers, "content-length": text.length });
      answer.end(text);
    });
    further.on("error", () => answer.destroy());
    further.end(body);
  }
  say(answer, status, value) {
    const [token] = this.heard;
    answer.writeHead(status, { "content-type": "application/json", "x-amzn-requestid": token });
    answer.end(JSON.stringify(value));
  }
}

let simulator, parrot, host, id;

before(async () => {
  simulator = await Simulator.start(["--orders", "40", "--budget-scale", "100000"]);
  parrot = await Parrot.start(simulator);
  host = await Host.create({ url: parrot.url });
  await host.start();
  ({ id } = await host.connectSeller(simulator));
  assert.ok(parrot.heard.size >= 2, "no token was heard");
});
after(async () => {
  await host?.stop();
  parrot?.stop();
  await simulator?.stop();
  host?.remove();
});

// Every GET of the contract, with the connection's own ids in it.
async function answers() {
  const { paths } = await host.api("GET", "/openapi.json");
  const { items: runs } = await host.api("GET", `/runs?connection=${id}&limit=50`);
  const { items: entries } = await host.api("GET", `/connections/${id}/activity?limit=100`);
  const of = { connections: [id], runs: runs.map((run) => run.id), activity: entries.map((entry) => entry.id), plugins: ["amazon_seller"] };
  const all = new Map();
  for (const [path, methods] of Object.entries(paths)) {
    if (!methods.get || path.endsWith("/events/stream")) continue;
    const kind = path.split("/")[3];
    for (const one of path.includes("{id}") ? (of[kind] ?? []) : [""]) {
      const at = path.replace("{id}", one).replace("{channel}", "amazon_seller").replace("{stream}", "orders");
      if (at.includes("{")) continue;
      const answer = await host.request("GET", at.endsWith("/status") ? `${at}?explain=1` : at);
      all.set(at, await answer.text());
    }
  }
  return all;
}

// Nowhere as it is, and told all the same.
async function nowhere(shown) {
  const all = await answers();
  assert.ok(all.size > 40, `only ${all.size} answers`);
  assert.ok([...all.values()].some((text) => text.includes(shown)), `nothing tells ${shown}`);
  const folder = join(host.folder, "data");
  const files = readdirSync(folder).filter((name) => name.startsWith("mooring.db")).map((name) => [name, readFileSync(join(folder, name), "latin1")]);
  const found = [];
  for (const token of parrot.heard)
    for (const [where, text] of [...all, ...files, ["the log", host.program.output()]])
      if (text.includes(token)) found.push(`${where}: ${token.slice(0, 8)}`);
  assert.deepEqual(found, []);
}

test("names of an account with a token in them are stored and shown without it", async () => {
  parrot.repeats = "names";
  await host.api("POST", `/connections/${id}/checkup`, {});
  await host.until("the other names", async () => {
    const { items } = await host.api("GET", `/connections/${id}/marketplaces`);
    return { done: JSON.stringify([items, await host.connection(id)]).includes("[secret]"), value: items };
  });
  await nowhere("[secret]");
});

test("a refusal that quotes tokens is told without them: run, stream, badge, calls and activity", async () => {
  parrot.repeats = "refusals";
  const run = await sync_to_its_end(host, id);
  assert.equal(run.state, "failed");
  assert.match(run.failure.message, /\[secret\]/);
  assert.equal(run.failure.request_id, "[secret]");
  const told = await host.untilBadge(id, "sync_error");
  assert.match(JSON.stringify(told.status), /\[secret\]/);
  await nowhere("what [secret] and [secret]");
});

test("the reason why a grant ended is told without the tokens in it", async () => {
  parrot.repeats = "";
  await run_to_its_end(host, (await host.api("POST", `/connections/${id}/sync`, {})).items[0].id);
  parrot.repeats = "ends the grant";
  await host.kill();
  parrot.heard.clear();  // an access token of a process that is gone nobody knows any more
  await host.start();  // without an access token in memory
  await host.api("POST", `/connections/${id}/sync`, {});
  const told = await host.untilBadge(id, "expired");
  assert.match(JSON.stringify(told.grant.evidence), /\[secret\]/);
  await nowhere("what [secret] says");
});

test("a pasted token that the provider refuses and quotes is not told", async () => {
  const pasted = "Atzr|IwEBPastedByAPersonAndKnownToNobody";
  const made = await host.api("POST", "/connections", { channel: "amazon_seller", region: "EU" });
  await assert.rejects(host.api("POST", `/connections/${made.id}/connect-with-token`, { refresh_token: pasted, account_id: "A1" }), ({ problem }) => {
    assert.equal(problem.code, "token_rejected");
    assert.match(JSON.stringify(problem), /\[secret\]/);
    assert.ok(!JSON.stringify(problem).includes(pasted));
    return true;
  });
  assert.ok(parrot.heard.has(pasted));
  await nowhere("[secret]");
});
