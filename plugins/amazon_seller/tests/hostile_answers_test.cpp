// Whatever comes instead of the documented answer: a bad_response that says what and where, no row, no crash.
#include <catch2/catch.hpp>
#include <mooring/plugin.hpp>
#include <mooring/testing/golden_case.hpp>

#include "api.hpp"
#include "testing/kept_json.hpp"

using namespace mooring;
using namespace mooring::testing;
using amazon_common::testing::keeps_json;

namespace {

const std::string kPage = R"({"orders":[
  {"orderId":"S-1","createdTime":"2026-01-05T10:00:00Z","lastUpdatedTime":"2026-01-05T10:00:00Z",
   "salesChannel":{"channelName":"AMAZON","marketplaceId":"ATVPDKIKX0DER"},"orderItems":[]},
  {"orderId":"S-2","createdTime":"2026-01-05T10:00:00Z","lastUpdatedTime":"2026-01-05T10:00:00Z",
   "salesChannel":{"channelName":"AMAZON","marketplaceId":"ATVPDKIKX0DER"},"fulfillment":{"fulfillmentStatus":"SHIPPED"},
   "proceeds":{"grandTotal":{"amount":"10.00","currencyCode":"USD"}},
   "orderItems":[{"orderItemId":"7","quantityOrdered":1,"product":{"sellerSku":"A"}}]}],
  "lastUpdatedBefore":"2026-01-31T23:58:00Z"})";

