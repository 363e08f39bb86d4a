// Destinations of the configuration, and what is needed to send to any.
#include <algorithm>

#include "alerts/destinations.hpp"
#include "base/ids.hpp"
#include "base/mail_address.hpp"

namespace mooring::host {

const DeclaredDestination* AlertDestinations::declared(const std::string& name) const {
  for (const DeclaredDestination& one : d_.config.alerts.destinations)
    if (one.name == name) return &one;
  return nullptr;
}

void AlertDestinations::apply_one(Session& session, const DeclaredDestination& one) {
  auto found = rows::find_alert_destination_by_name(session, one.name);
  const bool is_new = !found || found->managed_by == "console";
  AlertDestinationRow row = is_new ? AlertDestinationRow{} : *found;
  if (found && is_new) {  // made in the console before the file named it: the file wins, the other one stays
    found->name += " (console)";
    rows::update_alert_destination(session, *found);
  }
  const AlertDestinationRow before = row;
  row.name = one.name;
  row.kind = one.kind;
  row.managed_by = "file";
  row.address.clear();
  for (const std::string& address : one.to)
    row.address += (row.address.empty() ? "" : ", ") + address;
  if (one.kind != "email") row.address = shown_alert_url(std::string(one.url.reveal()));
  row.rules_json = write_rules(one.rules);
  if (!is_new && before.address == row.address && before.rules_json == row.rules_json &&
      before.kind == row.kind)
    return;
  row.updated_at = d_.clock.now();
  if (is_new) {
    row.id = new_id("dst", d_.clock, d_.random);
    row.created_at = row.updated_at;
    rows::insert_alert_destination(session, row);
  } else {
    ++row.version;
    rows::update_alert_destination(session, row);
  }
  tell(session, is_new ? "alerts.destination_added" : "alerts.destination_changed",
       (is_new ? "Alerts go to " : "The configuration changed the destination ") + row.name, "config");
}

Status AlertDestinations::apply_declared() {
  for (const DeclaredDestination& one : d_.config.alerts.destinations) {
    Status valid = check_rules(one.rules);
    if (valid && one.kind != "email")
      valid = check_alert_url(std::string(one.url.reveal()), d_.config.alerts.allow_private);
    for (const std::string& address : one.to)
      if (valid && !is_mail_address(address))
        valid = fail("alert_recipients_invalid", "'" + address + "' is not an e-mail address");
    if (!valid)
      d_.logger.error("alerts cannot be sent to a destination of the configuration",
                      {{"destination", one.name}, {"reason", describe(valid.error())}});
  }
  return d_.database.write([&](Session& session) -> Status {
    for (const AlertDestinationRow& row : rows::list_alert_destinations(session))
      if (row.managed_by == "file" && !declared(row.name)) {
        rows::delete_alert_destination(session, row.id);
        tell(session, "alerts.destination_removed", "The configuration no longer names " + row.name,
             "config");
      }
    for (const DeclaredDestination& one : d_.config.alerts.destinations)
      apply_one(session, one);
    return {};
  });
}

AlertTarget AlertDestinations::target_of(Session& session, const AlertDestinationRow& row) const {
  AlertTarget target{row.id, row.kind, {}, {}, {}};
  if (row.kind == "email") {
    for (size_t at = 0; at < row.address.size();) {
      const size_t end = std::min(row.address.find(", ", at), row.address.size());
      target.to.push_back(row.address.substr(at, end - at));
      at = end + 2;
    }
    return target;
  }
  if (row.managed_by == "file") {
    if (const DeclaredDestination* one = declared(row.name)) {
      target.url = one->url;
      if (!one->secret.empty()) target.secrets.push_back(one->secret);
    }
    return target;
  }
  if (auto url = d_.vault.get(session, row.id, "url")) target.url = std::move(*url);
  if (row.kind != "webhook") return target;
  if (auto secret = d_.vault.get(session, row.id, "secret")) target.secrets.push_back(std::move(*secret));
  if (row.previous_secret_until && *row.previous_secret_until > d_.clock.now())
    if (auto previous = d_.vault.get(session, row.id, "secret_previous"))
      target.secrets.push_back(std::move(*previous));
  return target;
}

}  // namespace mooring::host
