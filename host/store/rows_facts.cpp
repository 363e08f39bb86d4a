// Facts.
#include "store/row_mapping.hpp"
#include "store/rows.hpp"

namespace mooring::host::rows {

std::optional<std::string> get_fact(Session& session, const std::string& key) {
  return Query(session, "SELECT value FROM facts").where("key = ?", key).first<std::string>();
}

void put_fact(Session& session, const std::string& key, const std::string& value) {
  Query(session,
        "INSERT INTO facts (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value")
      .bind(key)
      .bind(value)
      .run();
}

}  // namespace mooring::host::rows
