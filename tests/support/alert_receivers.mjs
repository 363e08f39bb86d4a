// Where alerts arrive in tests: an HTTP receiver that verifies signatures, and a small SMTP server with STARTTLS.
import { createHmac, timingSafeEqual } from "node:crypto";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { TLSSocket } from "node:tls";

// As docs/operate/alerts.md tells receivers to do it.
export function verify(body, header, secret, { now = Date.now() / 1000, tolerance_s = 300 } = {}) {
  const parts = (header ?? "").split(",").map((part) => part.split("="));
  const t = Number(parts.find(([name]) => name === "t")?.[1]);
  if (!Number.isInteger(t) || Math.abs(now - t) > tolerance_s) return false;
  const wanted = createHmac("sha256", secret).update(`${t}.${body}`).digest();
  return parts.some(([name, value]) => {
    const given = Buffer.from(value ?? "", "hex");
    return name === "v1" && given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}

class Arrivals {
  items = [];
  #watchers = new Set();
  add(item) {
    this.items.push(item);
    for (const watcher of this.#watchers) watcher();
  }
  // Resolves with the items that fit when there are `count` of them.
  until(count, fits = () => true, deadline_ms = 30_000) {
    return new Promise((done, failed) => {
      const timer = setTimeout(() => failed(new Error(`${count} did not arrive; there are ${this.items.length}`)), deadline_ms);
      const look = () => {
        const found = this.items.filter(fits);
        if (found.length < count) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        done(found);
      };
      this.#watchers.add(look);
      look();
    });
  }
}

export class Receiver extends Arrivals {
  status = 204;
  answer = "";
  static async start() {
    const receiver = new Receiver();
    receiver.server = createHttpServer((request, response) => {
      let body = "";
      request.setEncoding("utf8");
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        response.writeHead(receiver.status, { "content-length": Buffer.byteLength(receiver.answer) });
        response.end(receiver.answer);
        receiver.add({ status: receiver.status, path: request.url, headers: request.headers, body, json: () => JSON.parse(body) });
      });
    });
    await new Promise((done) => receiver.server.listen(0, "127.0.0.1", done));
    receiver.port = receiver.server.address().port;
    receiver.url = `http://127.0.0.1:${receiver.port}`;
    return receiver;
  }
  async stop() {
    this.server.closeAllConnections?.();
    await new Promise((done) => this.server.close(done));
  }
}

// A certificate for 127.0.0.1 and its key, as files in the folder.
export function make_certificate(folder) {
  const cert = join(folder, "smtp.pem"), key = join(folder, "smtp.key");
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=test",
    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert], { stdio: "ignore" });
  return { cert, key };
}

// Speaks ESMTP: STARTTLS, then AUTH PLAIN; keeps mails as { from, to, auth, tls, text }.
export class SmtpServer extends Arrivals {
  refuse = ""; // the answer to RCPT TO, like "550 no such user"
  static async start({ cert, key }) {
    const server = new SmtpServer();
    const options = { isServer: true, cert: readFileSync(cert), key: readFileSync(key) };
    server.tcp = createTcpServer((socket) => server.#serve(socket, options));
    await new Promise((done) => server.tcp.listen(0, "127.0.0.1", done));
    server.port = server.tcp.address().port;
    return server;
  }
  #serve(raw, options) {
    const mail = { from: "", to: [], auth: "", tls: false, text: "" };
    let buffer = "", in_data = false, in_auth = false, socket = raw;
    const say = (line) => socket.write(`${line}\r\n`);
    const command = (line) => {
      const word = line.split(" ")[0].toUpperCase();
      if (word === "EHLO") say(mail.tls ? "250-test\r\n250 AUTH PLAIN" : "250-test\r\n250 STARTTLS");
      else if (word === "STARTTLS") {
        say("220 go on");
        raw.removeAllListeners("data");
        socket = new TLSSocket(raw, options);
        socket.on("error", () => undefined);
        mail.tls = true;
        listen(socket);
      } else if (word === "AUTH") {
        in_auth = true;
        say("334 ");
      } else if (word === "MAIL") mail.from = line, say("250 ok");
      else if (word === "RCPT") this.refuse ? say(this.refuse) : (mail.to.push(line), say("250 ok"));
      else if (word === "DATA") in_data = true, say("354 go on");
      else if (word === "QUIT") say("221 bye"), socket.end();
      else say("250 ok");
    };
    const take = (chunk) => {
      buffer += chunk;
      for (let end; (end = buffer.indexOf("\r\n")) >= 0;) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        if (in_auth) in_auth = false, mail.auth = Buffer.from(line, "base64").toString(), say("235 welcome");
        else if (!in_data) command(line);
        else if (line === ".") in_data = false, say("250 2.0.0 kept as 42"), this.add({ ...mail });
        else mail.text += `${line.replace(/^\.\./, ".")}\r\n`;
      }
    };
    const listen = (on) => on.on("data", (chunk) => take(chunk.toString()));
    raw.on("error", () => undefined);
    listen(raw);
    say("220 test ESMTP");
  }
  stop() {
    return new Promise((done) => this.tcp.close(done));
  }
}
