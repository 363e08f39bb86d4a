// A row of a report in eight bytes: what readers remember of rows that went by. Pure.
#pragma once
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string_view>

namespace amazon_seller {

namespace detail {

__extension__ using Product = unsigned __int128;

inline uint64_t mixed(uint64_t hash, uint64_t word) {
  const Product product = static_cast<Product>(hash ^ word) * 0x9E3779B97F4A7C15u;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

}  // namespace detail

// Of texts, each with its length: eight bytes at a time, because whole rows are hashed, twice for a large report. Never 0. Of this
// process only: nothing stores it.
inline uint64_t row_hash(std::initializer_list<std::string_view> texts) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const std::string_view text : texts) {
    size_t at = 0;
    uint64_t word = 0;
    for (; at + sizeof word <= text.size(); at += sizeof word) {
      std::memcpy(&word, text.data() + at, sizeof word);
      hash = detail::mixed(hash, word);
    }
    word = 0;
    if (at < text.size()) std::memcpy(&word, text.data() + at, text.size() - at);
    hash = detail::mixed(hash, word);
    hash = detail::mixed(hash, text.size() + 1);
  }
  return hash == 0 ? 1 : hash;
}

}  // namespace amazon_seller
