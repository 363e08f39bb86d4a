// The yardstick of the ingest benchmark: takes the orders and items that a host has ingested and writes the same rows again with
// nothing but native prepared upserts, page by page, one transaction a page.
//   bare_upsert_bench <plugin.toml> <mooring.db> <new.db>      prints {"rows":...,"seconds":...}
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "base/text.hpp"
#include "plugins/manifest.hpp"
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
  return {manifest.id, rule->id, rule->fields, rule->primary_key, rule->time_field};
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

std::string select_sql(const RecordTable& table) {
  std::string columns;
  for (const auto& field : table.fields)
    columns += field.name + ", ";
  return "SELECT " + columns + "_raw, _marketplace_id, order_id FROM " + table.name() +
         " ORDER BY _change_seq";
}

struct Page {
  std::vector<RecordBatch> batches;
};

// Orders in the order in which they were ingested, a page at a time, each page with the items of its orders.
std::vector<Page> read_pages(sqlite3* source, const RecordTable& orders, const RecordTable& items) {
  std::vector<Page> pages;
  std::map<std::string, size_t> page_of_order;
  auto each = [&](const RecordTable& table, auto take) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(source, select_sql(table).c_str(), -1, &statement, nullptr) != SQLITE_OK)
      throw std::runtime_error(sqlite3_errmsg(source));
    while (sqlite3_step(statement) == SQLITE_ROW)
      take(statement, column_text(statement, static_cast<int>(table.fields.size()) + 2));
    sqlite3_finalize(statement);
  };
  std::vector<BatchBuilder> order_pages, item_pages;
  size_t count = 0;
  each(orders, [&](sqlite3_stmt* row, const std::string& id) {
    if (count++ % kOrdersPerPage == 0) {
      order_pages.emplace_back(orders);
      item_pages.emplace_back(items);
    }
    page_of_order[id] = order_pages.size() - 1;
    add_row(order_pages.back(), orders, row);
  });
  each(items, [&](sqlite3_stmt* row, const std::string& id) {
    add_row(item_pages.at(page_of_order.at(id)), items, row);
  });
  for (size_t page = 0; page < order_pages.size(); ++page) {
    pages.emplace_back();
    pages.back().batches.push_back(order_pages[page].take());
    pages.back().batches.push_back(item_pages[page].take());
  }
  return pages;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) throw std::runtime_error("usage: bare_upsert_bench <plugin.toml> <mooring.db> <new.db>");
  std::ifstream in(argv[1]);
  std::stringstream toml;
  toml << in.rdbuf();
  auto manifest = parse_manifest(toml.str(), argv[1]);
  if (!manifest) throw std::runtime_error(describe(manifest.error()));
  RecordTable orders = table_of(*manifest, "orders"), items = table_of(*manifest, "order_items");
  sqlite3* source = nullptr;
  if (sqlite3_open_v2(argv[2], &source, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(source));
  auto pages = read_pages(source, orders, items);
  sqlite3_close(source);

  BareDatabase database(argv[3]);
  BareUpsert order_rows(database, orders), item_rows(database, items);
  auto begin = std::chrono::steady_clock::now();
  size_t rows = 0;
  for (const Page& page : pages) {
    database.run("BEGIN IMMEDIATE");
    rows += order_rows.write(page.batches[0]) + item_rows.write(page.batches[1]);
    database.run("COMMIT");
  }
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::cout << "{\"rows\":" << rows << ",\"seconds\":" << took.count() << "}\n";
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
