// What may come instead of the second page of a listing, for every stream that is read page by page: the run fails with the
// place and a sample, keeps the page before it and nothing else, claims nothing, and the next good run repairs everything.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "page_provider.hpp"

using namespace amazon_seller::testing;

namespace {

// A record has "@" where its number stands; a page has the records at "[*]" and the token at "#".
struct PagedStream {
  std::string stream, record, page, no_token, required;
};

const std::vector<PagedStream> kStreams = {
    {"orders",
     R"({"orderId":"S-@","createdTime":"2026-01-05T10:00:00Z","lastUpdatedTime":"2026-01-05T10:00:00Z","salesChannel":
       {"channelName":"AMAZON","marketplaceId":"ATVPDKIKX0DER"},"proceeds":{"grandTotal":{"amount":"12.30","currencyCode":"EUR"}},
       "orderItems":[{"orderItemId":"7@","quantityOrdered":1}]})",
     R"({"orders":[*],"pagination":{"nextToken":"#"},"lastUpdatedBefore":"2026-01-31T23:58:00Z"})",
     R"("pagination":{"nextToken":"#"},)", "orderId"},
    {"transactions",
     R"({"transactionId":"T-@","transactionStatus":"RELEASED","postedDate":"2026-01-05T10:00:00Z",
       "totalAmount":{"currencyCode":"EUR","currencyAmount":12.30}})",
     R"({"payload":{"nextToken":"#","transactions":[*]}})", R"("nextToken":"#",)", "postedDate"},
    {"payouts",
     R"({"FinancialEventGroupId":"G-@","ProcessingStatus":"Closed","FinancialEventGroupStart":"2026-01-05T10:00:00Z",
       "OriginalTotal":{"CurrencyCode":"EUR","CurrencyAmount":12.30}})",
     R"({"payload":{"NextToken":"#","FinancialEventGroupList":[*]}})", R"("NextToken":"#",)",
     "FinancialEventGroupId"},
    {"inventory", R"({"sellerSku":"A@","lastUpdatedTime":"2026-01-05T10:00:00Z","totalQuantity":4})",
     R"({"pagination":{"nextToken":"#"},"payload":{"inventorySummaries":[*]}})",
     R"("pagination":{"nextToken":"#"},)", "sellerSku"},
    {"listing_changes",
     R"({"sku":"A@","summaries":[{"asin":"B0@","status":["BUYABLE"],"lastUpdatedDate":"2026-01-05T10:00:00Z"}],
       "offers":[{"offerType":"B2C","price":{"amount":"12.30","currencyCode":"EUR"}}]})",
     R"({"numberOfResults":4,"pagination":{"nextToken":"#"},"items":[*]})",
     R"("pagination":{"nextToken":"#"},)", "sku"},
    {"catalog_items", R"({"asin":"B0@","summaries":[{"marketplaceId":"ATVPDKIKX0DER","itemName":"Mug"}]})",
     R"({"pagination":{"nextToken":"#"},"items":[*]})", R"("pagination":{"nextToken":"#"},)", "asin"},
    {"vendor_orders",
     R"({"purchaseOrderNumber":"7HARB@","purchaseOrderState":"Acknowledged","orderDetails":{"purchaseOrderDate":
       "2026-01-05T10:00:00Z","items":[{"itemSequenceNumber":"1","orderedQuantity":{"amount":2,"unitOfMeasure":"Eaches"},
       "netCost":{"amount":"12.30","currencyCode":"EUR"}}]}})",
     R"({"payload":{"pagination":{"nextToken":"#"},"orders":[*]}})", R"("pagination":{"nextToken":"#"},)",
     "purchaseOrderNumber"},
    {"vendor_order_statuses",
     R"({"purchaseOrderNumber":"7HARB@","purchaseOrderStatus":"OPEN","purchaseOrderDate":"2026-01-05T10:00:00Z",
       "itemStatus":[{"itemSequenceNumber":"1","netCost":{"amount":"12.30","currencyCode":"EUR"}}]})",
     R"({"payload":{"pagination":{"nextToken":"#"},"ordersStatus":[*]}})",
     R"("pagination":{"nextToken":"#"},)", "purchaseOrderNumber"},
};

