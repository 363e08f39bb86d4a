// 1,000 random histories of connections, told twice: a recorder writes into a real store what the host writes at each
// event, and an oracle reads the same list of events by the words of the design.
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "badge/status.hpp"
#include "store/rows_slots.hpp"
#include "support/declared_plugin.hpp"
#include "support/store_fixture.hpp"
#include "unit/badge/histories_oracle.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;

namespace {

const std::string kManifest = manifest_head("shop", "Shop") + R"([[credentials]]
id = "account"
header = "Authorization"
value = "Bearer {access_token}"
[[streams]]
id = "orders"
mode = "incremental"
interval = "15m"
primary_key = ["id"]
fields = [{ name = "id", type = "text" }]
[[streams]]
id = "order_items"
mode = "incremental"
fed_by = "orders"
primary_key = ["id"]
fields = [{ name = "id", type = "text" }]
[[streams]]
id = "offers"
mode = "snapshot"
scope = "marketplace"
interval = "1h"
stale_after = "30h"
primary_key = ["id"]
fields = [{ name = "id", type = "text" }]
[[streams]]
id = "payouts"
mode = "snapshot"
interval = "7d"
primary_key = ["id"]
fields = [{ name = "id", type = "text" }]
)";

// ---- the recorder: what the host writes at each event --------------------------------------------------------------------

class Recorder {
 public:
  Recorder(StoreFixture& store, Config& config, std::string id)
      : store_(store), config_(config), id_(std::move(id)) {
    store_.add_connection(id_);
    store_.write([&](Session& session) {
      for (const std::string& place : kPlaces)
        put_place(session, place, true);
    });
  }

  void record(const Event& event) {
    store_.write([&](Session& session) {
      const auto before = wanted(session);
      write(session, event);
      note_wanted(session, before, event.at);
    });
  }

 private:
  void write(Session& session, const Event& event) {
    switch (event.what) {
      case What::connect:
        return connect(session, event.at);
      case What::token_rejected:
        return end_grant(session, GrantState::rejected);
      case What::token_revoked:
        return end_grant(session, GrantState::revoked);
      case What::disconnect:
        return disconnect(session);
      case What::choose:
        return rows::set_selected_marketplaces(session, id_, {event.chosen.begin(), event.chosen.end()});
      case What::lose_place:
        return put_place(session, event.name, false);
      case What::place_returns:
        return put_place(session, event.name, true);
      case What::run_succeeds:
      case What::run_fails:
      case What::run_is_cancelled:
        return run(session, event);
      case What::switch_off:
      case What::switch_on:
        config_.channels["shop"].streams[event.name].enabled = event.what == What::switch_on;
        return;
      case What::token_network_error:
      case What::nothing:
        return;
    }
  }

  void connect(Session& session, Timestamp at) {
    if (auto old = rows::active_or_last_grant(session, id_); old && old->state == GrantState::active) {
      old->state = GrantState::superseded;
      rows::update_grant(session, *old);
    }
    GrantRow grant;
    grant.id = "grt_" + id_ + std::to_string(++count_);
    grant.connection_id = id_;
    grant.source = "consent";
    grant.issued_at = at;
    rows::insert_grant(session, grant);
    set_disconnected(session, false);
  }
  void end_grant(Session& session, GrantState state) {
    auto grant = rows::active_or_last_grant(session, id_);
    if (!grant || grant->state != GrantState::active) return;
    grant->state = state;
    rows::update_grant(session, *grant);
  }
  void disconnect(Session& session) {
    end_grant(session, GrantState::withdrawn);
    set_disconnected(session, true);
  }
  void set_disconnected(Session& session, bool disconnected) {
    auto row = rows::find_connection(session, id_).value();
    row.disconnected = disconnected;
    rows::update_connection(session, row);
  }
  void put_place(Session& session, const std::string& place, bool available) {
    MarketplaceRow row;
    row.id = row.name = place;
    row.available = available;
    rows::upsert_marketplace(session, id_, row);
  }
  void run(Session& session, const Event& event) {
    StreamRow row;
    row.connection_id = id_;
    row.stream = event.slot.first;
    row.marketplace = event.slot.second;
    if (auto known = rows::find_stream(session, id_, row.stream, row.marketplace)) row = *known;
    row.last_attempt_at = event.at;
    if (event.what == What::run_succeeds) row.last_success_at = event.at;
    if (event.what != What::run_is_cancelled) row.last_run_failed = event.what == What::run_fails;
    rows::upsert_stream(session, row);
  }

  // As the engine does when a connection changed (sync/engine_plan.cpp).
  struct Wanted {
    bool runnable = false;
    std::set<std::string> places;
  };
  Wanted wanted(Session& session) const {
    Wanted out;
    for (const MarketplaceRow& m : rows::list_marketplaces(session, id_))
      if (m.selected && m.available) out.places.insert(m.id);
    auto grant = rows::active_or_last_grant(session, id_);
    out.runnable = grant && grant->state == GrantState::active && !out.places.empty() &&
                   !rows::find_connection(session, id_)->disconnected;
    return out;
  }
  void note_wanted(Session& session, const Wanted& before, Timestamp at) const {
    const Wanted now = wanted(session);
    if (!now.runnable) return;
    for (const auto& [stream, place] : kSlots) {
      if (!place.empty() && !now.places.contains(place)) continue;
      auto row = rows::find_stream(session, id_, stream, place);
      if (row && row->last_success_at) continue;
      const bool anew = before.runnable && !place.empty() && !before.places.contains(place);
      auto known = rows::find_slot_facts(session, id_, stream, place);
      if (anew || !known || !known->first_wanted_at) rows::set_first_wanted(session, id_, stream, place, at);
    }
  }

