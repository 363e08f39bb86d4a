#include "store/record_presence.hpp"

#include "store/record_query_parts.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host {

using sqlite::quote_name;
using sqlite::text_value;

bool holds_records(Session& session, const RecordTable& table, const std::string& connection_id) {
  auto some = record_parts::read_count(
      sqlite::handle(session),
      {"SELECT EXISTS (SELECT 1 FROM " + quote_name(table.name()) + " WHERE _connection_id = ?)",
       {text_value(connection_id)}});
  return some && *some > 0;
}

}  // namespace mooring::host
