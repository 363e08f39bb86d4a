#include "badge/stored_rows.hpp"

#include <utility>

namespace mooring::host {

RowsOfConnections stored_rows(Session& session, const rows::Many& many) {
  RowsOfConnections all;
  for (StreamRow& row : rows::streams_of(session, many))
    all[row.connection_id].streams.push_back(std::move(row));
  for (SlotFactsRow& row : rows::slot_facts_of(session, many))
    all[row.connection_id].facts.push_back(std::move(row));
  for (auto& [id, grant] : rows::active_or_last_grants_of(session, many))
    all[id].grant = std::move(grant);
  for (auto& [id, marketplaces] : rows::marketplaces_of(session, many))
    all[id].marketplaces = std::move(marketplaces);
  for (PauseRow& row : rows::pauses_of(session, many))
    all[row.connection_id].pause = row;
  for (auto& [id, tags] : rows::connection_tags_of(session, many))
    all[id].tags = std::move(tags);
  for (auto& [id, refused] : rows::refused_probes_of(session, many))
    all[id].refused = std::move(refused);
  return all;
}

StoredRows stored_rows_of(Session& session, const std::string& id) {
  StoredRows stored;
  stored.streams = rows::list_streams(session, id);
  stored.facts = rows::list_slot_facts(session, id);
  stored.grant = rows::active_or_last_grant(session, id);
  stored.marketplaces = rows::list_marketplaces(session, id);
  stored.pause = rows::find_pause(session, id);
  stored.tags = rows::list_connection_tags(session, id);
  stored.refused = std::move(rows::refused_probes_of(session, rows::Many({id}))[id]);
  return stored;
}

std::string refusal_of(const std::vector<ProbeRow>& refused, const std::string& stream,
                       const std::string& marketplace) {
  std::string found;
  for (const ProbeRow& row : refused) {
    if (row.stream != stream || (!marketplace.empty() && row.marketplace != marketplace) || !is_refused(row))
      continue;
    if (found.empty() || !is_not_here(row)) found = row.state;
  }
  return found;
}

}  // namespace mooring::host
