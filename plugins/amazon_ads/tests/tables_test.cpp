// The tables of operations and reports agree with the manifest and with Amazon's own lists.
#include <toml++/toml.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <mooring/plugin.hpp>
#include <mooring/testing/declared_streams.hpp>
#include <set>

#include "budget_usage.hpp"
#include "entities.hpp"
#include "profiles.hpp"
#include "report_types.hpp"
#include "values.hpp"

using namespace amazon;
using namespace amazon_ads;

namespace {

constexpr EntityStream kEntityStreams[] = {EntityStream::portfolios,        EntityStream::campaigns,
                                           EntityStream::ad_groups,         EntityStream::ads,
                                           EntityStream::keywords,          EntityStream::targets,
                                           EntityStream::negative_keywords, EntityStream::negative_targets};
constexpr PerformanceStream kPerformanceStreams[] = {
    PerformanceStream::campaign, PerformanceStream::ad_group,    PerformanceStream::target,
    PerformanceStream::product,  PerformanceStream::search_term, PerformanceStream::placement};

std::string manifest() {
  return std::string(mooring::detail::view(mooring_plugin_v1.manifest));
}

// What Amazon documents of a report type.
struct Documented {
  std::string product;
  std::set<std::string> base;
  std::map<std::string, std::set<std::string>> groups;
};

std::map<std::string, Documented> documented_reports(const std::string& file) {
  std::map<std::string, Documented> result;
  simdjson::ondemand::parser parser;
  const simdjson::padded_string json = simdjson::padded_string::load(file);
  simdjson::ondemand::document document = parser.iterate(json);
  for (auto type : document.get_object()) {
    Documented& report = result[std::string(std::string_view(type.unescaped_key()))];
    for (auto part : type.value().get_object()) {
      const std::string_view key = part.unescaped_key();
      if (key == "adProduct") report.product = std::string_view(part.value().get_string());
      if (key == "base") {
        for (auto column : part.value().get_array())
          report.base.emplace(std::string_view(column.get_string()));
      }
      if (key != "groupBy") continue;
      for (auto group : part.value().get_object()) {
        auto& columns = report.groups[std::string(std::string_view(group.unescaped_key()))];
        for (auto member : group.value().get_object()) {
          if (std::string_view(member.unescaped_key()) != "additional") continue;
          for (auto column : member.value().get_array())
            columns.emplace(std::string_view(column.get_string()));
        }
      }
    }
  }
  return result;
}

}  // namespace

TEST_CASE("every declared stream has a handler, and its rows have the declared number of fields") {
  const auto declared = mooring::testing::declared_streams(manifest());
  std::map<std::string, size_t> built = {{"profiles", kProfileFields}, {"budget_usage", kBudgetUsageFields}};
  for (const EntityStream stream : kEntityStreams)
    built[std::string(id_of(stream))] = field_count(stream);
  for (const PerformanceStream stream : kPerformanceStreams)
    built[std::string(id_of(stream))] = field_count(stream);
  CHECK(declared.size() == built.size());
  for (const auto& [id, fields] : declared) {
    INFO(id);
    REQUIRE(built.contains(id));
    CHECK(built[id] == fields.size());
  }
}

TEST_CASE("each stream has its lists, one after the other by product") {
  std::set<std::string> paths;
  for (const EntityStream stream : kEntityStreams) {
    const auto lists = lists_of(stream);
    INFO(id_of(stream));
    REQUIRE_FALSE(lists.empty());
    CHECK(std::ranges::is_sorted(lists, {}, &EntityList::product));
    for (const EntityList& list : lists) {
      CHECK(list.stream == stream);
      CHECK(paths.insert(list.path).second);
      CHECK((list.style != ListStyle::query || list.page_size > 0));
    }
  }
  CHECK(paths.size() == 22);
}

TEST_CASE("every media type of Sponsored Products is in Amazon's OpenAPI document, with its array") {
  const std::string file = AMAZON_ADS_MODELS "/SponsoredProducts_prod_3p.json";
  if (!std::filesystem::exists(file)) {
    WARN("skipped: Amazon's OpenAPI documents are not on this machine (" + file + ")");
    return;
  }
  const std::string text(simdjson::padded_string(simdjson::padded_string::load(file)));
  for (const EntityStream stream : kEntityStreams) {
    for (const EntityList& list : lists_of(stream)) {
      if (list.product != Product::sponsored_products) continue;
      INFO(list.path);
      CHECK(text.find('"' + std::string(list.path) + '"') != std::string::npos);
      CHECK(text.find('"' + std::string(list.media_type) + '"') != std::string::npos);
      CHECK(text.find('"' + std::string(list.array) + '"') != std::string::npos);
    }
  }
}

TEST_CASE("every column that is asked for is one that Amazon documents for that report and grouping") {
  const std::string file = AMAZON_ADS_MODELS "/derived-report-types.json";
  if (!std::filesystem::exists(file)) {
    WARN("skipped: Amazon's list of report columns is not on this machine (" + file + ")");
    return;
  }
  const auto documented = documented_reports(file);
  size_t checked = 0;
  for (const PerformanceStream stream : kPerformanceStreams) {
    for (const ReportType& report : reports_of(stream)) {
      INFO(report.id);
      REQUIRE(documented.contains(report.id));
      const Documented& known = documented.at(report.id);
      CHECK(known.product == code_of(report.product));
      std::set<std::string> valid = known.base;
      std::string groups(report.group_by);
      for (size_t at = 0; at <= groups.size();) {
        const size_t comma = std::min(groups.find(',', at), groups.size());
        const std::string group = groups.substr(at, comma - at);
        at = comma + 1;
        INFO(group);
        if (known.groups.empty()) continue;  // documented without a table by grouping
        REQUIRE(known.groups.contains(group));
        valid.insert(known.groups.at(group).begin(), known.groups.at(group).end());
      }
      for (const std::string& column : columns_of(report)) {
        INFO(column);
        CHECK(valid.contains(column));
        ++checked;
      }
    }
  }
  CHECK(checked > 200);
}

TEST_CASE("a product without a report of a stream is not there") {
  CHECK(reports_of(PerformanceStream::campaign).size() == 3);
  CHECK(reports_of(PerformanceStream::product).size() == 2);
  CHECK(reports_of(PerformanceStream::placement).size() == 2);
  CHECK(reports_of(PerformanceStream::search_term).size() == 2);
  for (const PerformanceStream stream : kPerformanceStreams) {
    for (const ReportType& report : reports_of(stream)) {
      const auto columns = columns_of(report);
      CHECK(std::set(columns.begin(), columns.end()).size() == columns.size());
      CHECK(report.stream == stream);
    }
  }
}
