#include "store/record_sql.hpp"

#include "store/record_personal.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host {
namespace {

using sqlite::quote_name;

bool is_key(const RecordTable& table, const std::string& name) {
  for (const auto& key : table.primary_key)
    if (key == name) return true;
  return false;
}

std::string key_list(const RecordTable& table) {
  std::string out = "_connection_id";
  for (const auto& key : table.primary_key)
    out += ", " + quote_name(key);
  return out;
}

// What the row shall hold: of a table with personal fields, a row that was first held before kPersonalBefore holds none of
// them, however often it is read again. So what was removed from it makes no change, and never comes back.
class UpsertWriter {
 public:
  explicit UpsertWriter(const RecordTable& table) : table_(table), is_personal_(has_personal_fields(table)) {}

  std::string write() {
    for (size_t i = 0; i < table_.fields.size(); ++i)
      add_field(i);
    const std::string new_raw =
        raw(parameter(kSyncedAt), parameter(kRaw), [](size_t i) { return "?" + std::to_string(i + 1); });
    const std::string next_raw = raw("_first_seen_at", "excluded._raw", [this](size_t i) {
      return "excluded." + quote_name(table_.fields[i].name);
    });
    return insertion(new_raw) + " ON CONFLICT (" + key_list(table_) + ") DO UPDATE SET " + change(next_raw) +
           " WHERE " + difference(next_raw);
  }

 private:
  std::string parameter(HostColumn column) const {
    return "?" + std::to_string(table_.fields.size() + static_cast<size_t>(column));
  }

  // `text`, or `removed` where the row is of a time that holds nothing personal.
  std::string unless_old(const std::string& first_seen, const std::string& removed,
                         const std::string& text) const {
    return "CASE WHEN " + first_seen + " < " + parameter(kPersonalBefore) + " THEN " + removed + " ELSE " +
           text + " END";
  }

  void add_field(size_t i) {
    const auto& field = table_.fields[i];
    const std::string name = quote_name(field.name), given = "?" + std::to_string(i + 1),
                      read = "excluded." + name;
    columns_ += name + ", ";
    values_ += (field.pii ? unless_old(parameter(kSyncedAt), "NULL", given) : given) + ", ";
    if (is_key(table_, field.name)) return;
    const std::string value = field.pii ? unless_old("_first_seen_at", "NULL", read) : read;
    assignments_ += name + " = " + value + ", ";
    differences_ += name + " IS NOT " + value + " OR ";
  }

  std::string raw(const std::string& first_seen, const std::string& text, auto cell_of) const {
    if (!is_personal_) return text;
    const std::string removed = raw_without_personal(table_, text, cell_of);
    if (table_.personal_raw.empty()) return unless_old(first_seen, removed, text);
    // Whom only the raw record names, no index would find again: that record is kept without them from the beginning.
    return "CASE WHEN " + parameter(kRawMayName) + " AND (" + first_seen + " < " +
           parameter(kPersonalBefore) + " OR (" + no_personal_cell(table_, cell_of) + ")) THEN " + removed +
           " ELSE " + text + " END";
  }

  std::string insertion(const std::string& new_raw) const {
    return "INSERT INTO " + quote_name(table_.name()) + " (" + columns_ +
           "_connection_id, _marketplace_id, _run_id, _first_seen_at, _synced_at, _change_seq, _raw) VALUES "
           "(" +
           values_ + parameter(kConnectionId) + ", " + parameter(kMarketplaceId) + ", " + parameter(kRunId) +
           ", " + parameter(kSyncedAt) + ", " + parameter(kSyncedAt) + ", " + parameter(kChangeSeq) + ", " +
           new_raw + ")";
  }

  std::string change(const std::string& next_raw) const {
    return assignments_ +
           "_marketplace_id = excluded._marketplace_id, _run_id = excluded._run_id, _synced_at = "
           "excluded._synced_at, _deleted_at = NULL, _missing_since = NULL, _change_seq = "
           "excluded._change_seq, _raw = " +
           next_raw;
  }

