// One search for listings that were changed in a span of time. Amazon pages through a thousand of those that it finds, whatever number
// it tells.
#pragma once
#include <mooring/plugin.hpp>
#include <optional>
#include <string>
#include <unordered_set>

#include "pages.hpp"

namespace amazon_seller {

inline constexpr PageShape kListingPages{"",          "items",   "pagination",
                                         "nextToken", "listing", "numberOfResults"};
inline constexpr int64_t kListingsPagedMax = 1000;

struct ListingFilter {
  mooring::Time from, until;  // both ends belong to it
  std::optional<mooring::Time> created_from, created_until;
  std::optional<bool> is_buyable;
  bool is_cut = false;  // as many as Amazon pages through, from one end of the SKUs
  bool from_last = false;
};

using ListingHashes = std::unordered_set<size_t>;

class ListingSearch : public Listed {
 public:
  // `seen` is told the SKUs, unless it is null.
  ListingSearch(const mooring::Call& call, const ListingFilter& filter, std::string cursor,
                ListingHashes* seen);

  mooring::HttpRequest request(const std::string& token) const override;
  void take(simdjson::ondemand::object record, PageReader& reader) override;
  // More than can be paged through: the search is left, to be narrowed.
  bool goes_on(const Page& page, size_t records) override;

  // How many Amazon found.
  int64_t total() const { return total_; }

 private:
  const mooring::Call& call_;
  const std::string marketplace_;
  const ListingFilter filter_;
  ListingHashes* seen_;
  int64_t total_ = 0;
};

mooring::Task<ListingEnd> read_listings(mooring::Context& ctx, PageReader& reader, ListingSearch& search);

}  // namespace amazon_seller
