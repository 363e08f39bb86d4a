// Backfills: what one would cost, making them, how they are getting on, pause, resume, cancel.
#include <array>

#include "admin/api/handlers.hpp"
#include "admin/json/json_out_backfills.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

constexpr std::array kStates = {BackfillState::planned,  BackfillState::running, BackfillState::waiting,
                                BackfillState::paused,   BackfillState::done,    BackfillState::failed,
                                BackfillState::cancelled};

// "2026-01-31" or a time. As the end, a day is meant to be included.
std::optional<Timestamp> point_of(JsonBody& body, const std::string& name, bool as_end) {
  const std::string text = body.required_text(name);
  if (text.empty()) return std::nullopt;
  const bool is_day = text.size() == 10;
  auto time = parse_time(is_day ? text + "T00:00:00Z" : text);
  if (!time) body.complain(name, "is neither a day like 2026-01-31 nor a time like 2026-01-31T12:00:00Z");
  if (time && is_day && as_end) *time += std::chrono::days{1};
  return time;
}

tl::expected<BackfillRequest, Problem> request_of(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  BackfillRequest request;
  const auto from = point_of(*body, "from", false), to = point_of(*body, "to", true);
  request.streams = body->texts("streams").value_or(std::vector<std::string>());
  request.marketplaces = body->texts("marketplaces").value_or(std::vector<std::string>());
  const std::string reason = body->text("reason").value_or("manual");
  if (reason == "gap") request.reason = BackfillReason::gap;
  if (reason != "gap" && reason != "manual") body->complain("reason", "is neither manual nor gap");
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  request.from = *from;
  request.to = *to;
  return request;
}

Answer changed(const Result<BackfillView>& view) {
  if (!view) return refuse(view.error());
  return json_response(200, backfill_details_json(*view));
}

Answer list(Call& call, const std::string& connection_id) {
  auto limit = page_limit(call);
  if (!limit) return refuse(limit.error());
  rows::BackfillFilter filter;
  filter.connection_id = connection_id;
  auto cursor = id_cursor(call);
  if (!cursor) return refuse(cursor.error());
  filter.before_id = *cursor;
  filter.limit = *limit;
  const std::string state = call.query("state");
  filter.only_open = state == "open";
  if (!state.empty() && !filter.only_open) {
    for (const BackfillState one : kStates)
      if (state == to_text(one)) filter.state = one;
    if (!filter.state)
      return refuse("parameter_invalid", "state is not a backfill's state",
                    "Use open, planned, running, waiting, paused, done, failed or cancelled");
  }
  auto page = call.admin.d.backfills.list(filter);
  if (!page) return refuse(page.error());
  auto items = json_array();
  for (const BackfillView& view : page->items)
    items->add(backfill_json(view));
  return json_page(items, page->next);
}

}  // namespace

Answer post_backfill(Call& call) {
  auto request = request_of(call);
  if (!request) return refuse(request.error());
  auto made = call.admin.d.backfills.create(call.id(), *request, call.caller.actor);
  if (!made) return refuse(made.error());
  return json_response(202, backfill_details_json(*made));
}

Answer post_backfill_estimate(Call& call) {
  auto request = request_of(call);
  if (!request) return refuse(request.error());
  return changed(call.admin.d.backfills.dry_run(call.id(), *request));
}

Answer list_connection_backfills(Call& call) {
  Status known = call.admin.d.database.read([&](Session& session) -> Status {
    if (rows::find_connection(session, call.id())) return {};
    return fail("connection_unknown", "There is no connection " + clean_line(call.id(), 80),
                "GET /api/v1/connections lists them");
  });
  if (!known) return refuse(known.error());
  return list(call, call.id());
}

Answer list_backfills(Call& call) {
  return list(call, call.query("connection"));
}

Answer get_backfill(Call& call) {
  return changed(call.admin.d.backfills.find(call.id()));
}

Answer post_backfill_pause(Call& call) {
  return changed(call.admin.d.backfills.pause(call.id(), call.caller.actor));
}

Answer post_backfill_resume(Call& call) {
  return changed(call.admin.d.backfills.resume(call.id(), call.caller.actor));
}

Answer post_backfill_cancel(Call& call) {
  return changed(call.admin.d.backfills.cancel(call.id(), call.caller.actor));
}

}  // namespace mooring::host::admin