TaskResult sync_with(const std::string& body, int32_t status = 200, const std::string& personal_data = {}) {
  // One for thousands of answers: a driver reads the manifest when it is made.
  static ScriptedHttp http;
  static TaskDriver driver(mooring_plugin_v1, http);
  http.otherwise([&](const SeenRequest&) {
    return CannedResponse{status, body, {{"x-amzn-requestid", "req-1"}}};
  });
  driver.call = {};
  driver.clock = VirtualClock(*parse_time("2026-02-01T00:00:00Z"));
  driver.call.history_from = *parse_time("2026-01-20T00:00:00Z");
  driver.call.marketplaces = {"ATVPDKIKX0DER"};
  if (!personal_data.empty()) driver.call.settings.emplace_back("personal_data", personal_data);
  return driver.sync("orders");
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

// The message of the bad_response that a page leads to.
std::string complaint(const std::string& body) {
  const TaskResult result = sync_with(body);
  REQUIRE(result.failure);
  CHECK(result.failure->kind() == FailureKind::bad_response);
  CHECK(result.failure->status() == 200);
  CHECK(result.failure->endpoint() == "GET https://api.example.com/orders/2026-01-01/orders");
  CHECK(result.failure->request_id() == "req-1");
  CHECK(result.rows.empty());
  CHECK(result.checkpoints.empty());
  return result.failure->message();
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("no sample stands where somebody's name may be near") {
  const std::string nameless = replaced(kPage, R"("createdTime":"2026-01-05T10:00:00Z",)", "");
  CHECK(says(complaint(nameless), "S-1"));
  const std::string named =
      replaced(nameless, R"({"orderId":"S-1",)", R"({"buyer":{"buyerName":"Jane Doe"},"orderId":"S-1",)");
  CHECK_FALSE(says(complaint(named), "Jane"));
}

TEST_CASE("the page is good to begin with") {
  const TaskResult result = sync_with(kPage);
  REQUIRE(result.done());
  CHECK(result.rows_of("orders").size() == 2);
  CHECK(result.rows_of("order_items").size() == 1);
}

TEST_CASE("a page that is cut off anywhere is refused") {
  for (size_t size = 0; size < kPage.size(); ++size) {
    INFO(size);
    complaint(kPage.substr(0, size));
  }
}

TEST_CASE("damaged bytes never crash and are never kept") {
  for (size_t at = 0; at < kPage.size(); ++at) {
    for (const char byte : {'\0', '\xff', '"', '}', '\\'}) {
      std::string damaged = kPage;
      damaged[at] = byte;
      const TaskResult result = sync_with(damaged);
      CHECK((result.done() || result.failure->kind() == FailureKind::bad_response));
      CHECK(keeps_json(result));
    }
  }
}

TEST_CASE("what came instead of JSON is named") {
  CHECK(says(complaint(""), "an empty body"));
  CHECK(says(complaint("  \n"), "an empty body"));
  CHECK(says(complaint("<html>Sign in</html>"), "an HTML or XML page"));
  CHECK(says(complaint("{}"), "'orders'"));
  complaint("[]");
  complaint("null");
  complaint("\"orders\"");
  complaint(kPage + "{}");
}

TEST_CASE("a required member that is missing is named with its order") {
  // The page with a member of the second order renamed.
  const auto without = [](const std::string& member) {
    const size_t second = kPage.find("{\"orderId\":\"S-2\"");
    return complaint(kPage.substr(0, second) +
                     replaced(kPage.substr(second), '"' + member + '"', "\"other\""));
  };
  for (const char* member : {"createdTime", "lastUpdatedTime", "salesChannel", "orderItems"}) {
    const std::string message = without(member);
    INFO(message);
    CHECK(says(message, std::string("order S-2: the required member '") + member + "' is missing"));
  }
  CHECK(says(without("orderItemId"), "order S-2: the required member 'orderItems.orderItemId' is missing"));
  CHECK(says(without("quantityOrdered"),
             "order S-2: the required member 'orderItems.quantityOrdered' is missing"));
  CHECK(says(without("orderId"), "order 2 of the page: the required member 'orderId'"));
}

TEST_CASE("a member of another type is named") {
  CHECK(says(complaint(replaced(kPage, "\"quantityOrdered\":1", "\"quantityOrdered\":1.5")),
             "orderItems.quantityOrdered"));
  CHECK(says(complaint(replaced(kPage, "\"10.00\"", "\"1e3\"")),
             "'proceeds.grandTotal' is \"1e3\", which is no amount"));
  CHECK(says(complaint(replaced(kPage, "\"10.00\"", "10.00")), "proceeds.grandTotal"));
  CHECK(says(complaint(replaced(kPage, "\"orderItems\":[]", "\"orderItems\":{}")), "orderItems"));
  CHECK(says(complaint(replaced(kPage, "\"2026-01-05T10:00:00Z\"", "\"yesterday\"")),
             "'createdTime' is \"yesterday\""));
}

TEST_CASE("quantities whose sum is no number are refused") {
  const std::string most = R"({"orderItemId":"8","quantityOrdered":9223372036854775807},)";
  const std::string message =
      complaint(replaced(kPage, R"({"orderItemId":"7")", most + R"({"orderItemId":"7")"));
  CHECK(says(message, "order S-2: the sum of 'orderItems.quantityOrdered' is no number of 64 bits"));
}

TEST_CASE("what is said twice, or holds NUL, is named with its order and without anybody's name") {
  const std::string buyer = R"("buyer":{"buyerName":"Jane Doe"},)";
  const std::string twice =
      replaced(kPage, R"({"orderId":"S-2",)", R"({"orderId":"S-2",)" + buyer + R"("orderItems":[],)");
  CHECK(says(complaint(twice), "order S-2: the member \"orderItems\" stands twice"));
  CHECK_FALSE(says(complaint(twice), "Jane"));
  const std::string nul =
      replaced(kPage, R"({"orderId":"S-2",)", R"({"orderId":"S-2","buyer":{"buyerName":"Jane\u0000 Doe"},)");
  CHECK(says(complaint(nul), "order S-2: member 'buyer.buyerName' holds a NUL"));
  CHECK_FALSE(says(complaint(nul), "Jane"));
}

TEST_CASE("the list of marketplaces is whole, or none") {
  for (const char* body :
       {R"({"payload":null})", R"({"payloads":[]})", R"({"payload":[{"storeName":tru}]})",
        R"({"payload":[],"errors":[{"code":"InternalFailure"}]})", R"({"payload":[],"payload":[]})"}) {
    INFO(body);
    ScriptedHttp http;
    http.otherwise([&](const SeenRequest&) { return CannedResponse{200, body, {}}; });
    TaskDriver driver(mooring_plugin_v1, http);
    const TaskResult result = driver.identify();
    REQUIRE(result.failure);
    CHECK(result.failure->kind() == FailureKind::bad_response);
    CHECK_FALSE(result.identity);
  }
}

TEST_CASE("the same page token again ends the run instead of reading for ever") {
  const std::string page =
      replaced(kPage, "\"lastUpdatedBefore\"", "\"pagination\":{\"nextToken\":\"t\"},\"lastUpdatedBefore\"");
  const TaskResult result = sync_with(page);
  REQUIRE(result.failure);
  CHECK(result.failure->kind() == FailureKind::bad_response);
  CHECK(says(result.failure->message(), "the same page token again"));
  CHECK(result.checkpoints.size() == 1);
}

TEST_CASE("refusals are told apart by status") {
  const auto kind = [](int32_t status) {
    return sync_with(R"({"errors":[{"code":"C","message":"M"}]})", status).failure->kind();
  };
  CHECK(kind(400) == FailureKind::request_rejected);
  CHECK(kind(401) == FailureKind::grant_rejected);
  CHECK(kind(403) == FailureKind::permission);
  CHECK(kind(404) == FailureKind::request_rejected);
  CHECK(kind(413) == FailureKind::request_rejected);
  CHECK(kind(429) == FailureKind::throttled);
  CHECK(kind(503) == FailureKind::server);
  CHECK(kind(302) == FailureKind::bad_response);
  CHECK(says(sync_with("<html>", 503).failure->message(), "status 503 with an HTML or XML page"));
  CHECK(says(sync_with("{}", 404).failure->message(), "status 404 without a reason"));
}

TEST_CASE("what a buyer wrote on a gift is not kept") {
  const std::string gift =
      R"("fulfillment":{"packing":{"giftOption":{"giftMessage" : "For \"Ann\" \\","giftWrapLevel":"A"}}},)";
  const TaskResult result =
      sync_with(replaced(kPage, "\"product\":{\"sellerSku\"", gift + "\"product\":{\"sellerSku\""));
  REQUIRE(result.done());
  const std::string expected = R"({"giftMessage" : "","giftWrapLevel":"A"})";
  for (const RowValue& row : result.rows) {
    CHECK_FALSE(says(row.raw, "Ann"));
    if (row.stream == "order_items") CHECK(says(row.raw, expected));
  }
  CHECK(says(result.rows_of("orders")[1].raw, expected));
  CHECK(says(result.rows_of("orders")[1].raw, "\"sellerSku\":\"A\""));
}

