// Backfills of the mock: one under way, one that is only watched, some that ended. What one costs is made up.
const day = 86_400_000;
const iso = (time) => new Date(Math.floor(time / day) * day).toISOString();

export function make_backfills(state, now) {
  const [first] = state.connections.filter((one) => one.account_id);
  if (!first) return [];
  const one = (id, more) => ({
    id, connection_id: first.id, reason: "manual", actor: "user:ana", state: "running", own_runs: false, note: "", from: iso(now - 300 * day), to: iso(now - 120 * day),
    streams: ["orders"], marketplaces: [], created_at: new Date(now - 40 * 60_000).toISOString(), started_at: new Date(now - 39 * 60_000).toISOString(), finished_at: null,
    parts_total: 1, parts_done: 0, parts_failed: 0, days_done: 74.5, days_total: 180, rows: 18_240, requests: 214, left: { calls: 303, seconds: 5400, measured: true }, ...more,
  });
  const ended = { finished_at: new Date(now - 2 * day).toISOString(), left: { calls: 0, seconds: 0, measured: false } };
  return [
    one("bkf_running", {}),
    one("bkf_refill", { reason: "reconnect", actor: "system", own_runs: true, from: iso(now - 12 * day), to: iso(now), days_done: 3, days_total: 12, rows: 0, requests: 0, left: { calls: 0, seconds: 0, measured: false } }),
    one("bkf_failed", { ...ended, reason: "gap", state: "failed", parts_failed: 1, days_done: 20, note: "" }),
    one("bkf_done", { ...ended, state: "done", days_done: 180, parts_done: 1 }),
  ];
}

const part_of = (backfill) => ({
  stream: "orders", marketplace: "", own_runs: backfill.own_runs, state: backfill.state === "paused" ? "running" : backfill.state, from: backfill.from, to: backfill.to, position: backfill.from,
  days_done: backfill.days_done, days_total: backfill.days_total, rows: backfill.rows, requests: backfill.requests, attempts: 0, next_try_at: null, lost_until: null, notice: "",
  failure_kind: backfill.state === "failed" ? "server" : "", failure_message: backfill.state === "failed" ? "The shop answered 503 five times in a row" : "",
  last_run_id: "", waiting_for: "", waiting_until: null,
});
const details = (backfill) => ({ ...backfill, parts: [part_of(backfill)], skipped: [] });

function ordered(connection, body, now) {
  const from = Date.parse(body.from), to = Date.parse(body.to) + day;
  const days = Math.round((to - from) / day);
  return {
    ...make_backfills({ connections: [connection] }, now)[0], id: "", reason: body.reason ?? "manual", state: "planned", from: iso(from), to: iso(to), streams: body.streams ?? [],
    marketplaces: body.marketplaces ?? [], days_done: 0, days_total: days, rows: 0, requests: 0, left: { calls: days * 3, seconds: days * 45, measured: true },
  };
}

// What the parts of the path after /connections/{id}/backfills ask for.
export function connection_backfills(state, connection, method, parts, body, query) {
  if (method === "GET") return list_backfills(state, { ...query, connection: connection.id });
  const made = ordered(connection, body, Date.now());
  if (parts[3] === "estimate") return { json: details(made) };
  made.id = `bkf_${state.backfills.length}`;
  state.backfills.unshift(made);
  return { status: 202, json: details(made) };
}

export function list_backfills(state, query) {
  const open = (one) => !["done", "failed", "cancelled"].includes(one.state);
  const items = state.backfills.filter((one) => (!query.connection || one.connection_id === query.connection)
    && (!query.state || (query.state === "open" ? open(one) : one.state === query.state)));
  return { json: { items, next: null } };
}

export function one_backfill(state, parts) {
  const found = state.backfills.find((one) => one.id === parts[1]);
  if (!found) return null;
  const next = { pause: "paused", resume: "running", cancel: "cancelled" }[parts[2]];
  if (next) found.state = next;
  return { json: details(found) };
}
