// Tags, notes and saved views: what stays, and what they count.
#include <catch2/catch.hpp>

#include "store/rows_saved_views.hpp"
#include "view_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

struct Annotated : ViewFixture {
  Annotated() {
    connect("con_1");
    add({Campaign{1, "alpha"}, Campaign{2, "beta", "PAUSED"}, Campaign{3, "gamma"}});
    put("obj_1", 1, {"autumn", "q4"});
    put("obj_2", 2, {"autumn"});
  }
  static std::string key(int64_t campaign) {
    return to_key_json({{"account", "US"}, {"campaign", std::to_string(campaign)}});
  }
  void put(const std::string& id, int64_t campaign, const std::vector<std::string>& tags) {
    write([&](Session& s) {
      rows::insert_object(s, {id, "con_1", "campaigns", key(campaign), at_second(1)});
      for (const auto& tag : tags)
        CHECK(rows::add_tag(s, id, tag, at_second(2), "console"));
    });
  }
  std::string tagged(const std::vector<std::string>& tags, bool deleted = false) {
    auto wanted = in_october();
    wanted.filter.tags = tags;
    wanted.filter.deleted = deleted;
    return names(wanted);
  }
};

}  // namespace

TEST_CASE_METHOD(Annotated, "Tags stand beside the rows and filter them", "[store][views]") {
  auto page = query(in_october());
  CHECK(page.rows[0].object_id == "obj_1");
  CHECK(page.rows[0].tags == std::vector<std::string>{"autumn", "q4"});
  CHECK(page.rows[2].object_id.empty());
  CHECK(page.rows[2].tags.empty());
  CHECK(tagged({"autumn"}) == "alpha beta");
  CHECK(tagged({"autumn", "q4"}) == "alpha");
  CHECK(tagged({"none"}).empty());
  ViewFilter filter;
  filter.states = {"ENABLED"};
  filter.tags = {"q4"};
  auto facets = read([&](Session& s) { return count_facets(s, view, filter); }).value();
  REQUIRE(facets.tags.size() == 2);
  CHECK(facets.tags[0].value == "autumn");
  CHECK(facets.tags[0].count == 1);
  CHECK(facets.states.size() == 1);  // of those with the tag
}

TEST_CASE_METHOD(Annotated, "An object, its tags and notes outlive marks, disconnect and reconnect",
                 "[store][views]") {
  write([](Session& s) {
    rows::insert_note(s, {"nte_1", "obj_1", "watch the bids", "console", at_second(3), {}});
    auto row = *rows::find_connection(s, "con_1");
    row.disconnected = true;
    REQUIRE(rows::update_connection(s, row));
  });
  run("UPDATE shop_campaigns SET _deleted_at = '2026-11-01T00:00:00Z', state = 'ARCHIVED'");
  CHECK(tagged({"q4"}).empty());
  CHECK(tagged({"q4"}, true) == "alpha");

  write([](Session& s) {
    auto row = *rows::find_connection(s, "con_1");
    row.disconnected = false;
    REQUIRE(rows::update_connection(s, row));
    GrantRow grant;
    grant.id = "grt_new";
    grant.connection_id = "con_1";
    rows::insert_grant(s, grant);
  });
  add({Campaign{1, "alpha again"}});  // the record comes back: its mark goes
  auto page = query(in_october());
  REQUIRE(page.rows.size() == 1);
  CHECK(page.rows[0].object_id == "obj_1");
  CHECK(page.rows[0].tags.size() == 2);
  CHECK(page.rows[0].notes == 1);
  auto found = read([](Session& s) { return rows::find_object_by_key(s, "con_1", "campaigns", key(1)); });
  CHECK(found->id == "obj_1");
  CHECK(read([](Session& s) { return rows::list_notes(s, "obj_1"); }).at(0).text == "watch the bids");
}

TEST_CASE_METHOD(Annotated, "A tag is held once, and counted by channel", "[store][views]") {
  write([](Session& s) {
    CHECK_FALSE(rows::add_tag(s, "obj_1", "q4", at_second(9), "token"));
    CHECK(rows::remove_tag(s, "obj_2", "autumn"));
    CHECK_FALSE(rows::remove_tag(s, "obj_2", "autumn"));
  });
  const auto counted = [&](const std::string& channel) {
    std::string out;
    for (const auto& tag : read([&](Session& s) { return rows::count_tags(s, channel); }))
      out += tag.tag + "=" + std::to_string(tag.count) + " ";
    return out;
  };
  CHECK(counted("shop") == "autumn=1 q4=1 ");
  CHECK(counted("") == "autumn=1 q4=1 ");
  CHECK(counted("other").empty());
}

TEST_CASE_METHOD(Annotated, "Notes are found under their object only", "[store][views]") {
  write([](Session& s) {
    rows::insert_note(s, {"nte_1", "obj_1", "first", "console", at_second(3), {}});
    rows::insert_note(s, {"nte_2", "obj_1", "second", "token", at_second(4), {}});
    auto note = *rows::find_note(s, "obj_1", "nte_1");
    note.text = "first, corrected";
    note.edited_at = at_second(5);
    rows::update_note(s, note);
    CHECK_FALSE(rows::find_note(s, "obj_2", "nte_1"));
    CHECK(rows::count_notes(s, "obj_1") == 2);
    rows::delete_note(s, "nte_2");
  });
  auto notes = read([](Session& s) { return rows::list_notes(s, "obj_1"); });
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].text == "first, corrected");
  CHECK(notes[0].edited_at == at_second(5));
}

TEST_CASE_METHOD(StoreFixture, "Saved views belong to one user", "[store][views]") {
  const SavedViewRow mine{"svw_1", "console", "/views/a", "EU only", "region=EU", at_second(1), at_second(1)};
  write([&](Session& s) {
    rows::insert_saved_view(s, mine);
    auto other = mine;
    other.id = "svw_2";
    other.owner = "token";
    CHECK_FALSE(rows::saved_view_name_taken(s, other));
    rows::insert_saved_view(s, other);
    other.owner = "console";
    CHECK(rows::saved_view_name_taken(s, other));
    CHECK_FALSE(rows::saved_view_name_taken(s, mine));  // itself
    auto changed = mine;
    changed.query = "region=NA";
    rows::update_saved_view(s, changed);
  });
  auto listed = read([](Session& s) { return rows::list_saved_views(s, "console", "/views/a"); });
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].query == "region=NA");
  CHECK(read([](Session& s) { return rows::list_saved_views(s, "console", "/views/b"); }).empty());
  CHECK_FALSE(read([](Session& s) { return rows::find_saved_view(s, "token", "svw_1").has_value(); }));
  CHECK(read([](Session& s) { return rows::count_saved_views(s, "token"); }) == 1);
  write([](Session& s) { rows::delete_saved_view(s, "svw_1"); });
  CHECK(read([](Session& s) { return rows::list_saved_views(s, "console", ""); }).empty());
}
