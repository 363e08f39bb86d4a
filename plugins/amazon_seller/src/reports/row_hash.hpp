// A row of a report in eight bytes: what readers remember of rows that went by. Pure.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace amazon_seller {

// FNV-1a over texts with an end after each, mixed once more. Never 0.
inline uint64_t row_hash(std::initializer_list<std::string_view> texts) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const std::string_view text : texts) {
    for (const char c : text)
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    hash = (hash ^ 0xFF) * 0x100000001b3u;
  }
  hash ^= hash >> 32;
  return hash == 0 ? 1 : hash;
}

}  // namespace amazon_seller
