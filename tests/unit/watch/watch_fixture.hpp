// Connections of a shop with two streams, whose facts a test writes straight into a real store, in virtual time.
#pragma once
#include <catch2/catch.hpp>

#include "badge/status.hpp"
#include "base/event_hub.hpp"
#include "base/executor.hpp"
#include "store/journal.hpp"
#include "store/rows_watch.hpp"
#include "support/declared_plugin.hpp"
#include "support/store_fixture.hpp"

namespace mooring::test {

using namespace host;
using namespace std::chrono_literals;

inline const std::string kShopManifest = manifest_head("shop", "Shop") + R"(secret_lifetime_days = 180
[[credentials]]
id = "account"
header = "Authorization"
value = "Bearer {access_token}"
[[streams]]
id = "orders"
title = "Orders"
mode = "incremental"
interval = "15m"
stale_after = "2h"
retention_days = 90
primary_key = ["order_id"]
fields = [{ name = "order_id", type = "text" }]
[[streams]]
id = "order_items"
title = "Order items"
mode = "incremental"
fed_by = "orders"
primary_key = ["item_id"]
fields = [{ name = "item_id", type = "text" }]
[[streams]]
id = "offers"
title = "Offers"
mode = "snapshot"
scope = "marketplace"
interval = "2m"
stale_after = "2h"
primary_key = ["offer_id"]
fields = [{ name = "offer_id", type = "text" }]
)";

class WatchFixture : public StoreFixture {
 public:
  WatchFixture() {
    must(registry.add_linked(declared_plugin(kShopManifest)));
    events.subscribe([this](const HostEvent& event) {
      std::lock_guard lock(heard_mutex_);
      heard_.push_back(event);
    });
  }

  // A connection whose streams have all just succeeded, for a grant made ten days ago.
  void add_healthy(const std::string& id, std::optional<Timestamp> grant_ends = {}) {
    add_connection(id);
    write([&](Session& session) {
      GrantRow grant;
      grant.id = "grt_" + id;
      grant.connection_id = id;
      grant.source = "consent";
      grant.issued_at = clock.now() - 24h * 10;
      grant.expires_at = grant_ends;
      rows::insert_grant(session, grant);
      MarketplaceRow marketplace;
      marketplace.id = marketplace.name = "M1";
      marketplace.first_seen_at = grant.issued_at;
      rows::upsert_marketplace(session, id, marketplace);
      rows::set_selected_marketplaces(session, id, {"M1"});
    });
    set_stream(id, "orders", "");
    set_stream(id, "offers", "M1");
  }
  // Its latest run ended now.
  void set_stream(const std::string& connection, const std::string& stream, const std::string& marketplace,
                  const std::string& failure = {}) {
    write([&](Session& session) {
      StreamRow row;
      if (auto found = rows::find_stream(session, connection, stream, marketplace)) row = *found;
      row.connection_id = connection;
      row.stream = stream;
      row.marketplace = marketplace;
      row.last_attempt_at = clock.now();
      if (failure.empty()) row.last_success_at = clock.now();
      row.last_run_failed = !failure.empty();
      row.last_run_id = failure.empty() ? "" : add_failed_run(session, row, failure);
      rows::upsert_stream(session, row);
    });
  }
  void set_grant(const std::string& connection, GrantState state) {
    write([&](Session& session) {
      GrantRow grant = rows::active_or_last_grant(session, connection).value();
      grant.state = state;
      grant.evidence_message = "The owner withdrew it";
      rows::update_grant(session, grant);
    });
  }

  std::vector<ConnectionStatus> statuses() const {
    auto all = reader.list({}, {});
    if (!all) throw std::runtime_error(describe(all.error()));
    return std::move(*all);
  }
  // Oldest first.
  std::vector<ActivityRow> entries(const std::string& kind) {
    rows::ActivityFilter filter;
    filter.kind_prefix = kind;
    filter.limit = 1000;
    return read([&](Session& session) { return rows::list_activity_oldest_first(session, filter, 0); });
  }
  std::vector<HostEvent> heard(const std::string& type) const {
    std::lock_guard lock(heard_mutex_);
    std::vector<HostEvent> out;
    for (const HostEvent& event : heard_)
      if (event.type == type) out.push_back(event);
    return out;
  }
  // "connected stale connected", oldest first.
  std::string history(const std::string& connection) {
    std::string out;
    auto spans = read([&](Session& session) {
      return rows::list_badge_history(session, {.connection_id = connection, .limit = 1000});
    });
    for (auto span = spans.rbegin(); span != spans.rend(); ++span)
      out += (out.empty() ? "" : " ") + span->change.badge;
    return out;
  }
  // Everything that was written until now is committed, and told.
  void flush() {
    must(database().write([](Session&) -> Status { return {}; }));
  }

  Config config;
  PluginRegistry registry;
  VirtualClock clock{from_unix_us(1'770'000'000'000'000)};
  ManualExecutor core{clock};
  SeededRandom random{7};
  Redactor redactor;
  EventHub events;
  Journal journal{database(), clock, random, redactor, events, logger()};
  StatusReader reader{database(), registry, config, nullptr, clock};

 private:
  std::string add_failed_run(Session& session, const StreamRow& row, const std::string& message) {
    RunRow run;
    run.id = "run_" + std::to_string(++runs_);
    run.connection_id = row.connection_id;
    run.stream = row.stream;
    run.marketplace = row.marketplace;
    run.trigger = "schedule";
    run.state = RunState::failed;
    run.queued_at = clock.now();
    run.finished_at = clock.now();
    run.failure_kind = "server";
    run.failure_message = message;
    rows::insert_run(session, run);
    ActivityRow entry;
    entry.connection_id = row.connection_id;
    entry.run_id = run.id;
    entry.kind = "run.failed";
    entry.message = message;
    journal.append(session, entry);
    return run.id;
  }

  mutable std::mutex heard_mutex_;
  std::vector<HostEvent> heard_;
  int runs_ = 0;
};

}  // namespace mooring::test
