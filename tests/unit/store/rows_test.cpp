#include <catch2/catch.hpp>

#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

ConnectionRow full_connection() {
  auto row = StoreFixture::connection("con_1");
  row.disconnected = true;
  row.managed_by = "file";
  row.config_key = "north";
  row.account_id = "A1";
  row.account_name = "Zoë's \"shop\"; DROP TABLE grants";
  row.settings_json = R"({"history_days":"365"})";
  row.created_at = at_second(100);
  row.updated_at = at_second(-5);
  row.version = 7;
  return row;
}

RunRow run(const std::string& id, const std::string& connection, RunState state) {
  RunRow row;
  row.id = id;
  row.connection_id = connection;
  row.stream = "orders";
  row.trigger = "manual";
  row.actor = "console";
  row.state = state;
  row.queued_at = at_second(10);
  return row;
}

std::vector<std::string> ids(const auto& rows) {
  std::vector<std::string> out;
  for (const auto& row : rows)
    out.push_back(row.id);
  return out;
}

}  // namespace

TEST_CASE("a connection comes back as it was written") {
  StoreFixture store;
  auto row = full_connection();
  store.write([&](Session& s) { rows::insert_connection(s, row); });
  auto found = store.read([](Session& s) { return rows::find_connection(s, "con_1"); });
  REQUIRE(found);
  CHECK(found->workspace_id == "default");
  CHECK(found->channel == "shop");
  CHECK(found->region == "NA");
  CHECK(found->label == row.label);
  CHECK(found->disconnected);
  CHECK(found->managed_by == "file");
  CHECK(found->config_key == "north");
  CHECK(found->account_id == "A1");
  CHECK(found->account_name == row.account_name);
  CHECK(found->settings_json == row.settings_json);
  CHECK(found->created_at == row.created_at);
  CHECK(found->updated_at == row.updated_at);
  CHECK(found->version == 7);
  CHECK(store.read([](Session& s) { return rows::find_connection_by_config_key(s, "north"); }).has_value());
  CHECK_FALSE(store.read([](Session& s) { return rows::find_connection_by_config_key(s, ""); }).has_value());
  CHECK_FALSE(store.read([](Session& s) { return rows::find_connection(s, "con_2"); }).has_value());
}

TEST_CASE("an outdated connection is not written over a newer one") {
  StoreFixture store;
  store.add_connection("con_1");
  auto first = *store.read([](Session& s) { return rows::find_connection(s, "con_1"); });
  auto second = first;
  bool first_ok = false, second_ok = true;
  first.label = "first";
  second.label = "second";
  store.write([&](Session& s) {
    first_ok = rows::update_connection(s, first);
    second_ok = rows::update_connection(s, second);
  });
  CHECK(first_ok);
  CHECK_FALSE(second_ok);
  auto now = *store.read([](Session& s) { return rows::find_connection(s, "con_1"); });
  CHECK(now.label == "first");
  CHECK(now.version == first.version + 1);
}

TEST_CASE("connections are listed by filter and page") {
  StoreFixture store;
  store.write([](Session& s) {
    for (int i = 0; i < 1000; ++i) {
      auto row = StoreFixture::connection("con_" + std::to_string(1000 + i));
      if (i % 2 == 1) row.region = "EU";
      if (i % 4 == 0) row.channel = "ads";
      rows::insert_connection(s, row);
    }
  });
  auto list = [&](rows::ConnectionFilter filter) {
    return store.read([&](Session& s) { return rows::list_connections(s, filter); });
  };
  CHECK(list({}).size() == 1000);
  CHECK(list({.region = "EU"}).size() == 500);
  CHECK(list({.channel = "ads", .region = "EU"}).empty());
  auto page = list({.channel = "ads", .after_id = "con_1004", .limit = 2});
  CHECK(ids(page) == std::vector<std::string>{"con_1008", "con_1012"});
}

