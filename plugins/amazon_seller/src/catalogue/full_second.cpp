#include "catalogue/full_second.hpp"

#include <algorithm>
#include <vector>

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr int kSearchesMax =
    500;  // then nothing is narrowed any more; the few that are open are read from both ends
constexpr Duration kShortest = std::chrono::seconds(1);

// Amazon's first year.
Time first_created() {
  return std::chrono::sys_days(std::chrono::year(1995) / 1 / 1);
}

// False: it cannot be narrowed any more.
bool narrow(const ListingFilter& filter, std::vector<ListingFilter>& open) {
  ListingFilter first = filter, second = filter;
  if (const Duration span = *filter.created_until - *filter.created_from; span > kShortest) {
    const Time middle = *filter.created_from + std::chrono::floor<std::chrono::seconds>(span / 2);
    first.created_until = second.created_from = middle;
  } else if (!filter.is_buyable) {
    first.is_buyable = true;
    second.is_buyable = false;
  } else {
    return false;
  }
  open.push_back(second);
  open.push_back(first);
  return true;
}

// A thousand from either end of the SKUs. Returns how many may lie between: none when the ends meet.
Task<int64_t> read_both_ends(Context& ctx, const Call& call, PageReader& reader, ListingFilter leaf,
                             ListingHashes& seen, std::string cursor) {
  leaf.is_cut = true;
  ListingHashes ends[2];
  int64_t total = 0;
  for (const bool from_last : {false, true}) {
    leaf.from_last = from_last;
    ListingSearch search(call, leaf, cursor, &ends[from_last]);
    co_await read_listings(ctx, reader, search);
    total = std::max(total, search.total());
    seen.insert(ends[from_last].begin(), ends[from_last].end());
  }
  const bool do_meet = std::ranges::any_of(ends[1], [&](size_t sku) { return ends[0].contains(sku); });
  const auto read = static_cast<int64_t>(ends[0].size() + ends[1].size());
  co_return do_meet ? 0 : std::max<int64_t>(0, total - read);
}

}  // namespace

Task<int64_t> read_full_second(Context& ctx, const Call& call, PageReader& reader, ListingFilter second,
                               int64_t total, std::string cursor) {
  ListingHashes seen;
  second.created_from = first_created();
  second.created_until = std::chrono::ceil<std::chrono::seconds>(call.now);
  std::vector<ListingFilter> open;
  narrow(second, open);
  int64_t missed = 0;
  for (int searches = 0; !open.empty(); ++searches) {
    const ListingFilter filter = open.back();
    open.pop_back();
    ListingSearch search(call, filter, cursor, &seen);
    const ListingEnd end = co_await read_listings(ctx, reader, search);
    if (!end.was_left || (searches < kSearchesMax && narrow(filter, open))) continue;
    missed += co_await read_both_ends(ctx, call, reader, filter, seen, cursor);
  }
  // What is changed again meanwhile is found no more, and not missed; what was made on a border is in two of the searches.
  co_return std::min(missed, std::max<int64_t>(0, total - static_cast<int64_t>(seen.size())));
}

}  // namespace amazon_seller
