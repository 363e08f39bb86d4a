#include "store/record_view_places.hpp"

#include <algorithm>

#include "store/rows.hpp"

namespace mooring::host {

const MarketplaceRow* ViewPlace::marketplace(const std::string& id) const {
  const auto found = marketplaces.find(id);
  return found == marketplaces.end() ? nullptr : &found->second;
}

std::optional<Timestamp> ViewPlace::as_of(const std::string& id) const {
  auto found = successes.find(id);
  if (found == successes.end()) found = successes.find("");
  if (found == successes.end()) return std::nullopt;
  return found->second;
}

bool ViewPlace::live(const std::string& id) const {
  const MarketplaceRow* known = marketplace(id);
  return connected && (!known || (known->selected && known->available));
}

ViewPlaces::ViewPlaces(Session& session, const RecordView& view) {
  rows::ConnectionFilter filter;
  filter.channel = view.table.channel;
  for (const ConnectionRow& row : rows::list_connections(session, filter)) {
    ViewPlace& place = places_[row.id];
    place.region = row.region;
    const auto grant = rows::active_or_last_grant(session, row.id);
    place.connected = !row.disconnected && grant && grant->state == GrantState::active;
    for (MarketplaceRow& marketplace : rows::list_marketplaces(session, row.id)) {
      const std::string id = marketplace.id;
      place.marketplaces.emplace(id, std::move(marketplace));
    }
    for (const StreamRow& stream : rows::list_streams(session, row.id))
      if (stream.stream == view.runs_as && stream.last_success_at)
        place.successes.emplace(stream.marketplace, *stream.last_success_at);
  }
}

const ViewPlace& ViewPlaces::at(const std::string& connection_id) const {
  static const ViewPlace kNowhere{};
  const auto found = places_.find(connection_id);
  return found == places_.end() ? kNowhere : found->second;
}

std::optional<std::vector<std::string>> ViewPlaces::of_regions(
    const std::vector<std::string>& regions) const {
  if (regions.empty()) return std::nullopt;
  std::vector<std::string> connections;
  for (const auto& [id, place] : places_)
    if (std::find(regions.begin(), regions.end(), place.region) != regions.end()) connections.push_back(id);
  return connections;
}

}  // namespace mooring::host
