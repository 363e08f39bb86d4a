// What may come instead of a report's document, for every stream of reports: the run fails with the place and a sample, keeps no
// row of it and claims nothing, and the next good run repairs everything.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <mooring/testing/golden_case.hpp>

#include "report_streams.hpp"

using namespace amazon_seller::testing;

namespace {

std::string with(std::string text, const std::string& what, const std::string& by) {
  const size_t at = text.rfind(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

struct Damage {
  std::string name;
  std::function<std::string(const ReportStream&)> document;
  std::string said;
};

const std::vector<Damage> kDamages = {
    // A row that is cut within its last cell is a shorter text: gzip and the length of the answer tell that.
    {"cut off",
     [](const ReportStream& one) {
       return one.good.substr(0, one.good.rfind(is_json(one.good) ? '"' : '\t') - 1);
     },
     ""},
    {"another character set",
     [](const ReportStream& one) { return with(one.good, is_json(one.good) ? "B0" : "U", "\xE9"); }, "UTF-8"},
    {"an error of the storage",
     [](const ReportStream&) {
       return std::string("<?xml version=\"1.0\"?><Error><Code>SlowDown</Code></Error>");
     },
     ""},
    {"nothing", [](const ReportStream&) { return std::string(); }, ""},
    {"twice in one body", [](const ReportStream& one) { return one.good + one.good; }, ""},
    {"without what must be there",
     [](const ReportStream& one) {
       std::string without = one.good;
       for (size_t at; (at = without.find(one.required)) != std::string::npos;)
         without.replace(at, one.required.size(), "other");
       return without;
     },
     ""},
    {"a record without end",
     [](const ReportStream& one) {
       return with(one.good, is_json(one.good) ? "B0" : "U", std::string(5 << 20, 'x'));
     },
     "bytes"},
    {"a zero byte",
     [](const ReportStream& one) {
       return with(one.good, is_json(one.good) ? "\"" : "\t", std::string(1, '\0'));
     },
     ""},
};

}  // namespace

TEST_CASE("a bad document of any report fails the run, is not kept, and is repaired by the next good run",
          "[reports]") {
  for (const ReportStream& one : kStreams) {
    const TaskResult whole = sync(one, one.good);
    INFO(one.stream << ": " << (whole.failure ? whole.failure->message() : std::string()));
    REQUIRE(whole.done());
    CHECK(whole.rows.size() == one.rows);
    for (const Damage& damage : kDamages) {
      INFO(damage.name);
      const TaskResult result = sync(one, damage.document(one));
      REQUIRE(result.failure);
      INFO(result.failure->message());
      CHECK(result.failure->kind() == FailureKind::bad_response);
      CHECK(result.failure->endpoint() == "GET https://reports.s3.amazonaws.com/r");
      CHECK(says(result.failure->message(), "cannot be read: "));
      CHECK(says(result.failure->message(), damage.said));
      CHECK_FALSE(says(result.failure->message(), "secret"));
      CHECK(result.rows.empty());
      CHECK_FALSE(claims_something(result));
      const TaskResult next = sync(one, one.good, result.cursor());
      REQUIRE(next.done());
      CHECK(next.rows.size() == one.rows);
      CHECK(claims_something(next));
    }
  }
}

// The last record again, with another end; "" changes nothing.
std::string with_last_record_again(const std::string& good, const std::string& other_end) {
  if (is_json(good)) {
    const size_t begin = good.rfind("[{") + 1, end = good.rfind(']');
    std::string record = good.substr(begin, end - begin);
    if (!other_end.empty()) record.insert(record.size() - 1, R"(,"unitsOfNobody":)" + other_end);
    return good.substr(0, end) + "," + record + good.substr(end);
  }
  const size_t begin = good.rfind("\r\n", good.size() - 3) + 2;
  std::string record = good.substr(begin, good.size() - begin - 2);
  if (!other_end.empty()) record.replace(record.rfind('\t') + 1, std::string::npos, other_end);
  return good + record + "\r\n";
}

TEST_CASE("a report that has one record twice, with other figures, is refused; twice the same is not",
          "[reports]") {
  for (const std::string name : {"listings", "fba_inventory_ledger", "sales_traffic", "vendor_sales",
                                 "vendor_inventory", "vendor_traffic"}) {
    INFO(name);
    const auto one = std::ranges::find(kStreams, name, &ReportStream::stream);
    const TaskResult same = sync(*one, with_last_record_again(one->good, ""));
    REQUIRE(same.done());
    CHECK(claims_something(same));
    const TaskResult other = sync(*one, with_last_record_again(one->good, "7"));
    REQUIRE(other.failure);
    INFO(other.failure->message());
    CHECK(other.failure->kind() == FailureKind::bad_response);
    CHECK(says(other.failure->message(), "the same record came before with other content ("));
    CHECK(says(other.failure->message(), is_json(one->good) ? "record 2 of '" : "line 4 of the table"));
    CHECK(other.rows.empty());
    CHECK_FALSE(claims_something(other));
    const TaskResult next = sync(*one, one->good, other.cursor());
    REQUIRE(next.done());
    CHECK(next.rows.size() == one->rows);
  }
}
