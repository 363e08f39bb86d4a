// Tells when the provider's refusal stops the planned runs of a stream, and when they go on: nobody must find out by missing
// data (connections/set_aside.hpp). An entry in the activity log for each stream ("stream.set_aside", "stream.taken_up",
// with its marketplaces), once, also across restarts. Called by StatusWatch, aside; owned by the composition root.
#pragma once
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "store/journal.hpp"
#include "watch/status_watch.hpp"

namespace mooring::host {

class SetAsideNews final : public StatusObserver {
 public:
  SetAsideNews(Database& database, Journal& journal, Logger& logger)
      : database_(database), journal_(journal), logger_(logger) {}
  void look(const Look& look) override;

 private:
  using Slots = std::set<std::pair<std::string, std::string>>;  // stream, marketplace
  struct News {
    std::string connection_id;
    Slots now;
    std::vector<ActivityRow> entries;
  };
  void forget_gone(const Look& look);
  Status read_known(const Look& look);
  std::vector<News> news_of(const Look& look);

  Database& database_;
  Journal& journal_;
  Logger& logger_;
  std::map<std::string, Slots> known_;  // by connection
};

}  // namespace mooring::host
