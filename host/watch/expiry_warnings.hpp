// Tells in the activity log what will end: at each of limits::kExpiryWarnings days before, once, also across restarts
// (a fact in the store says what was told). Called by StatusWatch, aside; owned by the composition root.
#pragma once
#include <map>
#include <string>

#include "store/journal.hpp"
#include "watch/expiries.hpp"
#include "watch/status_watch.hpp"

namespace mooring::host {

class ExpiryWarnings final : public StatusObserver {
 public:
  ExpiryWarnings(Database& database, Journal& journal, const PluginRegistry& registry, const Config& config,
                 Logger& logger);
  void look(const Look& look) override;

 private:
  struct Told {
    std::string at;  // the end that it was about
    int days = 0;
  };
  struct Warning {
    Expiry expiry;
    Told told;
  };
  static std::optional<Told> read_told(Session& session, const std::string& id);
  void tell(Session& session, const Warning& warning);

  Database& database_;
  Journal& journal_;
  const PluginRegistry& registry_;
  const Config& config_;
  Logger& logger_;
  std::string certificate_problem_;   // told once
  std::map<std::string, Told> told_;  // by expiry; as in the store, so that it is not asked every minute
};

}  // namespace mooring::host
