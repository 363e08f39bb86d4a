// Transactions that Amazon gives no id: none takes another's place, and each is known again when it is read again.
#include <catch2/catch.hpp>
#include <set>

#include "page_provider.hpp"

using namespace amazon_seller::testing;

namespace {

constexpr char kTime[] = "2026-01-31T13:00:00.214Z";

std::string fee(const std::string& amount, const std::string& currency, const std::string& more) {
  return std::string(R"({"transactionType":"ServiceFee","postedDate":")") + kTime +
         R"(","totalAmount":{"currencyAmount":)" + amount + R"(,"currencyCode":")" + currency + "\"}" + more +
         "}";
}

std::string named(const std::string& name, const std::string& value) {
  return R"({"relatedIdentifierName":")" + name + R"(","relatedIdentifierValue":")" + value + "\"}";
}

std::string page_of(const std::vector<std::string>& records, const std::string& token = {}) {
  std::string body = R"({"payload":{"transactions":[)";
  for (const std::string& record : records)
    body += (&record == records.data() ? "" : ",") + record;
  return body + "]" + (token.empty() ? "" : R"(,"nextToken":")" + token + "\"") + "}}";
}

std::vector<std::string> ids_of(const TaskResult& result) {
  INFO((result.failure ? result.failure->message() : std::string()));
  REQUIRE(result.done());
  std::vector<std::string> ids;
  for (const RowValue& row : result.rows_of("transactions"))
    ids.push_back(row["transaction_id"].text);
  return ids;
}

std::vector<std::string> ids_of(const std::vector<std::string>& records) {
  return ids_of(sync_pages("transactions", [&](const SeenRequest&) { return page_of(records); }));
}

const std::vector<std::string> kAlike = {
    fee("-39.99", "USD", R"(,"description":"FBA storage fee")"),
    fee("-39.99", "USD", R"(,"description":"Long-term storage fee")"),
    fee("-39.99", "CAD", R"(,"description":"FBA storage fee")"),
    fee("-39.99", "USD",
        R"(,"description":"FBA storage fee","marketplaceDetails":{"marketplaceId":"ATVPDKIKX0DER"})"),
    fee("-39.99", "USD",
        R"(,"description":"FBA storage fee","relatedIdentifiers":[)" + named("INVOICE_ID", "I-1") + "]"),
    fee("-39.99", "USD",
        R"(,"description":"FBA storage fee","items":[{"contexts":[{"contextType":"ProductContext","sku":"A"}]}])"),
    fee("-39.99", "USD",
        R"(,"description":"FBA storage fee","items":[{"contexts":[{"contextType":"ProductContext","sku":"B"}]}])"),
    fee("-39.99", "USD", R"(,"description":"FBA storage fee")"),
};

}  // namespace

TEST_CASE("transactions without an id that were posted at one moment are all kept") {
  const auto ids = ids_of(kAlike);
  REQUIRE(ids.size() == kAlike.size());
  CHECK(std::set(ids.begin(), ids.end()).size() == kAlike.size());
  for (const std::string& id : ids)
    CHECK(id.starts_with("no-id-2026-01-31T13:00:00.214"));
}

TEST_CASE("their breakdowns are kept apart, too") {
  const std::string parts = R"(,"breakdowns":[{"breakdownType":"Fee"}])";
  const auto result = sync_pages("transactions", [&](const SeenRequest&) {
    return page_of({fee("-1", "USD", parts), fee("-1", "USD", parts)});
  });
  std::set<std::string> keys;
  for (const RowValue& row : result.rows_of("transaction_breakdowns"))
    keys.insert(row["transaction_id"].text);
  CHECK(keys.size() == 2);
}

