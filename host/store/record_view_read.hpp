// Running a view's statements: bound, limited in work, row by row. Internal to store/; one thread.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "store/database.hpp"
#include "store/sql_condition.hpp"

namespace mooring::host {

// While it lives, statements on this handle stop after so many steps, all together.
class StepLimit {
 public:
  StepLimit(sqlite3* database, int64_t steps_max);
  ~StepLimit();
  StepLimit(const StepLimit&) = delete;
  StepLimit& operator=(const StepLimit&) = delete;

 private:
  sqlite3* database_;
  int64_t left_;
};

// Calls `row` for each row of the answer. Errors: view_too_large (the limit was reached), store_*.
Status for_each_row(sqlite3* database, const std::string& sql, const std::vector<sqlite::Value>& values,
                    const std::function<void(sqlite3_stmt*)>& row);

std::string text_at(sqlite3_stmt* statement, int column);  // empty for NULL
std::optional<std::string> text_or_null(sqlite3_stmt* statement, int column);

}  // namespace mooring::host
