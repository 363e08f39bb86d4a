#include "store/record_view_sql.hpp"

#include <algorithm>

namespace mooring::host::view_sql {
namespace {

using sqlite::Condition;
using sqlite::integer_value;
using sqlite::quote_name;
using sqlite::text_value;
using sqlite::Value;

std::string listed(const std::string& field) {
  return "s." + quote_name(field);
}
std::string summed(const std::string& field) {
  return "p." + quote_name(field);
}

// The rows of sums that belong to a listed record; those with a deletion mark do not count.
std::string joined_sums(const RecordView& view) {
  std::string sql = quote_name(view.sums->name()) + " p ON p._connection_id = s._connection_id";
  for (const auto& [field, other] : view.join)
    sql += " AND " + summed(other) + " = " + listed(field);
  return sql + " AND " + summed(view.sums->time_field) + " BETWEEN ? AND ? AND p._deleted_at IS NULL";
}

std::string from_table(const RecordView& view) {
  return " FROM " + quote_name(view.table.name()) + " s";
}

void add_text(Condition& condition, const RecordView& view, const std::string& text) {
  if (text.empty()) return;
  std::vector<std::string> columns = view.table.primary_key;
  if (std::find(columns.begin(), columns.end(), view.name_field) == columns.end())
    columns.push_back(view.name_field);
  std::string any;
  for (const std::string& column : columns)
    any += (any.empty() ? "(" : " OR ") + listed(column) + " LIKE ? ESCAPE '\\'";
  condition.add(any + ")", std::vector<Value>(columns.size(), text_value(sqlite::like_pattern(text))));
}

void add_tag(Condition& condition, const RecordView& view, const std::string& tag) {
  condition.add(
      "EXISTS (SELECT 1 FROM objects o JOIN object_tags t ON t.object_id = o.id WHERE "
      "o.connection_id = s._connection_id AND o.stream = ? AND o.key_json = " +
          key_of_row(view) + " AND t.tag = ?)",
      {text_value(view.table.stream), text_value(tag)});
}

bool is_decimal(const RecordView& view, const std::string& name) {
  return std::any_of(view.table.fields.begin(), view.table.fields.end(), [&](const RecordField& field) {
    return field.name == name && field.type == FieldType::decimal;
  });
}

// What is compared: decimals as numbers, text without regard to case.
std::string ordered(const RecordView& view, const std::string& field, const std::string& operand) {
  return is_decimal(view, field) ? "mooring_order(" + operand + ")" : operand + " COLLATE NOCASE";
}

}  // namespace

std::string index_name(const RecordView& view) {
  return view.sums->name() + "_for_" + view.id;
}

std::string create_index(const RecordView& view) {
  std::vector<std::string> columns;
  const auto add = [&columns](const std::string& column) {
    if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
  };
  for (const auto& [field, other] : view.join)
    add(other);
  add(view.sums->time_field);
  add(view.currency_field);
  for (const auto& metric : view.metrics)
    add(metric.field);
  // Also the deletion mark, though it is NULL in each entry: the other side of a left join looks at it again for every row, and
  // would go to the table for that.
  add("_deleted_at");
  std::string sql = "CREATE INDEX " + quote_name(index_name(view)) + " ON " + quote_name(view.sums->name()) +
                    " (_connection_id";
  for (const std::string& column : columns)
    sql += ", " + quote_name(column);
  return sql + ") WHERE _deleted_at IS NULL";
}

std::string key_of_row(const RecordView& view) {
  std::string sql;
  for (const std::string& field : view.table.primary_key)
    sql += (sql.empty() ? "mooring_key('" : ", '") + field + "', " + listed(field);
  return sql + ")";
}

Condition where(const RecordView& view, const ViewFilter& filter,
                const std::optional<std::vector<std::string>>& connections, Part without) {
  Condition condition;
  if (!filter.deleted) condition.add("s._deleted_at IS NULL");
  condition.add_any_of("s._connection_id", filter.connections);
  if (connections && without != Part::regions) {
    if (connections->empty()) condition.add("0");
    condition.add_any_of("s._connection_id", *connections);
  }
  if (without != Part::marketplaces) condition.add_any_of("s._marketplace_id", filter.marketplaces);
  if (without != Part::states) condition.add_any_of(listed(view.state_field), filter.states);
  if (without != Part::types && !view.type_field.empty())
    condition.add_any_of(listed(view.type_field), filter.types);
  add_text(condition, view, filter.text);
  if (without != Part::tags)
    for (const std::string& tag : filter.tags)
      add_tag(condition, view, tag);
  return condition;
}

std::string among(const std::vector<int64_t>& row_ids) {
  std::string sql = " WHERE s.rowid IN (";
  for (size_t i = 0; i < row_ids.size(); ++i)
    sql += (i == 0 ? "" : ",") + std::to_string(row_ids[i]);
  return sql + ")";
}

std::string sums(const RecordView& view, const std::string& where) {
  const std::string currency =
      view.currency_field.empty() ? std::string("NULL") : summed(view.currency_field);
  std::string sql =
      "SELECT s.rowid, s._connection_id, s._marketplace_id, min(" + currency + "), max(" + currency + ")";
  for (const auto& metric : view.metrics)
    sql += ", mooring_sum(" + summed(metric.field) + ")";
  // Grouped by rowid, which is the order the listed table is read in: nothing has to be sorted.
  return sql + from_table(view) + " LEFT JOIN " + joined_sums(view) + where + " GROUP BY s.rowid";
}

std::string sparkline(const RecordView& view, const std::vector<int64_t>& row_ids) {
  const std::string day = summed(view.sums->time_field);
  return "SELECT s.rowid, " + day + ", mooring_sum(" + summed(view.metrics[*view.sparkline].field) + ")" +
         from_table(view) + " JOIN " + joined_sums(view) + among(row_ids) + " GROUP BY s.rowid, " + day;
}

std::string rows(const RecordView& view, const std::vector<int64_t>& row_ids) {
  std::string sql = "SELECT s.rowid";
  for (const RecordField& field : view.table.fields)
    sql += ", " + listed(field.name);
  return sql +
         ", s._connection_id, s._marketplace_id, s._deleted_at, o.id, "
         "(SELECT group_concat(t.tag, char(31)) FROM object_tags t WHERE t.object_id = o.id), "
         "(SELECT count(*) FROM object_notes n WHERE n.object_id = o.id)" +
         from_table(view) +
         " LEFT JOIN objects o ON o.connection_id = s._connection_id AND o.stream = ? AND o.key_json = " +
         key_of_row(view) + among(row_ids);
}

std::string page(const RecordView& view, const ViewQuery& query, const std::string& where) {
  const std::string value = listed(query.sort);
  return "SELECT s.rowid, " + value + from_table(view) + where + " ORDER BY " + value + " IS NULL, " +
         ordered(view, query.sort, value) + (query.descending ? " DESC" : "") + ", s.rowid LIMIT " +
         std::to_string(query.limit + 1);
}

void add_after(Condition& condition, const RecordView& view, const ViewQuery& query, const Value& value,
               int64_t row_id) {
  const std::string field = listed(query.sort);
  if (value.kind == Value::Kind::null)
    return condition.add("(" + field + " IS NULL AND s.rowid > ?)", {integer_value(row_id)});
  const std::string ours = ordered(view, query.sort, field);
  const std::string last = ordered(view, query.sort, "?");
  condition.add("(" + field + " IS NULL OR " + ours + (query.descending ? " < " : " > ") + last + " OR (" +
                    ours + " = " + last + " AND s.rowid > ?))",
                {value, value, integer_value(row_id)});
}

}  // namespace mooring::host::view_sql
