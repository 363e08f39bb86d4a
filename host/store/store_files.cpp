#include "store/store_files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace mooring::host {
namespace {

Error file_error(int error_number, const std::filesystem::path& path, const char* doing) {
  std::string message = std::string(doing) + " " + path.string() + ": " + std::strerror(error_number);
  switch (error_number) {
    case EACCES:
    case EPERM:
    case EROFS:
      return {"store_readonly", message,
              "Give the user of the host read and write permission on the data folder"};
    case ENOSPC:
    case EDQUOT:
      return {"store_full", message, "Free some space on the disk"};
    case ENOENT:
    case ENOTDIR:
      return {"store_unreadable", message, "Check data_folder in the configuration"};
    case EISDIR:
      return {"store_unreadable", message, "Move that folder away, or set another data_folder"};
    default:
      return {"store_unreadable", message,
              "Check data_folder in the configuration and the state of the disk"};
  }
}

std::string read_holder(int fd) {
  char text[32] = {};
  ssize_t size = pread(fd, text, sizeof text - 1, 0);
  std::string holder(text, size > 0 ? static_cast<size_t>(size) : 0);
  while (!holder.empty() && holder.back() == '\n')
    holder.pop_back();
  return holder.empty() ? "unknown" : holder;
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

}  // namespace

HostLock::HostLock(HostLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

HostLock::~HostLock() {
  if (fd_ >= 0) close(fd_);
}

Result<HostLock> HostLock::take(const std::filesystem::path& database_file) {
  auto path = database_file;
  path += ".lock";
  // Close-on-exec matters: a child process that inherits the descriptor would keep the lock alive.
  Descriptor fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (fd.get() < 0) return fail(file_error(errno, path, "opening"));
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return fail(file_error(errno, path, "locking"));
    return fail("store_locked",
                "another host (process " + read_holder(fd.get()) + ") runs on " + database_file.string(),
                "Stop that host first, or give this one its own data_folder");
  }
  std::string holder = std::to_string(getpid()) + "\n";
  // Only for the message above; the lock itself does not need it, so a full disk does not matter here.
  if (ftruncate(fd.get(), 0) == 0) [[maybe_unused]]
    ssize_t written = pwrite(fd.get(), holder.data(), holder.size(), 0);
  return HostLock(fd.release());
}

Status make_data_folder(const std::filesystem::path& folder) {
  if (folder.empty() || std::filesystem::is_directory(folder)) return {};
  if (auto parent = make_data_folder(folder.parent_path()); !parent) return parent;
  if (mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return fail(file_error(errno, folder, "creating the data folder"));
}

Status check_database_file(const std::filesystem::path& file, bool create, Logger& logger) {
  // SQLite gives its -wal and -shm files the mode of the database file, so making that one private is enough.
  Descriptor fd(open(file.c_str(), O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0600));
  if (fd.get() < 0) return fail(file_error(errno, file, "opening"));
  struct stat info {};
  if (fstat(fd.get(), &info) != 0) return fail(file_error(errno, file, "opening"));
  if (!S_ISREG(info.st_mode))
    return fail("store_unreadable", file.string() + " is not a regular file",
                "Check data_folder in the configuration");
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    logger.warning("other users of this machine may read the database; chmod 600 closes it",
                   {{"file", file.string()}});
  return {};
}

}  // namespace mooring::host
