// Where an object or array of a JSON text ends, 64 bytes at a time and from parts that are cut anywhere. Brackets in
// strings do not count. Used by JsonArraySplitter.
#pragma once
#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace mooring {

namespace detail {

// Which of 64 bytes are quotes, backslashes, opening or closing brackets: one bit each.
struct JsonMasks {
  uint64_t quotes = 0, backslashes = 0, opening = 0, closing = 0;
};

#if defined(__SSE2__)
inline uint64_t mask_of(__m128i equal, int shift) {
  return static_cast<uint64_t>(static_cast<uint32_t>(_mm_movemask_epi8(equal))) << shift;
}

inline JsonMasks json_masks(const char* block) {
  JsonMasks masks;
  for (int shift = 0; shift < 64; shift += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + shift));
    const __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(0x20));  // '[' becomes '{', ']' becomes '}'
    masks.quotes |= mask_of(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), shift);
    masks.backslashes |= mask_of(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')), shift);
    masks.opening |= mask_of(_mm_cmpeq_epi8(folded, _mm_set1_epi8('{')), shift);
    masks.closing |= mask_of(_mm_cmpeq_epi8(folded, _mm_set1_epi8('}')), shift);
  }
  return masks;
}
#else
inline JsonMasks json_masks(const char* block) {
  JsonMasks masks;
  for (int i = 0; i < 64; ++i) {
    const char byte = block[i];
    const uint64_t bit = uint64_t{1} << i;
    if (byte == '"') masks.quotes |= bit;
    if (byte == '\\') masks.backslashes |= bit;
    if ((byte | 0x20) == '{') masks.opening |= bit;
    if ((byte | 0x20) == '}') masks.closing |= bit;
  }
  return masks;
}
#endif

// Each bit becomes the parity of itself and all lower ones: from quotes to what stands between them.
constexpr uint64_t prefix_xor(uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2)
    bits ^= bits << shift;
  return bits;
}

// Finds the end of an object or array that may be cut anywhere; goes on where it stopped.
class JsonBracketScanner {
 public:
  void start() { *this = JsonBracketScanner(); }

  // Scans [at, end), from the opening bracket on. The position behind the closing one, or nullptr: not in here.
  const char* scan(const char* at, const char* end) {
    while (end - at >= 64) {
      const JsonMasks masks = json_masks(at);
      const bool is_plain = masks.backslashes == 0 && !escaped_;
      if (const char* found = is_plain ? scan_masks(masks, at) : scan_bytes(at, at + 64)) return found;
      at += 64;
    }
    return scan_bytes(at, end);
  }

 private:
  const char* scan_masks(const JsonMasks& masks, const char* at) {
    const uint64_t strings = prefix_xor(masks.quotes) ^ (in_string_ ? ~uint64_t{0} : 0);
    const uint64_t opening = masks.opening & ~strings, closing = masks.closing & ~strings;
    const auto closed = static_cast<uint64_t>(std::popcount(closing));
    if (closed < depth_) {  // it cannot end in here
      depth_ += static_cast<uint64_t>(std::popcount(opening)) - closed;
      in_string_ = strings >> 63 != 0;
      return nullptr;
    }
    for (uint64_t bits = opening | closing; bits != 0; bits &= bits - 1) {
      const int index = std::countr_zero(bits);
      depth_ += (opening >> index & 1) != 0 ? uint64_t{1} : ~uint64_t{0};
      if (depth_ == 0) return at + index + 1;
    }
    in_string_ = strings >> 63 != 0;
    return nullptr;
  }

  const char* scan_bytes(const char* at, const char* end) {
    for (; at != end; ++at) {
      const char byte = *at;
      if (in_string_) {
        if (escaped_)
          escaped_ = false;
        else if (byte == '\\')
          escaped_ = true;
        else if (byte == '"')
          in_string_ = false;
      } else if (byte == '"') {
        in_string_ = true;
      } else if ((byte | 0x20) == '{') {
        ++depth_;
      } else if ((byte | 0x20) == '}' && --depth_ == 0) {
        return at + 1;
      }
    }
    return nullptr;
  }

  uint64_t depth_ = 0;
  bool in_string_ = false, escaped_ = false;
};

}  // namespace detail

}  // namespace mooring
