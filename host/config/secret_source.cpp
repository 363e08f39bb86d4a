#include "config/secret_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/limits.hpp"

namespace mooring::host {
namespace {

namespace fs = std::filesystem;

class OpenFile {
 public:
  explicit OpenFile(const fs::path& file)
      : fd_(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

bool lies_in(const fs::path& file, const fs::path& folder) {
  auto inner = file.lexically_normal(), outer = folder.lexically_normal();
  if (!outer.has_filename()) outer = outer.parent_path();  // "/x/" -> "/x"
  auto mismatch = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return mismatch.first == outer.end() && mismatch.second != inner.end();
}

// Folders that the service manager or the container runtime fills and guards as a whole; the modes inside are
// not ours to judge.
bool in_guarded_folder(const fs::path& file) {
  const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
  return (credentials && *credentials && lies_in(file, credentials)) || lies_in(file, "/run/secrets");
}

bool too_open(const struct stat& info) {
  mode_t refused = S_IRWXO | S_IWGRP | S_IXGRP;
  // A group may read what root has set up for a service; a user's own file is the user's alone.
  if (info.st_uid != 0) refused |= S_IRGRP;
  return (info.st_mode & refused) != 0;
}

Status check_file(const fs::path& file, int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0)
    return fail("secret_unreadable", "cannot read " + file.string() + ": " + std::strerror(errno),
                "Check that the file is in order");
  if (!S_ISREG(info.st_mode))
    return fail("secret_unreadable", file.string() + " is not a regular file",
                "Name a file that holds the secret");
  if (static_cast<size_t>(info.st_size) > limits::kSecretFileBytesMax)
    return fail("secret_unreadable", file.string() + " is too large for a secret",
                "Name a file that holds only the secret, on one line");
  if (too_open(info) && !in_guarded_folder(file))
    return fail("secret_exposed", "other users of this machine may read or change " + file.string(),
                "Run: chmod 600 '" + file.string() + "'");
  return {};
}

Result<Secret> one_line(std::string text, const std::string& where) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
    text.pop_back();
  // Some editors begin a file with a mark (BOM) that nobody sees.
  const size_t mark = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  text.erase(0, std::min(text.find_first_not_of(' ', mark), text.size()));
  bool broken =
      std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  Secret secret(text);
  bool blank = text.find_first_not_of(' ') == std::string::npos;
  wipe_string(text);
  if (blank) return fail("secret_empty", where + " is empty", "Put the secret there, on one line");
  if (broken)
    return fail("secret_malformed", where + " holds more than one line, or control characters",
                "Put only the secret there, on one line");
  return secret;
}

}  // namespace

Result<Secret> read_secret_file(const fs::path& file) {
  OpenFile open(file);
  if (int error = errno; open.fd() < 0)
    return fail("secret_unreadable", "cannot read " + file.string() + ": " + std::strerror(error),
                error == ENOENT ? "Write the secret to that file and run: chmod 600 '" + file.string() + "'"
                                : "Let the user that runs mooring read the file");
  if (auto checked = check_file(file, open.fd()); !checked) return fail(checked.error());
  std::string text(limits::kSecretFileBytesMax, '\0');
  size_t size = 0;
  while (size < text.size()) {
    ssize_t got = ::read(open.fd(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return fail("secret_unreadable", "cannot read " + file.string() + ": " + std::strerror(errno),
                  "Check that the file is in order");
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  std::string value(text, 0, size);
  wipe_string(text);
  return one_line(std::move(value), file.string());
}

Result<Secret> read_secret_env(const std::string& name) {
  bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
  // What is no name may be the secret itself, put into the wrong place: it is not repeated.
  if (!plain)
    return fail("secret_env_name", "'env' takes the name of an environment variable",
                "Names have capital letters, digits and '_': { env = \"MOORING_CLIENT_SECRET\" }");
  const char* value = std::getenv(name.c_str());
  if (!value)
    return fail("secret_env_missing", "the environment variable " + name + " is not set",
                "Set it for the process that runs mooring, or use { file = \"...\" }");
  return one_line(value, "the environment variable " + name);
}

}  // namespace mooring::host
