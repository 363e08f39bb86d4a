#include "store/record_query_parts.hpp"

#include "base/limits_api.hpp"
#include "base/text.hpp"
#include "store/record_view_read.hpp"
#include "store/record_where_sql.hpp"

namespace mooring::host::record_parts {

using sqlite::Condition;
using sqlite::like_pattern;
using sqlite::quote_name;
using sqlite::text_value;
using sqlite::Value;

namespace {

Error read_error(sqlite3* database, int code, const char* what) {
  if (code != SQLITE_INTERRUPT) return sqlite::last_error(database, what);
  return {"records_too_many", "Looking through so many records would take too long",
          "Filter by connection, marketplace or a time, or sort as usual"};
}

}  // namespace

tl::unexpected<Error> cursor_invalid() {
  return fail("cursor_invalid", "the cursor is not one of this list", "start again without a cursor");
}

Condition filter_condition(const RecordTable& table, const RecordQuery& query) {
  Condition condition;
  if (!query.connection_id.empty()) condition.add("_connection_id = ?", {text_value(query.connection_id)});
  if (!query.marketplace.empty()) condition.add("_marketplace_id = ?", {text_value(query.marketplace)});
  if (query.deleted) condition.add(*query.deleted ? "_deleted_at IS NOT NULL" : "_deleted_at IS NULL");
  for (const RecordCondition& where : query.where)
    add_where(condition, where);
  if (query.text.empty()) return condition;
  std::string any;
  std::vector<Value> patterns;
  for (const auto& key : table.primary_key) {
    any += (any.empty() ? "(" : " OR ") + quote_name(key) + " LIKE ? ESCAPE '\\'";
    patterns.push_back(text_value(like_pattern(query.text)));
  }
  condition.add(any + ")", std::move(patterns));
  return condition;
}

// "a", "b", "c" and ?, ?, ?
std::string joined(const std::vector<std::string>& names, const char* suffix) {
  std::string out;
  for (const auto& name : names)
    out += (out.empty() ? "" : ", ") + name + suffix;
  return out;
}

std::vector<std::string> key_columns(const RecordTable& table) {
  std::vector<std::string> columns{"_connection_id"};
  for (const auto& key : table.primary_key)
    columns.push_back(quote_name(key));
  return columns;
}

std::vector<std::string> shown_columns(const RecordTable& table, bool include_raw) {
  std::vector<std::string> columns;
  for (const auto& field : table.fields)
    columns.push_back(field.name);
  for (const char* name : {"_connection_id", "_marketplace_id", "_run_id", "_first_seen_at", "_synced_at",
                           "_deleted_at", "_change_seq", "_missing_since"})
    columns.emplace_back(name);
  if (include_raw) columns.emplace_back("_raw");
  return columns;
}

std::string select_sql(const std::vector<std::string>& columns) {
  std::vector<std::string> selected;
  for (const auto& column : columns)
    selected.push_back(quote_name(column));
  return "SELECT " + joined(selected);
}

// Reads one row more than there is room for, to know whether another page follows.
Result<bool> read_page(sqlite3* database, const SqlQuery& query, size_t rows_max, size_t order_size,
                       RecordPage& page, std::vector<Value>& last_order) {
  auto statement = sqlite::prepare(database, query.sql);
  if (!statement) return fail(statement.error());
  sqlite::bind_values(statement->get(), query.values);
  const auto count = static_cast<int>(page.columns.size());
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(statement->get())) == SQLITE_ROW) {
    if (page.rows.size() == rows_max) return true;
    auto& row = page.rows.emplace_back();
    for (int i = 0; i < count; ++i)
      row.push_back(text_or_null(statement->get(), i));
    last_order.clear();
    for (size_t i = 0; i < order_size; ++i)
      last_order.push_back(sqlite::column_value(statement->get(), count + static_cast<int>(i)));
  }
  if (code != SQLITE_DONE) return fail(read_error(database, code, "reading records"));
  return false;
}

Result<int64_t> read_count(sqlite3* database, const SqlQuery& query) {
  auto statement = sqlite::prepare(database, query.sql);
  if (!statement) return fail(statement.error());
  sqlite::bind_values(statement->get(), query.values);
  const int code = sqlite3_step(statement->get());
  if (code != SQLITE_ROW) return fail(read_error(database, code, "counting records"));
  return sqlite3_column_int64(statement->get(), 0);
}

Result<std::optional<int64_t>> count_rows(sqlite3* database, const RecordTable& table,
                                          const Condition& condition, int64_t steps_max) {
  const StepLimit limit(database, steps_max);
  auto count = read_count(
      database, {"SELECT count(*) FROM " + quote_name(table.name()) + condition.sql, condition.values});
  if (count) return std::optional(*count);
  if (count.error().code == "records_too_many") return std::optional<int64_t>();
  return fail(count.error());
}

Result<std::string> why_slow(sqlite3* database, const RecordTable& table, const RecordQuery& query,
                             const Condition& condition) {
  if (!query.sort.empty() && query.sort != table.time_field)
    return std::string("No index serves this order: all records that match are read and sorted.");
  if (query.where.empty() && query.text.empty() && !query.deleted) return std::string();
  auto statement = sqlite::prepare(
      database, "EXPLAIN QUERY PLAN SELECT 1 FROM " + quote_name(table.name()) + condition.sql);
  if (!statement) return fail(statement.error());
  sqlite::bind_values(statement->get(), condition.values);
  constexpr int kDetail = 3;
  while (sqlite3_step(statement->get()) == SQLITE_ROW)
    if (sqlite::column_text(statement->get(), kDetail).starts_with("SCAN"))
      return std::string("No index serves this filter: all records of the stream are looked through.");
  return std::string();
}

}  // namespace mooring::host::record_parts
