// Text as JSON writes it. Pure.
#pragma once
#include <cstring>
#include <mooring/time.hpp>
#include <string>
#include <string_view>

namespace amazon {

// As text.find(part): which compares at each first letter, and in JSON a quote is never far.
inline bool holds_text(std::string_view text, std::string_view part) {
  return ::memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

// With quotes. Bytes beyond ASCII stay as they are.
inline void append_json_text(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  size_t from = 0;
  for (size_t i = 0; i < text.size(); ++i) {
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
