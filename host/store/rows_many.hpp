// What lists of connections read: the rows of many connections in one statement each. Called inside Database::read.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "store/database.hpp"
#include "store/models.hpp"
#include "store/rows_marks.hpp"
#include "store/rows_slots.hpp"

namespace mooring::host::rows {

// Which connections: these, or all of them.
class Many {
 public:
  static Many all() { return Many(); }
  explicit Many(const std::vector<std::string>& ids);  // none of them: nothing is found

  bool all_of_them() const { return ids_json_.empty(); }
  const std::string& ids_json() const { return ids_json_; }

 private:
  Many() = default;
  std::string ids_json_;
};

std::vector<ConnectionRow> connections_of(Session&, const Many&);  // in the order of their ids
std::map<std::string, GrantRow> active_or_last_grants_of(Session&, const Many&);
std::map<std::string, std::vector<MarketplaceRow>> marketplaces_of(Session&, const Many&);
std::vector<StreamRow> streams_of(Session&, const Many&);
std::vector<SlotFactsRow> slot_facts_of(Session&, const Many&);
std::vector<PauseRow> pauses_of(Session&, const Many&);
std::map<std::string, std::vector<std::string>> connection_tags_of(Session&, const Many&);

// " WHERE column IN these", or nothing for all.
template <class Query>
Query& narrow(Query& query, const std::string& column, const Many& many) {
  return many.all_of_them() ? query
                            : query.where(column + " IN (SELECT value FROM json_each(?))", many.ids_json());
}

}  // namespace mooring::host::rows
