// Making and extending record tables.
#include "store/record_table.hpp"

#include <algorithm>
#include <map>

#include "store/record_sql.hpp"
#include "store/row_mapping.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host {
namespace {

struct CatalogRow {
  std::string channel, stream, key_columns, time_column;
};

}  // namespace

template <>
struct rows::RowColumns<CatalogRow> {
  static constexpr const char* kNames = "channel, stream, key_columns, time_column";
  static void each(auto& row, auto&& column) {
    column(row.channel), column(row.stream), column(row.key_columns), column(row.time_column);
  }
};

namespace {

const char kOtherName[] = "give the stream another name in the plugin's manifest";

std::string joined_key(const RecordTable& table) {
  std::string out;
  for (const auto& key : table.primary_key)
    out += (out.empty() ? "" : ",") + key;
  return out;
}

bool has_field(const RecordTable& table, const std::string& name) {
  return std::any_of(table.fields.begin(), table.fields.end(),
                     [&](const auto& field) { return field.name == name; });
}

Status check_declaration(const RecordTable& table) {
  auto refuse = [&](const std::string& why) {
    return fail("record_table_invalid", table.name() + ": " + why,
                "correct the stream in the plugin's manifest");
  };
  if (table.primary_key.empty()) return refuse("the stream has no primary key");
  for (const auto& key : table.primary_key)
    if (!has_field(table, key)) return refuse("the key column " + key + " is not a field");
  if (!table.time_field.empty() && !has_field(table, table.time_field))
    return refuse("the time field " + table.time_field + " is not a field");
  for (const auto& field : table.fields)
    if (field.name.empty() || field.name[0] == '_')
      return refuse("the field name '" + field.name + "' is kept for the host's own columns");
  return {};
}

std::map<std::string, std::string> existing_columns(Session& session, const std::string& table) {
  std::map<std::string, std::string> columns;
  auto names = rows::Query(session, "SELECT name FROM pragma_table_info(?) ORDER BY cid").bind(table);
  auto types = rows::Query(session, "SELECT type FROM pragma_table_info(?) ORDER BY cid").bind(table);
  auto found = names.all<std::string>();
  auto declared = types.all<std::string>();
  for (size_t i = 0; i < found.size(); ++i)
    columns.emplace(found[i], declared[i]);
  return columns;
}

Status run_sql(Session& session, const std::string& sql, const RecordTable& table) {
  return sqlite::exec(sqlite::handle(session), sql.c_str(), "making the table " + table.name());
}

Status create(Session& session, const RecordTable& table) {
  if (!existing_columns(session, table.name()).empty())
    return fail("record_table_conflict", "the name " + table.name() + " is taken by another table",
                kOtherName);
  auto made = run_sql(session, create_table_sql(table), table).and_then([&] {
    return run_sql(session, create_change_index_sql(table), table);
  });
  if (made && !table.time_field.empty()) made = run_sql(session, create_time_index_sql(table), table);
  if (made && table.by_marketplace) made = run_sql(session, create_marketplace_index_sql(table), table);
  if (!made) return made;
  rows::Query(session,
              "INSERT INTO record_tables (table_name, channel, stream, key_columns, time_column) "
              "VALUES (?, ?, ?, ?, ?)")
      .bind(table.name())
      .bind(table.channel)
      .bind(table.stream)
      .bind(joined_key(table))
      .bind(table.time_field)
      .run();
  return {};
}

Status add_column(Session& session, const RecordTable& table, const std::string& name, FieldType type) {
  return run_sql(session,
                 "ALTER TABLE " + sqlite::quote_name(table.name()) + " ADD COLUMN " +
                     sqlite::quote_name(name) + " " + column_type(type),
                 table);
}

Status add_columns(Session& session, const RecordTable& table) {
  auto existing = existing_columns(session, table.name());
  if (!existing.contains("_missing_since"))  // a table made before listings were compared
    if (auto added = add_column(session, table, "_missing_since", FieldType::timestamp); !added) return added;
  for (const auto& field : table.fields) {
    auto found = existing.find(field.name);
    if (found == existing.end()) {
      if (auto added = add_column(session, table, field.name, field.type); !added) return added;
    } else if (found->second != column_type(field.type)) {
      return fail("record_table_type_changed",
                  table.name() + "." + field.name + " is held as " + found->second +
                      ", the plugin now declares " + column_type(field.type),
                  "give the field a new name in the plugin's manifest; the old column stays for its history");
    }
  }
  return {};
}

Status move_time_index(Session& session, const RecordTable& table, const CatalogRow& catalog) {
  if (catalog.time_column == table.time_field) return {};
  auto drop = [&](const std::string& index) {
    return run_sql(session, "DROP INDEX IF EXISTS " + sqlite::quote_name(index), table);
  };
  auto moved = drop(time_index_name(table)).and_then([&] { return drop(marketplace_index_name(table)); });
  if (moved && !table.time_field.empty()) moved = run_sql(session, create_time_index_sql(table), table);
  if (!moved) return moved;
  rows::Query(session, "UPDATE record_tables SET time_column = ?")
      .bind(table.time_field)
      .where("table_name = ?", table.name())
      .run();
  return {};
}

}  // namespace

Status ensure_record_table(Session& session, const RecordTable& table) {
  if (auto valid = check_declaration(table); !valid) return valid;
  auto catalog = rows::select<CatalogRow>(session, "record_tables")
                     .where("table_name = ?", table.name())
                     .first<CatalogRow>();
  if (!catalog) return create(session, table);
  if (catalog->channel != table.channel || catalog->stream != table.stream)
    return fail(
        "record_table_conflict",
        "the name " + table.name() + " is taken by the stream " + catalog->stream + " of " + catalog->channel,
        kOtherName);
  if (catalog->key_columns != joined_key(table))
    return fail("record_table_key_changed",
                table.name() + " is keyed by " + catalog->key_columns + ", the plugin now declares " +
                    joined_key(table),
                "declare the new key under a new stream name; the old table stays for its history");
  if (auto added = add_columns(session, table); !added) return added;
  if (auto moved = move_time_index(session, table, *catalog); !moved) return moved;
  return table.by_marketplace ? run_sql(session, create_marketplace_index_sql(table), table) : Status{};
}

}  // namespace mooring::host
