// Lists with sums: what is summed, in which order rows come, how pages join, what filters and facets count.
#include "view_fixture.hpp"

#include <catch2/catch.hpp>

#include "store/record_view_sql.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

struct Filled : ViewFixture {
  Filled() {
    connect("con_1");
    connect("con_2", "EU");
    add({Campaign{1, "alpha"}, Campaign{2, "Beta", "PAUSED"}, Campaign{3, "gamma", "ENABLED", "SB"},
         Campaign{4, "delta", "ARCHIVED", "SP", "CA"},
         Campaign{1, "epsilon", "ENABLED", "SP", "US", "9.5", "con_2"}});
    add({CampaignDay{1, "2026-10-01", "0.10", "1.00", 1}, CampaignDay{1, "2026-10-02", "0.20", "2.00", 2},
         CampaignDay{1, "2026-09-30", "99.00", "99.00", 99}, CampaignDay{2, "2026-10-31", "5.00", "0", 7},
         CampaignDay{3, "2026-10-05", "1000000000000000.01", "1", 1},
         CampaignDay{4, "2026-10-05", "7.00", "70.00", 10, "CAD", "CA"},
         CampaignDay{1, "2026-10-05", "3.00", "9.00", 3, "EUR", "US", "con_2"}});
  }
};

const ViewTotal& total_of(const ViewPage& page, const std::string& currency) {
  for (const ViewTotal& total : page.totals)
    if (total.sums.currency == currency) return total;
  throw std::runtime_error("no total in " + currency);
}

std::string values(const std::vector<FacetValue>& facet) {
  std::string out;
  for (const auto& value : facet)
    out += (out.empty() ? "" : " ") + value.value + "=" + std::to_string(value.count);
  return out;
}

}  // namespace

TEST_CASE_METHOD(Filled, "A row has its own sums of the days asked for, exactly", "[store][views]") {
  auto page = query(in_october());
  REQUIRE(page.rows.size() == 5);
  const ViewRow& alpha = page.rows[0];
  CHECK(alpha.fields[2] == "alpha");
  CHECK(alpha.key == RecordKey{{"account", "US"}, {"campaign", "1"}});
  CHECK(alpha.connection_id == "con_1");
  CHECK(alpha.marketplace_name == "US shop");
  CHECK(alpha.sums.currency == "USD");
  CHECK(shown(alpha.sums.metrics[0]) == "0.30");
  CHECK(shown(alpha.sums.metrics[1]) == "3.00");
  CHECK(shown(alpha.sums.metrics[2]) == "3");
  CHECK(shown(ratios_of(view, alpha.sums)[0]) == "10.00");
  REQUIRE(alpha.sparkline.size() == 31);
  CHECK(shown(alpha.sparkline[0]) == "0.10");
  CHECK(shown(alpha.sparkline[1]) == "0.20");
  CHECK(shown(alpha.sparkline[2]) == "0");
  const ViewRow& beta = page.rows[1];
  CHECK(shown(beta.sparkline[30]) == "5.00");
  CHECK(shown(ratios_of(view, beta.sums)[0]) == "unknown");
}

TEST_CASE_METHOD(Filled, "Totals are exact and one per currency", "[store][views]") {
  auto page = query(in_october());
  CHECK(page.total == 5);
  REQUIRE(page.totals.size() == 3);
  CHECK(total_of(page, "USD").count == 3);
  CHECK(shown(total_of(page, "USD").sums.metrics[0]) == "1000000000000005.31");
  CHECK(shown(total_of(page, "CAD").sums.metrics[1]) == "70.00");
  CHECK(shown(total_of(page, "EUR").sums.metrics[2]) == "3");

  auto without = in_october();
  without.totals = false;
  auto bare = query(without);
  CHECK(bare.totals.empty());
  CHECK(bare.total == 5);
  CHECK(shown(bare.rows[0].sums.metrics[0]) == "0.30");
}

