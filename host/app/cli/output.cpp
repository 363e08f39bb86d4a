#include "app/cli/output.hpp"

#include <algorithm>
#include <iostream>
#include <sstream>

#include "app/cli/hints.hpp"
#include "app/commands.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace mooring::host::cli {
namespace {

bool is_object(const Json& value) {
  return value.type() == typeid(JsonObject::Ptr);
}

std::string shown(const Json& value) {
  if (value.isEmpty()) return "";
  if (value.isString()) return clean_line(value.extract<std::string>(), limits::kLogFieldBytesMax);
  if (value.isBoolean()) return value.extract<bool>() ? "yes" : "no";
  return clean_line(to_json(value), limits::kLogFieldBytesMax);
}

void print_members(const JsonObject& object, const std::string& prefix, size_t width) {
  for (const std::string& name : object.getNames()) {
    const Json value = object.get(name);
    if (is_object(value)) {
      print_members(*value.extract<JsonObject::Ptr>(), prefix + name + ".", width);
      continue;
    }
    std::string title = prefix + name;
    title.resize(std::max(width, title.size() + 2), ' ');
    std::cout << title << shown(value) << "\n";
  }
}

size_t width_of(const JsonObject& object, const std::string& prefix) {
  size_t width = 0;
  for (const std::string& name : object.getNames()) {
    const Json value = object.get(name);
    width =
        std::max(width, is_object(value) ? width_of(*value.extract<JsonObject::Ptr>(), prefix + name + ".")
                                         : prefix.size() + name.size() + 2);
  }
  return width;
}

}  // namespace

int complain(const Error& error) {
  // What the API says about what it was sent is about the arguments here.
  constexpr std::string_view kAboutBody = "The body has a wrong member: /";
  constexpr std::string_view kUsageCodes[] = {"fields_invalid", "parameter_invalid", "parameter_unknown"};
  const bool usage =
      std::find(std::begin(kUsageCodes), std::end(kUsageCodes), error.code) != std::end(kUsageCodes);
  std::string message = error.message;
  if (message.starts_with(kAboutBody)) message.erase(0, kAboutBody.size());
  std::cout.flush();
  std::cerr << "mooring: " << describe(Error{error.code, message, hint_for_commands(error.hint)}) << "\n";
  return usage ? kExitUsage : kExitFailed;
}

int complain_usage(const std::string& message) {
  std::cerr << "mooring: " << message << "\n";
  return kExitUsage;
}

std::string text_at(const JsonObject& object, const std::string& path) {
  const size_t dot = path.find('.');
  const std::string name = path.substr(0, dot);
  if (!object.has(name)) return "";
  const Json value = object.get(name);
  if (dot == std::string::npos) return shown(value);
  return is_object(value) ? text_at(*value.extract<JsonObject::Ptr>(), path.substr(dot + 1)) : "";
}

JsonObject::Ptr object_at(const JsonObject& object, const std::string& name) {
  return object.getObject(name);
}

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {
  for (const Column& column : columns_)
    widths_.push_back(count_characters(column.title));
}

void Table::add(const JsonObject& item) {
  Row row;
  for (size_t i = 0; i < columns_.size(); ++i) {
    row.push_back(columns_[i].text ? columns_[i].text(item) : text_at(item, columns_[i].path));
    widths_[i] = std::max(widths_[i], count_characters(row.back()));
  }
  rows_.push_back(std::move(row));
}

void Table::print_row(const Row& row) const {
  std::string line;
  for (size_t i = 0; i < row.size(); ++i) {
    line += row[i];
    if (i + 1 < row.size()) line.append(widths_[i] - count_characters(row[i]) + 2, ' ');
  }
  line.erase(line.find_last_not_of(' ') + 1);
  std::cout << line << "\n";
}

void Table::print() {
  if (!printed_ && !rows_.empty()) {
    Row titles;
    for (const Column& column : columns_)
      titles.push_back(column.title);
    print_row(titles);
    printed_ = true;
  }
  for (const Row& row : rows_)
    print_row(row);
  rows_.clear();
}

std::string to_json(const Json& value) {
  std::ostringstream out;
  Poco::JSON::Stringifier::stringify(value, out);
  return out.str();
}

void print_json(const Json& value) {
  std::cout << to_json(value) << "\n";
}

void print_members(const JsonObject& object) {
  print_members(object, "", width_of(object, ""));
}

std::string body_of(const std::vector<std::pair<std::string, Json>>& members) {
  JsonObject object(Poco::JSON_PRESERVE_KEY_ORDER);
  for (const auto& [key, value] : members)
    object.set(key, value);
  std::ostringstream out;
  object.stringify(out);
  return out.str();
}

Json list_of(const std::vector<std::string>& texts) {
  JsonArray::Ptr all(new JsonArray);
  for (const auto& one : texts)
    all->add(one);
  return Json(all);
}

}  // namespace mooring::host::cli
