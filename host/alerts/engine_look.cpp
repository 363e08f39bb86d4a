// What the engine does with the store, aside.
#include <algorithm>
#include <charconv>

#include "alerts/engine_state.hpp"
#include "base/ids.hpp"
#include "base/limits_alerts.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

constexpr const char* kCursorFact = "alerts.cursor";

std::optional<int64_t> read_cursor(Session& session) {
  const auto fact = rows::get_fact(session, kCursorFact);
  int64_t value = 0;
  if (!fact || std::from_chars(fact->data(), fact->data() + fact->size(), value).ec != std::errc{})
    return std::nullopt;
  return value;
}

}  // namespace

std::string AlertEngine::State::new_delivery_id() const {
  return new_id("dlv", d.clock, d.random);
}

AlertEngine::State::Seen AlertEngine::State::look(const std::set<std::string>& busy_now) {
  Seen seen;
  Status done =
      follow(seen.more).and_then([&] { return release(); }).and_then([&] { return bound(); }).and_then([&] {
        return pick(busy_now, seen);
      });
  if (!done) {  // the next look makes up for it
    d.logger.warning("alerts could not be looked after", {{"reason", describe(done.error())}});
    seen.more = false;
  }
  return seen;
}

// The first start: what was before is history.
Status AlertEngine::State::keep_beginning() {
  return d.database.write([&](Session& session) -> Status {
    if (!read_cursor(session))
      rows::put_fact(session, kCursorFact, std::to_string(rows::last_activity_seq(session)));
    return {};
  });
}

// Most entries are none that anybody is told of: only those that are cost a transaction.
Status AlertEngine::State::follow(bool& more) {
  std::vector<ActivityRow> entries;
  Status read = d.database.read([&](Session& session) -> Status {
    if (!cursor) cursor = read_cursor(session);
    if (!cursor) return {};
    rows::ActivityFilter filter;
    filter.limit = limits::kAlertEntriesPerLook;
    entries = rows::list_activity_oldest_first(session, filter, *cursor);
    return {};
  });
  if (!read) return read;
  if (!cursor) return keep_beginning();
  if (entries.empty()) return {};
  more = entries.size() == limits::kAlertEntriesPerLook;
  const int64_t last = entries.back().seq;
  std::erase_if(entries, [](const ActivityRow& entry) { return !is_alert_event(entry.kind); });
  if (!entries.empty())
    if (Status offered = offer(entries); !offered) return offered;
  cursor = last;
  return {};
}

Status AlertEngine::State::offer(const std::vector<ActivityRow>& entries) {
  return d.database.write([&](Session& session) -> Status {
    Outbox outbox(session, d.clock.now(), [this] { return new_delivery_id(); });
    const auto destinations = rows::list_alert_destinations(session);
    for (const ActivityRow& entry : entries) {
      const auto alert = read_alert(session, entry, d.registry, d.public_url);
      if (!alert) continue;
      for (const AlertDestinationRow& destination : destinations) {
        if (!destination.enabled || entry.at < destination.created_at ||
            alert->destination_id == destination.id)
          continue;
        const AlertRules rules = read_rules(destination.rules_json);
        if (matches(rules, *alert)) outbox.offer(destination, rules, *alert);
      }
    }
    rows::put_fact(session, kCursorFact, std::to_string(entries.back().seq));
    d.database.after_commit([&events = d.events] { events.publish({"alert", "", "{}"}); });
    return {};
  });
}

Status AlertEngine::State::release() {
  bool any = false;
  const Timestamp now = d.clock.now();
  Status read = d.database.read([&](Session& session) -> Status {
    any = !rows::due_held_alerts(session, now, 1).empty();
    return {};
  });
  if (!read || !any) return read;
  return d.database.write([&](Session& session) -> Status {
    Outbox outbox(session, now, [this] { return new_delivery_id(); });
    for (AlertDeliveryRow& one : rows::due_held_alerts(session, now, limits::kAlertHeldPerLook))
      if (auto destination = rows::find_alert_destination(session, one.destination_id))
        outbox.release(*destination, read_rules(destination->rules_json), std::move(one));
    return {};
  });
}

