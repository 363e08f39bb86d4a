#include "store/journal.hpp"

#include "base/endpoint.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/limits_activity.hpp"
#include "base/text.hpp"
#include "store/rows.hpp"

namespace mooring::host {
namespace {

constexpr char kValuesTooLong[] = "{\"not kept\":\"the values are too long\"}";

std::string event_data(const ActivityRow& entry) {
  // Kinds are words of the program; clean_line has removed control characters, quotes are the rest to take
  // care of.
  auto quoted = [](const std::string& text) {
    std::string out = "\"";
    for (char c : text) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    return out + "\"";
  };
  return "{\"id\":" + quoted(entry.id) + ",\"kind\":" + quoted(entry.kind) + ",\"severity\":\"" +
         to_text(entry.severity) + "\"}";
}

}  // namespace

Journal::Journal(Database& database, const Clock& clock, Random& random, const Redactor& redactor,
                 EventHub& events, Logger& logger)
    : database_(database),
      clock_(clock),
      random_(random),
      redactor_(redactor),
      events_(events),
      logger_(logger) {}

void Journal::complete(ActivityRow& entry) const {
  if (entry.id.empty()) entry.id = new_id("act", clock_, random_);
  if (entry.at == Timestamp{}) entry.at = clock_.now();
  // Secrets go before the text is cut: half a secret would not be recognized.
  auto clean = [this](std::string& text, size_t limit) { text = clean_line(redactor_.redact(text), limit); };
  clean(entry.message, limits::kActivityMessageBytesMax);
  if (entry.method.empty()) entry.method = method_of(entry.endpoint);
  if (entry.operation.empty()) entry.operation = operation_of(entry.endpoint);
  for (auto* values : {&entry.before_json, &entry.after_json}) {
    *values = redactor_.redact(*values);
    if (values->size() > limits::kActivityValuesBytesMax) *values = kValuesTooLong;
  }
  for (auto* field : {&entry.method, &entry.operation, &entry.endpoint, &entry.request_id, &entry.actor,
                      &entry.kind, &entry.stream})
    clean(*field, limits::kActivityFieldBytesMax);
}

std::string Journal::append(Session& session, ActivityRow entry) {
  complete(entry);
  entry.seq = rows::insert_activity(session, entry);
  database_.after_commit([this, event = HostEvent{"activity", entry.connection_id, event_data(entry)}] {
    events_.publish(event);
  });
  return entry.id;
}

void Journal::post(ActivityRow entry) {
  complete(entry);  // now: the time of the event, not of the write
  auto kept = std::make_shared<const ActivityRow>(std::move(entry));
  database_.post_write(
      [this, kept](Session& session) -> Status {
        append(session, *kept);
        return {};
      },
      [this, kept](const Status& outcome) {
        if (outcome) return;
        logger_.error("an activity entry could not be written", {{"kind", kept->kind},
                                                                 {"connection", kept->connection_id},
                                                                 {"endpoint", kept->endpoint},
                                                                 {"message", kept->message},
                                                                 {"error", describe(outcome.error())}});
      });
}

}  // namespace mooring::host
