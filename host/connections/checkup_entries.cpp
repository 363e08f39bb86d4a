#include "connections/checkup_entries.hpp"

#include <algorithm>

#include "connections/values_json.hpp"

namespace mooring::host {
namespace {

ActivityRow entry(std::string kind, Severity severity, std::string message) {
  ActivityRow row;
  row.kind = std::move(kind);
  row.severity = severity;
  row.message = std::move(message);
  row.actor = "system";
  return row;
}

// Several may be lost; who is told of the return of one must know which.
ActivityRow about(const char* what, const std::string& id, ActivityRow row) {
  row.after_json = values_json({{what, id}});
  return row;
}

std::string reason(const std::string& note) {
  return note.empty() ? "." : ": " + note + ".";
}

ActivityRow added_entry(const MarketplaceRow& one, const std::string& noun, bool selected) {
  if (!one.available)
    return entry("marketplace.added", Severity::info,
                 "There is a new " + noun + ", which cannot be read: " + title_of(one) + reason(one.note));
  return entry(
      "marketplace.added", Severity::info,
      "A new " + noun + " is available: " + title_of(one) +
          (selected ? ". It was selected, as the configuration says" : ", not synced until it is selected"));
}

ActivityRow lost_entry(const MarketplaceRow& one) {
  return entry("marketplace.lost", one.selected ? Severity::warning : Severity::info,
               title_of(one) + " is not available any more" + reason(one.note) +
                   (one.selected ? " Its data stays; it stays selected and continues when it is back" : ""));
}

ActivityRow returned_entry(const MarketplaceRow& one) {
  return entry("marketplace.returned", Severity::info,
               title_of(one) + " is available again" +
                   (one.selected ? "; its syncs continue" : ", not synced until it is selected"));
}

}  // namespace

std::vector<ActivityRow> entries_of(const IdentityChanges& changes, const std::string& noun,
                                    const std::string& account_name, bool selected) {
  std::vector<ActivityRow> entries;
  for (const MarketplaceRow& one : changes.added)
    entries.push_back(about("marketplace", one.id, added_entry(one, noun, selected)));
  for (const MarketplaceRow& one : changes.lost)
    entries.push_back(about("marketplace", one.id, lost_entry(one)));
  for (const MarketplaceRow& one : changes.returned)
    entries.push_back(about("marketplace", one.id, returned_entry(one)));
  for (const PermissionRow& one : changes.permissions_lost)
    entries.push_back(
        about("permission", one.id,
              entry("permission.lost", Severity::warning, "No permission for " + one.id + reason(one.note))));
  for (const PermissionRow& one : changes.permissions_returned)
    entries.push_back(about("permission", one.id,
                            entry("permission.returned", Severity::info, one.id + " is permitted again")));
  if (!changes.renamed_from.empty())
    entries.push_back(
        entry("account.renamed", Severity::info,
              "The account '" + changes.renamed_from + "' is now called '" + account_name + "'"));
  return entries;
}

bool select_added(Session& session, const std::string& connection_id, const ManifestConsent* consent,
                  const std::vector<MarketplaceRow>& added) {
  std::vector<std::string> selected;
  for (const MarketplaceRow& row : rows::list_marketplaces(session, connection_id))
    if (row.selected) selected.push_back(row.id);
  if (selected.empty()) return false;
  size_t before = selected.size();
  const bool all = !consent || consent->proposes.empty();
  for (const MarketplaceRow& row : added)
    if (row.available && (all || std::find(consent->proposes.begin(), consent->proposes.end(), row.id) !=
                                     consent->proposes.end()))
      selected.push_back(row.id);
  if (selected.size() == before) return false;
  rows::set_selected_marketplaces(session, connection_id, selected);
  return true;
}

}  // namespace mooring::host
