// The yardstick for ingest: the same rows into the same table by nothing but a native prepared statement in a loop.
// Same schema, same statements, same pragmas and same transactions as the host's writer. It skips what the host adds: checks,
// transport between threads, counters, bookkeeping.
#pragma once
#include <sqlite3.h>

#include <filesystem>
#include <stdexcept>
#include <vector>

#include "base/limits.hpp"
#include "base/limits_writer.hpp"
#include "store/record_sql.hpp"
#include "store/record_time.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::test {

class BareDatabase {
 public:
  explicit BareDatabase(const std::filesystem::path& file) {
    host::sqlite::use_one_thread_per_handle();
    check(sqlite3_open(file.c_str(), &handle_));
    run("PRAGMA page_size=" + std::to_string(host::limits::kPageBytes));
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA mmap_size=0;"
        "PRAGMA temp_store=MEMORY");
    run("PRAGMA cache_size=-" + std::to_string(host::limits::kWriterCacheKib));
    run("PRAGMA wal_autocheckpoint=" + std::to_string(host::limits::kCheckpointPages));
    run("PRAGMA journal_size_limit=" + std::to_string(host::limits::kWalBytesKept));
  }
  BareDatabase(const BareDatabase&) = delete;
  BareDatabase& operator=(const BareDatabase&) = delete;
  ~BareDatabase() { sqlite3_close(handle_); }
  void run(const std::string& sql) { check(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr)); }
  void check(int code) {
    if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(handle_));
  }
  bool has_index(const std::string& name) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(handle_, "SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?", -1,
                             &statement, nullptr));
    host::sqlite::bind_text(statement, 1, name);
    bool found = sqlite3_step(statement) == SQLITE_ROW;
    sqlite3_finalize(statement);
    return found;
  }
  sqlite3* handle() { return handle_; }

 private:
  sqlite3* handle_ = nullptr;
};

class BareUpsert {
 public:
  BareUpsert(BareDatabase& database, const host::RecordTable& table)
      : database_(database), times_(table.fields.size()) {
    database_.run(create_table_sql(table));
    database_.run(create_change_index_sql(table));
    if (!table.time_field.empty()) database_.run(create_time_index_sql(table));
    if (table.by_marketplace) database_.run(create_marketplace_index_sql(table));
    auto sql = upsert_sql(table);
    database_.check(sqlite3_prepare_v3(database_.handle(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT,
                                       &statement_, nullptr));
  }
  BareUpsert(const BareUpsert&) = delete;
  BareUpsert& operator=(const BareUpsert&) = delete;
  ~BareUpsert() { sqlite3_finalize(statement_); }

  // Inside a transaction of the caller. Returns the number of rows written.
  size_t write(const host::RecordBatch& batch) {
    int host_columns = static_cast<int>(batch.column_count);
    host::sqlite::bind_text(statement_, host_columns + host::kConnectionId, "con_bench");
    host::sqlite::bind_text(statement_, host_columns + host::kRunId, "run_bench");
    host::sqlite::bind_text(statement_, host_columns + host::kSyncedAt, "2026-01-01T00:00:00Z");
    for (size_t row = 0; row < batch.row_count; ++row) {
      for (size_t column = 0; column < batch.column_count; ++column)
        bind(batch.cells[row * batch.column_count + column], column);
      optional_text(host_columns + host::kMarketplaceId, batch.marketplaces, row);
      optional_text(host_columns + host::kRaw, batch.raw, row);
      sqlite3_bind_int64(statement_, host_columns + host::kChangeSeq, ++change_seq_);
      if (sqlite3_step(statement_) != SQLITE_DONE)
        throw std::runtime_error(sqlite3_errmsg(database_.handle()));
      sqlite3_reset(statement_);
    }
    return batch.row_count;
  }

 private:
  void bind(const host::Cell& cell, size_t column) {
    int position = static_cast<int>(column) + 1;
    if (cell.is_null)
      sqlite3_bind_null(statement_, position);
    else if (cell.type == host::FieldType::boolean || cell.type == host::FieldType::integer)
      sqlite3_bind_int64(statement_, position, cell.integer);
    else if (cell.type == host::FieldType::timestamp)
      host::sqlite::bind_text(statement_, position, host::format_record_time(cell.integer, times_[column]));
    else
      host::sqlite::bind_text(statement_, position, cell.text);
  }
  void optional_text(int position, const std::vector<std::string_view>& values, size_t row) {
    if (values.empty())
      sqlite3_bind_null(statement_, position);
    else
      host::sqlite::bind_text(statement_, position, values[row]);
  }

  BareDatabase& database_;
  std::vector<host::TimeText> times_;
  sqlite3_stmt* statement_ = nullptr;
  int64_t change_seq_ = 0;
};

}  // namespace mooring::test
