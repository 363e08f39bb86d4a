// What the API advises is said on the command line in its own words.
#include "app/cli/hints.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

using mooring::host::cli::hint_for_commands;

namespace {

// Texts in quotes of the host's sources that name an address of the API.
std::set<std::string> hints_of_the_host() {
  std::set<std::string> hints;
  const std::regex address(R"re("([^"]*(GET|POST|PUT|PATCH|DELETE) /api/v1/[^"]*)")re");
  for (const auto& item : std::filesystem::recursive_directory_iterator(MOORING_SOURCE_FOLDER "/host")) {
    const std::string path = item.path().string();
    // The description of the API is for programs, the table of commands is what is tested.
    if (item.path().extension() != ".cpp" || path.find("openapi") != std::string::npos ||
        path.find("/cli/hints.cpp") != std::string::npos)
      continue;
    std::ifstream file(item.path());
    for (std::string line; std::getline(file, line);)
      for (std::sregex_iterator found(line.begin(), line.end(), address), end; found != end; ++found)
        hints.insert((*found)[1]);
  }
  return hints;
}

}  // namespace

TEST_CASE("a hint names the command") {
  CHECK(hint_for_commands("GET /api/v1/connections lists them") == "`mooring connections list` lists them");
  CHECK(hint_for_commands("See GET /api/v1/plugins for the reason") ==
        "See `mooring plugins list` for the reason");
  CHECK(hint_for_commands("GET /api/v1/connections/{id}/streams lists them") ==
        "`mooring connections streams ID` lists them");
  CHECK(hint_for_commands("Start it with `mooring serve`") == "Start it with `mooring serve`");
  CHECK(hint_for_commands("GET /api/v1/plugins-of-mine").find("mooring") == std::string::npos);
  CHECK(hint_for_commands("docs/reference/rest.md and /api/v1/openapi.json say what this request takes")
            .find("--help") != std::string::npos);
  CHECK(hint_for_commands("GET /api/v1/plugins tells what each setting takes") ==
        "`mooring plugins inspect CHANNEL` tells what each setting takes");
  CHECK(hint_for_commands("GET /api/v1/plugins lists channels and their views") ==
        "`mooring plugins list` lists channels, `mooring plugins inspect CHANNEL` their views");
  CHECK(hint_for_commands("").empty());
}

TEST_CASE("every hint of the host that names an address has a command for it") {
  const auto hints = hints_of_the_host();
  REQUIRE(hints.size() > 20);
  for (const std::string& hint : hints) {
    if (hint.find("csrf_token") != std::string::npos) continue;  // browsers only
    INFO(hint);
    CHECK(hint_for_commands(hint).find("/api/") == std::string::npos);
  }
}
