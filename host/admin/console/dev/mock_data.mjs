// Realistic states for every badge, made relative to now. Development and tests of the console only.
import { cause_of, playbook } from "./mock_status.mjs";
import { ads_plugin } from "./mock_ads.mjs";

const minute = 60_000, hour = 60 * minute, day = 24 * hour;
export const iso = (ms) => new Date(ms).toISOString();

const order_fields = [
  ["order_id", "text", "Order"], ["seller_order_id", "text", ""], ["created_at", "timestamp", "Created"], ["updated_at", "timestamp", "Updated"],
  ["status", "text", "Status"], ["fulfilled_by", "text", "Fulfilled by"], ["service_level", "text", ""], ["marketplace_id", "text", ""],
  ["marketplace_name", "text", "Marketplace"], ["channel_name", "text", ""], ["programs", "json", ""], ["total_amount", "decimal", "Total"],
  ["total_currency", "text", "Currency"], ["item_count", "integer", "Items"], ["quantity_ordered", "integer", ""], ["buyer_city", "text", ""],
];
const item_fields = [
  ["order_id", "text", "Order"], ["order_item_id", "text", "Item"], ["article", "text", "Article"], ["sku", "text", "SKU"], ["title", "text", "Title"],
  ["condition", "text", ""], ["quantity_ordered", "integer", "Quantity"], ["unit_price", "decimal", "Unit price"], ["unit_price_currency", "text", ""],
  ["proceeds_amount", "decimal", "Proceeds"], ["proceeds_currency", "text", "Currency"],
];
const to_fields = (list) => list.map(([name, type, title]) => ({ name, type, title, pii: name === "buyer_city" }));

const region = (id, name, host, login, configured = true) => ({
  id, name, configured, missing: configured ? [] : ["client_id", "client_secret", "application_id"],
  endpoints: { api_base: `https://${host}`, authorize_url: `https://${login}/authorize`, token_url: "https://login.example.com/token" },
});

export function make_plugins() {
  return [
    {
      id: "harbor_market", name: "Harbor Market", version: "0.1.0", description: "Orders and their items of a seller account at Harbor Market",
      state: "loaded", path: "/usr/lib/mooring/plugins/harbor_market.so", sha256: "9f2c5b1de0".repeat(6) + "abcd", size_bytes: 412_880, abi: "1.0", refusal: null,
      regions: [region("NA", "North America", "api-na.example.com", "seller.example.com"), region("EU", "Europe", "api-eu.example.com", "seller-europe.example.com"),
        region("FE", "Far East", "api-fe.example.com", "seller-fe.example.com")],
      oauth: { pasted_tokens: true, pasted_tokens_expire: false, pasted_account: "Merchant number, as shown in your account under Settings", revoke_help: "https://seller.example.com/apps/manage", revocation_documented: false, switch_login: "", grant_lifetime_days: 365 },
      settings: [{ key: "history_days", type: "integer", default: "365", title: "Days of history on the first sync", minimum: 1, maximum: 730 },
        { key: "programs", type: "list", default: "RETAIL", title: "Programs that are read", choices: ["RETAIL", "BUSINESS", "FRESH"] }],
      streams: [
        { id: "orders", title: "Orders", mode: "incremental", fed_by: null, interval_s: 900, retention_days: 730, primary_key: ["order_id"], time_field: "created_at", backfill: true, fields: to_fields(order_fields) },
        { id: "order_items", title: "Order items", mode: "incremental", fed_by: "orders", interval_s: 900, retention_days: 730, primary_key: ["order_id", "order_item_id"], time_field: "", fields: to_fields(item_fields) },
      ],
      hosts: ["api-na.example.com", "api-eu.example.com", "api-fe.example.com"],
      budgets: [{ id: "sellers.participations", rate_per_s: 0.016, burst: 15 }, { id: "orders.search", rate_per_s: 0.0056, burst: 20 }],
    },
    ads_plugin(region),
    {
      id: "shopline.so", name: "", version: "", description: "", state: "refused", path: "/var/lib/mooring/plugins/shopline.so", sha256: "", size_bytes: 91_200, abi: "",
      refusal: { step: "abi", message: "shopline.so needs plugin ABI 2; this host offers 1.0." }, regions: [], oauth: null, settings: [], streams: [], hosts: [], budgets: [],
    },
  ];
}

