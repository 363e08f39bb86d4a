// Whatever comes instead of a page of the money, stock and catalog streams: a bad_response that says where, no row, no crash.
#include <catch2/catch.hpp>
#include <mooring/plugin.hpp>

#include "calendar.hpp"
#include "catalogue/known_asins.hpp"
#include "page_provider.hpp"
#include "testing/kept_json.hpp"
#include "times_cursor.hpp"

using namespace mooring;
using namespace mooring::testing;
using amazon_common::testing::keeps_json;
using amazon_seller::testing::sync_pages;

namespace {

struct PagedStream {
  std::string stream, page;
};

const std::vector<PagedStream> kStreams = {
    {"transactions",
     R"({"payload":{"transactions":[{"transactionId":"T-1","transactionStatus":"RELEASED","postedDate":"2026-01-05T10:00:00Z",
       "totalAmount":{"currencyCode":"EUR","currencyAmount":12.30},"items":[{"description":"Mug","totalAmount":
       {"currencyCode":"EUR","currencyAmount":12.30},"breakdowns":[{"breakdownType":"Sales","breakdowns":[],
       "breakdownAmount":{"currencyCode":"EUR","currencyAmount":12.30}}]}]}]}})"},
    {"payouts",
     R"({"payload":{"FinancialEventGroupList":[{"FinancialEventGroupId":"G-1","ProcessingStatus":"Closed",
       "OriginalTotal":{"CurrencyCode":"EUR","CurrencyAmount":12.30},"FinancialEventGroupStart":"2026-01-05T10:00:00Z"}]}})"},
    {"inventory",
     R"({"payload":{"granularity":{},"inventorySummaries":[{"sellerSku":"A","fnSku":"X1","inventoryDetails":
       {"fulfillableQuantity":3,"reservedQuantity":{"totalReservedQuantity":1}},"totalQuantity":4}]}})"},
    {"order_metrics",
     R"({"payload":[{"interval":"2026-01-31T00:00-08:00--2026-01-31T16:00-08:00","unitCount":3,"orderItemCount":2,
       "orderCount":2,"averageUnitPrice":{"amount":"2","currencyCode":"USD"},"totalSales":{"amount":"6","currencyCode":"USD"}}]})"},
    {"listing_changes",
     R"({"numberOfResults":1,"items":[{"sku":"A","summaries":[{"asin":"B01","status":["BUYABLE"],
       "lastUpdatedDate":"2026-01-31T10:00:00Z"}],"offers":[{"offerType":"B2C","price":{"amount":"2","currencyCode":"USD"}}]}]})"},
    {"catalog_items",
     R"({"numberOfResults":1,"items":[{"asin":"B01","summaries":[{"marketplaceId":"ATVPDKIKX0DER","itemName":"Mug"}],
       "salesRanks":[{"displayGroupRanks":[{"title":"Kitchen","rank":7}]}]}]})"},
};

TaskResult sync_with(const std::string& stream, const std::string& body) {
  return sync_pages(stream, [&](const SeenRequest&) { return body; });
}

}  // namespace

TEST_CASE("pages of money, stock and catalog: good to begin with") {
  for (const PagedStream& one : kStreams) {
    INFO(one.stream);
    const TaskResult result = sync_with(one.stream, one.page);
    INFO((result.failure ? result.failure->message() : std::string()));
    REQUIRE(result.done());
    CHECK(result.rows_of(one.stream).size() == 1);
  }
}

TEST_CASE("pages of money, stock and catalog: cut off anywhere they are refused") {
  for (const PagedStream& one : kStreams) {
    for (size_t size = 0; size < one.page.size(); ++size) {
      INFO(one.stream << " cut at " << size);
      const TaskResult result = sync_with(one.stream, one.page.substr(0, size));
      REQUIRE(result.failure);
      CHECK(result.failure->kind() == FailureKind::bad_response);
      CHECK(result.failure->request_id() == "req-1");
      CHECK(result.rows.empty());
    }
  }
}

TEST_CASE("pages of money, stock and catalog: damaged bytes never crash and are never kept") {
  for (const PagedStream& one : kStreams) {
    for (size_t at = 0; at < one.page.size(); ++at) {
      for (const char byte : {'\0', '\xff', '"', '}', '\\'}) {
        std::string damaged = one.page;
        damaged[at] = byte;
        const TaskResult result = sync_with(one.stream, damaged);
        CHECK((result.done() || result.failure->kind() == FailureKind::bad_response));
        CHECK(keeps_json(result));
      }
    }
  }
}

