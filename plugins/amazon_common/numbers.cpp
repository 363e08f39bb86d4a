#include "numbers.hpp"

#include <algorithm>
#include <charconv>
#include <mooring/rows.hpp>

namespace amazon {

namespace {

constexpr int kMaxExponent = 40;

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Moves the point of digits ("15" with 1 fraction digit is 1.5) by the exponent.
std::string with_point(std::string digits, int fraction_digits) {
  while (fraction_digits < 0) {
    digits += '0';
    ++fraction_digits;
  }
  const auto fraction = static_cast<size_t>(fraction_digits);
  if (digits.size() <= fraction) digits.insert(0, fraction + 1 - digits.size(), '0');
  const size_t leading = std::min(digits.find_first_not_of('0'), digits.size() - fraction - 1);
  digits.erase(0, leading);
  if (fraction > 0) digits.insert(digits.size() - fraction, 1, '.');
  return digits;
}

struct Digits {
  bool negative;
  std::string text;  // without the point
};

// With `fraction` digits behind the point and `whole` before it.
Digits digits_of(std::string_view decimal, size_t whole, size_t fraction) {
  Digits digits{decimal.starts_with('-'), {}};
  if (digits.negative) decimal.remove_prefix(1);
  const size_t point = std::min(decimal.find('.'), decimal.size());
  digits.text.assign(whole - point, '0');
  digits.text += decimal.substr(0, point);
  const std::string_view behind = point < decimal.size() ? decimal.substr(point + 1) : std::string_view();
  digits.text += behind;
  digits.text.append(fraction - behind.size(), '0');
  return digits;
}

size_t fraction_of(std::string_view decimal) {
  const size_t point = decimal.find('.');
  return point == std::string_view::npos ? 0 : decimal.size() - point - 1;
}

// Digit by digit from the right; `minus`: a - b, where a is not less than b.
std::string combine(std::string a, const std::string& b, bool minus) {
  int carry = 0;
  for (size_t i = a.size(); i-- > 0;) {
    int digit = (a[i] - '0') + carry + (minus ? -1 : 1) * (b[i] - '0');
    carry = digit < 0 ? -1 : digit / 10;
    a[i] = static_cast<char>('0' + (digit + 10) % 10);
  }
  return a;
}

}  // namespace

bool is_id(std::string_view text) {
  return text.size() <= 32 && all_digits(text);
}

std::optional<std::string> to_decimal(std::string_view text) {
  if (text.size() > kDecimalBytesMax) return std::nullopt;
  const size_t e = text.find_first_of("eE");
  const std::string_view plain = text.substr(0, e);
  if (!mooring::is_decimal(plain)) return std::nullopt;
  int exponent = 0;
  if (e != std::string_view::npos) {
    std::string_view power = text.substr(e + 1);
    if (power.starts_with('+') && !power.starts_with("+-")) power.remove_prefix(1);
    const auto [end, error] = std::from_chars(power.data(), power.data() + power.size(), exponent);
    if (error != std::errc() || end != power.data() + power.size()) return std::nullopt;
    if (exponent < -kMaxExponent || exponent > kMaxExponent) return std::nullopt;
  }
  const bool negative = plain[0] == '-';
  std::string digits(plain.substr(negative ? 1 : 0));
  const size_t point = digits.find('.');
  const int fraction = point == std::string::npos ? 0 : static_cast<int>(digits.size() - point - 1);
  if (point != std::string::npos) digits.erase(point, 1);
  const bool zero = digits.find_first_not_of('0') == std::string::npos;
  std::string result = with_point(std::move(digits), fraction - exponent);
  if (negative && !zero) result.insert(0, 1, '-');
  if (result.size() > kDecimalBytesMax) return std::nullopt;
  return result;
}

std::string sum_of(std::string_view a, std::string_view b) {
  const size_t fraction = std::max(fraction_of(a), fraction_of(b));
  const size_t whole = std::max(a.size(), b.size()) + 1;  // one for the carry
  Digits left = digits_of(a, whole, fraction), right = digits_of(b, whole, fraction);
  const bool minus = left.negative != right.negative;
  if (minus && left.text < right.text) std::swap(left, right);
  const std::string digits = combine(std::move(left.text), right.text, minus);
  const bool zero = digits.find_first_not_of('0') == std::string::npos;
  std::string sum = with_point(digits, static_cast<int>(fraction));
  return left.negative && !zero ? '-' + sum : sum;
}

bool is_plain_decimal(std::string_view text) {
  const bool leading_zero = text.size() > 1 && text[0] == '0' && text[1] != '.';
  return text.size() <= kDecimalBytesMax && mooring::is_decimal(text) && text[0] != '-' && !leading_zero;
}

std::optional<int64_t> to_integer(std::string_view text) {
  int64_t plain = 0;  // as nearly all are written
  const auto [last, problem] = std::from_chars(text.data(), text.data() + text.size(), plain);
  if (problem == std::errc() && last == text.data() + text.size()) return plain;
  const auto decimal = to_decimal(text);
  if (!decimal) return std::nullopt;
  const std::string_view written = *decimal;
  const size_t point = written.find('.');
  if (point != std::string_view::npos && written.find_first_not_of('0', point + 1) != std::string_view::npos)
    return std::nullopt;
  const std::string_view whole = written.substr(0, point);
  int64_t value = 0;
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), value);
  if (error != std::errc() || end != whole.data() + whole.size()) return std::nullopt;
  return value;
}

}  // namespace amazon
