// What the API shows of incidents and alerts. docs/reference/rest.md names the members. Pure functions.
#pragma once
#include "admin/json/json.hpp"
#include "alerts/destinations.hpp"
#include "watch/incidents.hpp"

namespace mooring::host::admin {

JsonObject incident_json(const IncidentRow& incident, const IncidentNames& names);
JsonObject incident_connection_json(const IncidentConnectionRow& row, const std::string& label);
struct OutboxCounts {
  int64_t waiting = 0, dead = 0;
};
JsonObject alert_destination_json(const AlertDestinationRow& row, const OutboxCounts& counts);
JsonObject alert_delivery_json(const AlertDeliveryRow& row, const std::string& destination_name);
JsonObject alert_outcome_json(const AlertAttempt& attempt);

}  // namespace mooring::host::admin
