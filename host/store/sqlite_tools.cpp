#include "store/sqlite_tools.hpp"

#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Data/SQLite/Utility.h>

#include <cerrno>
#include <cstring>
#include <exception>

namespace mooring::host::sqlite {
namespace {

bool means_full(int code, int system_errno) {
  if ((code & 0xff) == SQLITE_FULL) return true;
  // A quota or a file size limit arrives as an I/O error with these.
  return (code & 0xff) == SQLITE_IOERR &&
         (system_errno == ENOSPC || system_errno == EDQUOT || system_errno == EFBIG);
}

std::string sentence(std::string_view what, std::string_view reason) {
  return std::string(what) + ": " + std::string(reason);
}

}  // namespace

void use_one_thread_per_handle() {
  [[maybe_unused]] static const bool kOnce = [] {
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    return true;
  }();
}

sqlite3* handle(const Poco::Data::Session& session) {
  return Poco::Data::SQLite::Utility::dbHandle(session);
}

Error make_error(int code, int system_errno, std::string_view message, std::string_view what) {
  if (means_full(code, system_errno))
    return {"store_full", sentence(what, "the disk or the quota is full"),
            "Free some space on it; nothing else is needed, writing goes on by itself"};
  switch (code & 0xff) {
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {"store_readonly",
              sentence(what, "the database cannot be written (" + std::string(message) + ")"),
              "Give the user of the host write permission on the database file and its folder"};
    case SQLITE_NOTADB:
      return {"store_not_a_database", sentence(what, "the file is not a Mooring database"),
              "Set another data_folder, or move this file away"};
    case SQLITE_CORRUPT:
      return {"store_corrupt", sentence(what, "the database is damaged (" + std::string(message) + ")"),
              "Stop the host, keep a copy of the file, and restore a backup or try the .recover command of "
              "sqlite3"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {"store_busy", sentence(what, "another program holds a lock on the database"),
              "Close programs that write to the database; read it with 'sqlite3 -readonly'"};
    case SQLITE_CANTOPEN:
      return {"store_unreadable", sentence(what, message),
              "Check that the path and its permissions are right"};
    default:
      break;
  }
  std::string reason(message);
  if (system_errno != 0) reason += std::string(" (") + std::strerror(system_errno) + ")";
  return {"store_failed", sentence(what, reason), "See the log of the host and the state of the disk"};
}

Error last_error(sqlite3* database, std::string_view what) {
  int system_errno = errno;
  int code = sqlite3_extended_errcode(database);
  // errno means something only when the error came from the operating system. SQLite does not always keep it, so
  // the thread's own is the second choice; whoever starts work on a database sets it to 0 first.
  bool from_system = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;
  if (int kept = sqlite3_system_errno(database); kept != 0) system_errno = kept;
  return make_error(code, from_system ? system_errno : 0, sqlite3_errmsg(database), what);
}

Error current_exception_error(sqlite3* database, std::string_view what) {
  try {
    throw;
  } catch (const Poco::Data::SQLite::SQLiteException& e) {
    int code = database ? sqlite3_errcode(database) & 0xff : SQLITE_OK;
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) return last_error(database, what);
    return {"store_failed", sentence(what, e.displayText()), "See the log of the host"};
  } catch (const Poco::Exception& e) {
    return {"store_failed", sentence(what, e.displayText()), "See the log of the host"};
  } catch (const std::exception& e) {
    return {"store_failed", sentence(what, e.what()), "See the log of the host"};
  } catch (...) {
    return {"store_failed", sentence(what, "an unknown exception"), "See the log of the host"};
  }
}

Status exec(sqlite3* database, const char* sql, std::string_view what) {
  errno = 0;
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return fail(last_error(database, what));
}

Result<Statement> prepare(sqlite3* database, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                &statement, nullptr);
  if (code != SQLITE_OK) return fail(last_error(database, "preparing a statement"));
  return Statement(statement);
}

Result<int64_t> query_integer(sqlite3* database, std::string_view sql) {
  auto statement = prepare(database, sql);
  if (!statement) return fail(statement.error());
  int code = sqlite3_step(statement->get());
  if (code == SQLITE_ROW) return sqlite3_column_int64(statement->get(), 0);
  if (code == SQLITE_DONE) return 0;
  return fail(last_error(database, "reading the database"));
}

Result<std::string> query_text(sqlite3* database, std::string_view sql) {
  auto statement = prepare(database, sql);
  if (!statement) return fail(statement.error());
  int code = sqlite3_step(statement->get());
  if (code == SQLITE_ROW) return std::string(column_text(statement->get(), 0));
  if (code == SQLITE_DONE) return std::string();
  return fail(last_error(database, "reading the database"));
}

void bind_text(sqlite3_stmt* statement, int position, std::string_view text) {
  // A null pointer would bind NULL; an empty view may hold one.
  const char* data = text.data() ? text.data() : "";
  sqlite3_bind_text(statement, position, data, static_cast<int>(text.size()), SQLITE_STATIC);
}

std::string_view column_text(sqlite3_stmt* statement, int column) {
  const auto* text = sqlite3_column_text(statement, column);
  if (!text) return {};
  return {reinterpret_cast<const char*>(text), static_cast<size_t>(sqlite3_column_bytes(statement, column))};
}

std::string quote_name(std::string_view name) {
  std::string out = "\"";
  for (char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

}  // namespace mooring::host::sqlite