TEST_CASE("what a transaction without an id is made of tells it apart, in whatever order it is listed") {
  const auto part = [](const std::string& type, const std::string& amount) {
    return R"({"breakdownType":")" + type + R"(","breakdownAmount":{"currencyAmount":)" + amount +
           R"(,"currencyCode":"USD"}})";
  };
  const auto parts = [](const std::string& list) { return R"("breakdowns":[)" + list + "]"; };
  const auto item = [](const std::string& content) { return R"(,"items":[{)" + content + "}]"; };
  const std::string one = parts(part("Base", "-30") + "," + part("Extra", "-9.99")),
                    other = parts(part("Base", "-39.99"));
  const std::vector<std::pair<std::string, std::string>> pairs = {
      {"," + one, "," + other},
      {item(one), item(other)},
      {item(R"("totalAmount":{"currencyAmount":-1,"currencyCode":"USD"})"),
       item(R"("totalAmount":{"currencyAmount":-2,"currencyCode":"USD"})")}};
  for (const auto& [a, b] : pairs) {
    const auto first = ids_of({fee("-39.99", "USD", a), fee("-39.99", "USD", b)}),
               second = ids_of({fee("-39.99", "USD", b), fee("-39.99", "USD", a)});
    CHECK(first[0] == second[1]);
    CHECK(first[1] == second[0]);
    CHECK(first[0] != first[1]);
  }
  // The same amounts, in another order and with other zeros.
  const auto again = parts(part("Extra", "-9.990") + "," + part("Base", "-30.00"));
  CHECK(ids_of({fee("-39.99", "USD", "," + one)}) == ids_of({fee("-39.99", "USD", "," + again)}));
}

TEST_CASE("a transaction without an id keeps it when its state changes") {
  const std::string order = named("ORDER_ID", "111-1"), late = named("RELEASE_TRANSACTION_ID", "R-1") + "," +
                                                               named("SETTLEMENT_ID", "S-1") + "," +
                                                               named("FINANCIAL_EVENT_GROUP_ID", "G-1");
  const auto before = ids_of(
      {fee("10.50", "USD", R"(,"transactionStatus":"DEFERRED","relatedIdentifiers":[)" + order + "]")});
  const auto after = ids_of({fee(
      "10.5", "USD",
      R"(,"relatedIdentifiers":[)" + late + "," + order + R"(],"transactionStatus":"DEFERRED_RELEASED")")});
  CHECK(before == after);
}

TEST_CASE("a listing that begins again counts what is alike anew") {
  const std::string record = fee("-1", "USD", "");
  int refusals = 1;
  const auto result = sync_answers("transactions", [&](const SeenRequest& request) {
    if (!request.query.contains("nextToken")) return CannedResponse{200, page_of({record}, "t1"), {}};
    if (refusals-- > 0)
      return CannedResponse{400, R"({"errors":[{"code":"InvalidInput","message":"x"}]})", {}};
    return CannedResponse{200, page_of({record, fee("-2", "USD", "")}), {}};
  });
  const auto ids = ids_of(result);
  REQUIRE(ids.size() == 4);  // the first page twice
  CHECK(ids[0] == ids[1]);
  CHECK(ids[2] == ids[0] + "-2");
}

// A listing of what was released has one of two that are alike, and cannot tell which: its days are read whole instead.
TEST_CASE("what a listing of one status has without an id is read with all that is alike") {
  const std::string time = "2025-12-10T08:00:00Z";
  const auto sale = [&](const std::string& status) {
    return R"({"transactionType":"Shipment","postedDate":")" + time + R"(","transactionStatus":")" + status +
           R"("})";
  };
  std::vector<std::string> spans;
  const auto result = sync_pages(
      "transactions",
      [&](const SeenRequest& request) {
        const std::string from = request.query.at("postedAfter");
        const auto until = request.query.find("postedBefore");
        const bool holds = from <= time && until != request.query.end() && time < until->second;
        if (!holds) return page_of({});
        if (request.query.contains("transactionStatus")) return page_of({sale("DEFERRED_RELEASED")});
        spans.push_back(from + " " + until->second);
        return page_of({sale("DEFERRED"), sale("DEFERRED_RELEASED")});
      },
      R"({"version":1,"again_at":"2026-01-30T00:00:00Z","read_to":"2026-01-31T00:00:00Z"})");
  CHECK(ids_of(result).size() == 2);
  CHECK(std::set<std::string>(spans.begin(), spans.end()).size() == 1);
  CHECK(ids_of(result)[1] == ids_of(result)[0] + "-2");
  CHECK(result.rows_of("transactions")[1]["status"].text == "DEFERRED_RELEASED");
}