TEST_CASE_METHOD(Filled, "A row without days has zeros, in the currency of its marketplace",
                 "[store][views]") {
  add({Campaign{9, "quiet", "ENABLED", "SP", "CA"}});
  auto wanted = in_october();
  wanted.filter.text = "quiet";
  auto page = query(wanted);
  REQUIRE(page.rows.size() == 1);
  CHECK(page.rows[0].sums.currency == "CAD");
  CHECK(shown(page.rows[0].sums.metrics[0]) == "0");
  CHECK(total_of(page, "CAD").count == 1);
}

TEST_CASE_METHOD(Filled, "Days with a deletion mark do not count", "[store][views]") {
  run("UPDATE shop_campaign_days SET _deleted_at = '2026-11-01T00:00:00Z' WHERE day = '2026-10-02'");
  auto page = query(in_october());
  CHECK(shown(page.rows[0].sums.metrics[0]) == "0.10");
  CHECK(shown(page.rows[0].sparkline[1]) == "0");
}

TEST_CASE_METHOD(Filled, "Money of two currencies in one row is not added up", "[store][views]") {
  add({CampaignDay{1, "2026-10-03", "4.00", "4.00", 4, "EUR"}});
  auto page = query(in_october());
  const ViewSums& sums = page.rows[0].sums;
  CHECK(sums.currency.empty());
  CHECK(shown(sums.metrics[0]) == "unknown");
  CHECK(shown(sums.metrics[2]) == "7");
  CHECK(total_of(page, "USD").count == 2);
}

TEST_CASE_METHOD(Filled, "A sum that cannot be exact is unknown, also in the total", "[store][views]") {
  run("UPDATE shop_campaign_days SET cost = 'many' WHERE day = '2026-10-02'");
  auto page = query(in_october());
  CHECK(shown(page.rows[0].sums.metrics[0]) == "unknown");
  CHECK(shown(page.rows[0].sums.metrics[1]) == "3.00");
  CHECK(shown(total_of(page, "USD").sums.metrics[0]) == "unknown");
  CHECK(shown(total_of(page, "USD").sums.metrics[1]) == "4.00");
}

TEST_CASE_METHOD(Filled, "Rows sort by field, metric and ratio, page by page", "[store][views]") {
  const size_t limit = GENERATE(1, 2, 50);
  const auto sorted = [&](const std::string& by, bool descending) {
    auto wanted = in_october(by, descending);
    wanted.limit = limit;
    return names(wanted);
  };
  CHECK(sorted("name", false) == "alpha Beta delta epsilon gamma");
  CHECK(sorted("name", true) == "gamma epsilon delta Beta alpha");
  CHECK(sorted("budget", false) == "epsilon alpha Beta gamma delta");
  CHECK(sorted("cost", true) == "delta epsilon gamma Beta alpha");  // CAD, EUR, USD: money with its own
  CHECK(sorted("cost", false) == "delta epsilon alpha Beta gamma");
  CHECK(sorted("clicks", true) == "delta Beta alpha epsilon gamma");  // alpha and epsilon have the same
  CHECK(sorted("acos", false) == "alpha delta epsilon gamma Beta");   // Beta has none: last
  CHECK(sorted("acos", true) == "gamma epsilon alpha delta Beta");
}

TEST_CASE_METHOD(Filled, "Equal values and missing ones page without loss", "[store][views]") {
  std::vector<Campaign> many;
  for (int i = 100; i < 130; ++i)
    many.push_back(
        {.id = i, .name = "same", .budget = i % 3 ? std::optional<std::string>("5") : std::nullopt});
  add(many);
  for (const char* by : {"name", "budget", "cost", "acos", "state"})
    for (const bool descending : {false, true}) {
      CAPTURE(by, descending);
      auto wanted = in_october(by, descending);
      wanted.limit = 7;
      std::set<std::string> keys;
      size_t rows = 0;
      do {
        auto page = query(wanted);
        CHECK(page.total == 35);
        for (const auto& row : page.rows)
          keys.insert(row.connection_id + to_key_json(row.key)), ++rows;
        wanted.after = page.next;
      } while (!wanted.after.empty());
      CHECK(rows == 35);
      CHECK(keys.size() == 35);
    }
}

