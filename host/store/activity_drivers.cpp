#include "store/activity_drivers.hpp"

#include "base/limits_activity.hpp"

namespace mooring::host::rows {
namespace {

using sqlite::integer_value;
using sqlite::text_value;
using sqlite::Value;

Value value_of(Timestamp time) {
  return integer_value(to_unix_us(time));
}

std::string severity_condition(Severity least) {
  return least == Severity::error ? "severity = 'error'" : "severity <> 'info'";
}

// Every condition of the filter but the range of seq, over a row of `activity`.
class Wanted {
 public:
  explicit Wanted(const ActivityFilter& filter) {
    equal("connection_id", filter.connection_id);
    equal("run_id", filter.run_id);
    equal("stream", filter.stream);
    equal("actor", filter.actor);
    equal("method", filter.method);
    equal("operation", filter.operation);
    equal("request_id", filter.request_id);
    if (!filter.kind_prefix.empty()) {
      const auto [from, until] = kinds_of(filter.kind_prefix);
      add("kind >= ? AND kind < ?", {text_value(from), text_value(until)});
    }
    if (filter.severity_min && *filter.severity_min != Severity::info)
      add(severity_condition(*filter.severity_min));
    if (filter.since) add("at >= ?", {value_of(*filter.since)});
    if (filter.until) add("at < ?", {value_of(*filter.until)});
    if (filter.status_from > 0)
      add("status >= ? AND status < ?",
          {integer_value(filter.status_from), integer_value(status_end(filter))});
    of_connection("channel", filter.channel);
    of_connection("region", filter.region);
    if (!filter.text.empty()) contains(filter.text);
  }

  const Expression& expression() const { return expression_; }

  // "token" stands for token and token.*: everything from "token" up to, without, "token/" ('/' follows '.').
  static std::pair<std::string, std::string> kinds_of(std::string prefix) {
    while (!prefix.empty() && prefix.back() == '.')
      prefix.pop_back();
    return {prefix, prefix + "/"};
  }
  static int status_end(const ActivityFilter& filter) {
    return filter.status_until > 0 ? filter.status_until : filter.status_from + 1;
  }

 private:
  void add(const std::string& condition, const std::vector<Value>& values = {}) {
    expression_.add(condition, values);
  }
  void equal(const std::string& column, const std::string& value) {
    if (!value.empty()) add(column + " = ?", {text_value(value)});
  }
  // One look at the connection for each entry: with thousands of them a list would be made anew for every statement.
  void of_connection(const std::string& column, const std::string& value) {
    if (!value.empty())
      add("EXISTS (SELECT 1 FROM connections AS c WHERE c.id = activity.connection_id AND c." + column +
              " = ?)",
          {text_value(value)});
  }
  void contains(const std::string& text) {
    const auto pattern = text_value(sqlite::like_pattern(text));
    add("message LIKE ? ESCAPE '\\' OR endpoint LIKE ? ESCAPE '\\' OR request_id LIKE ? ESCAPE '\\'",
        {pattern, pattern, pattern});
  }