std::string with(std::string text, const std::string& what, const std::string& by) {
  const size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

// "\"items\":[": how the member that holds the records begins.
std::string records_of(const PagedStream& one) {
  const size_t end = one.page.find("[*]"), begin = one.page.rfind('"', end - 3);
  return one.page.substr(begin, end - begin + 1);
}

std::string record(const PagedStream& one, int number) {
  std::string text = one.record;
  for (size_t at; (at = text.find('@')) != std::string::npos;)
    text.replace(at, 1, std::to_string(number));
  return text;
}

// Records `first` to `last`; the last page has no token.
std::string page(const PagedStream& one, int first, int last, const std::string& token) {
  std::string records;
  for (int number = first; number <= last; ++number)
    records += (records.empty() ? "" : ",") + record(one, number);
  const std::string all = with(one.page, "[*]", "[" + records + "]");
  return token.empty() ? with(all, one.no_token, "") : with(all, "#", token);
}

// The second page as it must not be, and what the message says of it.
struct Damage {
  std::string name;
  std::function<std::string(const PagedStream&)> second_page;
  std::vector<std::string> said;
};

const std::vector<Damage> kDamages = {
    {"cut off",
     [](const PagedStream& one) {
       const std::string whole = page(one, 3, 4, ""), last = record(one, 4);
       return whole.substr(0, whole.find(last) + last.find('"' + one.required) + 3);  // within a text
     },
     {" bytes, the last of them \""}},
    {"another character set",
     [](const PagedStream& one) { return with(page(one, 3, 4, ""), "4\"", "4\xE9\""); },
     {"UTF-8 near byte "}},
    {"an HTML page",
     [](const PagedStream&) { return std::string("<html>Sign in</html>"); },
     {"an HTML or XML page"}},
    {"nothing", [](const PagedStream&) { return std::string(); }, {"an empty body"}},
    {"null instead of the records",
     [](const PagedStream& one) { return with(with(one.page, "[*]", "null"), one.no_token, ""); },
     {"' is null, where there must be a list"}},
    {"null instead of the records, and a token",
     [](const PagedStream& one) { return with(with(one.page, "[*]", "null"), "#", "t2"); },
     {"' is null, where there must be a list"}},
    {"no records, and no token",
     [](const PagedStream& one) { return with(page(one, 3, 4, ""), records_of(one), "\"others\":["); },
     {"it has no member '"}},
    {"twice in one body",
     [](const PagedStream& one) { return page(one, 3, 4, "") + page(one, 3, 4, ""); },
     {"something follows the end of the JSON"}},
    {"a record that is none",
     [](const PagedStream& one) { return with(page(one, 3, 4, ""), record(one, 4), "17"); },
     {" at byte ", "near \"17"}},
    {"a record without its key",
     [](const PagedStream& one) {
       return with(page(one, 3, 4, ""), record(one, 4),
                   with(record(one, 4), '"' + one.required + '"', "\"other\""));
     },
     {"; the record stands at byte ", "near \"{\""}},
    {"a text with NUL",
     [](const PagedStream& one) {
       const std::string key = '"' + one.required + "\":\"";
       return with(page(one, 3, 4, ""), record(one, 4), with(record(one, 4), key, key + "\\u0000"));
     },
     {"member '", "NUL", "; the record stands at byte "}},
    {"errors beside the records",
     [](const PagedStream& one) {
       return with(page(one, 3, 4, ""), "{",
                   R"({"errors":[{"code":"InternalFailure","message":"Half of it"}],)");
     },
     {"errors beside the records", "Half of it (InternalFailure)"}},
    {"a member of a record twice",
     [](const PagedStream& one) {
       return with(page(one, 3, 4, ""), record(one, 4),
                   with(record(one, 4), "{", "{\"" + one.required + "\":null,"));
     },
     {"\" stands twice in one object", "; the record stands at byte "}},
    {"the records twice",
     [](const PagedStream& one) {
       return with(page(one, 3, 4, ""), records_of(one), records_of(one) + "]," + records_of(one));
     },
     {"\" stands twice in one object"}},
    {"the page before it",
     [](const PagedStream& one) { return page(one, 1, 2, ""); },
     {"the page before it again"}},
    {"the token before it",
     [](const PagedStream& one) { return page(one, 3, 4, "t"); },
     {"the same page token again"}},
};

// What a parser does not see that reads only the members it knows: a member of a record that is no JSON.
const std::vector<std::string> kNoJson = {"tru",       R"({"a" 1})", "[1 2]", "1.2.3", "@!#",
                                          R"("\q")",   "[tru]",      "01",    "[1,]",  "+1",
                                          R"({"a":})", R"("\u12")",  "nul",   "-",     R"({1:2})"};

// A value of the last record; where the record has none like it, nothing is damaged.
struct BadValue {
  std::string value, by;
  std::vector<std::string> said;
};

// What a database does not take, and what cannot be used.
const std::vector<BadValue> kBadValues = {
    {"12.30", "\"" + std::string(70, '7') + "\"", {"\"777", "which is no amount"}},
    {"12.30", "\"-" + std::string(64, '7') + "\"", {"\"-777", "which is no amount"}},
    {"12.30", "\"" + std::string(50, '7') + "e30\"", {"\"777", "which is no amount"}},
    {"2026-01-05T10:00:00Z",
     "0001-01-01T00:00:00+01:00",
     {"\"0001-01-01T00:00:00+01:00\", which is no time"}},
    {"2026-01-05T10:00:00Z", "0000-01-05T10:00:00Z", {"\"0000-01-05T10:00:00Z\", which is no time"}},
    {"2026-01-05T10:00:00Z",
     "9999-12-31T23:59:59-01:00",
     {"\"9999-12-31T23:59:59-01:00\", which is no time"}},
};

std::vector<Damage> all_damages(const PagedStream& stream) {
  std::vector<Damage> all = kDamages;
  // Amazon promises no currency of a transaction.
  if (stream.stream != "transactions" && stream.record.find("\"currencyCode\"") != std::string::npos)
    all.push_back({"an amount without a currency",
                   [](const PagedStream& one) {
                     return with(page(one, 3, 4, ""), record(one, 4),
                                 with(record(one, 4), "currencyCode", "other"));
                   },
                   {"member '", "no currency", "; the record stands at byte "}});
  for (const BadValue& bad : kBadValues) {
    const std::string quoted = '"' + bad.value + '"';
    const std::string& value =
        bad.by[0] == '"' && stream.record.find(quoted) != std::string::npos ? quoted : bad.value;
    if (stream.record.find(value) == std::string::npos) continue;
    std::vector<std::string> said = bad.said;
    said.insert(said.end(), {"member '", "; the record stands at byte "});
    all.push_back({bad.by,
                   [value, bad](const PagedStream& one) {
                     return with(page(one, 3, 4, ""), record(one, 4), with(record(one, 4), value, bad.by));
                   },
                   said});
  }
  for (const std::string& value : kNoJson)
    all.push_back({"an unknown member is " + value,
                   [value](const PagedStream& one) {
                     return with(page(one, 3, 4, ""), record(one, 4),
                                 with(record(one, 4), "{", R"({"unknown":)" + value + ","));
                   },
                   {"it is no JSON: ", " at byte "}});
  return all;
}

struct Amazon {
  std::string first_page, second_page;

  TaskResult sync(const std::string& stream, const std::string& cursor = {}) const {
    return sync_pages(
        stream,
        [this](const SeenRequest& request) {
          const auto is_token = [](const auto& parameter) { return parameter.first.ends_with("oken"); };
          return std::ranges::any_of(request.query, is_token) ? second_page : first_page;
        },
        cursor);
  }
};

size_t committed(const TaskResult& result) {
  size_t rows = 0;
  for (const CheckpointValue& point : result.checkpoints)
    rows += point.committed_rows;
  return rows;
}

}  // namespace

