// Months of Amazon Ads in three regions: reports are restated, grants end, profiles come and go, Amazon fails in every way it knows, the
// host crashes - and in the end every stream equals the oracle, and exactly the days that are out of reach are named lost.
// MOORING_SEED=<number> tells another story; MOORING_DIFFERENCES=<file> takes all differences, not only the first ones.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "simulation/ads_judge.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;

namespace {

constexpr size_t kStreams = 16;
constexpr size_t kSentencesShown = 12;

void check(const Verdict& verdict) {
  for (size_t i = 0; i < verdict.wrong.size() && i < kSentencesShown; ++i)
    UNSCOPED_INFO(verdict.wrong[i]);
  if (const char* file = std::getenv("MOORING_DIFFERENCES")) {
    std::ofstream all(file);
    for (const auto& sentence : verdict.wrong)
      all << sentence << "\n";
  }
  UNSCOPED_INFO(verdict.wrong.size() << " differences in all");
  CHECK(verdict.wrong.empty());
  CHECK(verdict.compared.size() == kStreams);
  for (const auto& [stream, rows] : verdict.compared) {
    INFO(stream);
    CHECK(rows > 0);
  }
}

void days_of_trouble(AdsWorld& world, SeededRandom& random, int days) {
  for (int half = 0; half < 2 * days; ++half)
    world.trouble(random, 12h);
}

// 120 days: NA loses a profile for longer than any report is kept, EU gets one and loses one, FE's grant ends for ten days.
void live_through(AdsWorld& world, SeededRandom& random) {
  AdsRegion &na = world.region("NA"), &eu = world.region("EU"), &fe = world.region("FE");
  days_of_trouble(world, random, 8);
  world.read_everything();
  world.read_everything_on_one_day();
  const std::string away = *na.selected.begin();
  world.deselect(na, away);
  days_of_trouble(world, random, 12);
  world.add_profile(eu);
  days_of_trouble(world, random, 20);
  world.read_everything();
  world.read_everything_on_one_day();
  world.remove_profile(eu, *eu.selected.begin());
  world.expire_grant(fe);
  days_of_trouble(world, random, 10);
  world.reconnect(fe);
  days_of_trouble(world, random, 30);
  world.host.control("DELETE", "/faults");
  world.host.run_for(2h);
  world.select_again(na, away);
  world.host.run_for(2h);
  days_of_trouble(world, random, 36);
}

// Two complete readings without faults.
void come_to_rest(AdsWorld& world) {
  world.change_settings(60, 1, 1);
  world.read_everything();
  world.read_everything_on_one_day();
}

}  // namespace

TEST_CASE("120 days of Amazon Ads end with every stream as the oracle says, and lost days named") {
  const char* chosen = std::getenv("MOORING_SEED");
  const uint64_t seed = chosen ? std::stoull(chosen) : 3;
  INFO("seed " << seed);
  AdsWorld world(MOORING_PLUGINS, seed, {});
  Timestamp began = world.now();
  SeededRandom random(seed);
  live_through(world, random);
  come_to_rest(world);
  CHECK(world.now() - began > std::chrono::days{120});
  CHECK(world.faults > 100);
  CHECK(world.crashes > 40);
  Verdict verdict = judge(world);
  check(verdict);
  CHECK(verdict.days_lost > 100);
  CHECK(verdict.days_held > 10'000);
}

TEST_CASE("120 days of larger Amazon Ads accounts", "[.long]") {
  const uint64_t seed = GENERATE(11, 12, 13);
  INFO("seed " << seed);
  AdsScale scale;
  scale.profiles = 4;
  scale.campaigns = 24;
  scale.keywords = 200;
  scale.lists_interval = 6h;
  scale.reports_interval = 12h;
  AdsWorld world(MOORING_PLUGINS, seed, scale);
  SeededRandom random(seed);
  live_through(world, random);
  come_to_rest(world);
  check(judge(world));
}
