#include "config/config_table.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "base/text_list.hpp"
#include "config/secret_source.hpp"
#include "config/url_rule.hpp"

namespace mooring::host {
namespace {

namespace fs = std::filesystem;

std::string type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "text";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::date:
      return "a date";
    case toml::node_type::time:
      return "a time of day";
    case toml::node_type::date_time:
      return "a date with time";
    default:
      return "nothing";
  }
}

bool is_bare(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::string join(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words)
    out += (out.empty() ? "'" : ", '") + word + "'";
  return out;
}

std::string in_words(Duration duration) {
  return format_duration(duration);
}

ConfigOrigin origin_of(const toml::source_region& region, const fs::path& file) {
  return {file.string(), static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

fs::path resolve(const fs::path& path, const fs::path& file) {
  // "data/" and "data" are the same folder.
  auto out = fs::absolute(file.parent_path() / path).lexically_normal();
  return out.has_filename() ? out : out.parent_path();
}

std::optional<Timestamp> to_timestamp(const toml::node& node) {
  using namespace std::chrono;
  toml::date day;
  Duration in_day{};
  if (auto date = node.value<toml::date>()) {
    day = *date;
  } else if (auto both = node.value<toml::date_time>(); both && both->offset) {
    day = both->date;
    in_day = hours{both->time.hour} + minutes{both->time.minute} + seconds{both->time.second} -
             minutes{both->offset->minutes};
  } else {
    return std::nullopt;
  }
  return Timestamp{sys_days{year{day.year} / day.month / day.day} + in_day};
}

}  // namespace

std::string key_step(std::string_view key) {
  return is_bare(key) ? std::string(key) : "\"" + std::string(key) + "\"";
}

ConfigTable::ConfigTable(const toml::table& table, std::string path, FileContext& context)
    : table_(table), path_(std::move(path)), context_(context) {}

ConfigTable::~ConfigTable() {
  refuse_unknown();
}

std::vector<std::string> ConfigTable::keys() const {
  std::vector<std::string> names;
  for (const auto& [key, node] : table_)
    names.emplace_back(key.str());
  return names;
}

std::string ConfigTable::path_of(std::string_view key) const {
  return path_.empty() ? key_step(key) : path_ + "." + key_step(key);
}

void ConfigTable::problem(std::string_view key, std::string message, std::string hint) {
  const toml::node* node = table_.get(key);
  auto origin = origin_of(node ? node->source() : table_.source(), context_.file);
  context_.problems.push_back(
      {origin.file, origin.line, origin.column, path_of(key), std::move(message), std::move(hint)});
}

void ConfigTable::require(std::string_view key, std::string hint) {
  if (!has(key)) problem(key, "is missing", std::move(hint));
}

const toml::node* ConfigTable::peek(std::string_view key) {
  known_.emplace_back(key);
  return table_.get(key);
}

const toml::node* ConfigTable::take(std::string_view key) {
  const toml::node* node = peek(key);
  if (!node) return nullptr;
  auto origin = origin_of(table_.find(key)->first.source(), context_.file);
  auto [first, added] = context_.origins.emplace(path_of(key), origin);
  if (added) return node;
  problem(key, "is set already in " + first->second.file + ":" + std::to_string(first->second.line),
          "A drop-in may add keys, never change one: remove it from one of the two files");
  return nullptr;
}

const toml::table* ConfigTable::find_table(std::string_view key) {
  const toml::node* node = peek(key);
  if (!node) return nullptr;
  if (!node->is_table())
    wrong_type(key, *node, "a table", "Write [" + path_of(key) + "] on a line of its own");
  return node->as_table();
}

std::vector<const toml::table*> ConfigTable::find_table_list(std::string_view key) {
  const toml::node* node = peek(key);
  if (!node) return {};
  std::vector<const toml::table*> items;
  const toml::array* list = node->as_array();
  bool well_formed = list != nullptr;
  if (list)
    for (const auto& item : *list) {
      well_formed = well_formed && item.is_table();
      if (item.is_table()) items.push_back(item.as_table());
    }
  if (!well_formed) wrong_type(key, *node, "a list of tables", "Write [[" + path_of(key) + "]] before each");
  return items;
}

void ConfigTable::wrong_type(std::string_view key, const toml::node& node, std::string wanted,
                             std::string hint) {
  problem(key, "must be " + std::move(wanted) + ", not " + type_name(node), std::move(hint));
}

std::optional<std::string> ConfigTable::read_text(std::string_view key) {
  const toml::node* node = take(key);
  if (!node) return std::nullopt;
  auto text = node->value<std::string>();
  if (!text) {
    wrong_type(key, *node, "text", "Put it in quotes");
    return std::nullopt;
  }
  bool control = std::any_of(text->begin(), text->end(),
                             [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (text->empty()) problem(key, "is empty", "Give it a value, or remove the line");
  if (control) problem(key, "holds a control character", "Write it on one line of plain text");
  return text->empty() || control ? std::nullopt : text;
}

void ConfigTable::text(std::string_view key, std::string& out) {
  if (auto value = read_text(key)) out = *value;
}

void ConfigTable::texts(std::string_view key, std::vector<std::string>& out) {
  const toml::node* node = take(key);
  if (!node) return;
  const toml::array* list = node->as_array();
  bool well_formed = list && !list->empty();
  std::vector<std::string> values;
  if (list)
    for (const auto& item : *list) {
      auto value = item.value<std::string>();
      well_formed = well_formed && value && !value->empty();
      if (value) values.push_back(*value);
    }
  if (!well_formed) {
    problem(key, "must be a list of texts, with at least one",
            "Write it like [\"one\", \"two\"], or remove the line");
    return;
  }
  auto sorted = values;
  std::sort(sorted.begin(), sorted.end());
  auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) return problem(key, "names '" + *twice + "' twice", "Remove one of them");
  out = std::move(values);
}

void ConfigTable::boolean(std::string_view key, bool& out) {
  std::optional<bool> value;
  boolean(key, value);
  if (value) out = *value;
}

void ConfigTable::boolean(std::string_view key, std::optional<bool>& out) {
  const toml::node* node = take(key);
  if (!node) return;
  if (!node->is_boolean()) return wrong_type(key, *node, "true or false", "Write it without quotes");
  out = node->value<bool>();
}

std::optional<int64_t> ConfigTable::read_integer(std::string_view key, int64_t minimum, int64_t maximum) {
  const toml::node* node = take(key);
  if (!node) return std::nullopt;
  if (!node->is_integer()) {
    wrong_type(key, *node, "a whole number", "Write it without quotes");
    return std::nullopt;
  }
  auto value = node->value<int64_t>();
  if (*value >= minimum && *value <= maximum) return value;
  problem(key, std::to_string(*value) + " is out of range",
          "Use " + std::to_string(minimum) + " to " + std::to_string(maximum));
  return std::nullopt;
}

void ConfigTable::number(std::string_view key, double& out, double minimum) {
  std::optional<double> value;
  number(key, value, minimum);
  if (value) out = *value;
}

void ConfigTable::number(std::string_view key, std::optional<double>& out, double minimum) {
  const toml::node* node = take(key);
  if (!node) return;
  if (!node->is_number()) return wrong_type(key, *node, "a number", "Write it without quotes");
  double value = *node->value<double>();
  bool fits = std::isfinite(value) && value <= 1e9 && (minimum > 0 ? value >= minimum : value > 0);
  if (!fits)
    return problem(
        key, "is out of range",
        minimum > 0 ? "Use " + std::to_string(static_cast<int>(minimum)) + " or more" : "Use more than 0");
  out = value;
}

void ConfigTable::duration(std::string_view key, Duration& out, Duration minimum, Duration maximum) {
  std::optional<Duration> value;
  duration(key, value, minimum, maximum);
  if (value) out = *value;
}

void ConfigTable::duration(std::string_view key, std::optional<Duration>& out, Duration minimum,
                           Duration maximum) {
  const toml::node* node = take(key);
  if (!node) return;
  auto text = node->value<std::string>();
  if (!text) return wrong_type(key, *node, "a duration", "Write it like \"90s\", \"15m\", \"24h\" or \"7d\"");
  auto value = parse_duration(*text);
  if (!value) return problem(key, value.error().message, value.error().hint);
  if (*value < minimum || *value > maximum)
    return problem(key, "'" + *text + "' is out of range",
                   "Use " + in_words(minimum) + " to " + in_words(maximum));
  out = *value;
}

void ConfigTable::date(std::string_view key, std::optional<Timestamp>& out) {
  const toml::node* node = take(key);
  if (!node) return;
  auto value = to_timestamp(*node);
  if (!value)
    return wrong_type(key, *node, "a date, or a date with time and offset",
                      "Write it like 2026-01-31, without quotes");
  out = value;
}

void ConfigTable::path(std::string_view key, fs::path& out) {
  if (auto text = read_text(key)) out = resolve(*text, context_.file);
}

void ConfigTable::paths(std::string_view key, std::vector<fs::path>& out) {
  std::vector<std::string> names;
  texts(key, names);
  for (const auto& name : names)
    out.push_back(resolve(name, context_.file));
}

void ConfigTable::secret(std::string_view key, Secret& out) {
  const toml::node* node = take(key);
  if (!node) return;
  std::string example =
      std::string(key) + " = { file = \"path\" } or " + std::string(key) + " = { env = \"NAME\" }";
  const toml::table* source = node->as_table();
  if (!source)
    return problem(key, "is a secret and must not stand in this file",
                   "Keep it elsewhere and write " + example);
  ConfigTable reader(*source, path_of(key), context_);
  std::string env;
  fs::path file;
  size_t before = context_.problems.size();
  reader.text("env", env);
  reader.path("file", file);
  if (context_.problems.size() > before) return;
  if (reader.has("env") == reader.has("file"))
    return problem(key, reader.has("env") ? "names both 'env' and 'file'" : "names neither 'env' nor 'file'",
                   "Write " + example);
  auto value = env.empty() ? read_secret_file(file) : read_secret_env(env);
  if (!value) return problem(key, value.error().message, value.error().hint);
  context_.origins[path_of(key)].secret_from =
      env.empty() ? "the file " + file.string() : "the environment variable " + env;
  out = std::move(*value);
}

void ConfigTable::url(std::string_view key, std::string& out) {
  auto text = read_text(key);
  if (!text) return;
  auto url = check_url(*text);
  if (!url) return problem(key, url.error().message, url.error().hint);
  out = *url;
}

std::optional<size_t> ConfigTable::read_choice(std::string_view key, const std::vector<std::string>& names) {
  auto text = read_text(key);
  if (!text) return std::nullopt;
  auto found = std::find(names.begin(), names.end(), *text);
  if (found != names.end()) return static_cast<size_t>(found - names.begin());
  auto near = nearest(*text, names);
  problem(key, "'" + *text + "' is not one of " + join(names), near ? "Did you mean '" + *near + "'?" : "");
  return std::nullopt;
}

void ConfigTable::other_texts(std::map<std::string, std::string>& out, bool with_lists) {
  for (const auto& name : keys()) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    const toml::node* node = table_.get(name);
    if (node->is_integer() || node->is_boolean()) {
      if (!take(name)) continue;
      out[name] = node->is_integer()     ? std::to_string(*node->value<int64_t>())
                  : *node->value<bool>() ? "true"
                                         : "false";
    } else if (with_lists && node->is_array()) {
      std::vector<std::string> list;
      texts(name, list);
      if (!list.empty()) out[name] = list_text(list);
    } else if (auto text = read_text(name)) {
      out[name] = *text;
    }
  }
}

void ConfigTable::refuse_unknown() {
  for (const auto& [key, node] : table_) {
    std::string name(key.str());
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    auto near = nearest(name, known_);
    auto origin = origin_of(key.source(), context_.file);
    std::string hint = near             ? "Did you mean '" + *near + "'?"
                       : known_.empty() ? ""
                                        : "Known here: " + join(known_);
    context_.problems.push_back(
        {origin.file, origin.line, origin.column, path_of(name), "unknown key", hint});
  }
}

}  // namespace mooring::host
