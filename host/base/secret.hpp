// A value that must not be shown: no operator<<, no conversion, zeroed when it goes.
// reveal() is the one door; every caller of it is a place to review.
#pragma once
#include <string>
#include <string_view>

namespace mooring::host {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value);
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { wipe(); }

  std::string_view reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  bool operator==(const Secret& other) const;  // constant time for equal sizes

 private:
  void wipe();
  std::string value_;
};

// Overwrites the characters before they are freed.
void wipe_string(std::string& text);

}  // namespace mooring::host
