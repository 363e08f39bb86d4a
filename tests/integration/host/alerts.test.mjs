// Alerts of the built program at real receivers: a signed webhook, Slack's payload, mail over STARTTLS, and a restart in
// the middle.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Receiver, SmtpServer, make_certificate, verify } from "../../support/alert_receivers.mjs";
import { Host, freePort } from "../../support/harness.mjs";
import { mooring } from "./program.mjs";

let host, receiver, mail, connection, hook, settings;
const password = "a-password-of-mail-1234", declared_secret = "a-declared-secret-of-24-bytes";

const pause = (paused) => host.api("PATCH", `/connections/${connection.id}`, { paused });
const arrives = (path, event, count = 1) => receiver.until(count, (one) => one.path === path && one.json().event === event);

before(async () => {
  receiver = await Receiver.start();
  host = await Host.create({ url: `http://127.0.0.1:${await freePort()}` });
  const keys = make_certificate(host.folder);
  mail = await SmtpServer.start(keys);
  writeFileSync(join(host.folder, "mail-password"), `${password}\n`, { mode: 0o600 });
  writeFileSync(join(host.folder, "hook-secret"), `${declared_secret}\n`, { mode: 0o600 });
  writeFileSync(join(host.folder, "hook-url"), `${receiver.url}/declared\n`, { mode: 0o600 });
  settings = `[smtp]
host = "127.0.0.1"
port = ${mail.port}
user = "mooring"
password = { file = "mail-password" }
from = "mooring@example.com"
ca_file = "smtp.pem"
[alerts]
allow_private = true
[[alerts.destinations]]
name = "Declared"
kind = "webhook"
url = { file = "hook-url" }
secret = { file = "hook-secret" }
quiet = "0s"
`;
  host.configure(settings);
  await host.start();
  connection = await host.api("POST", "/connections", { channel: "amazon_seller", region: "EU" });
  await host.api("PATCH", `/connections/${connection.id}`, { label: "Häfen & Söhne" });
  hook = await host.api("POST", "/alert-destinations", { kind: "webhook", name: "Hook", url: `${receiver.url}/hook?token=hidden`, rules: { quiet_s: 0 } });
});
after(async () => {
  await host?.stop();
  await receiver?.stop();
  await mail?.stop();
  host?.remove();
});

test("a webhook is signed over its time and body; the secret is told once, of the address only where it leads", async () => {
  assert.match(hook.secret, /^mwh_.{40,}/);
  assert.equal(hook.address, `${receiver.url}/...`);
  const again = await host.api("GET", `/alert-destinations/${hook.id}`);
  assert.equal(again.secret, undefined);
  await pause(true);
  const [one] = await arrives("/hook?token=hidden", "connection.paused");
  const signature = one.headers["mooring-signature"];
  assert.ok(verify(one.body, signature, hook.secret));
  assert.ok(!verify(`${one.body} `, signature, hook.secret));
  assert.ok(!verify(one.body, signature, "mwh_another"));
  assert.ok(!verify(one.body, signature, hook.secret, { now: Date.now() / 1000 + 600 }));
  const body = one.json();
  assert.equal(one.headers["mooring-delivery"], body.id);
  assert.equal(body.connection.label, "Häfen & Söhne");
  assert.equal(body.kind, "schedule");
  assert.ok(body.url.endsWith(`/#/connections/${connection.id}`));
  const [declared] = await arrives("/declared", "connection.paused");
  assert.ok(verify(declared.body, declared.headers["mooring-signature"], declared_secret));
  await pause(false);
  await arrives("/hook?token=hidden", "connection.resumed");
});

test("a new secret: both sign", async () => {
  const rotated = await host.api("POST", `/alert-destinations/${hook.id}/rotate-secret`);
  assert.notEqual(rotated.secret, hook.secret);
  const outcome = await host.api("POST", `/alert-destinations/${hook.id}/test`);
  assert.deepEqual([outcome.delivered, outcome.status], [true, 204]);
  const [one] = await arrives("/hook?token=hidden", "alerts.test");
  assert.ok(verify(one.body, one.headers["mooring-signature"], hook.secret));
  assert.ok(verify(one.body, one.headers["mooring-signature"], rotated.secret));
});

