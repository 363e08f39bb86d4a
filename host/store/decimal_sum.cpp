#include "store/decimal_sum.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host {
namespace {

constexpr Int128 kOne = 1'000'000'000;  // 10^kDecimalScaleMax
constexpr Int128 kLowest = static_cast<Int128>(1) << 127;

bool push_digit(Int128& units, char digit) {
  return !__builtin_mul_overflow(units, Int128{10}, &units) &&
         !__builtin_add_overflow(units, Int128{digit - '0'}, &units);
}

// The digits after the point, brought to nine of them.
bool push_fraction(Int128& units, std::string_view digits) {
  for (size_t i = 0; i < digits.size(); ++i) {
    if (!is_ascii_digit(digits[i])) return false;
    if (i < kDecimalScaleMax ? !push_digit(units, digits[i]) : digits[i] != '0') return false;
  }
  for (size_t i = digits.size(); i < kDecimalScaleMax; ++i)
    if (!push_digit(units, '0')) return false;
  return true;
}

Int128 magnitude(Int128 value) {
  return value < 0 ? -value : value;
}

}  // namespace

std::optional<Decimal> parse_decimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  if (whole.empty() || (point < text.size() && fraction.empty())) return std::nullopt;
  Decimal value;
  for (const char c : whole)
    if (!is_ascii_digit(c) || !push_digit(value.units, c)) return std::nullopt;
  if (!push_fraction(value.units, fraction)) return std::nullopt;
  value.scale = static_cast<int>(std::min<size_t>(fraction.size(), kDecimalScaleMax));
  if (negative) value.units = -value.units;
  return value;
}

std::string to_text(const Decimal& value) {
  // Digits from the last shown one upwards, with at least one before the point.
  Int128 rest = magnitude(value.units);
  for (int i = value.scale; i < kDecimalScaleMax; ++i)
    rest /= 10;
  std::string reversed;
  for (int i = 0; rest > 0 || i <= value.scale; ++i) {
    if (i == value.scale && i > 0) reversed += '.';
    reversed += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  }
  if (value.units < 0 && reversed.find_first_not_of("0.") != std::string::npos) reversed += '-';
  return {reversed.rbegin(), reversed.rend()};
}

std::optional<Decimal> add(const Decimal& a, const Decimal& b) {
  Decimal sum{0, std::max(a.scale, b.scale)};
  // The lowest value has no positive counterpart: it counts as overflow, so that every sum can be negated.
  if (__builtin_add_overflow(a.units, b.units, &sum.units) || sum.units == kLowest) return std::nullopt;
  return sum;
}

std::optional<Decimal> ratio(const Decimal& a, const Decimal& b, bool percent, int scale) {
  if (b.units == 0) return std::nullopt;
  Int128 shift = percent ? 100 : 1;
  for (int i = 0; i < scale; ++i)
    shift *= 10;
  Int128 dividend = 0;
  if (__builtin_mul_overflow(magnitude(a.units), shift, &dividend)) return std::nullopt;
  const Int128 divisor = magnitude(b.units);
  const Int128 rest = dividend % divisor;
  Int128 quotient = dividend / divisor + (rest >= divisor - rest ? 1 : 0);
  for (int i = scale; i < kDecimalScaleMax; ++i)
    if (__builtin_mul_overflow(quotient, Int128{10}, &quotient)) return std::nullopt;
  return Decimal{(a.units < 0) != (b.units < 0) ? -quotient : quotient, scale};
}

namespace {

std::optional<Decimal> decimal_of(sqlite3_value* value) {
  if (sqlite3_value_type(value) == SQLITE_INTEGER) return Decimal{sqlite3_value_int64(value) * kOne, 0};
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  if (!text) return std::nullopt;
  return parse_decimal({text, static_cast<size_t>(sqlite3_value_bytes(value))});
}

struct Sum {
  Decimal total;
  bool inexact;
};

void sum_step(sqlite3_context* context, int, sqlite3_value** values) {
  if (sqlite3_value_type(values[0]) == SQLITE_NULL) return;
  auto* sum = static_cast<Sum*>(sqlite3_aggregate_context(context, sizeof(Sum)));  // zeroed at first
  if (!sum) return sqlite3_result_error_nomem(context);
  if (sum->inexact) return;
  const auto value = decimal_of(values[0]);
  const auto total = value ? add(sum->total, *value) : std::nullopt;
  if (total)
    sum->total = *total;
  else
    sum->inexact = true;
}

void sum_result(sqlite3_context* context) {
  const auto* sum = static_cast<const Sum*>(sqlite3_aggregate_context(context, 0));
  const std::string text = !sum ? "0" : sum->inexact ? kInexactSum : to_text(sum->total);
  sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

// Big-endian, with the sign turned so that negative values come first: memcmp then orders as the numbers do.
void order_value(sqlite3_context* context, int, sqlite3_value** values) {
  const auto value = decimal_of(values[0]);
  if (!value) return;
  std::array<unsigned char, sizeof(Int128)> bytes{};
  Int128 rest = value->units;
  for (size_t i = bytes.size(); i-- > 0; rest >>= 8)
    bytes[i] = static_cast<unsigned char>(rest & 0xff);
  bytes[0] ^= 0x80;
  sqlite3_result_blob(context, bytes.data(), static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
}

}  // namespace

Status register_decimal_functions(sqlite3* database) {
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  int code = sqlite3_create_function_v2(database, "mooring_sum", 1, kFlags, nullptr, nullptr, sum_step,
                                        sum_result, nullptr);
  if (code == SQLITE_OK)
    code = sqlite3_create_function_v2(database, "mooring_order", 1, kFlags, nullptr, order_value, nullptr,
                                      nullptr, nullptr);
  if (code != SQLITE_OK) return fail(sqlite::last_error(database, "preparing sums of decimals"));
  return {};
}

}  // namespace mooring::host
