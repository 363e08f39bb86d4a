// Every stream has a page of its own in docs/plugins/amazon_seller, with its columns as the manifest declares them; a row of a table
// may be about several columns. A stream and the one that feeds it lead to each other.
#include <algorithm>
#include <catch2/catch.hpp>
#include <mooring/plugin.hpp>
#include <mooring/testing/declared_streams.hpp>
#include <mooring/testing/golden_case.hpp>

namespace {

using Node = toml::node_view<const toml::node>;

const std::filesystem::path kDocs = AMAZON_SELLER_DOCS;
constexpr std::string_view kTypes[] = {"boolean", "integer", "decimal", "text", "timestamp", "date", "json"};

std::vector<std::string> parts_of(std::string_view cell) {
  std::vector<std::string> parts;
  while (!cell.empty()) {
    const size_t comma = cell.find(", ");
    std::string part(cell.substr(0, comma));
    std::erase(part, '`');
    while (part.ends_with(' '))
      part.pop_back();
    parts.push_back(part);
    cell.remove_prefix(comma == std::string_view::npos ? cell.size() : comma + 2);
  }
  return parts;
}

// "| `a`, `b` | decimal, text | ... |" as "a decimal", "b text"; one type is that of all, and what is none is a remark ("UTC").
void add_columns(std::string_view line, std::vector<std::string>& columns) {
  const size_t first = line.find(" | ");
  const size_t second = line.find(" | ", first + 3);
  const auto names = parts_of(line.substr(2, first - 2));
  auto types = parts_of(line.substr(first + 3, second - first - 3));
  std::erase_if(types, [](const std::string& type) { return !std::ranges::count(kTypes, type); });
  for (size_t i = 0; i < names.size(); ++i)
    columns.push_back(names[i] + " " +
                      (types.empty() ? "?" : types[types.size() == 1 ? 0 : std::min(i, types.size() - 1)]));
}

std::vector<std::string> documented_columns(const std::string& page) {
  const size_t at = page.find("## Columns\n");
  std::vector<std::string> columns;
  if (at == std::string::npos) return columns;
  const size_t next = page.find("\n## ", at + 1);
  std::istringstream lines(page.substr(at, next == std::string::npos ? next : next - at));
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("| `")) add_columns(line, columns);
  return columns;
}

// "1h" is said as "every hour", "12h" also as "every 12 hours".
bool tells_interval(const std::string& text, const std::string& interval) {
  const auto says = [&](const std::string& words) { return text.find(words) != std::string::npos; };
  if (interval == "1h") return says("every hour ");
  return says("every " + interval + " ") ||
         (interval.ends_with('h') && says("every " + interval.substr(0, interval.size() - 1) + " hours "));
}

// Empty: it has none.
std::string page_of(const std::string& stream) {
  const auto path = kDocs / (stream + ".md");
  return std::filesystem::exists(path) ? mooring::testing::detail::read_text(path) : std::string();
}

}  // namespace

TEST_CASE("every stream has a page with exactly its columns") {
  const toml::table manifest = toml::parse(mooring::detail::view(mooring_plugin_v1.manifest));
  for (const auto& entry : *manifest["streams"].as_array()) {
    const Node stream(entry);
    const std::string id = stream["id"].value_or(std::string());
    INFO(id);
    const std::string page = page_of(id);
    CHECK_FALSE(page.empty());
    if (page.empty()) continue;
    CHECK(page.find("`amazon_seller_" + id + "`") != std::string::npos);
    std::string text = page;
    std::ranges::replace(text, '\n', ' ');
    const std::string feeder = stream["fed_by"].value_or(std::string());
    if (!feeder.empty()) {
      CHECK(page.find("](" + feeder + ".md)") != std::string::npos);
      CHECK(page_of(feeder).find("](" + id + ".md)") != std::string::npos);
    }
    if (feeder.empty()) CHECK(tells_interval(text, stream["interval"].value_or(std::string())));
    std::vector<std::string> declared;
    for (const auto& field : *stream["fields"].as_array())
      declared.push_back(Node(field)["name"].value_or(std::string()) + " " +
                         Node(field)["type"].value_or(std::string()));
    auto documented = documented_columns(page);
    std::ranges::sort(declared);
    std::ranges::sort(documented);
    CHECK(documented == declared);
  }
}
