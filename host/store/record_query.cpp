// Reading record tables page by page. Keyset paging: a page starts after the last row of the one before,
// wherever rows were added meanwhile.
#include <algorithm>
#include <stdexcept>

#include "base/limits.hpp"
#include "base/limits_api.hpp"
#include "base/text.hpp"
#include "store/record_query_parts.hpp"
#include "store/record_view_read.hpp"
#include "store/record_where_sql.hpp"

namespace mooring::host {
namespace {

using record_parts::joined;
using sqlite::Condition;
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

// One page being put together; rows with a time first, then those without.
class PageReader {
 public:
  PageReader(sqlite3* database, const RecordTable& table, const RecordQuery& query)
      : database_(database), table_(table), limit_(query.limit), keys_(record_parts::key_columns(table)) {
    page_.columns = record_parts::shown_columns(table, query.include_raw);
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

  RecordPage take() {
    if (more_) page_.next = sqlite::encode_cursor(last_order_);
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
    std::string sql = record_parts::select_sql(page_.columns) + ", " + (timed_ ? time_ + ", " : "") +
                      joined(keys_) + " FROM " + quote_name(table_.name()) + condition.sql + " ORDER BY " +
                      order + " LIMIT " + std::to_string(limit_ - page_.rows.size() + 1);
    auto more =
        record_parts::read_page(database_, {sql, condition.values}, limit_, order_size(), page_, last_order_);
    if (!more) return fail(more.error());
    more_ = *more;
    return {};
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

// The rows of one order by a column, those without a value last; rows with equal values by their row id.
class SortedReader {
 public:
  SortedReader(sqlite3* database, const RecordTable& table, const RecordQuery& query,
               const RecordField& field)
      : database_(database), table_(table), query_(query), field_(field), name_(quote_name(field.name)) {
    page_.columns = record_parts::shown_columns(table, query.include_raw);
  }

  Result<RecordPage> read(Condition condition) {
    if (!query_.after.empty())
      if (Status added = add_after(condition); !added) return fail(added.error());
    std::string sql = record_parts::select_sql(page_.columns) + ", " + name_ + ", _rowid_ FROM " +
                      quote_name(table_.name()) + condition.sql + " ORDER BY " + name_ + " IS NULL, " +
                      ordered_by(field_, name_) + (query_.descending ? " DESC" : "") + ", _rowid_ LIMIT " +
                      std::to_string(query_.limit + 1);
    std::vector<Value> last;
    auto more = record_parts::read_page(database_, {sql, condition.values}, query_.limit, 2, page_, last);
    if (!more) return fail(more.error());
    if (*more) {
      last.insert(last.begin(), text_value(order_name()));
      page_.next = sqlite::encode_cursor(last);
    }
    return std::move(page_);
  }

 private:
  std::string order_name() const { return (query_.descending ? "-" : "") + query_.sort; }

  Status add_after(Condition& condition) const {
    const auto after = sqlite::decode_cursor(query_.after);
    if (!after || after->size() != 3 || (*after)[0].text != order_name() ||
        (*after)[2].kind != Value::Kind::integer)
      return record_parts::cursor_invalid();
    const Value &value = (*after)[1], &row_id = (*after)[2];
    if (value.kind == Value::Kind::null) {
      condition.add("(" + name_ + " IS NULL AND _rowid_ > ?)", {row_id});
      return {};
    }
    const std::string ours = ordered_by(field_, name_), theirs = ordered_by(field_, "?");
    condition.add("(" + name_ + " IS NULL OR " + ours + (query_.descending ? " < " : " > ") + theirs +
                      " OR (" + ours + " = " + theirs + " AND _rowid_ > ?))",
                  {value, value, row_id});
    return {};
  }

  sqlite3* database_;
  const RecordTable& table_;
  const RecordQuery& query_;
  const RecordField& field_;
  const std::string name_;
  RecordPage page_;
};

Result<RecordPage> read_newest(sqlite3* database, const RecordTable& table, const RecordQuery& query,
                               const Condition& condition) {
  PageReader reader(database, table, query);
  std::optional<std::vector<Value>> after;
  if (!query.after.empty()) {
    after = decode_cursor(query.after, reader.order_size());
    if (!after) return record_parts::cursor_invalid();
  }
  if (auto status = reader.read(condition, after); !status) return fail(status.error());
  return reader.take();
}

Result<RecordPage> read_sorted(sqlite3* database, const RecordTable& table, const RecordQuery& query,
                               const Condition& condition) {
  const RecordField* field = record_column(table, query.sort);
  if (!field)
    return fail("sort_unknown",
                "The list cannot be sorted by '" + clean_line(query.sort, limits::kNameBytesMax) + "'",
                "Sort by one of the stream's fields");
  return SortedReader(database, table, query, *field).read(condition);
}

}  // namespace

Result<RecordPage> query_records(Session& session, const RecordTable& table, const RecordQuery& query) {
  sqlite3* database = sqlite::handle(session);
  const Condition condition = record_parts::filter_condition(table, query);
  Result<RecordPage> page = [&] {
    const StepLimit limit(database, limits::kRecordStepsMax);
    return query.sort.empty() ? read_newest(database, table, query, condition)
                              : read_sorted(database, table, query, condition);
  }();
  if (!page || !query.count) return page;
  auto total = record_parts::count_rows(database, table, condition, limits::kRecordCountSteps);
  if (!total) return fail(total.error());
  page->total = *total;
  auto slow = record_parts::why_slow(database, table, query, condition);
  if (!slow) return fail(slow.error());
  page->slow_because = *slow;
  return page;
}

Result<bool> more_records_than(Session& session, const RecordTable& table, const RecordQuery& query,
                               int64_t rows_max) {
  sqlite3* database = sqlite::handle(session);
  const Condition condition = record_parts::filter_condition(table, query);
  const StepLimit limit(database, limits::kRecordStepsMax);
  const std::string sql = "SELECT count(*) FROM (SELECT 1 FROM " + quote_name(table.name()) + condition.sql +
                          " LIMIT " + std::to_string(rows_max + 1) + ")";
  auto count = record_parts::read_count(database, {sql, condition.values});
  if (!count) return fail(count.error());
  return *count > rows_max;
}

int64_t count_records(Session& session, const RecordTable& table, const std::string& connection_id) {
  Condition condition;
  if (!connection_id.empty()) condition.add("_connection_id = ?", {text_value(connection_id)});
  auto count = record_parts::read_count(
      sqlite::handle(session),
      {"SELECT count(*) FROM " + quote_name(table.name()) + condition.sql, condition.values});
  if (!count) throw std::runtime_error(describe(count.error()));
  return *count;
}

}  // namespace mooring::host
