// Where the commands and other programs of this machine find a host that listens beyond it: in a container, or on one address.
import assert from "node:assert/strict";
import { request } from "node:http";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Host, freePort } from "../../support/harness.mjs";
import { folder, mooring, says } from "../host/program.mjs";

const own_address = Object.values(networkInterfaces()).flat().find((one) => one.family === "IPv4" && !one.internal)?.address;

async function started(t, bind) {
  const port = await freePort();
  const path = folder(t, { "mooring.toml": `[admin]\nbind = "${bind}"\nport = ${port}\nallow_remote = true\npublic_url = "https://mooring.example"\n` });
  const host = Object.assign(new Host(), { folder: path, config: join(path, "mooring.toml") });
  await host.start();
  t.after(() => host.stop());
  return { host, port, command: (...args) => mooring([...args, "--config", host.config]) };
}

// fetch() sets Host itself: this one sends what is asked for.
const status_of = (address, port, name, path, token) => new Promise((done, failed) => {
  const asked = request({ host: address, port, path, headers: { host: name, authorization: `Bearer ${token}` } }, (answer) => {
    answer.resume();
    answer.on("end", () => done(answer.statusCode));
  });
  asked.on("error", failed);
  asked.end();
});

test("a host on every address answers its commands and programs of this machine by loopback's names, and no foreign name", async (t) => {
  const { host, port, command } = await started(t, "0.0.0.0");
  const listed = await command("connections", "list");
  assert.deepEqual([listed.code, listed.err], [0, ""]);
  assert.match((await command("signin")).out, /^https:\/\/mooring\.example\/#signin=/);
  for (const name of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, "mooring.example"])
    for (const path of ["/metrics", "/api/v1/connections"]) assert.equal(await status_of("127.0.0.1", port, name, path, host.token), 200, name);
  for (const name of ["localhost", "127.0.0.1", `localhost:${port + 1}`, `rebound.example:${port}`, `localhost.rebound.example:${port}`, `${own_address ?? "10.9.9.9"}:${port}`])
    for (const path of ["/metrics", "/api/v1/connections"]) assert.equal(await status_of("127.0.0.1", port, name, path, host.token), 403, name);
});

test("a host on one address of this machine answers its commands", { skip: !own_address && "this machine has loopback only" }, async (t) => {
  const { host, port, command } = await started(t, own_address);
  const listed = await command("connections", "list");
  assert.deepEqual([listed.code, listed.err], [0, ""]);
  assert.equal(await status_of(own_address, port, `${own_address}:${port}`, "/metrics", host.token), 200);
  assert.equal(await status_of(own_address, port, `rebound.example:${port}`, "/metrics", host.token), 403);
});

test("the token is never sent to another machine by http", async (t) => {
  const path = folder(t, { "mooring.toml": '[admin]\nbind = "203.0.113.7"\nallow_remote = true\npublic_url = "https://mooring.example"\n', "data/admin.token": "a-token-of-this-test\n" });
  says(await mooring(["connections", "list", "--config", join(path, "mooring.toml")]), 1, "203.0.113.7 (admin.bind) is not an address of this machine", /on the machine of the host/);
});
