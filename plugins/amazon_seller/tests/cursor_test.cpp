// The cursor's rules, alone and against a provider that changes while it is read.
#include <algorithm>
#include <catch2/catch.hpp>
#include <mooring/testing/task_driver.hpp>
#include <random>
#include <set>

#include "marketplaces.hpp"
#include "orders/cursor.hpp"

using namespace amazon_seller;
using namespace mooring;
using namespace mooring::testing;

namespace {

Time at(const char* text) {
  return parse_time(text).value();
}

std::vector<std::string> many_marketplaces(size_t count) {
  std::vector<std::string> ids;
  for (size_t i = 0; i < count; ++i)
    ids.push_back("M" + std::to_string(1000 + i));
  return ids;
}

}  // namespace

TEST_CASE("a cursor is read back as it was written") {
  OrdersCursor cursor;
  CHECK(parse_cursor("") == cursor);
  CHECK(parse_cursor(to_text(cursor)) == cursor);
  cursor.positions = {{"A", at("2026-01-01T00:00:00Z")}, {"B", at("2026-02-01T00:00:00.25Z")}};
  CHECK(parse_cursor(to_text(cursor)) == cursor);
  Slice slice;
  slice.from = at("2026-01-01T00:00:00Z");
  slice.after = at("2025-12-31T23:55:00Z");
  slice.until = slice.reached = at("2026-01-31T00:00:00Z");
  slice.token_at = at("2026-03-01T00:00:00Z");
  slice.reaches_now = true;
  slice.marketplaces = {"A", "B"};
  slice.token = "a\"b\\c\n\x01/+=\xC3\xA9";
  cursor.slice = slice;
  CHECK(parse_cursor(to_text(cursor)) == cursor);
}

TEST_CASE("a damaged or newer cursor is refused, not guessed at") {
  for (const char* text : {"{", "[]", "{\"version\":1,\"positions\":{\"A\":\"then\"}}",
                           "{\"version\":1,\"positions\":{\"A\":7}}"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_cursor(text), Failure);
  }
  CHECK_THROWS_WITH(parse_cursor(R"({"version":2,"positions":{}})"), Catch::Contains("version 2"));
}

TEST_CASE("more than 50 marketplaces are read in several calls") {
  const auto ids = many_marketplaces(120);
  OrdersCursor cursor;
  std::set<std::string> read;
  const Time now = at("2026-01-10T12:00:00Z"), start = at("2026-01-10T00:00:00Z");
  std::vector<size_t> calls;
  while (const auto slice = next_slice(cursor, ids, read, start, now)) {
    REQUIRE(calls.size() < 10);
    calls.push_back(slice->marketplaces.size());
    read.insert(slice->marketplaces.begin(), slice->marketplaces.end());
    finish_slice(cursor, *slice);
  }
  CHECK(calls == std::vector<size_t>{50, 50, 20});
  CHECK(cursor.positions.size() == 120);
}

TEST_CASE("a marketplace that catches up does not leave the others behind") {
  OrdersCursor cursor;
  const Time now = at("2026-03-10T12:00:00Z");
  cursor.positions["US"] = now - std::chrono::minutes(40);
  const std::vector<std::string> ids = {"CA", "US"};
  const auto slice = next_slice(cursor, ids, {}, at("2025-03-10T00:00:00Z"), now);
  REQUIRE(slice);
  CHECK(slice->marketplaces == std::vector<std::string>{"US"});
  CHECK(slice->reaches_now);
}

TEST_CASE("positions never move back") {
  OrdersCursor cursor;
  cursor.positions["US"] = at("2026-01-10T00:00:00Z");
  Slice slice;
  slice.marketplaces = {"US"};
  slice.reached = at("2026-01-09T00:00:00Z");
  finish_slice(cursor, slice);
  CHECK(cursor.positions["US"] == at("2026-01-10T00:00:00Z"));
}

TEST_CASE("history does not reach behind what Amazon keeps") {
  const Time now = at("2026-03-10T12:00:00Z");
  CHECK(first_position(at("2020-01-01T00:00:00Z"), now) == now - kRetention);
  CHECK(first_position(at("2026-01-01T00:00:00.5Z"), now) == at("2026-01-01T00:00:01Z"));
}

namespace {

// Orders that keep changing, served as Amazon documents it: by update time, in pages, tokens bound to the
// parameters.
class Shop {
 public:
  Shop(TaskDriver& driver, uint32_t seed) : driver_(driver), random_(seed) {}

  void change(const std::string& marketplace) {
    const std::string id = marketplace + "-" + std::to_string(pick(40));
    updated_[id] = std::chrono::floor<std::chrono::seconds>(driver_.clock.now());
  }

