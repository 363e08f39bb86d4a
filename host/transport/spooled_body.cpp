#include "transport/spooled_body.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "transport/gunzip.hpp"

namespace mooring::host {
namespace {

constexpr int kGzipWindowBits = 15 + 16;
constexpr size_t kPackedPieceBytes = 64 << 10;
constexpr std::string_view kNamePrefix = "mooring-body-";

// For file systems without O_TMPFILE: a name for a moment only.
int open_and_unlink(const std::string& folder) {
  std::string path = folder + "/" + std::string(kNamePrefix) + "XXXXXX";
  int fd = mkostemp(path.data(), O_CLOEXEC);
  if (fd >= 0) unlink(path.c_str());
  return fd;
}

int open_nameless(const std::string& folder) {
  int fd = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  bool unsupported = fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT);
  return unsupported ? open_and_unlink(folder) : fd;
}

Error spool_error(const std::string& doing, const std::string& folder, int system_errno) {
  return {"spool_failed", doing + " in " + folder + ": " + std::strerror(system_errno),
          "Check the free space and the rights of that folder"};
}

}  // namespace

struct SpooledBody::Unpacker {
  z_stream stream{};
  char packed[kPackedPieceBytes];
  bool inside_member = true;  // a file of no member at all is not gzip
  bool usable = inflateInit2(&stream, kGzipWindowBits) == Z_OK;
  ~Unpacker() { inflateEnd(&stream); }
};

SpooledBody::SpooledBody(int fd, std::string folder, uint64_t unpacked_bytes_max)
    : fd_(fd), folder_(std::move(folder)), unpacked_bytes_max_(unpacked_bytes_max) {}

SpooledBody::~SpooledBody() {
  close(fd_);
}

Result<std::shared_ptr<SpooledBody>> SpooledBody::create(const std::string& folder,
                                                         uint64_t unpacked_bytes_max) {
  if (folder.empty())
    return fail("spool_failed", "there is no folder for large bodies", "This program cannot download them");
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return fail(spool_error("cannot make the folder for downloads", folder, errno));
  int fd = open_nameless(folder);
  if (fd < 0) return fail(spool_error("cannot make a file", folder, errno));
  return std::shared_ptr<SpooledBody>(new SpooledBody(fd, folder, unpacked_bytes_max));
}

void SpooledBody::remove_leftovers(const std::string& folder) {
  DIR* listing = opendir(folder.c_str());
  if (!listing) return;  // no folder, nothing left in it
  while (const dirent* entry = readdir(listing))
    if (std::string_view(entry->d_name).starts_with(kNamePrefix)) unlinkat(dirfd(listing), entry->d_name, 0);
  closedir(listing);
}

Error SpooledBody::failed(const std::string& doing, int system_errno) const {
  return spool_error(doing, folder_, system_errno);
}

Status SpooledBody::append(const char* data, size_t size) {
  while (size > 0) {
    ssize_t written = write(fd_, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail(failed("cannot write a downloaded body", written < 0 ? errno : ENOSPC));
    data += written;
    size -= static_cast<size_t>(written);
    size_bytes_ += static_cast<uint64_t>(written);
  }
  return {};
}

Result<size_t> SpooledBody::read_some(char* to, size_t size) {
  ssize_t got = 0;
  do
    got = pread(fd_, to, size, static_cast<off_t>(read_at_));
  while (got < 0 && errno == EINTR);
  if (got < 0) return fail(failed("cannot read a downloaded body", errno));
  read_at_ += static_cast<uint64_t>(got);
  return static_cast<size_t>(got);
}

Result<std::string> SpooledBody::plain_part() {
  std::string part;
  part.reserve(limits::kSpoolPartBytes + kBodyPaddingBytes);
  part.resize(limits::kSpoolPartBytes);
  auto got = read_some(part.data(), part.size());
  if (!got) return fail(got.error());
  part.resize(*got);
  return part;
}

Result<std::string> SpooledBody::next_part() {
  if (read_at_ == 0 && !unpacker_) {
    char first[kGzipMark.size()] = {};
    ssize_t got = pread(fd_, first, sizeof first, 0);
    if (got == sizeof first && std::string_view(first, sizeof first) == kGzipMark)
      unpacker_ = std::make_unique<Unpacker>();
  }
  return unpacker_ ? unpacked_part() : plain_part();
}

void SpooledBody::rewind() {
  read_at_ = unpacked_bytes_ = 0;
  unpacker_.reset();
}

Result<std::string> SpooledBody::unpacked_part() {
  auto malformed = [&](const char* what) {
    return fail("body_malformed", std::string("the downloaded gzip data ") + what,
                "Nothing to do here: it is downloaded again by the next run");
  };
  Unpacker& unpacker = *unpacker_;
  z_stream& stream = unpacker.stream;
  if (!unpacker.usable) return fail(failed("cannot unpack a downloaded body", ENOMEM));
  std::string part;
  part.reserve(limits::kSpoolPartBytes + kBodyPaddingBytes);
  part.resize(limits::kSpoolPartBytes);
  stream.next_out = reinterpret_cast<Bytef*>(part.data());
  stream.avail_out = static_cast<uInt>(part.size());
  bool at_end = false;
  while (stream.avail_out > 0) {
    if (stream.avail_in == 0) {
      auto got = read_some(unpacker.packed, sizeof unpacker.packed);
      if (!got) return fail(got.error());
      at_end = *got == 0;
      if (at_end && !unpacker.inside_member) break;
      stream.next_in = reinterpret_cast<Bytef*>(unpacker.packed);
      stream.avail_in = static_cast<uInt>(*got);
    }
    if (!unpacker.inside_member && inflateReset(&stream) != Z_OK) return malformed("is broken");
    unpacker.inside_member = true;
    int code = inflate(&stream, Z_NO_FLUSH);
    if (code == Z_STREAM_END)
      unpacker.inside_member = false;
    else if (code == Z_BUF_ERROR && at_end)  // it holds nothing back any more
      return malformed("ends too early");
    else if (code != Z_OK && code != Z_BUF_ERROR)
      return malformed("is broken");
  }
  part.resize(part.size() - stream.avail_out);
  unpacked_bytes_ += part.size();
  if (unpacked_bytes_ > unpacked_bytes_max_)
    return fail("body_too_large",
                "the downloaded body unpacks to more than " + std::to_string(unpacked_bytes_max_) + " bytes",
                "Ask the provider for less at once: a shorter time, or fewer columns");
  return part;
}

}  // namespace mooring::host
