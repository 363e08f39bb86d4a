#include "admin/json/json_out_watch.hpp"

#include "watch/badge_history.hpp"

namespace mooring::host::admin {

JsonObject badge_span_json(const rows::BadgeSpan& span) {
  const auto badge = badge_of(span.change.badge);
  auto out = json_object();
  out->set("at", json_time(span.change.at));
  out->set("until", json_time(span.until));
  out->set("badge", span.change.badge);
  out->set("title", badge ? to_title(*badge) : "");
  out->set("severity", badge ? to_severity(*badge) : "");
  out->set("reason", span.change.reason);
  out->set("action", span.change.action);
  out->set("entry_id", span.change.entry_id);
  return out;
}

JsonObject expiry_json(const Expiry& expiry) {
  auto out = json_object();
  out->set("id", expiry.id());
  out->set("kind", to_text(expiry.kind));
  out->set("connection_id", json_text_or_null(expiry.connection_id));
  out->set("channel", expiry.channel);
  out->set("title", expiry.title);
  out->set("at", json_time(expiry.at));
  out->set("days_left", expiry.days_left());
  out->set("severity", to_text(expiry.severity));
  out->set("action", expiry.action);
  out->set("action_text", expiry.action_text);
  out->set("at_latest", expiry.at_latest);
  return out;
}

JsonObject undated_expiry_json(const UndatedExpiry& undated) {
  auto out = json_object();
  out->set("kind", to_text(ExpiryKind::client_secret));
  out->set("channel", undated.channel);
  out->set("title", undated.title);
  out->set("hint", undated.hint);
  return out;
}

void add_overdue(JsonObject& explained_status, const std::vector<OverdueStream>& streams) {
  auto items = json_array();
  for (const OverdueStream& stream : streams) {
    auto item = json_object();
    item->set("stream", stream.stream);
    item->set("marketplace", stream.marketplace);
    item->set("due_at", json_time(stream.due_at));
    items->add(item);
  }
  explained_status->getObject("facts")->set("overdue", items);
}

}  // namespace mooring::host::admin
