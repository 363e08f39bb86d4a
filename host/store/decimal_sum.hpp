// Exact arithmetic with decimals that stand in tables as text: sums, order and ratios, without a float in between.
// A Decimal holds at most 29 digits before the point and 9 after it; what does not fit is refused, never rounded.
// Pure functions, any thread; the SQL functions belong to the session they are registered on.
#pragma once
#include <sqlite3.h>

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace mooring::host {

__extension__ typedef __int128 Int128;

inline constexpr int kDecimalScaleMax = 9;  // digits after the point

// units / 10^9. `scale` is how many digits after the point are shown; 10.50 and 10.5 are equal in value.
struct Decimal {
  Int128 units = 0;
  int scale = 0;
};

// "-12.50". Nothing for other text, more than 9 digits after the point that are not zeros, or overflow.
std::optional<Decimal> parse_decimal(std::string_view text);
std::string to_text(const Decimal& value);
std::optional<Decimal> add(const Decimal& a, const Decimal& b);  // nothing: overflow
inline std::strong_ordering compare(const Decimal& a, const Decimal& b) {
  return a.units <=> b.units;
}
// a / b, times 100 when percent, rounded half away from zero to `scale` digits. Nothing: b is zero, or overflow.
std::optional<Decimal> ratio(const Decimal& a, const Decimal& b, bool percent, int scale);

// What mooring_sum gives when a sum cannot be exact. It is no decimal, so that a sum of sums keeps it; whoever
// shows a sum shows it as unknown.
inline constexpr const char kInexactSum[] = "?";

// On a session that reads:
//   mooring_sum(text)    aggregate; exact sum as text with the largest scale met; NULLs do not count, of nothing "0";
//                        '?' when a value is no decimal or the sum overflows
//   mooring_order(text)  a blob that sorts as the decimal does; NULL for NULL and for what is no decimal
Status register_decimal_functions(sqlite3* database);

}  // namespace mooring::host
