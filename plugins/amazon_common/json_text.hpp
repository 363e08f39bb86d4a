// Text as JSON writes it. Pure.
#pragma once
#include <cstdint>
#include <cstring>
#include <mooring/time.hpp>
#include <string>
#include <string_view>

namespace amazon {

// As text.find(part): which compares at each first letter, and in JSON a quote is never far.
inline bool holds_text(std::string_view text, std::string_view part) {
  return ::memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

// Whether one of eight bytes needs a backslash: a control character, a quote or a backslash.
inline bool needs_backslash(const char* eight_bytes) {
  constexpr uint64_t kOnes = 0x0101010101010101u, kHigh = 0x8080808080808080u;
  uint64_t word = 0;
  std::memcpy(&word, eight_bytes, sizeof word);
  const uint64_t quote = word ^ (kOnes * '"'), backslash = word ^ (kOnes * '\\');
  return ((((word - kOnes * 0x20) & ~word) | ((quote - kOnes) & ~quote) |
           ((backslash - kOnes) & ~backslash)) &
          kHigh) != 0;
}

// With quotes. Bytes beyond ASCII stay as they are.
inline void append_json_text(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  size_t from = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    while (i + 8 <= text.size() && !needs_backslash(text.data() + i))
      i += 8;
    if (i == text.size()) break;
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out.append(text.substr(from, i - from));
    from = i + 1;
    out += '\\';
    if (byte >= 0x20) {
      out += text[i];
    } else {
      out += "u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  out.append(text.substr(from));
  out += '"';
}

inline std::string json_text(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}
inline std::string json_text(mooring::Time time) {
  return json_text(mooring::format_time(time));
}

}  // namespace amazon
