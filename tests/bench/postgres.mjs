// A PostgreSQL of Debian's for one measure, in a folder of its own and reached by a socket only. It never runs as root.
import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";

const base = "/usr/lib/postgresql", isRoot = process.getuid() === 0, account = "postgres";

const idOf = (what) => Number(execFileSync("id", [what, account], { encoding: "utf8" }));

export class Postgres {
  // Nothing where PostgreSQL is not installed.
  static start() {
    const version = existsSync(base) ? readdirSync(base).filter((one) => existsSync(join(base, one, "bin/initdb"))).sort((a, b) => a - b).at(-1) : undefined;
    if (!version) return undefined;
    const server = new Postgres();
    server.programs = join(base, version, "bin");
    server.folder = mkdtempSync(join(tmpdir(), "mooring-pg-"));
    if (isRoot) chownSync(server.folder, idOf("-u"), idOf("-g"));
    server.data = join(server.folder, "data");
    server.run("initdb", "-D", server.data, "-A", "trust", "-U", account);
    server.run("pg_ctl", "-D", server.data, "-w", "-l", join(server.folder, "log"), "-o", `-k ${server.folder} -c listen_addresses=`, "start");
    return server;
  }
  run(program, ...args) {
    const path = join(this.programs, program);
    const [command, ...rest] = isRoot ? ["runuser", "-u", account, "--", path, ...args] : [path, ...args];
    execFileSync(command, rest, { cwd: "/", stdio: ["ignore", "ignore", "inherit"] });
  }
  stop() {
    this.run("pg_ctl", "-D", this.data, "-m", "fast", "-w", "stop");
    rmSync(this.folder, { recursive: true, force: true });
  }
}