const shops = {
  NA: [["HM-US", "harbor.com", "US", "USD", "America/Los_Angeles"], ["HM-CA", "harbor.ca", "CA", "CAD", "America/Toronto"],
    ["HM-MX", "harbor.com.mx", "MX", "MXN", "America/Mexico_City"], ["HM-BR", "harbor.com.br", "BR", "BRL", "America/Sao_Paulo"]],
  EU: [["HM-DE", "harbor.de", "DE", "EUR", "Europe/Berlin"], ["HM-GB", "harbor.co.uk", "GB", "GBP", "Europe/London"],
    ["HM-FR", "harbor.fr", "FR", "EUR", "Europe/Paris"], ["HM-IT", "harbor.it", "IT", "EUR", "Europe/Rome"], ["HM-NL", "harbor.nl", "NL", "EUR", "Europe/Amsterdam"]],
  FE: [["HM-JP", "harbor.co.jp", "JP", "JPY", "Asia/Tokyo"], ["HM-AU", "harbor.com.au", "AU", "AUD", "Australia/Sydney"]],
};

export function make_marketplaces(connection, now) {
  return shops[connection.region].map(([id, name, country_code, currency, time_zone], index) => ({
    id, name, country_code, currency, time_zone, available: id !== "HM-BR",
    note: id === "HM-BR" ? "The account is not registered in Brazil. Register there, then reconnect." : "",
    selected: connection.marketplaces_selected > index, first_seen_at: iso(now - 90 * day),
  }));
}

const looks = {
  connected: { severity: "green", action: "", action_text: "", reason: "Every selected stream synced within the last 24 hours." },
  stale: { severity: "amber", action: "refresh_now", action_text: "Refresh now", reason: "Orders last synced 31 hours ago; the limit is 24 hours." },
  sync_error: { severity: "amber", action: "retry_sync", action_text: "Retry sync", reason: "The latest run of Orders failed: the server answered 503 five times." },
  expired: { severity: "red", action: "reconnect", action_text: "Reconnect", reason: "The provider no longer accepts the refresh token (invalid_grant). Nothing can sync until somebody signs in again." },
  revoked: { severity: "red", action: "reconnect", action_text: "Reconnect", reason: "The account's owner withdrew the authorization on 14 March." },
  not_connected: { severity: "neutral", action: "connect", action_text: "Connect", reason: "Disconnected by you. All data stays." },
};
export const titles = { connected: "Connected", stale: "Stale", sync_error: "Sync error", expired: "Expired", revoked: "Revoked", not_connected: "Not connected" };

const evidence_of = {
  expired: { status: 400, code: "invalid_grant", message: "The refresh token is invalid or expired", endpoint: "POST https://login.example.com/token" },
  revoked: { status: 400, code: "invalid_grant", message: "User may have revoked or didn't grant the permission", endpoint: "POST https://login.example.com/token" },
};

export function set_badge(connection, badge, now) {
  const age = { connected: 4 * minute, stale: 31 * hour, sync_error: 2 * hour, expired: 26 * hour, revoked: 9 * day, not_connected: 20 * day }[badge];
  connection.status = { badge, title: titles[badge], ...looks[badge], entry_id: badge === "sync_error" || badge === "expired" || badge === "revoked" ? `act_${connection.id}_1` : "",
    last_success_at: connection.account_id ? iso(now - age) : null, activity: "idle", activity_until: null, activity_waiting_for: "",
    cause: cause_of[badge], data_until: connection.account_id && badge !== "not_connected" ? iso(Math.floor((now - age) / day) * day) : null, data_until_is: "covered", data_until_stream: "orders", data_restated: true, brings_nothing: 0 };
  const state = { expired: "rejected", revoked: "revoked", not_connected: "withdrawn" }[badge] ?? "active";
  connection.grant = badge === "not_connected" ? null : {
    state, source: connection.managed_by === "file" ? "file" : "consent", issued_at: iso(now - 100 * day), expires_at: iso(now + (badge === "stale" ? 21 : 265) * day),
    last_refreshed_at: iso(now - 22 * minute), evidence: evidence_of[badge] ? { ...evidence_of[badge], at: iso(now - age + hour) } : null,
  };
}

