#include <Poco/JSON/Parser.h>

#include <catch2/catch.hpp>
#include <map>

#include "client.hpp"
#include "simulator/amazon/seller/order_metrics.hpp"

using namespace mooring::amazon_simulator;
using namespace std::chrono_literals;

namespace {

constexpr const char* kMetrics = "/na/sales/v1/orderMetrics";
constexpr int64_t kDay_us = 86'400'000'000;

Options plenty(OrdersShape shape = OrdersShape::even) {
  Options options;
  options.orders = 2000;
  options.history_days = 400;
  options.budget_scale = 1000;
  options.orders_shape = shape;
  return options;
}

std::string home(Client& client) {
  return std::string(client.seller().participations.front().marketplace->id);
}

Reply ask(Client& client, const std::string& query, const std::string& marketplace) {
  return client.get(std::string(kMetrics) + "?marketplaceIds=" + marketplace + "&" + query,
                    client.access_token());
}

Poco::JSON::Array::Ptr intervals(Client& client, const std::string& query, const std::string& marketplace) {
  const Reply reply = ask(client, query, marketplace);
  INFO(reply.body);
  REQUIRE(reply.status == 200);
  return parse(reply.body)->getArray("payload");
}

int64_t count(const Poco::JSON::Array::Ptr& entries, const std::string& member) {
  int64_t sum = 0;
  for (unsigned i = 0; i < entries->size(); ++i)
    sum += entries->getObject(i)->getValue<int64_t>(member);
  return sum;
}

int64_t orders_between(Client& client, int64_t from_us, int64_t to_us, const Marketplace& marketplace) {
  const OrderBook& book = *client.simulator.world().book(client.seller().id);
  const int64_t now_us = client.simulator.world().now_us();
  int64_t found = 0;
  const auto [first, last] = book.index_range(from_us, to_us);
  for (int64_t index = first; index <= last; ++index) {
    const auto order = book.order(index, now_us);
    found += order && &order->marketplace() == &marketplace && order->timeline.created_us >= from_us &&
             order->timeline.created_us < to_us;
  }
  return found;
}

}  // namespace

TEST_CASE("order metrics count every order once, whatever the granularity") {
  Client client(plenty());
  const std::string interval = "interval=2025-03-01T00:00:00Z--2026-02-01T00:00:00Z&granularityTimeZone=UTC";
  const Marketplace& marketplace = *client.seller().participations.front().marketplace;
  const int64_t from = 20148 * kDay_us, to = 20485 * kDay_us;  // those days since 1970
  const int64_t orders = orders_between(client, from, to, marketplace);
  REQUIRE(orders > 100);
  const std::map<std::string, unsigned> expected = {
      {"Day", 337}, {"Week", 49}, {"Month", 11}, {"Year", 2}, {"Total", 1}};
  for (const auto& [granularity, entries] : expected) {
    INFO(granularity);
    const auto found = intervals(client, interval + "&granularity=" + granularity, home(client));
    CHECK(found->size() == entries);
    CHECK(count(found, "orderCount") == orders);
    CHECK(count(found, "unitCount") >= count(found, "orderItemCount"));
    CHECK(count(found, "orderItemCount") > orders);
  }
}

TEST_CASE("order metrics split by buyer and by network without a rest") {
  Client client(plenty());
  const std::string all =
      "interval=2025-06-01T00:00:00Z--2025-12-01T00:00:00Z&granularity=Total&granularityTimeZone=UTC";
  const auto units = [&](const std::string& filter) {
    return count(intervals(client, all + filter, home(client)), "unitCount");
  };
  CHECK(units("&buyerType=B2B") + units("&buyerType=B2C") == units(""));
  CHECK(units("&fulfillmentNetwork=AFN") + units("&fulfillmentNetwork=MFN") == units("&buyerType=All"));
  CHECK(units("&asin=B0C1HARB01") > 0);
  CHECK(units("&asin=B0C1HARB01") < units(""));
}