  std::string difference(const std::string& next_raw) const {
    return differences_ +
           "_marketplace_id IS NOT excluded._marketplace_id OR _deleted_at IS NOT NULL OR _missing_since IS "
           "NOT NULL OR _raw IS NOT " +
           next_raw;
  }

  const RecordTable& table_;
  const bool is_personal_;
  std::string columns_, values_, assignments_, differences_;
};

}  // namespace

const char* column_type(FieldType type) {
  switch (type) {
    case FieldType::boolean:
      return "BOOLEAN INTEGER";
    case FieldType::integer:
      return "INTEGER";
    case FieldType::decimal:
      return "DECIMAL TEXT";  // DECIMAL alone would turn 10.50 into the float 10.5
    case FieldType::text:
      return "TEXT";
    case FieldType::timestamp:
      return "TIMESTAMP TEXT";
    case FieldType::date:
      return "DATE TEXT";
    case FieldType::json:
      return "JSON TEXT";
  }
  return "TEXT";
}

// A table with row ids: channel rows carry the provider's JSON, and large rows make a slow clustered key (measured
// with random keys and 600 bytes of _raw: WITHOUT ROWID takes five times as long to fill). _raw stands last, so that
// reading the other columns does not touch its pages.
std::string create_table_sql(const RecordTable& table) {
  std::string sql = "CREATE TABLE " + quote_name(table.name()) + " (\n";
  for (const auto& field : table.fields)
    sql += "  " + quote_name(field.name) + " " + column_type(field.type) +
           (is_key(table, field.name) ? " NOT NULL" : "") + ",\n";
  sql +=
      "  _connection_id TEXT NOT NULL,\n"
      "  _marketplace_id TEXT,\n"
      "  _run_id TEXT NOT NULL,\n"
      "  _first_seen_at TIMESTAMP TEXT NOT NULL,\n"
      "  _synced_at TIMESTAMP TEXT NOT NULL,\n"
      "  _deleted_at TIMESTAMP TEXT,\n"
      "  _missing_since TIMESTAMP TEXT,\n"
      "  _change_seq INTEGER NOT NULL,\n"
      "  _raw JSON TEXT,\n"
      "  PRIMARY KEY (" +
      key_list(table) + ")\n)";
  return sql;
}

std::string create_change_index_sql(const RecordTable& table) {
  return "CREATE INDEX " + quote_name(table.name() + "_by_change") + " ON " + quote_name(table.name()) +
         " (_change_seq)";
}

std::string time_index_name(const RecordTable& table) {
  return table.name() + "_by_time";
}

// The connection stands in the index so that one connection's newest rows are found without visiting the
// others' rows.
std::string create_time_index_sql(const RecordTable& table) {
  return "CREATE INDEX " + quote_name(time_index_name(table)) + " ON " + quote_name(table.name()) + " (" +
         quote_name(table.time_field) + ", _connection_id)";
}

std::string marketplace_index_name(const RecordTable& table) {
  return table.name() + "_by_marketplace";
}

// What a complete listing is compared with: the rows of one marketplace, or those of some of its days.
std::string create_marketplace_index_sql(const RecordTable& table) {
  std::string time = table.time_field.empty() ? "" : ", " + quote_name(table.time_field);
  return "CREATE INDEX IF NOT EXISTS " + quote_name(marketplace_index_name(table)) + " ON " +
         quote_name(table.name()) + " (_connection_id, _marketplace_id" + time + ")";
}

std::string upsert_sql(const RecordTable& table) {
  return UpsertWriter(table).write();
}

std::string mark_deleted_sql(const RecordTable& table) {
  return "UPDATE " + quote_name(table.name()) +
         " SET _deleted_at = ?2, _synced_at = ?2, _run_id = ?3, _change_seq = ?4, "
         "_missing_since = coalesce(_missing_since, ?2) WHERE _rowid_ = ?1 AND _deleted_at IS NULL";
}

}  // namespace mooring::host
