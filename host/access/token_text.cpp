#include "access/token_text.hpp"

#include <array>
#include <cstdint>

namespace mooring::host {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr size_t kRandomCharacters = 32;  // 190 bits
constexpr size_t kChecksumCharacters = 6;
constexpr size_t kShownCharacters = 4;

uint32_t crc32(std::string_view bytes) {
  uint32_t crc = 0xffffffff;
  for (char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320u : 0u);
  }
  return ~crc;
}

std::string checksum(std::string_view text) {
  std::string out(kChecksumCharacters, '0');
  uint32_t rest = crc32(text);
  for (auto at = out.rbegin(); at != out.rend(); ++at, rest /= kDigits.size())
    *at = kDigits[rest % kDigits.size()];
  return out;
}

}  // namespace

std::string make_token_text(Random& random) {
  // Bytes from 248 on are thrown away: every character is equally likely.
  constexpr unsigned char kFairBelow = 248;
  std::string text;
  while (text.size() < kRandomCharacters) {
    std::array<unsigned char, kRandomCharacters> bytes{};
    random.fill(bytes);
    for (unsigned char byte : bytes)
      if (byte < kFairBelow && text.size() < kRandomCharacters) text += kDigits[byte % kDigits.size()];
  }
  return std::string(kTokenPrefix) + text + checksum(text);
}

bool is_token_text(std::string_view text) {
  if (!text.starts_with(kTokenPrefix)) return false;
  text.remove_prefix(kTokenPrefix.size());
  return text.size() == kRandomCharacters + kChecksumCharacters &&
         text.find_first_not_of(kDigits) == std::string_view::npos &&
         checksum(text.substr(0, kRandomCharacters)) == text.substr(kRandomCharacters);
}

std::string shown_token_prefix(std::string_view text) {
  return std::string(text.substr(0, kTokenPrefix.size() + kShownCharacters));
}

}  // namespace mooring::host
