// Reads TOML tables key by key, remembers where each key stands, and keeps the first problem.
// Used by manifest_parse.cpp and manifest_check.cpp only. Reading goes on after a problem; the values are
// then discarded. A key that nobody asked for is unknown: so the list of known keys is the code that reads
// them.
#pragma once
#include <toml++/toml.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace mooring::host {

// Paths look like "streams[1].fields[0].name".
class ManifestProblems {
 public:
  explicit ManifestProblems(std::string source_name) : source_name_(std::move(source_name)) {}

  void remember(const std::string& path, const toml::source_region& region);
  bool stands(const std::string& path) const { return positions_.contains(path); }
  // Points at the path, or at the nearest part of it that stands in the file.
  void report(const std::string& path, const std::string& message, std::string hint = {});
  void report_at(const toml::source_position& position, const std::string& path, const std::string& message,
                 std::string hint);
  const std::optional<Error>& first() const { return first_; }

 private:
  std::string source_name_;
  std::map<std::string, toml::source_position> positions_;
  std::optional<Error> first_;
};

// "did you mean 'x'?" when one is near, otherwise the whole list.
std::string suggest(std::string_view word, const std::vector<std::string>& candidates);

class TableReader {
 public:
  TableReader(const toml::table& table, std::string path, ManifestProblems& problems)
      : table_(table), path_(std::move(path)), problems_(problems) {}

  std::string text(std::string_view key);  // required, not empty
  std::string text_or(std::string_view key, std::string fallback);
  std::vector<std::string> texts(std::string_view key);
  std::optional<int64_t> integer(std::string_view key, int64_t minimum, int64_t maximum);
  double positive_number(std::string_view key);  // required
  bool boolean_or(std::string_view key, bool fallback);
  Duration duration_or(std::string_view key, Duration fallback);
  // A boolean, integer or text, written as text.
  std::string scalar_as_text(std::string_view key, std::string_view type_name);

  template <class Value>
  using Choices = std::span<const std::pair<std::string_view, Value>>;
  template <class Value>
  Value choice(std::string_view key, Choices<Value> choices, std::optional<Value> fallback = std::nullopt) {
    const std::string name = fallback ? text_or(key, {}) : text(key);
    std::vector<std::string> names;
    for (const auto& [candidate, value] : choices) {
      if (candidate == name) return value;
      names.emplace_back(candidate);
    }
    if (!name.empty()) report(key, "'" + name + "' is not a known value", suggest(name, names));
    return fallback.value_or(choices.front().second);
  }

  using Visit = std::function<void(TableReader&)>;
  void table(std::string_view key, bool required, const Visit& visit);
  void each_table(std::string_view key, bool required, const Visit& visit);  // an array of tables
  // Every key of this table: for tables whose keys are names. Marks all of them as known.
  std::vector<std::string> all_keys();

  bool has(std::string_view key) const { return table_.contains(key); }
  void require(std::string_view key);  // reports when it is missing
  void finish();                       // reports the first key that nobody asked for
  void report(std::string_view key, const std::string& message, std::string hint = {});
  const std::string& path() const { return path_; }
  std::string path_of(std::string_view key) const;

 private:
  const toml::node* find(std::string_view key);
  void wrong_type(std::string_view key, const toml::node& node, std::string_view expected);
  std::string checked_text(std::string_view key, const toml::value<std::string>& value);

  const toml::table& table_;
  std::string path_;
  ManifestProblems& problems_;
  std::vector<std::string> known_;
};

}  // namespace mooring::host
