// The few things for which SQLite is used natively, under a Poco session: pragmas, transactions, errors, and
// the prepared statements of record tables. Internal to store/. A handle is used by one thread at a time.
#pragma once
#include <sqlite3.h>

#include <Poco/Data/Session.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace mooring::host::sqlite {

// Before the first handle of the process is opened; later it changes nothing. SQLite then takes no lock of its own for
// each value that is bound, which is a tenth of what the writer does, and counts no memory.
void use_one_thread_per_handle();

sqlite3* handle(const Poco::Data::Session& session);

// What SQLite last failed with on this handle, in words for an operator. `what` says what was being done.
Error last_error(sqlite3* database, std::string_view what);
// The same for a known result code; system_errno may be 0.
Error make_error(int code, int system_errno, std::string_view message, std::string_view what);
// For the catch blocks around work that uses Poco::Data: turns the exception under way into an Error.
Error current_exception_error(sqlite3* database, std::string_view what);

Status exec(sqlite3* database, const char* sql, std::string_view what);

// A native prepared statement.
struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
Result<Statement> prepare(sqlite3* database, std::string_view sql);

// First column of the first row; 0 or empty when there is no row.
Result<int64_t> query_integer(sqlite3* database, std::string_view sql);
Result<std::string> query_text(sqlite3* database, std::string_view sql);

void bind_text(sqlite3_stmt* statement, int position, std::string_view text);  // text must outlive the step
std::string_view column_text(sqlite3_stmt* statement, int column);             // until the next step

std::string quote_name(std::string_view name);  // "name", for tables and columns

}  // namespace mooring::host::sqlite
