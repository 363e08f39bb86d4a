// The files around the database: its folder, the host lock and the database file itself, with private
// permissions. Used by Database::open only, before SQLite touches the file.
#pragma once
#include <filesystem>

#include "base/log.hpp"
#include "base/result.hpp"

namespace mooring::host {

// One host per database file: an flock on <file>.lock, held until destroyed (or until the process ends, in
// any way).
class HostLock {
 public:
  // Errors: store_locked, store_readonly, store_unreadable, store_full.
  static Result<HostLock> take(const std::filesystem::path& database_file);
  HostLock(HostLock&& other) noexcept;
  HostLock& operator=(HostLock&&) = delete;
  ~HostLock();

 private:
  explicit HostLock(int fd) : fd_(fd) {}
  int fd_;
};

// Makes missing folders with mode 0700.
Status make_data_folder(const std::filesystem::path& folder);

// Makes the file with mode 0600 when it is missing and `create`; checks that it can be read and written. Must
// run before SQLite opens the file: closing a second descriptor would drop SQLite's locks.
Status check_database_file(const std::filesystem::path& file, bool create, Logger& logger);

}  // namespace mooring::host