TEST_CASE(
    "a bad second page of any listing fails the run, is not kept, and is repaired by the next good run") {
  for (const PagedStream& one : kStreams) {
    const Amazon good{page(one, 1, 2, "t"), page(one, 3, 4, "")};
    const TaskResult whole = good.sync(one.stream);
    INFO(one.stream << (whole.failure ? whole.failure->message() : std::string()));
    REQUIRE(whole.done());
    REQUIRE(whole.rows_of(one.stream).size() == 4);
    for (const Damage& damage : all_damages(one)) {
      INFO(damage.name);
      const Amazon bad{good.first_page, damage.second_page(one)};
      const TaskResult result = bad.sync(one.stream);
      REQUIRE(result.failure);
      INFO(result.failure->message());
      CHECK(result.failure->kind() == FailureKind::bad_response);
      CHECK(result.failure->endpoint().starts_with("GET https://api.example.com/"));
      CHECK(result.failure->request_id() == "req-1");
      for (const std::string& part : damage.said)
        CHECK(result.failure->message().find(part) != std::string::npos);
      // The records of the first page, and of nothing else.
      CHECK(result.rows_of(one.stream).size() == 2);
      CHECK(committed(result) <= whole.rows.size() / 2);
      for (const CheckpointValue& point : result.checkpoints) {
        CHECK(point.covered.empty());
        CHECK(point.coverage.empty());
        CHECK(point.listings.empty());
      }
      const TaskResult next = good.sync(one.stream, result.cursor());
      REQUIRE(next.done());
      CHECK(next.cursor() == whole.cursor());
      // An order's slice goes on at the page that was bad; every other listing begins anew.
      CHECK(next.rows_of(one.stream).size() == (one.stream == "orders" ? 2 : 4));
      CHECK(std::ranges::any_of(next.checkpoints, [](const CheckpointValue& point) {
        return !point.covered.empty() || !point.coverage.empty() || !point.listings.empty();
      }));
    }
  }
}

