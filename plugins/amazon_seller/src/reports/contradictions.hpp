// Finds a record that a report has twice with different content: which of the two is right, nobody can tell. The same
// record again, letter for letter, is no contradiction. Remembers twelve bytes for each record: a hash of its key, so long
// that two keys of a report never share one in practice, and a short one of its content. Records beyond kRecordsMax are
// compared with those before it only, so that a report of any size needs little memory. One thread.
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
  static constexpr size_t kRecordsMax = 190'000;  // 3 MB

  // Throws Unreadable when the key came before with another record.
  void refuse(std::initializer_list<std::string_view> key, std::string_view record) {
    const bool is_full = count_ == kRecordsMax;
    if (!is_full && (count_ + 1) * 4 > keys_.size() * 3) grow();
    const uint64_t hash = row_hash(key);
    const auto content = static_cast<uint32_t>(row_hash({record}) >> 32);
    const size_t at = find(hash);
    if (keys_[at] == 0) {
      if (is_full) return;
      keys_[at] = hash;
      contents_[at] = content;
      ++count_;
    } else if (contents_[at] != content) {
      throw amazon::Unreadable("the same record came before with other content (" + told(key) + ")");
    }
  }

 private:
  size_t find(uint64_t key) const {
    const size_t mask = keys_.size() - 1;
    size_t at = key & mask;
    while (keys_[at] != 0 && keys_[at] != key)
      at = (at + 1) & mask;
    return at;
  }
  void grow() {
    std::vector<uint64_t> keys(keys_.empty() ? 1024 : keys_.size() * 2);
    std::vector<uint32_t> contents(keys.size());
    keys.swap(keys_);
    contents.swap(contents_);
    for (size_t i = 0; i < keys.size(); ++i) {
      if (keys[i] == 0) continue;
      const size_t at = find(keys[i]);
      keys_[at] = keys[i];
      contents_[at] = contents[i];
    }
  }
  static std::string told(std::initializer_list<std::string_view> key) {
    std::string out;
    for (const std::string_view text : key)
      if (!text.empty()) out += (out.empty() ? "" : ", ") + std::string(text);
    return out;
  }

  std::vector<uint64_t> keys_;  // a power of two; 0: free
  std::vector<uint32_t> contents_;
  size_t count_ = 0;
};

}  // namespace amazon_seller
