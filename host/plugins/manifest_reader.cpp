#include "plugins/manifest_reader.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

std::string type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "a boolean";
    default:
      return "a date or time";
  }
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// "a.b[1]" -> "a.b" -> "a" -> ""
std::string parent_of(const std::string& path) {
  const size_t end = path.find_last_of(".[");
  return end == std::string::npos ? std::string() : path.substr(0, end);
}

}  // namespace

void ManifestProblems::remember(const std::string& path, const toml::source_region& region) {
  positions_.insert_or_assign(path, region.begin);
}

void ManifestProblems::report(const std::string& path, const std::string& message, std::string hint) {
  toml::source_position position{};
  for (std::string at = path; !at.empty(); at = parent_of(at)) {
    if (auto found = positions_.find(at); found != positions_.end()) {
      position = found->second;
      break;
    }
  }
  report_at(position, path, message, std::move(hint));
}

void ManifestProblems::report_at(const toml::source_position& position, const std::string& path,
                                 const std::string& message, std::string hint) {
  if (first_) return;
  std::string where = source_name_;
  if (position) where += ":" + std::to_string(position.line) + ":" + std::to_string(position.column);
  if (!path.empty()) where += ": " + path;
  first_ = Error{"manifest_invalid", where + ": " + message, std::move(hint)};
}

std::string suggest(std::string_view word, const std::vector<std::string>& candidates) {
  if (auto near = nearest(word, candidates)) return "Did you mean '" + *near + "'?";
  std::string list;
  for (const auto& candidate : candidates)
    list += (list.empty() ? "'" : ", '") + candidate + "'";
  return list.empty() ? std::string() : "Known are " + list;
}

