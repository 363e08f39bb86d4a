#include "store/record_part_marks.hpp"

#include "store/change_counter.hpp"
#include "store/record_key_hash.hpp"
#include "store/record_sql.hpp"
#include "store/record_time.hpp"

namespace mooring::host {
namespace {

constexpr char kWhat[] = "comparing the parts of records with what is held";

// Leaves nothing behind that the next use, or a transaction that ends, would stumble over.
class Use {
 public:
  explicit Use(sqlite3_stmt* statement) : statement_(statement) {}
  ~Use() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  sqlite3_stmt* statement_;
};

// As the record's table holds it. `text` lives until the statement was stepped.
void bind_key(sqlite3_stmt* statement, int position, const Cell& cell, TimeText& text) {
  switch (cell.type) {
    case FieldType::boolean:
    case FieldType::integer:
      sqlite3_bind_int64(statement, position, cell.integer);
      return;
    case FieldType::timestamp:
      return sqlite::bind_text(statement, position, format_record_time(cell.integer, text));
    default:
      return sqlite::bind_text(statement, position, cell.text);
  }
}

// Of one record after the other: the row ids of parts that were not brought.
class Finder {
 public:
  Finder(sqlite3_stmt* find, const std::string& connection_id, const HeldRecords& records, SeenKeys& brought)
      : find_(find),
        connection_id_(connection_id),
        records_(records),
        key_(key_positions(records.table)),
        times_(key_.size()),
        brought_(brought) {}

  bool look(size_t row, std::vector<int64_t>& missing) {
    Use use{find_};
    sqlite::bind_text(find_, 1, connection_id_);
    const Cell* cells = &records_.batch.cells[row * records_.batch.column_count];
    for (size_t i = 0; i < key_.size(); ++i)
      bind_key(find_, static_cast<int>(i) + 2, cells[key_[i]], times_[i]);
    const int columns = sqlite3_column_count(find_);
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(find_)) == SQLITE_ROW) {
      KeyHash hash;
      for (int column = 1; column < columns; ++column)
        hash.column(find_, column);
      if (!brought_.contains(hash.result())) missing.push_back(sqlite3_column_int64(find_, 0));
    }
    return code == SQLITE_DONE;
  }

 private:
  sqlite3_stmt* find_;
  const std::string& connection_id_;
  const HeldRecords& records_;
  const std::vector<size_t> key_;
  std::vector<TimeText> times_;
  SeenKeys& brought_;
};

// Those that have the mark already are passed over: how many got it.
Result<int64_t> mark_rows(sqlite3* database, sqlite3_stmt* mark, const ListingRun& run,
                          const std::vector<int64_t>& row_ids) {
  auto last_seq = read_change_counter(database);
  if (!last_seq) return fail(last_seq.error());
  TimeText now;
  Use use{mark};
  sqlite::bind_text(mark, 2, format_record_time(to_unix_us(run.now), now));
  sqlite::bind_text(mark, 3, run.run_id);
  int64_t marked = 0;
  for (int64_t row_id : row_ids) {
    sqlite3_bind_int64(mark, 1, row_id);
    sqlite3_bind_int64(mark, 4, *last_seq + marked + 1);
    if (sqlite3_step(mark) != SQLITE_DONE) return fail(sqlite::last_error(database, kWhat));
    marked += sqlite3_changes(database);
    sqlite3_reset(mark);
  }
  if (marked > 0)
    if (auto kept = write_change_counter(database, *last_seq + marked); !kept) return fail(kept.error());
  return marked;
}

}  // namespace

std::string find_parts_sql(const RecordTable& parts, size_t record_key_size) {
  std::string columns = "_rowid_", condition = "_connection_id = ?1";
  for (size_t i = 0; i < parts.primary_key.size(); ++i) {
    const std::string name = sqlite::quote_name(parts.primary_key[i]);
    columns += ", " + name;
    if (i < record_key_size) condition += " AND " + name + " = ?" + std::to_string(i + 2);
  }
  return "SELECT " + columns + " FROM " + sqlite::quote_name(parts.name()) + " WHERE " + condition;
}

Result<sqlite3_stmt*> PartMarks::prepared(sqlite3* database, const std::string& sql) {
  if (database_ != database) statements_.clear();
  database_ = database;
  auto found = statements_.find(sql);
  if (found != statements_.end()) return found->second.get();
  auto made = sqlite::prepare(database, sql);
  if (!made) return fail(made.error());
  return statements_.emplace(sql, std::move(*made)).first->second.get();
}

Result<int64_t> PartMarks::mark_missing(sqlite3* database, const RecordTable& parts, const ListingRun& run,
                                        const HeldRecords& records, SeenKeys& brought) {
  if (brought.overflowed()) return 0;  // what was brought is not known
  auto find = prepared(database, find_parts_sql(parts, records.table.primary_key.size()));
  if (!find) return fail(find.error());
  Finder finder(*find, run.connection_id, records, brought);
  std::vector<int64_t> missing;
  for (size_t row : records.rows)
    if (!finder.look(row, missing)) return fail(sqlite::last_error(database, kWhat));
  if (missing.empty()) return 0;
  auto mark = prepared(database, mark_deleted_sql(parts));
  if (!mark) return fail(mark.error());
  return mark_rows(database, *mark, run, missing);
}

}  // namespace mooring::host
