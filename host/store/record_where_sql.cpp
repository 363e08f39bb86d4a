#include "store/record_where_sql.hpp"

#include "base/text.hpp"

namespace mooring::host {
namespace {

using sqlite::Condition;
using sqlite::quote_name;
using sqlite::text_value;
using sqlite::Value;

Value value_of(const RecordField& field, const std::string& text) {
  if (field.type == FieldType::integer || field.type == FieldType::boolean)
    return sqlite::integer_value(std::stoll(text));  // parse_where has checked it
  return text_value(text);
}

std::string operand(const RecordField& field) {
  return field.type == FieldType::decimal ? "mooring_order(?)" : "?";
}

std::string compared(const RecordField& field) {
  const std::string name = quote_name(field.name);
  return field.type == FieldType::decimal ? "mooring_order(" + name + ")" : name;
}

// Times are text, in whole seconds "...05Z" or with a fraction "...05.250000Z", which sorts before it. Without the Z they
// sort as times do; for a bound of whole seconds the column may stay as it is, so that an index serves it.
void add_time(Condition& condition, const RecordCondition& where) {
  const std::string name = quote_name(where.field.name);
  const std::string& time = where.values.front();
  const std::string bound = time.substr(0, time.size() - 1);
  const std::string column = time.find('.') == std::string::npos ? name : "rtrim(" + name + ", 'Z')";
  switch (where.op) {
    case WhereOp::lt:
      return condition.add(column + " < ?", {text_value(bound)});
    case WhereOp::gte:
      return condition.add(column + " >= ?", {text_value(bound)});
    case WhereOp::lte:
      return condition.add("(" + column + " < ? OR " + name + " = ?)", {text_value(bound), text_value(time)});
    default:
      return condition.add("(" + column + " >= ? AND " + name + " <> ?)",
                           {text_value(bound), text_value(time)});
  }
}

const char* sign_of(WhereOp op) {
  switch (op) {
    case WhereOp::ne:
      return " IS NOT ";  // what is empty is not equal
    case WhereOp::lt:
      return " < ";
    case WhereOp::lte:
      return " <= ";
    case WhereOp::gt:
      return " > ";
    case WhereOp::gte:
      return " >= ";
    default:
      return " = ";
  }
}

bool is_range(WhereOp op) {
  return op == WhereOp::lt || op == WhereOp::lte || op == WhereOp::gt || op == WhereOp::gte;
}

void add_like(Condition& condition, const RecordCondition& where) {
  std::string pattern = sqlite::like_pattern(where.values.front());
  if (where.op == WhereOp::starts) pattern.erase(0, 1);
  condition.add(quote_name(where.field.name) + " LIKE ? ESCAPE '\\'", {text_value(pattern)});
}

void add_in(Condition& condition, const RecordCondition& where) {
  std::string places;
  std::vector<Value> values;
  for (const std::string& value : where.values) {
    places += (places.empty() ? "" : ", ") + operand(where.field);
    values.push_back(value_of(where.field, value));
  }
  condition.add(compared(where.field) + " IN (" + places + ")", values);
}

}  // namespace

std::string ordered_by(const RecordField& field, const std::string& operand_text) {
  if (field.type == FieldType::decimal) return "mooring_order(" + operand_text + ")";
  if (field.type == FieldType::timestamp) return "rtrim(" + operand_text + ", 'Z')";
  return field.type == FieldType::text ? operand_text + " COLLATE NOCASE" : operand_text;
}

void add_where(Condition& condition, const RecordCondition& where) {
  if (where.op == WhereOp::null || where.op == WhereOp::notnull)
    return condition.add(quote_name(where.field.name) +
                         (where.op == WhereOp::null ? " IS NULL" : " IS NOT NULL"));
  if (where.op == WhereOp::contains || where.op == WhereOp::starts) return add_like(condition, where);
  if (where.op == WhereOp::in) return add_in(condition, where);
  if (where.field.type == FieldType::timestamp && is_range(where.op)) return add_time(condition, where);
  condition.add(compared(where.field) + sign_of(where.op) + operand(where.field),
                {value_of(where.field, where.values.front())});
}

}  // namespace mooring::host
