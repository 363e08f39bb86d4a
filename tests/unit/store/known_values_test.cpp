// What a stream that needs another one's values is given.
#include "store/known_values.hpp"

#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "record_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

struct KnownValuesFixture : RecordFixture {
  std::string lines(const std::string& connection, const std::string& marketplace,
                    const std::string& field = "order_id", size_t most = 100) {
    return read([&](Session& session) {
      auto values = known_values(session, order_table(), connection, marketplace, field, most);
      return values ? to_lines(*values) : values.error().code;
    });
  }
};

}  // namespace

TEST_CASE_METHOD(KnownValuesFixture, "known values: each once, the one held first before the others") {
  CHECK(lines("con_1", "") == "");
  upsert({{.id = "B"}, {.id = "C", .marketplace = "CA"}}, "con_1", "run_1", at_second(100));
  upsert({{.id = "A"}, {.id = "B", .total = "11.00"}}, "con_1", "run_2", at_second(200));
  upsert({{.id = "Z"}}, "con_2", "run_3", at_second(50));
  CHECK(lines("con_1", "") == format_time(at_second(100)) + " B\n" + format_time(at_second(100)) + " C\n" +
                                  format_time(at_second(200)) + " A\n");
  CHECK(lines("con_1", "CA") == format_time(at_second(100)) + " C\n");
  CHECK(lines("con_1", "US", "total") ==
        format_time(at_second(100)) + " 11.00\n" + format_time(at_second(200)) + " 10.50\n");
}

TEST_CASE_METHOD(KnownValuesFixture, "known values: no empty ones, none of two lines, and not without end") {
  upsert({{.id = "A"}, {.id = "B\nC"}, {.id = "", .total = "1.00"}}, "con_1", "run_1", at_second(100));
  CHECK(lines("con_1", "") == format_time(at_second(100)) + " A\n");
  CHECK(lines("con_1", "", "order_id", 1) == "known_values_too_many");
}
