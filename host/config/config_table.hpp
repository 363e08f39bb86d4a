// One TOML table, read key by key into typed values. Every method records what is wrong with file, line,
// column and key path, and leaves `out` alone. When the reader goes, keys that nobody asked for are refused
// with the nearest known one. Internal to config/; main thread.
#pragma once
#include <toml++/toml.h>
#include <concepts>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret.hpp"
#include "config/config.hpp"

namespace mooring::host {

// The file being read, and where findings go.
struct FileContext {
  std::filesystem::path file;
  std::map<std::string, ConfigOrigin>& origins;
  std::vector<ConfigProblem>& problems;
};

std::string key_step(std::string_view key);  // one step of a key path, in quotes where TOML needs them

class ConfigTable {
 public:
  ConfigTable(const toml::table& table, std::string path, FileContext& context);
  ~ConfigTable();
  ConfigTable(const ConfigTable&) = delete;
  ConfigTable& operator=(const ConfigTable&) = delete;

  bool has(std::string_view key) const { return table_.contains(key); }

  void text(std::string_view key, std::string& out);  // never empty
  void texts(std::string_view key, std::vector<std::string>& out);
  void boolean(std::string_view key, bool& out);
  void boolean(std::string_view key, std::optional<bool>& out);
  template <std::integral T>
  void integer(std::string_view key, T& out, int64_t minimum, int64_t maximum) {
    if (auto value = read_integer(key, minimum, maximum)) out = static_cast<T>(*value);
  }
  void number(std::string_view key, double& out, double minimum);  // minimum 0 itself is refused
  void number(std::string_view key, std::optional<double>& out, double minimum);
  void duration(std::string_view key, Duration& out, Duration minimum, Duration maximum);
  void duration(std::string_view key, std::optional<Duration>& out, Duration minimum, Duration maximum);
  void date(std::string_view key, std::optional<Timestamp>& out);
  void path(std::string_view key, std::filesystem::path& out);  // absolute; relative to the file
  void paths(std::string_view key, std::vector<std::filesystem::path>& out);
  void secret(std::string_view key, Secret& out);
  void url(std::string_view key,
           std::string& out);  // https, or http to loopback; a slash at the end is dropped
  template <class Enum>
  void choice(std::string_view key, Enum& out,
              std::initializer_list<std::pair<std::string_view, Enum>> values) {
    std::vector<std::string> names;
    for (const auto& value : values)
      names.emplace_back(value.first);
    auto index = read_choice(key, names);
    if (index) out = (values.begin() + *index)->second;
  }
  // Every key not asked for so far: text, whole number or boolean, as text. With lists also a list of texts, as list_text().
  void other_texts(std::map<std::string, std::string>& out, bool with_lists = false);

  template <class Read>  // read(ConfigTable&): [path.key]
  void table(std::string_view key, Read&& read) {
    if (const toml::table* found = find_table(key)) {
      ConfigTable reader(*found, path_of(key), context_);
      read(reader);
    }
  }
  template <class Read>  // read(name, ConfigTable&): [path.key.<name>] for every name
  void tables_by_name(std::string_view key, Read&& read) {
    table(key, [&](ConfigTable& outer) {
      for (const auto& name : outer.keys())
        outer.table(name, [&](ConfigTable& inner) { read(name, inner); });
    });
  }
  template <class Read>  // read(ConfigTable&): [[path.key]]; first_index continues the count of earlier files
  void table_list(std::string_view key, size_t first_index, Read&& read) {
    for (const toml::table* item : find_table_list(key)) {
      ConfigTable reader(*item, path_of(key) + "[" + std::to_string(first_index++) + "]", context_);
      read(reader);
    }
  }

  std::vector<std::string> keys() const;
  std::string path_of(std::string_view key) const;  // "channels.x.budgets.\"orders.search\""
  const std::string& path() const { return path_; }
  void require(std::string_view key, std::string hint);  // a problem when it is missing
  void problem(std::string_view key, std::string message, std::string hint = {});  // at the key's value

 private:
  const toml::node* take(std::string_view key);  // marks as known, refuses a second definition
  const toml::node* peek(std::string_view key);  // marks as known
  const toml::table* find_table(std::string_view key);
  std::vector<const toml::table*> find_table_list(std::string_view key);
  std::optional<std::string> read_text(std::string_view key);
  std::optional<int64_t> read_integer(std::string_view key, int64_t minimum, int64_t maximum);
  std::optional<size_t> read_choice(std::string_view key, const std::vector<std::string>& names);
  void wrong_type(std::string_view key, const toml::node& node, std::string wanted, std::string hint = {});
  void refuse_unknown();

  const toml::table& table_;
  std::string path_;
  FileContext& context_;
  std::vector<std::string> known_;
};

}  // namespace mooring::host
