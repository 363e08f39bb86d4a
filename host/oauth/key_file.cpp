#include "oauth/key_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/text.hpp"
#include "oauth/cipher.hpp"

namespace mooring::host {
namespace {

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() { close(); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int fd() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

std::string quoted(const std::filesystem::path& file) {
  return "'" + file.string() + "'";
}

tl::unexpected<Error> unreadable(const std::filesystem::path& file, const std::string& what) {
  return fail("vault_key_unreadable", what + " the vault key " + quoted(file) + ": " + std::strerror(errno),
              "Check that the folder exists and that the host's user may use it");
}

bool write_whole(int fd, std::string_view text) {
  while (!text.empty()) {
    ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

Status sync_folder(const std::filesystem::path& file) {
  std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  File opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.fd() < 0 || fsync(opened.fd()) != 0) return unreadable(file, "cannot keep");
  return {};
}

}  // namespace

Result<Secret> read_key_file(const std::filesystem::path& file) {
  File opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (opened.fd() < 0) {
    if (errno != ENOENT) return unreadable(file, "cannot read");
    return fail("vault_key_missing", "there is no vault key at " + quoted(file),
                "Put the key file back: without it the stored authorizations cannot be opened. To start "
                "over, connect every account again with a new key");
  }
  struct stat facts {};
  if (fstat(opened.fd(), &facts) != 0) return unreadable(file, "cannot read");
  if (!S_ISREG(facts.st_mode))
    return fail("vault_key_malformed", "the vault key " + quoted(file) + " is not a file", "Name a file");
  if ((facts.st_mode & 077) != 0)
    return fail("vault_key_permissions", "others than its owner may use the vault key " + quoted(file),
                "Run: chmod 600 " + quoted(file));
  std::array<char, 256> buffer{};
  ssize_t size = ::read(opened.fd(), buffer.data(), buffer.size());
  if (size < 0) return unreadable(file, "cannot read");
  std::string_view text(buffer.data(), static_cast<size_t>(size));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
    text.remove_suffix(1);
  auto bytes = hex_decode(text);
  Secret key(bytes ? std::move(*bytes) : std::string());
  explicit_bzero(buffer.data(), buffer.size());
  if (key.reveal().size() != kCipherKeyBytes)
    return fail("vault_key_malformed", "the vault key " + quoted(file) + " is not 64 hexadecimal digits",
                "Put the key file back as it was made");
  return key;
}

Status create_key_file(const std::filesystem::path& file, Random& random) {
  std::array<unsigned char, kCipherKeyBytes> bytes{};
  random.fill(bytes);
  std::string text = hex_encode(bytes) + "\n";
  explicit_bzero(bytes.data(), bytes.size());
  std::filesystem::path fresh = file.string() + ".new-" + random.token(9);
  File made(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (made.fd() < 0) return unreadable(file, "cannot create");
  bool written = write_whole(made.fd(), text) && fsync(made.fd()) == 0;
  wipe_string(text);
  // link, not rename: a key that is already there must never be replaced.
  bool linked = written && (::link(fresh.c_str(), file.c_str()) == 0 || errno == EEXIST);
  int error = errno;
  ::unlink(fresh.c_str());
  errno = error;
  if (!linked) return unreadable(file, "cannot create");
  return sync_folder(file);
}

namespace {

std::filesystem::path real_path(const std::filesystem::path& file) {
  std::error_code problem;
  auto real = std::filesystem::canonical(file, problem);
  return problem ? file : real;
}

}  // namespace

std::filesystem::path next_key_file(const std::filesystem::path& file) {
  return real_path(file).string() + ".next";
}

Status put_next_key_in_place(const std::filesystem::path& file) {
  const auto real = real_path(file);
  if (::rename(next_key_file(file).c_str(), real.c_str()) != 0) return unreadable(file, "cannot replace");
  return sync_folder(real);
}

Status remove_next_key(const std::filesystem::path& file) {
  if (::unlink(next_key_file(file).c_str()) != 0 && errno != ENOENT)
    return unreadable(next_key_file(file), "cannot remove");
  return sync_folder(real_path(file));
}

}  // namespace mooring::host
