#include "watch/badge_history.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace mooring::host {
namespace {

Severity severity_of(Badge badge) {
  switch (badge) {
    case Badge::revoked:
    case Badge::expired:
      return Severity::error;
    case Badge::sync_error:
    case Badge::stale:
      return Severity::warning;
    case Badge::not_connected:
    case Badge::connected:
      break;
  }
  return Severity::info;
}

}  // namespace

std::optional<Badge> badge_of(std::string_view text) {
  for (int i = 0; i <= static_cast<int>(Badge::connected); ++i)
    if (text == to_text(static_cast<Badge>(i))) return static_cast<Badge>(i);
  return std::nullopt;
}

BadgeHistory::BadgeHistory(Database& database, Journal& journal, EventHub& events, Logger& logger)
    : database_(database), journal_(journal), events_(events), logger_(logger) {}

bool BadgeHistory::load() {
  if (known_) return true;
  std::map<std::string, Known> known;
  Status read = database_.read([&](Session& session) -> Status {
    known.clear();
    for (BadgeChangeRow& row : rows::latest_badges(session))
      known[row.connection_id] = {std::move(row.badge), row.at};
    return {};
  });
  if (!read) {
    logger_.warning("the history of badges could not be read", {{"reason", describe(read.error())}});
    return false;
  }
  known_ = std::move(known);
  return true;
}

std::optional<BadgeHistory::Change> BadgeHistory::change_of(const ConnectionStatus& status,
                                                            Timestamp now) const {
  const BadgeVerdict& verdict = status.verdict;
  const std::string& id = status.connection.id;
  auto last = known_->find(id);
  if (last != known_->end() && last->second.badge == to_text(verdict.badge)) return std::nullopt;
  Change change{{id, now, to_text(verdict.badge), verdict.reason, verdict.action, verdict.entry_id},
                std::nullopt,
                verdict.badge,
                verdict.cause};
  if (last == known_->end()) return change;
  change.before = badge_of(last->second.badge);
  // A clock that was set back must not put the change before the badge that it ends.
  change.row.at = std::max(now, last->second.at + Duration{1});
  return change;
}

void BadgeHistory::store(Session& session, const Change& change) {
  rows::insert_badge_change(session, change.row);
  const std::string& id = change.row.connection_id;
  std::string before;
  if (change.before) {
    before = to_text(*change.before);
    ActivityRow entry;
    entry.connection_id = id;
    entry.kind = "badge.changed";
    entry.severity = severity_of(change.after);
    entry.message =
        std::string(to_title(*change.before)) + " -> " + to_title(change.after) + ": " + change.row.reason;
    entry.actor = "system";
    entry.before_json = "{\"badge\":\"" + before + "\"}";
    entry.after_json = "{\"badge\":\"" + change.row.badge + "\"" +
                       (change.cause.empty() ? "" : ",\"cause\":" + json_quote(change.cause)) + "}";
    journal_.append(session, std::move(entry));
  }
  database_.after_commit([this, event = HostEvent{"badge", id,
                                                  "{\"badge\":\"" + change.row.badge + "\",\"before\":\"" +
                                                      before + "\"}"}] { events_.publish(event); });
}

void BadgeHistory::look(const Look& look) {
  if (!load()) return;
  std::vector<Change> changes;
  for (const ConnectionStatus& status : look.statuses)
    if (auto change = change_of(status, look.now)) changes.push_back(std::move(*change));
  if (changes.empty()) return;
  Status stored = database_.write([&](Session& session) -> Status {
    for (const Change& change : changes)
      store(session, change);
    return {};
  });
  if (!stored)  // found again at the next look
    return logger_.error("changes of badges could not be kept", {{"reason", describe(stored.error())}});
  for (const Change& change : changes)
    (*known_)[change.row.connection_id] = {change.row.badge, change.row.at};
}

}  // namespace mooring::host
