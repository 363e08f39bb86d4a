// A small stand-in for the host: serves the built console and answers docs/reference/rest.md from memory.
//   node dev/mock_server.mjs [--port 8499] [--connections 8]      sign in with /#signin=demo or the token "demo"
// Tests import start_mock(). It has no part in the product.
import { bulk, chosen_connections, connection_facets, expiries, run_summary, sorted_connections, undated_expiries } from "./mock_board.mjs";
import { answer_alerts, make_alerts } from "./mock_alerts.mjs";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ads_busy_runs, ads_coverage, ads_marketplaces, make_ads } from "./mock_ads.mjs";
import { badge_days_of, badge_strips_of, groups_of, playbook } from "./mock_status.mjs";
import { start_run, streams_of } from "./mock_runs.mjs";
import { answer_objects, answer_saved, answer_tags, answer_view, make_views_state } from "./mock_views.mjs";
import { connection_backfills, list_backfills, make_backfills, one_backfill } from "./mock_backfills.mjs";
import { explain, iso, make_activity, make_ads_connections, make_connection, make_connections, make_coverage, make_marketplaces, make_orders, make_plugins, make_runs, set_badge } from "./mock_data.mjs";

// A build folder of CMake has its own copy: MOORING_CONSOLE_DIST=build/dev/host/admin/console/dist
const dist = path.resolve(process.env.MOORING_CONSOLE_DIST ?? path.join(path.dirname(fileURLToPath(import.meta.url)), "../dist"));
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8" };
export const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

class Problem extends Error {
  constructor(status, code, detail, hint, extra = {}) {
    super(detail);
    this.answer = { type: "about:blank", title: code, status, code, detail, hint, request_id: "req_01example", ...extra };
  }
}

export async function start_mock({ port = 0, connections: count = 8, empty = false, campaigns = 46, profiles = 3, role = "administrator" } = {}) {
  const now = Date.now();
  const ads = empty || count !== 8 ? [] : make_ads_connections(now);
  if (ads[0]) ads[0].marketplaces_selected = profiles;
  const connections = [...(empty ? [] : make_connections(count, now)), ...ads];
  if (connections.length >= 8) for (const one of connections.slice(0, 3)) one.workspace = "Acme Trading";
  const state = { role, connections, plugins: make_plugins(), runs: make_runs(connections, now), activity: make_activity(connections, now),
    records: make_orders(connections, now), marketplaces: new Map(), sessions: new Set(), streams: new Set(), timers: new Set(), next: 1, ads: make_views_state(make_ads(ads, now, campaigns)) };
  state.backfills = make_backfills(state, now);
  state.alerts = make_alerts(connections);
  if (ads[0]) state.runs.unshift(...ads_busy_runs(ads[0], now));
  begin_progress(state);
  const server = createServer((request, response) => void answer(state, request, response));
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const stop = async () => {
    for (const timer of state.timers) clearInterval(timer);
    for (const stream of state.streams) stream.end();
    server.closeAllConnections?.();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, stop, state };
}

// One connection is in the middle of a long first sync, for as long as the server runs.
function begin_progress(state) {
  const busy = state.connections.find((connection) => connection.status.activity === "running");
  if (!busy) return;
  state.runs.unshift({ id: "run_queued_1", connection_id: busy.id, stream: "orders", trigger: "backfill", actor: "user:demo", state: "queued", queued_at: iso(Date.now() - 20_000), started_at: null, finished_at: null,
    requests: 0, pages: 0, rows_read: 0, rows_written: 0, rows_changed: 0, progress: null, waiting_for: "", waiting_until: null, queue: { position: 3, length: 12, waits_for: "places" }, failure: null });
  state.runs.unshift({ id: "run_busy_1", connection_id: busy.id, stream: "orders", trigger: "initial", actor: "console", state: "running", queued_at: iso(Date.now() - 95_000), started_at: iso(Date.now() - 94_000), finished_at: null,
    requests: 38, pages: 37, rows_read: 3_700, rows_written: 3_600, rows_changed: 3_600, progress: { done: 37, total: 96, note: "orders of October 2025" }, waiting_for: "", waiting_until: null, failure: null });
}

