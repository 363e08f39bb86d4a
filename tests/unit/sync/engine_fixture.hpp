// A whole engine in virtual time over a real database, with tasks that a test scripts. Belongs to the test's thread.
#pragma once
#include <catch2/catch.hpp>
#include <deque>
#include <future>
#include <map>
#include <set>
#include <thread>

#include "connections/channel_setup.hpp"
#include "plugins/redaction.hpp"
#include "store/record_table.hpp"
#include "support/declared_plugin.hpp"
#include "support/scripted_transport.hpp"
#include "support/store_fixture.hpp"
#include "sync/engine.hpp"

namespace mooring::host {

using test::declared_plugin;
using test::manifest_head;

inline const std::string kShopManifest = manifest_head("shop", "Shop") + R"([[streams]]
id = "orders"
title = "Orders"
mode = "incremental"
scope = "connection"
interval = "15m"
retention_days = 30
primary_key = ["order_id"]
fields = [{ name = "order_id", type = "text" }, { name = "quantity", type = "integer" }]
)";

// A channel whose streams run for each marketplace, beside one that reads the account.
inline const std::string kAdsManifest = manifest_head("ads", "Ads", 1) + R"([[streams]]
id = "profiles"
title = "Profiles"
mode = "snapshot"
scope = "connection"
interval = "6h"
primary_key = ["profile_id"]
fields = [{ name = "profile_id", type = "text" }]
[[streams]]
id = "campaigns"
title = "Campaigns"
mode = "snapshot"
scope = "marketplace"
interval = "1h"
primary_key = ["campaign_id"]
fields = [{ name = "campaign_id", type = "text" }, { name = "budget", type = "integer" }]
)";

// Every started task plays the next script: a list of actions, one per resume. nullopt leaves the resume unanswered.
class ScriptedTasks final : public TaskRunner {
 public:
  using Step = std::function<std::optional<TaskAction>(const TaskEvent&)>;
  using Script = std::deque<Step>;

  explicit ScriptedTasks(Executor& core) : core_(core) {}
  void next(Script script) { scripts_.push_back(std::move(script)); }

  std::vector<TaskCall> calls;
  std::function<Script(const TaskCall&)> by_call;  // when set: makes the script of each task
  int alive = 0;

  Result<std::unique_ptr<PluginTask>> start(const std::string&, const TaskCall& call) override {
    calls.push_back(call);
    if (by_call) return std::make_unique<Task>(*this, by_call(call));
    REQUIRE_FALSE(scripts_.empty());
    Script script = std::move(scripts_.front());
    scripts_.pop_front();
    return std::make_unique<Task>(*this, std::move(script));
  }

 private:
  struct Task final : PluginTask {
    Task(ScriptedTasks& o, Script s) : owner(o), script(std::move(s)), self(std::make_shared<bool>(true)) {
      ++owner.alive;
    }
    ~Task() override { --owner.alive; }
    void resume(TaskEvent event, std::function<void(TaskAction)> on_action) override {
      REQUIRE_FALSE(script.empty());
      Step step = std::move(script.front());
      script.pop_front();
      auto action = std::make_shared<std::optional<TaskAction>>(step(event));
      owner.core_.post([weak = std::weak_ptr(self), action, on_action = std::move(on_action)] {
        if (weak.lock() && *action) on_action(std::move(**action));
      });
    }
    ScriptedTasks& owner;
    Script script;
    std::shared_ptr<bool> self;
  };
  Executor& core_;
  std::deque<Script> scripts_;
};

inline RecordBatch shop_rows(const std::vector<std::pair<std::string, int64_t>>& rows,
                             const std::string& stream = "orders") {
  RecordBatch batch;
  batch.stream = stream;
  batch.row_count = rows.size();
  batch.column_count = 2;
  size_t bytes = 0;
  for (const auto& [id, quantity] : rows)
    bytes += id.size();
  batch.arena = std::make_unique<char[]>(bytes + 1);
  char* at = batch.arena.get();
  for (const auto& [id, quantity] : rows) {
    at = std::copy(id.begin(), id.end(), at);
    batch.cells.push_back({FieldType::text, false, 0, {at - id.size(), id.size()}});
    batch.cells.push_back({FieldType::integer, false, quantity, {}});
  }
  return batch;
}

inline ScriptedTasks::Step act(std::function<TaskAction()> make) {
  return [make](const TaskEvent&) -> std::optional<TaskAction> { return make(); };
}
inline ScriptedTasks::Step emit(std::vector<std::pair<std::string, int64_t>> rows) {
  return act([rows] { return TaskAction(EmitAction{shop_rows(rows)}); });
}
inline ScriptedTasks::Step checkpoint(std::string cursor) {
  return act([cursor] { return TaskAction(CheckpointAction{cursor, {}}); });
}
inline ScriptedTasks::Step done() {
  return act([] { return TaskAction(DoneAction{}); });
}
inline ScriptedTasks::Step failing(FailureKind kind) {
  return act([kind] {
    return TaskAction(FailAction{{kind, 503, "GET https://api.shop.example/orders", "r-1", "it broke"}});
  });
}
inline ScriptedTasks::Step silent() {
  return [](const TaskEvent&) -> std::optional<TaskAction> { return std::nullopt; };
}

