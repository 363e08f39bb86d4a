#include "admin/openapi_schemas.hpp"

#include <array>

namespace mooring::host::admin {
namespace {

constexpr std::array kShapes = {
    Shape{"Problem",
          "type:text title:text status:integer code:text detail:text hint:text request_id:text "
          "~errors:FieldProblem[]"},
    Shape{"FieldProblem", "pointer:text message:text"},
    Shape{"Session", "actor:text csrf_token:text expires_at:time?"},
    Shape{"SignIn", "~code:text ~token:text"},
    Shape{"SigninLink", "url:text expires_at:time"},
    Shape{"Plugin",
          "id:text name:text version:text description:text state:loaded|refused path:text sha256:text "
          "size_bytes:integer abi:text refusal:Refusal? regions:Region[] oauth:OAuth? settings:Setting[] "
          "streams:DeclaredStream[] hosts:text[] budgets:Budget[]"},
    Shape{"Refusal", "step:text message:text"},
    Shape{"Region", "id:text name:text configured:boolean missing:text[] endpoints:Endpoints"},
    Shape{"Endpoints", "api_base:text authorize_url:text token_url:text"},
    Shape{"OAuth", "pasted_tokens:boolean pasted_account:text revoke_help:text grant_lifetime_days:integer"},
    Shape{"Setting",
          "key:text type:text|integer|boolean default:text title:text ~minimum:integer ~maximum:integer"},
    Shape{"DeclaredStream",
          "id:text title:text mode:incremental|window|snapshot fed_by:text? interval_s:number "
          "retention_days:integer "
          "primary_key:text[] time_field:text? fields:Field[]"},
    Shape{"Field", "name:text type:boolean|integer|decimal|text|timestamp|date|json title:text pii:boolean"},
    Shape{"Budget", "id:text rate_per_s:number burst:number"},
    Shape{"Connection",
          "id:text workspace:text channel:text channel_name:text region:text region_name:text label:text "
          "account_id:text account_name:text managed_by:console|file settings:text{} created_at:time "
          "updated_at:time "
          "version:integer status:Status grant:Grant? marketplaces_selected:integer "
          "marketplaces_available:integer "
          "~revocation:Revocation"},
    Shape{"DisconnectedConnection",
          "id:text workspace:text channel:text channel_name:text region:text region_name:text label:text "
          "account_id:text account_name:text managed_by:console|file settings:text{} created_at:time "
          "updated_at:time "
          "version:integer status:Status grant:Grant? marketplaces_selected:integer "
          "marketplaces_available:integer "
          "revocation:Revocation"},
    Shape{"Revocation", "revoked:boolean help_url:text"},
    Shape{"Status",
          "badge:connected|stale|sync_error|expired|revoked|not_connected title:text "
          "severity:green|amber|red|neutral "
          "reason:text action:text action_text:text entry_id:text last_success_at:time? "
          "activity:idle|queued|running|waiting_for_budget|retrying|sleeping activity_until:time? "
          "~facts:object "
          "~rules:Rule[]"},
    Shape{"Rule", "badge:text title:text fired:boolean because:text"},
    Shape{"Grant",
          "state:active|rejected|revoked|superseded|withdrawn source:consent|pasted|file issued_at:time "
          "expires_at:time? last_refreshed_at:time? evidence:Evidence?"},
    Shape{"Evidence", "status:integer code:text message:text endpoint:text at:time?"},
    Shape{"NewConnection", "channel:text region:text ~label:text ~settings:object"},
    Shape{"ConnectionChange", "~label:text ~settings:object"},
    Shape{"StartConsent", "~return_to:text"},
    Shape{"StartedConsent", "authorize_url:text"},
    Shape{"PastedToken", "refresh_token:text ~account_id:text"},
    Shape{"Marketplace",
          "id:text name:text country_code:text currency:text time_zone:text available:boolean note:text "
          "selected:boolean first_seen_at:time?"},
    Shape{"Selection", "selected:text[]"},
    Shape{"SyncRequest", "~streams:text[]"},
    Shape{"Stream",
          "id:text title:text fed_by:text? mode:text interval_s:number stale_after_s:number "
          "last_success_at:time? "
          "last_attempt_at:time? last_run_id:text last_run_failed:boolean failure:StreamFailure? "
          "consecutive_failures:integer rows:integer state:text state_until:time? next_run_at:time? "
          "progress:StreamProgress?"},
    Shape{"StreamFailure", "kind:text message:text"},
    Shape{"StreamProgress", "done:integer total:integer note:text rows_read:integer"},
    Shape{"Permission", "id:text granted:boolean? note:text"},
    Shape{"Coverage", "stream:text marketplace:text from:time to:time"},
    Shape{"Activity",
          "id:text at:time connection_id:text kind:text severity:info|warning|error status:integer? "
          "endpoint:text "
          "request_id:text message:text actor:text run_id:text stream:text"},
    Shape{"Runs", "items:Run[]"},
    Shape{"Run",
          "id:text connection_id:text stream:text trigger:manual|schedule|initial|resume actor:text "
          "state:queued|running|succeeded|failed|cancelled queued_at:time started_at:time? finished_at:time? "
          "requests:integer pages:integer rows_read:integer rows_written:integer rows_changed:integer "
          "progress:Progress waiting_for:text waiting_until:time? failure:RunFailure?"},
    Shape{"Progress", "done:integer total:integer note:text"},
    Shape{"RunFailure", "kind:text status:integer endpoint:text request_id:text message:text"},
    Shape{"Records", "columns:Field[] items:object[] next:text? total:integer"},
    Shape{"Health", "status:ok|failing version:text sqlite_version:text store:StoreHealth"},
    Shape{"StoreHealth", "works:boolean file_bytes:integer wal_bytes:integer queued_writes:integer"},
    Shape{"Ready", "status:ready|starting"},
};

}  // namespace

std::span<const Shape> shapes() {
  return kShapes;
}

}  // namespace mooring::host::admin
