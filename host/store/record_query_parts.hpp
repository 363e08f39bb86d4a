// Pieces of reading a record table page by page, shared by its orders. Internal to store/; one thread.
#pragma once
#include <string>
#include <vector>

#include "store/record_table.hpp"
#include "store/sql_condition.hpp"

namespace mooring::host::record_parts {

struct SqlQuery {
  std::string sql;
  std::vector<sqlite::Value> values;
};

tl::unexpected<Error> cursor_invalid();
sqlite::Condition filter_condition(const RecordTable& table, const RecordQuery& query);
std::string joined(const std::vector<std::string>& names, const char* suffix = "");  // "a, b, c"
std::vector<std::string> key_columns(const RecordTable& table);                      // quoted
std::vector<std::string> shown_columns(const RecordTable& table, bool include_raw);
std::string select_sql(const std::vector<std::string>& columns);  // "SELECT a, b"

// Adds rows until there are rows_max; true: there are more. The columns after those of the page are the order.
Result<bool> read_page(sqlite3* database, const SqlQuery& query, size_t rows_max, size_t order_size,
                       RecordPage& page, std::vector<sqlite::Value>& last_order);
Result<int64_t> read_count(sqlite3* database, const SqlQuery& query);
Result<std::optional<int64_t>> count_rows(sqlite3* database, const RecordTable& table,
                                          const sqlite::Condition& condition, int64_t steps_max);
Result<std::string> why_slow(sqlite3* database, const RecordTable& table, const RecordQuery& query,
                             const sqlite::Condition& condition);

}  // namespace mooring::host::record_parts
