#include "tokens.hpp"

#include <charconv>
#include <vector>

#include "base/text.hpp"

namespace mooring::amazon_simulator {
namespace {

constexpr size_t kSignatureLength = 32;
// Real tokens have some hundred characters; a client with a short column should find out here.
constexpr size_t kPadding = 180;

std::string_view prefix_of(char kind) {
  switch (kind) {
    case 'A':
      return "Atza|";
    case 'C':
      return "Atc|";
    default:
      return "Atzr|";
  }
}

std::optional<std::string> base64url_decode(std::string_view text) {
  std::string out;
  unsigned bits = 0;
  int held = 0;
  for (const char c : text) {
    unsigned value = 0;
    if (c >= 'A' && c <= 'Z')
      value = static_cast<unsigned>(c - 'A');
    else if (c >= 'a' && c <= 'z')
      value = static_cast<unsigned>(c - 'a') + 26;
    else if (c >= '0' && c <= '9')
      value = static_cast<unsigned>(c - '0') + 52;
    else if (c == '-')
      value = 62;
    else if (c == '_')
      value = 63;
    else
      return std::nullopt;
    bits = bits << 6 | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>(bits >> held & 255);
    }
  }
  return out;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (size_t start = 0;;) {
    const size_t end = text.find(separator, start);
    parts.emplace_back(text.substr(start, end - start));
    if (end == text.npos) return parts;
    start = end + 1;
  }
}

int64_t number(std::string_view text) {
  int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

TokenSigner::TokenSigner(uint64_t seed) : key_("amazon-simulator-" + std::to_string(seed) + "-") {}

std::string TokenSigner::signature(std::string_view text) const {
  return host::sha256_hex(key_ + std::string(text)).substr(0, kSignatureLength);
}

std::string TokenSigner::seal(std::string_view text) const {
  const std::string whole = std::string(text) + signature(text);
  return host::base64url_encode({reinterpret_cast<const unsigned char*>(whole.data()), whole.size()});
}

std::optional<std::string> TokenSigner::open(std::string_view sealed) const {
  std::optional<std::string> whole = base64url_decode(sealed);
  if (!whole || whole->size() < kSignatureLength) return std::nullopt;
  const std::string text = whole->substr(0, whole->size() - kSignatureLength);
  if (whole->substr(text.size()) != signature(text)) return std::nullopt;
  return text;
}

std::string TokenSigner::make(const TokenContent& content) const {
  std::string text = std::string(1, content.kind) + "\n" + content.seller_id + "\n" + content.client_id +
                     "\n" + std::to_string(content.issued_us) + "\n" + std::to_string(content.expires_us) +
                     "\n";
  std::string padding = host::sha256_hex(text);
  while (padding.size() < kPadding)
    padding += host::sha256_hex(padding);
  return std::string(prefix_of(content.kind)) + seal(text + padding.substr(0, kPadding));
}

std::optional<TokenContent> TokenSigner::read(std::string_view token) const {
  const size_t bar = token.find('|');
  if (bar == token.npos) return std::nullopt;
  const auto text = open(token.substr(bar + 1));
  if (!text) return std::nullopt;
  const std::vector<std::string> parts = split(*text, '\n');
  if (parts.size() != 6 || parts[0].size() != 1) return std::nullopt;
  TokenContent content{parts[0][0], parts[1], parts[2], number(parts[3]), number(parts[4])};
  if (token.substr(0, bar + 1) != prefix_of(content.kind)) return std::nullopt;
  return content;
}

}  // namespace mooring::amazon_simulator
