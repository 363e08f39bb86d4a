// The mock's answers about many connections: filters, order, counts, bulk, what ran.
const worst_first = ["revoked", "expired", "sync_error", "stale", "not_connected", "connected"];
const values = (text) => (text ?? "").split(",").filter(Boolean);

const parts = {
  ids: (one, wanted) => wanted.includes(one.id),
  workspace: (one, wanted) => wanted.includes(one.workspace),
  channel: (one, wanted) => wanted.includes(one.channel),
  region: (one, wanted) => wanted.includes(one.region),
  badge: (one, wanted) => wanted.includes(one.status.badge),
  activity: (one, wanted) => wanted.includes(one.status.activity),
  tag: (one, wanted) => (one.tags ?? []).some((tag) => wanted.includes(tag)),
  paused: (one, wanted) => wanted.includes(String(Boolean(one.paused))),
  managed_by: (one, wanted) => wanted.includes(one.managed_by),
};

function passes(one, query, but = "") {
  for (const [name, check] of Object.entries(parts)) {
    const wanted = values(query[name]);
    if (name !== but && wanted.length && !check(one, wanted)) return false;
  }
  const hay = [one.label, one.account_id, one.account_name, one.channel_name, one.region_name, one.region, one.id].join("\n").toLowerCase();
  return (query.text ?? "").toLowerCase().split(/\s+/).every((word) => hay.includes(word));
}

export function chosen_connections(state, query) {
  return state.connections.filter((one) => passes(one, query));
}

export function sorted_connections(state, query) {
  const sort = query.sort ?? "created", by = sort.replace(/^-/, "");
  const number = { badge: (one) => worst_first.indexOf(one.status.badge), last_success: (one) => Date.parse(one.status.last_success_at ?? 0), created: (one) => state.connections.indexOf(one) }[by] ?? (() => 0);
  const sign = sort.startsWith("-") ? -1 : 1;
  return chosen_connections(state, query).sort((a, b) => sign * (number(a) - number(b)) || (by === "label" ? sign : 1) * a.label.localeCompare(b.label));
}

const count_badges = (list) => Object.fromEntries(worst_first.map((badge) => [badge, list.filter((one) => one.status.badge === badge).length]));

function facet(state, query, name, value_of, title_of = (value) => value) {
  const counts = new Map();
  for (const one of state.connections) if (passes(one, query, name)) for (const value of [value_of(one)].flat()) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, title: title_of(value), count }));
}

export function connection_facets(state, query) {
  const chosen = chosen_connections(state, query);
  const groups = new Map();
  for (const one of chosen) groups.set(`${one.channel} ${one.region}`, [...(groups.get(`${one.channel} ${one.region}`) ?? []), one]);
  const name_of = (id) => state.plugins.find((plugin) => plugin.id === id)?.name ?? id;
  return {
    all: state.connections.length, total: chosen.length, paused: state.connections.filter((one) => one.paused && passes(one, query, "paused")).length,
    badges: count_badges(state.connections.filter((one) => passes(one, query, "badge"))),
    workspaces: facet(state, query, "workspace", (one) => one.workspace),
    channels: facet(state, query, "channel", (one) => one.channel, name_of), regions: facet(state, query, "region", (one) => one.region),
    tags: facet(state, query, "tag", (one) => one.tags ?? []), activities: facet(state, query, "activity", (one) => one.status.activity),
    groups: [...groups.values()].map((list) => ({ channel: list[0].channel, channel_name: list[0].channel_name, region: list[0].region, region_name: list[0].region_name,
      count: list.length, paused: list.filter((one) => one.paused).length, badges: count_badges(list) })),
  };
}

export function bulk(state, Problem, body, start_run, emit) {
  const ids = body.connections ?? chosen_connections(state, body.filter).map((one) => one.id);
  if (body.filter && body.expect !== ids.length) throw new Problem(409, "expect_mismatch", `The filter matches ${ids.length} connections, not ${body.expect}.`, "Look at them again.");
  const items = ids.map((id) => {
    const one = state.connections.find((connection) => connection.id === id);
    const answer = { connection_id: id, result: "done", runs: 0, code: "", detail: "", hint: "" };
    if (!one) return { ...answer, result: "failed", code: "connection_unknown", detail: `There is no connection ${id}`, hint: "" };
    if (body.action === "pause") one.paused = { at: new Date().toISOString(), actor: "user:demo" };
    if (body.action === "resume") one.paused = null;
    if (body.action === "tag") one.tags = [...new Set([...(one.tags ?? []), ...body.tags])].sort();
    if (body.action === "untag") one.tags = (one.tags ?? []).filter((tag) => !body.tags.includes(tag));
    if (body.action === "sync" || body.action === "retry") {
      if (one.status.badge === "not_connected") return { ...answer, result: "failed", code: "connection_not_connected", detail: `${one.label} is not connected`, hint: "Connect it first" };
      start_run(state, one, emit);
      return { ...answer, runs: 1 };
    }
    return answer;
  });
  const count = (result) => items.filter((one) => one.result === result).length;
  for (const id of ids.slice(0, 50)) emit(state, "connection", id);
  return { action: body.action, matched: ids.length, done: count("done"), unchanged: 0, failed: count("failed"), runs: items.reduce((sum, one) => sum + one.runs, 0), items };
}

export function run_summary(state, now = Date.now()) {
  const hour = 3_600_000, from = Math.floor((now - 24 * hour) / hour) * hour;
  const items = [];
  for (let at = from; at < now; at += hour) {
    const n = (at / hour) % 7;
    items.push({ at: new Date(at).toISOString(), succeeded: state.connections.length ? 30 + n * 4 : 0, failed: state.connections.length && n === 3 ? 6 : 0, cancelled: 0 });
  }
  const channels = [...new Map(state.connections.map((one) => [one.channel, one.channel_name]))].map(([channel, channel_name], index) => ({ channel, channel_name, runs: 400, rows_read: 48_210 * (index + 1), rows_changed: 1_204 * (index + 1) }));
  return { from: new Date(from).toISOString(), to: new Date(now).toISOString(), bucket_s: 3600, items, channels };
}

export function expiries(state, now = Date.now()) {
  const day = 86_400_000;
  return state.connections.slice(0, 3).map((one, index) => ({ id: `consent-${one.id}`, kind: "consent", connection_id: one.id, channel: one.channel, title: `Consent of ${one.label}`,
    at: new Date(now + [6, 24, 210][index] * day).toISOString(), days_left: [6, 24, 210][index], severity: ["error", "warning", "info"][index], action: "reconnect", action_text: "Reconnect before then.", at_latest: index === 1 }));
}
export const undated_expiries = [{ kind: "client_secret", channel: "harbor_ads", title: "Client secret of Harbor Ads",
  hint: "It ends 180 days after it was made, and nobody has told when that was: set secret_issued_at in [channels.harbor_ads.application] and restart the host" }];
