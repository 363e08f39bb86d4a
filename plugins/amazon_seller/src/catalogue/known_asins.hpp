// The ASINs that were sold, as the host gives them (`needs` of the manifest), and how a pass over them continues. Pure.
#pragma once
#include <mooring/time.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amazon_seller {

struct KnownAsin {
  mooring::Time first_seen;
  std::string_view asin;
};

// Lines of "2026-01-31T08:30:00Z ASIN", oldest first. Throws Failure (internal) for anything else. The views are of `lines`.
std::vector<KnownAsin> parse_known(std::string_view lines);

// A call's worth of those that were first seen after `position`: at most `most`. Several may have been seen at one moment;
// `reached` is where a pass can go on without leaving any of them out.
struct AsinBatch {
  std::vector<std::string_view> asins;
  std::optional<mooring::Time> reached;
};
std::vector<AsinBatch> batches_after(const std::vector<KnownAsin>& known,
                                     std::optional<mooring::Time> position, size_t most);

}  // namespace amazon_seller
