#include "plugins/unix_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace mooring::host {

void UnixFile::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

bool UnixFile::read_all(std::string& into, size_t size) {
  into.resize(size);
  for (size_t done = 0; done < size;) {
    const ssize_t count = ::read(fd_, into.data() + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = 0;
    if (count <= 0) return false;
    done += static_cast<size_t>(count);
  }
  return true;
}

bool UnixFile::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

std::string errno_text(int error) {
  return std::generic_category().message(error);
}

}  // namespace mooring::host
