// Incidents: what many connections meet with at once.
#include "admin/api/handlers.hpp"
#include "admin/json/json_out_alerts.hpp"
#include "base/limits_alerts.hpp"
#include "base/text.hpp"
#include "store/rows.hpp"

namespace mooring::host::admin {

Answer list_incidents(Call& call) {
  auto limit = page_limit(call);
  if (!limit) return refuse(limit.error());
  rows::IncidentFilter filter;
  if (const std::string state = call.query("state"); !state.empty()) {
    if (state != "open" && state != "resolved")
      return refuse("parameter_invalid", "state must be open or resolved");
    filter.open = state == "open";
  }
  filter.channel = call.query("channel");
  filter.region = call.query("region");
  auto cursor = id_cursor(call);
  if (!cursor) return refuse(cursor.error());
  filter.before_id = *cursor;
  filter.limit = *limit + 1;
  std::vector<IncidentRow> found;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    found = rows::list_incidents(session, filter);
    return {};
  });
  if (!read) return refuse(read.error());
  const bool more = found.size() == filter.limit;
  if (more) found.pop_back();
  auto items = json_array();
  for (const IncidentRow& incident : found)
    items->add(incident_json(incident, names_of(incident, call.admin.d.registry)));
  return json_page(items, more ? found.back().id : "");
}

Answer get_incident(Call& call) {
  JsonObject out;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    auto incident = rows::find_incident(session, call.id());
    if (!incident)
      return fail("incident_unknown", "There is no incident " + clean_line(call.id(), 80),
                  "GET /api/v1/incidents lists them");
    out = incident_json(*incident, names_of(*incident, call.admin.d.registry));
    auto affected = json_array();
    for (const auto& one :
         rows::list_incident_connections(session, incident->id, limits::kIncidentConnectionsShown)) {
      const auto connection = rows::find_connection(session, one.connection_id);
      affected->add(incident_connection_json(one, connection ? connection->label : one.connection_id));
    }
    out->set("affected", affected);
    return {};
  });
  if (!read) return refuse(read.error());
  return json_response(200, out);
}

}  // namespace mooring::host::admin
