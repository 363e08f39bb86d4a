// Alert destinations, deliveries and an incident that is over, for the stand-in host.
const kinds = ["badge", "expiry", "overdue", "incident", "empty", "permission", "marketplace", "schedule", "delivery"];
const rules = { kinds: ["badge", "incident"], badges: [], badges_from: [], recovered: true, channels: [], regions: [], connections: [], min_severity: "info", quiet_s: 3600, delay_s: 0 };
const ago = (hours) => new Date(Date.now() - hours * 3_600_000).toISOString();

export function make_alerts(connections) {
  return { destinations: [make_destination("dst_desk", { kind: "webhook", name: "Ticket desk", rules })], incidents: connections.length ? [make_incident(connections)] : [],
    deliveries: connections.slice(0, 3).map((one, index) => make_delivery(one, index)) };
}

function make_destination(id, { kind, name, url = "", to, rules: own, enabled = true }) {
  return { id, name, kind, address: to?.join(", ") || url.replace(/(:\/\/[^/]+\/).*/, "$1…") || "https://desk.example.com/…", enabled, managed_by: "console", health: "ok", rules: { ...rules, ...own },
    rules_text: ["Badge changes and incidents, of all connections"], waiting: 1, dead: 0, failing_since: null, last_attempt_at: ago(1), last_success_at: ago(1), last_status: 204, last_answer: "",
    secret_changed_at: null, previous_secret_until: null, created_at: ago(90), updated_at: ago(90), version: 1 };
}

function make_delivery(connection, index) {
  const state = ["delivered", "waiting", "dead"][index];
  return { id: `dlv_${index}`, destination_id: "dst_desk", destination: "Ticket desk", entry_id: `act_${connection.id}_1`, connection_id: connection.id, kind: "badge", severity: "warning", recovered: false,
    repeats: 0, title: `${connection.label}: Stale`, state, reason: "", attempts: 1, created_at: ago(index + 1), due_at: ago(index), last_attempt_at: ago(index), finished_at: null, status: 204, answer: "" };
}

function make_incident(connections) {
  const affected = connections.slice(0, 3).map((one) => ({ connection_id: one.id, label: one.label, stream: "order_items", run_id: "", first_seen_at: ago(30), last_seen_at: ago(29), recovered_at: ago(28) }));
  return { id: "inc_over", channel: "harbor_market", channel_name: "Harbor Market", region: "EU", region_name: "Europe", failure_class: "server", title: "Many connections fail at api-eu.example.com", host: "api-eu.example.com",
    operation: "GET https://api-eu.example.com/v1/orders", status: 503, message: "Unavailable", connections: affected.length, failing: 0, run_id: "", opened_at: ago(30), last_seen_at: ago(29), resolved_at: ago(28),
    resolution: "All of them work again", entry_id: "", affected };
}

export function answer_alerts(state, Problem, method, parts, query, body) {
  const { alerts } = state, listed = (items) => ({ json: { items, next: null } });
  const unknown = () => { throw new Problem(404, "not_found", "This does not exist.", "Look at the list."); };
  switch (parts[0]) {
    case "alert-previews": return { json: { content_type: "application/json", headers: { "Mooring-Event": `${query.alert}.changed` }, body: JSON.stringify({ event: `${query.alert}.changed` }) } };
    case "alert-deliveries": return listed(alerts.deliveries.filter((one) => !query.state || one.state === query.state));
    case "incidents": return parts[1] ? { json: alerts.incidents.find((one) => one.id === parts[1]) ?? unknown() }
      : listed(alerts.incidents.filter((one) => !query.state || (query.state === "open") === !one.resolved_at));
    default: break;
  }
  check_rules(state, Problem, body.rules);
  if (method === "POST") {
    const made = make_destination(`dst_${state.next++}`, body);
    alerts.destinations.push(made);
    return { status: 201, json: { ...made, secret: "mwh_demo" } };
  }
  if (!parts[1]) return listed(alerts.destinations);
  const one = alerts.destinations.find((each) => each.id === parts[1]) ?? unknown();
  if (method === "PATCH") Object.assign(one, body, { version: one.version + 1 });
  return { json: one };
}

function check_rules(state, Problem, wanted) {
  if (!wanted) return;
  if (wanted.kinds.some((one) => !kinds.includes(one))) throw new Problem(422, "alert_rules_invalid", "There is no such kind of alert.", "GET /alert-previews lists them");
  for (const id of wanted.channels) if (!state.plugins.some((one) => one.id === id)) throw new Problem(422, "alert_rules_invalid", `There is no channel '${id}'.`, "Choose one of the list.");
  for (const id of wanted.connections) if (!state.connections.some((one) => one.id === id)) throw new Problem(422, "alert_rules_invalid", `There is no connection '${id}'.`, "Choose one of the list.");
}
