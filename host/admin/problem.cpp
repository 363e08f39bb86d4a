#include "admin/problem.hpp"

#include <array>
#include <string_view>

#include "admin/json/json.hpp"

namespace mooring::host::admin {
namespace {

struct CodeStatus {
  std::string_view code;
  int status;
};

constexpr std::array kStatuses = {
    CodeStatus{"json_invalid", 400},
    CodeStatus{"parameter_invalid", 400},
    CodeStatus{"parameter_unknown", 400},
    CodeStatus{"cursor_invalid", 400},
    CodeStatus{"text_too_short", 400},
    CodeStatus{"idempotency_key_invalid", 400},
    CodeStatus{"where_invalid", 400},
    CodeStatus{"sort_unknown", 400},
    CodeStatus{"state_unknown", 400},
    CodeStatus{"state_used", 400},
    CodeStatus{"state_expired", 400},
    CodeStatus{"issuer_mismatch", 400},
    CodeStatus{"code_missing", 400},
    CodeStatus{"consent_refused", 400},
    CodeStatus{"not_signed_in", 401},
    CodeStatus{"signin_refused", 401},
    CodeStatus{"setup_link_invalid", 401},
    CodeStatus{"host_not_allowed", 403},
    CodeStatus{"origin_not_allowed", 403},
    CodeStatus{"csrf_invalid", 403},
    CodeStatus{"role_insufficient", 403},
    CodeStatus{"scope_insufficient", 403},
    CodeStatus{"local_only", 403},
    CodeStatus{"person_only", 403},
    CodeStatus{"state_foreign_browser", 403},
    CodeStatus{"consent_foreign_browser", 403},
    CodeStatus{"not_found", 404},
    CodeStatus{"connection_unknown", 404},
    CodeStatus{"run_unknown", 404},
    CodeStatus{"plugin_unknown", 404},
    CodeStatus{"entry_unknown", 404},
    CodeStatus{"records_unknown", 404},
    CodeStatus{"record_unknown", 404},
    CodeStatus{"view_unknown", 404},
    CodeStatus{"object_unknown", 404},
    CodeStatus{"note_unknown", 404},
    CodeStatus{"saved_view_unknown", 404},
    CodeStatus{"user_unknown", 404},
    CodeStatus{"session_unknown", 404},
    CodeStatus{"token_unknown", 404},
    CodeStatus{"link_unknown", 404},
    CodeStatus{"transfer_unknown", 404},
    CodeStatus{"wipe_unknown", 404},
    CodeStatus{"calendar_unknown", 404},
    CodeStatus{"incident_unknown", 404},
    CodeStatus{"destination_unknown", 404},
    CodeStatus{"delivery_unknown", 404},
    CodeStatus{"method_not_allowed", 405},
    CodeStatus{"destination_declared", 409},
    CodeStatus{"destination_unsigned", 409},
    CodeStatus{"delivery_not_dead", 409},
    CodeStatus{"too_many_destinations", 409},
    CodeStatus{"mail_unconfigured", 409},
    CodeStatus{"application_missing", 409},
    CodeStatus{"account_mismatch", 409},
    CodeStatus{"account_connected", 409},
    CodeStatus{"account_same", 409},
    CodeStatus{"connection_connected", 409},
    CodeStatus{"connection_has_data", 409},
    CodeStatus{"connection_managed", 409},
    CodeStatus{"wipe_under_way", 409},
    CodeStatus{"rotation_under_way", 409},
    CodeStatus{"link_ended", 410},
    CodeStatus{"consent_ended", 410},
    CodeStatus{"consent_expired", 410},
    CodeStatus{"connection_not_connected", 409},
    CodeStatus{"plugin_not_loaded", 409},
    CodeStatus{"run_finished", 409},
    CodeStatus{"run_of_backfill", 409},
    CodeStatus{"backfill_overlap", 409},
    CodeStatus{"backfills_open", 409},
    CodeStatus{"backfill_ended", 409},
    CodeStatus{"backfill_own_runs", 409},
    CodeStatus{"connection_paused", 409},
    CodeStatus{"backfill_unknown", 404},
    CodeStatus{"backfill_range_invalid", 422},
    CodeStatus{"backfill_too_large", 422},
    CodeStatus{"range_in_future", 422},
    CodeStatus{"range_beyond_retention", 422},
    CodeStatus{"range_too_long", 422},
    CodeStatus{"stream_not_backfillable", 422},
    CodeStatus{"pasted_tokens_unsupported", 409},
    CodeStatus{"permission_missing", 409},
    CodeStatus{"name_taken", 409},
    CodeStatus{"setup_done", 409},
    CodeStatus{"last_administrator", 409},
    CodeStatus{"user_disabled", 409},
    CodeStatus{"users_too_many", 409},
    CodeStatus{"tokens_too_many", 409},
    CodeStatus{"idempotency_key_in_use", 409},
    CodeStatus{"idempotency_key_unfinished", 409},
    CodeStatus{"idempotency_answer_withheld", 409},
    CodeStatus{"version_conflict", 412},
    CodeStatus{"body_too_large", 413},
    CodeStatus{"content_type_unsupported", 415},
    CodeStatus{"fields_invalid", 422},
    CodeStatus{"idempotency_key_reused", 422},
    CodeStatus{"channel_unknown", 422},
    CodeStatus{"region_unknown", 422},
    CodeStatus{"consent_unknown", 422},
    CodeStatus{"consent_fixed", 409},
    CodeStatus{"stream_unknown", 422},
    CodeStatus{"setting_invalid", 422},
    CodeStatus{"label_invalid", 422},
    CodeStatus{"workspace_invalid", 422},
    CodeStatus{"confirmation_wrong", 422},
    CodeStatus{"link_lifetime_invalid", 422},
    CodeStatus{"return_to_invalid", 422},
    CodeStatus{"account_missing", 422},
    CodeStatus{"token_rejected", 422},
    CodeStatus{"application_rejected", 422},
    CodeStatus{"endpoint_insecure", 422},
    CodeStatus{"selection_empty", 422},
    CodeStatus{"marketplace_unknown", 422},
    CodeStatus{"marketplace_unavailable", 422},
    CodeStatus{"export_too_large", 422},
    CodeStatus{"view_too_large", 422},
    CodeStatus{"records_too_many", 422},
    CodeStatus{"bundle_too_large", 422},
    CodeStatus{"stream_not_annotatable", 422},
    CodeStatus{"key_invalid", 422},
    CodeStatus{"tags_invalid", 422},
    CodeStatus{"note_invalid", 422},
    CodeStatus{"saved_view_invalid", 422},
    CodeStatus{"alert_name_invalid", 422},
    CodeStatus{"alert_url_invalid", 422},
    CodeStatus{"alert_recipients_invalid", 422},
    CodeStatus{"alert_rules_invalid", 422},
    CodeStatus{"user_name_invalid", 422},
    CodeStatus{"password_weak", 422},
    CodeStatus{"password_wrong", 422},
    CodeStatus{"token_name_invalid", 422},
    CodeStatus{"scopes_invalid", 422},
    CodeStatus{"expiry_invalid", 422},
    CodeStatus{"too_many_attempts", 429},
    CodeStatus{"exports_busy", 429},
    CodeStatus{"views_busy", 429},
    CodeStatus{"bundle_busy", 429},
    CodeStatus{"too_many_consents", 429},
    CodeStatus{"too_many_links", 429},
    CodeStatus{"connect_failed", 502},
    CodeStatus{"provider_unavailable", 503},
    CodeStatus{"checkup_failed", 503},
    CodeStatus{"connect_cancelled", 503},
    CodeStatus{"engine_busy", 503},
    CodeStatus{"passwords_busy", 503},
    CodeStatus{"vault_key_unreadable", 503},
    CodeStatus{"store_busy", 503},
    CodeStatus{"store_failed", 503},
    CodeStatus{"store_corrupt", 503},
    CodeStatus{"store_full", 503},
    CodeStatus{"store_readonly", 503},
    CodeStatus{"event_streams_busy", 503},
};

}  // namespace

std::optional<int> status_of_code(const std::string& code) {
  for (const CodeStatus& known : kStatuses)
    if (known.code == code) return known.status;
  return std::nullopt;
}

http::Response problem_response(const Problem& problem, const std::string& request_id) {
  const int status = problem.status != 0 ? problem.status : status_of_code(problem.error.code).value_or(500);
  const bool ours = status == 500;
  auto body = json_object();
  body->set("type", "about:blank");
  body->set("title", http::reason_phrase(status));
  body->set("status", status);
  body->set("code", ours ? "internal_error" : problem.error.code);
  body->set("detail", ours ? "Something went wrong inside Mooring" : problem.error.message);
  body->set("hint", ours ? "Look for this request id in the log" : problem.error.hint);
  body->set("request_id", request_id);
  if (!problem.fields.empty()) {
    auto errors = json_array();
    for (const FieldProblem& field : problem.fields) {
      auto item = json_object();
      item->set("pointer", field.pointer);
      item->set("message", field.message);
      errors->add(item);
    }
    body->set("errors", errors);
  }
  http::Response response = json_response(status, body);
  response.set("Content-Type", "application/problem+json");
  for (const auto& [name, value] : problem.headers)
    response.set(name, value);
  return response;
}

}  // namespace mooring::host::admin
