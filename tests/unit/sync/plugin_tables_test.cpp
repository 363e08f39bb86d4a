// The tables of the plugins' streams: a plugin that does not fit what is held costs its own channel, never the host.
#include "sync/plugin_tables.hpp"

#include <catch2/catch.hpp>

#include "store/row_mapping.hpp"
#include "support/declared_plugin.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

std::string sales_manifest(const std::string& channel, const std::string& key,
                           const std::string& units_type) {
  return manifest_head(channel, channel) + R"([[streams]]
id = "notes"
mode = "snapshot"
interval = "1h"
primary_key = ["id"]
fields = [{ name = "id", type = "text" }]
[[streams]]
id = "sales"
mode = "snapshot"
interval = "1h"
primary_key = [")" +
         key + R"("]
fields = [{ name = "day", type = "text" }, { name = "sku", type = "text" }, { name = "units", type = ")" +
         units_type + "\" }]\n";
}

struct TablesFixture : StoreFixture {
  VirtualClock clock{Timestamp{}};
  SeededRandom random{1};
  Redactor redactor;
  EventHub events;
  Journal journal{database(), clock, random, redactor, events, logger()};

  // The plugins of one start of the host.
  Status start_with(PluginRegistry& registry, const std::vector<std::string>& manifests) {
    for (const std::string& manifest : manifests)
      must(registry.add_linked(declared_plugin(manifest)));
    return make_plugin_tables(registry, database(), journal, logger());
  }
  bool has_table(const std::string& name) {
    return read([&](Session& session) {
             return rows::Query(session, "SELECT name FROM sqlite_master WHERE name = ?")
                 .bind(name)
                 .all<std::string>();
           }).size() == 1;
  }
};

}  // namespace

TEST_CASE_METHOD(TablesFixture,
                 "a plugin whose tables do not fit what is held is refused, and the others go on") {
  const std::string before = sales_manifest("shop", "day", "integer"),
                    other = sales_manifest("other", "day", "integer");
  PluginRegistry first;
  REQUIRE(start_with(first, {before}));
  REQUIRE(first.manifest("shop"));
  REQUIRE(has_table("shop_sales"));

  const auto [changed, why] = GENERATE(table<std::string, std::string>(
      {{sales_manifest("shop", "day", "decimal"), "shop_sales.units is held as INTEGER"},
       {sales_manifest("shop", "sku", "integer"), "key"}}));
  PluginRegistry second;
  REQUIRE(start_with(second, {changed, other}));
  CHECK(second.manifest("shop") == nullptr);
  CHECK(second.loaded("shop") == nullptr);
  REQUIRE(second.plugins()[0].refusal);
  CHECK(second.plugins()[0].refusal->step == "tables");
  CHECK(second.plugins()[0].refusal->message.find(why) != std::string::npos);
  CHECK(second.manifest("other"));
  CHECK(has_table("other_sales"));
}

TEST_CASE_METHOD(TablesFixture, "what a new version of a plugin means for the rows is told, once") {
  const auto news = [&] {
    rows::ActivityFilter filter;
    filter.kind_prefix = "plugin.changed";
    return read([&](Session& session) { return rows::list_activity(session, filter); });
  };
  const std::string first = sales_manifest("shop", "day", "integer");
  for (int start = 0; start < 2; ++start) {
    PluginRegistry registry;
    REQUIRE(start_with(registry, {first}));
    CHECK(news().empty());
  }
  std::string next = first;
  const auto replace = [&](const std::string& what, const std::string& by) {
    REQUIRE(next.find(what) != std::string::npos);
    next.replace(next.find(what), what.size(), by);
  };
  replace("1.0.0", "1.1.0");
  replace("id = \"notes\"", "id = \"remarks\"");
  replace("{ name = \"day\"", "{ name = \"buyer\", type = \"text\" }, { name = \"day\"");
  for (int start = 0; start < 2; ++start) {
    PluginRegistry registry;
    REQUIRE(start_with(registry, {next}));
    REQUIRE(news().size() == 1);
  }
  CHECK(news()[0].message ==
        "shop 1.0.0 is now 1.1.0. New in shop: remarks. New columns, empty in the rows that are held until a "
        "backfill "
        "reads them again: sales.buyer. shop no longer has notes; the rows that are held stay");
}

TEST_CASE_METHOD(TablesFixture, "a database that cannot be written stops the start") {
  write([](Session& session) { rows::Query(session, "DROP TABLE record_tables").run(); });
  const std::string manifest = sales_manifest("shop", "day", "integer");
  PluginRegistry registry;
  const Status made = start_with(registry, {manifest});
  REQUIRE_FALSE(made);
  CHECK(made.error().code.starts_with("store_"));
  CHECK(registry.manifest("shop"));
}
