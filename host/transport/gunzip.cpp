#include "transport/gunzip.hpp"

#include <algorithm>

namespace mooring::host {
namespace {

constexpr int kGzipWindowBits = 15 + 16;  // gzip only, never raw deflate or zlib
constexpr size_t kPieceBytes = 64 << 10;

}  // namespace

void append_padded(std::string& body, const char* data, size_t size) {
  size_t needed = body.size() + size + kBodyPaddingBytes;
  if (needed > body.capacity()) body.reserve(std::max(needed, body.capacity() * 2));
  body.append(data, size);
}

Gunzip::Gunzip(size_t bytes_max, size_t ratio_max) : bytes_max_(bytes_max), ratio_max_(ratio_max) {
  inflateInit2(&stream_,
               kGzipWindowBits);  // when it fails, state stays null and feed reports a broken stream
}

Gunzip::~Gunzip() {
  inflateEnd(&stream_);
}

Gunzip::Outcome Gunzip::feed(std::string_view compressed, std::string& out) {
  return unpack(compressed, &out);
}

Gunzip::Outcome Gunzip::check(std::string_view compressed) {
  return unpack(compressed, nullptr);
}

Gunzip::Outcome Gunzip::unpack(std::string_view compressed, std::string* out) {
  if (compressed.empty()) return Outcome::ok;
  thread_local char piece[kPieceBytes];
  bytes_in_ += compressed.size();
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream_.avail_in = static_cast<uInt>(compressed.size());
  while (true) {
    if (place_ == Place::between_members) {
      if (stream_.avail_in == 0) return Outcome::ok;
      if (inflateReset(&stream_) != Z_OK) return Outcome::malformed;
    }
    place_ = Place::inside;
    stream_.next_out = reinterpret_cast<Bytef*>(piece);
    stream_.avail_out = kPieceBytes;
    int code = inflate(&stream_, Z_NO_FLUSH);
    size_t produced = kPieceBytes - stream_.avail_out;
    bytes_out_ += produced;
    if (bytes_out_ > bytes_max_) return Outcome::too_large;
    if (bytes_out_ > limits::kDecompressionFreeBytes && bytes_out_ / ratio_max_ > bytes_in_)
      return Outcome::too_large;
    if (out != nullptr) append_padded(*out, piece, produced);
    if (code == Z_STREAM_END) {
      place_ = Place::between_members;
    } else if (code == Z_BUF_ERROR || (code == Z_OK && stream_.avail_in == 0 && stream_.avail_out > 0)) {
      return Outcome::ok;  // wants more input
    } else if (code != Z_OK) {
      return Outcome::malformed;
    }
  }
}

Gunzip::Outcome Gunzip::finish() const {
  return place_ == Place::inside ? Outcome::malformed : Outcome::ok;
}

}  // namespace mooring::host
