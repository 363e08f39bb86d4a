// Where alerts go.
#include "admin/api/alert_rule_names.hpp"
#include "admin/api/handlers.hpp"
#include "admin/json/json_out_alerts.hpp"
#include "base/await.hpp"
#include "base/ids.hpp"
#include "base/limits_alerts.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

OutboxCounts counts_of(Session& session, const std::string& id) {
  return {rows::count_alert_deliveries(session, "waiting", id) +
              rows::count_alert_deliveries(session, "held", id),
          rows::count_alert_deliveries(session, "dead", id)};
}

Result<AlertDestinationRow> find(Session& session, const std::string& id) {
  if (auto row = rows::find_alert_destination(session, id)) return std::move(*row);
  return fail("destination_unknown", "There is no destination " + clean_line(id, 80),
              "GET /api/v1/alert-destinations lists them");
}

Answer destination_answer(Call& call, const std::string& id, int status, const Secret& secret = {}) {
  JsonObject out;
  int64_t version = 0;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    auto row = find(session, id);
    if (!row) return fail(row.error());
    version = row->version;
    out = alert_destination_json(*row, counts_of(session, id));
    return {};
  });
  if (!read) return refuse(read.error());
  if (!secret.empty()) out->set("secret", std::string(secret.reveal()));
  auto response = json_response(status, out);
  response.set("ETag", "\"" + std::to_string(version) + "\"");
  return response;
}

void read_texts(JsonBody& body, const char* name, std::vector<std::string>& out) {
  if (auto texts = body.texts(name)) out = std::move(*texts);
}

// What a change of rules leaves out stays as it was.
AlertRules read_rules_body(JsonBody& body, AlertRules rules) {
  read_texts(body, "kinds", rules.kinds);
  read_texts(body, "badges", rules.badges);
  read_texts(body, "badges_from", rules.badges_from);
  read_texts(body, "channels", rules.channels);
  read_texts(body, "regions", rules.regions);
  read_texts(body, "connections", rules.connections);
  rules.recovered = body.flag("recovered").value_or(rules.recovered);
  rules.min_severity = body.text("min_severity").value_or(rules.min_severity);
  constexpr int64_t kSecondsMax = 365 * 24 * 3600;  // far beyond what check_rules allows
  auto seconds = [&](const char* name, Duration& out) {
    if (auto value = body.integer(name))
      out = std::chrono::seconds{std::clamp<int64_t>(*value, -1, kSecondsMax)};
  };
  seconds("quiet_s", rules.quiet);
  seconds("delay_s", rules.delay);
  return rules;
}

}  // namespace

Answer list_alert_destinations(Call& call) {
  auto items = json_array();
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    for (const AlertDestinationRow& row : rows::list_alert_destinations(session))
      items->add(alert_destination_json(row, counts_of(session, row.id)));
    return {};
  });
  if (!read) return refuse(read.error());
  return json_page(items);
}

Answer get_alert_destination(Call& call) {
  return destination_answer(call, call.id(), 200);
}

Answer post_alert_destination(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  NewDestination wanted;
  wanted.kind = body->required_text("kind");
  wanted.name = body->required_text("name");
  wanted.url = body->text("url").value_or("");
  read_texts(*body, "to", wanted.to);
  wanted.enabled = body->flag("enabled").value_or(true);
  auto rules = body->object("rules");
  if (rules) wanted.rules = read_rules_body(*rules, wanted.rules);
  if (std::find(kDestinationKinds.begin(), kDestinationKinds.end(), wanted.kind) == kDestinationKinds.end())
    body->complain("kind", "must be webhook, slack or email");
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  if (rules)
    if (auto checked = rules->check(); !checked) return refuse(checked.error());
  if (auto known = check_rule_names(call, wanted.rules, {}); !known) return refuse(known.error());
  auto made = call.admin.d.alerts.destinations.create(wanted, call.caller.actor);
  if (!made) return refuse(made.error());
  return destination_answer(call, made->row.id, 201, made->secret);
}

Answer patch_alert_destination(Call& call) {
  auto version = if_match_version(call);
  if (!version) return refuse(version.error());
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  DestinationChange change;
  change.name = body->text("name");
  change.url = body->text("url");
  change.to = body->texts("to");
  change.enabled = body->flag("enabled");
  auto rules = body->object("rules");
  AlertRules before;
  if (rules) {
    Status read = call.admin.d.database.read([&](Session& session) -> Status {
      auto row = find(session, call.id());
      if (!row) return fail(row.error());
      before = read_rules(row->rules_json);
      return {};
    });
    if (!read) return refuse(read.error());
    change.rules = read_rules_body(*rules, before);
  }
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  if (rules)
    if (auto checked = rules->check(); !checked) return refuse(checked.error());
  if (change.rules)
    if (auto known = check_rule_names(call, *change.rules, before); !known) return refuse(known.error());
  auto row = call.admin.d.alerts.destinations.change(call.id(), *version, change, call.caller.actor);
  if (!row) return refuse(row.error());
  call.admin.d.alerts.engine.soon();
  return destination_answer(call, row->id, 200);
}

Answer delete_alert_destination(Call& call) {
  Status removed = call.admin.d.alerts.destinations.remove(call.id(), call.caller.actor);
  if (!removed) return refuse(removed.error());
  http::Response response;
  response.status = 204;
  return response;
}

Answer post_alert_secret(Call& call) {
  auto made = call.admin.d.alerts.destinations.rotate_secret(call.id(), call.caller.actor);
  if (!made) return refuse(made.error());
  return destination_answer(call, made->row.id, 200, made->secret);
}

Answer post_alert_test(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  const std::string text = body->text("alert").value_or("test");
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  const auto kind = alert_kind_from(text);
  if (!kind) return refuse("alert_rules_invalid", "'" + clean_line(text, 40) + "' is no kind of alert");
  const AdminDependencies& d = call.admin.d;
  AlertDestinationRow row;
  Status read = d.database.read([&](Session& session) -> Status {
    auto found = find(session, call.id());
    if (!found) return fail(found.error());
    row = std::move(*found);
    return {};
  });
  if (!read) return refuse(read.error());
  const auto place = call.admin.provider_waits.enter();
  if (!place) return refuse_provider_wait();
  const AlertMessage message{new_id("dlv", d.clock, d.random), 0,
                             sample_alert(*kind, d.clock.now(), d.public_url)};
  auto attempt = await<AlertAttempt>([&](auto done) { d.alerts.engine.send_now(row, message, done); },
                                     limits::kAlertTestDeadline);
  if (!attempt) attempt = AlertAttempt{false, false, 0, "No outcome is known yet: it takes too long", {}, {}};
  ActivityRow entry;
  entry.kind = "alerts.tested";
  entry.severity = attempt->delivered ? Severity::info : Severity::warning;
  entry.status = attempt->status;
  entry.actor = call.caller.actor;
  entry.message =
      "Test of " + row.name + (attempt->delivered ? ": delivered" : ": not delivered. " + attempt->answer);
  d.journal.post(std::move(entry));
  return json_response(200, alert_outcome_json(*attempt));
}

}  // namespace mooring::host::admin
