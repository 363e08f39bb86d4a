// Reading record tables page by page. Keyset paging: a page starts after the last row of the one before,
// wherever rows were added meanwhile.
#include <algorithm>
#include <stdexcept>

#include "store/record_sql.hpp"
#include "store/record_table.hpp"
#include "store/sql_condition.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host {
namespace {

using sqlite::Condition;
using sqlite::like_pattern;
using sqlite::marks;
using sqlite::quote_name;
using sqlite::text_value;
using sqlite::Value;

std::optional<std::vector<Value>> decode_cursor(std::string_view cursor, size_t expected) {
  auto values = sqlite::decode_cursor(cursor);
  if (!values || values->size() != expected) return std::nullopt;
  // Only the time, which comes first, may be missing.
  bool keys_complete = std::none_of(values->begin() + (expected > 1 ? 1 : 0), values->end(),
                                    [](const Value& value) { return value.kind == Value::Kind::null; });
  if (!keys_complete) return std::nullopt;
  return values;
}

Condition filter_condition(const RecordTable& table, const RecordQuery& query) {
  Condition condition;
  if (!query.connection_id.empty()) condition.add("_connection_id = ?", {text_value(query.connection_id)});
  if (!query.marketplace.empty()) condition.add("_marketplace_id = ?", {text_value(query.marketplace)});
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
std::string joined(const std::vector<std::string>& names, const char* suffix = "") {
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

// One page being put together; rows with a time first, then those without.
class PageReader {
 public:
  PageReader(sqlite3* database, const RecordTable& table, const RecordQuery& query)
      : database_(database), table_(table), limit_(query.limit), keys_(key_columns(table)) {
    page_.columns = shown_columns(table, query.include_raw);
    timed_ = !table.time_field.empty();
    time_ = quote_name(table.time_field);
  }

  size_t order_size() const { return keys_.size() + (timed_ ? 1 : 0); }

  Status read(const Condition& filter, const std::optional<std::vector<Value>>& after) {
    if (!timed_) return read_by_key(filter, after);
    std::optional<std::vector<Value>> key_after;
    if (after) key_after.emplace(after->begin() + 1, after->end());
    bool among_untimed = after && after->front().kind == Value::Kind::null;
    if (!among_untimed)
      if (auto status = read_timed(filter, after, key_after); !status) return status;
    if (full()) return {};
    return read_untimed(filter, among_untimed ? key_after : std::nullopt);
  }

  RecordPage take(int64_t total) {
    if (more_) page_.next = sqlite::encode_cursor(last_order_);
    page_.total = total;
    return std::move(page_);
  }

 private:
  bool full() const { return more_; }

  Status read_by_key(Condition condition, const std::optional<std::vector<Value>>& after) {
    if (after) condition.add(after_key(">"), *after);
    return fetch(condition, joined(keys_));
  }

  Status read_timed(Condition condition, const std::optional<std::vector<Value>>& after,
                    const std::optional<std::vector<Value>>& key_after) {
    condition.add(time_ + " IS NOT NULL");
    if (after) {
      // The first comparison is what the index is entered with; the second settles rows of the same time.
      const Value& time = after->front();
      condition.add(time_ + " <= ?", {time});
      std::vector<Value> parameters{time};
      parameters.insert(parameters.end(), key_after->begin(), key_after->end());
      condition.add("(" + time_ + " < ? OR " + after_key("<") + ")", std::move(parameters));
    }
    return fetch(condition, time_ + " DESC, " + joined(keys_, " DESC"));
  }

  Status read_untimed(Condition condition, const std::optional<std::vector<Value>>& key_after) {
    condition.add(time_ + " IS NULL");
    if (key_after) condition.add(after_key("<"), *key_after);
    return fetch(condition, joined(keys_, " DESC"));
  }

  std::string after_key(const char* comparison) const {
    return "(" + joined(keys_) + ") " + comparison + " (" + marks(keys_.size()) + ")";
  }

  // Reads one row more than there is room for, to know whether another page follows.
  Status fetch(const Condition& condition, const std::string& order) {
    std::vector<std::string> selected;
    for (const auto& column : page_.columns)
      selected.push_back(quote_name(column));
    std::string sql = "SELECT " + joined(selected) + ", " + (timed_ ? time_ + ", " : "") + joined(keys_) +
                      " FROM " + quote_name(table_.name()) + condition.sql + " ORDER BY " + order +
                      " LIMIT " + std::to_string(limit_ - page_.rows.size() + 1);
    auto statement = sqlite::prepare(database_, sql);
    if (!statement) return fail(statement.error());
    sqlite::bind_values(statement->get(), condition.values);
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement->get())) == SQLITE_ROW) {
      more_ = page_.rows.size() == limit_;
      if (more_) return {};
      add_row(statement->get());
    }
    if (code != SQLITE_DONE) return fail(sqlite::last_error(database_, "reading records"));
    return {};
  }

  void add_row(sqlite3_stmt* statement) {
    auto count = static_cast<int>(page_.columns.size());
    auto& row = page_.rows.emplace_back();
    for (int i = 0; i < count; ++i) {
      if (sqlite3_column_type(statement, i) == SQLITE_NULL)
        row.emplace_back();
      else
        row.emplace_back(std::string(sqlite::column_text(statement, i)));
    }
    last_order_.clear();
    for (size_t i = 0; i < order_size(); ++i)
      last_order_.push_back(sqlite::column_value(statement, count + static_cast<int>(i)));
  }

  sqlite3* database_;
  const RecordTable& table_;
  size_t limit_;
  std::vector<std::string> keys_;
  bool timed_ = false;
  std::string time_;
  RecordPage page_;
  std::vector<Value> last_order_;
  bool more_ = false;
};

Result<int64_t> count_rows(sqlite3* database, const RecordTable& table, const Condition& condition) {
  auto statement =
      sqlite::prepare(database, "SELECT count(*) FROM " + quote_name(table.name()) + condition.sql);
  if (!statement) return fail(statement.error());
  sqlite::bind_values(statement->get(), condition.values);
  if (sqlite3_step(statement->get()) != SQLITE_ROW)
    return fail(sqlite::last_error(database, "counting records"));
  return sqlite3_column_int64(statement->get(), 0);
}

}  // namespace

Result<RecordPage> query_records(Session& session, const RecordTable& table, const RecordQuery& query) {
  sqlite3* database = sqlite::handle(session);
  PageReader reader(database, table, query);
  std::optional<std::vector<Value>> after;
  if (!query.after.empty()) {
    after = decode_cursor(query.after, reader.order_size());
    if (!after)
      return fail("cursor_invalid", "the cursor is not one of this list", "start again without a cursor");
  }
  auto condition = filter_condition(table, query);
  if (auto status = reader.read(condition, after); !status) return fail(status.error());
  auto total = count_rows(database, table, condition);
  if (!total) return fail(total.error());
  return reader.take(*total);
}

int64_t count_records(Session& session, const RecordTable& table, const std::string& connection_id) {
  Condition condition;
  if (!connection_id.empty()) condition.add("_connection_id = ?", {text_value(connection_id)});
  auto count = count_rows(sqlite::handle(session), table, condition);
  if (!count) throw std::runtime_error(describe(count.error()));
  return *count;
}

}  // namespace mooring::host
