// A channel with lists, of the mock: its manifest, profiles, campaigns with daily sums, streams per profile, coverage by part.
const minute = 60_000, hour = 60 * minute, day = 24 * hour;
const iso = (ms) => new Date(ms).toISOString();
const date = (ms) => iso(ms).slice(0, 10);

const field = (name, type = "text", title = "") => ({ name, type, title, pii: false });
const metrics = [{ field: "cost", title: "Spend", kind: "money" }, { field: "sales", title: "Sales", kind: "money" }, { field: "impressions", title: "Impressions", kind: "count" },
  { field: "clicks", title: "Clicks", kind: "count" }, { field: "purchases", title: "Orders", kind: "count" }];
const ratios = [{ id: "acos", title: "ACOS", numerator: "cost", denominator: "sales", percent: true }, { id: "ctr", title: "CTR", numerator: "clicks", denominator: "impressions", percent: true }];
const campaign_fields = [field("profile_id", "text", "Profile"), field("ad_product", "text", "Type"), field("campaign_id", "text", "Campaign id"), field("name", "text", "Campaign"), field("state", "text", "State"),
  field("targeting_type", "text", "Targeting"), field("budget_amount", "decimal", "Daily budget"), field("start_date", "date", "Starts"), field("end_date", "date", "Ends"), field("updated_at", "timestamp", "Changed")];
const keyword_fields = [field("profile_id", "text", "Profile"), field("keyword_id", "text", "Keyword id"), field("keyword_text", "text", "Keyword"), field("match_type", "text", "Match"), field("state", "text", "State"),
  field("campaign_id", "text", "Campaign id"), field("bid", "decimal", "Bid")];
const view_of = (id, title, fields, name_field, type_field, columns) => ({ id, title, stream: id, name_field, state_field: "state", type_field, active_states: ["ENABLED", "PAUSED"],
  columns: columns.map((name) => fields.find((one) => one.name === name)), metrics, ratios, sparkline: "cost" });

const stream = (id, title, mode, fields, primary_key, extra = {}) =>
  ({ id, title, mode, scope: "marketplace", annotatable: false, fed_by: null, interval_s: 3600, retention_days: 0, primary_key, time_field: "", fields, ...extra });

export function ads_plugin(region) {
  return {
    id: "harbor_ads", name: "Harbor Ads", version: "0.1.0", description: "Campaigns and reports of Harbor Ads", state: "loaded",
    path: "/usr/lib/mooring/plugins/harbor_ads.so", sha256: "1b77c09aa4".repeat(6) + "ef01", size_bytes: 380_112, abi: "1.1", refusal: null, marketplace_noun: "profile",
    regions: [region("NA", "North America", "ads-na.example.com", "www.example.com"), region("EU", "Europe", "ads-eu.example.com", "eu.example.com"),
      region("FE", "Far East", "ads-fe.example.com", "fe.example.com", false)],
    oauth: { pasted_tokens: true, pasted_tokens_expire: true, pasted_account: "", revoke_help: "https://www.example.com/apps", revocation_documented: false, switch_login: "", grant_lifetime_days: 0 }, settings: [],
    streams: [
      stream("campaigns", "Campaigns", "snapshot", campaign_fields, ["profile_id", "ad_product", "campaign_id"], { annotatable: true }),
      stream("keywords", "Keywords", "snapshot", keyword_fields, ["profile_id", "keyword_id"], { annotatable: true }),
      stream("campaign_performance", "Campaign performance", "window", [field("profile_id"), field("campaign_id"), field("date", "date", "Date"), field("cost", "decimal", "Spend")], ["profile_id", "campaign_id", "date"], { time_field: "date", retention_days: 95 }),
      stream("portfolios", "Portfolios", "snapshot", [field("portfolio_id", "text", "Portfolio"), field("name", "text", "Name")], ["portfolio_id"]),
    ],
    views: [view_of("campaigns", "Campaigns", campaign_fields, "name", "ad_product", ["targeting_type", "budget_amount", "start_date", "end_date", "updated_at"]),
      view_of("keywords", "Keywords", keyword_fields, "keyword_text", "match_type", ["bid", "campaign_id"])],
    hosts: ["ads-na.example.com", "ads-eu.example.com", "ads-fe.example.com"], budgets: [{ id: "lists", rate_per_s: 2, burst: 10 }, { id: "reports", rate_per_s: 0.5, burst: 5 }],
  };
}

