// Finds a record that a report has twice with different content: which of the two is right, nobody can tell. The same
// record again, letter for letter, is no contradiction. Remembers eight bytes for each record: 40 bits of its key, 24 of its
// content. Records beyond kRecordsMax are compared with those before it only, so that a report of any size needs little
// memory. One thread.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "reports/row_hash.hpp"
#include "values.hpp"

namespace amazon_seller {

class Contradictions {
 public:
  static constexpr size_t kRecordsMax = 1'500'000;  // 16 MB

  // Throws Unreadable when the key came before with another record.
  void refuse(std::initializer_list<std::string_view> key, std::string_view record) {
    const bool is_full = count_ == kRecordsMax;
    if (!is_full && (count_ + 1) * 4 > slots_.size() * 3) grow();
    const uint64_t hash = row_hash(key);
    const uint64_t content = row_hash({record}) >> 40;
    const uint64_t entry = (hash & kKeyBits) | (content == 0 ? 1 : content);
    uint64_t& slot = find(hash & kKeyBits);
    if (slot == 0) {
      if (is_full) return;
      slot = entry;
      ++count_;
    } else if (slot != entry) {
      throw amazon::Unreadable("the same record came before with other content (" + told(key) + ")");
    }
  }

 private:
  static constexpr uint64_t kKeyBits = ~uint64_t{0} << 24;

  uint64_t& find(uint64_t key) {
    const size_t mask = slots_.size() - 1;
    size_t at = (key >> 24) & mask;
    while (slots_[at] != 0 && (slots_[at] & kKeyBits) != key)
      at = (at + 1) & mask;
    return slots_[at];
  }
  void grow() {
    std::vector<uint64_t> old(slots_.empty() ? 1024 : slots_.size() * 2);
    old.swap(slots_);
    for (const uint64_t entry : old)
      if (entry != 0) find(entry & kKeyBits) = entry;
  }
  static std::string told(std::initializer_list<std::string_view> key) {
    std::string out;
    for (const std::string_view text : key)
      if (!text.empty()) out += (out.empty() ? "" : ", ") + std::string(text);
    return out;
  }

  std::vector<uint64_t> slots_;  // a power of two; 0: free
  size_t count_ = 0;
};

}  // namespace amazon_seller
