// Names and numbers of protocols, which are ASCII whatever the locale. Pure functions, any thread.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace mooring::host {

inline std::string ascii_lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

constexpr bool is_ascii_digit(char c) {
  return c >= '0' && c <= '9';
}

// A header's name, a method (RFC 9110, section 5.6.2).
inline bool is_http_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_ascii_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

}  // namespace mooring::host