async function answer(state, request, response) {
  const url = new URL(request.url, "http://localhost");
  response.setHeader("X-Request-Id", "req_01example");
  try {
    if (!url.pathname.startsWith("/api/v1/")) return await asset(state, url, response);
    const body = await read_body(request);
    const parts = url.pathname.slice("/api/v1/".length).split("/").map(decodeURIComponent);
    const query = Object.fromEntries(url.searchParams);
    if (parts[0] !== "session" && !signed_in(state, request)) throw new Problem(401, "not_signed_in", "You are not signed in.", "Open a sign-in link: mooring signin");
    if (parts[0] === "events") return open_stream(state, response);
    if (parts[0] === "activity" && parts[1] === "export") return export_activity(state, query, response);
    const { status = 200, json, headers = {} } = route(state, request, parts, query, body);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
    response.end(status === 204 ? undefined : JSON.stringify(json));
  } catch (error) {
    const problem = error instanceof Problem ? error.answer : { status: 500, code: "internal", detail: String(error), hint: "See the mock's terminal." };
    if (!(error instanceof Problem)) console.error(error);
    response.writeHead(problem.status, { "Content-Type": "application/problem+json" });
    response.end(JSON.stringify(problem));
  }
}

async function asset(state, url, response) {
  if (url.pathname === "/mock/consent") { // stands for the provider's pages
    const connection = find(state, url.searchParams.get("connection"));
    connect(state, connection, "consent");
    response.writeHead(303, { Location: url.searchParams.get("return_to") });
    return response.end();
  }
  const name = url.pathname === "/" ? "/index.html" : path.posix.normalize(url.pathname);
  const file = path.join(dist, name);
  try {
    await stat(file);
  } catch {
    response.writeHead(404);
    return response.end("not found");
  }
  response.writeHead(200, { "Content-Type": types[path.extname(file)] ?? "application/octet-stream", "Content-Security-Policy": csp, "X-Content-Type-Options": "nosniff" });
  return createReadStream(file).pipe(response);
}

async function read_body(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : {};
}

function signed_in(state, request) {
  return state.sessions.has(/mooring_session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1]);
}

function open_stream(state, response) {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  response.write("retry: 2000\n\n");
  state.streams.add(response);
  response.on("close", () => state.streams.delete(response));
}

export function emit(state, event, connection_id) {
  for (const stream of state.streams) stream.write(`event: ${event}\ndata: ${JSON.stringify({ connection_id })}\n\n`);
}

function paged(items, query) {
  const from = Number(query.cursor ?? 0), limit = Number(query.limit ?? 50);
  return { json: { items: items.slice(from, from + limit), next: from + limit < items.length ? String(from + limit) : null } };
}

function find(state, id) {
  const connection = state.connections.find((one) => one.id === id);
  if (!connection) throw new Problem(404, "connection_unknown", `There is no connection ${id}.`, "Look at the list of connections.");
  return connection;
}

function route(state, request, parts, query, body) {
  const { method } = request;
  switch (parts[0]) {
    case "session": return session(state, request, body);
    case "plugins": return paged(state.plugins, query);
    case "views": return answer_view(state, Problem, parts, query);
    case "objects": return answer_objects(state, Problem, method, parts, body);
    case "tags": return answer_tags(state);
    case "saved-views": return answer_saved(state, Problem, method, parts[1], query, body);
    case "expiries": return { json: { items: expiries(state), undated: undated_expiries, next: null } };
    case "api-tokens": return { json: { id: "tok_demo", name: body.name, scopes: body.scopes, token: "mtk_demo", calendar_url: "http://127.0.0.1:8420/calendar/mtk_demo/expiries.ics" } };
    case "alert-destinations": case "alert-deliveries": case "alert-previews": case "incidents": return answer_alerts(state, Problem, method, parts, query, body);
    case "backfills": return parts[1] ? one_backfill(state, parts) ?? not_found("backfill_unknown") : list_backfills(state, query);
    case "runs": return parts[1] === "summary" ? { json: run_summary(state) } : runs(state, method, parts, query);
    case "activity": return parts[1] ? { json: state.activity.find((entry) => entry.id === parts[1]) ?? not_found("activity_unknown") } : activity(state, query);
    case "records": return records(state, parts, query, new URL(request.url, "http://localhost").searchParams.getAll("where").map((one) => one.split(":")));
    case "groups": return { json: { items: groups_of(state.connections), next: null } };
    case "badge-days": return { json: { items: query.connections.split(",").map((id) => badge_days_of(find(state, id), Number(query.days), Date.now())), next: null } };
    case "playbook": return { json: { items: playbook, next: null } };
    case "connections":
      if (parts[1] === "facets") return { json: connection_facets(state, query) };
      if (parts[1] === "badge-strips") return { json: { items: badge_strips_of(chosen_connections(state, query), query.by, Number(query.days ?? 90), Date.now()), next: null } };
      if (parts[1] === "bulk") return { json: bulk(state, Problem, body, start_run, emit) };
      return parts[1] ? one_connection(state, method, parts, query, body, request) : connections(state, method, query, body);
    default: return not_found("no_such_path");
  }
}