Status AlertEngine::State::bound() {
  Status read = d.database.read([&](Session& session) -> Status {
    held = rows::count_alert_deliveries(session, "held");
    waiting = rows::count_alert_deliveries(session, "waiting");
    return {};
  });
  const int64_t over = held + waiting - limits::kAlertOutboxMax;
  if (!read || over <= 0) return read;
  return d.database.write([&](Session& session) -> Status {
    const size_t gone = rows::drop_waiting_alerts(
        session, over, "The outbox was full: the oldest of the least severe were dropped", d.clock.now());
    dropped += gone;
    tell(session, "alerts.dropped", Severity::error,
         std::to_string(gone) + " alerts were dropped, because more than " +
             std::to_string(limits::kAlertOutboxMax) + " wait to be sent. Look at the page Alerts");
    return {};
  });
}

Status AlertEngine::State::pick(const std::set<std::string>& busy_now, Seen& seen) {
  return d.database.read([&](Session& session) -> Status {
    seen.outgoing.clear();
    const Timestamp now = d.clock.now();
    for (const AlertDestinationRow& destination : rows::list_alert_destinations(session)) {
      if (!destination.enabled || busy_now.contains(destination.id)) continue;
      for (AlertDeliveryRow& row : rows::due_waiting_alerts(session, destination.id, now, 1))
        seen.outgoing.push_back({std::move(row), d.destinations.target_of(session, destination)});
    }
    seen.next_due = rows::next_due_alert(session);
    return {};
  });
}

void AlertEngine::State::tell(Session& session, const char* kind, Severity severity, std::string message,
                              const std::string& destination_id) {
  ActivityRow entry;
  entry.kind = kind;
  entry.severity = severity;
  entry.message = std::move(message);
  entry.actor = "system";
  if (!destination_id.empty()) entry.after_json = "{\"destination\":" + json_quote(destination_id) + "}";
  d.journal.append(session, std::move(entry));
}

void AlertEngine::State::record_health(Session& session, AlertDestinationRow row, const AlertAttempt& attempt,
                                       bool given_up) {
  const Timestamp now = d.clock.now();
  row.last_attempt_at = now;
  row.last_status = attempt.status;
  row.last_answer = attempt.answer;
  if (attempt.delivered) {
    row.last_success_at = now;
    if (row.failing_since)
      tell(session, "alerts.destination_recovered", Severity::info, "Alerts reach " + row.name + " again",
           row.id);
    row.failing_since.reset();
  } else if (given_up && !row.failing_since) {
    row.failing_since = now;
    tell(session, "alerts.destination_failing", Severity::error,
         "Alerts do not reach " + row.name +
             ". Mooring goes on trying with every new one; those that were given up can be sent again on the "
             "page Alerts. " +
             attempt.answer,
         row.id);
  }
  rows::update_alert_destination(session, row);
  d.database.after_commit([&events = d.events] { events.publish({"alert", "", "{}"}); });
}

void AlertEngine::State::record(const AlertDeliveryRow& delivery, const AlertAttempt& attempt) {
  Status stored = d.database.write([&](Session& session) -> Status {
    auto row = rows::find_alert_delivery(session, delivery.id);
    auto destination = rows::find_alert_destination(session, delivery.destination_id);
    if (!row || !destination) return {};  // deleted while it was under way
    const Timestamp now = d.clock.now();
    ++row->attempts;
    row->last_attempt_at = now;
    row->status = attempt.status;
    row->answer = attempt.answer;
    const bool given_up = !attempt.delivered && is_last_attempt(row->attempts, attempt);
    if (attempt.delivered || given_up) {
      row->state = attempt.delivered ? "delivered" : "dead";
      row->finished_at = now;
    } else {
      const Duration pause = alert_retry_pause(row->attempts, d.random);
      row->due_at = now + std::max(pause, attempt.retry_after.value_or(Duration::zero()));
    }
    if (given_up) ++dead;
    rows::update_alert_delivery(session, *row);
    record_health(session, std::move(*destination), attempt, given_up);
    return {};
  });
  if (!stored)  // it is sent once more
    d.logger.error("the outcome of an alert could not be kept", {{"reason", describe(stored.error())}});
}

}  // namespace mooring::host
