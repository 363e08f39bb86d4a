#include <catch2/catch.hpp>

#include "ads_client.hpp"
#include "simulator/amazon/ads/metrics.hpp"
#include "simulator/amazon/ads/oracle.hpp"
#include "simulator/amazon/ads/time_zones.hpp"

using namespace mooring::amazon_simulator;
using namespace std::chrono_literals;

TEST_CASE("Ads: a day is restated until it is settled") {
  const ads::Volume volume{70, 900, 100, false};
  int vanished = 0, appeared = 0, shrunk = 0, grew = 0;
  for (uint64_t key = 0; key < 3000; ++key) {
    const auto at = [&](int age) { return ads::day_metrics(key, 20'000, {age, 0}, volume); };
    const ads::Metrics settled = at(ads::kSettledAfterDays);
    for (const int age : {43, 50, 90, 400}) {
      const ads::Metrics later = at(age);
      REQUIRE(later.clicks == settled.clicks);
      REQUIRE(later.sales == settled.sales);
    }
    for (const int age : {3, 6, 7, 27, 28, 41})
      REQUIRE(at(age).clicks == settled.clicks);  // traffic is final after three days
    for (const int age : {1, 6, 7, 27, 28, 41}) {
      REQUIRE(at(age).purchases[2] <= at(age + 1).purchases[2]);
      REQUIRE(at(age).cost >= 0);
    }
    REQUIRE(settled.purchases[0] <= settled.purchases[1]);
    REQUIRE(settled.purchases[2] <= settled.purchases[3]);
    vanished += !at(1).empty() && at(3).empty();
    appeared += at(1).empty() && !at(3).empty();
    shrunk += at(1).clicks > settled.clicks;
    grew += at(1).purchases[2] < settled.purchases[2];
    CHECK(ads::day_metrics(key, 20'000, {-1, 0}, volume).empty());
  }
  CHECK(vanished > 10);
  CHECK(appeared > 10);
  CHECK(shrunk > 100);
  CHECK(grew > 100);
}

TEST_CASE("Ads: a new profile's report is empty, and a day that is not over grows by the hour") {
  AdsClient client;
  client.use("na", 0);
  const auto clicks = [&] {
    int sum = 0;
    for (const auto& row : client.oracle("campaign_performance", "&from=2026-03-01&to=2026-03-01"))
      sum += row->getValue<int>("clicks");
    return sum;
  };
  CHECK(clicks() == 0);  // 1 March has not begun in Los Angeles
  client.clock.advance(14h);
  const int morning = clicks();
  client.clock.advance(10h);
  CHECK(morning > 0);
  CHECK(clicks() > morning);
}

TEST_CASE("Ads: the oracle in C++ tells the same as over HTTP, and names what it does not know") {
  AdsClient client;
  client.use("eu", 0);
  std::string lines;
  ads::OracleQuery query;
  query.login = kAllRegions;
  query.region = "EU";
  query.stream = "keywords";
  REQUIRE(ads::tell_oracle(client.simulator.world(), query, [&](std::string_view line) { lines += line; }));
  CHECK(lines ==
        client.get("/control/api/ads/oracle?login=" + query.login + "&region=EU&stream=keywords").body);
  query.stream = "keyword";
  const auto refused = ads::tell_oracle(client.simulator.world(), query, [](std::string_view) {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().hint == "Did you mean 'keywords'?");
  CHECK(client.get("/control/api/ads/oracle?login=nobody&region=EU&stream=keywords").status == 400);
}

TEST_CASE("Ads: the past can be asked for") {
  AdsClient client;
  client.use("na", 0);
  const auto before = client.get("/control/api/ads/oracle?login=" + std::string(kAllRegions) +
                                 "&region=NA&stream=campaigns&as_of=2026-03-01T00:00:00Z");
  client.clock.advance(24h * 40);
  const auto after = client.get("/control/api/ads/oracle?login=" + std::string(kAllRegions) +
                                "&region=NA&stream=campaigns&as_of=2026-03-01T00:00:00Z");
  CHECK(before.body == after.body);
  CHECK(
      before.body !=
      client.get("/control/api/ads/oracle?login=" + std::string(kAllRegions) + "&region=NA&stream=campaigns")
          .body);
}

TEST_CASE("Ads: local days follow the zones' summer times") {
  const auto local = [](const char* zone, std::chrono::sys_seconds time) {
    return ads::local_time(zone, time.time_since_epoch().count() * 1'000'000);
  };
  using namespace std::chrono;
  const auto day = [](year_month_day date) { return sys_days(date).time_since_epoch().count(); };
  CHECK(local("America/Los_Angeles", sys_days(2026y / 3 / 8) + 7h + 59min).day == day(2026y / 3 / 7));
  CHECK(local("America/Los_Angeles", sys_days(2026y / 3 / 8) + 9h + 59min).hour == 1);
  CHECK(local("America/Los_Angeles", sys_days(2026y / 3 / 8) + 10h).hour == 3);
  CHECK(local("America/Los_Angeles", sys_days(2026y / 11 / 1) + 9h).hour == 1);
  CHECK(local("Europe/Paris", sys_days(2026y / 3 / 29) + 1h).hour == 3);
  CHECK(local("Europe/Paris", sys_days(2026y / 10 / 25) + 1h).hour == 2);
  CHECK(local("Europe/London", sys_days(2026y / 7 / 1) + 23h).day == day(2026y / 7 / 2));
  CHECK(local("Australia/Sydney", sys_days(2026y / 1 / 1) + 13h).day == day(2026y / 1 / 2));
  CHECK(local("Australia/Sydney", sys_days(2026y / 4 / 4) + 16h).hour == 2);
  CHECK(local("Asia/Tokyo", sys_days(2026y / 6 / 30) + 15h).day == day(2026y / 7 / 1));
  CHECK(local("Asia/Kolkata", sys_days(2026y / 6 / 30) + 18h + 30min).hour == 0);
  for (const char* zone :
       {"America/Los_Angeles", "Europe/Paris", "Australia/Sydney", "Africa/Cairo", "Asia/Tokyo"}) {
    for (int64_t number = day(2026y / 1 / 1); number < day(2027y / 1 / 1); ++number) {
      const int64_t start = ads::day_start_us(zone, number);
      REQUIRE(ads::local_time(zone, start).day == number);
      REQUIRE(ads::local_time(zone, start - 1).day == number - 1);
    }
  }
}