const not_found = (code) => { throw new Problem(404, code, "This does not exist.", "Check the address."); };

function session(state, request, body) {
  const answer_of = { actor: "user:local", user: null, role: state.role, scopes: null, method: "link", csrf_token: "csrf-demo", expires_at: iso(Date.now() + 8 * 3_600_000), setup_open: false };
  if (request.method === "GET") {
    if (!signed_in(state, request)) throw new Problem(401, "not_signed_in", "You are not signed in.", "Open a sign-in link: mooring signin");
    return { json: answer_of };
  }
  if (request.method === "DELETE") {
    state.sessions.clear();
    return { status: 204 };
  }
  if (body.code !== "demo" && body.token !== "demo") throw new Problem(401, "signin_refused", "This sign-in link or token is not valid, or it was used before.", "Ask for a new link: mooring signin");
  const id = `s${state.next++}`;
  state.sessions.add(id);
  return { status: 201, json: answer_of, headers: { "Set-Cookie": `mooring_session=${id}; HttpOnly; SameSite=Strict; Path=/` } };
}

function connections(state, method, query, body) {
  if (method === "POST") {
    const plugin = state.plugins.find((one) => one.id === body.channel);
    const connection = make_connection(`con_new${state.next++}`, body.region, `${plugin.name} ${body.region}`, "not_connected", Date.now(), { account_id: "", account_name: "", marketplaces_selected: 0, marketplaces_available: 0, channel: plugin.id, channel_name: plugin.name });
    connection.status.reason = "No account has been connected yet.";
    state.connections.push(connection);
    emit(state, "connection", connection.id);
    return { status: 201, json: connection };
  }
  return paged(sorted_connections(state, query), query);
}

function connect(state, connection, source) {
  const now = Date.now();
  connection.account_id ||= "M3EXAMPLENEW1";
  connection.account_name ||= "New Shop Ltd";
  connection.marketplaces_available = 4;
  set_badge(connection, "connected", now);
  connection.grant.source = source;
  if (!connection.marketplaces_selected) Object.assign(connection.status, { badge: "stale", title: "Stale", severity: "amber", reason: "Connected, but no marketplace is selected yet.", action: "choose_marketplaces", action_text: "Choose marketplaces", last_success_at: null });
  connection.version += 1;
  emit(state, "connection", connection.id);
}

const marketplaces_of = (connection, now) => (connection.channel === "harbor_ads" ? ads_marketplaces : make_marketplaces)(connection, now);

