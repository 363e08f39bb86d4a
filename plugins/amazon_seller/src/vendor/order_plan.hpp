// Which stretches of time a run of purchase orders reads, and the cursor that it leaves. Pure values, no I/O.
//   created  orders by the date of the order: the first sync, and again over the look-back
//   changed  orders by the date of their latest change: what an ordinary run reads
// Amazon does not say whether every change of state or item counts as a change of the order, so whatever may still be open
// is read again a few times a day.
#pragma once
#include <mooring/time.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amazon_seller::vendor {

// Amazon takes at most seven days in one call; the margin is for `after` that excludes its own second.
inline constexpr mooring::Duration kSpanMax = std::chrono::days(7) - std::chrono::minutes(1);
inline constexpr mooring::Duration kSettleTime = std::chrono::minutes(2);
// Amazon keeps purchase orders for six months.
inline constexpr mooring::Duration kRetention = std::chrono::days(180);
inline constexpr mooring::Duration kLookback = std::chrono::days(45);
inline constexpr mooring::Duration kRereadEvery = std::chrono::hours(6);

enum class By { created, changed };

struct Span {
  By by = By::created;
  mooring::Time from, to;  // [from, to)

  bool operator==(const Span&) const = default;
};

struct OrderCursor {
  std::optional<mooring::Time> created;  // up to here all orders were read
  std::optional<mooring::Time> changed;  // up to here all changes were read
  std::optional<mooring::Time> reread;   // when the look-back was last read to its end

  bool operator==(const OrderCursor&) const = default;
};

// An empty text is the cursor of the first run. Throws Failure (internal) when the text is damaged or of a newer version.
OrderCursor parse_cursor(std::string_view text);
std::string to_text(const OrderCursor& cursor);

// Up to here Amazon's lists are taken as complete.
inline mooring::Time settled_at(mooring::Time now) {
  return std::chrono::floor<std::chrono::seconds>(now - kSettleTime);
}
mooring::Time first_position(mooring::Time history_from, mooring::Time now);

struct Plan {
  std::vector<Span> spans;  // in the order in which they are read
  bool rereads = false;     // its `created` spans begin before the cursor
};
// At least one span, so that a run proves that the account can be read.
Plan plan_run(const OrderCursor& cursor, mooring::Time history_from, mooring::Time now);
// [from, to) in pieces that one call takes, oldest first.
std::vector<Span> spans_of(By by, mooring::Time from, mooring::Time to);

}  // namespace amazon_seller::vendor
