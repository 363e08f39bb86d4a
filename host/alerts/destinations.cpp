#include "alerts/destinations.hpp"

#include <algorithm>

#include "base/ids.hpp"
#include "base/limits_alerts.hpp"
#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "base/text_list.hpp"

namespace mooring::host {
namespace {

constexpr size_t kSecretBytes = 32;
constexpr const char* kUrl = "url";
constexpr const char* kSecret = "secret";
constexpr const char* kPreviousSecret = "secret_previous";

Status check_recipients(const std::vector<std::string>& to) {
  if (to.empty() || to.size() > limits::kAlertRecipientsMax)
    return fail("alert_recipients_invalid",
                "Mail goes to 1 to " + std::to_string(limits::kAlertRecipientsMax) + " addresses");
  for (const std::string& address : to)
    if (!is_mail_address(address))
      return fail("alert_recipients_invalid", "'" + clean_line(address, 120) + "' is not an e-mail address",
                  "Write each address as user@example.com");
  return {};
}

// What an entry of the activity log shows of a destination.
std::string values_of(const AlertDestinationRow& row) {
  return "{\"name\":" + json_quote(row.name) + ",\"kind\":" + json_quote(row.kind) +
         ",\"address\":" + json_quote(row.address) + ",\"enabled\":" + (row.enabled ? "true" : "false") +
         ",\"rules\":" + row.rules_json + "}";
}

}  // namespace

Status AlertDestinations::check(const std::string& kind, const std::string& name,
                                const std::optional<std::string>& url,
                                const std::optional<std::vector<std::string>>& to,
                                const AlertRules& rules) const {
  const bool blank = name.find_first_not_of(' ') == std::string::npos;
  if (blank || !is_clean_line(name) || count_characters(name) > limits::kAlertNameCharactersMax)
    return fail("alert_name_invalid", "This cannot be the name of a destination",
                "A name has 1 to " + std::to_string(limits::kAlertNameCharactersMax) +
                    " characters and no line break");
  if (kind == "email" && d_.config.smtp.host.empty())
    return fail("mail_unconfigured", "Mooring does not know a mail server",
                "Set [smtp] in the configuration and restart the host");
  if (kind == "email" && to)
    if (Status valid = check_recipients(*to); !valid) return valid;
  if (kind != "email" && url)
    if (Status valid = check_alert_url(*url, d_.config.alerts.allow_private); !valid) return valid;
  return check_rules(rules);
}

Status AlertDestinations::check_name(Session& session, const AlertDestinationRow& row) const {
  auto other = rows::find_alert_destination_by_name(session, row.name);
  if (!other || other->id == row.id) return {};
  return fail("name_taken", "There is a destination with this name", "Choose another name");
}

Result<AlertDestinationRow> AlertDestinations::find_own(Session& session, const std::string& id) const {
  auto row = rows::find_alert_destination(session, id);
  if (!row)
    return fail("destination_unknown", "There is no destination " + clean_line(id, 80),
                "GET /api/v1/alert-destinations lists them");
  if (row->managed_by != "console")
    return fail("destination_declared", row->name + " is declared in the configuration",
                "Change it there and restart the host");
  return std::move(*row);
}

void AlertDestinations::tell(Session& session, const std::string& kind, const std::string& message,
                             const std::string& actor, const std::string& before, const std::string& after) {
  ActivityRow entry;
  entry.kind = kind;
  entry.message = message;
  entry.actor = actor;
  entry.before_json = before;
  entry.after_json = after;
  d_.journal.append(session, std::move(entry));
  announce();
}

void AlertDestinations::announce() {
  d_.database.after_commit([&events = d_.events] { events.publish({"alert", "", "{}"}); });
}

Result<MadeDestination> AlertDestinations::create(const NewDestination& wanted, const std::string& actor) {
  const std::optional<std::string> url = wanted.url;
  if (Status valid = check(wanted.kind, wanted.name, url, wanted.to, wanted.rules); !valid)
    return fail(valid.error());
  MadeDestination made;
  AlertDestinationRow& row = made.row;
  row.id = new_id("dst", d_.clock, d_.random);
  row.name = wanted.name;
  row.kind = wanted.kind;
  row.address = wanted.kind == "email" ? joined(wanted.to) : shown_alert_url(wanted.url);
  row.rules_json = write_rules(wanted.rules);
  row.enabled = wanted.enabled;
  row.created_at = row.updated_at = d_.clock.now();
  if (row.kind == "webhook") {
    made.secret = Secret("mwh_" + d_.random.token(kSecretBytes));
    row.secret_changed_at = row.created_at;
  }
  Status stored = d_.database.write([&](Session& session) -> Status {
    if (Status named = check_name(session, row); !named) return named;
    if (rows::list_alert_destinations(session).size() >= limits::kAlertDestinationsMax)
      return fail("too_many_destinations",
                  "There are " + std::to_string(limits::kAlertDestinationsMax) +
                      " destinations, and that is the most",
                  "Delete one that is no longer needed");
    rows::insert_alert_destination(session, row);
    if (row.kind != "email")
      if (Status put = d_.vault.put(session, row.id, kUrl, Secret(wanted.url)); !put) return put;
    if (!made.secret.empty())
      if (Status put = d_.vault.put(session, row.id, kSecret, made.secret); !put) return put;
    tell(session, "alerts.destination_added", "Alerts go to " + row.name + " (" + row.address + ")", actor,
         {}, values_of(row));
    return {};
  });
  if (!stored) return fail(stored.error());
  return made;
}

Result<AlertDestinationRow> AlertDestinations::change(const std::string& id, std::optional<int64_t> version,
                                                      const DestinationChange& change,
                                                      const std::string& actor) {
  AlertDestinationRow row;
  Status stored = d_.database.write([&](Session& session) -> Status {
    auto found = find_own(session, id);
    if (!found) return fail(found.error());
    row = std::move(*found);
    if (version && *version != row.version)
      return fail("version_conflict", "Somebody else has changed it meanwhile", "Read it again");
    const std::string before = values_of(row);
    row.name = change.name.value_or(row.name);
    row.enabled = change.enabled.value_or(row.enabled);
    const AlertRules rules = change.rules.value_or(read_rules(row.rules_json));
    if (Status valid = check(row.kind, row.name, change.url, change.to, rules); !valid) return valid;
    if (Status named = check_name(session, row); !named) return named;
    row.rules_json = write_rules(rules);
    if (row.kind == "email" && change.to) row.address = joined(*change.to);
    if (row.kind != "email" && change.url) {
      row.address = shown_alert_url(*change.url);
      if (Status put = d_.vault.put(session, row.id, kUrl, Secret(*change.url)); !put) return put;
    }
    row.updated_at = d_.clock.now();
    ++row.version;
    rows::update_alert_destination(session, row);
    tell(session, "alerts.destination_changed", "The destination " + row.name + " was changed", actor, before,
         values_of(row));
    return {};
  });
  if (!stored) return fail(stored.error());
  return row;
}

Status AlertDestinations::remove(const std::string& id, const std::string& actor) {
  return d_.database.write([&](Session& session) -> Status {
    auto row = find_own(session, id);
    if (!row) return fail(row.error());
    for (const char* name : {kUrl, kSecret, kPreviousSecret})
      if (Status erased = d_.vault.erase(session, row->id, name); !erased) return erased;
    rows::delete_alert_destination(session, row->id);
    tell(session, "alerts.destination_removed", "Alerts no longer go to " + row->name, actor,
         values_of(*row));
    return {};
  });
}

Result<MadeDestination> AlertDestinations::rotate_secret(const std::string& id, const std::string& actor) {
  MadeDestination made;
  Status stored = d_.database.write([&](Session& session) -> Status {
    auto found = find_own(session, id);
    if (!found) return fail(found.error());
    made.row = std::move(*found);
    AlertDestinationRow& row = made.row;
    if (row.kind != "webhook")
      return fail("destination_unsigned", "Only webhooks are signed", "There is no secret to change");
    if (auto old = d_.vault.get(session, row.id, kSecret))
      if (Status put = d_.vault.put(session, row.id, kPreviousSecret, *old); !put) return put;
    made.secret = Secret("mwh_" + d_.random.token(kSecretBytes));
    if (Status put = d_.vault.put(session, row.id, kSecret, made.secret); !put) return put;
    row.secret_changed_at = row.updated_at = d_.clock.now();
    row.previous_secret_until = d_.clock.now() + limits::kAlertSecretOverlap;
    ++row.version;
    rows::update_alert_destination(session, row);
    tell(session, "alerts.secret_rotated",
         row.name + " has a new secret; the one before signs too until " +
             format_time(std::chrono::floor<std::chrono::seconds>(*row.previous_secret_until)),
         actor);
    return {};
  });
  if (!stored) return fail(stored.error());
  return made;
}

Result<AlertDeliveryRow> AlertDestinations::retry(const std::string& delivery_id, const std::string& actor) {
  AlertDeliveryRow row;
  Status stored = d_.database.write([&](Session& session) -> Status {
    auto found = rows::find_alert_delivery(session, delivery_id);
    if (!found)
      return fail("delivery_unknown", "There is no delivery " + clean_line(delivery_id, 80),
                  "GET /api/v1/alert-deliveries lists them");
    row = std::move(*found);
    if (row.state != "dead" && row.state != "waiting")
      return fail("delivery_not_dead", "This alert is " + row.state + ": there is nothing to send again",
                  "Only alerts that wait or were given up can be sent again");
    row.state = "waiting";
    row.attempts = 0;
    row.due_at = d_.clock.now();
    row.finished_at.reset();
    rows::update_alert_delivery(session, row);
    tell(session, "alerts.delivery_repeated", "An alert is sent again: " + row.title, actor);
    return {};
  });
  if (!stored) return fail(stored.error());
  return row;
}

}  // namespace mooring::host