TEST_CASE("days of order metrics begin at midnight of the zone, and the interval must stand in it") {
  Client client(plenty());
  const std::string day = "granularity=Day&granularityTimeZone=America/Los_Angeles&interval=";
  const auto found =
      intervals(client, day + "2025-07-01T00:00:00-07:00--2025-07-03T12:00:00-07:00", home(client));
  REQUIRE(found->size() == 3);
  CHECK(found->getObject(0)->getValue<std::string>("interval") ==
        "2025-07-01T00:00-07:00--2025-07-02T00:00-07:00");
  CHECK(found->getObject(2)->getValue<std::string>("interval") ==
        "2025-07-03T00:00-07:00--2025-07-03T12:00-07:00");
  CHECK(ask(client, day + "2025-07-01T00:00:00Z--2025-07-03T00:00:00Z", home(client)).status == 400);
  CHECK(ask(client, day + "2025-12-01T00:00:00-07:00--2025-12-03T00:00:00-07:00", home(client)).status ==
        400);
}

TEST_CASE("order metrics refuse what Amazon refuses") {
  Client client(plenty());
  const std::string good =
      "interval=2025-06-01T00:00:00Z--2025-07-01T00:00:00Z&granularity=Day&granularityTimeZone=UTC";
  const std::string id = home(client);
  CHECK(ask(client, good, id).status == 200);
  CHECK(ask(client, good, id + ",A1AM78C64UM0Y8").status == 400);
  CHECK(ask(client, good, "A1PA6795UKMFR9").status == 400);  // of another region
  CHECK(ask(client, good + "&asin=B0C1HARB01&sku=x", id).status == 400);
  CHECK(ask(client, "interval=2025-06-01T00:00:00Z--2025-07-01T00:00:00Z&granularity=Day", id).status == 400);
  CHECK(ask(client, "interval=2025-06-01T00:00:00Z--2025-07-01T00:00:00Z&granularity=Total", id).status ==
        400);
  CHECK(ask(client, "interval=2025-06-01T00:00:00Z--2025-07-01T00:00:00Z&granularity=Hour", id).status ==
        400);
  CHECK(ask(client,
            "interval=2023-06-01T00:00:00Z--2025-07-01T00:00:00Z&granularity=Total&granularityTimeZone=UTC",
            id)
            .status == 400);
  CHECK(ask(client,
            "interval=2025-07-01T00:00:00Z--2025-06-01T00:00:00Z&granularity=Total&granularityTimeZone=UTC",
            id)
            .status == 400);
  CHECK(ask(client, "interval=yesterday&granularity=Total&granularityTimeZone=UTC", id).status == 400);
  CHECK(ask(client, "interval=2025-06-01T00:00:00Z--2025-07-01T00:00:00Z&granularity=Decade", id).status ==
        400);
}

TEST_CASE("orders are spread over the history as its shape says, and every index range holds them") {
  const auto [shape, first, last] =
      GENERATE(table<OrdersShape, double, double>({{OrdersShape::even, 0.25, 0.25},
                                                   {OrdersShape::growing, 0.10, 0.40},
                                                   {OrdersShape::seasonal, 0.25, 0.25},
                                                   {OrdersShape::launched, 0.0125, 0.867}}));
  Client client(plenty(shape));
  const OrderBook& book = *client.simulator.world().book(client.seller().id);
  const int64_t begin = book.opening_us(), quarter = 100 * kDay_us, now = client.simulator.world().now_us();
  int64_t previous = 0, in_first = 0, in_last = 0, all = 0;
  const auto [from, to] = book.index_range(begin, begin + 4 * quarter);
  for (int64_t index = from; index <= to; ++index) {
    const int64_t created = book.timeline(index).created_us;
    CHECK(created >= previous);
    previous = created;
    if (created < begin || created >= now) continue;
    ++all;
    in_first += created < begin + quarter;
    in_last += created >= begin + 3 * quarter;
    const auto [low, high] = book.index_range(created, created);
    CHECK((low <= index && index <= high));
  }
  CHECK(all == Approx(2000).margin(40));
  CHECK(static_cast<double>(in_first) / static_cast<double>(all) == Approx(first).margin(0.02));
  CHECK(static_cast<double>(in_last) / static_cast<double>(all) == Approx(last).margin(0.02));
}