export function make_connection(id, region_id, label, badge, now, extra = {}) {
  const names = { NA: "North America", EU: "Europe", FE: "Far East" };
  const connection = {
    id, workspace: "default", channel: "harbor_market", channel_name: "Harbor Market", region: region_id, region_name: names[region_id], label,
    account_id: "M3EXAMPLE" + id.slice(-4).toUpperCase(), account_name: `${label.split(" ")[0]} Ltd`, managed_by: "console", settings: { history_days: "365" },
    created_at: iso(now - 120 * day), updated_at: iso(now - 3 * day), version: 3, marketplaces_selected: 3, marketplaces_available: shops[region_id].length, ...extra,
  };
  set_badge(connection, badge, now);
  return connection;
}

export function make_connections(count, now) {
  const list = [
    make_connection("con_01harbor0001", "NA", "Harrow Goods NA", "connected", now),
    make_connection("con_01harbor0002", "EU", "Harrow Goods Europe", "sync_error", now),
    make_connection("con_01bright0003", "NA", "Brightwater Outdoor", "stale", now),
    make_connection("con_01lantern004", "EU", "Lantern & Loom", "expired", now),
    make_connection("con_01pebble0005", "NA", "Pebble Toys", "revoked", now),
    make_connection("con_01quayside06", "NA", "Quayside Books", "connected", now, { managed_by: "file" }),
    make_connection("con_01tidepool07", "EU", "Tidepool Home", "not_connected", now),
    make_connection("con_01anchor0008", "NA", "Anchor Tools", "connected", now),
  ];
  Object.assign(list[5].status, { activity: "waiting_for_budget", activity_until: iso(now + 4 * minute) });
  Object.assign(list[7].status, { activity: "running" });
  const badges = Object.keys(looks);
  const spread = [0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5];
  for (let i = list.length; i < count; i += 1) {
    const id = `con_many${String(i).padStart(6, "0")}`;
    list.push(make_connection(id, i % 2 ? "NA" : "EU", `Seller ${String(i).padStart(4, "0")}`, badges[spread[i % spread.length]], now));
  }
  return list.slice(0, count);
}

// One region in order, one disconnected three days ago, one that has never been connected.
export function make_ads_connections(now) {
  const channel = { channel: "harbor_ads", channel_name: "Harbor Ads" };
  const list = [make_connection("con_01ads000001", "NA", "Harbor Ads North America", "connected", now, { ...channel, marketplaces_available: 41 }),
    make_connection("con_01ads000002", "EU", "Harbor Ads Europe", "not_connected", now, { ...channel, marketplaces_available: 3 })];
  list[1].status.last_success_at = iso(now - 3 * day);
  return list;
}

