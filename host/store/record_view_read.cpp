#include "store/record_view_read.hpp"

#include "base/limits.hpp"

namespace mooring::host {

StepLimit::StepLimit(sqlite3* database, int64_t steps_max)
    : database_(database), left_(steps_max / limits::kViewStepsBetweenChecks) {
  const auto check = [](void* left) -> int { return --*static_cast<int64_t*>(left) < 0 ? 1 : 0; };
  sqlite3_progress_handler(database, limits::kViewStepsBetweenChecks, check, &left_);
}

StepLimit::~StepLimit() {
  sqlite3_progress_handler(database_, 0, nullptr, nullptr);
}

Status for_each_row(sqlite3* database, const std::string& sql, const std::vector<sqlite::Value>& values,
                    const std::function<void(sqlite3_stmt*)>& row) {
  auto statement = sqlite::prepare(database, sql);
  if (!statement) return fail(statement.error());
  sqlite::bind_values(statement->get(), values);
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(statement->get())) == SQLITE_ROW)
    row(statement->get());
  if (code == SQLITE_INTERRUPT)
    return fail("view_too_large", "Summing up so many records would take too long",
                "Choose fewer days, or filter by connection or marketplace");
  if (code != SQLITE_DONE) return fail(sqlite::last_error(database, "reading a list"));
  return {};
}

std::string text_at(sqlite3_stmt* statement, int column) {
  return std::string(sqlite::column_text(statement, column));
}

std::optional<std::string> text_or_null(sqlite3_stmt* statement, int column) {
  if (sqlite3_column_type(statement, column) == SQLITE_NULL) return std::nullopt;
  return text_at(statement, column);
}

}  // namespace mooring::host