TEST_CASE("a page whose list of errors is empty is a good one") {
  for (const PagedStream& one : kStreams) {
    for (const char* none : {R"({"errors":[],)", R"({"errors":null,)"}) {
      INFO(one.stream << none);
      const TaskResult result = Amazon{with(page(one, 1, 2, ""), "{", none), {}}.sync(one.stream);
      REQUIRE(result.done());
      CHECK(result.rows_of(one.stream).size() >= 2);
    }
  }
}

TEST_CASE("a page of listings says how many there are, or cannot tell what it lacks") {
  const auto listings = std::ranges::find(kStreams, "listing_changes", &PagedStream::stream);
  const std::string good = page(*listings, 1, 2, "");
  for (const char* bad : {"", R"("numberOfResults":null,)", R"("numberOfResults":-1,)"}) {
    INFO(bad);
    const TaskResult result = Amazon{with(good, R"("numberOfResults":4,)", bad), {}}.sync("listing_changes");
    REQUIRE(result.failure);
    CHECK(result.failure->kind() == FailureKind::bad_response);
    CHECK(result.failure->message().find("no member 'numberOfResults' with a count") != std::string::npos);
    CHECK(result.rows.empty());
    CHECK(result.checkpoints.empty());
  }
}

TEST_CASE("an answer of order metrics is one page: whatever is wrong with it, none of its days is kept") {
  const std::string good =
      R"({"payload":[{"interval":"2026-01-31T00:00-08:00--2026-01-31T16:00-08:00","unitCount":3,"orderItemCount":2,
       "orderCount":2,"averageUnitPrice":{"amount":"2","currencyCode":"USD"},"totalSales":{"amount":"6","currencyCode":"USD"}}]})";
  for (const std::string& bad :
       {with(good, "USD", "US\xC4"), with(good, "\"unitCount\":3", "\"unitCount\":3.5"), good + good,
        with(good, "2026-01-31T00", "soon-01-31T00"), with(good, "\"orderCount\":2", "\"orders\":2"),
        with(good, "\"amount\":\"6\"", "\"amount\":\"6,00\""), std::string(R"({"payload":null})"),
        with(good, "\"unitCount\"", "\"unknown\":[tru],\"unitCount\""),
        with(good, "\"currencyCode\":\"USD\"", "\"currency\":\"USD\""),
        with(good, "2026-01-31T16:00-08:00", "2026-02-07T00:00-08:00"),
        with(good, "2026-01-31T16:00-08:00", "2026-01-30T00:00-08:00"), with(good, "--", "-"),
        with(good, "{", R"({"errors":[{"code":"InternalFailure"}],)"),
        with(good, "\"unitCount\":3", "\"unitCount\":4,\"unitCount\":3"),
        with(good, "\"payload\"", "\"payload\":[],\"payload\"")}) {
    INFO(bad);
    const TaskResult result = Amazon{bad, {}}.sync("order_metrics");
    REQUIRE(result.failure);
    CHECK(result.failure->kind() == FailureKind::bad_response);
    CHECK(result.rows.empty());
    CHECK(result.checkpoints.empty());
    const TaskResult next = Amazon{good, {}}.sync("order_metrics", result.cursor());
    REQUIRE(next.done());
    CHECK(next.rows.size() == 1);
  }
}
