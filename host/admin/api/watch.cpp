// What was seen of connections over time, and what ends on a known day.
#include <charconv>

#include "admin/api/handlers.hpp"
#include "admin/json/json_out_watch.hpp"
#include "base/text.hpp"
#include "store/rows.hpp"

namespace mooring::host::admin {
namespace {

// A cursor is the time of the last item: the next page ends before it.
Result<std::optional<Timestamp>> query_before(const Call& call) {
  const std::string text = call.query("cursor");
  if (text.empty()) return std::nullopt;
  int64_t before = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), before);
  if (problem != std::errc{} || end != text.data() + text.size() || before <= 0)
    return fail("cursor_invalid", "The cursor is not one of ours", "Start again without a cursor");
  return from_unix_us(before);
}

Result<rows::BadgeHistoryFilter> history_filter(const Call& call) {
  rows::BadgeHistoryFilter filter;
  filter.connection_id = call.id();
  auto since = query_time(call, "since");
  if (!since) return fail(since.error());
  auto until = query_time(call, "until");
  if (!until) return fail(until.error());
  auto before = query_before(call);
  if (!before) return fail(before.error());
  auto limit = page_limit(call);
  if (!limit) return fail(limit.error());
  filter.since = *since;
  filter.until = *before ? *before : *until;
  filter.limit = *limit + 1;  // one more tells whether there is a next page
  return filter;
}

Result<std::vector<Expiry>> read_expiries(const Call& call) {
  const AdminDependencies& d = call.admin.d;
  const Timestamp now = d.clock.now();
  auto entries = d.board.current(d.status, now);
  if (!entries) return fail(entries.error());
  auto statuses = statuses_for_expiries(**entries, d.status, now);
  if (!statuses) return fail(statuses.error());
  const ExpiryFacts facts = read_expiry_facts(d.database, *statuses, d.registry, d.config, now);
  return list_expiries(*statuses, d.registry, d.config, facts, now);
}

Answer calendar_answer(const Call& call) {
  auto expiries = read_expiries(call);
  if (!expiries) return refuse(expiries.error());
  http::Response response;
  response.set("Content-Type", "text/calendar; charset=utf-8");
  response.set("Content-Disposition", "attachment; filename=\"mooring-expiries.ics\"");
  response.body = expiry_calendar(*expiries, call.admin.d.public_url, call.admin.d.clock.now());
  return response;
}

}  // namespace

Answer get_expiries(Call& call) {
  auto expiries = read_expiries(call);
  if (!expiries) return refuse(expiries.error());
  auto items = json_array();
  for (const Expiry& expiry : *expiries)
    items->add(expiry_json(expiry));
  auto undated = json_array();
  for (const UndatedExpiry& one : list_undated_expiries(call.admin.d.registry, call.admin.d.config))
    undated->add(undated_expiry_json(one));
  auto body = json_object();
  body->set("items", items);
  body->set("undated", undated);
  body->set("next", Poco::Dynamic::Var());
  return json_response(200, body);
}

Answer get_expiry_calendar(Call& call) {
  return calendar_answer(call);
}

// A calendar program keeps no header: the token stands in the address, so it is one that may do nothing else.
Answer get_calendar_feed(Call& call) {
  auto token = call.admin.access.api_tokens.find(call.id());
  if (!token) return refuse(token.error());
  if (!*token || (*token)->scopes != Scopes{Scope::calendar})
    return refuse("calendar_unknown", "There is no calendar at this address, or not any more",
                  "An administrator makes an address in the console under Expiries, or with "
                  "`mooring tokens create NAME --scope calendar`");
  return calendar_answer(call);
}

Answer list_badge_history(Call& call) {
  auto filter = history_filter(call);
  if (!filter) return refuse(filter.error());
  std::vector<rows::BadgeSpan> spans;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    if (!rows::find_connection(session, call.id()))
      return fail("connection_unknown", "There is no connection " + clean_line(call.id(), 80),
                  "GET /api/v1/connections lists them");
    spans = rows::list_badge_history(session, *filter);
    return {};
  });
  if (!read) return refuse(read.error());
  const bool more = spans.size() == filter->limit;
  if (more) spans.pop_back();
  auto items = json_array();
  for (const rows::BadgeSpan& span : spans)
    items->add(badge_span_json(span));
  return json_page(items, more ? std::to_string(to_unix_us(spans.back().change.at)) : "");
}

}  // namespace mooring::host::admin
