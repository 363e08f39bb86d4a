#include "catalogue/known_asins.hpp"

#include <algorithm>
#include <mooring/failure.hpp>

namespace amazon_seller {

using mooring::Failure;
using mooring::FailureKind;
using mooring::Time;

std::vector<KnownAsin> parse_known(std::string_view lines) {
  std::vector<KnownAsin> known;
  while (!lines.empty()) {
    const size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    const size_t space = line.find(' ');
    const auto seen = mooring::parse_time(line.substr(0, std::min(space, line.size())));
    if (space == std::string_view::npos || !seen || space + 1 == line.size())
      throw Failure(FailureKind::internal, "the host gave \"" + std::string(line.substr(0, 60)) +
                                               "\" among the products that were sold");
    known.push_back({*seen, line.substr(space + 1)});
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return known;
}

std::vector<AsinBatch> batches_after(const std::vector<KnownAsin>& known, std::optional<Time> position,
                                     size_t most) {
  std::vector<AsinBatch> batches;
  std::optional<Time> before = position;  // all that was seen until then stands in the batches so far
  for (size_t i = 0; i < known.size(); ++i) {
    if (position && known[i].first_seen <= *position) continue;
    if (batches.empty() || batches.back().asins.size() == most) batches.emplace_back();
    AsinBatch& batch = batches.back();
    batch.asins.push_back(known[i].asin);
    const bool last_of_moment = i + 1 == known.size() || known[i + 1].first_seen != known[i].first_seen;
    if (last_of_moment) before = known[i].first_seen;
    batch.reached = before;
  }
  return batches;
}

}  // namespace amazon_seller
