// The yardstick of the ingest benchmarks: takes the rows that a host has ingested and writes them again with nothing but native
// prepared upserts, page by page, one transaction a page.
//   bare_upsert_bench <plugin.toml> <mooring.db> <new.db>                            orders, each page with its items
//   bare_upsert_bench <plugin.toml> <mooring.db> <new.db> <stream> <rows a page>     one stream
// Prints {"rows":...,"seconds":...}.
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "base/text.hpp"
#include "plugins/manifest.hpp"
#include "plugins/record_views.hpp"
#include "store/record_table.hpp"
#include "support/bare_upsert.hpp"
#include "support/batch_builder.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

constexpr size_t kOrdersPerPage = 100;

RecordTable table_of(const Manifest& manifest, const std::string& stream) {
  const StreamRule* rule = manifest.stream(stream);
  if (!rule) throw std::runtime_error("the manifest has no stream " + stream);
  return record_table_of(manifest, *rule);
}

std::string column_text(sqlite3_stmt* statement, int column) {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  return bytes ? std::string(bytes, static_cast<size_t>(sqlite3_column_bytes(statement, column)))
               : std::string();
}

void add_row(BatchBuilder& batch, const RecordTable& table, sqlite3_stmt* statement) {
  int column = 0;
  for (const auto& field : table.fields) {
    if (sqlite3_column_type(statement, column) == SQLITE_NULL)
      batch.null();
    else if (field.type == FieldType::integer || field.type == FieldType::boolean)
      batch.integer(sqlite3_column_int64(statement, column));
    else if (field.type == FieldType::timestamp)
      batch.time(parse_time(column_text(statement, column)).value());
    else
      batch.text(column_text(statement, column));
    ++column;
  }
  batch.raw(column_text(statement, column)).marketplace(column_text(statement, column + 1));
}

// In the order in which they were ingested; the first column of the key stands last.
std::string select_sql(const RecordTable& table, const std::string& key) {
  std::string columns;
  for (const auto& field : table.fields)
    columns += field.name + ", ";
  return "SELECT " + columns + "_raw, _marketplace_id, " + key + " FROM " + table.name() +
         " ORDER BY _change_seq";
}

class Source {
 public:
  explicit Source(const char* file) {
    if (sqlite3_open_v2(file, &handle_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
      throw std::runtime_error(sqlite3_errmsg(handle_));
  }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  ~Source() { sqlite3_close(handle_); }

  template <class Take>  // take(statement, key)
  void each(const RecordTable& table, Take take) {
    const auto& key = table.primary_key.front();
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_, select_sql(table, key).c_str(), -1, &statement, nullptr) != SQLITE_OK)
      throw std::runtime_error(sqlite3_errmsg(handle_));
    while (sqlite3_step(statement) == SQLITE_ROW)
      take(statement, column_text(statement, static_cast<int>(table.fields.size()) + 2));
    sqlite3_finalize(statement);
  }

  // Indexes that the host made beside those of every table: for lists with sums.
  void copy_indexes(const RecordTable& table, BareDatabase& to) {
    sqlite3_stmt* statement = nullptr;
    const char* sql =
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?";
    if (sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr) != SQLITE_OK)
      throw std::runtime_error(sqlite3_errmsg(handle_));
    auto name = table.name();
    sqlite3_bind_text(statement, 1, name.c_str(), -1, SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW)
      if (!to.has_index(column_text(statement, 0))) to.run(column_text(statement, 1));
    sqlite3_finalize(statement);
  }

 private:
  sqlite3* handle_ = nullptr;
};

// Times nothing but the writing.
class Stopwatch {
 public:
  template <class Work>
  void time(BareDatabase& database, Work work) {
    auto begin = std::chrono::steady_clock::now();
    database.run("BEGIN IMMEDIATE");
    rows_ += work();
    database.run("COMMIT");
    took_ += std::chrono::steady_clock::now() - begin;
  }
  void print() const { std::cout << "{\"rows\":" << rows_ << ",\"seconds\":" << took_.count() << "}\n"; }

 private:
  size_t rows_ = 0;
  std::chrono::duration<double> took_{};
};

struct Page {
  std::vector<RecordBatch> batches;
};

// Orders a page at a time, each page with the items of its orders.
std::vector<Page> read_pages(Source& source, const RecordTable& orders, const RecordTable& items) {
  std::vector<Page> pages;
  std::map<std::string, size_t> page_of_order;
  std::vector<BatchBuilder> order_pages, item_pages;
  size_t count = 0;
  source.each(orders, [&](sqlite3_stmt* row, const std::string& id) {
    if (count++ % kOrdersPerPage == 0) {
      order_pages.emplace_back(orders);
      item_pages.emplace_back(items);
    }
    page_of_order[id] = order_pages.size() - 1;
    add_row(order_pages.back(), orders, row);
  });
  source.each(items, [&](sqlite3_stmt* row, const std::string& id) {
    add_row(item_pages.at(page_of_order.at(id)), items, row);
  });
  for (size_t page = 0; page < order_pages.size(); ++page) {
    pages.emplace_back();
    pages.back().batches.push_back(order_pages[page].take());
    pages.back().batches.push_back(item_pages[page].take());
  }
  return pages;
}

void write_orders(const Manifest& manifest, Source& source, BareDatabase& database) {
  RecordTable orders = table_of(manifest, "orders"), items = table_of(manifest, "order_items");
  auto pages = read_pages(source, orders, items);
  BareUpsert order_rows(database, orders), item_rows(database, items);
  Stopwatch watch;
  for (const Page& page : pages)
    watch.time(database,
               [&] { return order_rows.write(page.batches[0]) + item_rows.write(page.batches[1]); });
  watch.print();
}

void write_stream(const Manifest& manifest, Source& source, BareDatabase& database, const std::string& stream,
                  size_t rows_a_page) {
  RecordTable table = table_of(manifest, stream);
  BareUpsert rows(database, table);
  source.copy_indexes(table, database);
  Stopwatch watch;
  BatchBuilder page(table);
  size_t in_page = 0;
  auto write_page = [&] {
    RecordBatch batch = page.take();
    watch.time(database, [&] { return rows.write(batch); });
    page = BatchBuilder(table);
    in_page = 0;
  };
  source.each(table, [&](sqlite3_stmt* row, const std::string&) {
    add_row(page, table, row);
    if (++in_page == rows_a_page) write_page();
  });
  if (in_page > 0) write_page();
  watch.print();
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4 && argc != 6)
    throw std::runtime_error(
        "usage: bare_upsert_bench <plugin.toml> <mooring.db> <new.db> [<stream> <rows a page>]");
  std::ifstream in(argv[1]);
  std::stringstream toml;
  toml << in.rdbuf();
  auto manifest = parse_manifest(toml.str(), argv[1]);
  if (!manifest) throw std::runtime_error(describe(manifest.error()));
  Source source(argv[2]);
  BareDatabase database(argv[3]);
  if (argc == 4)
    write_orders(*manifest, source, database);
  else
    write_stream(*manifest, source, database, argv[4], std::stoul(argv[5]));
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
