// What the host knows of where a view's rows come from: connections, marketplaces, last successes. Internal to
// store/; read once per query, inside its snapshot.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/models.hpp"
#include "store/record_view.hpp"

namespace mooring::host {

struct ViewPlace {
  std::string region;
  bool connected = false;
  std::map<std::string, MarketplaceRow> marketplaces{};
  std::map<std::string, Timestamp>
      successes{};  // of the stream that reads the rows, by marketplace; "": all of them

  const MarketplaceRow* marketplace(const std::string& id) const;
  std::optional<Timestamp> as_of(const std::string& marketplace) const;
  bool live(const std::string& marketplace) const;
};

class ViewPlaces {
 public:
  ViewPlaces(Session& session, const RecordView& view);

  // Of a connection that is gone: a place that nothing is known of.
  const ViewPlace& at(const std::string& connection_id) const;
  // The connections of these regions; nothing when any region will do.
  std::optional<std::vector<std::string>> of_regions(const std::vector<std::string>& regions) const;

 private:
  std::map<std::string, ViewPlace> places_;
};

}  // namespace mooring::host
