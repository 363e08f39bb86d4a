#include "catalogue/full_second.hpp"

#include <algorithm>
#include <vector>

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr int kSearchesMax = 500;  // each finds a thousand, or narrows what is looked for
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

}  // namespace

Task<int64_t> read_full_second(Context& ctx, const Call& call, PageReader& reader, ListingFilter second,
                               int64_t total, std::string cursor) {
  ListingHashes seen;
  second.created_from = first_created();
  second.created_until = std::chrono::ceil<std::chrono::seconds>(call.now);
  std::vector<ListingFilter> open;
  narrow(second, open);
  for (int searches = 0; !open.empty() && searches < kSearchesMax; ++searches) {
    ListingFilter filter = open.back();
    open.pop_back();
    ListingSearch search(call, filter, cursor, &seen);
    const ListingEnd end = co_await read_listings(ctx, reader, search);
    if (!end.was_left || narrow(filter, open)) continue;
    filter.is_cut = true;
    for (const bool from_last : {false, true}) {
      filter.from_last = from_last;
      ListingSearch end_of_skus(call, filter, cursor, &seen);
      co_await read_listings(ctx, reader, end_of_skus);
    }
  }
  co_return std::max<int64_t>(0, total - static_cast<int64_t>(seen.size()));
}

}  // namespace amazon_seller