TEST_CASE(
    "where personal data is off, neither the buyer for the tax office nor the link to a customized product "
    "is kept") {
  const std::string tax =
      R"("tax":{"taxInvoicing":{"invoiceStatus":"ACCEPTED"},"taxRegistrations":[{"legalName":"Ann [1]"}, {"legalName":"Ann 2"}] },)";
  const std::string custom =
      R"("product":{"customization":{"customizedUrl":"https://example.com/Ann"},"sellerSku")";
  const std::string page = replaced(replaced(kPage, "\"product\":{\"sellerSku\"", custom),
                                    "\"fulfillment\":", tax + "\"fulfillment\":");
  const TaskResult result = sync_with(page);
  REQUIRE(result.done());
  REQUIRE(result.rows.size() == 3);
  for (const RowValue& row : result.rows)
    CHECK_FALSE(says(row.raw, "Ann"));
  const std::string raw = result.rows_of("orders")[1].raw;
  CHECK(says(raw,
             R"("tax":{"taxInvoicing":{"invoiceStatus":"ACCEPTED"},"taxRegistrations":[] },"fulfillment")"));
  CHECK(says(raw, R"("customizedUrl":"")"));
  CHECK(says(raw, "\"sellerSku\":\"A\""));

  const TaskResult wanted = sync_with(page, 200, "true");
  REQUIRE(wanted.done());
  CHECK(says(wanted.rows_of("orders")[1].raw, "Ann [1]"));
}

TEST_CASE("a token that is refused twice fails the run with Amazon's words") {
  ScriptedHttp http;
  http.otherwise([](const SeenRequest& request) {
    if (request.query.contains("paginationToken")) {
      return CannedResponse{400, R"({"errors":[{"code":"InvalidInput","message":"Bad token"}]})", {}};
    }
    return CannedResponse{200, R"({"orders":[],"pagination":{"nextToken":"t"}})", {}};
  });
  TaskDriver driver(mooring_plugin_v1, http);
  driver.call.marketplaces = {"ATVPDKIKX0DER"};
  const TaskResult result = driver.sync("orders");
  REQUIRE(result.failure);
  CHECK(result.failure->kind() == FailureKind::request_rejected);
  CHECK(says(result.failure->message(), "Bad token (InvalidInput)"));
  CHECK(http.seen().size() == 4);
}