TEST_CASE("the same page token again ends every listing") {
  const std::string page = R"({"payload":{"nextToken":"t","transactions":[]}})";
  const TaskResult result = sync_with("transactions", page);
  REQUIRE(result.failure);
  CHECK(result.failure->kind() == FailureKind::bad_response);
  CHECK(result.failure->message().find("the same page token again") != std::string::npos);
}

TEST_CASE("breakdowns nested without end are refused") {
  std::string breakdowns;
  for (int i = 0; i < 30; ++i)
    breakdowns += R"([{"breakdownType":"A","breakdowns":)";
  breakdowns += "[]";
  for (int i = 0; i < 30; ++i)
    breakdowns += "}]";
  const TaskResult result = sync_with(
      "transactions",
      R"({"payload":{"transactions":[{"transactionId":"T-1","postedDate":"2026-01-05T10:00:00Z","breakdowns":)" +
          breakdowns + "}]}}");
  REQUIRE(result.failure);
  CHECK(result.failure->message().find("nested more than 16 deep") != std::string::npos);
}

TEST_CASE("a pass over the ASINs goes on where nothing of a moment is left out") {
  using amazon_seller::batches_after;
  const std::string lines =
      "2026-01-01T00:00:00Z A\n2026-01-02T00:00:00Z B\n2026-01-02T00:00:00Z C\n2026-01-03T00:00:00Z D\n";
  const auto known = amazon_seller::parse_known(lines);
  REQUIRE(known.size() == 4);
  const auto all = batches_after(known, std::nullopt, 2);
  REQUIRE(all.size() == 2);
  CHECK(all[0].asins == std::vector<std::string_view>{"A", "B"});
  CHECK(all[0].reached == parse_time("2026-01-01T00:00:00Z"));  // C was seen with B
  CHECK(all[1].reached == parse_time("2026-01-03T00:00:00Z"));
  const auto rest = batches_after(known, parse_time("2026-01-02T00:00:00Z"), 2);
  REQUIRE(rest.size() == 1);
  CHECK(rest[0].asins == std::vector<std::string_view>{"D"});
  CHECK(batches_after(known, parse_time("2026-01-03T00:00:00Z"), 2).empty());
  CHECK_THROWS_AS(amazon_seller::parse_known("A\n"), Failure);
  CHECK_THROWS_AS(amazon_seller::parse_known("2026-01-01T00:00:00Z \n"), Failure);
}

TEST_CASE("a cursor of times is kept as text, and a damaged one is refused") {
  amazon_seller::TimesCursor cursor;
  CHECK(cursor.text() == R"({"version":1})");
  cursor.set("read_to", *parse_time("2026-01-31T08:30:00.25Z"));
  const amazon_seller::TimesCursor again(cursor.text());
  CHECK(again.at("read_to") == parse_time("2026-01-31T08:30:00.25Z"));
  CHECK_FALSE(again.at("other"));
  for (const char* text :
       {"x", "{}", R"({"version":2})", R"({"version":1,"read_to":"soon"})", R"({"version":1)"})
    CHECK_THROWS_AS(amazon_seller::TimesCursor(text), Failure);
}

TEST_CASE("a day begins at midnight of its zone, also when the clock changes") {
  const auto start = [](const char* day, std::string_view zone) {
    return format_time(*amazon::day_start(*amazon::parse_day(day), zone));
  };
  CHECK(start("2026-01-31", "America/Los_Angeles") == "2026-01-31T08:00:00Z");
  CHECK(start("2026-03-08", "America/Los_Angeles") == "2026-03-08T08:00:00Z");
  CHECK(start("2026-03-09", "America/Los_Angeles") == "2026-03-09T07:00:00Z");
  CHECK(start("2026-07-01", "Europe/London") == "2026-06-30T23:00:00Z");
  CHECK(start("2026-07-01", "Asia/Tokyo") == "2026-06-30T15:00:00Z");
  CHECK(start("2026-01-01", "Australia/Sydney") == "2025-12-31T13:00:00Z");
  // Cairo's clock jumps at midnight: the day of summer time begins with its 01:00.
  CHECK(start("2026-04-24", "Africa/Cairo") == "2026-04-23T22:00:00Z");
  CHECK(start("2026-04-25", "Africa/Cairo") == "2026-04-24T21:00:00Z");
  CHECK_FALSE(amazon::day_start(*amazon::parse_day("2026-01-31"), "Mars/Olympus"));
}
