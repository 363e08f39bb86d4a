// The rows of connections that a status is made of, for one connection or for many in a few queries. Internal to badge/.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/rows.hpp"
#include "store/rows_many.hpp"
#include "store/rows_probes.hpp"
#include "store/rows_slots.hpp"

namespace mooring::host {

struct SlotRows {
  std::vector<StreamRow> streams;
  std::vector<SlotFactsRow> facts;
};
// What the store has of a connection beside its own row.
struct StoredRows : SlotRows {
  std::optional<GrantRow> grant;
  std::vector<MarketplaceRow> marketplaces;
  std::optional<PauseRow> pause;
  std::vector<std::string> tags;
  std::vector<ProbeRow> refused;
};
using RowsOfConnections = std::map<std::string, StoredRows>;

RowsOfConnections stored_rows(Session& session, const rows::Many& many);
StoredRows stored_rows_of(Session& session, const std::string& connection_id);

// Of several marketplaces, a permission that is missing: that is what somebody can mend.
std::string refusal_of(const std::vector<ProbeRow>& refused, const std::string& stream,
                       const std::string& marketplace);

}  // namespace mooring::host
