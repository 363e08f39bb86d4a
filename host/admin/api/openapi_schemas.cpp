#include "admin/api/openapi_schemas.hpp"

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
          "id:text name:text version:text description:text marketplace_noun:text state:loaded|refused "
          "path:text sha256:text "
          "size_bytes:integer abi:text refusal:Refusal? regions:Region[] oauth:OAuth? settings:Setting[] "
          "streams:DeclaredStream[] views:View[] hosts:text[] budgets:Budget[]"},
    Shape{"Refusal", "step:text message:text"},
    Shape{"Region", "id:text name:text configured:boolean missing:text[] endpoints:Endpoints"},
    Shape{"Endpoints", "api_base:text authorize_url:text token_url:text"},
    Shape{"OAuth", "pasted_tokens:boolean pasted_account:text revoke_help:text grant_lifetime_days:integer"},
    Shape{"Setting",
          "key:text type:text|integer|boolean default:text title:text ~minimum:integer ~maximum:integer"},
    Shape{"DeclaredStream",
          "id:text title:text mode:incremental|window|snapshot scope:connection|marketplace fed_by:text? "
          "interval_s:number lookback_s:number retention_days:integer primary_key:text[] time_field:text? "
          "backfill:boolean annotatable:boolean fields:Field[]"},
    Shape{"View",
          "id:text title:text stream:text name_field:text state_field:text type_field:text "
          "active_states:text[] columns:Field[] metrics:ViewMetric[] ratios:ViewRatio[] sparkline:text"},
    Shape{"ViewMetric", "field:text title:text kind:money|count"},
    Shape{"ViewRatio", "id:text title:text numerator:text denominator:text percent:boolean"},
    Shape{"Field", "name:text type:boolean|integer|decimal|text|timestamp|date|json title:text pii:boolean"},
    Shape{"Budget", "id:text rate_per_s:number burst:number"},
    Shape{"Connection",
          "id:text workspace:text channel:text channel_name:text region:text region_name:text label:text "
          "account_id:text account_name:text managed_by:console|file settings:text{} created_at:time "
          "updated_at:time "
          "version:integer status:Status grant:Grant? marketplaces_selected:integer "
          "marketplaces_available:integer marketplaces_new:integer "
          "~revocation:Revocation ~confirm_marketplaces:boolean"},
    Shape{"DisconnectedConnection",
          "id:text workspace:text channel:text channel_name:text region:text region_name:text label:text "
          "account_id:text account_name:text managed_by:console|file settings:text{} created_at:time "
          "updated_at:time "
          "version:integer status:Status grant:Grant? marketplaces_selected:integer "
          "marketplaces_available:integer marketplaces_new:integer "
          "revocation:Revocation"},
    Shape{"Revocation", "revoked:boolean help_url:text documented:boolean message:text"},
    Shape{"Status",
          "badge:connected|stale|sync_error|expired|revoked|not_connected title:text "
          "severity:green|amber|red|neutral "
          "reason:text action:text action_text:text entry_id:text last_success_at:time? "
          "activity:idle|queued|running|waiting_for_budget|retrying|sleeping activity_until:time? "
          "activity_waiting_for:text "
          "~facts:object "
          "~rules:Rule[]"},
    Shape{"BadgeSpan",
          "at:time until:time? badge:connected|stale|sync_error|expired|revoked|not_connected title:text "
          "severity:green|amber|red|neutral reason:text action:text entry_id:text"},
    Shape{"Expiry",
          "id:text kind:consent|client_secret connection_id:text? channel:text title:text at:time "
          "days_left:integer severity:info|warning|error action:reconnect|renew_secret action_text:text"},
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
          "selected:boolean first_seen_at:time? new:boolean"},
    Shape{"Selection", "selected:text[]"},
    Shape{"SyncRequest", "~streams:text[] ~marketplaces:text[]"},
    Shape{"Stream",
          "id:text title:text fed_by:text? mode:text scope:connection|marketplace interval_s:number "
          "lookback_s:number stale_after_s:number notices:StreamNotice[] marketplaces:StreamMarketplace[] "
          "last_success_at:time? "
          "last_attempt_at:time? last_run_id:text last_run_failed:boolean failure:StreamFailure? "
          "consecutive_failures:integer rows:integer state:text state_until:time? waiting_for:text "
          "next_run_at:time? progress:StreamProgress?"},
    Shape{"StreamNotice", "marketplace:text message:text"},
    Shape{"StreamMarketplace",
          "marketplace:text last_success_at:time? last_attempt_at:time? last_run_id:text "
          "last_run_failed:boolean failure:StreamFailure? consecutive_failures:integer notice:text "
          "state:text state_until:time? waiting_for:text next_run_at:time?"},
    Shape{"StreamFailure", "kind:text message:text"},
    Shape{"StreamProgress", "done:integer total:integer note:text rows_read:integer"},
    Shape{"Permission", "id:text granted:boolean? note:text"},
    Shape{"Coverage", "stream:text marketplace:text part:text from:time to:time state:held|restating|lost"},
    Shape{"Activity",
          "id:text at:time connection_id:text kind:text severity:info|warning|error status:integer? "
          "endpoint:text "
          "request_id:text message:text actor:text run_id:text stream:text method:text operation:text "
          "attempt:integer? duration_ms:integer? before:object? after:object?"},
    Shape{"Runs", "items:Run[]"},
    Shape{"Run",
          "id:text connection_id:text stream:text marketplace:text trigger:manual|schedule|initial|resume "
          "actor:text "
          "state:queued|running|succeeded|failed|cancelled queued_at:time started_at:time? finished_at:time? "
          "requests:integer pages:integer rows_read:integer rows_written:integer rows_changed:integer "
          "progress:Progress waiting_for:text waiting_until:time? failure:RunFailure?"},
    Shape{"Progress", "done:integer total:integer note:text"},
    Shape{"RunFailure", "kind:text status:integer endpoint:text request_id:text message:text"},
    Shape{"Records", "columns:Field[] items:object[] next:text? total:integer"},
    Shape{"ViewPage", "from:text to:text items:ViewRow[] totals:ViewTotal[]? total:integer next:text?"},
    Shape{"ViewRow",
          "key:object object_id:text? connection_id:text region:text marketplace:text marketplace_name:text "
          "country_code:text fields:object currency:text metrics:object ratios:object sparkline:any[] "
          "tags:text[] notes:integer deleted_at:time? as_of:time? live:boolean"},
    Shape{"ViewTotal", "currency:text count:integer metrics:object ratios:object"},
    Shape{"ViewFacets", "regions:Facet[] marketplaces:Facet[] states:Facet[] types:Facet[] tags:Facet[]"},
    Shape{"Facet", "value:text title:text count:integer"},
    Shape{"RecordReference", "connection_id:text stream:text key:object"},
    Shape{"Object",
          "id:text connection_id:text channel:text stream:text key:object created_at:time tags:text[] "
          "notes:Note[] record:object?"},
    Shape{"Note", "id:text text:text author:text created_at:time edited_at:time?"},
    Shape{"NewNote", "text:text"},
    Shape{"Tags", "tags:text[]"},
    Shape{"TagChange", "objects:RecordReference[] ~add:text[] ~remove:text[]"},
    Shape{"Changed", "changed:integer"},
    Shape{"TagCount", "tag:text count:integer"},
    Shape{"SavedView", "id:text page:text name:text query:text created_at:time updated_at:time"},
    Shape{"NewSavedView", "page:text name:text query:text"},
    Shape{"SavedViewChange", "~name:text ~query:text"},
    Shape{"Health", "status:ok|failing version:text sqlite_version:text store:StoreHealth"},
    Shape{"StoreHealth", "works:boolean file_bytes:integer wal_bytes:integer queued_writes:integer"},
    Shape{"Ready", "status:ready|starting"},
};

}  // namespace

std::span<const Shape> shapes() {
  return kShapes;
}

}  // namespace mooring::host::admin
