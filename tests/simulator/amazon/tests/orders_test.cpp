#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <sstream>

#include <Poco/JSON/Parser.h>

#include "base/text.hpp"
#include "client.hpp"

using namespace mooring::amazon_simulator;
using namespace std::chrono_literals;

namespace {

const std::string kAll = "lastUpdatedAfter=2024-01-01T00:00:00Z";

Options plenty(int64_t orders = 400) {
  Options options;
  options.orders = orders;
  options.budget_scale = 1000;
  return options;
}

Reply search(Client& client, const std::string& query) {
  return client.get(std::string(kOrdersPath) + "?" + query, client.access_token());
}

std::string next_token(const Reply& reply) {
  const auto pagination = parse(reply.body)->getObject("pagination");
  return pagination ? pagination->getValue<std::string>("nextToken") : "";
}

// order id -> last update, over all pages; counts how many lines there were.
std::map<std::string, std::string> read_all(Client& client, const std::string& query,
                                            size_t* lines = nullptr) {
  std::map<std::string, std::string> found;
  std::string token;
  do {
    const Reply reply = search(client, query + (token.empty() ? "" : "&paginationToken=" + token));
    REQUIRE(reply.status == 200);
    const auto orders = parse(reply.body)->getArray("orders");
    for (size_t i = 0; i < orders->size(); ++i) {
      const auto order = orders->getObject(static_cast<unsigned>(i));
      found[order->getValue<std::string>("orderId")] = order->getValue<std::string>("lastUpdatedTime");
      if (lines) ++*lines;
    }
    token = next_token(reply);
  } while (!token.empty());
  return found;
}

std::map<std::string, std::string> oracle(Client& client, const std::string& more) {
  std::map<std::string, std::string> rows;
  std::istringstream lines(
      client.get("/control/api/oracle?stream=orders&seller=" + client.seller().id + more).body);
  for (std::string line; std::getline(lines, line);) {
    rows[text_of(line, "order_id")] =
        mooring::host::format_time(*mooring::host::parse_time(text_of(line, "updated_at")));
  }
  return rows;
}

bool same_times(const std::map<std::string, std::string>& a, const std::map<std::string, std::string>& b) {
  if (a.size() != b.size()) return false;
  for (const auto& [id, time] : a) {
    const auto other = b.find(id);
    if (other == b.end() || mooring::host::parse_time(other->second) != mooring::host::parse_time(time))
      return false;
  }
  return true;
}

int64_t cents_of(const Poco::JSON::Object::Ptr& money) {
  std::string amount = money->getValue<std::string>("amount");
  std::erase(amount, '.');
  return std::stoll(amount);
}

// A discount counts against the others. The parts of a category that has some are checked on the way.
int64_t sum_of_parts(const Poco::JSON::Object::Ptr& proceeds, std::set<std::string>& seen) {
  const auto breakdowns = proceeds->getArray("breakdowns");
  int64_t sum = 0;
  for (unsigned i = 0; i < breakdowns->size(); ++i) {
    const auto one = breakdowns->getObject(i);
    const std::string type = one->getValue<std::string>("type");
    const int64_t amount = cents_of(one->getObject("subtotal"));
    seen.insert(type);
    sum += type == "DISCOUNT" ? -amount : amount;
    const auto parts = one->getArray("detailedBreakdowns");
    int64_t of_parts = 0;
    for (unsigned k = 0; parts && k < parts->size(); ++k)
      of_parts += cents_of(parts->getObject(k)->getObject("value"));
    if (parts) CHECK(of_parts == amount);
  }
  return sum;
}

}  // namespace

TEST_CASE("all pages together are the oracle, for any page size") {
  Client client(plenty());
  const auto expected = oracle(client, "&by=updated&until=2026-02-28T23:58:00Z");
  REQUIRE(expected.size() > 300);
  for (const char* size : {"100", "7", "1"}) {
    size_t lines = 0;
    CHECK(same_times(read_all(client, kAll + "&maxResultsPerPage=" + size, &lines), expected));
    CHECK(lines == expected.size());
  }
}