const places = {
  NA: [["301", "Harrow Goods, US", "US", "USD", "America/Los_Angeles"], ["302", "Harrow Goods, CA", "CA", "CAD", "America/Toronto"], ["303", "Harrow Goods, MX", "MX", "MXN", "America/Mexico_City"],
    ["304", "Brightwater Outdoor, US", "US", "USD", "America/New_York"]],
  EU: [["401", "Harrow Goods, DE", "DE", "EUR", "Europe/Berlin"], ["402", "Harrow Goods, GB", "GB", "GBP", "Europe/London"], ["403", "Harrow Goods, FR", "FR", "EUR", "Europe/Paris"]],
  FE: [["501", "Harrow Goods, JP", "JP", "JPY", "Asia/Tokyo"]],
};

const clients = Array.from({ length: 38 }, (_, index) => [`3${String(index + 10).padStart(3, "0")}`, `Client ${String(index + 1).padStart(2, "0")}, ${["US", "CA", "MX", "BR"][index % 4]}`,
  ["US", "CA", "MX", "BR"][index % 4], ["USD", "CAD", "MXN", "BRL"][index % 4], "America/Los_Angeles"]);
const chosen_places = (connection) => [...places[connection.region], ...clients].slice(0, connection.marketplaces_selected);
const is_many = (connection) => connection.marketplaces_selected > 20; // then most of its reports are being built

export function ads_marketplaces(connection, now) {
  const own = places[connection.region].map(([id, name, country_code, currency, time_zone], index) => ({ id, name, country_code, currency, time_zone, available: true, note: "Seller account",
    selected: index < connection.marketplaces_selected, first_seen_at: iso(now - 90 * day), new: false }));
  if (connection.region !== "NA") return own;
  const more = clients.map(([id, name, country_code, currency, time_zone], index) => ({ id, name, country_code, currency, time_zone, available: index !== 7,
    note: index === 7 ? "An agency profile has no campaigns of its own." : "Vendor account", selected: index + own.length < connection.marketplaces_selected, first_seen_at: iso(now - (index < 2 ? 2 : 90) * day), new: index < 2 }));
  return [...own, ...more];
}

const words = ["Autumn", "Clearance", "Brand", "Dock lines", "Fenders", "Anchors", "Ropes", "Generic", "Competitor", "New arrivals"];
const kinds = ["SPONSORED_PRODUCTS", "SPONSORED_PRODUCTS", "SPONSORED_BRANDS", "SPONSORED_DISPLAY"];
const history_days = 90;

// Whole cents a day, the same for the same row and day; the last two days are still small.
function cents(seed, age) {
  if (seed % 9 === 8) return 0;
  const wave = 1 + 0.5 * Math.sin((age + seed) / 4.5) + ((seed * 31 + age * 17) % 10) / 20;
  return Math.round(wave * (180 + (seed * 7919) % 5200) * (age < 2 ? 0.4 : 1));
}

export function make_ads(connections, now, count = 46) {
  const campaigns = [], keywords = [];
  for (const connection of connections) {
    for (const [place_index, [profile_id, name, country_code, currency]] of places[connection.region].slice(0, connection.marketplaces_selected).entries()) {
      for (let index = 0; index < count; index += 1) {
        const seed = index * 3 + place_index * 101 + (connection.region === "EU" ? 7 : 0);
        const row = { seed, connection_id: connection.id, region: connection.region, marketplace: profile_id, marketplace_name: name, country_code, currency, tags: [], notes: [], object_id: null,
          deleted_at: index === 31 ? iso(now - 12 * day) : null };
        const state = index % 11 === 3 ? "ARCHIVED" : index % 4 === 3 ? "PAUSED" : "ENABLED";
        campaigns.push({ ...row, key: { profile_id, ad_product: kinds[index % 4], campaign_id: `${profile_id}${String(100_000 + seed)}` }, fields: { profile_id, ad_product: kinds[index % 4], campaign_id: `${profile_id}${String(100_000 + seed)}`,
          name: `${words[index % words.length]} · ${country_code} · ${index % 3 ? "manual" : "auto"} ${String(index + 1).padStart(2, "0")}`, state, targeting_type: index % 3 ? "MANUAL" : "AUTO", budget_amount: `${10 + (seed % 9) * 5}.00`,
          start_date: date(now - (200 + seed) * day), end_date: null, updated_at: iso(now - (seed % 40) * day) } });
        if (index < 12) keywords.push({ ...row, key: { profile_id, keyword_id: `${profile_id}9${index}` }, fields: { profile_id, keyword_id: `${profile_id}9${index}`, keyword_text: `${words[index % words.length].toLowerCase()} rope`, match_type: ["EXACT", "PHRASE", "BROAD"][index % 3], state,
          campaign_id: `${profile_id}100000`, bid: `0.${35 + index}5` } });
      }
    }
  }
  return { campaigns, keywords };
}

