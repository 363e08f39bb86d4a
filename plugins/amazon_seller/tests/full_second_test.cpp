// More listings that were changed in one second than Amazon pages through: they are read by when they were made and by their state, and
// what cannot be read is told.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "page_provider.hpp"

using namespace amazon_seller::testing;

namespace {

constexpr size_t kPagedMax = 1000;
constexpr char kChanged[] = "2026-01-31T23:30:00Z";

struct Made {
  std::string sku, created;
  bool buyable = true;
};

// Searches as Amazon does: of what it finds it pages through a thousand, and refuses the token behind them.
class Shop {
 public:
  explicit Shop(std::vector<Made> listings) : listings_(std::move(listings)) {}

  CannedResponse answer(const SeenRequest& request) {
    if (++calls == changed_at_call) listings_.pop_back();
    std::vector<Made> found;
    for (const Made& one : listings_)
      if (is_wanted(one, request)) found.push_back(one);
    std::ranges::sort(found, {}, &Made::sku);
    if (value(request, "sortOrder") == "DESC") std::ranges::reverse(found);
    const std::string token = value(request, "pageToken");
    const size_t first = token.empty() ? 0 : std::stoul(token);
    if (first >= kPagedMax)
      return {400, R"({"errors":[{"code":"InvalidInput","message":"pageToken is beyond"}]})", {}};
    const size_t end = std::min(first + 20, found.size());
    std::string body = R"({"numberOfResults":)" + std::to_string(found.size()) + R"(,"items":[)";
    for (size_t i = first; i < end; ++i)
      body += (i > first ? "," : "") + (R"({"sku":")" + found[i].sku + "\"}");
    body += "]";
    if (end < found.size()) body += R"(,"pagination":{"nextToken":")" + std::to_string(end) + "\"}";
    return {200, body + "}", {}};
  }

  int calls = 0;
  int changed_at_call = 0;  // when its last listing is changed once more, and no longer found

 private:
  static std::string value(const SeenRequest& request, const std::string& name) {
    const auto found = request.query.find(name);
    return found == request.query.end() ? std::string() : found->second;
  }
  static bool is_in(const std::string& time, const std::string& after, const std::string& before) {
    return (after.empty() || parse_time(time) >= parse_time(after)) &&
           (before.empty() || parse_time(time) <= parse_time(before));
  }
  static bool is_wanted(const Made& one, const SeenRequest& request) {
    const auto of = [&](const char* name) { return value(request, name); };
    return is_in(kChanged, of("lastUpdatedAfter"), of("lastUpdatedBefore")) &&
           is_in(one.created, of("createdAfter"), of("createdBefore")) &&
           (of("withStatus").empty() || one.buyable) && (of("withoutStatus").empty() || !one.buyable);
  }

  std::vector<Made> listings_;
};

std::string sku(int number) {
  std::string text = std::to_string(number);
  return "S" + std::string(6 - text.size(), '0') + text;
}

TaskResult sync(Shop& shop) {
  TaskResult result = sync_answers(
      "listing_changes", [&](const SeenRequest& request) { return shop.answer(request); },
      R"({"version":1,"read_to":"2026-01-31T23:20:00Z"})");
  INFO((result.failure ? result.failure->message() : std::string()));
  REQUIRE(result.done());
  CHECK(result.cursor() == R"({"version":1,"read_to":"2026-01-31T23:58:00Z"})");
  return result;
}

size_t skus_of(const TaskResult& result) {
  std::set<std::string> skus;
  for (const RowValue& row : result.rows)
    skus.insert(row["sku"].text);
  return skus.size();
}

bool is_held(const TaskResult& result, const std::string& text) {
  const Time time = *parse_time(text);
  for (const CheckpointValue& point : result.checkpoints)
    for (const Range& range : point.covered)
      if (range.from <= time && time < range.to) return true;
  return false;
}

}  // namespace

