#include "base/endpoint.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace mooring::host {
namespace {

constexpr size_t kWordBytesMax = 40;      // a longer part of a path is no word
constexpr size_t kIdDigitsMin = 3;        // "b2b" and "reports2" are words, "B07XYZ1234" is none
constexpr size_t kDateVersionBytes = 10;  // "2021-06-30"

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

// "2021-06-30": providers name versions by their day.
bool is_date(std::string_view part) {
  if (part.size() != kDateVersionBytes) return false;
  for (size_t i = 0; i < part.size(); ++i)
    if ((i == 4 || i == 7) ? part[i] != '-' : !is_ascii_digit(part[i])) return false;
  return true;
}

// "v0", "V20220101", "v1.2".
bool is_version(std::string_view part) {
  return part.size() >= 2 && (part[0] == 'v' || part[0] == 'V') &&
         std::all_of(part.begin() + 1, part.end(), [](char c) { return is_ascii_digit(c) || c == '.'; });
}

bool is_id(std::string_view part) {
  if (part.empty() || is_date(part) || is_version(part)) return false;
  if (part.size() > kWordBytesMax) return true;
  const auto digits = static_cast<size_t>(std::count_if(part.begin(), part.end(), is_ascii_digit));
  if (digits == part.size() || digits >= kIdDigitsMin) return true;
  // "A1PA6795UKMFR9" has digits enough; "ATVPDKIKX0DER" shows by its capitals.
  return digits > 0 &&
         static_cast<size_t>(std::count_if(part.begin(), part.end(), is_upper)) + digits == part.size() &&
         part.size() >= 8;
}

}  // namespace

std::string method_of(std::string_view endpoint) {
  const size_t end = endpoint.find(' ');
  if (end == 0 || end == std::string_view::npos) return {};
  const auto method = endpoint.substr(0, end);
  return std::all_of(method.begin(), method.end(), is_upper) ? std::string(method) : std::string();
}

std::string operation_of(std::string_view endpoint) {
  const size_t scheme_end = endpoint.find("://");
  const size_t path_at = endpoint.find('/', scheme_end == std::string_view::npos ? 0 : scheme_end + 3);
  if (path_at == std::string_view::npos) return std::string(endpoint);
  std::string operation(endpoint.substr(0, path_at));
  for (size_t at = path_at; at < endpoint.size();) {
    const size_t next = std::min(endpoint.find('/', at + 1), endpoint.size());
    const auto part = endpoint.substr(at + 1, next - at - 1);
    operation += '/';
    operation += is_id(part) ? std::string_view("{id}") : part;
    at = next;
  }
  return operation;
}

}  // namespace mooring::host
