#include "plugins/module_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "plugins/unix_file.hpp"

namespace mooring::host {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTemporarySuffix = ".tmp";
// Changes with the host: a probe by another version does not count.
constexpr std::string_view kProbeMark = "probed by mooring " MOORING_VERSION "\n";

tl::unexpected<Error> refuse(const std::string& what, int error) {
  return fail("module_store", what + ": " + errno_text(error),
              "Check the folder's permissions and the free space");
}

// False also when there is no such file, or when it is not one that the store wrote.
bool read_own_file(const fs::path& path, std::string& into) {
  UnixFile file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (!file.open() || ::fstat(file.fd(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  if (status.st_uid != geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH))) return false;
  if (static_cast<uint64_t>(status.st_size) > limits::kPluginFileBytesMax) return false;
  return file.read_all(into, static_cast<size_t>(status.st_size));
}

}  // namespace

Result<ModuleStore> ModuleStore::open(const fs::path& folder) {
  std::error_code error;
  if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), error);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return refuse("cannot make " + folder.string(), errno);
  struct stat status {};
  if (::lstat(folder.c_str(), &status) != 0) return refuse("cannot look at " + folder.string(), errno);
  if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)))
    return fail("module_store", folder.string() + " is not a folder that only the host's user may write to",
                "chown and chmod 0700 it, or remove it: the host makes it again");
  return ModuleStore(folder);
}

Status ModuleStore::write(const std::string& name, std::string_view bytes, mode_t mode) const {
  const fs::path temporary =
      folder_ / (name + "." + std::to_string(::getpid()) + std::string(kTemporarySuffix));
  ::unlink(temporary.c_str());
  UnixFile file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.open()) return refuse("cannot create " + temporary.string(), errno);
  if (!file.write_all(bytes) || ::fchmod(file.fd(), mode) != 0 || ::fsync(file.fd()) != 0 ||
      ::rename(temporary.c_str(), (folder_ / name).c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    return refuse("cannot write " + (folder_ / name).string(), error);
  }
  UnixFile folder_file(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder_file.open() || ::fsync(folder_file.fd()) != 0)
    return refuse("cannot sync " + folder_.string(), errno);
  return {};
}

Result<fs::path> ModuleStore::put(const PluginFile& file) const {
  const std::string name = file.sha256 + ".so";
  std::string existing;
  if (read_own_file(folder_ / name, existing) && existing == file.bytes) {
    ::utimensat(AT_FDCWD, (folder_ / name).c_str(), nullptr, 0);  // in use: not the oldest when prune() looks
    return folder_ / name;
  }
  if (auto status = write(name, file.bytes, 0500); !status) return fail(status.error());
  // What will be loaded is what was checked, also on a disk that lies.
  if (!read_own_file(folder_ / name, existing) || existing != file.bytes)
    return fail("module_store", "the copy " + (folder_ / name).string() + " differs from what was written",
                "Check the disk");
  return folder_ / name;
}

bool ModuleStore::was_probed(const std::string& sha256) const {
  std::string mark;
  return read_own_file(folder_ / (sha256 + ".ok"), mark) && mark == kProbeMark;
}

Status ModuleStore::remember_probed(const std::string& sha256) const {
  return write(sha256 + ".ok", kProbeMark, 0400);
}

void ModuleStore::prune() const {
  std::error_code error;
  std::vector<std::pair<fs::file_time_type, fs::path>> copies;
  for (fs::directory_iterator it(folder_, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    const fs::path& path = it->path();
    const auto written = fs::last_write_time(path, ignored);
    if (path.extension() == ".so") copies.emplace_back(written, path);
    // Another host may be writing it right now; an hour later nobody is.
    if (path.extension() == kTemporarySuffix &&
        fs::file_time_type::clock::now() - written > std::chrono::hours(1))
      fs::remove(path, ignored);
  }
  std::sort(copies.begin(), copies.end());
  for (size_t i = 0; i + limits::kModuleCopiesMax < copies.size(); ++i) {
    fs::remove(copies[i].second, error);
    fs::remove(copies[i].second.replace_extension(".ok"), error);
  }
}

}  // namespace mooring::host
