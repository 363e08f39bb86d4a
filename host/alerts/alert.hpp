// An alert: one entry of the activity log that somebody wants to hear of, with what its reader needs to understand it.
// Pure but for read_alert, which looks up names in the store.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "plugins/registry.hpp"
#include "store/rows.hpp"

namespace mooring::host {

enum class AlertKind {
  badge,
  expiry,
  overdue,
  incident,
  empty,
  permission,
  marketplace,
  schedule,
  delivery,
  test
};
const char* to_text(AlertKind kind);   // "badge"
const char* to_title(AlertKind kind);  // "Badge changes"
std::optional<AlertKind> alert_kind_from(const std::string& text);

struct AlertConnection {
  std::string id, label, account_name;
  std::string declared_as{};  // its name in the configuration; only where rules look at it
};

struct AlertIncident {
  std::string id, operation, failure_class;
  int64_t connections = 0;
};

struct Alert {
  AlertKind kind = AlertKind::test;
  Severity severity = Severity::info;
  bool recovered = false;  // it is over
  std::string title, text;
  std::string entry_id, event;  // the entry of the activity log, and its kind
  Timestamp at;
  std::string channel, channel_name, region, region_name;  // empty: of none
  std::optional<AlertConnection> connection;
  std::string badge, badge_before;
  std::string cause;  // of the badge, for the playbook
  // Which of several things of the connection it is about: a stream, a marketplace, a permission. Of those that end one by
  // one, the end of one is not the end of another.
  std::string part;
  // Of that part: its trouble comes and ends for some of them at a time. Empty: it is about all of the part.
  std::vector<std::string> marketplaces;
  std::optional<AlertIncident> incident;
  std::string stream, endpoint, request_id;
  int status = 0;
  std::string url;             // of the console
  std::string destination_id;  // that could not be reached: it is not told of that

  // What later alerts about the same thing share.
  std::string subject() const;
};

std::string write_alert(const Alert& alert);  // JSON, for the outbox
Result<Alert> read_written_alert(const std::string& json);

// Whether entries of this kind may become alerts at all: most do not.
bool is_alert_event(const std::string& entry_kind);
// Nothing: the entry is none.
std::optional<Alert> read_alert(Session& session, const ActivityRow& entry, const PluginRegistry& registry,
                                const std::string& public_url);
// For tests and previews, of nothing that is real.
Alert sample_alert(AlertKind kind, Timestamp now, const std::string& public_url);

}  // namespace mooring::host