  Outcome answer(const SeenRequest& request) {
    if (pick(10) == 0) return Failure(FailureKind::network, "cut");
    if (request.path.find("orderMetrics") !=
        std::string::npos)  // only for the estimate: orders come without it
      return CannedResponse{403, R"({"errors":[{"code":"Unauthorized","message":"no role"}]})", {}};
    const Time settled = driver_.clock.now() - std::chrono::minutes(2);
    const Time after = at(request.query.at("lastUpdatedAfter").c_str());
    const Time before = request.query.contains("lastUpdatedBefore")
                            ? at(request.query.at("lastUpdatedBefore").c_str())
                            : settled;
    if (before > settled || after > before) return refused("dates");
    std::map<std::string, std::string> parameters = request.query;
    parameters.erase("paginationToken");
    if (request.query.contains("paginationToken")) {
      const auto cursor = tokens_.find(request.query.at("paginationToken"));
      if (cursor == tokens_.end() || cursor->second.parameters != parameters) return refused("token");
      return page(cursor->second);
    }
    Listing listing{parameters, {}, before};
    for (const auto& [id, time] : updated_) {
      const std::string marketplace = id.substr(0, id.find('-'));
      const bool asked =
          ("," + request.query.at("marketplaceIds") + ",").find("," + marketplace + ",") != std::string::npos;
      if (asked && time >= after && time <= before) listing.ids.push_back(id);
    }
    return page(listing);
  }

  // Orders that were last changed up to `settled` and may therefore be expected.
  const std::map<std::string, Time>& updated() const { return updated_; }
  void forget_tokens() { tokens_.clear(); }
  size_t pick(size_t below) { return std::uniform_int_distribution<size_t>(0, below - 1)(random_); }

 private:
  struct Listing {
    std::map<std::string, std::string> parameters;
    std::vector<std::string> ids;
    Time before;
  };

  static CannedResponse refused(const std::string& what) {
    return {400, R"({"errors":[{"code":"InvalidInput","message":")" + what + "\"}]}", {}};
  }

  CannedResponse page(const Listing& listing) {
    std::string body = R"({"orders":[)";
    const size_t count = std::min<size_t>(3, listing.ids.size());
    for (size_t i = 0; i < count; ++i) {
      const std::string& id = listing.ids[i];
      const std::string time = format_time(updated_.at(id));
      body += std::string(i == 0 ? "" : ",") + R"({"orderId":")" + id + R"(","createdTime":")" + time +
              R"(","lastUpdatedTime":")" + time +
              R"(","salesChannel":{"channelName":"AMAZON","marketplaceId":")" + id.substr(0, id.find('-')) +
              R"("},"orderItems":[]})";
    }
    body += R"(],"lastUpdatedBefore":")" + format_time(listing.before) + '"';
    if (count < listing.ids.size()) {
      const std::string token = "token-" + std::to_string(next_token_++);
      Listing rest = listing;
      rest.ids.erase(rest.ids.begin(), rest.ids.begin() + static_cast<ptrdiff_t>(count));
      tokens_[token] = std::move(rest);
      body += R"(,"pagination":{"nextToken":")" + token + "\"}";
    }
    return {200, body + "}", {}};
  }

  TaskDriver& driver_;
  std::mt19937 random_;
  std::map<std::string, Time> updated_;
  std::map<std::string, Listing> tokens_;
  int next_token_ = 0;
};

// What a host holds: committed rows and the committed cursor, nothing else.
struct Held {
  std::map<std::string, Time> orders;
  std::string cursor;

  void take(const TaskResult& result) {
    size_t row = 0;
    for (const CheckpointValue& checkpoint : result.checkpoints) {
      for (size_t i = 0; i < checkpoint.committed_rows; ++i, ++row) {
        const RowValue& value = result.rows[row];
        if (value.stream == "orders")
          orders[value["order_id"].text] = time_from_us(value["updated_at"].integer);
      }
      cursor = checkpoint.cursor;
    }
  }
};

}  // namespace

