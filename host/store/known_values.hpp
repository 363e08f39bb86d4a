// The distinct values of a field over the records of a connection: what a stream that needs them is given (`needs` of the
// manifest). Reads with the caller's session.
#pragma once
#include <string>
#include <vector>

#include "store/record_table.hpp"

namespace mooring::host {

struct KnownValue {
  std::string first_seen_at, value;  // when the first record with it was held, RFC 3339
};

// The one seen first comes first. `marketplace` empty: of all. More than `most`: known_values_too_many.
Result<std::vector<KnownValue>> known_values(Session& session, const RecordTable& table,
                                             const std::string& connection_id, const std::string& marketplace,
                                             const std::string& field, size_t most);

// "2026-01-31T08:30:00Z VALUE" and a line feed for each. Values with a line feed are left out: they are no ids.
std::string to_lines(const std::vector<KnownValue>& values);

}  // namespace mooring::host