TEST_CASE("the active grant wins, then the newest") {
  StoreFixture store;
  store.add_connection("con_1");
  GrantRow old, current;
  old.id = "grt_z";
  old.connection_id = current.connection_id = "con_1";
  old.source = current.source = "consent";
  old.issued_at = at_second(1);
  old.expires_at = at_second(2);
  current.id = "grt_a";
  current.issued_at = at_second(3);
  store.write([&](Session& s) {
    rows::insert_grant(s, old);
    rows::insert_grant(s, current);
  });
  auto newest = [&] { return store.read([](Session& s) { return rows::active_or_last_grant(s, "con_1"); }); };
  CHECK(newest()->id == "grt_a");

  current.state = GrantState::revoked;
  current.ended_at = at_second(9);
  current.evidence_status = 400;
  current.evidence_code = "invalid_grant";
  current.evidence_at = at_second(8);
  store.write([&](Session& s) { rows::update_grant(s, current); });
  CHECK(newest()->id == "grt_z");

  old.state = GrantState::superseded;
  store.write([&](Session& s) { rows::update_grant(s, old); });
  auto last = newest();
  REQUIRE(last->id == "grt_a");
  CHECK(last->state == GrantState::revoked);
  CHECK(last->ended_at == at_second(9));
  CHECK_FALSE(last->expires_at.has_value());
  CHECK(last->evidence_status == 400);
  CHECK(last->evidence_at == at_second(8));
  CHECK(ids(store.read([](Session& s) { return rows::list_grants(s, "con_1"); })) ==
        std::vector<std::string>{"grt_a", "grt_z"});
}

TEST_CASE("a grant of an unknown connection is refused and nothing is kept") {
  StoreFixture store;
  auto status = store.database().write([](Session& s) -> Status {
    rows::put_fact(s, "half", "done");
    GrantRow grant;
    grant.id = "grt_1";
    grant.connection_id = "con_missing";
    rows::insert_grant(s, grant);
    return {};
  });
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().code == "store_failed");
  CHECK_FALSE(store.read([](Session& s) { return rows::get_fact(s, "half"); }).has_value());
}

TEST_CASE("sealed values keep every byte") {
  StoreFixture store;
  std::string bytes;
  for (int i = 0; i < 256; ++i)
    bytes += static_cast<char>(i);
  store.write([&](Session& s) {
    rows::put_sealed(s, {"con_1", "refresh_token", "k1", "old"});
    rows::put_sealed(s, {"con_1", "refresh_token", "k2", bytes});
    rows::put_sealed(s, {"con_1", "empty", "k2", ""});
  });
  auto found = store.read([](Session& s) { return rows::find_sealed(s, "con_1", "refresh_token"); });
  REQUIRE(found);
  CHECK(found->key_id == "k2");
  CHECK(found->sealed == bytes);
  CHECK(store.read([](Session& s) { return rows::find_sealed(s, "con_1", "empty"); })->sealed.empty());
  store.write([](Session& s) { rows::delete_sealed(s, "con_1", "refresh_token"); });
  CHECK_FALSE(
      store.read([](Session& s) { return rows::find_sealed(s, "con_1", "refresh_token"); }).has_value());
}

TEST_CASE("an authorization is used once") {
  StoreFixture store;
  store.add_connection("con_1");
  rows::AuthorizationRow row;
  row.state_hash = "h1";
  row.connection_id = "con_1";
  row.pkce_verifier_sealed = std::string("a\0b", 3);
  row.expires_at = at_second(50);
  bool first = false, second = true;
  store.write([&](Session& s) {
    rows::insert_authorization(s, row);
    first = rows::mark_authorization_used(s, "h1", at_second(5));
    second = rows::mark_authorization_used(s, "h1", at_second(6));
  });
  CHECK(first);
  CHECK_FALSE(second);
  auto found = store.read([](Session& s) { return rows::find_authorization(s, "h1"); });
  CHECK(found->used_at == at_second(5));
  CHECK(found->pkce_verifier_sealed == row.pkce_verifier_sealed);
  size_t early = 9, late = 0;
  store.write([&](Session& s) {
    early = rows::delete_expired_authorizations(s, at_second(50));
    late = rows::delete_expired_authorizations(s, at_second(51));
  });
  CHECK(early == 0);
  CHECK(late == 1);
}