TEST_CASE("interrupted anywhere, with marketplaces coming and going, nothing is lost") {
  for (uint32_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    ScriptedHttp http;
    TaskDriver driver(mooring_plugin_v1, http);
    Shop shop(driver, seed);
    http.otherwise([&](const SeenRequest& request) {
      for (size_t i = shop.pick(3); i > 0; --i)
        shop.change(i % 2 == 0 ? "US" : "CA");
      return shop.answer(request);
    });
    Held held;
    driver.call.history_from = driver.clock.now() - std::chrono::days(90);
    for (int run = 0; run < 40; ++run) {
      for (size_t i = shop.pick(8); i > 0; --i)
        shop.change(shop.pick(2) == 0 ? "US" : "CA");
      driver.clock.advance(std::chrono::minutes(shop.pick(40)));
      if (shop.pick(15) == 0) driver.clock.advance(std::chrono::days(3));
      if (shop.pick(10) == 0) shop.forget_tokens();
      driver.call.marketplaces =
          shop.pick(4) == 0 ? std::vector<std::string>{"US"} : std::vector<std::string>{"CA", "US"};
      const size_t abandon_at = shop.pick(3) == 0 ? shop.pick(30) : 100'000;
      driver.go_on = [&](size_t step) { return step < abandon_at; };
      driver.call.cursor = held.cursor;
      const TaskResult result = driver.sync("orders");
      if (result.failure) REQUIRE(result.failure->kind() == FailureKind::network);
      held.take(result);
    }
    // Quiet: after two undisturbed runs everything must be held as it is.
    http.otherwise([&](const SeenRequest& request) {
      Outcome outcome = shop.answer(request);
      while (std::holds_alternative<Failure>(outcome))
        outcome = shop.answer(request);
      return outcome;
    });
    driver.go_on = nullptr;
    driver.call.marketplaces = {"CA", "US"};
    driver.clock.advance(std::chrono::minutes(10));
    driver.call.cursor = held.cursor;
    const size_t calls_before = http.seen().size();
    const TaskResult last = driver.sync("orders");
    std::string story = "started with " + held.cursor + " at " + format_time(driver.clock.now());
    for (size_t i = calls_before; i < http.seen().size(); ++i)
      story += "\nasked " + http.seen()[i].url;
    for (const CheckpointValue& checkpoint : last.checkpoints)
      story += "\ncommitted " + checkpoint.cursor;
    INFO(story);
    REQUIRE(last.done());
    held.take(last);
    for (const auto& [id, time] : shop.updated()) {
      INFO("order " << id << " of " << format_time(time) << ", cursor " << held.cursor);
      REQUIRE(held.orders.contains(id));
      CHECK(format_time(held.orders[id]) == format_time(time));
    }
    // And the positions have met: the next run needs one call.
    driver.clock.advance(std::chrono::minutes(10));
    driver.call.cursor = held.cursor;
    const size_t before = http.seen().size();
    REQUIRE(driver.sync("orders").done());
    CHECK(http.seen().size() - before <= 2);
  }
}

TEST_CASE("the stores in the code are those of the manifest") {
  const toml::table manifest =
      toml::parse(std::string_view(mooring_plugin_v1.manifest.data, mooring_plugin_v1.manifest.size));
  size_t declared = 0;
  for (const char* region : {"NA", "EU", "FE"}) {
    const toml::array* stores = manifest["marketplaces"][region].as_array();
    REQUIRE(stores != nullptr);
    for (size_t i = 0; i < stores->size(); ++i, ++declared) {
      const toml::node_view<const toml::node> entry((*stores)[i]);
      const Store* store = find_store(entry["id"].value_or(std::string()));
      REQUIRE(store != nullptr);
      CHECK(store->country_code == entry["country_code"].value_or(std::string()));
      CHECK(store->name == entry["name"].value_or(std::string()));
    }
  }
  CHECK(declared == std::size(kStores));
}

TEST_CASE("the vendors' stores in the code are those whose Vendor Central the manifest names") {
  const toml::table manifest =
      toml::parse(std::string_view(mooring_plugin_v1.manifest.data, mooring_plugin_v1.manifest.size));
  const auto text = [](const toml::node& table, const char* key) {
    return toml::node_view<const toml::node>(table)[key].value_or(std::string());
  };
  std::set<std::string> declared, known, with_store;
  for (const toml::node& region : *manifest["regions"].as_array()) {
    for (const toml::node& consent : *region.as_table()->get_as<toml::array>("consents")) {
      if (text(consent, "account") != "vendor") continue;
      std::string country = text(consent, "id").substr(std::string_view("vendor_").size());
      std::ranges::transform(country, country.begin(), [](char c) { return static_cast<char>(c & ~0x20); });
      std::vector<std::string> countries = {country == "UK" ? "GB" : country};
      if (country == "ME") countries = {"AE", "EG", "SA"};  // one page for the Middle East
      for (const std::string& one : countries)
        declared.insert(text(region, "id") + " " + one);
    }
    const auto* stores = manifest["marketplaces"][text(region, "id")].as_array();
    for (const toml::node& store : *stores)
      with_store.insert(text(region, "id") + " " + text(store, "country_code"));
  }
  for (const VendorStore& one : kVendorStores) {
    INFO(one.country_code);
    known.insert(std::string(one.region) + " " + std::string(one.country_code));
    CHECK(store_in(one.country_code) != nullptr);
    CHECK(with_store.contains(std::string(one.region) + " " + std::string(one.country_code)));
    CHECK(one.currency.size() == 3);
  }
  CHECK(known == declared);
  CHECK(known.size() == std::size(kVendorStores));
}

TEST_CASE("a run right after another asks once, claims nothing new and never moves back") {
  OrdersCursor cursor;
  const Time now = at("2026-01-10T12:00:00Z");
  cursor.positions["US"] = now;  // ahead of what is settled
  const std::vector<std::string> ids = {"US"};
  const auto slice = next_slice(cursor, ids, {}, first_position(now, now), now);
  REQUIRE(slice);
  CHECK(slice->reaches_now);
  CHECK(slice->after <= settled_at(now));
  CHECK(slice->reached == slice->from);
  finish_slice(cursor, *slice);
  CHECK(cursor.positions["US"] == now);
  CHECK_FALSE(next_slice(cursor, ids, {"US"}, first_position(now, now), now));
}
