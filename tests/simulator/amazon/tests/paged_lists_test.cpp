// Money, stock and listings of the simulator: what changes with time, and tokens that expire or want their arguments again.
#include <catch2/catch.hpp>

#include <map>
#include <sstream>

#include "base/text.hpp"
#include "client.hpp"

using namespace mooring::amazon_simulator;
using namespace std::chrono_literals;

namespace {

constexpr const char* kTransactions = "/na/finances/2024-06-19/transactions?";
constexpr const char* kInventory = "/na/fba/inventory/v1/summaries?";

Options plenty() {
  Options options;
  options.orders = 4000;
  options.budget_scale = 100'000;
  return options;
}

std::string token_of(const Reply& reply, const char* holder) {
  const auto object = parse(reply.body)->getObject(holder);
  return object && object->has("nextToken") ? object->getValue<std::string>("nextToken") : "";
}

// Transaction id -> status, over all pages.
std::map<std::string, std::string> transactions(Client& client, const std::string& query) {
  std::map<std::string, std::string> found;
  std::string token;
  do {
    const Reply reply = client.get(
        kTransactions + query + (token.empty() ? "" : "&nextToken=" + mooring::host::url_encode(token)),
        client.access_token());
    REQUIRE(reply.status == 200);
    const auto list = parse(reply.body)->getObject("payload")->getArray("transactions");
    for (size_t i = 0; i < list->size(); ++i) {
      const auto one = list->getObject(static_cast<unsigned>(i));
      found[one->getValue<std::string>("transactionId")] = one->getValue<std::string>("transactionStatus");
    }
    token = token_of(reply, "payload");
  } while (!token.empty());
  return found;
}

std::string inventory_query(Client& client) {
  const std::string id(client.seller().participations.front().marketplace->id);
  return "details=true&granularityType=Marketplace&granularityId=" + id + "&marketplaceIds=" + id;
}

}  // namespace

TEST_CASE("money: what was posted is listed late, and released later") {
  Client client(plenty());
  const std::string window = "postedAfter=2026-02-22T00:00:00Z&postedBefore=2026-02-28T00:00:00Z";
  const auto first = transactions(client, window);
  REQUIRE(first.size() > 30);
  client.clock.advance(24h * 40);
  const auto later = transactions(client, window);
  size_t released = 0;
  for (const auto& [id, status] : first) {
    REQUIRE(later.contains(id));
    if (status == "DEFERRED") {
      CHECK(later.at(id) == "DEFERRED_RELEASED");
      ++released;
    } else {
      CHECK(later.at(id) == status);
    }
  }
  CHECK(released > 5);
  CHECK(later.size() > first.size());
  CHECK(transactions(client, window) == later);
}

TEST_CASE("money: two moments of the same simulator tell the same") {
  Client one(plenty()), other(plenty());
  other.clock.advance(1h);
  const std::string window = "postedAfter=2026-01-01T00:00:00Z&postedBefore=2026-01-08T00:00:00Z";
  const auto early = transactions(one, window), late = transactions(other, window);
  size_t same = 0;
  for (const auto& [id, status] : early)
    same += late.contains(id);
  CHECK(same == early.size());
}

TEST_CASE("stock: page tokens live for half a minute and belong to their arguments") {
  Client client(plenty());
  const std::string query = inventory_query(client);
  const auto ask = [&](const std::string& more) {
    return client.get(kInventory + query + more, client.access_token()).status;
  };
  const Reply first = client.get(kInventory + query, client.access_token());
  REQUIRE(first.status == 200);
  const std::string token = "&nextToken=" + mooring::host::url_encode(token_of(first, "pagination"));
  client.clock.advance(29s);
  CHECK(ask(token) == 200);
  CHECK(ask("&startDateTime=2026-02-01T00:00:00Z" + token) == 400);
  client.clock.advance(2s);
  CHECK(ask(token) == 400);
}

TEST_CASE("stock: quantities add up and move with the days") {
  Client client(plenty());
  const auto read = [&] {
    std::map<std::string, int> totals;
    const Reply reply = client.get(kInventory + inventory_query(client), client.access_token());
    const auto list = parse(reply.body)->getObject("payload")->getArray("inventorySummaries");
    for (size_t i = 0; i < list->size(); ++i) {
      const auto one = list->getObject(static_cast<unsigned>(i));
      const auto details = one->getObject("inventoryDetails");
      int sum = 0;
      for (const char* part : {"fulfillableQuantity", "inboundWorkingQuantity", "inboundShippedQuantity",
                               "inboundReceivingQuantity"})
        sum += details->getValue<int>(part);
      sum += details->getObject("reservedQuantity")->getValue<int>("totalReservedQuantity");
      sum += details->getObject("unfulfillableQuantity")->getValue<int>("totalUnfulfillableQuantity");
      sum += details->getObject("researchingQuantity")->getValue<int>("totalResearchingQuantity");
      CHECK(sum == one->getValue<int>("totalQuantity"));
      totals[one->getValue<std::string>("sellerSku")] = sum;
    }
    return totals;
  };
  const auto today = read();
  REQUIRE(today.size() > 40);
  client.clock.advance(24h * 3);
  CHECK(read() != today);
}
