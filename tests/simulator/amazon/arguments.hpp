// How the operations of the Selling Partner API read their arguments, and what their page tokens hold. Pure, any thread.
#pragma once
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http.hpp"

namespace mooring::amazon_simulator {

// "a,b" and repeated parameters mean the same.
std::vector<std::string> list_of(const Fields& arguments, std::string_view name);
// Microseconds since 1970 of an ISO 8601 date-time or date. An error is told in Amazon's words.
host::Result<int64_t> time_of(std::string_view name, std::string text);

// "7|-12|3", a number between each two bars.
template <size_t count>
std::optional<std::array<int64_t, count>> numbers_of(std::string_view text) {
  std::array<int64_t, count> numbers{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (int64_t& number : numbers) {
    const auto result = std::from_chars(at, end, number);
    if (result.ec != std::errc()) return std::nullopt;
    at = result.ptr == end ? end : result.ptr + 1;
  }
  return numbers;
}

}  // namespace mooring::amazon_simulator
