// Numbers as text: money and ids never pass through a binary float. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace amazon {

inline constexpr size_t kDecimalBytesMax = 64;  // of a plain decimal; Amazon's amounts have less than 20

// "18014398509481985": digits only, as an id is written.
bool is_id(std::string_view text);

// A JSON number, or the same in quotes, as a plain decimal: "1.5E+2" is "150", "1e-3" is "0.001", "-0.0" is "0.0". Nothing
// when it is no number or unreasonably long.
std::optional<std::string> to_decimal(std::string_view text);

// Already as to_decimal() would write it; false may also be said of some that are.
bool is_plain_decimal(std::string_view text);

// The exact sum of two plain decimals: "1.5" and "-0.25" are "1.25". With as many digits behind the point as the longer has.
std::string sum_of(std::string_view a, std::string_view b);

// "12", "12.0" and "1.2e1" are 12. Nothing when it is no whole number of 64 bits.
std::optional<int64_t> to_integer(std::string_view text);

}  // namespace amazon