export function make_runs(connections, now) {
  const runs = [];
  const add = (connection, index, values) => {
    const rows = values.state === "succeeded" ? (index * 37) % 420 : 0;
    runs.push({ id: `run_${connection.id}_${index}`, connection_id: connection.id, stream: "orders", trigger: index === 7 ? "initial" : index % 4 ? "schedule" : "manual", actor: index % 4 ? "scheduler" : "console",
      queued_at: iso(now - index * 15 * minute - 5 * minute), started_at: iso(now - index * 15 * minute - 5 * minute + 900), finished_at: iso(now - index * 15 * minute - 4 * minute),
      requests: 1 + (index % 9), pages: 1 + (index % 9), rows_read: rows, rows_written: rows, rows_changed: Math.floor(rows / 3), progress: null, waiting_for: "", waiting_until: null, failure: null, ...values });
  };
  for (const connection of connections.slice(0, 8)) {
    if (!connection.account_id || connection.channel !== "harbor_market") continue;
    for (let index = 1; index <= 68; index += 1) {
      const failed = connection.status.badge === "sync_error" && index < 3;
      add(connection, index, failed ? { state: "failed", failure: { kind: "server", status: 503, endpoint: "GET https://api-eu.example.com/v1/orders", request_id: "7f3a9c1e-51d2-4c0f-9d3e-0a1b2c3d4e5f", message: "The server answered 503 five times in a row." } }
        : index === 12 ? { state: "cancelled" } : { state: "succeeded" });
    }
  }
  return runs;
}

const stories = [
  ["run.succeeded", "info", null, "", "Orders synced: 118 rows read, 118 written, 40 changed."],
  ["request.failed", "warning", 429, "GET https://api-na.example.com/v1/orders", "The channel asks for a pause (429). Trying again in 3 minutes."],
  ["token.refreshed", "info", 200, "POST https://login.example.com/token", "The access token was refreshed ahead of its expiry."],
  ["run.started", "info", null, "", "A run of Orders has started, by schedule."],
  ["connection.marketplaces_selected", "info", null, "", "harbor.ca was added to the selection."],
];

export function make_activity(connections, now) {
  const entries = [];
  for (const connection of connections.slice(0, 8)) {
    for (let index = 0; index < 70; index += 1) {
      const [kind, severity, status, endpoint, message] = stories[index % stories.length];
      entries.push({ id: `act_${connection.id}_${index + 1}`, at: iso(now - index * 11 * minute - 2 * minute), connection_id: connection.id, kind, severity, status, endpoint,
        request_id: status ? "7f3a9c1e-51d2-4c0f-9d3e-0a1b2c3d4e5f" : "", message, actor: kind === "connection.marketplaces_selected" ? "console" : "scheduler", run_id: kind.startsWith("run") ? `run_${connection.id}_${index + 1}` : "", stream: kind.startsWith("run") ? "orders" : "" });
    }
    const first = entries.find((entry) => entry.id === `act_${connection.id}_1`);
    if (connection.status.badge === "sync_error") Object.assign(first, { kind: "run.failed", severity: "error", status: 503, endpoint: "GET https://api-eu.example.com/v1/orders", request_id: "7f3a9c1e-51d2-4c0f-9d3e-0a1b2c3d4e5f", message: "The run of Orders failed: the server answered 503 five times in a row." });
    if (evidence_of[connection.status.badge]) Object.assign(first, { kind: "token.refresh_failed", severity: "error", status: 400, endpoint: evidence_of[connection.status.badge].endpoint, message: evidence_of[connection.status.badge].message });
  }
  return entries.map(with_details).sort((a, b) => b.at.localeCompare(a.at));
}

// What every entry of the API has beside what happened.
export function with_details(entry) {
  const called = entry.endpoint !== "";
  const chosen = entry.kind === "connection.marketplaces_selected";
  return { ...entry, method: entry.endpoint.split(" ")[0], operation: entry.endpoint, attempt: called ? 1 : null, duration_ms: called ? 341 : null,
    before: chosen ? { marketplaces: ["harbor.us"] } : null, after: chosen ? { marketplaces: ["harbor.us", "harbor.ca"] } : null };
}

