// The pages of docs/plugins/amazon_ads name every stream and every column as the manifest declares them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <mooring/plugin.hpp>
#include <mooring/testing/declared_streams.hpp>
#include <mooring/testing/golden_case.hpp>

namespace {

const std::filesystem::path kDocs = AMAZON_ADS_FOLDER "/../../docs/plugins/amazon_ads";

// The first two cells of the rows of the last table: "| `name` | type |".
std::vector<std::string> documented_columns(const std::string& page) {
  std::vector<std::string> columns;
  std::istringstream lines(page.substr(page.rfind("\n|---")));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `")) continue;
    const size_t type = line.find("` | ") + 4;
    columns.push_back(line.substr(3, type - 7) + " " + line.substr(type, line.find(" |", type) - type));
  }
  return columns;
}

}  // namespace

TEST_CASE("every stream has a page with its columns in order, and a line in the overview") {
  using namespace mooring::testing;
  const toml::table manifest = toml::parse(mooring::detail::view(mooring_plugin_v1.manifest));
  const std::string overview = detail::read_text(kDocs / "README.md");
  size_t streams = 0;
  for (const auto& entry : *manifest["streams"].as_array()) {
    const toml::node_view<const toml::node> stream(entry);
    const std::string id = stream["id"].value_or(std::string());
    INFO(id);
    const std::string page = detail::read_text(kDocs / (id + ".md"));
    CHECK(page.starts_with("# " + stream["title"].value_or(std::string()) + " (`" + id + "`)\n"));
    std::string text = page;
    std::ranges::replace(text, '\n', ' ');
    CHECK(text.find("every " + stream["interval"].value_or(std::string()) + " ") != std::string::npos);
    CHECK(overview.find("[`" + id + "`](" + id + ".md)") != std::string::npos);
    std::vector<std::string> declared;
    for (const auto& field : *stream["fields"].as_array()) {
      const toml::node_view<const toml::node> view(field);
      declared.push_back(view["name"].value_or(std::string()) + " " + view["type"].value_or(std::string()));
    }
    CHECK(documented_columns(page) == declared);
    ++streams;
  }
  CHECK(streams == 16);
}