function one_connection(state, method, parts, query, body, request) {
  const connection = find(state, parts[1]);
  const changed = () => {
    connection.version += 1;
    connection.updated_at = iso(Date.now());
    emit(state, "connection", connection.id);
    return { json: connection };
  };
  const check_version = () => {
    const wanted = request.headers["if-match"];
    if (wanted && wanted !== `"${connection.version}"`) throw new Problem(412, "version_conflict", "Somebody changed this connection in the meantime.", "Look at the new state and save again.");
  };
  switch (parts[2] ?? "") {
    case "":
      if (method !== "PATCH") return { json: connection, headers: { ETag: `"${connection.version}"` } };
      check_version();
      if (Number(body.settings?.history_days) > 730) throw new Problem(422, "setting_invalid", "A setting is not valid.", "Correct it and save again.", { errors: [{ pointer: "/settings/history_days", message: "at most 730" }] });
      if (body.label) connection.label = body.label;
      if (body.workspace !== undefined) connection.workspace = body.workspace || "default";
      if (body.paused !== undefined) connection.paused = body.paused ? { at: iso(Date.now()), actor: "user:demo" } : null;
      Object.assign(connection.settings, body.settings);
      return changed();
    case "tags":
      connection.tags = [...body.tags].sort();
      return changed();
    case "connect": return { json: { authorize_url: `/mock/consent?connection=${connection.id}&return_to=${encodeURIComponent(body.return_to)}` } };
    case "connect-with-token":
      if (body.refresh_token === "bad") throw new Problem(422, "token_rejected", "The provider does not accept this refresh token.", "Copy it again from the developer console.");
      if (connection.account_id && connection.account_id !== body.account_id) throw new Problem(409, "account_mismatch", `This connection belongs to ${connection.account_id}, the token to ${body.account_id}.`, "Use the same account, or make a new connection for the other one.");
      connection.account_id = body.account_id;
      connect(state, connection, "pasted");
      return { json: connection };
    case "disconnect":
      set_badge(connection, "not_connected", Date.now());
      changed();
      return { json: { ...connection, revocation: { revoked: false, help_url: "https://seller.example.com/apps/manage" } } };
    case "marketplaces": {
      if (!state.marketplaces.has(connection.id)) state.marketplaces.set(connection.id, connection.account_id ? marketplaces_of(connection, Date.now()) : []);
      const items = state.marketplaces.get(connection.id);
      if (method === "PUT") {
        check_version();
        for (const item of items) Object.assign(item, { selected: body.selected.includes(item.id), new: false });
        connection.marketplaces_selected = body.selected.length;
        set_badge(connection, "connected", Date.now());
        changed();
      }
      return { json: { items, next: null } };
    }
    case "sync": return { status: 202, json: { items: [start_run(state, connection, emit)] } };
    case "status": return { json: query.explain ? explain(connection) : connection.status };
    case "streams": return { json: { items: streams_of(state, connection), next: null } };
    case "permissions": return { json: { items: connection.grant ? [{ id: "orders.search", granted: true, note: "" }, { id: "sellers.participations", granted: true, note: "" }, { id: "orders.buyer_data", granted: false, note: "The application lacks the role Buyer data. Add it in the developer console, then reconnect." }, { id: "reports", granted: null, note: "" }] : [], next: null } };
    case "budgets": return { json: { items: state.plugins.find((plugin) => plugin.id === connection.channel).budgets.map((one, index) => ({ ...one, from: index ? "manifest" : "configuration", rate_now_per_s: index ? one.rate_per_s : one.rate_per_s / 2, tokens: one.burst * (index ? 1 : 0.35), waiting: index ? 0 : 2, blocked_until: index === 0 && connection.status.activity === "throttled" ? connection.status.activity_until : null })), next: null } };
    case "backfills": return connection_backfills(state, connection, method, parts, body, query);
    case "coverage": return { json: { listings: connection.channel === "harbor_ads" ? [{ stream: "campaigns", marketplace: "", as_of: iso(Date.now() - 3_600_000) }] : [], items: connection.channel === "harbor_ads" ? ads_coverage(connection, Date.now()) : make_coverage(connection, Date.now()), next: null } };
    case "activity": return activity(state, { ...query, connection: connection.id });
    default: return not_found("no_such_path");
  }
}

function runs(state, method, parts, query) {
  const run = parts[1] && (state.runs.find((one) => one.id === parts[1]) ?? not_found("run_unknown"));
  if (parts[2] === "cancel") {
    if (run.finished_at) throw new Problem(409, "run_finished", "The run has finished already.", "Reload the list.");
    Object.assign(run, { state: "cancelled", finished_at: iso(Date.now()) });
    const connection = find(state, run.connection_id);
    connection.status.activity = "idle";
    emit(state, "run", run.connection_id);
    return { status: 202, json: run };
  }
  if (run && parts[2] === "calls") return { json: run_calls(state, run) };
  if (run) return { json: run };
  return paged(state.runs.filter((one) => (!query.connection || one.connection_id === query.connection) && (!query.state || one.state === query.state) 
    && (!query.stream || one.stream === query.stream) && (!query.marketplace || one.marketplace === query.marketplace)), query);
}

const levels = ["info", "warning", "error"];

