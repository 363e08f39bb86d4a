// Where the orders of a connection continue: a position per marketplace, and the slice of time that is being
// read. Everything up to its position a marketplace's orders are held. Stored as JSON text; pure values, no
// I/O.
#pragma once
#include <map>
#include <mooring/time.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace amazon_seller {

// Amazon refuses lastUpdatedBefore in the latest two minutes.
inline constexpr mooring::Duration kSettleTime = std::chrono::minutes(2);
// Read again before a position: a change may become visible late.
inline constexpr mooring::Duration kOverlap = std::chrono::minutes(5);
// A long catch-up is read in slices, so that an expired token costs little. Each ends with a page that is not full, and calls are
// what a first sync waits for: slices grow until they have about this many pages.
inline constexpr mooring::Duration kSliceLength = std::chrono::days(30);
inline constexpr int64_t kSlicePages = 50;
inline constexpr double kSliceGrowthMax = 4;
// A catch-up that is longer asks how many orders there are, to tell how long it takes.
inline constexpr mooring::Duration kVolumeAskedBeyond = std::chrono::days(60);
// A backfill takes smaller ones: at the end of each it makes way for the ordinary run with the days held.
inline constexpr mooring::Duration kBackfillSlice = std::chrono::days(7);
// While one marketplace catches up, the others are read again when they are this far behind.
inline constexpr mooring::Duration kFreshness = std::chrono::minutes(15);
// Amazon's page tokens live 24 hours.
inline constexpr mooring::Duration kTokenLife = std::chrono::hours(23);
// Amazon keeps orders for two years.
inline constexpr mooring::Duration kRetention = std::chrono::days(730);
inline constexpr size_t kMaxMarketplacesPerCall = 50;

// One search, page by page. `after`, `until`, `reaches_now` and `marketplaces` are its parameters and stay
// the same for all its pages, as Amazon demands.
struct Slice {
  mooring::Time from;        // position of its marketplaces when it began
  mooring::Time after;       // from, less the overlap
  mooring::Time until;       // where it ends; not sent when reaches_now
  bool reaches_now = false;  // reads up to what Amazon itself calls settled
  std::vector<std::string> marketplaces;
  int64_t orders = 0;      // read so far
  std::string token;       // of the next page; empty: the first page
  mooring::Time token_at;  // when Amazon gave it
  mooring::Time reached;   // the new position once all pages are read

  bool operator==(const Slice&) const = default;
};

struct OrdersCursor {
  std::map<std::string, mooring::Time, std::less<>> positions;
  std::optional<Slice> slice;

  bool operator==(const OrdersCursor&) const = default;
};

// An empty text is the cursor of the first run. Throws Failure (internal) when the text is damaged or of a
// newer version.
OrdersCursor parse_cursor(std::string_view text);
std::string to_text(const OrdersCursor& cursor);

// Up to here Amazon lists changes completely.
inline mooring::Time settled_at(mooring::Time now) {
  return std::chrono::floor<std::chrono::seconds>(now - kSettleTime);
}

// Where a marketplace begins that was never read: as far back as asked for and as Amazon keeps orders.
mooring::Time first_position(mooring::Time history_from, mooring::Time now);

// The slice that `cursor` left unfinished, when its token is still good and its marketplaces are still
// selected.
std::optional<Slice> unfinished_slice(const OrdersCursor& cursor, std::span<const std::string> selected,
                                      mooring::Time now);

// What to read next; nothing when all is read. The marketplaces that stand at the oldest position go first,
// up to the next larger position at most, so that positions meet and later share calls. `read_to_now`:
// marketplaces that this run has already read to the present.
std::optional<Slice> next_slice(const OrdersCursor& cursor, std::span<const std::string> selected,
                                const std::set<std::string>& read_to_now, mooring::Time first_position,
                                mooring::Time now, mooring::Duration length = kSliceLength);

// How long the next slice may be, after one of `length` that took so many pages.
mooring::Duration next_length(mooring::Duration length, int64_t pages);

// The slice is read: its marketplaces move on, never back.
void finish_slice(OrdersCursor& cursor, const Slice& slice);

}  // namespace amazon_seller
