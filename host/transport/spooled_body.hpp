// A downloaded body that is too large for memory: a file without a name in the spool folder, gone when the last owner
// goes. Written by the transport thread; read by one thread at a time, a worker in general.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "base/limits.hpp"
#include "base/result.hpp"

namespace mooring::host {

class SpooledBody {
 public:
  // Makes the folder when it is not there. Codes: spool_failed (says which folder, and why).
  static Result<std::shared_ptr<SpooledBody>> create(
      const std::string& folder, uint64_t unpacked_bytes_max = limits::kSpoolUnpackedBytesMax);
  // Where the file system has no files without names, a crash may leave one behind: once, at start.
  static void remove_leftovers(const std::string& folder);
  ~SpooledBody();
  SpooledBody(const SpooledBody&) = delete;
  SpooledBody& operator=(const SpooledBody&) = delete;

  // Codes: spool_failed (the disk is full ...); the body is of no use then.
  Status append(const char* data, size_t size);
  uint64_t size_bytes() const { return size_bytes_; }

  // The next part, unpacked when the file is gzip (all its members); empty at the end, and then again. At most
  // limits::kSpoolPartBytes; the string's capacity has room for kBodyPaddingBytes more. Codes: spool_failed, body_malformed (broken or truncated gzip), body_too_large (unpacked).
  Result<std::string> next_part();
  // The next part is the first one again.
  void rewind();

 private:
  struct Unpacker;
  SpooledBody(int fd, std::string folder, uint64_t unpacked_bytes_max);
  Result<std::string> plain_part();
  Result<std::string> unpacked_part();
  Result<size_t> read_some(char* to, size_t size);
  Error failed(const std::string& doing, int system_errno) const;

  int fd_;
  std::string folder_;
  uint64_t unpacked_bytes_max_;
  uint64_t size_bytes_ = 0, read_at_ = 0, unpacked_bytes_ = 0;
  std::unique_ptr<Unpacker> unpacker_;
};

}  // namespace mooring::host
