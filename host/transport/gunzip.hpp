// Decompresses a gzip stream piece by piece, strictly: every member, checksums and lengths checked, nothing
// missing at the end, and never more than a cap or a ratio - a bomb is an error, not memory. Belongs to one
// thread.
#pragma once
#include <zlib.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "base/limits.hpp"

namespace mooring::host {

inline constexpr std::string_view kGzipMark = "\x1f\x8b";  // what gzip data begins with

class Gunzip {
 public:
  enum class Outcome { ok, malformed, too_large };

  explicit Gunzip(size_t bytes_max, size_t ratio_max = limits::kDecompressionRatioMax);
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  Outcome feed(std::string_view compressed, std::string& out);  // appends to out
  Outcome check(std::string_view compressed);                   // the same, and what it unpacks is dropped
  Outcome finish() const;  // malformed when the stream is cut; an empty stream is empty content

 private:
  Outcome unpack(std::string_view compressed, std::string* out);
  enum class Place { start, inside, between_members };
  z_stream stream_{};
  Place place_ = Place::start;
  size_t bytes_max_, ratio_max_;
  size_t bytes_in_ = 0, bytes_out_ = 0;
};

// Parsers read whole SIMD registers, up to this many bytes past the end of a body; the capacity has room for
// it.
inline constexpr size_t kBodyPaddingBytes = 64;
void append_padded(std::string& body, const char* data, size_t size);

}  // namespace mooring::host