TEST_CASE("a time range has both its ends, and nothing outside") {
  Client client(plenty());
  const std::string range = "2026-01-10T00:00:00Z";
  const std::string until = "2026-02-10T16:00:00Z";  // merchants' shipments carry exactly this time
  const auto updated = oracle(client, "&by=updated&since=" + range + "&until=" + until);
  const auto created = oracle(client, "&since=" + range + "&until=" + until);
  REQUIRE((updated.size() > 20 && created.size() > 20));
  CHECK(same_times(read_all(client, "lastUpdatedAfter=" + range + "&lastUpdatedBefore=" + until), updated));
  CHECK(same_times(read_all(client, "createdAfter=" + range + "&createdBefore=" + until), created));

  const auto [id, time] = *updated.begin();
  const auto only = read_all(client, "lastUpdatedAfter=" + time + "&lastUpdatedBefore=" + time);
  REQUIRE(only.contains(id));
  for (const auto& entry : only)
    CHECK(entry.second == time);
}

TEST_CASE("orders keep changing, and windows that follow each other miss nothing") {
  Client client(plenty(20'000));
  std::map<std::string, std::string> held;
  std::string after = "2024-01-01T00:00:00Z";
  size_t changed = 0;
  for (int step = 0; step < 6; ++step) {
    const Reply first = search(client, "lastUpdatedAfter=" + after);
    const auto page = read_all(client, "lastUpdatedAfter=" + after);
    for (const auto& [id, time] : page) {
      const auto old = held.find(id);
      if (old != held.end() && old->second < time) ++changed;
      held[id] = time;
    }
    after = text_of(first.body, "lastUpdatedBefore");
    client.clock.advance(37min);
  }
  CHECK(changed > 5);
  // What changed since the last window is not yet held; everything else must be exact.
  client.clock.advance(-37min);
  CHECK(same_times(held, [&] {
    auto rows = oracle(client, "&by=updated&until=" + after);
    for (const auto& [id, time] : oracle(client, "&as_of=" + after))
      rows.try_emplace(id, time);
    return rows;
  }()));
}

TEST_CASE("searchOrders refuses what Amazon refuses") {
  Client client(plenty());
  const auto status = [&](const std::string& query) { return search(client, query).status; };
  CHECK(status("") == 400);
  CHECK(status(kAll + "&createdAfter=2025-01-01T00:00:00Z") == 400);
  CHECK(status(kAll + "&createdBefore=2025-01-01T00:00:00Z") == 400);
  CHECK(status("CreatedAfter=2025-01-01T00:00:00Z") == 400);
  CHECK(status("createdAfter=yesterday") == 400);
  CHECK(status(kAll + "&lastUpdatedBefore=2026-02-28T23:58:00Z") == 200);
  CHECK(status(kAll + "&lastUpdatedBefore=2026-02-28T23:58:01Z") == 400);
  CHECK(status(kAll + "&lastUpdatedBefore=2023-01-01T00:00:00Z") == 400);
  CHECK(status(kAll + "&marketplaceIds=ATVPDKIKX0DER,A2EUQ1WTGCTBG2") == 200);
  CHECK(status(kAll + "&marketplaceIds=A1PA6795UKMFR9") == 400);
  std::string many = "ATVPDKIKX0DER";
  for (int i = 0; i < 50; ++i)
    many += ",ATVPDKIKX0DER";
  CHECK(status(kAll + "&marketplaceIds=" + many) == 400);
  CHECK(status(kAll + "&maxResultsPerPage=0") == 400);
  CHECK(status(kAll + "&maxResultsPerPage=101") == 400);
  CHECK(status(kAll + "&includedData=PROCEEDS,NONSENSE") == 400);
  CHECK(status(kAll + "&fulfillmentStatuses=Shipped") == 400);
  CHECK(status(kAll + "&fulfilledBy=ROBOT") == 400);
}

TEST_CASE("a page token belongs to its parameters and lives 24 hours") {
  Client client(plenty());
  const std::string token = next_token(search(client, kAll + "&maxResultsPerPage=10"));
  REQUIRE_FALSE(token.empty());
  CHECK(search(client, kAll + "&maxResultsPerPage=10&paginationToken=" + token).status == 200);
  CHECK(search(client, "maxResultsPerPage=10&" + kAll + "&paginationToken=" + token).status == 200);
  CHECK(search(client, kAll + "&maxResultsPerPage=11&paginationToken=" + token).status == 400);
  CHECK(search(client, "paginationToken=" + token).status == 400);
  CHECK(search(client, kAll + "&maxResultsPerPage=10&paginationToken=x" + token).status == 400);

  Client restarted(plenty());  // another process: nothing but the seed in common
  CHECK(search(restarted, kAll + "&maxResultsPerPage=10&paginationToken=" + token).body ==
        search(client, kAll + "&maxResultsPerPage=10&paginationToken=" + token).body);
  client.clock.advance(24h + 1s);
  CHECK(search(client, kAll + "&maxResultsPerPage=10&paginationToken=" + token).status == 400);
}

TEST_CASE("includedData decides which members come") {
  Client client(plenty());
  const std::string bare = search(client, kAll).body;
  for (const char* member : {"\"buyer\"", "\"recipient\"", "\"proceeds\"", "\"fulfillment\"", "\"packages\"",
                             "\"tax\"", "\"payment\""}) {
    CHECK(bare.find(member) == std::string::npos);
  }
  const std::string full =
      search(client, kAll + "&includedData=BUYER,PROCEEDS&includedData=FULFILLMENT").body;
  for (const char* member : {"\"buyer\"", "\"proceeds\"", "\"fulfillment\""})
    CHECK(full.find(member) != std::string::npos);
  CHECK(full.find("\"recipient\"") == std::string::npos);
}

TEST_CASE("what an order's total is made of adds up, item by item and part by part") {
  Client client(plenty(2000));
  const Reply reply = search(
      client, kAll + "&marketplaceIds=ATVPDKIKX0DER&includedData=PROCEEDS,TAX,CANCELLATION,FULFILLMENT");
  REQUIRE(reply.status == 200);
  const auto orders = parse(reply.body)->getArray("orders");
  std::set<std::string> seen;
  size_t unpriced = 0;
  for (unsigned i = 0; i < orders->size(); ++i) {
    const auto order = orders->getObject(i);
    const auto items = order->getArray("orderItems");
    const auto proceeds = order->getObject("proceeds");
    if (!proceeds) {
      ++unpriced;
      CHECK_FALSE(items->getObject(0)->has("proceeds"));
      continue;
    }
    CHECK(sum_of_parts(proceeds, seen) == cents_of(proceeds->getObject("grandTotal")));
    int64_t of_items = 0;
    for (unsigned k = 0; k < items->size(); ++k) {
      const auto item = items->getObject(k)->getObject("proceeds");
      CHECK(sum_of_parts(item, seen) == cents_of(item->getObject("proceedsTotal")));
      of_items += cents_of(item->getObject("proceedsTotal"));
    }
    CHECK(of_items == cents_of(proceeds->getObject("grandTotal")));
  }
  CHECK(unpriced > 0);
  CHECK(seen == std::set<std::string>{"DISCOUNT", "GIFT_WRAP", "ITEM", "SHIPPING", "TAX"});
  CHECK(reply.body.find("\"cancelledBy\":\"MERCHANT\"") != std::string::npos);
}

TEST_CASE("filters choose by marketplace, status and fulfiller") {
  Client client(plenty());
  const size_t all = read_all(client, kAll).size();
  const size_t us = read_all(client, kAll + "&marketplaceIds=ATVPDKIKX0DER").size();
  CHECK((us > 0 && us < all));
  const size_t amazon = read_all(client, kAll + "&fulfilledBy=AMAZON").size();
  const size_t merchant = read_all(client, kAll + "&fulfilledBy=MERCHANT").size();
  CHECK((amazon > 0 && merchant > 0));
  CHECK(amazon + merchant == all);
  const Reply cancelled = search(client, kAll + "&fulfillmentStatuses=CANCELLED&includedData=FULFILLMENT");
  CHECK(cancelled.body.find("\"SHIPPED\"") == std::string::npos);
  CHECK(cancelled.body.find("\"CANCELLED\"") != std::string::npos);
}

TEST_CASE("faults of paging: an empty page goes on, duplicates repeat, an expired token is refused") {
  Client client(plenty());
  const std::string query = kAll + "&maxResultsPerPage=10";
  size_t lines = 0;
  const auto expected = read_all(client, query, &lines);
  client.control("/faults", R"({"kind":"empty_page","count":2})");
  client.control("/faults", R"({"kind":"duplicate_orders","count":3})");
  size_t more = 0;
  CHECK(read_all(client, query, &more) == expected);
  CHECK(more == lines + 9);

  client.control("/faults", R"({"kind":"bad_page_token","count":1})");
  const Reply first = search(client, query);
  CHECK(first.status == 200);
  CHECK(search(client, query + "&paginationToken=" + next_token(first)).status == 400);
  client.control("/faults", R"({"kind":"unknown_status","count":1})");
  CHECK(search(client, query + "&includedData=FULFILLMENT").body.find("AWAITING_CARRIER_SLOT") !=
        std::string::npos);
}

TEST_CASE("getOrder answers by id, and 404 for a stranger's order") {
  Client client(plenty());
  const auto orders = parse(search(client, kAll).body)->getArray("orders");
  const std::string id = orders->getObject(5)->getValue<std::string>("orderId");
  const Reply found = client.get(std::string(kOrdersPath) + "/" + id, client.access_token());
  REQUIRE(found.status == 200);
  CHECK(parse(found.body)->getObject("order")->getValue<std::string>("orderId") == id);
  const Reply unknown = client.get(std::string(kOrdersPath) + "/101-1234567-1234567", client.access_token());
  CHECK(unknown.status == 404);
}

TEST_CASE("order numbers are unique and lead back to their order") {
  Client client(plenty(50'000));
  const OrderBook& book = *client.simulator.world().book(client.seller().id);
  std::set<std::string> ids;
  const auto [first, last] = book.index_range(book.opening_us(), client.simulator.world().now_us());
  for (int64_t index = first; index < first + 5000; ++index) {
    const std::string id = book.order_id(index);
    CHECK(book.index_of(id) == index);
    ids.insert(id);
  }
  CHECK(ids.size() == 5000);
  CHECK_FALSE(book.index_of("999-1234567-1234567").has_value());
  CHECK_FALSE(book.index_of("100-12345x7-1234567").has_value());
}

TEST_CASE("an order's changes go forward in time and end within its life") {
  Client client(plenty());
  const OrderBook& book = *client.simulator.world().book(client.seller().id);
  const auto [first, last] = book.index_range(book.opening_us(), client.simulator.world().now_us());
  std::set<Stage> seen;
  for (int64_t index = first; index < last; ++index) {
    const Timeline timeline = book.timeline(index);
    REQUIRE(timeline.change_count > 0);
    CHECK(timeline.changes[0].at_us == timeline.created_us);
    for (size_t i = 1; i < timeline.change_count; ++i) {
      CHECK(timeline.changes[i - 1].at_us < timeline.changes[i].at_us);
    }
    const Change& end = timeline.changes[timeline.change_count - 1];
    CHECK(end.at_us - timeline.created_us < OrderBook::kLifeMax_us);
    seen.insert(end.stage);
  }
  CHECK(seen.contains(Stage::shipped));
  CHECK(seen.contains(Stage::cancelled));
}
