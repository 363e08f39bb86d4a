// Where alerts go: made and changed by people, or declared in the configuration. Secrets are sealed in the vault; those
// of the configuration stay there. Every change is an entry of the activity log. Any thread; owned by the composition
// root.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "alerts/rules.hpp"
#include "alerts/sender.hpp"
#include "config/config.hpp"
#include "oauth/vault.hpp"
#include "store/journal.hpp"
#include "store/rows_alerts.hpp"

namespace mooring::host {

struct NewDestination {
  std::string kind, name, url;
  std::vector<std::string> to;
  AlertRules rules;
  bool enabled = true;
};

struct DestinationChange {  // left out: as it is
  std::optional<std::string> name, url;
  std::optional<std::vector<std::string>> to;
  std::optional<AlertRules> rules;
  std::optional<bool> enabled;
};

struct MadeDestination {
  AlertDestinationRow row;
  Secret secret;  // of a webhook that was just made, or whose secret was; shown once
};

class AlertDestinations {
 public:
  struct Dependencies {
    Database& database;
    Vault& vault;
    Journal& journal;
    const Config& config;
    const Clock& clock;
    Random& random;
    EventHub& events;
    Logger& logger;
  };
  explicit AlertDestinations(Dependencies dependencies) : d_(dependencies) {}

  // Errors: destination_unknown, destination_declared, alert_name_invalid, name_taken, alert_url_invalid,
  // alert_recipients_invalid, alert_rules_invalid, too_many_destinations, mail_unconfigured, version_conflict.
  Result<MadeDestination> create(const NewDestination& wanted, const std::string& actor);
  Result<AlertDestinationRow> change(const std::string& id, std::optional<int64_t> version,
                                     const DestinationChange& change, const std::string& actor);
  Status remove(const std::string& id, const std::string& actor);
  // Both secrets sign for limits::kAlertSecretOverlap.
  Result<MadeDestination> rotate_secret(const std::string& id, const std::string& actor);
  // Once more, with its attempts counted anew. Errors: delivery_unknown, delivery_not_dead.
  Result<AlertDeliveryRow> retry(const std::string& delivery_id, const std::string& actor);

  // At start: those of the configuration are as it says; those that it no longer names go.
  Status apply_declared();

  // Inside Database::read: what is needed to send.
  AlertTarget target_of(Session& session, const AlertDestinationRow& row) const;

 private:
  Status check(const std::string& kind, const std::string& name, const std::optional<std::string>& url,
               const std::optional<std::vector<std::string>>& to, const AlertRules& rules) const;
  Status check_name(Session& session, const AlertDestinationRow& row) const;
  Result<AlertDestinationRow> find_own(Session& session, const std::string& id) const;
  void tell(Session& session, const std::string& kind, const std::string& message, const std::string& actor,
            const std::string& before = {}, const std::string& after = {});
  void announce();
  void apply_one(Session& session, const DeclaredDestination& declared);
  const DeclaredDestination* declared(const std::string& name) const;

  Dependencies d_;
};

}  // namespace mooring::host
