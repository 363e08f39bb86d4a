// The read-only sessions of a database: opened when first needed, at most kReadSessionsMax, lent one at a
// time. Owned by Database. Thread-safe.
#pragma once
#include <Poco/Data/Session.h>

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <vector>

#include "base/result.hpp"

namespace mooring::host {

class ReadPool {
 public:
  explicit ReadPool(std::filesystem::path file) : file_(std::move(file)) {}

  // Runs work in a snapshot of its own. Errors: store_busy (no session became free), and what work or SQLite
  // fail with.
  Status run(const std::function<Status(Poco::Data::Session&)>& work);
  void close();  // no run may be under way

 private:
  Result<Poco::Data::Session> take();
  void give_back(Poco::Data::Session session);
  void forget();

  const std::filesystem::path file_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<Poco::Data::Session> idle_;
  size_t open_ = 0;
};

}  // namespace mooring::host
