// The names of an object's members, as they are read: JSON allows a name to stand twice, and one of the two values would be lost
// without a word. One for each object; the names must live as long.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_set>

namespace amazon {

class MemberNames {
 public:
  // False: it was there before.
  bool add(std::string_view name) {
    if (many_) return many_->insert(name).second;
    const uint64_t bit = bit_of(name);
    if ((seen_ & bit) != 0) {
      for (size_t i = 0; i < count_; ++i)
        if (few_[i] == name) return false;
    }
    seen_ |= bit;
    if (count_ < few_.size()) {
      few_[count_++] = name;
      return true;
    }
    many_.emplace(few_.begin(), few_.end());
    return many_->insert(name).second;
  }

 private:
  // One of 64; different names mostly have different ones, and need not be compared.
  static uint64_t bit_of(std::string_view name) {
    if (name.empty()) return 1;
    const auto byte = [&](size_t at) { return static_cast<unsigned char>(name[at]); };
    return uint64_t{1} << ((name.size() * 7 + byte(0) * 3 + byte(name.size() / 2) * 5 +
                            byte(name.size() - 1)) %
                           64);
  }

  std::array<std::string_view, 32> few_;
  size_t count_ = 0;
  uint64_t seen_ = 0;
  std::optional<std::unordered_set<std::string_view>> many_;
};

}  // namespace amazon
