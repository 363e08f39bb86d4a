#include "admin/api/openapi_problems.hpp"

#include <algorithm>
#include <array>

#include "admin/idempotency.hpp"

namespace mooring::host::admin {
namespace {

struct Part {
  std::string_view pattern;  // of the route, or its start before '*'
  std::string_view method;   // empty: any
  std::string_view words;
};

// clang-format off
constexpr std::array kCodes = {
    Part{"/api/v1/session", "POST", "signin_refused too_many_attempts"},
    Part{"/api/v1/setup", "POST", "signin_refused too_many_attempts"},
    Part{"/api/v1/users", "POST", "person_only name_taken users_too_many user_name_invalid password_weak passwords_busy"},
    Part{"/api/v1/users/{id}*", "", "user_unknown"},
    Part{"/api/v1/users/{id}", "PATCH", "person_only last_administrator version_conflict"},
    Part{"/api/v1/users/{id}/password", "POST", "person_only password_weak password_wrong version_conflict too_many_attempts passwords_busy"},
    Part{"/api/v1/users/{id}/signin-link", "POST", "person_only user_disabled"},
    Part{"/api/v1/plugins/{id}", "", "plugin_unknown"},
    Part{"/api/v1/connections", "POST", "channel_unknown region_unknown setting_invalid label_invalid workspace_invalid"},
    Part{"/api/v1/connections/{id}*", "", "connection_unknown"},
    Part{"/api/v1/connections/{id}", "PATCH", "setting_invalid label_invalid workspace_invalid version_conflict"},
    Part{"/api/v1/connections/{id}/connect", "POST", "application_missing return_to_invalid too_many_consents"},
    Part{"/api/v1/connections/{id}/connect-with-token", "POST", "token_rejected account_missing application_rejected account_mismatch pasted_tokens_unsupported permission_missing connect_failed provider_unavailable engine_busy"},
    Part{"/api/v1/connections/{id}/disconnect", "POST", "engine_busy"},
    Part{"/api/v1/connections/{id}/checkup", "POST", "connection_not_connected checkup_failed engine_busy"},
    Part{"/api/v1/connections/{id}/marketplaces", "PUT", "selection_empty marketplace_unknown marketplace_unavailable version_conflict"},
    Part{"/api/v1/connections/{id}/sync", "POST", "connection_not_connected plugin_not_loaded stream_unknown marketplace_unknown engine_busy"},
    Part{"/api/v1/connections/{id}/backfills*", "POST", "connection_not_connected plugin_not_loaded stream_unknown marketplace_unknown backfill_range_invalid range_in_future range_beyond_retention range_too_long stream_not_backfillable backfill_too_large backfill_overlap backfills_open engine_busy"},
    Part{"/api/v1/backfills/{id}*", "", "backfill_unknown engine_busy"},
    Part{"/api/v1/backfills/{id}/*", "POST", "backfill_ended backfill_own_runs"},
    Part{"/api/v1/activity/{id}", "", "entry_unknown"},
    Part{"/api/v1/runs/{id}*", "", "run_unknown"},
    Part{"/api/v1/runs/{id}/cancel", "POST", "run_finished run_of_backfill"},
    Part{"/api/v1/records/*", "", "records_unknown where_invalid sort_unknown records_too_many views_busy"},
    Part{"/api/v1/records/{channel}/{stream}/export", "", "export_too_large exports_busy"},
    Part{"/api/v1/activity/export", "", "exports_busy"},
    Part{"/api/v1/connections/export", "", "exports_busy"},
    Part{"/api/v1/views/*", "", "view_unknown view_too_large sort_unknown views_busy"},
    Part{"/api/v1/objects", "POST", "connection_unknown record_unknown plugin_not_loaded stream_unknown stream_not_annotatable key_invalid"},
    Part{"/api/v1/objects/tags", "POST", "connection_unknown record_unknown plugin_not_loaded stream_unknown stream_not_annotatable key_invalid tags_invalid"},
    Part{"/api/v1/objects/{id}*", "", "object_unknown"},
    Part{"/api/v1/objects/{id}/tags", "PUT", "tags_invalid"},
    Part{"/api/v1/objects/{id}/notes*", "POST", "note_invalid"},
    Part{"/api/v1/objects/{id}/notes/{note}", "", "note_unknown note_invalid"},
    Part{"/api/v1/saved-views", "POST", "name_taken saved_view_invalid"},
    Part{"/api/v1/saved-views/{id}", "", "saved_view_unknown name_taken saved_view_invalid"},
    Part{"/calendar/{code}/expiries.ics", "", "calendar_unknown"},
    Part{"/api/v1/incidents/{id}", "", "incident_unknown"},
    Part{"/api/v1/alert-destinations", "POST", "alert_name_invalid name_taken alert_url_invalid alert_recipients_invalid alert_rules_invalid too_many_destinations mail_unconfigured"},
    Part{"/api/v1/alert-destinations/{id}*", "", "destination_unknown"},
    Part{"/api/v1/alert-destinations/{id}", "PATCH", "destination_declared alert_name_invalid name_taken alert_url_invalid alert_recipients_invalid alert_rules_invalid mail_unconfigured version_conflict"},
    Part{"/api/v1/alert-destinations/{id}", "DELETE", "destination_declared"},
    Part{"/api/v1/alert-destinations/{id}/test", "POST", "alert_rules_invalid engine_busy"},
    Part{"/api/v1/alert-destinations/{id}/rotate-secret", "POST", "destination_declared destination_unsigned"},
    Part{"/api/v1/alert-deliveries/{id}*", "", "delivery_unknown delivery_not_dead"},
    Part{"/api/v1/vault/rotate-key", "POST", "rotation_under_way vault_key_unreadable"},
    Part{"/api/v1/support-bundle", "", "connection_unknown bundle_too_large bundle_busy"},
    Part{"/api/v1/events/stream", "", "event_streams_busy"},
};

constexpr std::array kMedia = {
    Part{"/api/v1/expiries.ics", "", "text/calendar"},
    Part{"/calendar/{code}/expiries.ics", "", "text/calendar"},
    Part{"/api/v1/events/stream", "", "text/event-stream"},
    Part{"/api/v1/openapi.json", "", "application/json"},
    Part{"/api/v1/support-bundle", "", "text/html"},
    Part{"/metrics", "", "text/plain"},
    Part{"/oauth/page.css", "", "text/css"},
    Part{"/oauth/sign-in-again", "", "text/html"},
    Part{"/oauth/other-account", "", "text/html"},
    Part{"/reconnect/*", "", "text/html"},
    Part{"/{path...}", "", "text/html"},
};
// clang-format on

bool fits(const Part& part, const Route& route) {
  if (!part.method.empty() && part.method != route.method) return false;
  if (!part.pattern.ends_with('*')) return part.pattern == route.pattern;
  return route.pattern.starts_with(part.pattern.substr(0, part.pattern.size() - 1));
}

void add_words(std::map<int, std::set<std::string>>& codes, std::string_view words) {
  while (!words.empty()) {
    const size_t end = std::min(words.find(' '), words.size());
    const std::string code(words.substr(0, end));
    codes[status_of_code(code).value_or(500)].insert(code);
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

bool has_word(std::string_view words, std::string_view word) {
  const std::string all = " " + std::string(words) + " ";
  return all.find(" " + std::string(word) + " ") != std::string::npos;
}

void add_usual(std::map<int, std::set<std::string>>& codes, const Route& route) {
  const bool unsafe = route.method != "GET";
  if (route.access != Access::open) add_words(codes, "host_not_allowed");
  if (route.access == Access::api) add_words(codes, "not_signed_in store_busy store_failed");
  if (route.access == Access::api && status_of_code("role_insufficient"))
    add_words(codes, "role_insufficient scope_insufficient");
  if (unsafe)
    add_words(codes, route.access == Access::api ? "origin_not_allowed csrf_invalid" : "origin_not_allowed");
  if (!route.body.empty()) {
    add_words(codes, "json_invalid content_type_unsupported fields_invalid");
    codes[413].insert("body_too_large");
  }
  if (route.pattern.starts_with("/api/")) add_words(codes, "parameter_unknown");
  if (!route.query.empty()) add_words(codes, "parameter_invalid");
  if (has_word(route.query, "cursor") || has_word(route.query, "after")) add_words(codes, "cursor_invalid");
  if (takes_idempotency_key(route))
    add_words(
        codes,
        "idempotency_key_invalid idempotency_key_reused idempotency_key_in_use idempotency_key_unfinished "
        "idempotency_answer_withheld");
}

}  // namespace

std::map<int, std::set<std::string>> problems_of(const Route& route) {
  std::map<int, std::set<std::string>> codes;
  add_usual(codes, route);
  for (const Part& part : kCodes)
    if (fits(part, route)) add_words(codes, part.words);
  return codes;
}

std::vector<std::string> media_types_of(const Route& route) {
  if (has_word(route.query, "format")) return {"text/csv", "application/x-ndjson"};
  for (const Part& part : kMedia)
    if (fits(part, route)) return {std::string(part.words)};
  return {};
}

}  // namespace mooring::host::admin
