// Pages with more rows than a host takes at once, or between two checkpoints: all are read, and what belongs together is committed
// together.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "page_provider.hpp"

using namespace amazon_seller::testing;

namespace {

constexpr size_t kUncommittedMax = 50'000;  // the host's limit

std::string repeated(int count, const std::function<std::string(int)>& text) {
  std::string all;
  for (int i = 1; i <= count; ++i)
    all += (i > 1 ? "," : "") + text(i);
  return all;
}

struct LargePage {
  std::string stream, parts, key;          // key: the field that both have
  std::vector<std::pair<int, int>> sizes;  // records, and parts of each
  std::function<std::string(int records, int parts)> body;
};

const std::vector<LargePage> kPages = {
    {"orders",
     "order_items",
     "order_id",
     {{100, 120}},
     [](int records, int parts) {
       const std::string items = repeated(parts, [](int i) {
         return R"({"orderItemId":")" + std::to_string(i) + R"(","quantityOrdered":1})";
       });
       return R"({"lastUpdatedBefore":"2026-01-31T23:58:00Z","orders":[)" +
              repeated(
                  records,
                  [&](int i) {
                    return R"({"orderId":"S-)" + std::to_string(i) +
                           R"(","createdTime":"2026-01-05T10:00:00Z","lastUpdatedTime":"2026-01-05T10:00:00Z","salesChannel":
                         {"channelName":"AMAZON","marketplaceId":"ATVPDKIKX0DER"},"orderItems":[)" +
                           items + "]}";
                  }) +
              "]}";
     }},
    {"vendor_orders",
     "vendor_order_items",
     "purchase_order_number",
     {{100, 120}, {100, 520}, {2, 12'000}},
     [](int records, int parts) {
       const std::string items = repeated(parts, [](int i) {
         return R"({"itemSequenceNumber":")" + std::to_string(i) +
                R"(","orderedQuantity":{"amount":2,"unitOfMeasure":"Eaches"}})";
       });
       return R"({"payload":{"orders":[)" +
              repeated(
                  records,
                  [&](int i) {
                    return R"({"purchaseOrderNumber":"P)" + std::to_string(i) +
                           R"(","purchaseOrderState":"New","orderDetails":{"purchaseOrderDate":"2026-01-31T10:00:00Z","items":[)" +
                           items + "]}}";
                  }) +
              "]}}";
     }},
    {"vendor_order_statuses",
     "vendor_order_item_statuses",
     "purchase_order_number",
     {{100, 120}},
     [](int records, int parts) {
       const std::string items =
           repeated(parts, [](int i) { return R"({"itemSequenceNumber":")" + std::to_string(i) + "\"}"; });
       return R"({"payload":{"ordersStatus":[)" +
              repeated(
                  records,
                  [&](int i) {
                    return R"({"purchaseOrderNumber":"P)" + std::to_string(i) +
                           R"(","purchaseOrderStatus":"OPEN","purchaseOrderDate":"2026-01-31T10:00:00Z","itemStatus":[)" +
                           items + "]}";
                  }) +
              "]}}";
     }},
    {"transactions",
     "transaction_breakdowns",
     "transaction_id",
     {{100, 120}, {100, 520}},
     [](int records, int parts) {
       const std::string nodes =
           repeated(parts, [](int) { return std::string(R"({"breakdownType":"Fee"})"); });
       return R"({"payload":{"transactions":[)" +
              repeated(records,
                       [&](int i) {
                         return R"({"transactionId":"T)" + std::to_string(i) +
                                R"(","postedDate":"2026-01-05T10:00:00Z","breakdowns":[)" + nodes + "]}";
                       }) +
              "]}}";
     }},
};

// The records and parts that one commit brings, by the record's key. Rows stand in the result in the order of the commits.
void check_commits(const LargePage& page, const TaskResult& result, size_t parts) {
  size_t at = 0;
  for (const CheckpointValue& point : result.checkpoints) {
    CHECK(point.committed_rows < kUncommittedMax);
    std::map<std::string, size_t> whole;
    for (const size_t end = at + point.committed_rows; at < end; ++at)
      ++whole[result.rows[at][page.key].text];
    for (const auto& [key, rows] : whole)
      if (rows != parts + 1) FAIL(page.stream << " " << key << ": " << rows << " rows in one commit");
  }
  CHECK(at == result.rows.size());
}

}  // namespace

TEST_CASE("a page of more rows than a host takes at once is kept whole") {
  for (const LargePage& page : kPages) {
    for (const auto& [records, parts] : page.sizes) {
      INFO(page.stream << ": " << records << " of " << parts);
      const std::string body = page.body(records, parts);
      const TaskResult result = sync_pages(page.stream, [&](const SeenRequest&) { return body; });
      INFO((result.failure ? result.failure->message() : std::string()));
      REQUIRE(result.done());
      const auto whole = std::ranges::count(result.rows, page.stream, &RowValue::stream);
      CHECK(whole >= records);
      CHECK(whole % records == 0);  // a stream may ask for more than one span
      CHECK(std::ranges::count(result.rows, page.parts, &RowValue::stream) == whole * parts);
      check_commits(page, result, static_cast<size_t>(parts));
    }
  }
}