  Expression expression_;
};

// The different values of an indexed column in [from, until), by jumping from one to the next. Nothing when there are
// too many to be read side by side.
std::optional<std::vector<Value>> distinct(sqlite3* database, const std::string& index,
                                           const std::string& column, const Expression& condition,
                                           const Value& from, const Value& until) {
  const std::string smallest = "SELECT min(" + column + ") FROM activity INDEXED BY " + index + " WHERE " +
                               condition.sql + " AND " + column;
  auto statement =
      prepared(database, "WITH RECURSIVE found (value) AS (SELECT * FROM (" + smallest + " >= ? AND " +
                             column + " < ?) UNION ALL SELECT (" + smallest + " > found.value AND " + column +
                             " < ?) FROM found WHERE found.value IS NOT NULL) " +
                             "SELECT value FROM found WHERE value IS NOT NULL LIMIT ?");
  std::vector<Value> bound = condition.values;
  bound.insert(bound.end(), {from, until});
  bound.insert(bound.end(), condition.values.begin(), condition.values.end());
  bound.insert(bound.end(), {until, integer_value(limits::kActivityStreamsMerged + 1)});
  sqlite::bind_values(statement.get(), bound);
  std::vector<Value> values;
  while (step(database, statement.get()))
    values.push_back(sqlite::column_value(statement.get(), 0));
  if (values.size() > limits::kActivityStreamsMerged) return std::nullopt;
  return values;
}

// The ways into the log that a filter opens. One without values proves that nothing matches.
class Drivers {
 public:
  Drivers(sqlite3* database, const ActivityFilter& filter) : database_(database) {
    equal("activity_by_run", "run_id", filter.run_id, "run_id <> ''");
    equal("activity_of_stream", "stream", filter.stream, "stream <> ''");
    equal("activity_of_operation", "operation", filter.operation, "operation <> ''");
    equal("activity_of_request", "request_id", filter.request_id, "request_id <> ''");
    if (filter.actor != "system" && filter.actor != "scheduler")
      equal("activity_of_actor", "actor", filter.actor, "actor NOT IN ('system', 'scheduler')");
    add_kinds(filter);
    if (filter.severity_min == Severity::error && !filter.connection_id.empty())
      equal("activity_errors", "connection_id", filter.connection_id, "severity = 'error'");
    else
      equal("activity_by_connection", "connection_id", filter.connection_id, "");
    add_severities(filter);
    if (filter.status_from > 0)
      between("activity_of_status", "status", "status <> 0", integer_value(filter.status_from),
              integer_value(Wanted::status_end(filter)));
    if (!filter.method.empty() && filter.operation.empty())  // an operation begins with its method
      between("activity_of_operation", "operation", "operation <> ''", text_value(filter.method + " "),
              text_value(filter.method + "!"));
    add_connections(filter);
  }

  const std::vector<Driver>& all() const { return drivers_; }

 private:
  void add(Driver driver) { drivers_.push_back(std::move(driver)); }

  static Expression fixed(const std::string& condition) {
    Expression out;
    if (!condition.empty()) out.add(condition);
    return out;
  }
  void equal(const std::string& index, const std::string& column, const std::string& value,
             const std::string& condition) {
    if (!value.empty()) add({index, fixed(condition), column, {text_value(value)}});
  }
  void between(const std::string& index, const std::string& column, const std::string& condition,
               const Value& from, const Value& until) {
    auto values = distinct(database_, index, column, fixed(condition), from, until);
    if (values) add({index, fixed(condition), column, std::move(*values)});
  }
  void add_kinds(const ActivityFilter& filter) {
    if (filter.kind_prefix.empty()) return;
    const auto [from, until] = Wanted::kinds_of(filter.kind_prefix);
    if (filter.connection_id.empty())
      return between("activity_of_kind", "kind", "", text_value(from), text_value(until));
    Expression connection;
    connection.add("connection_id = ?", {text_value(filter.connection_id)});
    auto values =
        distinct(database_, "activity_by_kind", "kind", connection, text_value(from), text_value(until));
    if (values) add({"activity_by_kind", connection, "kind", std::move(*values)});
  }
  void add_severities(const ActivityFilter& filter) {
    if (!filter.severity_min || *filter.severity_min == Severity::info) return;
    Driver driver{"activity_of_severity", fixed("severity <> 'info'"), "severity", {text_value("error")}};
    if (*filter.severity_min == Severity::warning) driver.values.push_back(text_value("warning"));
    add(std::move(driver));
  }
  void add_connections(const ActivityFilter& filter) {
    if ((filter.channel.empty() && filter.region.empty()) || !filter.connection_id.empty()) return;
    sqlite::Condition condition;
    if (!filter.channel.empty()) condition.add("channel = ?", {text_value(filter.channel)});
    if (!filter.region.empty()) condition.add("region = ?", {text_value(filter.region)});
    auto statement = prepared(database_, "SELECT id FROM connections" + condition.sql + " LIMIT " +
                                             std::to_string(limits::kActivityStreamsMerged + 1));
    sqlite::bind_values(statement.get(), condition.values);
    std::vector<Value> ids;
    while (step(database_, statement.get()))
      ids.push_back(sqlite::column_value(statement.get(), 0));
    if (ids.size() <= limits::kActivityStreamsMerged)
      add({"activity_by_connection", {}, "connection_id", std::move(ids)});
  }

  sqlite3* database_;
  std::vector<Driver> drivers_;
};

}  // namespace

Expression wanted_of(const ActivityFilter& filter) {
  return Wanted(filter).expression();
}

std::vector<Driver> drivers_of(sqlite3* database, const ActivityFilter& filter) {
  return Drivers(database, filter).all();
}

}  // namespace mooring::host::rows
