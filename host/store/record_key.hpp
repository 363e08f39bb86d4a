// The one way to write a record's key: its primary key fields in the order of the manifest, as a compact JSON object
// of texts, {"profile_id":"123","campaign_id":"456"}. What people attach to records is found by it (objects.key_json).
// Pure, any thread; the SQL function belongs to the session it is registered on.
#pragma once
#include <sqlite3.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "store/record_table.hpp"

namespace mooring::host {

using RecordKey = std::vector<std::pair<std::string, std::string>>;  // field, value as text

std::string to_key_json(const RecordKey& key);

// The fields of the record with this key, in the table's order, also when it has a deletion mark; nothing when there is
// none. The key names every field of the table's primary key. Errors: store_*.
using RecordFields = std::vector<std::optional<std::string>>;
Result<std::optional<RecordFields>> find_record(Session&, const RecordTable& table,
                                                const std::string& connection_id, const RecordKey& key);

// mooring_key(name, value, name, value ...) on a session that reads: the same text, made of a row.
Status register_key_function(sqlite3* database);

}  // namespace mooring::host
