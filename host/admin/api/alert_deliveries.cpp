// What was sent to the destinations of alerts, and what such a message looks like.
#include <algorithm>
#include <array>

#include "admin/api/handlers.hpp"
#include "admin/json/json_out_alerts.hpp"
#include "store/rows.hpp"

namespace mooring::host::admin {
namespace {

constexpr std::array<std::string_view, 5> kStates{"held", "waiting", "delivered", "dead", "dropped"};

struct Rendered {
  std::string content_type, body;
  HttpHeaders headers;
};

Rendered render(const std::string& kind, const AlertMessage& message, Timestamp now) {
  if (kind == "email")
    return {"text/plain; charset=utf-8", mail_text(message), {{"Subject", mail_subject(message)}}};
  if (kind == "slack") return {"application/json", slack_body(message), {}};
  Rendered out{"application/json", webhook_body(message), {}};
  out.headers = webhook_headers(message, {Secret("mwh_example")}, now, out.body);
  return out;
}

}  // namespace

Answer list_alert_deliveries(Call& call) {
  auto limit = page_limit(call);
  if (!limit) return refuse(limit.error());
  rows::AlertDeliveryFilter filter;
  filter.destination_id = call.query("destination");
  filter.state = call.query("state");
  auto cursor = id_cursor(call);
  if (!cursor) return refuse(cursor.error());
  filter.before_id = *cursor;
  filter.limit = *limit + 1;
  if (!filter.state.empty() && std::find(kStates.begin(), kStates.end(), filter.state) == kStates.end())
    return refuse("parameter_invalid", "state must be held, waiting, delivered, dead or dropped");
  std::vector<AlertDeliveryRow> found;
  std::map<std::string, std::string> names;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    found = rows::list_alert_deliveries(session, filter);
    for (const auto& destination : rows::list_alert_destinations(session))
      names[destination.id] = destination.name;
    return {};
  });
  if (!read) return refuse(read.error());
  const bool more = found.size() == filter.limit;
  if (more) found.pop_back();
  auto items = json_array();
  for (const AlertDeliveryRow& row : found)
    items->add(alert_delivery_json(row, names[row.destination_id]));
  return json_page(items, more ? found.back().id : "");
}

Answer post_alert_retry(Call& call) {
  const AdminDependencies& d = call.admin.d;
  auto row = d.alerts.destinations.retry(call.id(), call.caller.actor);
  if (!row) return refuse(row.error());
  d.alerts.engine.soon();
  std::string name;
  Status read = d.database.read([&](Session& session) -> Status {
    if (auto destination = rows::find_alert_destination(session, row->destination_id))
      name = destination->name;
    return {};
  });
  if (!read) return refuse(read.error());
  return json_response(200, alert_delivery_json(*row, name));
}

Answer get_alert_preview(Call& call) {
  const std::string kind = call.query("kind").empty() ? "webhook" : call.query("kind");
  if (std::find(kDestinationKinds.begin(), kDestinationKinds.end(), kind) == kDestinationKinds.end())
    return refuse("parameter_invalid", "kind must be webhook, slack or email");
  const std::string text = call.query("alert").empty() ? "badge" : call.query("alert");
  const auto alert = alert_kind_from(text);
  if (!alert) return refuse("parameter_invalid", "alert is no kind of alert");
  const AdminDependencies& d = call.admin.d;
  const Timestamp now = d.clock.now();
  const Rendered rendered =
      render(kind, {"dlv_00000000000000000000000000", 0, sample_alert(*alert, now, d.public_url)}, now);
  auto headers = json_object();
  for (const auto& [name, value] : rendered.headers)
    headers->set(name, value);
  auto out = json_object();
  out->set("content_type", rendered.content_type);
  out->set("headers", headers);
  out->set("body", rendered.body);
  return json_response(200, out);
}

}  // namespace mooring::host::admin
