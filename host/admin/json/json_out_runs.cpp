#include <Poco/JSON/Parser.h>

#include "admin/json/json_out.hpp"
#include "badge/playbook.hpp"
#include "base/endpoint.hpp"

namespace mooring::host::admin {
namespace {

Poco::Dynamic::Var run_failure_json(const RunRow& run, const Manifest* manifest) {
  if (run.failure_kind.empty()) return {};
  auto out = json_object();
  out->set("kind", run.failure_kind);
  out->set("status", run.failure_status);
  out->set("endpoint", run.failure_endpoint);
  out->set("request_id", run.failure_request_id);
  out->set("message", run.failure_message);
  out->set("cause",
           cause_of(FailureFacts{run.failure_kind, run.failure_status, run.failure_message}, manifest));
  return out;
}

// Null for none, and for what some earlier program left that is no object.
Poco::Dynamic::Var values_json(const std::string& values) {
  if (values.empty()) return {};
  try {
    return Poco::JSON::Parser().parse(values).extract<JsonObject>();
  } catch (const Poco::Exception&) {
    return {};
  }
}

}  // namespace

JsonObject activity_json(const ActivityRow& entry, const Manifest* manifest) {
  auto out = json_object();
  out->set("id", entry.id);
  out->set("at", json_time(entry.at));
  out->set("connection_id", entry.connection_id);
  out->set("kind", entry.kind);
  out->set("severity", to_text(entry.severity));
  out->set("status", entry.status == 0 ? Poco::Dynamic::Var() : Poco::Dynamic::Var(entry.status));
  out->set("endpoint", entry.endpoint);
  out->set("request_id", entry.request_id);
  out->set("message", entry.message);
  out->set("actor", entry.actor);
  out->set("run_id", entry.run_id);
  out->set("stream", entry.stream);
  out->set("method", entry.method);
  out->set("operation", entry.operation);
  out->set("attempt", entry.attempt == 0 ? Poco::Dynamic::Var() : Poco::Dynamic::Var(entry.attempt));
  out->set("duration_ms", entry.duration_ms ? Poco::Dynamic::Var(*entry.duration_ms) : Poco::Dynamic::Var());
  out->set("before", values_json(entry.before_json));
  out->set("after", values_json(entry.after_json));
  out->set("cause", cause_of(entry, manifest));
  return out;
}

namespace {

JsonArray entries_json(const ActivityPage& page) {
  auto items = json_array();
  for (const ActivityRow& entry : page.entries)
    items->add(activity_json(entry));
  return items;
}

Poco::Dynamic::Var next_json(const ActivityPage& page) {
  return json_text_or_null(page.next_before_seq == 0 ? "" : std::to_string(page.next_before_seq));
}

JsonObject run_call_json(const RunCallRow& call) {
  auto out = json_object();
  out->set("operation", call.operation);
  out->set("method", method_of(call.operation));
  out->set("status", call.status == 0 ? Poco::Dynamic::Var() : Poco::Dynamic::Var(call.status));
  out->set("calls", call.calls);
  out->set("total_ms", call.total_ms);
  out->set("slowest_ms", call.slowest_ms);
  out->set("bytes", call.bytes);
  return out;
}

}  // namespace

JsonObject run_calls_json(const std::vector<RunCallRow>& calls, const ActivityPage& entries, bool complete) {
  auto items = json_array();
  for (const RunCallRow& call : calls)
    items->add(run_call_json(call));
  auto out = json_object();
  out->set("items", items);
  out->set("complete", complete);
  out->set("entries", entries_json(entries));
  out->set("next", next_json(entries));
  return out;
}

JsonObject activity_page_json(const ActivityPage& page) {
  auto out = json_object();
  out->set("items", entries_json(page));
  out->set("next", next_json(page));
  out->set("partial", page.partial);
  out->set("searched_to", json_time(page.searched_to));
  out->set("newest", std::to_string(page.newest_seq));
  return out;
}

Poco::Dynamic::Var queue_place_json(const std::optional<QueuePlace>& place) {
  if (!place) return {};
  auto out = json_object();
  out->set("position", place->position > 0 ? Poco::Dynamic::Var(place->position) : Poco::Dynamic::Var());
  out->set("length", place->length);
  out->set("waits_for", place->waits_for);
  return out;
}

JsonObject run_json(const RunRow& run, const Manifest* manifest, const std::optional<QueuePlace>& queue) {
  auto progress = json_object();
  progress->set("done", run.progress_done);
  progress->set("total", run.progress_total);
  progress->set("note", run.progress_note);
  progress->set("expected_at", json_time(run.expected_at));
  auto out = json_object();
  out->set("id", run.id);
  out->set("connection_id", run.connection_id);
  out->set("stream", run.stream);
  out->set("marketplace", run.marketplace);
  out->set("trigger", run.trigger);
  out->set("actor", run.actor);
  out->set("backfill_id", run.backfill_id);
  out->set("range_from", json_time(run.range_from));
  out->set("range_to", json_time(run.range_to));
  out->set("state", to_text(run.state));
  out->set("queued_at", json_time(run.queued_at));
  out->set("started_at", json_time(run.started_at));
  out->set("finished_at", json_time(run.finished_at));
  out->set("requests", run.requests);
  out->set("pages", run.pages);
  out->set("rows_read", run.rows_read);
  out->set("rows_written", run.rows_written);
  out->set("rows_changed", run.rows_changed);
  out->set("progress", progress);
  out->set("waiting_for", run.waiting_for);
  out->set("waiting_until", json_time(run.waiting_until));
  out->set("queue", queue_place_json(queue));
  out->set("failure", run_failure_json(run, manifest));
  return out;
}

}  // namespace mooring::host::admin