TEST_CASE_METHOD(Filled, "A cursor holds for its own order only", "[store][views]") {
  auto wanted = in_october("cost", true);
  wanted.limit = 2;
  wanted.after = query(wanted).next;
  REQUIRE_FALSE(wanted.after.empty());
  for (const char* other : {"name", "acos", "budget"}) {
    wanted.sort = other;
    CHECK(try_query(wanted).error().code == "cursor_invalid");
  }
  for (const char* cursor : {"x", "s-cost:smany:i1", "s-cost:s1", "s-cost:s1:s1", "n:n:n"}) {
    CAPTURE(cursor);
    wanted.sort = "cost";
    wanted.after = cursor;
    CHECK(try_query(wanted).error().code == "cursor_invalid");
  }
  CHECK(try_query(in_october("nothing")).error().code == "sort_unknown");
}

TEST_CASE_METHOD(Filled, "Filters narrow the list, its totals and its count alike", "[store][views]") {
  const auto with = [&](auto change) {
    auto wanted = in_october();
    change(wanted.filter);
    const auto page = query(wanted);
    int64_t counted = 0;
    for (const auto& total : page.totals)
      counted += total.count;
    CHECK(counted == page.total);
    CHECK(page.rows.size() == static_cast<size_t>(page.total));
    return names(wanted);
  };
  CHECK(with([](ViewFilter& f) { f.states = {"PAUSED", "ARCHIVED"}; }) == "Beta delta");
  CHECK(with([](ViewFilter& f) { f.types = {"SB"}; }) == "gamma");
  CHECK(with([](ViewFilter& f) { f.regions = {"EU"}; }) == "epsilon");
  CHECK(with([](ViewFilter& f) { f.regions = {"FE"}; }).empty());
  CHECK(with([](ViewFilter& f) { f.connections = {"con_1"}, f.marketplaces = {"CA"}; }) == "delta");
  CHECK(with([](ViewFilter& f) { f.regions = {"EU"}, f.connections = {"con_1"}; }).empty());
  CHECK(with([](ViewFilter& f) { f.text = "ET"; }) == "Beta");
  CHECK(with([](ViewFilter& f) { f.text = "%"; }).empty());
  CHECK(with([](ViewFilter& f) { f.text = "3"; }) == "gamma");  // in the key
}

TEST_CASE_METHOD(Filled, "Records with a deletion mark are shown when asked for", "[store][views]") {
  run("UPDATE shop_campaigns SET _deleted_at = '2026-11-01T00:00:00Z' WHERE name = 'Beta'");
  auto wanted = in_october();
  CHECK(names(wanted) == "alpha delta epsilon gamma");
  wanted.filter.deleted = true;
  auto page = query(wanted);
  REQUIRE(page.rows.size() == 5);
  CHECK(page.rows[1].deleted_at == "2026-11-01T00:00:00Z");
  CHECK_FALSE(page.rows[0].deleted_at);
}

TEST_CASE_METHOD(Filled, "A row says how fresh it is and whether it still follows", "[store][views]") {
  write([](Session& s) {
    StreamRow stream;
    stream.connection_id = "con_1";
    stream.stream = "campaigns";
    stream.marketplace = "US";
    stream.last_success_at = at_second(500);
    rows::upsert_stream(s, stream);
  });
  auto page = query(in_october());
  CHECK(page.rows[0].as_of == at_second(500));
  CHECK(page.rows[0].live);
  CHECK_FALSE(page.rows[3].as_of);  // of the other connection
  write([](Session& s) {
    rows::set_selected_marketplaces(s, "con_1", {"CA"});
    auto row = *rows::find_connection(s, "con_2");
    row.disconnected = true;
    rows::update_connection(s, row);
  });
  page = query(in_october());
  CHECK_FALSE(page.rows[0].live);  // its marketplace is no longer read
  CHECK(page.rows[2].live);
  CHECK_FALSE(page.rows[3].live);  // its connection is disconnected; the row stays
  CHECK(page.rows[3].fields[2] == "epsilon");
}

