// Numbers for the rows of a report that has no key: rows may be alike in everything that tells them apart, and each of them
// counts. The first of its kind is 1. Remembers eight bytes for each row, as a hash: two kinds that share one would only
// leave out a number.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "reports/row_hash.hpp"

namespace amazon_seller {

class Occurrences {
 public:
  int64_t number(std::initializer_list<std::string_view> kind) {
    const uint64_t hash = row_hash(kind);
    if (insert(hash)) return 1;
    return ++repeated_.try_emplace(hash, 1).first->second;
  }

 private:
  // False: it is there already.
  bool insert(uint64_t hash) {
    if ((count_ + 1) * 4 > slots_.size() * 3) grow();
    uint64_t& slot = find(hash);
    if (slot == hash) return false;
    slot = hash;
    ++count_;
    return true;
  }
  uint64_t& find(uint64_t hash) {
    const size_t mask = slots_.size() - 1;
    size_t at = hash & mask;
    while (slots_[at] != 0 && slots_[at] != hash)
      at = (at + 1) & mask;
    return slots_[at];
  }
  void grow() {
    std::vector<uint64_t> old(slots_.empty() ? 1024 : slots_.size() * 2);
    old.swap(slots_);
    for (const uint64_t hash : old)
      if (hash != 0) find(hash) = hash;
  }

  std::vector<uint64_t> slots_;  // a power of two; 0: free
  size_t count_ = 0;
  std::unordered_map<uint64_t, int64_t> repeated_;
};

}  // namespace amazon_seller
