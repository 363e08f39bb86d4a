#include "plugins/plugin_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "plugins/unix_file.hpp"

namespace mooring::host {
namespace {

tl::unexpected<Error> refuse(std::string message, std::string hint) {
  return fail("file", std::move(message), std::move(hint));
}

std::string owner_problem(const struct stat& status) {
  if (status.st_uid == 0 || status.st_uid == geteuid()) return {};
  return "belongs to user " + std::to_string(status.st_uid) + ", not to root or to the user of the host (" +
         std::to_string(geteuid()) + ")";
}

// Whoever may rename files in the folder may swap the plugin; a sticky bit as on /tmp does not help against
// new files.
Status check_folder(const std::filesystem::path& folder, const struct stat& status) {
  if (const std::string problem = owner_problem(status); !problem.empty())
    return refuse("its folder " + folder.string() + " " + problem, "chown root " + folder.string());
  if (status.st_mode & S_IWOTH)
    return refuse("its folder " + folder.string() + " may be written to by everybody",
                  "Use a folder of its own and chmod o-w it");
  return {};
}

// The folders above: a world-writable one without the sticky bit lets others rename everything below it.
Status check_ancestors(const std::filesystem::path& folder) {
  std::error_code error;
  auto at = std::filesystem::canonical(folder, error);
  if (error) return refuse("its folder cannot be resolved: " + error.message(), "Check the path");
  while (at.has_relative_path()) {
    at = at.parent_path();
    struct stat status {};
    if (::stat(at.c_str(), &status) != 0)
      return refuse("cannot look at " + at.string() + ": " + errno_text(errno), "Check its permissions");
    if ((status.st_mode & S_IWOTH) && !(status.st_mode & S_ISVTX))
      return refuse("the folder " + at.string() + " above it may be written to by everybody",
                    "chmod o-w " + at.string());
  }
  return {};
}

const char* kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

Status check_file(const std::filesystem::path& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode))
    return refuse(std::string("is ") + kind_of(status.st_mode) + ", not a regular file",
                  "Remove it from the plugin folder");
  if (const std::string problem = owner_problem(status); !problem.empty())
    return refuse(problem, "chown root " + path.string());
  if (status.st_mode & (S_IWGRP | S_IWOTH))
    return refuse("may be written to by its group or by everybody", "chmod go-w " + path.string());
  if (status.st_size == 0) return refuse("is empty", "Copy the file again");
  if (static_cast<uint64_t>(status.st_size) > limits::kPluginFileBytesMax)
    return refuse("is larger than " + std::to_string(limits::kPluginFileBytesMax >> 20) + " MiB",
                  "Strip its debug information");
  return {};
}

}  // namespace

Result<PluginFile> read_plugin_file(const std::filesystem::path& path) {
  if (path.extension() != ".so") return refuse("its name does not end with .so", "Name the library <id>.so");
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  UnixFile folder_file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat status {};
  if (!folder_file.open() || ::fstat(folder_file.fd(), &status) != 0)
    return refuse("its folder cannot be opened: " + errno_text(errno),
                  "Check that it exists and may be read");
  if (auto checked = check_folder(folder, status); !checked) return fail(checked.error());
  if (auto checked = check_ancestors(folder); !checked) return fail(checked.error());

  // O_NONBLOCK: opening a pipe must not wait for its writer.
  UnixFile file(
      ::openat(folder_file.fd(), path.filename().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.open() && errno == ELOOP)
    return refuse("is a symbolic link", "Copy the library itself into the folder");
  if (!file.open() || ::fstat(file.fd(), &status) != 0)
    return refuse("cannot be opened: " + errno_text(errno), "Check that it exists and may be read");
  if (auto checked = check_file(path, status); !checked) return fail(checked.error());

  PluginFile content;
  if (!file.read_all(content.bytes, static_cast<size_t>(status.st_size)))
    return refuse(errno == 0 ? "changed while it was read" : "cannot be read: " + errno_text(errno),
                  "Try again");
  content.sha256 = sha256_hex(content.bytes);
  return content;
}

}  // namespace mooring::host