struct EngineFixture : mooring::test::StoreFixture {
  VirtualClock clock{Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}}};
  SeededRandom random{3};
  OsRandom ids;  // of the writer's thread too
  Redactor redactor;
  EventHub events;
  ManualExecutor core{clock};
  Config config;
  std::unique_ptr<Vault> vault;
  std::unique_ptr<PluginRegistry> registry = std::make_unique<PluginRegistry>();
  ScriptedTransport http{core};
  ScriptedTasks tasks{core};
  RedactedTasks redacted_tasks{tasks, redactor};
  std::function<void(Work)> aside = [](const Work& work) { work(); };
  std::unique_ptr<Journal> journal;
  std::unique_ptr<TokenClient> token_client;
  std::unique_ptr<TokenService> tokens;
  std::unique_ptr<ChannelClient> client;
  std::unique_ptr<SyncEngine> engine;
  mooring_plugin plugin = declared_plugin(kShopManifest);

  EngineFixture() {
    REQUIRE(registry->add_linked(plugin));
    add_connected("con_1", "shop");
    add_marketplace("con_1", "M2");
    build();
  }
  ~EngineFixture() { destroy(); }

  // "con_x" with the grant "grt_x", and with marketplaces that are all selected.
  void add_connected(const std::string& id, const std::string& channel,
                     const std::function<void(ConnectionRow&)>& change = {},
                     const std::vector<std::string>& marketplaces = {"M1"}) {
    write([&](Session& session) {
      ConnectionRow row = connection(id);
      row.channel = channel;
      row.region = "NA";
      if (change) change(row);
      rows::insert_connection(session, row);
      GrantRow grant;
      grant.id = "grt_" + (id.starts_with("con_") ? id.substr(4) : id);
      grant.connection_id = id;
      grant.issued_at = clock.now();
      rows::insert_grant(session, grant);
    });
    for (const std::string& marketplace : marketplaces)
      add_marketplace(id, marketplace);
    write([&](Session& session) { rows::set_selected_marketplaces(session, id, marketplaces); });
  }
  void add_marketplace(const std::string& connection_id, const std::string& id) {
    MarketplaceRow marketplace;
    marketplace.id = id;
    write([&](Session& session) { rows::upsert_marketplace(session, connection_id, marketplace); });
  }
  void drop_connections() {
    write([](Session& session) { session << "DELETE FROM connections", Poco::Data::Keywords::now; });
  }

  void build() {
    auto opened = Vault::open(file().parent_path() / "vault.key", true, ids, redactor);
    REQUIRE(opened);
    vault = std::move(*opened);
    journal = std::make_unique<Journal>(database(), clock, ids, redactor, events, logger());
    token_client = std::make_unique<TokenClient>(http, redactor);
    tokens = std::make_unique<TokenService>(
        database(), *vault, *token_client, *journal, core, clock, redactor,
        [](const std::string&) -> Result<OAuthEndpoint> { return fail("none", "no endpoint"); });
    client = std::make_unique<ChannelClient>(http, *journal, core, clock, random, redactor, "test");
    engine = std::make_unique<SyncEngine>(SyncEngine::Dependencies{
        database(), *tokens, redacted_tasks, *client, *registry, config, *journal, events, core, clock,
        random, logger(), [this](Work work) { aside(std::move(work)); }});
  }
  void destroy() {
    engine.reset();
    core.run_ready();
    write([](Session&) {});
    core.run_ready();
    client.reset();
    tokens.reset();
    journal.reset();
  }

  // Runs what is due now, with every commit that it causes.
  void settle() {
    do {
      core.run_ready();
      write([](Session&) {});
    } while (core.run_ready() > 0);
  }
  void start() {
    REQUIRE(engine->start());
    settle();
    core.run_for(std::chrono::seconds{1});  // the spread of the start
    settle();
  }
  std::vector<RunRow> runs() {
    return read([](Session& session) { return rows::list_runs(session, {}); });
  }
  StreamRow stream() {
    return read([](Session& session) { return rows::find_stream(session, "con_1", "orders"); })
        .value_or(StreamRow{});
  }
  int64_t rows_held() {
    return read([](Session& session) {
      RecordTable table{"shop", "orders", {}, {"order_id"}, ""};
      return count_records(session, table, "con_1");
    });
  }
  std::vector<ActivityRow> entries(const std::string& kind) {
    rows::ActivityFilter filter;
    filter.kind_prefix = kind;
    return read([&](Session& session) { return rows::list_activity(session, filter); });
  }
  // The door is for other threads: core goes on while it waits.
  template <class Ask>
  auto beside(Ask ask) {
    auto answer = std::async(std::launch::async, ask);
    while (answer.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
      core.run_ready();
      std::this_thread::yield();
    }
    return answer.get();
  }
  Result<RunRow> cancel(const std::string& run_id, const std::string& actor = "tester") {
    return beside([&] { return engine->cancel(run_id, actor); });
  }
  SyncEngine::SyncAnswer sync_now(std::vector<std::string> streams = {}, const std::string& id = "con_1",
                                  std::vector<std::string> marketplaces = {}) {
    std::optional<SyncEngine::SyncAnswer> answer;
    engine->sync_now(id, {streams, marketplaces}, "tester", [&](auto result) { answer = std::move(result); });
    core.run_ready();
    REQUIRE(answer);
    return *answer;
  }
};

}  // namespace mooring::host
