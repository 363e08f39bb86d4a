// A channel with probes and personal data, over a real store in virtual time, and a provider whose answers are written down.
#pragma once
#include <catch2/catch.hpp>
#include <map>

#include "base/text.hpp"
#include "connections/permission_checks.hpp"
#include "store/rows_probes.hpp"
#include "support/declared_plugin.hpp"
#include "support/store_fixture.hpp"

namespace mooring::test {

inline const std::string kProbedManifest = R"(
schema = 1
id = "shop"
name = "Shop"
version = "1.0.0"
abi = { major = 1, minor_required = 0 }
operations = ["identify/1", "sync/1"]
hosts = ["api.shop.example"]
request_id_header = "x-request-id"
[[regions]]
id = "EU"
name = "Europe"
api_base = "https://api.shop.example"
issuer = "shop-eu"
authorize_url = "https://shop.example/consent"
token_url = "https://api.shop.example/token"
[oauth]
authorize_parameters = [{ name = "state", value = "{state}" }]
[[credentials]]
id = "account"
header = "Authorization"
value = "Bearer {access_token}"
[[budgets]]
id = "orders"
rate_per_s = 0.1
burst = 2
[[streams]]
id = "orders"
title = "Orders"
mode = "incremental"
interval = "15m"
role = "Order Tracking"
primary_key = ["order_id"]
pii_raw = ["buyer"]
fields = [
  { name = "order_id", type = "text" },
  { name = "buyer_name", type = "text", pii = true },
]
[streams.probe]
path = "/orders/{marketplace}"
query = [{ name = "after", value = "{time-1h}" }, { name = "all", value = "{marketplaces}" }]
headers = [{ name = "X-Shop", value = "{account}" }]
budget = "orders"
answers = [{ status = 400, body_contains = "not sold here", means = "not_available" }]
[[streams]]
id = "lines"
title = "Order lines"
mode = "incremental"
fed_by = "orders"
primary_key = ["line_id"]
fields = [{ name = "line_id", type = "text" }]
[[streams]]
id = "payouts"
title = "Payouts"
mode = "incremental"
interval = "1h"
role = "Finance"
only_in = ["DE"]
primary_key = ["payout_id"]
fields = [{ name = "payout_id", type = "text" }]
[streams.probe]
path = "/payouts"
query = [{ name = "day", value = "{date-2d}" }]
[[streams]]
id = "reviews"
title = "Reviews"
mode = "snapshot"
interval = "24h"
primary_key = ["review_id"]
fields = [{ name = "review_id", type = "text" }]
[marketplaces]
EU = [
  { id = "DE", country_code = "DE", name = "shop.de" },
  { id = "FR", country_code = "FR", name = "shop.fr" },
  { id = "IT", country_code = "IT", name = "shop.it" },
]
)";

class ScriptedProber final : public host::Prober {
 public:
  std::map<std::string, host::ProbeOutcome> outcomes;  // by the end of the path; else ok
  std::vector<std::string> asked;                      // URLs without the host
  bool held_back = false;                              // answers with answer()
  std::function<void()> answer;

  void start(const std::string&, const host::ChannelSetup& setup, std::vector<host::ProbeCall> calls, bool,
             std::function<void(const host::ProbeCall&, host::ProbeOutcome)> one,
             std::function<void()> done) override {
    auto all = [this, base = setup.api_base, calls = std::move(calls), one, done] {
      for (const host::ProbeCall& call : calls) {
        const std::string url = call.request.url.substr(base.size());
        asked.push_back(url);
        const std::string path = url.substr(0, url.find('?'));
        auto told = outcomes.find(path);
        one(call,
            told == outcomes.end() ? host::ProbeOutcome{"ok", "", 200, "GET " + path, "r1"} : told->second);
      }
      done();
    };
    held_back ? void(answer = all) : all();
  }
};

struct PermissionFixture : StoreFixture {
  host::VirtualClock clock{host::Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}}};
  host::OsRandom ids;
  host::Redactor redactor;
  host::EventHub events;
  host::ManualExecutor core{clock};
  host::Config config;
  mooring_plugin plugin = declared_plugin(kProbedManifest);
  host::PluginRegistry registry;
  host::Journal journal{database(), clock, ids, redactor, events, logger()};

  PermissionFixture() {
    must(registry.add_linked(plugin));
    write([&](host::Session& session) {
      host::rows::insert_connection(session, row());
      grant(session, "grt_1");
      for (const char* id : {"DE", "FR"})
        host::rows::upsert_marketplace(session, "con_1", place(id));
      host::rows::set_selected_marketplaces(session, "con_1", {"DE", "FR"});
    });
  }
  ~PermissionFixture() { settle(); }

  static host::MarketplaceRow place(const std::string& id) {
    host::MarketplaceRow row;
    row.id = row.country_code = id;
    row.name = "shop." + id;
    return row;
  }
  static host::ConnectionRow row() {
    host::ConnectionRow row;
    row.id = "con_1";
    row.channel = "shop";
    row.region = "EU";
    row.label = "Shop";
    row.account_id = "A 1";
    return row;
  }
  void grant(host::Session& session, const std::string& id) {
    host::GrantRow made;
    made.id = id;
    made.connection_id = "con_1";
    made.issued_at = clock.now();
    host::rows::insert_grant(session, made);
  }
  void settle() {
    do {
      core.run_ready();
      write([](host::Session&) {});
    } while (core.run_ready() > 0);
  }
  void pass(host::Duration time) {
    core.run_for(time);
    settle();
  }
  std::vector<std::string> told(const std::string& kind) {
    host::rows::ActivityFilter filter;
    filter.kind_prefix = kind;
    std::vector<std::string> messages;
    for (auto& entry :
         read([&](host::Session& session) { return host::rows::list_activity(session, filter); }))
      messages.push_back(entry.message);
    return messages;
  }
};

}  // namespace mooring::test
