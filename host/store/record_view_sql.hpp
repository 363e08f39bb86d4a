// SQL text of views. Pure; internal to store/. In every statement `s` is the listed table and `p` the table of sums.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/models.hpp"
#include "store/record_view.hpp"
#include "store/sql_condition.hpp"

namespace mooring::host::view_sql {

std::string index_name(const RecordView& view);
std::string create_index(const RecordView& view);  // view.sums must be set

std::string key_of_row(const RecordView& view);  // the SQL expression of objects.key_json

enum class Part { none, regions, marketplaces, states, types, tags };  // of the filter

// `connections` are those of the wanted regions; nothing: any.
sqlite::Condition where(const RecordView& view, const ViewFilter& filter,
                        const std::optional<std::vector<std::string>>& connections,
                        Part without = Part::none);
std::string among(const std::vector<int64_t>& row_ids);  // " WHERE s.rowid IN (...)"

// Columns: rowid, _connection_id, _marketplace_id, lowest and highest currency, a sum for each metric.
// Parameters: from, to, then those of `where`.
std::string sums(const RecordView& view, const std::string& where);
// Columns: rowid, day, the sum of the sparkline's metric. Parameters: from, to.
std::string sparkline(const RecordView& view, const std::vector<int64_t>& row_ids);
// Columns: rowid, the fields, _connection_id, _marketplace_id, _deleted_at, object id, tags (separated by
// kTagSeparator), number of notes. Parameter: the stream.
std::string rows(const RecordView& view, const std::vector<int64_t>& row_ids);
inline constexpr char kTagSeparator = '\x1f';

// Columns: rowid and the sorted value. Rows without a value come last, whichever way the others go.
std::string page(const RecordView& view, const ViewQuery& query, const std::string& where);
// What must hold for the rows after the one with this value.
void add_after(sqlite::Condition& condition, const RecordView& view, const ViewQuery& query,
               const sqlite::Value& value, int64_t row_id);

}  // namespace mooring::host::view_sql
