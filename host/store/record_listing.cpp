#include "store/record_listing.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "store/change_counter.hpp"
#include "store/record_key_hash.hpp"
#include "store/record_sql.hpp"
#include "store/record_time.hpp"

namespace mooring::host {
namespace {

constexpr char kWhat[] = "comparing a listing with what is held";

Status check(const RecordTable& table, const Listing& listing) {
  auto refuse = [&](const std::string& why) {
    return fail("listing_invalid", "a complete listing of " + table.name() + ": " + why,
                "report it to the plugin's author");
  };
  auto is_field = [&](const auto& field) { return field.name == listing.field; };
  bool known = std::any_of(table.fields.begin(), table.fields.end(), is_field);
  if (!listing.field.empty() && !known) return refuse("the stream has no field " + listing.field);
  if (listing.field.empty() && !listing.value.empty()) return refuse("it has a value without a field");
  if (listing.from_date.empty() != listing.to_date.empty()) return refuse("only one of two dates is given");
  if (!listing.from_date.empty() && table.time_field.empty())
    return refuse("it has dates, but the stream has no time_field");
  return {};
}

std::string select_sql(const RecordTable& table, const Listing& listing) {
  std::string sql = "SELECT _rowid_, _missing_since";
  for (const auto& key : table.primary_key)
    sql += ", " + sqlite::quote_name(key);
  sql += " FROM " + sqlite::quote_name(table.name()) + " WHERE _connection_id = ?1 AND _deleted_at IS NULL";
  if (!listing.marketplace.empty()) sql += " AND _marketplace_id = ?2";
  if (!listing.field.empty()) sql += " AND " + sqlite::quote_name(listing.field) + " = ?3";
  // '~' sorts behind every time of that day, and before the next day.
  std::string time = sqlite::quote_name(table.time_field);
  if (!listing.from_date.empty()) sql += " AND " + time + " >= ?4 AND " + time + " < ?5 || '~'";
  return sql;
}

struct Missing {
  std::vector<int64_t> newly, again;  // row ids
};

bool missed_before(std::string_view missing_since, const ListingRun& run) {
  auto since = parse_time(missing_since);
  return since && *since < run.started_at;
}

Result<Missing> find_missing(sqlite3* database, const RecordTable& table, const ListingRun& run,
                             const Listing& listing, SeenKeys& seen) {
  auto statement = sqlite::prepare(database, select_sql(table, listing));
  if (!statement) return fail(statement.error());
  sqlite3_stmt* row = statement->get();
  auto bind = [&](int position, const std::string& value) {
    if (position <= sqlite3_bind_parameter_count(row)) sqlite::bind_text(row, position, value);
  };
  bind(1, run.connection_id);
  bind(2, listing.marketplace);
  bind(3, listing.value);
  bind(4, listing.from_date);
  bind(5, listing.to_date);
  Missing missing;
  int columns = sqlite3_column_count(row), code = SQLITE_ROW;
  while ((code = sqlite3_step(row)) == SQLITE_ROW) {
    KeyHash hash;
    for (int column = 2; column < columns; ++column)
      hash.column(row, column);
    if (seen.contains(hash.result())) continue;
    bool marked = sqlite3_column_type(row, 1) != SQLITE_NULL;
    if (marked && !listing.certain && !missed_before(sqlite::column_text(row, 1), run)) continue;
    (marked || listing.certain ? missing.again : missing.newly).push_back(sqlite3_column_int64(row, 0));
  }
  if (code != SQLITE_DONE) return fail(sqlite::last_error(database, kWhat));
  return missing;
}

Status mark_rows(sqlite3* database, const std::string& sql, const std::vector<int64_t>& row_ids,
                 const auto& bind_row) {
  if (row_ids.empty()) return {};
  auto statement = sqlite::prepare(database, sql);
  if (!statement) return fail(statement.error());
  for (int64_t row_id : row_ids) {
    sqlite3_bind_int64(statement->get(), 1, row_id);
    bind_row(statement->get());
    if (sqlite3_step(statement->get()) != SQLITE_DONE) return fail(sqlite::last_error(database, kWhat));
    sqlite3_reset(statement->get());
  }
  return {};
}

Status mark_deleted(sqlite3* database, const RecordTable& table, const ListingRun& run, std::string_view now,
                    const std::vector<int64_t>& row_ids) {
  if (row_ids.empty()) return {};
  auto last_seq = read_change_counter(database);
  if (!last_seq) return fail(last_seq.error());
  int64_t seq = *last_seq;
  auto marked = mark_rows(database, mark_deleted_sql(table), row_ids, [&](sqlite3_stmt* row) {
    sqlite::bind_text(row, 2, now);
    sqlite::bind_text(row, 3, run.run_id);
    sqlite3_bind_int64(row, 4, ++seq);
  });
  return marked ? write_change_counter(database, seq) : marked;
}

}  // namespace

SeenKeys::Key::Key(uint64_t hash)
    : high(static_cast<uint16_t>(hash >> 48)),
      middle(static_cast<uint16_t>(hash >> 32)),
      low(static_cast<uint16_t>(hash >> 16)) {}

void SeenKeys::add(const RecordTable& table, const RecordBatch& batch) {
  if (overflowed_) return;
  auto positions = key_positions(table);
  for (size_t row = 0; row < batch.row_count; ++row) {
    const Cell* cells = &batch.cells[row * batch.column_count];
    KeyHash hash;
    for (size_t position : positions)
      hash.cell(cells[position]);
    add(hash.result());
  }
}

void SeenKeys::add(uint64_t key_hash) {
  if (overflowed_) return;
  if (keys_.size() < keys_max_) {
    keys_.emplace_back(key_hash);
    return;
  }
  overflowed_ = true;
  keys_ = {};
  sorted_ = 0;
}

bool SeenKeys::contains(uint64_t key_hash) {
  if (sorted_ < keys_.size()) {
    auto middle = keys_.begin() + static_cast<std::ptrdiff_t>(sorted_);
    std::sort(middle, keys_.end());
    std::inplace_merge(keys_.begin(), middle, keys_.end());
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    sorted_ = keys_.size();
  }
  return std::binary_search(keys_.begin(), keys_.end(), Key(key_hash));
}

Result<MarkCounts> mark_missing(Session& session, const RecordTable& table, const ListingRun& run,
                                const Listing& listing, SeenKeys& seen) {
  if (auto valid = check(table, listing); !valid) return fail(valid.error());
  if (seen.overflowed()) return MarkCounts{.skipped = true};
  sqlite3* database = sqlite::handle(session);
  auto missing = find_missing(database, table, run, listing, seen);
  if (!missing) return fail(missing.error());
  TimeText text;
  std::string_view now = format_record_time(to_unix_us(run.now), text);
  std::string sql =
      "UPDATE " + sqlite::quote_name(table.name()) + " SET _missing_since = ?2 WHERE _rowid_ = ?1";
  auto marked =
      mark_rows(database, sql, missing->newly, [&](sqlite3_stmt* row) { sqlite::bind_text(row, 2, now); });
  if (marked) marked = mark_deleted(database, table, run, now, missing->again);
  if (!marked) return fail(marked.error());
  return MarkCounts{static_cast<int64_t>(missing->newly.size()), static_cast<int64_t>(missing->again.size()),
                    false};
}

}  // namespace mooring::host
