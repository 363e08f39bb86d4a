#include "admin/json/json_out_backfills.hpp"

#include <cmath>

namespace mooring::host::admin {
namespace {

double rounded(double days) {
  return std::round(days * 10) / 10;
}

JsonArray lines_json(const std::string& text) {
  auto lines = json_array();
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    lines->add(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

JsonObject part_json(const BackfillPartView& part) {
  auto out = json_object();
  out->set("stream", part.row.stream);
  out->set("marketplace", part.row.marketplace);
  out->set("own_runs", part.row.own_runs);
  out->set("state", to_text(part.row.state));
  out->set("from", json_time(part.row.from));
  out->set("to", json_time(part.row.to));
  out->set("position", json_time(part.row.position));
  out->set("days_done", rounded(part.days_done));
  out->set("days_total", rounded(part.days_total));
  out->set("rows", part.row.rows);
  out->set("requests", part.row.requests);
  out->set("attempts", part.row.attempts);
  out->set("next_try_at", json_time(part.row.next_try_at));
  out->set("lost_until", json_time(part.row.lost_until));
  out->set("notice", part.row.notice);
  out->set("failure_kind", part.row.failure_kind);
  out->set("failure_message", part.row.failure_message);
  out->set("last_run_id", part.row.last_run_id);
  out->set("waiting_for", part.run ? part.run->waiting_for : std::string());
  out->set("waiting_until", json_time(part.run ? part.run->waiting_until : std::nullopt));
  return out;
}

}  // namespace

JsonObject coverage_json(const CoverageSpan& span) {
  auto out = json_object();
  out->set("stream", span.range.stream);
  out->set("marketplace", span.range.marketplace);
  out->set("part", span.range.part);
  out->set("from", json_time(span.range.from));
  out->set("to", json_time(span.range.to));
  out->set("state", to_text(span.state));
  out->set("reason", span.reason);
  out->set("run_id", span.run_id);
  out->set("backfill_id", span.backfill_id);
  return out;
}

JsonObject backfill_json(const BackfillView& view) {
  size_t done = 0, failed = 0;
  bool own_runs = !view.parts.empty();
  for (const BackfillPartView& part : view.parts) {
    done += part.row.state == BackfillState::done;
    failed += part.row.state == BackfillState::failed;
    own_runs = own_runs && part.row.own_runs;
  }
  auto left = json_object();
  left->set("calls", view.left.calls);
  left->set("seconds", json_seconds(view.left.time));
  left->set("measured", view.left.measured);
  auto out = json_object();
  out->set("id", view.row.id);
  out->set("connection_id", view.row.connection_id);
  out->set("reason", to_text(view.row.reason));
  out->set("actor", view.row.actor);
  out->set("state", to_text(view.row.state));
  out->set("own_runs", own_runs);
  out->set("note", view.row.note);
  out->set("from", json_time(view.row.from));
  out->set("to", json_time(view.row.to));
  out->set("streams", lines_json(view.row.streams));
  out->set("marketplaces", lines_json(view.row.marketplaces));
  out->set("created_at", json_time(view.row.created_at));
  out->set("started_at", json_time(view.row.started_at));
  out->set("finished_at", json_time(view.row.finished_at));
  out->set("parts_total", view.parts.size());
  out->set("parts_done", done);
  out->set("parts_failed", failed);
  out->set("days_done", rounded(view.days_done));
  out->set("days_total", rounded(view.days_total));
  out->set("rows", view.rows);
  out->set("requests", view.requests);
  out->set("left", left);
  return out;
}

JsonObject backfill_details_json(const BackfillView& view) {
  auto parts = json_array();
  for (const BackfillPartView& part : view.parts)
    parts->add(part_json(part));
  auto skipped = json_array();
  for (const BackfillSkip& one : view.skipped) {
    auto item = json_object();
    item->set("stream", one.stream);
    item->set("marketplace", one.marketplace);
    item->set("reason", one.reason);
    skipped->add(item);
  }
  auto out = backfill_json(view);
  out->set("parts", parts);
  out->set("skipped", skipped);
  return out;
}

}  // namespace mooring::host::admin
