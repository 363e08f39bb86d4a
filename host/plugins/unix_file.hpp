// A file descriptor that closes itself, and whole reads and writes. For plugin_file.cpp and module_store.cpp.
#pragma once
#include <sys/stat.h>

#include <string>
#include <string_view>
#include <utility>

namespace mooring::host {

class UnixFile {
 public:
  explicit UnixFile(int fd) : fd_(fd) {}
  UnixFile(UnixFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UnixFile& operator=(UnixFile&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~UnixFile() { close(); }

  int fd() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  void close();
  bool read_all(std::string& into,
                size_t size);              // exactly size bytes; false with errno, 0 when the file is shorter
  bool write_all(std::string_view bytes);  // false with errno

 private:
  int fd_;
};

std::string errno_text(int error);  // "Permission denied"

}  // namespace mooring::host