test("what is refused is given up, told, and can be sent again", async () => {
  receiver.status = 400;
  receiver.answer = `no: ${hook.secret}`;
  const outcome = await host.api("POST", `/alert-destinations/${hook.id}/test`);
  assert.equal(outcome.delivered, false);
  assert.equal(outcome.status, 400);
  assert.ok(!outcome.answer.includes(hook.secret), "an answer is shown without secrets");
  const cli = await mooring(["alerts", "test", hook.id, "--config", host.config]);
  assert.equal(cli.code, 1);
  assert.match(cli.out, /Not delivered, status 400/);
  receiver.status = 204;
  receiver.answer = "";
});

test("Slack gets its payload, and its address is never shown", async () => {
  const slack = await host.api("POST", "/alert-destinations", { kind: "slack", name: "Slack", url: `${receiver.url}/services/T0/secret`, rules: { kinds: ["schedule"], quiet_s: 0 } });
  assert.equal(slack.address, `${receiver.url}/...`);
  assert.equal(slack.secret, undefined);
  await host.api("POST", `/alert-destinations/${slack.id}/test`, { alert: "badge" });
  const [one] = await receiver.until(1, (item) => item.path === "/services/T0/secret");
  const payload = one.json();
  assert.equal(payload.text, "Example shop: Sync error");
  assert.equal(payload.blocks[0].type, "section");
  assert.ok(!(await (await host.request("GET", "/api/v1/alert-destinations")).text()).includes("T0/secret"));
  await host.api("DELETE", `/alert-destinations/${slack.id}`);
});

test("mail goes over STARTTLS with a password; a name cannot begin a header", async () => {
  const made = await host.api("POST", "/alert-destinations", { kind: "email", name: "Mail", to: ["ops@example.com", "on.call@example.com"], rules: { kinds: ["schedule"], quiet_s: 0 } });
  await pause(true);
  const [one] = await mail.until(1);
  assert.ok(one.tls);
  assert.equal(one.auth, `\0mooring\0${password}`);
  assert.match(one.from, /<mooring@example\.com>/);
  assert.equal(one.to.length, 2);
  const [head, text] = [one.text.slice(0, one.text.indexOf("\r\n\r\n")), one.text.slice(one.text.indexOf("\r\n\r\n"))];
  assert.match(head, /^To: ops@example\.com,\r\n on\.call@example\.com\r$/m);
  assert.match(head, /^MIME-Version: 1\.0\r$/m);
  assert.match(head, /^Content-Type: text\/plain; charset=utf-8\r$/m);
  const subject = head.match(/^Subject: ((?:=\?UTF-8\?B\?[^?]+\?= ?)+)\r$/m)[1];
  const words = [...subject.matchAll(/\?B\?([^?]+)\?=/g)].map(([, coded]) => Buffer.from(coded, "base64").toString()).join("");
  assert.match(words, /Häfen & Söhne: planned runs are paused/);
  assert.match(head, /^Message-ID: <dlv_\w+@example\.com>\r$/m);
  assert.match(text, /^Paused: no planned runs/m);
  assert.doesNotMatch(text, /=0A|=0D|boundary/);
  for (const line of text.split("\r\n")) assert.ok(line.length <= 76, line);
  for (const to of ["a@b.example\r\nBcc: x@y.example", "no address", "a@b@c"])
    await assert.rejects(host.api("PATCH", `/alert-destinations/${made.id}`, { to: [to] }), (error) => error.problem.code === "alert_recipients_invalid");
  mail.refuse = "550 no such user";
  const outcome = await host.api("POST", `/alert-destinations/${made.id}/test`);
  assert.equal(outcome.delivered, false);
  assert.equal(outcome.status, 550);
  assert.ok(!outcome.answer.includes(password));
  mail.refuse = "";
  await host.api("DELETE", `/alert-destinations/${made.id}`);
  await pause(false);
});