TEST_CASE_METHOD(Filled, "Each facet is counted without its own filter", "[store][views]") {
  ViewFilter filter;
  filter.states = {"ENABLED"};
  const auto count = [&] { return read([&](Session& s) { return count_facets(s, view, filter); }).value(); };
  auto facets = count();
  CHECK(values(facets.states) == "ENABLED=3 ARCHIVED=1 PAUSED=1");
  CHECK(values(facets.types) == "SP=2 SB=1");
  CHECK(values(facets.regions) == "NA=2 EU=1");
  CHECK(values(facets.marketplaces) == "US=3");
  CHECK(facets.marketplaces[0].title == "US shop");
  CHECK(facets.tags.empty());
  filter.regions = {"EU"};
  facets = count();
  CHECK(values(facets.regions) == "NA=2 EU=1");
  CHECK(values(facets.states) == "ENABLED=1");
}

TEST_CASE_METHOD(Filled, "Sums are read from the view's index alone", "[store][views]") {
  const auto plan = [&](const std::string& sql) {
    std::string lines;
    read([&](Session& s) {
      auto statement = sqlite::prepare(sqlite::handle(s), "EXPLAIN QUERY PLAN " + sql).value();
      while (sqlite3_step(statement.get()) == SQLITE_ROW)
        lines += std::string(sqlite::column_text(statement.get(), 3)) + "\n";
      return 0;
    });
    return lines;
  };
  const std::string sums = plan(view_sql::sums(view, ""));
  CAPTURE(sums);
  CHECK_THAT(sums, Catch::Contains("SEARCH p USING INDEX shop_campaign_days_for_campaigns") ||
                       Catch::Contains("SEARCH p USING COVERING INDEX shop_campaign_days_for_campaigns"));
  CHECK_THAT(sums, Catch::Contains("COVERING"));
  CHECK_THAT(sums, !Catch::Contains("TEMP B-TREE"));
  CHECK_THAT(plan(view_sql::sparkline(view, {1, 2})),
             Catch::Contains("INDEX shop_campaign_days_for_campaigns"));
}

TEST_CASE_METHOD(Filled, "The index follows the view", "[store][views]") {
  const auto index = [&] {
    return read([&](Session& s) {
      return sqlite::query_text(
                 sqlite::handle(s),
                 "SELECT sql FROM sqlite_schema WHERE name = 'shop_campaign_days_for_campaigns'")
          .value();
    });
  };
  const std::string before = index();
  CHECK_THAT(before, Catch::Contains("\"sales\""));
  view.metrics = {{"cost", true}};
  view.ratios.clear();
  write([&](Session& s) { must(ensure_view_index(s, view)); });
  CHECK_THAT(index(), !Catch::Contains("\"sales\""));
  CHECK(query(in_october()).rows.size() == 5);
}

TEST_CASE_METHOD(Filled, "A list that would take too long is refused with advice", "[store][views]") {
  std::vector<Campaign> many;
  for (int i = 1000; i < 3000; ++i)
    many.push_back({.id = i, .name = "many"});
  add(many);
  auto wanted = in_october("cost", true);
  wanted.steps_max = 0;
  const auto refused = try_query(wanted);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "view_too_large");
  CHECK_FALSE(refused.error().hint.empty());
  CHECK(query(in_october("cost", true)).total == 2005);  // the session is as before
}

TEST_CASE_METHOD(Filled, "A view without sums lists records", "[store][views]") {
  view.sums.reset();
  view.metrics.clear();
  view.ratios.clear();
  view.sparkline.reset();
  auto page = query(in_october());
  CHECK(page.rows.size() == 5);
  CHECK(page.total == 5);
  CHECK(page.totals.empty());
  CHECK(page.rows[0].sparkline.empty());
}
