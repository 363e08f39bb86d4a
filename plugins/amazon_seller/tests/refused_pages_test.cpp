// A listing whose later pages Amazon refuses: the failure has Amazon's words, the endpoint and the request id.
#include <catch2/catch.hpp>

#include "page_provider.hpp"

using namespace amazon_seller::testing;

namespace {

struct PagedStream {
  std::string stream, first_page, path;
};

const std::vector<PagedStream> kStreams = {
    {"transactions", R"({"payload":{"nextToken":"n1","transactions":[]}})",
     "/finances/2024-06-19/transactions"},
    {"payouts", R"({"payload":{"NextToken":"n1","FinancialEventGroupList":[]}})",
     "/finances/v0/financialEventGroups"},
    {"inventory", R"({"pagination":{"nextToken":"n1"},"payload":{"granularity":{},"inventorySummaries":[]}})",
     "/fba/inventory/v1/summaries"},
    {"listing_changes", R"({"numberOfResults":0,"pagination":{"nextToken":"n1"},"items":[]})",
     "/listings/2021-08-01/items/"},
    {"catalog_items", R"({"numberOfResults":0,"pagination":{"nextToken":"n1"},"items":[]})",
     "/catalog/2022-04-01/items"},
};

}  // namespace

TEST_CASE("what Amazon says of a later page is told") {
  for (const PagedStream& one : kStreams) {
    INFO(one.stream);
    int calls = 0;
    const TaskResult result = sync_answers(one.stream, [&](const SeenRequest&) {
      const bool is_first = calls++ % 2 == 0;
      return is_first ? CannedResponse{200, one.first_page, {}}
                      : CannedResponse{
                            400,
                            R"({"errors":[{"code":"InvalidInput","message":"The response exceeds 10 MB"}]})",
                            {}};
    });
    REQUIRE(result.failure);
    INFO(result.failure->message());
    CHECK(calls == 6);  // the token may have expired: three listings
    CHECK(result.failure->kind() == FailureKind::request_rejected);
    CHECK(result.failure->status() == 400);
    CHECK(result.failure->request_id() == "req-1");
    CHECK(result.failure->endpoint().find(one.path) != std::string::npos);
    CHECK(result.failure->message().find("The response exceeds 10 MB") != std::string::npos);
    CHECK(result.failure->message().find("3 listings in a row") != std::string::npos);
  }
}

namespace {

struct Lists {
  std::string stream, none, token_only, renamed, last;
};

// Lists that Amazon's models do not require.
const std::vector<Lists> kOptional = {
    {"transactions", R"({"payload":{}})", R"({"payload":{"nextToken":"a"}})", R"({"payload":{"others":[]}})",
     R"({"payload":{"transactions":[]}})"},
    {"payouts", R"({"payload":{}})", R"({"payload":{"NextToken":"a"}})", R"({"payload":{"others":[]}})",
     R"({"payload":{"FinancialEventGroupList":[]}})"},
    {"vendor_orders", R"({"payload":{}})", R"({"payload":{"pagination":{"nextToken":"a"}}})",
     R"({"payload":{"others":[]}})", R"({"payload":{"orders":[]}})"},
    {"vendor_order_statuses", R"({"payload":{"pagination":{}}})",
     R"({"payload":{"pagination":{"nextToken":"a"}}})", R"({"payload":{"others":[]}})",
     R"({"payload":{"ordersStatus":[]}})"},
};

// Those that they do.
const std::vector<Lists> kRequired = {
    {"inventory", R"({"payload":{"granularity":{}}})",
     R"({"pagination":{"nextToken":"a"},"payload":{"granularity":{}}})", R"({"payload":{"others":[]}})",
     R"({"payload":{"inventorySummaries":[]}})"},
    {"listing_changes", R"({"numberOfResults":0})", R"({"numberOfResults":0,"pagination":{"nextToken":"a"}})",
     R"({"numberOfResults":0,"others":[]})", R"({"numberOfResults":0,"items":[]})"},
    {"catalog_items", R"({"numberOfResults":0})", R"({"numberOfResults":0,"pagination":{"nextToken":"a"}})",
     R"({"numberOfResults":0,"others":[]})", R"({"numberOfResults":0,"items":[]})"},
};

TaskResult sync_lists(const std::string& stream, const std::string& first, const std::string& last) {
  int calls = 0;
  return sync_pages(stream, [&](const SeenRequest&) { return calls++ == 0 ? first : last; });
}

}  // namespace

TEST_CASE("a list that Amazon need not give may be absent; one under another name is missing") {
  for (const Lists& one : kOptional) {
    INFO(one.stream);
    CHECK(sync_lists(one.stream, one.none, one.last).done());
    CHECK(sync_lists(one.stream, one.token_only, one.last).done());
    const TaskResult renamed = sync_lists(one.stream, one.renamed, one.last);
    REQUIRE(renamed.failure);
    CHECK(renamed.failure->message().find("it has no member '") != std::string::npos);
    CHECK(sync_lists(one.stream, "{}", one.last).failure);
  }
}

TEST_CASE("a list that Amazon must give is missed, also where there is more to come") {
  for (const Lists& one : kRequired) {
    INFO(one.stream);
    CHECK(sync_lists(one.stream, one.last, one.last).done());
    for (const std::string& page : {one.none, one.token_only, one.renamed}) {
      const TaskResult result = sync_lists(one.stream, page, one.last);
      REQUIRE(result.failure);
      CHECK(result.failure->kind() == FailureKind::bad_response);
      CHECK(result.failure->message().find("it has no member '") != std::string::npos);
    }
  }
}

TEST_CASE("the day of order metrics is that of the store, in whatever offset it is told") {
  const auto day_of = [](const std::string& interval) {
    const TaskResult result = sync_pages("order_metrics", [&](const SeenRequest&) {
      return R"({"payload":[{"interval":")" + interval + R"(","unitCount":3,"orderItemCount":2,"orderCount":2,
        "averageUnitPrice":{"amount":"2","currencyCode":"USD"},"totalSales":{"amount":"6","currencyCode":"USD"}}]})";
    });
    return result.failure ? result.failure->message() : result.rows.at(0)["date"].text;
  };
  CHECK(day_of("2026-01-31T00:00-08:00--2026-01-31T16:00-08:00") == "2026-01-31");
  CHECK(day_of("2026-01-31T08:00Z--2026-02-01T00:00Z") == "2026-01-31");
  CHECK(day_of("2026-01-31T08:00:00Z--2026-02-01T00:00:00Z") == "2026-01-31");
  CHECK(day_of("2026-01-30T20:00-12:00--2026-01-31T12:00-12:00") == "2026-01-31");
  CHECK(day_of("2026-01-31T20:00+12:00--2026-02-01T12:00+12:00") == "2026-01-31");
  CHECK(day_of("2026-01-31T00:00Z--2026-02-01T00:00Z").find("the day was not asked for") !=
        std::string::npos);
}
