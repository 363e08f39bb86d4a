#include "plugins/record_views.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;

TEST_CASE("the records of a stream that is read marketplace by marketplace are indexed by it") {
  Manifest manifest;
  manifest.id = "shop";
  StreamRule stream;
  stream.id = "campaigns";
  stream.primary_key = {"profile", "campaign"};
  stream.time_field = "updated_at";
  stream.fields = {{.name = "profile"}, {.name = "campaign"}, {.name = "updated_at"}};
  stream.scope = StreamScope::marketplace;
  auto table = record_table_of(manifest, stream);
  CHECK(table.name() == "shop_campaigns");
  CHECK(table.primary_key == stream.primary_key);
  CHECK(table.time_field == "updated_at");
  CHECK(table.by_marketplace);
  stream.scope = StreamScope::connection;
  CHECK_FALSE(record_table_of(manifest, stream).by_marketplace);
}
