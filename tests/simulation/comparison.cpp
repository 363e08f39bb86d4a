#include "simulation/comparison.hpp"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <sqlite3.h>

#include <memory>
#include <sstream>
#include <stdexcept>

namespace mooring::test {

using host::FieldType;
using host::Manifest;
using host::StreamRule;

namespace {

const StreamRule& rule_of(const Manifest& manifest, const std::string& stream) {
  if (const StreamRule* rule = manifest.stream(stream)) return *rule;
  throw std::runtime_error(manifest.id + " has no stream " + stream);
}

std::string key_of(const StreamRule& rule, const Cells& cells) {
  std::string key;
  for (const auto& column : rule.primary_key) {
    auto cell = cells.find(column);
    if (cell != cells.end()) key += cell->second.value_or("") + "|";
  }
  return key;
}

// JSON with its members in one order, so that equal documents are equal texts.
std::string canonical_json(const std::string& text) {
  std::ostringstream out;
  Poco::JSON::Stringifier::stringify(Poco::JSON::Parser().parse(text), out);
  return out.str();
}

std::optional<std::string> text_of(const Poco::Dynamic::Var& value) {
  if (value.isEmpty()) return std::nullopt;
  if (value.isString() || value.isNumeric() || value.isBoolean()) return value.toString();
  std::ostringstream out;
  Poco::JSON::Stringifier::stringify(value, out);
  return canonical_json(out.str());
}

std::optional<std::string> held_cell(sqlite3_stmt* statement, int column, FieldType type) {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  if (!bytes) return std::nullopt;
  std::string text(bytes, static_cast<size_t>(sqlite3_column_bytes(statement, column)));
  if (type == FieldType::boolean) return text == "0" ? "false" : "true";
  return type == FieldType::json ? canonical_json(text) : text;
}

std::string select_sql(const Manifest& manifest, const StreamRule& rule) {
  std::string columns;
  for (const auto& field : rule.fields)
    columns += "\"" + field.name + "\", ";
  return "SELECT " + columns + "_synced_at, _missing_since FROM " + manifest.id + "_" + rule.id +
         " WHERE _connection_id = ? AND _deleted_at IS NULL";
}

}  // namespace

RowsByKey held_rows(const std::filesystem::path& database, const Manifest& manifest,
                    const std::string& stream, const std::string& connection_id) {
  const StreamRule& rule = rule_of(manifest, stream);
  sqlite3* opened = nullptr;
  int code = sqlite3_open_v2(database.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> file(opened, sqlite3_close);
  sqlite3_stmt* prepared = nullptr;
  if (code != SQLITE_OK ||
      sqlite3_prepare_v2(opened, select_sql(manifest, rule).c_str(), -1, &prepared, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(opened));
  std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(prepared, sqlite3_finalize);
  sqlite3_bind_text(prepared, 1, connection_id.c_str(), -1, SQLITE_STATIC);
  RowsByKey held;
  while (sqlite3_step(prepared) == SQLITE_ROW) {
    Cells cells;
    for (size_t i = 0; i < rule.fields.size(); ++i)
      cells[rule.fields[i].name] = held_cell(prepared, static_cast<int>(i), rule.fields[i].type);
    int column = static_cast<int>(rule.fields.size());
    for (const char* name : {"_synced_at", "_missing_since"})
      cells[name] = held_cell(prepared, column++, FieldType::text);
    auto key = key_of(rule, cells);
    held.emplace(std::move(key), std::move(cells));
  }
  return held;
}

std::map<std::string, RowsByKey> oracle_rows(const Manifest& manifest, const std::string& lines) {
  std::map<std::string, RowsByKey> streams;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) {
    auto object = Poco::JSON::Parser().parse(line).extract<Poco::JSON::Object::Ptr>();
    auto stream = object->getValue<std::string>("stream");
    Cells cells;
    for (const auto& [name, value] : *object)
      if (name != "stream") cells[name] = text_of(value);
    auto key = key_of(rule_of(manifest, stream), cells);
    if (!streams[stream].emplace(key, std::move(cells)).second)
      throw std::runtime_error("the oracle names " + stream + " " + key + " twice");
  }
  return streams;
}

std::vector<std::string> differences(const std::string& stream, const RowsByKey& held,
                                     const RowsByKey& wanted, Surplus surplus) {
  std::vector<std::string> found;
  for (const auto& [key, cells] : wanted) {
    auto row = held.find(key);
    if (row == held.end()) {
      found.push_back(stream + " " + key + " is missing");
      continue;
    }
    for (const auto& [column, value] : cells) {
      auto cell = row->second.find(column);
      if (cell == row->second.end())
        found.push_back(stream + " has no column " + column);
      else if (cell->second != value)
        found.push_back(stream + " " + key + column + " is " + cell->second.value_or("null") +
                        ", should be " + value.value_or("null"));
    }
  }
  if (surplus == Surplus::reported)
    for (const auto& row : held)
      if (!wanted.contains(row.first)) found.push_back(stream + " " + row.first + " should not be there");
  return found;
}

}  // namespace mooring::test