export function make_orders(connections, now) {
  const orders = [], items = [];
  const goods = ["Brass cleat, 150 mm", "Braided dock line, 12 mm × 10 m, navy", "Fender, inflatable, white", "Marine shackle, stainless steel 316, set of four with safety pins", "Anchor chain 6 mm"];
  const holders = connections.filter((connection) => connection.account_id && connection.channel === "harbor_market").slice(0, 6);
  for (let index = 0; holders.length && index < 1240; index += 1) {
    const connection = holders[index % holders.length];
    const [market, market_name, , currency] = shops[connection.region][index % 3];
    const order_id = `${200 + (index % 7)}-${String(1_000_000 + ((index * 7919) % 9_000_000))}-${String(1_000_000 + index * 613).slice(-7)}`;
    const count = 1 + (index % 3);
    const created = now - index * 37 * minute;
    const trace = { _connection_id: connection.id, _marketplace_id: market, _run_id: `run_${connection.id}_1`, _first_seen_at: iso(created + 20 * minute), _synced_at: iso(created + hour), _deleted_at: null };
    let cents = 0;
    for (let line = 0; line < count; line += 1) {
      const price = 899 + ((index * 131 + line * 977) % 24_000);
      cents += price;
      items.push({ order_id, order_item_id: `${order_id.slice(-5)}${line}`, article: `B0${String(10_000_000 + index * 31).slice(-8)}`, sku: `HG-${1000 + (index + line) % 90}`, title: goods[(index + line) % goods.length], condition: "New", quantity_ordered: 1, unit_price: (price / 100).toFixed(2), unit_price_currency: currency, proceeds_amount: (price / 100).toFixed(2), proceeds_currency: currency, ...trace });
    }
    orders.push({ order_id, seller_order_id: "", created_at: iso(created), updated_at: iso(created + hour), status: ["Shipped", "Unshipped", "Pending", "Canceled", "Shipped"][index % 5], fulfilled_by: index % 3 ? "MARKET" : "MERCHANT", service_level: "Standard", marketplace_id: market, marketplace_name: market_name, channel_name: "Harbor Market", programs: index % 4 ? [] : ["PRIME"], total_amount: (cents / 100).toFixed(2), total_currency: currency, item_count: count, quantity_ordered: count, buyer_city: index % 2 ? "Bremen" : null, ...trace });
  }
  return { orders, order_items: items };
}

export function make_coverage(connection, now) {
  if (!connection.account_id) return [];
  return shops[connection.region].slice(0, connection.marketplaces_selected).flatMap(([marketplace], index) => index === 1
    ? [{ stream: "orders", marketplace, from: iso(now - 365 * day), to: iso(now - 140 * day) }, { stream: "orders", marketplace, from: iso(now - 131 * day), to: iso(now - 5 * minute) }]
    : [{ stream: "orders", marketplace, from: iso(now - 365 * day), to: iso(now - 5 * minute) }]);
}

export function explain(connection) {
  const order = ["not_connected", "revoked", "expired", "sync_error", "stale", "connected"];
  const no = { not_connected: "There is a grant, and nobody disconnected.", revoked: "The provider has not said that the owner withdrew the grant.", expired: "The latest token refresh succeeded.", sync_error: "The latest finished run of every selected stream succeeded.", stale: "Every selected stream succeeded within 24 hours.", connected: "An earlier rule fits." };
  return { ...connection.status, entry: null, playbook: playbook.find((one) => one.cause === connection.status.cause) ?? null,
    streams: [{ stream: "orders", marketplace: "", title: "Orders", judgement: connection.status.badge === "sync_error" ? "failed" : connection.status.badge === "stale" ? "late" : "fresh", because: connection.status.reason }],
    facts: { now: iso(Date.now()), disconnected: connection.status.badge === "not_connected", grant: connection.grant?.state ?? null, marketplaces_selected: connection.marketplaces_selected, streams: [{ id: "orders", last_success_at: connection.status.last_success_at, last_run_failed: connection.status.badge === "sync_error", stale_after_s: 86400 }] },
    rules: order.map((badge) => ({ badge, title: titles[badge], fired: badge === connection.status.badge, because: badge === connection.status.badge ? connection.status.reason : order.indexOf(badge) > order.indexOf(connection.status.badge) ? "Not checked further: an earlier rule fits." : no[badge] })) };
}