function chosen_activity(state, query) {
  const status = (entry) => !query.status || (query.status.endsWith("xx") ? String(entry.status ?? "")[0] === query.status[0] : String(entry.status ?? "") === query.status);
  const same = (name, value) => !query[name] || query[name] === value;
  const of = (entry) => state.connections.find((one) => one.id === entry.connection_id) ?? {};
  return state.activity.filter((entry) => same("connection", entry.connection_id) && (!query.kind || entry.kind.startsWith(query.kind)) && status(entry)
    && same("run", entry.run_id) && same("stream", entry.stream) && same("actor", entry.actor) && same("method", entry.method) && same("operation", entry.operation)
    && same("request", entry.request_id) && same("channel", of(entry).channel) && same("region", of(entry).region)
    && (!query.since || entry.at >= query.since) && (!query.until || entry.at < query.until)
    && (!query.text || [entry.message, entry.endpoint, entry.request_id].some((text) => text.toLowerCase().includes(query.text.toLowerCase())))
    && levels.indexOf(entry.severity) >= levels.indexOf(query.severity ?? "info"));
}

// Places in the log count from its oldest entry, as seqs do.
function activity(state, query) {
  const newest = state.activity.length, place = (entry) => newest - state.activity.indexOf(entry);
  const chosen = chosen_activity(state, query).filter((entry) => place(entry) > Number(query.after ?? 0));
  const { items, next } = paged(chosen, query).json;
  return { json: { items, next, partial: false, searched_to: null, newest: String(newest) } };
}

function run_calls(state, run) {
  const entries = state.activity.filter((entry) => entry.run_id === run.id);
  const items = run.state === "running" ? [] : [
    { operation: "GET https://api-eu.example.com/v1/orders", method: "GET", status: 200, calls: 48, total_ms: 16_200, slowest_ms: 901, bytes: 4_812_000 },
    { operation: "GET https://api-eu.example.com/v1/orders", method: "GET", status: 429, calls: 2, total_ms: 120, slowest_ms: 70, bytes: 180 },
  ];
  return { items, complete: run.state !== "running", entries, next: null };
}

function export_activity(state, query, response) {
  const lines = chosen_activity(state, query).reverse().map((entry) => (query.format === "csv" ? Object.values(entry).map((value) => JSON.stringify(value ?? "")).join(",") : JSON.stringify(entry)));
  response.writeHead(200, { "Content-Type": "text/plain", "Content-Disposition": `attachment; filename="activity.${query.format}"` });
  response.end(lines.join("\n"));
}

const host_columns = ["_connection_id", "_marketplace_id", "_run_id", "_first_seen_at", "_synced_at", "_deleted_at"].map((name) => ({ name, type: name.endsWith("_at") ? "timestamp" : "text", title: "", pii: false }));

function ads_records(state, stream) {
  return (state.ads.rows[stream] ?? []).map((row) => ({ ...row.fields, _connection_id: row.connection_id, _marketplace_id: row.marketplace, _run_id: "", _first_seen_at: null, _synced_at: null, _deleted_at: row.deleted_at }));
}

function records(state, parts, query, where) {
  const stream = state.plugins.find((plugin) => plugin.id === parts[1])?.streams.find((one) => one.id === parts[2]);
  if (!stream) not_found("stream_unknown");
  const text = (query.text ?? "").toLowerCase();
  const rows = (state.records[stream.id] ?? ads_records(state, stream.id)).filter((row) => (!query.connection || row._connection_id === query.connection) && (!query.marketplace || row._marketplace_id === query.marketplace)
    && (!text || Object.values(row).some((value) => String(value).toLowerCase().includes(text))));
  const { json } = paged(where.length ? rows.filter((row) => where.every(([name, op, ...value]) => (op === "eq" ? String(row[name]) === value.join(":") : row[name] === null))) : rows, { cursor: query.after, limit: query.limit });
  if (query.raw) json.items = json.items.map((row) => ({ ...row, _raw: { orderId: row.order_id, salesChannel: { marketplaceId: row.marketplace_id }, note: "the channel's own record" } }));
  return { json: { columns: [...stream.fields, ...host_columns], ...json, total: rows.length } };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name, usual) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? usual : process.argv[at + 1];
  };
  const mock = await start_mock({ port: Number(option("port", 8499)), connections: Number(option("connections", 8)), empty: process.argv.includes("--empty") });
  console.log(`${mock.url}/#signin=demo`);
}