  StoreFixture& store_;
  Config& config_;
  std::string id_;
  int count_ = 0;
};

// ---- random histories ----------------------------------------------------------------------------------------------------

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  size_t below(size_t end) { return std::uniform_int_distribution<size_t>(0, end - 1)(random_); }
  bool chance(double share) { return std::uniform_real_distribution<>(0, 1)(random_) < share; }

  // Often minutes, sometimes weeks; sometimes exactly a threshold, where the badge must still be the one before.
  Duration pause() {
    switch (below(20)) {
      case 0:
        return std::chrono::hours{below(24 * 20)};
      case 1:
        return 6h;
      case 2:
        return 30h;
      case 3:
        return std::chrono::hours{below(40)};
      default:
        return std::chrono::minutes{below(90)};
    }
  }
  Event next(Timestamp at) {
    static const std::vector<std::pair<What, size_t>> kWeights{
        {What::connect, 3},          {What::token_network_error, 2},
        {What::token_rejected, 1},   {What::token_revoked, 1},
        {What::disconnect, 1},       {What::choose, 4},
        {What::lose_place, 1},       {What::place_returns, 2},
        {What::run_succeeds, 24},    {What::run_fails, 4},
        {What::run_is_cancelled, 2}, {What::switch_off, 1},
        {What::switch_on, 2},        {What::nothing, 4}};
    size_t total = 0;
    for (const auto& [what, weight] : kWeights)
      total += weight;
    size_t at_weight = below(total);
    Event event;
    event.at = at;
    for (const auto& [what, weight] : kWeights) {
      event.what = what;
      if (at_weight < weight) break;
      at_weight -= weight;
    }
    fill(event);
    return event;
  }

 private:
  void fill(Event& event) {
    if (event.what == What::run_succeeds || event.what == What::run_fails ||
        event.what == What::run_is_cancelled)
      event.slot = kSlots[below(kSlots.size())];
    if (event.what == What::lose_place || event.what == What::place_returns) event.name = kPlaces[below(3)];
    if (event.what == What::switch_off || event.what == What::switch_on)
      event.name = std::vector<std::string>{"orders", "payouts", "offers"}[below(3)];
    if (event.what == What::choose)
      for (const std::string& place : kPlaces)
        if (chance(0.6)) event.chosen.insert(place);
  }

  std::mt19937_64 random_;
};

std::string told(const std::vector<Event>& history) {
  static const char* const kNames[] = {"connect",   "network error", "rejected", "revoked", "disconnect",
                                       "choose",    "lose",          "returns",  "ok",      "failed",
                                       "cancelled", "off",           "on",       "-"};
  std::string out;
  for (const Event& event : history) {
    out += std::to_string(to_unix_us(event.at) / 60'000'000) + " " + kNames[static_cast<int>(event.what)] +
           " " + event.slot.first + event.slot.second + event.name;
    for (const std::string& place : event.chosen)
      out += " " + place;
    out += "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("1,000 random histories agree with the oracle at every moment") {
  StoreFixture store(std::filesystem::exists("/dev/shm") ? "/dev/shm"
                                                         : std::filesystem::temp_directory_path());
  PluginRegistry registry;
  must(registry.add_linked(declared_plugin(kManifest)));
  std::map<std::string, int> seen;
  int wrong = 0, compared = 0;
  for (uint64_t seed = 0; seed < 1000 && wrong < 3; ++seed) {
    Generator random(seed);
    VirtualClock clock{from_unix_us(1'770'000'000'000'000)};
    Config config;
    const std::string id = "con_" + std::to_string(seed);
    Recorder recorder(store, config, id);
    StatusReader reader(store.database(), registry, config, nullptr, clock);
    std::vector<Event> history;
    // Most histories begin as most connections do.
    const bool usual = random.chance(0.8);
    for (size_t step = 0; step < 16; ++step) {
      clock.advance(usual && step < 2 ? Duration{1min} : random.pause());
      Event event = random.next(clock.now());
      if (usual && step == 0) event = {What::connect, clock.now()};
      if (usual && step == 1) event = {What::choose, clock.now(), {}, {}, {"DE", "FR"}};
      if (usual && step >= 2 && step < 6) event = {What::run_succeeds, clock.now(), kSlots[step - 2]};
      history.push_back(event);
      recorder.record(event);
      // Right after the event, or some time after it.
      clock.advance(random.chance(0.5) ? Duration{0} : random.pause());
      auto found = reader.find(id, {});
      REQUIRE(found.has_value());
      const BadgeVerdict& verdict = (*found)->verdict;
      const Expected expected = Oracle(history, clock.now()).judge();
      const Expected got{to_text(verdict.badge), verdict.action, to_severity(verdict.badge)};
      ++seen[expected.badge], ++compared;
      if (got == expected) continue;
      ++wrong;
      FAIL_CHECK("seed " << seed << ": " << got << " instead of " << expected << " at "
                         << to_unix_us(clock.now()) / 60'000'000 << ": " << verdict.reason << "\n"
                         << told(history));
    }
  }
  CHECK(compared == 16'000);
  for (const char* badge : {"not_connected", "revoked", "expired", "sync_error", "stale", "connected"}) {
    INFO(badge);
    CHECK(seen[badge] > 300);
  }
}