TEST_CASE("a marketplace seen again keeps its selection and first sight") {
  StoreFixture store;
  store.add_connection("con_1");
  MarketplaceRow row{.id = "US",
                     .name = "Old",
                     .country_code = "US",
                     .currency = "USD",
                     .time_zone = "",
                     .note = "",
                     .first_seen_at = at_second(1)};
  store.write([&](Session& s) {
    rows::upsert_marketplace(s, "con_1", row);
    row.id = "CA";
    rows::upsert_marketplace(s, "con_1", row);
    rows::set_selected_marketplaces(s, "con_1", {"US"});
    rows::mark_marketplaces_unavailable_except(s, "con_1", {"CA"});
  });
  auto list = [&] { return store.read([](Session& s) { return rows::list_marketplaces(s, "con_1"); }); };
  REQUIRE(list().size() == 2);
  CHECK(list()[0].available);
  CHECK_FALSE(list()[0].selected);
  CHECK_FALSE(list()[1].available);
  CHECK(list()[1].selected);

  row = {.id = "US",
         .name = "New",
         .country_code = "US",
         .currency = "USD",
         .time_zone = "",
         .note = "",
         .first_seen_at = at_second(99)};
  store.write([&](Session& s) { rows::upsert_marketplace(s, "con_1", row); });
  auto us = list()[1];
  CHECK(us.name == "New");
  CHECK(us.available);
  CHECK(us.selected);
  CHECK(us.first_seen_at == at_second(1));
}

TEST_CASE("permissions are replaced as a whole and know three answers") {
  StoreFixture store;
  store.add_connection("con_1");
  store.write([](Session& s) {
    rows::replace_permissions(s, "con_1", {{"gone", "", true}});
    rows::replace_permissions(s, "con_1",
                              {{"a", "yes", true}, {"b", "no", false}, {"c", "unknown", std::nullopt}});
  });
  auto list = store.read([](Session& s) { return rows::list_permissions(s, "con_1"); });
  REQUIRE(ids(list) == std::vector<std::string>{"a", "b", "c"});
  CHECK(list[0].granted == true);
  CHECK(list[1].granted == false);
  CHECK_FALSE(list[2].granted.has_value());
}

TEST_CASE("streams of many connections are read at once") {
  StoreFixture store;
  store.write([](Session& s) {
    for (int i = 0; i < 1000; ++i) {
      std::string id = "con_" + std::to_string(1000 + i);
      rows::insert_connection(s, StoreFixture::connection(id));
      StreamRow row;
      row.connection_id = id;
      row.stream = "orders";
      rows::upsert_stream(s, row);
      row.cursor = "c2";
      row.last_success_at = at_second(5);
      row.last_run_failed = true;
      row.consecutive_failures = 3;
      rows::upsert_stream(s, row);
    }
  });
  auto all = store.read([](Session& s) { return rows::list_all_streams(s); });
  REQUIRE(all.size() == 1000);
  CHECK(all[0].cursor == "c2");
  CHECK(all[0].last_success_at == at_second(5));
  CHECK_FALSE(all[0].last_attempt_at.has_value());
  CHECK(all[0].last_run_failed);
  CHECK(all[0].consecutive_failures == 3);
  CHECK(store.read([](Session& s) { return rows::find_stream(s, "con_1500", "orders"); }).has_value());
  CHECK(store.read([](Session& s) { return rows::list_streams(s, "con_1500"); }).size() == 1);
}

