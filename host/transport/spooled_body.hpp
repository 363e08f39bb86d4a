// A downloaded body that is too large for memory: a file without a name in the spool folder, gone when the last owner
// goes. Written by the transport thread; read by one thread at a time, a worker in general.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"

namespace mooring::host {

class SpooledBody {
 public:
  // Codes: spool_failed (says which folder, and why).
  static Result<std::shared_ptr<SpooledBody>> create(const std::string& folder);
  ~SpooledBody();
  SpooledBody(const SpooledBody&) = delete;
  SpooledBody& operator=(const SpooledBody&) = delete;

  Status append(const char* data, size_t size);
  uint64_t size_bytes() const { return size_bytes_; }

  // The next part, unpacked when the file is gzip (all its members); empty at the end. At most
  // limits::kSpoolPartBytes. Codes: spool_failed, body_malformed (broken or truncated gzip), body_too_large (unpacked).
  Result<std::string> next_part();

 private:
  struct Unpacker;
  explicit SpooledBody(int fd);

  int fd_;
  uint64_t size_bytes_ = 0, read_at_ = 0, unpacked_bytes_ = 0;
  std::unique_ptr<Unpacker> unpacker_;
};

}  // namespace mooring::host
