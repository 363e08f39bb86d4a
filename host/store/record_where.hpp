// Conditions on columns of a record table, as people and programs write them: "amount:gte:10", "status:in:open,paid",
// "updated_at:lt:2026-01-31", "note:null". Read here into parameters of a statement; no text of a caller becomes SQL.
// Pure functions; any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/record_batch.hpp"

namespace mooring::host {

struct RecordTable;

enum class WhereOp { eq, ne, lt, lte, gt, gte, contains, starts, in, null, notnull };
const char* to_text(WhereOp op);

struct RecordCondition {
  RecordField field;
  WhereOp op = WhereOp::eq;
  std::vector<std::string> values;  // as the column holds them; `in` has one or more, null and notnull none
};

// A declared field, or a column of the host's own ("_synced_at") with its type; nothing when there is none.
const RecordField* record_column(const RecordTable& table, std::string_view name);
// Which comparisons a column of this type knows.
std::vector<WhereOp> where_ops_of(FieldType type);

// Errors: where_invalid, with what is wrong, what would be right and the nearest column.
Result<RecordCondition> parse_where(const RecordTable& table, std::string_view text);

}  // namespace mooring::host
