// Every folder of testcases/ is replayed through the C ABI.
#include <algorithm>
#include <catch2/catch.hpp>
#include <mooring/testing/golden_case.hpp>

namespace {

std::vector<std::filesystem::path> folders() {
  std::vector<std::filesystem::path> result;
  for (const auto& entry : std::filesystem::directory_iterator(AMAZON_ADS_FOLDER "/testcases"))
    result.push_back(entry.path());
  std::ranges::sort(result);
  return result;
}

}  // namespace

TEST_CASE("golden cases") {
  REQUIRE(folders().size() >= 20);
  for (const auto& folder : folders()) {
    INFO(folder.filename().string());
    CHECK(mooring::testing::run_golden_case(mooring_plugin_v1, folder) == "");
  }
}
