#include "plugins/task.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace mooring::host;

TEST_CASE("every failure kind has one name, and the name leads back") {
  std::set<std::string> names;
  for (int i = 1; i <= 11; ++i) {
    const auto kind = static_cast<FailureKind>(i);
    names.insert(to_text(kind));
    CHECK(failure_kind_from(to_text(kind)) == kind);
  }
  CHECK(names.size() == 11);
  CHECK(std::string(to_text(FailureKind::grant_revoked)) == "grant_revoked");
  CHECK_FALSE(failure_kind_from("").has_value());
  CHECK_FALSE(failure_kind_from("unknown").has_value());
}
