// A shop with orders, what they feed, and payouts, connected or not: what the tests of a connection's status read.
#pragma once
#include "badge/status.hpp"
#include "store/record_table.hpp"
#include "store/rows_probes.hpp"
#include "store/rows_slots.hpp"
#include "support/declared_plugin.hpp"
#include "support/store_fixture.hpp"

namespace mooring::test {

using namespace mooring::host;
using namespace std::chrono_literals;

inline const std::string kManifest = manifest_head("shop", "Shop") + R"([[credentials]]
id = "account"
header = "Authorization"
value = "Bearer {access_token}"
[[streams]]
id = "orders"
title = "Orders"
mode = "incremental"
interval = "15m"
stale_after = "2h"
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
id = "payouts"
title = "Payouts"
mode = "snapshot"
interval = "7d"
primary_key = ["payout_id"]
fields = [{ name = "payout_id", type = "text" }]
)";

inline const Timestamp kNow = from_unix_us(1'770'000'000'000'000);

class StatusFixture : public StoreFixture {
 public:
  StatusFixture() {
    must(registry.add_linked(declared_plugin(kManifest)));
    add_connection("con_1");
  }

  StatusReader reader() { return {database(), registry, config, nullptr, clock}; }
  ConnectionStatus find(const std::string& id, StatusReader::Options options = {}) {
    auto status = reader().find(id, options);
    if (!status) throw std::runtime_error(describe(status.error()));
    REQUIRE(status->has_value());
    return **status;
  }

  void add_grant(const std::string& connection, GrantState state, const std::string& evidence = "") {
    write([&](Session& session) {
      GrantRow grant;
      grant.id = "grt_" + connection;
      grant.connection_id = connection;
      grant.state = state;
      grant.source = "consent";
      grant.issued_at = kNow - 24h * 10;
      grant.evidence_message = evidence;
      rows::insert_grant(session, grant);
    });
  }
  void select_marketplaces(const std::string& connection, int available, int selected) {
    write([&](Session& session) {
      std::vector<std::string> chosen;
      for (int i = 0; i < available; ++i) {
        MarketplaceRow marketplace;
        marketplace.id = "M" + std::to_string(i);
        marketplace.name = marketplace.id;
        marketplace.first_seen_at = kNow;
        rows::upsert_marketplace(session, connection, marketplace);
        if (i < selected) chosen.push_back(marketplace.id);
      }
      rows::set_selected_marketplaces(session, connection, chosen);
    });
  }
  void add_stream(const std::string& connection, const std::string& stream, Duration age,
                  bool failed = false) {
    write([&](Session& session) {
      StreamRow row;
      row.connection_id = connection;
      row.stream = stream;
      row.last_success_at = kNow - age;
      row.last_attempt_at = kNow - 1min;
      row.last_run_id = "run_" + connection + stream;
      row.last_run_failed = failed;
      row.consecutive_failures = failed ? 3 : 0;
      rows::upsert_stream(session, row);
    });
  }
  void hold_orders() {  // one of each of two connections
    const Manifest& manifest = *registry.manifest("shop");
    write([&](Session& session) {
      for (const auto& rule : manifest.streams)
        must(ensure_record_table(session, {"shop", rule.id, rule.fields, rule.primary_key, rule.time_field}));
      session
          << "INSERT INTO shop_orders (order_id, _connection_id, _marketplace_id, _run_id, _first_seen_at, "
             "_synced_at, _change_seq, _raw) VALUES ('o1', 'con_1', '', 'r', '', '', 1, '{}'), ('o2', "
             "'con_2', '', 'r', '', '', 2, '{}')",
          Poco::Data::Keywords::now;
    });
  }
  void add_failed_run(const std::string& connection, const std::string& stream, const std::string& message) {
    write([&](Session& session) {
      RunRow run;
      run.id = "run_" + connection + stream;
      run.connection_id = connection;
      run.stream = stream;
      run.trigger = "schedule";
      run.actor = "scheduler";
      run.state = RunState::failed;
      run.queued_at = kNow - 2min;
      run.finished_at = kNow - 1min;
      run.failure_kind = "server";
      run.failure_status = 503;
      run.failure_message = message;
      rows::insert_run(session, run);
      add_entry(session, connection, "run.started", run.id, "act_started");
      add_entry(session, connection, "run.failed", run.id, "act_failed");
      add_entry(session, connection, "request.failed", run.id, "act_request");
    });
  }
  static void add_entry(Session& session, const std::string& connection, const std::string& kind,
                        const std::string& run, const std::string& id) {
    ActivityRow entry;
    entry.id = id;
    entry.connection_id = connection;
    entry.run_id = run;
    entry.at = kNow;
    entry.kind = kind;
    entry.severity = Severity::error;
    rows::insert_activity(session, entry);
  }
  void connect(const std::string& connection) {
    add_grant(connection, GrantState::active);
    select_marketplaces(connection, 3, 2);
  }

  PluginRegistry registry;
  Config config;
  VirtualClock clock{kNow};
};

inline const StreamStatus& stream_of(const ConnectionStatus& status, const std::string& id) {
  for (const auto& stream : status.streams)
    if (stream.id == id) return stream;
  throw std::runtime_error("no stream " + id);
}

}  // namespace mooring::test