TEST_CASE("listings that were changed in one second are read by when they were made") {
  std::vector<Made> listings;
  for (int i = 0; i < 5000; ++i)
    listings.push_back({sku(i), "20" + std::to_string(10 + i % 15) + "-05-" + std::to_string(10 + i % 19) +
                                    "T10:00:0" + std::to_string(i % 10) + "Z"});
  Shop shop(std::move(listings));
  const TaskResult result = sync(shop);
  CHECK(skus_of(result) == 5000);
  CHECK(result.notices.empty());
  CHECK(is_held(result, kChanged));
  CHECK(shop.calls < 1500);
}

TEST_CASE("listings that were made and changed in one second are read by their state and from both ends") {
  std::vector<Made> listings;
  for (int i = 0; i < 3900; ++i)
    listings.push_back({sku(i), "2026-01-31T23:29:59Z", i % 2 == 0});
  Shop shop(std::move(listings));
  const TaskResult result = sync(shop);
  CHECK(skus_of(result) == 3900);
  CHECK(result.notices.empty());
  CHECK(is_held(result, kChanged));
}

TEST_CASE("what cannot be read of one second is told, and the stream goes on") {
  std::vector<Made> listings;
  for (int i = 0; i < 2500; ++i)
    listings.push_back({sku(i), "2026-01-31T23:29:59Z"});
  Shop shop(std::move(listings));
  const TaskResult result = sync(shop);
  CHECK(skus_of(result) == 2000);
  REQUIRE(result.notices.size() == 1);
  CHECK(result.notices[0].code == "listings_not_read");
  CHECK(result.notices[0].message.find("500 ") != std::string::npos);
  CHECK(result.notices[0].message.find("2026-01-31T23:29:59Z") != std::string::npos);
  CHECK_FALSE(is_held(result, kChanged));
  CHECK(is_held(result, "2026-01-31T23:29:50Z"));
  CHECK(is_held(result, "2026-01-31T23:30:10Z"));
}

TEST_CASE("a listing that is changed again while its second is read is none that could not be read") {
  std::vector<Made> listings;
  std::string created;
  int changed_at_call = 0;
  SECTION("and then few enough are left") {
    created = "2020-01-01T00:00:00Z";
  }
  SECTION("also where its moment is read from both ends") {
    created = "2026-01-31T23:29:59Z";
    changed_at_call = 100;
  }
  for (int i = 0; i < 1001; ++i)
    listings.push_back({sku(i), created});
  Shop counting(listings);
  if (changed_at_call == 0) {
    // The first search after the one that found the second full.
    bool is_full = false;
    sync_answers(
        "listing_changes",
        [&](const SeenRequest& request) {
          if (request.query.contains("createdAfter") && !is_full) {
            is_full = true;
            changed_at_call = counting.calls + 1;
          }
          return counting.answer(request);
        },
        R"({"version":1,"read_to":"2026-01-31T23:20:00Z"})");
  }
  Shop shop(std::move(listings));
  shop.changed_at_call = changed_at_call;
  const TaskResult result = sync(shop);
  CHECK(skus_of(result) == 1000);
  CHECK(result.notices.empty());
  CHECK(is_held(result, kChanged));
}

TEST_CASE("a clock that was set back leaves no progress below nothing") {
  const TaskResult result = sync_pages(
      "listing_changes",
      [](const SeenRequest&) { return std::string(R"({"numberOfResults":0,"items":[]})"); },
      R"({"version":1,"read_to":"2026-02-02T00:00:00Z"})");
  REQUIRE(result.done());
  REQUIRE_FALSE(result.progress.empty());
  for (const auto& progress : result.progress) {
    CHECK(progress.done >= 0);
    CHECK(progress.total > 0);
  }
}

TEST_CASE("a search that finds too much however it is narrowed ends") {
  int calls = 0;
  const TaskResult result = sync_answers(
      "listing_changes",
      [&](const SeenRequest& request) {
        ++calls;
        const bool is_second = request.query.at("lastUpdatedAfter") <= kChanged &&
                               request.query.at("lastUpdatedBefore") > std::string(kChanged);
        return CannedResponse{
            200,
            is_second ? R"({"numberOfResults":1001,"items":[]})" : R"({"numberOfResults":0,"items":[]})",
            {}};
      },
      R"({"version":1,"read_to":"2026-01-31T23:20:00Z"})");
  CHECK(result.done());
  CHECK(result.notices.size() >= 1);
  CHECK(calls < 5000);
}