TEST_CASE("a stream of scope marketplace has a row for each") {
  StoreFixture store;
  store.add_connection("con_1");
  store.write([](Session& s) {
    for (const char* marketplace : {"US", "CA", ""}) {
      StreamRow row;
      row.connection_id = "con_1";
      row.stream = "campaigns";
      row.marketplace = marketplace;
      row.cursor = std::string("cursor of ") + marketplace;
      rows::upsert_stream(s, row);
    }
    StreamRow noted = *rows::find_stream(s, "con_1", "campaigns", "US");
    noted.notice = "Sponsored TV cannot be read";
    rows::upsert_stream(s, noted);
  });
  auto all = store.read([](Session& s) { return rows::list_streams(s, "con_1"); });
  REQUIRE(all.size() == 3);
  CHECK(all[0].marketplace.empty());
  CHECK(all[1].marketplace == "CA");
  CHECK(all[1].notice.empty());
  CHECK(all[2].notice == "Sponsored TV cannot be read");
  auto find = [&](const std::string& marketplace) {
    return store.read([&](Session& s) { return rows::find_stream(s, "con_1", "campaigns", marketplace); });
  };
  CHECK(find("US")->cursor == "cursor of US");
  CHECK(find("")->cursor == "cursor of ");
  CHECK_FALSE(find("MX"));
}

TEST_CASE("runs are listed newest first, by filter and page") {
  StoreFixture store;
  store.add_connection("con_1");
  store.add_connection("con_2");
  store.write([](Session& s) {
    rows::insert_run(s, run("run_1", "con_1", RunState::succeeded));
    rows::insert_run(s, run("run_2", "con_2", RunState::running));
    rows::insert_run(s, run("run_3", "con_1", RunState::queued));
    rows::insert_run(s, run("run_4", "con_1", RunState::failed));
  });
  auto list = [&](rows::RunFilter filter) {
    return ids(store.read([&](Session& s) { return rows::list_runs(s, filter); }));
  };
  CHECK(list({}) == std::vector<std::string>{"run_4", "run_3", "run_2", "run_1"});
  CHECK(list({.connection_id = "con_1", .before_id = "run_4", .limit = 1}) ==
        std::vector<std::string>{"run_3"});
  CHECK(list({.state = RunState::failed}) == std::vector<std::string>{"run_4"});
  CHECK(list({.stream = "none"}).empty());
  store.write([](Session& s) {
    auto of_ca = *rows::find_run(s, "run_1");
    of_ca.marketplace = "CA";
    rows::update_run(s, of_ca);
  });
  CHECK(list({.marketplace = "CA"}) == std::vector<std::string>{"run_1"});
  CHECK(list({.connection_id = "con_2", .marketplace = "CA"}).empty());
  CHECK(ids(store.read([](Session& s) { return rows::unfinished_runs(s); })) ==
        std::vector<std::string>{"run_2", "run_3"});

  auto changed = run("run_3", "con_1", RunState::failed);
  changed.started_at = at_second(11);
  changed.finished_at = at_second(12);
  changed.rows_read = 1'000'000'000'000;
  changed.failure_kind = "server";
  changed.failure_status = 503;
  store.write([&](Session& s) { rows::update_run(s, changed); });
  auto found = store.read([](Session& s) { return rows::find_run(s, "run_3"); });
  REQUIRE(found);
  CHECK(found->state == RunState::failed);
  CHECK(found->finished_at == at_second(12));
  CHECK(found->rows_read == 1'000'000'000'000);
  CHECK(found->failure_status == 503);
}

TEST_CASE("facts are replaced") {
  StoreFixture store;
  store.write([](Session& s) {
    rows::put_fact(s, "k", "1");
    rows::put_fact(s, "k", "2");
  });
  CHECK(store.read([](Session& s) { return rows::get_fact(s, "k"); }) == "2");
  CHECK_FALSE(store.read([](Session& s) { return rows::get_fact(s, "other"); }).has_value());
}
