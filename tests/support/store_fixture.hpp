// A database in a folder of its own, with a log that goes nowhere, and rows to put in.
#pragma once
#include <fcntl.h>
#include <unistd.h>

#include "base/log.hpp"
#include "store/rows.hpp"
#include "support/temp_dir.hpp"

namespace mooring::test {

// Throws with the error's words, so that a test shows them.
inline void must(const host::Status& status) {
  if (!status) throw std::runtime_error(status.error().code + ": " + describe(status.error()));
}

class QuietLogger {
 public:
  QuietLogger() : fd_(open("/dev/null", O_WRONLY | O_CLOEXEC)) {}
  ~QuietLogger() { close(fd_); }
  host::Logger& get() { return logger_; }

 private:
  int fd_;
  host::SystemClock clock_;
  host::Redactor redactor_;
  host::Logger logger_{fd_, host::LogLevel::error, host::LogFormat::text, clock_, redactor_};
};

class StoreFixture {
 public:
  explicit StoreFixture(const std::filesystem::path& parent = std::filesystem::temp_directory_path())
      : folder_(parent) {
    reopen();
  }

  void close() { database_.reset(); }
  void reopen() {
    close();
    auto opened = host::Database::open({.file = file()}, quiet_.get());
    if (!opened) throw std::runtime_error(describe(opened.error()));
    database_ = std::move(*opened);
  }
  std::filesystem::path file() const { return folder_ / "mooring.db"; }
  host::Database& database() { return *database_; }
  host::Logger& logger() { return quiet_.get(); }

  // Runs work and throws when it fails, so that a test shows the error.
  template <class Work>
  void write(Work work) {
    must(database_->write([&](host::Session& session) -> host::Status {
      work(session);
      return {};
    }));
  }
  template <class Work>
  auto read(Work work) {
    std::optional<decltype(work(std::declval<host::Session&>()))> result;
    must(database_->read([&](host::Session& session) -> host::Status {
      result = work(session);
      return {};
    }));
    return *result;
  }
  void add_connection(const std::string& id) {
    write([&](host::Session& session) { host::rows::insert_connection(session, connection(id)); });
  }
  static host::ConnectionRow connection(const std::string& id) {
    host::ConnectionRow row;
    row.id = id;
    row.workspace_id = "default";
    row.channel = "shop";
    row.region = "NA";
    row.label = "Shop " + id;
    return row;
  }

 private:
  TempDir folder_;
  QuietLogger quiet_;
  std::unique_ptr<host::Database> database_;
};

inline host::Timestamp at_second(int64_t second) {
  return host::from_unix_us(second * 1'000'000);
}

}  // namespace mooring::test