std::string TableReader::path_of(std::string_view key) const {
  if (key.empty()) return path_;
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

void TableReader::report(std::string_view key, const std::string& message, std::string hint) {
  problems_.report(path_of(key), message, std::move(hint));
}

const toml::node* TableReader::find(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  const toml::node* node = table_.get(key);
  if (node) problems_.remember(path_of(key), node->source());
  return node;
}

void TableReader::wrong_type(std::string_view key, const toml::node& node, std::string_view expected) {
  report(key, "must be " + std::string(expected) + ", not " + type_name(node));
}

void TableReader::require(std::string_view key) {
  if (has(key)) return;
  std::vector<std::string> present;
  for (const auto& [name, node] : table_)
    present.emplace_back(name.str());
  auto near = nearest(key, present);
  report({}, "'" + std::string(key) + "' is missing",
         near ? "Is '" + *near + "' meant to be it?" : std::string());
}

std::string TableReader::checked_text(std::string_view key, const toml::value<std::string>& value) {
  const std::string& text = value.get();
  if (text.size() > limits::kManifestTextBytesMax)
    report(key, "is longer than " + std::to_string(limits::kManifestTextBytesMax) + " bytes");
  if (has_control_character(text)) report(key, "has a control character", "Write it on one line");
  return text;
}

std::string TableReader::text_or(std::string_view key, std::string fallback) {
  const toml::node* node = find(key);
  if (!node) return fallback;
  if (const auto* value = node->as_string()) return checked_text(key, *value);
  wrong_type(key, *node, "a text");
  return fallback;
}

std::string TableReader::text(std::string_view key) {
  require(key);
  std::string value = text_or(key, {});
  if (has(key) && value.empty()) report(key, "must not be empty");
  return value;
}

std::vector<std::string> TableReader::texts(std::string_view key) {
  std::vector<std::string> values;
  const toml::node* node = find(key);
  if (!node) return values;
  const toml::array* array = node->as_array();
  if (!array) {
    wrong_type(key, *node, "an array of texts");
    return values;
  }
  for (size_t i = 0; i < array->size(); ++i) {
    const std::string element = std::string(key) + "[" + std::to_string(i) + "]";
    problems_.remember(path_of(element), (*array)[i].source());
    if (const auto* value = (*array)[i].as_string()) {
      values.push_back(checked_text(element, *value));
      if (values.back().empty()) report(element, "must not be empty");
    } else {
      wrong_type(element, (*array)[i], "a text");
    }
  }
  return values;
}

std::optional<int64_t> TableReader::integer(std::string_view key, int64_t minimum, int64_t maximum) {
  const toml::node* node = find(key);
  if (!node) return std::nullopt;
  const auto* value = node->as_integer();
  if (!value) {
    wrong_type(key, *node, "an integer");
    return std::nullopt;
  }
  if (value->get() < minimum || value->get() > maximum)
    report(key, std::to_string(value->get()) + " is not between " + std::to_string(minimum) + " and " +
                    std::to_string(maximum));
  return value->get();
}

double TableReader::positive_number(std::string_view key) {
  require(key);
  const toml::node* node = find(key);
  if (!node) return 0;
  std::optional<double> number;
  if (const auto* value = node->as_floating_point()) number = value->get();
  if (const auto* value = node->as_integer()) number = static_cast<double>(value->get());
  if (!number) {
    wrong_type(key, *node, "a number");
    return 0;
  }
  if (!(*number > 0 && *number <= limits::kBudgetNumberMax))
    report(key, "must be above 0 and at most 1000000");
  return *number;
}

bool TableReader::boolean_or(std::string_view key, bool fallback) {
  const toml::node* node = find(key);
  if (!node) return fallback;
  if (const auto* value = node->as_boolean()) return value->get();
  wrong_type(key, *node, "true or false");
  return fallback;
}

Duration TableReader::duration_or(std::string_view key, Duration fallback) {
  const std::string text = text_or(key, {});
  if (!has(key)) return fallback;
  auto duration = parse_duration(text);
  if (!duration) {
    report(key, duration.error().message, duration.error().hint);
    return fallback;
  }
  if (*duration <= Duration::zero() || *duration > limits::kManifestDurationMax)
    report(key, "'" + text + "' is not above 0 and at most 3660 days");
  return *duration;
}

std::string TableReader::scalar_as_text(std::string_view key, std::string_view expected) {
  const toml::node* node = find(key);
  if (!node) return {};
  if (const auto* value = node->as_string(); value && expected == "text") return checked_text(key, *value);
  if (const auto* value = node->as_integer(); value && expected == "integer")
    return std::to_string(value->get());
  if (const auto* value = node->as_boolean(); value && expected == "boolean")
    return value->get() ? "true" : "false";
  wrong_type(key, *node, "of the type '" + std::string(expected) + "'");
  return {};
}

void TableReader::table(std::string_view key, bool required, const Visit& visit) {
  if (required) require(key);
  const toml::node* node = find(key);
  if (!node) return;
  if (!node->is_table()) return wrong_type(key, *node, "a table");
  TableReader reader(*node->as_table(), path_of(key), problems_);
  visit(reader);
  reader.finish();
}

void TableReader::each_table(std::string_view key, bool required, const Visit& visit) {
  if (required) require(key);
  const toml::node* node = find(key);
  if (!node) return;
  const toml::array* array = node->as_array();
  if (!array) return wrong_type(key, *node, "an array of tables");
  if (required && array->empty()) report(key, "must not be empty");
  if (array->size() > limits::kManifestListMax)
    return report(key, "has more than " + std::to_string(limits::kManifestListMax) + " entries");
  for (size_t i = 0; i < array->size(); ++i) {
    const std::string element = std::string(key) + "[" + std::to_string(i) + "]";
    const toml::node& entry = (*array)[i];
    problems_.remember(path_of(element), entry.source());
    if (!entry.is_table()) {
      wrong_type(element, entry, "a table");
      continue;
    }
    TableReader reader(*entry.as_table(), path_of(element), problems_);
    visit(reader);
    reader.finish();
  }
}

std::vector<std::string> TableReader::all_keys() {
  std::vector<std::string> keys;
  for (const auto& [key, node] : table_)
    keys.emplace_back(key.str());
  known_.insert(known_.end(), keys.begin(), keys.end());
  return keys;
}

void TableReader::finish() {
  // TOML tables are sorted by key; the reader of the message wants the first one in the file.
  const toml::key* first = nullptr;
  for (const auto& [key, node] : table_) {
    if (std::find(known_.begin(), known_.end(), key.str()) != known_.end()) continue;
    if (!first || key.source().begin < first->source().begin) first = &key;
  }
  if (!first) return;
  problems_.report_at(first->source().begin, path_of(first->str()), "unknown key",
                      suggest(first->str(), known_));
}

}  // namespace mooring::host
