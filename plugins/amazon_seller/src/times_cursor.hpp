// The cursor of streams that only remember moments: up to where something was read, and when. Stored as JSON text. Pure.
#pragma once
#include <map>
#include <mooring/time.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace amazon_seller {

class TimesCursor {
 public:
  TimesCursor() = default;
  // Empty text: the first run. Throws Failure (internal) when it is damaged or of a newer version.
  explicit TimesCursor(std::string_view text);

  std::optional<mooring::Time> at(std::string_view name) const;
  void set(const std::string& name, mooring::Time time) { times_[name] = time; }
  void forget(std::string_view name);
  std::string text() const;  // {"version":1,"read_to":"2026-01-31T08:30:00Z"}

 private:
  std::map<std::string, mooring::Time, std::less<>> times_;
};

}  // namespace amazon_seller