test("an alert that waits survives a killed host and arrives once, with the same id", async () => {
  await arrives("/hook?token=hidden", "connection.resumed", 2);
  receiver.status = 503;
  await pause(true);
  const [waiting] = await host.until("a delivery that waits", async () => {
    const { items } = await host.api("GET", `/alert-deliveries?destination=${hook.id}&state=waiting`);
    return { done: items.length === 1 && items[0].attempts > 0, value: items };
  });
  assert.equal(waiting.status, 503);
  await host.kill();
  receiver.status = 204;
  await host.start();
  await host.api("POST", `/alert-deliveries/${waiting.id}/retry`);
  const is_it = (item) => item.status === 204 && item.headers["mooring-delivery"] === waiting.id;
  const [one] = await receiver.until(1, is_it);
  assert.equal(one.json().event, "connection.paused");
  await host.until("the end of the delivery", async () => {
    const { items } = await host.api("GET", `/alert-deliveries?destination=${hook.id}&state=delivered`);
    return { done: items.some((item) => item.id === waiting.id), value: items.length };
  });
  assert.equal(receiver.items.filter(is_it).length, 1);
  const declared = (await host.api("GET", "/alert-destinations")).items.filter((item) => item.managed_by === "file");
  assert.equal(declared.length, 1, "a restart adds nothing to what is declared");
  await assert.rejects(host.api("DELETE", `/alert-destinations/${declared[0].id}`), (error) => error.problem.code === "destination_declared");
});

test("an address of this machine or a private network is refused unless the configuration allows it", async () => {
  await host.stop();
  host.configure(settings.replace("allow_private = true", "allow_private = false"));
  await host.start();
  for (const url of [`${receiver.url}/x`, "https://10.0.0.1/x", "https://169.254.169.254/latest", "http://example.com/x", "https://user:pw@example.com/"])
    await assert.rejects(host.api("POST", "/alert-destinations", { kind: "webhook", name: "Inside", url }), (error) => error.problem.code === "alert_url_invalid", url);
  const before = receiver.items.length;
  const outcome = await host.api("POST", `/alert-destinations/${hook.id}/test`);
  assert.equal(outcome.delivered, false);
  assert.match(outcome.answer, /not public/);
  assert.equal(receiver.items.length, before);
});

test("rules of what nobody knows are refused", async () => {
  const make = (rules) => host.api("POST", "/alert-destinations", { kind: "webhook", name: "Rules", url: "https://example.com/rules", rules });
  for (const [rules, words] of [
    [{ channels: ["amazon_sellr"] }, /Did you mean 'amazon_seller'/],
    [{ regions: ["EUROPE"] }, /Known: .*EU/],
    [{ connections: ["con_nope"] }, /connections list/],
  ])
    await assert.rejects(make(rules), ({ problem }) => problem.code === "alert_rules_invalid" && words.test(JSON.stringify(problem)), JSON.stringify(rules));
  const made = await make({ channels: ["amazon_seller"], regions: ["EU"], connections: [connection.id] });
  await assert.rejects(host.api("PATCH", `/alert-destinations/${made.id}`, { rules: { regions: ["EU", "EUROPE"] } }), ({ problem }) => problem.code === "alert_rules_invalid");
  await host.api("DELETE", `/alert-destinations/${made.id}`);
});

test("lists of the command line, and the metrics", async () => {
  const list = await mooring(["alerts", "list", "--json", "--config", host.config]);
  assert.equal(list.code, 0, list.err);
  assert.deepEqual(JSON.parse(list.out).map((item) => item.name).sort(), ["Declared", "Hook"]);
  const deliveries = await mooring(["alerts", "deliveries", "--state", "delivered", "--json", "--config", host.config]);
  assert.ok(JSON.parse(deliveries.out).length > 0);
  const incidents = await mooring(["incidents", "list", "--json", "--config", host.config]);
  assert.deepEqual(JSON.parse(incidents.out), []);
  const metrics = await (await host.request("GET", "/metrics")).text();
  assert.match(metrics, /^mooring_alert_outbox\{state="waiting"\} \d+$/m);
});
