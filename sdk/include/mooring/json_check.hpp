// Whether a text is JSON (RFC 8259), to its last byte. A parser that reads only the members it is asked for does not look at
// the others: what is kept as the provider sent it needs this. About a gigabyte a second, and no memory. It does not look at
// UTF-8, which the parser does, and takes numbers of any length. Pure.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>

#include <bit>
#endif

namespace mooring {

struct JsonFault {
  size_t at;         // bytes before it
  const char* what;  // for a message: "a value is missing"
};

namespace detail {

class JsonCheck {
 public:
  explicit JsonCheck(std::string_view text) : begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {}

  std::optional<JsonFault> find() {
    const char* problem = check();
    if (problem == nullptr) return std::nullopt;
    return JsonFault{static_cast<size_t>(at_ - begin_), problem};
  }

 private:
  static constexpr size_t kDepthMax = 1024;

  static constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static constexpr bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  // Each step returns what is wrong where at_ stands; nullptr when nothing is.
  const char* check() {
    for (;;) {
      skip_space();
      bool opened = false;
      if (const char* problem = begin_value(opened)) return problem;
      if (opened) continue;
      if (const char* problem = end_value()) return problem;
      if (depth_ == 0) return at_ == end_ ? nullptr : "something follows the end of the JSON";
    }
  }

  // A whole scalar or an empty list or object; or up to where the first value of one begins.
  const char* begin_value(bool& opened) {
    if (at_ == end_) return "it ends where a value is due";
    const char first = *at_;
    if (first == '"') return text();
    if (first == '-' || is_digit(first)) return number();
    if (first == 't') return word("true");
    if (first == 'f') return word("false");
    if (first == 'n') return word("null");
    if (first != '{' && first != '[') return "a value is missing";
    if (depth_ == kDepthMax) return "it is nested too deep";
    push(first == '{');
    ++at_;
    skip_space();
    if (at_ != end_ && *at_ == (first == '{' ? '}' : ']')) {
      ++at_;
      --depth_;
      return nullptr;
    }
    opened = true;
    return first == '{' ? name() : nullptr;
  }

  // Behind a value: the ends of what it closes, then a comma, or the end of all.
  const char* end_value() {
    for (;;) {
      skip_space();
      if (depth_ == 0) return nullptr;
      if (at_ == end_) return in_object() ? "an object is not closed" : "a list is not closed";
      if (*at_ == ',') {
        ++at_;
        return in_object() ? name() : nullptr;
      }
      if (*at_ != (in_object() ? '}' : ']')) return "neither a comma nor an end stands behind a value";
      ++at_;
      --depth_;
    }
  }

  const char* name() {
    skip_space();
    if (at_ == end_ || *at_ != '"') return "the name of a member is missing";
    if (const char* problem = text()) return problem;
    skip_space();
    if (at_ == end_ || *at_ != ':') return "no colon stands behind the name of a member";
    ++at_;
    return nullptr;
  }

  const char* text() {
    ++at_;
    for (;;) {
      skip_plain_text();
      if (at_ == end_) return "a text is not closed";
      if (*at_ == '"') {
        ++at_;
        return nullptr;
      }
      if (*at_ != '\\') return "a control character stands in a text";
      if (!skip_escape()) return "no such escape is known";
    }
  }

  // Up to a quote, a backslash or a control character.
  void skip_plain_text() {
#if defined(__SSE2__)
    for (; end_ - at_ >= 16; at_ += 16) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at_));
      const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
      const __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
      const __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
      const auto found =
          static_cast<uint32_t>(_mm_movemask_epi8(_mm_or_si128(quotes, _mm_or_si128(backslashes, controls))));
      if (found == 0) continue;
      at_ += std::countr_zero(found);
      return;
    }
#endif
    while (at_ != end_ && *at_ != '"' && *at_ != '\\' && static_cast<unsigned char>(*at_) >= 0x20)
      ++at_;
  }

  bool skip_escape() {
    if (end_ - at_ < 2) return false;
    const char kind = at_[1];
    if (kind != 'u') {
      if (std::string_view("\"\\/bfnrt").find(kind) == std::string_view::npos) return false;
      at_ += 2;
      return true;
    }
    if (end_ - at_ < 6) return false;
    for (int i = 2; i < 6; ++i)
      if (!is_hex(at_[i])) return false;
    at_ += 6;
    return true;
  }

  const char* number() {
    if (*at_ == '-') ++at_;
    if (at_ != end_ && *at_ == '0')
      ++at_;
    else if (!skip_digits())
      return "a number has no digits";
    if (at_ != end_ && *at_ == '.') {
      ++at_;
      if (!skip_digits()) return "a number has no digits behind its point";
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
      ++at_;
      if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
      if (!skip_digits()) return "a number has no digits in its exponent";
    }
    return nullptr;
  }

  bool skip_digits() {
    const char* const from = at_;
    while (at_ != end_ && is_digit(*at_))
      ++at_;
    return at_ != from;
  }

  const char* word(std::string_view wanted) {
    if (!std::string_view(at_, static_cast<size_t>(end_ - at_)).starts_with(wanted))
      return "a value is missing";
    at_ += wanted.size();
    return nullptr;
  }

  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t'))
      ++at_;
  }

  void push(bool is_object) {
    const uint64_t bit = uint64_t{1} << depth_ % 64;
    uint64_t& levels = objects_[depth_ / 64];
    levels = is_object ? levels | bit : levels & ~bit;
    ++depth_;
  }
  bool in_object() const {
    return (objects_[(depth_ - 1) / 64] >> (depth_ - 1) % 64 & 1) != 0;
  }

  const char *begin_, *at_, *end_;
  size_t depth_ = 0;
  uint64_t objects_[kDepthMax / 64] = {};  // one bit for each level: it is an object, not a list
};

}  // namespace detail

// The first thing in `text` that is no JSON; nothing: it is one JSON value, with nothing but space around it.
inline std::optional<JsonFault> find_json_fault(std::string_view text) {
  return detail::JsonCheck(text).find();
}

// "a value is missing at byte 812, near \"tru]\"", for the end of a message; at the end of the text, what stands before it.
// `before`: bytes that stood before the text.
inline std::string text_of(const JsonFault& fault, std::string_view text, uint64_t before = 0) {
  constexpr size_t kSampleBytes = 40;
  const bool at_end = fault.at >= text.size();
  const size_t from = at_end ? text.size() - std::min(text.size(), kSampleBytes) : fault.at;
  std::string out = std::string(fault.what) + " at byte " + std::to_string(before + fault.at) +
                    (at_end ? ", behind \"" : ", near \"");
  for (const char c : text.substr(from, kSampleBytes))
    out += static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e ? ' ' : c;
  return out + '"';
}

}  // namespace mooring
