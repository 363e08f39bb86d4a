#include "admin/api/openapi_schemas.hpp"

#include <array>

namespace mooring::host::admin {
namespace {

constexpr std::array kShapes = {
    Shape{"Problem",
          "type:text title:text status:integer code:text detail:text hint:text request_id:text "
          "~errors:FieldProblem[]"},
    Shape{"FieldProblem", "pointer:text message:text"},
    Shape{"Session",
          "actor:text user:SessionUser? role:viewer|operator|administrator scopes:text[]? "
          "method:password|link|token|bearer csrf_token:text expires_at:time? setup_open:boolean"},
    Shape{"SessionUser", "id:text name:text has_password:boolean"},
    Shape{"SignIn", "~name:text ~password:text ~code:text ~token:text"},
    Shape{"SetUp", "code:text name:text password:text"},
    Shape{"SessionInfo",
          "id:text user_id:text? actor:text current:boolean method:password|link|token peer:text client:text "
          "created_at:time last_seen_at:time expires_at:time"},
    Shape{"EndedSessions", "ended:integer"},
    Shape{"User",
          "id:text name:text role:viewer|operator|administrator disabled:boolean has_password:boolean "
          "created_at:time created_by:text signed_in_at:time? sessions:integer version:integer"},
    Shape{"NewUser", "name:text role:viewer|operator|administrator ~password:text"},
    Shape{"UserChange", "~role:viewer|operator|administrator ~disabled:boolean"},
    Shape{"NewPassword", "password:text ~current_password:text"},
    Shape{"ApiToken",
          "id:text name:text prefix:text scopes:text[] role:viewer|operator|administrator "
          "state:active|expired|revoked created_by:text created_at:time expires_at:time? last_used_at:time? "
          "revoked_at:time?"},
    Shape{"NewApiToken", "name:text scopes:text[] ~expires_at:time"},
    Shape{"MadeApiToken",
          "id:text name:text prefix:text scopes:text[] role:viewer|operator|administrator "
          "state:active|expired|revoked created_by:text created_at:time expires_at:time? last_used_at:time? "
          "revoked_at:time? token:text ~calendar_url:text"},
    Shape{"SigninLink", "url:text expires_at:time"},
    Shape{"Plugin",
          "id:text name:text version:text description:text marketplace_noun:text state:loaded|refused "
          "stuck:boolean path:text sha256:text "
          "size_bytes:integer abi:text refusal:Refusal? regions:Region[] oauth:OAuth? settings:Setting[] "
          "streams:DeclaredStream[] views:View[] hosts:text[] budgets:Budget[]"},
    Shape{"Refusal", "step:text message:text"},
    Shape{"Region",
          "id:text name:text configured:boolean missing:text[] endpoints:Endpoints consents:Consent[]"},
    Shape{"Consent",
          "id:text name:text account:text authorize_url:text pasted_account:text revoke_help:text "
          "switch_login:text"},
    Shape{"Endpoints", "api_base:text authorize_url:text token_url:text"},
    Shape{"OAuth",
          "pasted_tokens:boolean pasted_tokens_expire:boolean pasted_account:text revoke_help:text "
          "revocation_documented:boolean "
          "switch_login:text grant_lifetime_days:integer"},
    Shape{"Setting",
          "key:text type:text|integer|boolean|list default:text title:text ~minimum:integer ~maximum:integer "
          "choices:text[] accounts:text[]"},
    Shape{"DeclaredStream",
          "id:text title:text mode:incremental|window|snapshot scope:connection|marketplace fed_by:text? "
          "interval_s:number lookback_s:number retention_days:integer primary_key:text[] time_field:text? "
          "backfill:boolean annotatable:boolean accounts:text[] role:text fields:Field[]"},
    Shape{"View",
          "id:text title:text stream:text name_field:text state_field:text type_field:text "
          "active_states:text[] columns:Field[] metrics:ViewMetric[] ratios:ViewRatio[] sparkline:text"},
    Shape{"ViewMetric", "field:text title:text kind:money|count"},
    Shape{"ViewRatio", "id:text title:text numerator:text denominator:text percent:boolean"},
    Shape{"Field", "name:text type:boolean|integer|decimal|text|timestamp|date|json title:text pii:boolean"},
    Shape{"Budget", "id:text rate_per_s:number burst:number"},
    Shape{"ConnectionBudget",
          "id:text rate_per_s:number burst:number from:manifest|configuration rate_now_per_s:number? "
          "tokens:number? waiting:integer? blocked_until:time?"},
    Shape{
        "Connection",
        "id:text workspace:text channel:text channel_name:text region:text region_name:text consent:text "
        "consent_name:text account_kind:text label:text account_id:text account_name:text "
        "managed_by:console|file settings:text{} created_at:time "
        "updated_at:time "
        "version:integer paused:Pause? tags:text[] status:Status grant:Grant? marketplaces_selected:integer "
        "marketplaces_available:integer marketplaces_new:integer "
        "~revocation:Revocation ~confirm_marketplaces:boolean"},
    Shape{
        "DisconnectedConnection",
        "id:text workspace:text channel:text channel_name:text region:text region_name:text consent:text "
        "consent_name:text account_kind:text label:text account_id:text account_name:text "
        "managed_by:console|file settings:text{} created_at:time "
        "updated_at:time "
        "version:integer paused:Pause? tags:text[] status:Status grant:Grant? marketplaces_selected:integer "
        "marketplaces_available:integer marketplaces_new:integer "
        "revocation:Revocation"},
    Shape{"Pause", "at:time actor:text"},
    Shape{"ConnectionLine",
          "id:text workspace:text label:text channel:text channel_name:text region:text region_name:text "
          "account_id:text account_name:text managed_by:console|file created_at:time paused:boolean "
          "tags:text[] badge:connected|stale|sync_error|expired|revoked|not_connected title:text "
          "severity:green|amber|red|neutral reason:text action:text last_success_at:time? "
          "activity:idle|queued|running|waiting_for_budget|throttled|retrying|sleeping activity_until:time?"},
    Shape{"ConnectionFacets",
          "all:integer total:integer paused:integer badges:BadgeCounts workspaces:Facet[] channels:Facet[] "
          "regions:Facet[] tags:Facet[] activities:Facet[] groups:ConnectionGroup[]"},
    Shape{"ConnectionGroup",
          "channel:text channel_name:text region:text region_name:text count:integer paused:integer "
          "badges:BadgeCounts"},
    Shape{"BadgeCounts",
          "not_connected:integer revoked:integer expired:integer sync_error:integer stale:integer "
          "connected:integer"},
    Shape{"Bulk",
          "action:sync|retry|pause|resume|tag|untag ~connections:text[] ~filter:object ~expect:integer "
          "~tags:text[]"},
    Shape{"BulkAnswer",
          "action:text matched:integer done:integer unchanged:integer failed:integer runs:integer "
          "items:BulkResult[]"},
    Shape{"BulkResult",
          "connection_id:text result:done|unchanged|failed runs:integer code:text detail:text hint:text"},
    Shape{"RunSummary", "from:time to:time bucket_s:number items:RunBucket[] channels:ChannelVolume[]"},
    Shape{"RunBucket", "at:time succeeded:integer failed:integer cancelled:integer"},
    Shape{"ChannelVolume",
          "channel:text channel_name:text runs:integer rows_read:integer rows_changed:integer"},
    Shape{"Revocation", "revoked:boolean help_url:text documented:boolean message:text"},
    Shape{"Status",
          "badge:connected|stale|sync_error|expired|revoked|not_connected title:text "
          "severity:green|amber|red|neutral "
          "reason:text action:text action_text:text entry_id:text last_success_at:time? "
          "activity:idle|queued|running|waiting_for_budget|throttled|retrying|sleeping activity_until:time? "
          "activity_waiting_for:text paused:Pause? cause:text data_until:time? data_until_is:text "
          "data_until_stream:text "
          "data_restated:boolean brings_nothing:integer "
          "~facts:object "
          "~rules:Rule[] ~streams:StreamJudgement[] ~entry:Activity? ~playbook:Playbook?"},
    Shape{"StreamJudgement",
          "stream:text marketplace:text title:text judgement:failed|late|never_read|first_sync|fresh "
          "because:text"},
    Shape{
        "Playbook",
        "cause:text general:text channel:text? title:text what_happened:text mooring_does:text you_can:text "
        "ticket_when:text ticket_paste:text ticket_url:text"},
    Shape{"Group",
          "kind:workspace|channel|region workspace:text channel:text region:text title:text "
          "badge:connected|stale|sync_error|expired|revoked|not_connected badge_title:text "
          "severity:green|amber|red|neutral with_worst:integer members:integer counts:object "
          "oldest_success_at:time?"},
    Shape{"BadgeDays", "connection_id:text connected_share:number? known_s:number days:BadgeDay[]"},
    Shape{"BadgeDay", "day:text badge:text? seconds:object"},
    Shape{"BadgeStrip",
          "~connection_id:text ~channel:text ~region:text ~members:integer first_day:text known_days:integer "
          "connected_share:number? spans:BadgeStripSpan[]"},
    Shape{"BadgeStripSpan", "badge:text? days:integer"},
    Shape{"BadgeSpan",
          "at:time until:time? badge:connected|stale|sync_error|expired|revoked|not_connected title:text "
          "severity:green|amber|red|neutral reason:text action:text entry_id:text"},
    Shape{"Expiry",
          "id:text kind:consent|client_secret|report_retention|tls_certificate connection_id:text? "
          "channel:text title:text at:time "
          "days_left:integer severity:info|warning|error "
          "action:reconnect|retry_sync|resume|choose_marketplaces|renew_secret|renew_certificate "
          "action_text:text at_latest:boolean"},
    Shape{"ExpiryPage", "items:Expiry[] undated:UndatedExpiry[] next:text?"},
    Shape{"UndatedExpiry", "kind:text channel:text title:text hint:text"},
    Shape{"Rule", "badge:text title:text fired:boolean because:text"},
    Shape{"Grant",
          "state:active|rejected|revoked|superseded|withdrawn source:consent|pasted|file issued_at:time "
          "expires_at:time? last_refreshed_at:time? evidence:Evidence?"},
    Shape{"Evidence", "status:integer code:text message:text endpoint:text at:time?"},
    Shape{"NewConnection",
          "channel:text region:text ~consent:text ~label:text ~workspace:text ~settings:object"},
    Shape{"ConnectionChange", "~label:text ~settings:object ~paused:boolean ~consent:text ~workspace:text"},
    Shape{"AccountSpan", "account_id:text account_name:text from:time until:time?"},
    Shape{"Transfer", "account_id:text armed_at:time expires_at:time actor:text"},
    Shape{"ConnectionAccounts", "items:AccountSpan[] transfer:Transfer?"},
    Shape{"NewTransfer", "account_id:text confirm:text"},
    Shape{"KeyRotation", "at:time key_id:text resealed:integer unreadable:integer in_place:boolean"},
    Shape{"WipeRequest", "confirm:text ~delete_connection:boolean"},
    Shape{"Wipe",
          "connection_id:text label:text state:running|finished deletes_connection:boolean "
          "rows_deleted:integer actor:text started_at:time finished_at:time?"},
    Shape{"NewReconnectLink", "~expires_in_s:integer"},
    Shape{"ReconnectLink",
          "id:text state:open|used|other_account|revoked|expired created_at:time expires_at:time "
          "opened_at:time? ended_at:time? actor:text ~url:text"},
    Shape{"CheckupReport",
          "at:time changes:text[] marketplaces:integer permissions:Permission[] "
          "streams_checked:boolean checklist:Checklist"},
    Shape{"Checklist",
          "checked_at:time? checking:boolean marketplaces:ChecklistMarketplace[] streams:ChecklistStream[] "
          "findings:ChecklistFinding[]"},
    Shape{"ChecklistMarketplace",
          "id:text title:text country_code:text selected:boolean "
          "state:ok|not_selected|not_authorised|not_participating note:text"},
    Shape{"ChecklistStream", "stream:text title:text role:text set_aside:boolean cells:ChecklistCell[]"},
    Shape{"ChecklistCell",
          "marketplace:text "
          "state:ok|first_sync|not_selected|not_authorised|not_participating|not_available|switched_off|"
          "role_missing|throttled|failed|not_checked note:text status:integer endpoint:text request_id:text "
          "checked_at:time? since:time?"},
    Shape{"ChecklistFinding", "state:text streams:text[] marketplaces:text[] text:text action:text"},
    Shape{"StartConsent", "~return_to:text ~consent:text"},
    Shape{"StartedConsent", "authorize_url:text"},
    Shape{"PastedToken", "refresh_token:text ~account_id:text ~second_connection:boolean ~consent:text"},
    Shape{"Marketplace",
          "id:text name:text country_code:text currency:text time_zone:text available:boolean note:text "
          "selected:boolean first_seen_at:time? new:boolean proposed:boolean"},
    Shape{"Selection", "selected:text[]"},
    Shape{"SyncRequest", "~streams:text[] ~marketplaces:text[]"},
    Shape{"Stream",
          "id:text title:text fed_by:text? enabled:boolean mode:text scope:connection|marketplace "
          "interval_s:number lookback_s:number stale_after_s:number notices:StreamNotice[] "
          "marketplaces:StreamMarketplace[] "
          "last_success_at:time? "
          "last_attempt_at:time? last_run_id:text last_run_failed:boolean failure:StreamFailure? "
          "consecutive_failures:integer rows:integer state:text state_until:time? waiting_for:text "
          "queue:QueuePlace? next_run_at:time? data_until:time? data_until_is:text restated:boolean "
          "brings_nothing_since:time? "
          "progress:StreamProgress? set_aside:boolean set_aside_because:text"},
    Shape{"StreamNotice", "marketplace:text message:text"},
    Shape{
        "StreamMarketplace",
        "marketplace:text last_success_at:time? last_attempt_at:time? last_run_id:text "
        "last_run_failed:boolean failure:StreamFailure? consecutive_failures:integer notice:text "
        "state:text state_until:time? waiting_for:text queue:QueuePlace? next_run_at:time? data_until:time? "
        "brings_nothing_since:time? set_aside:boolean set_aside_because:text"},
    Shape{"StreamFailure", "kind:text message:text"},
    Shape{"StreamProgress", "done:integer total:integer note:text expected_at:time? rows_read:integer"},
    Shape{"Permission", "id:text granted:boolean? note:text"},
    Shape{"CoveragePage", "items:Coverage[] counts:CoverageCounts listings:CoverageListing[] next:text?"},
    Shape{"Coverage",
          "stream:text marketplace:text part:text from:time to:time state:held|restating|failed|missing|lost "
          "reason:text run_id:text backfill_id:text"},
    Shape{"CoverageCounts", "held:integer restating:integer failed:integer missing:integer lost:integer"},
    Shape{"CoverageListing", "stream:text marketplace:text as_of:time?"},
    Shape{"NewBackfill", "from:text to:text ~streams:text[] ~marketplaces:text[] ~reason:manual|gap"},
    Shape{"Backfill",
          "id:text connection_id:text reason:manual|gap|reconnect actor:text "
          "state:planned|running|waiting|paused|done|failed|cancelled own_runs:boolean note:text from:time "
          "to:time streams:text[] marketplaces:text[] created_at:time started_at:time? finished_at:time? "
          "parts_total:integer parts_done:integer parts_failed:integer days_done:number days_total:number "
          "rows:integer requests:integer left:BackfillEstimate"},
    Shape{"BackfillEstimate", "calls:integer seconds:number measured:boolean"},
    Shape{"BackfillDetails",
          "id:text connection_id:text reason:manual|gap|reconnect actor:text "
          "state:planned|running|waiting|paused|done|failed|cancelled own_runs:boolean note:text from:time "
          "to:time streams:text[] marketplaces:text[] created_at:time started_at:time? finished_at:time? "
          "parts_total:integer parts_done:integer parts_failed:integer days_done:number days_total:number "
          "rows:integer requests:integer left:BackfillEstimate parts:BackfillPart[] skipped:BackfillSkip[]"},
    Shape{"BackfillPart",
          "stream:text marketplace:text own_runs:boolean state:planned|running|waiting|done|failed|cancelled "
          "from:time to:time position:time days_done:number days_total:number rows:integer requests:integer "
          "attempts:integer next_try_at:time? lost_until:time? notice:text failure_kind:text "
          "failure_message:text last_run_id:text waiting_for:text waiting_until:time?"},
    Shape{"BackfillSkip", "stream:text marketplace:text reason:text"},
    Shape{"Activity",
          "id:text at:time connection_id:text kind:text severity:info|warning|error status:integer? "
          "endpoint:text request_id:text message:text actor:text run_id:text stream:text method:text "
          "operation:text attempt:integer? duration_ms:integer? before:object? after:object? cause:text"},
    Shape{"ActivityPage", "items:Activity[] next:text? partial:boolean searched_to:time? newest:text"},
    Shape{"RunCalls", "items:RunCall[] complete:boolean entries:Activity[] next:text?"},
    Shape{"RunCall",
          "operation:text method:text status:integer? calls:integer total_ms:integer slowest_ms:integer "
          "bytes:integer"},
    Shape{"Runs", "items:Run[]"},
    Shape{"Run",
          "id:text connection_id:text stream:text marketplace:text "
          "trigger:manual|schedule|initial|resume|backfill "
          "actor:text backfill_id:text range_from:time? range_to:time? "
          "state:queued|running|succeeded|failed|cancelled queued_at:time started_at:time? finished_at:time? "
          "requests:integer pages:integer rows_read:integer rows_written:integer rows_changed:integer "
          "progress:Progress waiting_for:text waiting_until:time? queue:QueuePlace? failure:RunFailure?"},
    Shape{"QueuePlace", "position:integer? length:integer waits_for:places|run"},
    Shape{"Progress", "done:integer total:integer note:text expected_at:time?"},
    Shape{"RunFailure", "kind:text status:integer endpoint:text request_id:text message:text cause:text"},
    Shape{"Records", "columns:Field[] items:object[] next:text? total:integer? slow_because:text"},
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
    Shape{"Configuration",
          "loaded_at:time files:text[] keys:ConfigurationKey[] warnings:ConfigurationWarning[] "
          "connections:DeclaredConnection[]"},
    Shape{"ConfigurationKey",
          "key:text value:text? secret:boolean source:default|file|host file:text line:integer "
          "secret_from:text change:restart|move_first"},
    Shape{"ConfigurationWarning", "key:text message:text hint:text file:text line:integer"},
    Shape{"DeclaredConnection",
          "name:text channel:text region:text connection_id:text? problem:text tried_at:time? next_at:time?"},
    Shape{"About",
          "version:text build:text started_at:time now:time public_url:text store:AboutStore "
          "data_folder:DataFolder resident_bytes:integer limits:AboutLimit[] licences:Licence[]"},
    Shape{"AboutStore",
          "sqlite_version:text file_bytes:integer wal_bytes:integer queued_writes:integer last_error:text"},
    Shape{"DataFolder", "path:text bytes:integer free_bytes:integer?"},
    Shape{"AboutLimit", "title:text value:text"},
    Shape{"Licence", "name:text used_for:text licence:text url:text"},
    Shape{"Incident",
          "id:text channel:text channel_name:text region:text region_name:text failure_class:text title:text "
          "host:text operation:text status:integer? message:text connections:integer failing:integer "
          "run_id:text opened_at:time last_seen_at:time resolved_at:time? resolution:text entry_id:text"},
    Shape{"IncidentDetails",
          "id:text channel:text channel_name:text region:text region_name:text failure_class:text title:text "
          "host:text operation:text status:integer? message:text connections:integer failing:integer "
          "run_id:text opened_at:time last_seen_at:time resolved_at:time? resolution:text entry_id:text "
          "affected:IncidentConnection[]"},
    Shape{"IncidentConnection",
          "connection_id:text label:text stream:text run_id:text first_seen_at:time last_seen_at:time "
          "recovered_at:time?"},
    Shape{"AlertRules",
          "kinds:text[] badges:text[] badges_from:text[] recovered:boolean channels:text[] regions:text[] "
          "connections:text[] min_severity:info|warning|error quiet_s:integer delay_s:integer"},
    Shape{"AlertRuleChange",
          "~kinds:text[] ~badges:text[] ~badges_from:text[] ~recovered:boolean ~channels:text[] "
          "~regions:text[] ~connections:text[] ~min_severity:info|warning|error ~quiet_s:integer "
          "~delay_s:integer"},
    Shape{
        "AlertDestination",
        "id:text name:text kind:webhook|slack|email address:text enabled:boolean managed_by:console|file "
        "health:new|ok|retrying|failing|off rules:AlertRules rules_text:text[] waiting:integer dead:integer "
        "failing_since:time? last_attempt_at:time? last_success_at:time? last_status:integer? "
        "last_answer:text secret_changed_at:time? previous_secret_until:time? created_at:time "
        "updated_at:time version:integer ~secret:text"},
    Shape{"NewAlertDestination",
          "kind:webhook|slack|email name:text ~url:text ~to:text[] ~enabled:boolean ~rules:AlertRuleChange"},
    Shape{"AlertDestinationChange",
          "~name:text ~url:text ~to:text[] ~enabled:boolean ~rules:AlertRuleChange"},
    Shape{"AlertTest", "~alert:text"},
    Shape{"AlertOutcome", "delivered:boolean status:integer? answer:text took_ms:integer"},
    Shape{"AlertPreview", "content_type:text headers:text{} body:text"},
    Shape{
        "AlertDelivery",
        "id:text destination_id:text destination:text entry_id:text connection_id:text? kind:text "
        "severity:info|warning|error recovered:boolean repeats:integer title:text "
        "state:held|waiting|delivered|dead|dropped reason:text attempts:integer created_at:time due_at:time "
        "last_attempt_at:time? finished_at:time? status:integer? answer:text"},
    Shape{"Health",
          "status:ok|failing version:text sqlite_version:text store:StoreHealth plugins_not_run:text[]"},
    Shape{"StoreHealth", "works:boolean file_bytes:integer wal_bytes:integer queued_writes:integer"},
    Shape{"Ready", "status:ready|starting"},
};

}  // namespace

std::span<const Shape> shapes() {
  return kShapes;
}

}  // namespace mooring::host::admin
