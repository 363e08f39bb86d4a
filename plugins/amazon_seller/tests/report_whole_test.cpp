// Reports of more rows than are committed at once: nothing of one that turns out to be bad is kept, wherever the bad record
// stands, and a good one is kept whole.
#include <algorithm>
#include <catch2/catch.hpp>

#include "report_streams.hpp"

using namespace amazon_seller::testing;

namespace {

constexpr int kMany = 12'000;  // more than two commits

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
  return text;
}

// The report with its last record so often, each under a key of its own; `last` stands behind them.
std::string many_of(const ReportStream& one, const std::string& last) {
  const bool json = is_json(one.good);
  const size_t begin = json ? one.good.rfind("[{") + 1 : one.good.rfind("\r\n", one.good.size() - 3) + 2;
  const size_t end = json ? one.good.rfind(']') : one.good.size();
  const std::string record = one.good.substr(begin, end - begin);
  std::string text = one.good.substr(0, begin);
  for (int i = 0; i < kMany; ++i) {
    const std::string number = std::to_string(i);
    if (json && i > 0) text += ',';
    text += json ? replaced(record, "HARBOR01", number) : replaced(record, "US-2", "US-N" + number);
  }
  return text + last + one.good.substr(end);
}

void check_nothing_kept(const TaskResult& result) {
  REQUIRE(result.failure);
  INFO(result.failure->message());
  CHECK(result.failure->kind() == FailureKind::bad_response);
  CHECK(result.failure->endpoint() == "GET https://reports.s3.amazonaws.com/r");
  CHECK(says(result.failure->message(), "cannot be read: "));
  CHECK(result.rows.empty());
  CHECK_FALSE(claims_something(result));
  for (const CheckpointValue& point : result.checkpoints)
    CHECK(point.committed_rows == 0);
}

}  // namespace

TEST_CASE("a large report of any stream is kept whole, or nothing of it", "[reports]") {
  for (const ReportStream& one : kStreams) {
    INFO(one.stream);
    const std::string good = many_of(one, "");
    check_nothing_kept(sync(one, many_of(one, is_json(one.good) ? ",17" : "cut off\r\n")));
    const TaskResult next = sync(one, good);
    REQUIRE(next.done());
    CHECK(next.rows.size() == one.rows + kMany - 1);
    CHECK(claims_something(next));
    CHECK(std::ranges::count_if(next.checkpoints,
                                [](const auto& point) { return point.committed_rows > 0; }) == 3);
  }
}

TEST_CASE("a large report of another store is not kept, also when it says so at its end", "[reports]") {
  for (const ReportStream& one : kStreams) {
    if (!is_json(one.good)) continue;
    INFO(one.stream);
    const std::string large = many_of(one, "");
    const size_t begin = large.find(R"("reportSpecification")"), end = large.find(R"(]},")", begin) + 3;
    const std::string specification = large.substr(begin, end - 1 - begin);
    const std::string rest = large.substr(0, begin) + large.substr(end);
    const auto with_last = [&](const std::string& member) {
      return rest.substr(0, rest.size() - 1) + "," + member + "}";
    };
    const TaskResult other = sync(one, with_last(replaced(specification, "ATVPDKIKX0DER", "A1F83G8C2ARO7P")));
    check_nothing_kept(other);
    CHECK(says(other.failure->message(), "its marketplace is another, not ATVPDKIKX0DER"));
    const TaskResult own = sync(one, with_last(specification));
    REQUIRE(own.done());
    CHECK(own.rows.size() == one.rows + kMany - 1);
  }
}

TEST_CASE("a large report that contradicts itself at its end is not kept", "[reports]") {
  const auto one = std::ranges::find(kStreams, "listings", &ReportStream::stream);
  check_nothing_kept(sync(*one, many_of(*one, "US-N7\tAnother cup\t3.50\r\n")));
}

TEST_CASE("a report of one commit is read once, a larger one is said to be looked at first", "[reports]") {
  const auto one = std::ranges::find(kStreams, "listings", &ReportStream::stream);
  const auto checks = [&](const std::string& document, size_t part_bytes) {
    Run run(provider(document));
    run.driver.call.history_from = *parse_time(one->history_from);
    run.driver.body_part_bytes = part_bytes;
    const TaskResult result = run.driver.sync(one->stream);
    REQUIRE(result.done());
    return std::ranges::count_if(result.progress,
                                 [](const auto& step) { return says(step.note, "is checked"); });
  };
  CHECK(checks(one->good, 1) == 0);
  CHECK(checks(many_of(*one, ""), 100) > 0);
}
