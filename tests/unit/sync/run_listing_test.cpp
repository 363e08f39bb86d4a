// Complete listings of runs that read more rows than are remembered.
#include "unit/sync/run_fixture.hpp"

using namespace mooring::host;

namespace {

struct ListingFixture : RunFixture {
  mooring_plugin ads = declared_plugin(kAdsManifest);

  ListingFixture() {
    REQUIRE(registry->add_linked(ads));
    add_connected("con_ads", "ads");
    connection_id = "con_ads", channel = "ads", stream = "campaigns", marketplace = "M1";
  }

  static ScriptedTasks::Step campaigns(std::vector<std::pair<std::string, int64_t>> rows) {
    return act([rows] { return TaskAction(EmitAction{shop_rows(rows, "campaigns")}); });
  }
  // Certain: what is missing gets its mark at once.
  static ScriptedTasks::Step that_is_all() {
    return act([] {
      CompleteListing listing;
      listing.stream = "campaigns";
      listing.certain = true;
      return TaskAction(CheckpointAction{"read", {}, {listing}});
    });
  }
  int64_t marked() {
    return read([](Session& session) {
      int64_t count = 0;
      session << "SELECT count(*) FROM ads_campaigns WHERE _deleted_at IS NOT NULL",
          Poco::Data::Keywords::into(count), Poco::Data::Keywords::now;
      return count;
    });
  }
};

}  // namespace

TEST_CASE_METHOD(ListingFixture, "a run that reads as many rows as are remembered marks what is missing") {
  begin({campaigns({{"old", 1}}), checkpoint("read"), done()});
  seen_keys_max = 3;
  const auto run = begin({campaigns({{"a", 1}, {"b", 1}, {"c", 1}}), that_is_all(), done()});
  CHECK(run->row().state == RunState::succeeded);
  CHECK(run->notices().empty());
  CHECK(run->rows_gone() == 1);
  CHECK(marked() == 1);
}

TEST_CASE_METHOD(ListingFixture,
                 "a run that reads more rows than are remembered marks nothing, and says so once") {
  begin({campaigns({{"old", 1}}), checkpoint("read"), done()});
  seen_keys_max = 2;
  const auto run = begin({campaigns({{"a", 1}, {"b", 1}, {"c", 1}}), that_is_all(), campaigns({{"d", 1}}),
                          that_is_all(), done()});
  CHECK(run->row().state == RunState::succeeded);
  CHECK(run->rows_gone() == 0);
  CHECK(marked() == 0);
  REQUIRE(run->notices().size() == 1);
  const NoticeAction& notice = run->notices().at(0);
  CHECK(notice.code == "listing_not_compared");
  CHECK(notice.message.find("'campaigns' is not marked as deleted") != std::string::npos);
  CHECK(notice.message.find("more than 2 rows") != std::string::npos);
}
