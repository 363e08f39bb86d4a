// The rules of searchOrders' parameters.
#include <algorithm>
#include <charconv>

#include "arguments.hpp"
#include "base/text.hpp"
#include "search.hpp"

namespace mooring::amazon_simulator {
namespace {

constexpr int64_t kFreshest_us = 2 * 60 * 1'000'000ll;  // nothing younger can be asked for
constexpr int64_t kPageTokenLifetime_us = 24 * 3600 * 1'000'000ll;
constexpr size_t kMarketplacesMax = 50;
constexpr std::string_view kKnown[] = {"createdAfter",      "createdBefore",       "lastUpdatedAfter",
                                       "lastUpdatedBefore", "fulfillmentStatuses", "marketplaceIds",
                                       "fulfilledBy",       "maxResultsPerPage",   "includedData"};

tl::unexpected<host::Error> invalid(std::string message) {
  return host::fail("InvalidInput", std::move(message));
}

host::Status read_times(const Fields& parameters, int64_t now_us, SearchQuery& query) {
  const bool created = find(parameters, "createdAfter");
  query.by_update = find(parameters, "lastUpdatedAfter");
  if (created == query.by_update)
    return invalid("Exactly one of createdAfter and lastUpdatedAfter is required.");
  if (find(parameters, query.by_update ? "createdBefore" : "lastUpdatedBefore")) {
    return invalid("createdAfter/createdBefore cannot be combined with lastUpdatedAfter/lastUpdatedBefore.");
  }
  const std::string_view after_name = query.by_update ? "lastUpdatedAfter" : "createdAfter";
  const auto after = time_of(after_name, value_or(parameters, after_name));
  if (!after) return host::fail(after.error());
  query.after_us = *after;
  query.before_us = (now_us - kFreshest_us) / 1'000'000 * 1'000'000;
  const std::string_view before_name = query.by_update ? "lastUpdatedBefore" : "createdBefore";
  if (find(parameters, before_name)) {
    const auto before = time_of(before_name, value_or(parameters, before_name));
    if (!before) return host::fail(before.error());
    if (*before > query.before_us) {
      return invalid(std::string(before_name) +
                     " must be at least two minutes before the time of the request.");
    }
    query.before_us = *before;
  }
  if (query.before_us < query.after_us) {
    return invalid("The end of the time range must not be before its start.");
  }
  return {};
}

host::Status read_lists(const Seller& seller, const Fields& parameters, SearchQuery& query) {
  query.marketplace_ids = list_of(parameters, "marketplaceIds");
  if (query.marketplace_ids.size() > kMarketplacesMax)
    return invalid("marketplaceIds takes at most 50 values.");
  for (const std::string& id : query.marketplace_ids) {
    const Marketplace* marketplace =
        id == pseudo_marketplace().id ? &pseudo_marketplace() : find_marketplace(id);
    if (!marketplace || marketplace->region != seller.region) {
      return invalid("marketplaceIds: " + host::clean_line(id, 40) + " is not a marketplace of this region.");
    }
  }
  query.statuses = list_of(parameters, "fulfillmentStatuses");
  for (const std::string& status : query.statuses) {
    bool known = false;
    for (int stage = 0; stage <= static_cast<int>(Stage::unfulfillable); ++stage) {
      known = known || status == status_text(static_cast<Stage>(stage));
    }
    if (!known) return invalid("fulfillmentStatuses: unknown value " + host::clean_line(status, 40));
  }
  query.fulfilled_by = list_of(parameters, "fulfilledBy");
  for (const std::string& by : query.fulfilled_by) {
    if (by != "AMAZON" && by != "MERCHANT")
      return invalid("fulfilledBy: unknown value " + host::clean_line(by, 40));
  }
  for (const std::string& name : list_of(parameters, "includedData")) {
    const auto dataset = parse_dataset(name);
    if (!dataset) return invalid("includedData: unknown value " + host::clean_line(name, 40));
    query.datasets |= *dataset;
  }
  return {};
}

host::Status read_page_size(const Fields& parameters, SearchQuery& query) {
  const std::string* text = find(parameters, "maxResultsPerPage");
  if (!text) return {};
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), query.page_size);
  if (error != std::errc() || end != text->data() + text->size() || query.page_size < 1 ||
      query.page_size > 100) {
    return invalid("maxResultsPerPage must be a number from 1 to 100.");
  }
  return {};
}

uint64_t hash_of(const Seller& seller, const Fields& parameters) {
  uint64_t sum = mix_text(seller.id);
  for (const auto& [name, value] : parameters) {
    if (std::find(std::begin(kKnown), std::end(kKnown), name) != std::end(kKnown)) {
      sum += mix_text(value, mix_text(name));  // the order of parameters does not matter
    }
  }
  return sum;
}

host::Status read_page_token(const World& world, const Fields& parameters, SearchQuery& query) {
  const std::string* token = find(parameters, "paginationToken");
  if (!token) return {};
  const auto text = world.signer.open(*token);
  const auto values = numbers_of<4>(text.value_or(""));
  if (text && !values) return invalid("Invalid paginationToken.");
  const auto [hash, snapshot_us, before_us, offset] = values.value_or(std::array<int64_t, 4>());
  if (!text || static_cast<uint64_t>(hash) != query.hash) {
    return invalid("The paginationToken is invalid, or other parameters differ from the first request.");
  }
  if (world.now_us() - snapshot_us > kPageTokenLifetime_us)
    return invalid("The paginationToken has expired.");
  query.snapshot_us = snapshot_us;
  query.before_us = before_us;
  query.offset = static_cast<size_t>(offset);
  return {};
}

}  // namespace

host::Result<SearchQuery> parse_search(const World& world, const Seller& seller, const Fields& parameters) {
  SearchQuery query;
  query.snapshot_us = world.now_us();
  query.hash = hash_of(seller, parameters);
  if (auto ok = read_times(parameters, query.snapshot_us, query); !ok) return host::fail(ok.error());
  if (auto ok = read_lists(seller, parameters, query); !ok) return host::fail(ok.error());
  if (auto ok = read_page_size(parameters, query); !ok) return host::fail(ok.error());
  if (auto ok = read_page_token(world, parameters, query); !ok) return host::fail(ok.error());
  return query;
}

}  // namespace mooring::amazon_simulator