// The sums of one row from one day to another, in whole cents and counts.
export function sums_of(row, from, to, now) {
  const days = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += day) {
    const age = Math.floor((Date.parse(date(now)) - at) / day);
    days.push(age >= 0 && age < history_days ? cents(row.seed, age) : 0);
  }
  const cost = days.reduce((sum, one) => sum + one, 0), clicks = Math.round(cost / 83), purchases = Math.round(clicks / 11);
  return { days, cost, sales: purchases * (1990 + (row.seed % 7) * 500), impressions: clicks * (180 + row.seed % 90), clicks, purchases };
}

export function ads_streams(connection, now, common) {
  const chosen = chosen_places(connection);
  const part = (id, extra = {}) => ({ marketplace: id, last_success_at: connection.status.last_success_at, last_attempt_at: connection.status.last_success_at, last_run_id: "", last_run_failed: false, failure: null, consecutive_failures: 0,
    notice: "", state: "idle", state_until: null, next_run_at: connection.grant ? iso(now + 22 * minute) : null, ...extra });
  const waiting = { state: "sleeping", waiting_for: "report", state_until: iso(now + 95_000) };
  const is_waiting = (index) => connection.grant && (is_many(connection) ? index >= 12 : index === 0);
  const failing = { last_run_failed: true, failure: { kind: "permission", message: "The channel refuses the list for this profile (403)." }, consecutive_failures: 3 };
  const scoped = { ...common, scope: "marketplace", interval_s: 3600, notices: [] };
  const notice = "Sponsored display is not open to this profile; its campaigns are left out.";
  return [
    { ...scoped, id: "campaigns", title: "Campaigns", fed_by: null, mode: "snapshot", rows: 138, marketplaces: chosen.map(([id], index) => part(id, index === 1 ? { notice } : {})), notices: chosen[1] ? [{ marketplace: chosen[1][0], message: notice }] : [] },
    { ...scoped, id: "keywords", title: "Keywords", fed_by: null, mode: "snapshot", rows: 36, marketplaces: chosen.map(([id], index) => part(id, index === 2 ? failing : is_many(connection) && index > 34 ? { state: "queued" } : {})), ...(chosen[2] ? { last_run_failed: true, failure: failing.failure } : {}) },
    { ...scoped, id: "campaign_performance", title: "Campaign performance", fed_by: null, mode: "window", rows: 11_870, ...(connection.grant ? waiting : {}), marketplaces: chosen.map(([id], index) => part(id, is_waiting(index) ? waiting : {})) },
    { ...scoped, id: "portfolios", title: "Portfolios", fed_by: null, mode: "snapshot", rows: 0, marketplaces: chosen.map(([id]) => part(id)) },
  ];
}

export function ads_busy_runs(connection, now) {
  if (!is_many(connection)) return [waiting_run(connection, now, 0)];
  const { marketplaces_selected: count } = connection;
  return [...Array.from({ length: count - 12 }, (_, index) => waiting_run(connection, now, index + 12)),
    ...Array.from({ length: count - 35 }, (_, index) => ({ ...waiting_run(connection, now, index + 35), id: `run_queued_${index}`, stream: "keywords", state: "queued", started_at: null, waiting_for: "", waiting_until: null, progress: null }))];
}

function waiting_run(connection, now, index) {
  return { id: `run_report_${index + 1}`, connection_id: connection.id, stream: "campaign_performance", marketplace: chosen_places(connection)[index][0], trigger: "schedule", actor: "scheduler", state: "running", queued_at: iso(now - 200_000), started_at: iso(now - 199_000), finished_at: null,
    requests: 4, pages: 0, rows_read: 0, rows_written: 0, rows_changed: 0, progress: { done: 1, total: 4, note: "Sponsored products, 1 to 31 October" }, waiting_for: "report", waiting_until: iso(now + 95_000), failure: null };
}

export function ads_coverage(connection, now) {
  const today = Date.parse(date(now));
  const whole = is_many(connection) ? chosen_places(connection).map(([marketplace]) => ({ stream: "keywords", marketplace, part: "", from: iso(today - 30 * day), to: iso(today), state: "held" })) : [];
  return [...whole, ...chosen_places(connection).flatMap(([marketplace], place_index) => kinds.slice(1).flatMap((part, index) => {
    const line = { stream: "campaign_performance", marketplace, part };
    const start = today - (index === 2 ? 60 : 95) * day;
    const lost = place_index === 0 && index === 0 ? [{ ...line, from: iso(start - 9 * day), to: iso(start), state: "lost" }] : [];
    const hole = is_many(connection) && (place_index === 5 || place_index === 9) && index === 1 ? 2 : 0;
    return [...lost, { ...line, from: iso(start), to: iso(today - (30 + hole) * day), state: "held" }, { ...line, from: iso(today - 30 * day), to: iso(today - 14 * day), state: "held" }, { ...line, from: iso(today - 14 * day), to: iso(today), state: "restating" }];
  }))];
}
