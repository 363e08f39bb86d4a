// A table with every type of field, and rows for it.
#pragma once
#include "store/sqlite_tools.hpp"
#include "support/batch_builder.hpp"
#include "support/store_fixture.hpp"

namespace mooring::test {

inline host::RecordTable order_table() {
  using host::FieldType;
  host::RecordTable table;
  table.channel = "shop";
  table.stream = "orders";
  table.fields = {{.name = "order_id", .type = FieldType::text, .title = "Order"},
                  {.name = "created_at", .type = FieldType::timestamp, .title = "Created"},
                  {.name = "total", .type = FieldType::decimal, .title = "Total"},
                  {.name = "items", .type = FieldType::integer},
                  {.name = "paid", .type = FieldType::boolean},
                  {.name = "ship_on", .type = FieldType::date},
                  {.name = "programs", .type = FieldType::json}};
  table.primary_key = {"order_id"};
  table.time_field = "created_at";
  return table;
}

struct Order {
  std::string id;
  std::optional<int64_t> created_s = 0;
  std::string total = "10.50";
  int64_t items = 1;
  std::string raw = "{}";
  std::string marketplace = "US";
};

inline host::RecordBatch order_batch(const std::vector<Order>& orders) {
  BatchBuilder builder(order_table());
  for (const auto& order : orders) {
    builder.text(order.id);
    order.created_s ? builder.time(at_second(*order.created_s)) : builder.null();
    builder.text(order.total).integer(order.items).integer(1).text("2026-02-03").text("[\"prime\"]");
    builder.raw(order.raw).marketplace(order.marketplace);
  }
  return builder.take();
}

class RecordFixture : public StoreFixture {
 public:
  RecordFixture() { ensure(); }
  void ensure() {
    write([](host::Session& s) { must(ensure_record_table(s, order_table())); });
  }
  host::UpsertCounts upsert(const std::vector<Order>& orders, const std::string& connection = "con_1",
                            const std::string& run = "run_1", host::Timestamp now = at_second(1000)) {
    host::UpsertCounts counts;
    auto batch = order_batch(orders);
    write([&](host::Session& s) {
      auto done = writer.upsert(s, order_table(), connection, run, now, batch);
      if (!done) throw std::runtime_error(describe(done.error()));
      counts = *done;
    });
    return counts;
  }
  std::string text(const std::string& sql) {
    return read(
        [&](host::Session& s) { return host::sqlite::query_text(host::sqlite::handle(s), sql).value(); });
  }
  int64_t number(const std::string& sql) {
    return read(
        [&](host::Session& s) { return host::sqlite::query_integer(host::sqlite::handle(s), sql).value(); });
  }
  host::RecordWriter writer;
};

}  // namespace mooring::test
