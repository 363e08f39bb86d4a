#include "admin/api/routes.hpp"

#include <algorithm>
#include <array>

#include "admin/api/handlers.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

constexpr Access kApi = Access::api;
constexpr std::string_view kViewQuery =
    "region connection marketplace state type tag text deleted from to sort after limit totals";
constexpr std::string_view kFacetsQuery = "region connection marketplace state type tag text deleted";
constexpr std::string_view kBoardQuery =
    "workspace channel region badge activity tag paused text managed_by ids";
constexpr std::string_view kBoardStripQuery =
    "workspace channel region badge activity tag paused text managed_by ids by days";
constexpr std::string_view kBoardListQuery =
    "workspace channel region badge activity tag paused text managed_by ids sort fields cursor limit";
constexpr std::string_view kBoardExportQuery =
    "format workspace channel region badge activity tag paused text managed_by ids";
constexpr std::string_view kActivityQuery =
    "since until kind severity status method operation request actor run stream text after cursor limit";
constexpr std::string_view kAllActivityQuery =
    "connection channel region since until kind severity status method operation request actor run stream "
    "text after cursor limit";
constexpr std::string_view kActivityExportQuery =
    "format connection channel region since until kind severity status method operation request actor run "
    "stream text";

constexpr std::string_view kRecordsQuery = "connection marketplace text where deleted sort after limit raw";
constexpr std::string_view kRecordExportQuery =
    "format columns connection marketplace text where deleted sort";

// clang-format off
constexpr std::array kRoutes = {
    // who is calling
    Route{"GET",    "/api/v1/session",                            kApi, get_session, 200, "Session", "", "", "Who is signed in"},
    Route{"POST",   "/api/v1/session",                            Access::sign_in, post_session, 201, "Session", "SignIn", "", "Sign in with name and password, a one-time code or the admin token"},
    Route{"DELETE", "/api/v1/session",                            kApi, delete_session, 204, "", "", "", "Sign out", Role::viewer, Scope::read},
    Route{"POST",   "/api/v1/signin-links",                       kApi, post_signin_link, 201, "SigninLink", "", "", "Make a one-time sign-in link", Role::administrator},
    Route{"POST",   "/api/v1/setup",                              Access::sign_in, post_setup, 201, "Session", "SetUp", "", "Make the first administrator with the set-up link"},
    Route{"GET",    "/api/v1/sessions",                           kApi, list_sessions, 200, "page:SessionInfo", "", "user", "Open sessions: one's own, or another's"},
    Route{"DELETE", "/api/v1/sessions",                           kApi, delete_sessions, 200, "EndedSessions", "", "user", "Sign out everywhere else", Role::viewer},
    Route{"DELETE", "/api/v1/sessions/{id}",                      kApi, delete_one_session, 204, "", "", "", "End a session", Role::viewer},
    // people and tokens
    Route{"GET",    "/api/v1/users",                              kApi, list_users, 200, "page:User", "", "", "Who may sign in", Role::administrator},
    Route{"POST",   "/api/v1/users",                              kApi, post_user, 201, "User", "NewUser", "", "Add a person", Role::administrator},
    Route{"GET",    "/api/v1/users/{id}",                         kApi, get_user, 200, "User", "", "", "One person: oneself, or as an administrator anyone"},
    Route{"PATCH",  "/api/v1/users/{id}",                         kApi, patch_user, 200, "User", "UserChange", "", "Change the role; disable or enable", Role::administrator},
    Route{"DELETE", "/api/v1/users/{id}",                         kApi, delete_user, 204, "", "", "", "Remove a person", Role::administrator},
    Route{"POST",   "/api/v1/users/{id}/password",                kApi, post_user_password, 200, "User", "NewPassword", "", "Set a password: one's own, or as an administrator anyone's", Role::viewer},
    Route{"POST",   "/api/v1/users/{id}/signin-link",             kApi, post_user_signin_link, 201, "SigninLink", "", "", "A one-time link to sign in as this person", Role::administrator},
    Route{"GET",    "/api/v1/api-tokens",                         kApi, list_api_tokens, 200, "page:ApiToken", "", "", "API tokens, the newest first", Role::administrator},
    Route{"POST",   "/api/v1/api-tokens",                         kApi, post_api_token, 201, "MadeApiToken", "NewApiToken", "", "Make an API token; it is shown once", Role::administrator},
    Route{"DELETE", "/api/v1/api-tokens/{id}",                    kApi, delete_api_token, 204, "", "", "", "Revoke an API token", Role::administrator},
    // plugins
    Route{"GET",    "/api/v1/plugins",                            kApi, list_plugins, 200, "page:Plugin", "", "", "All plugins, also the refused ones"},
    Route{"GET",    "/api/v1/plugins/{id}",                       kApi, get_plugin, 200, "Plugin", "", "", "One plugin"},
    // connections
    Route{"GET",    "/api/v1/connections",                        kApi, list_connections, 200, "page:Connection", "", kBoardListQuery, "All connections; with fields=compact as ConnectionLine"},
    Route{"GET",    "/api/v1/connections/facets",                 kApi, list_connection_facets, 200, "ConnectionFacets", "", kBoardQuery, "How many connections there are of each kind"},
    Route{"GET",    "/api/v1/connections/badge-strips",           kApi, list_badge_strips, 200, "page:BadgeStrip", "", kBoardStripQuery, "The worst badge of each of the last days, of each connection or of each region"},
    Route{"GET",    "/api/v1/connections/export",                 kApi, export_connections, 200, "", "", kBoardExportQuery, "Connections as a CSV or NDJSON file"},
    Route{"POST",   "/api/v1/connections/bulk",                   kApi, post_bulk, 200, "BulkAnswer", "Bulk", "", "Sync, retry, pause, resume, tag or untag many"},
    Route{"POST",   "/api/v1/connections",                        kApi, post_connection, 201, "Connection", "NewConnection", "", "Create a connection, still without a grant"},
    Route{"GET",    "/api/v1/connections/{id}",                   kApi, get_connection, 200, "Connection", "", "", "One connection"},
    Route{"PATCH",  "/api/v1/connections/{id}",                   kApi, patch_connection, 200, "Connection", "ConnectionChange", "", "Rename it, change its settings, pause or resume it"},
    Route{"PUT",    "/api/v1/connections/{id}/tags",              kApi, put_connection_tags, 200, "Connection", "Tags", "", "Choose its tags"},
    Route{"POST",   "/api/v1/connections/{id}/connect",           kApi, post_connect, 200, "StartedConsent", "StartConsent", "", "Begin or renew the consent at the provider"},
    Route{"POST",   "/api/v1/connections/{id}/connect-with-token", kApi, post_connect_with_token, 200, "Connection", "PastedToken", "", "Connect with a refresh token"},
    Route{"POST",   "/api/v1/connections/{id}/disconnect",        kApi, post_disconnect, 200, "DisconnectedConnection", "", "", "Stop syncing and drop the grant; data stays"},
    Route{"GET",    "/api/v1/connections/{id}/marketplaces",      kApi, list_marketplaces, 200, "page:Marketplace", "", "", "Available and selected marketplaces"},
    Route{"PUT",    "/api/v1/connections/{id}/marketplaces",      kApi, put_marketplaces, 200, "page:Marketplace", "Selection", "", "Choose marketplaces"},
    Route{"POST",   "/api/v1/connections/{id}/sync",              kApi, post_sync, 202, "Runs", "SyncRequest", "", "Sync now", Role::operator_, Scope::sync},
    Route{"GET",    "/api/v1/connections/{id}/status",            kApi, get_status, 200, "Status", "", "explain", "The badge, and why"},
    Route{"GET",    "/api/v1/connections/{id}/streams",           kApi, list_streams, 200, "page:Stream", "", "", "Its streams and what they are doing"},
    Route{"GET",    "/api/v1/connections/{id}/permissions",       kApi, list_permissions, 200, "page:Permission", "", "", "Which permissions really work"},
    Route{"GET",    "/api/v1/connections/{id}/budgets",           kApi, list_connection_budgets, 200, "page:ConnectionBudget", "", "", "Its rate budgets and how they stand"},
    Route{"GET",    "/api/v1/connections/{id}/coverage",          kApi, list_coverage, 200, "CoveragePage", "", "stream marketplace state", "Which time ranges are held, restating, failed, missing or lost"},
    Route{"GET",    "/api/v1/connections/{id}/backfills",         kApi, list_connection_backfills, 200, "page:Backfill", "", "state cursor limit", "Its backfills, newest first"},
    Route{"POST",   "/api/v1/connections/{id}/backfills",         kApi, post_backfill, 202, "BackfillDetails", "NewBackfill", "", "Read a range of the past", Role::operator_, Scope::sync},
    Route{"POST",   "/api/v1/connections/{id}/backfills/estimate", kApi, post_backfill_estimate, 200, "BackfillDetails", "NewBackfill", "", "What that would do and cost; nothing is started", Role::operator_, Scope::sync},
    Route{"GET",    "/api/v1/connections/{id}/activity",          kApi, list_connection_activity, 200, "ActivityPage", "", kActivityQuery, "Its activity, newest first"},
    Route{"GET",    "/api/v1/connections/{id}/badge-history",     kApi, list_badge_history, 200, "page:BadgeSpan", "", "since until cursor limit", "Its badges over time, newest first"},
    // status of groups and over time, and what trouble means
    Route{"GET",    "/api/v1/groups",                             kApi, list_groups, 200, "page:Group", "", "", "Badges of workspaces, channels and regions"},
    Route{"GET",    "/api/v1/badge-days",                         kApi, list_badge_days, 200, "page:BadgeDays", "", "connections days", "The worst badge of each day, of many connections"},
    Route{"GET",    "/api/v1/playbook",                           kApi, list_playbook, 200, "page:Playbook", "", "channel", "What each cause of trouble means and what to do"},
    // whose account it is, who may reconnect it, and its end
    Route{"POST",   "/api/v1/connections/{id}/checkup",           kApi, post_checkup, 200, "CheckupReport", "", "", "Look now at what its account may read"},
    Route{"GET",    "/api/v1/connections/{id}/checklist",         kApi, get_checklist, 200, "Checklist", "", "", "What each stream may read of each marketplace, and why data may be missing"},
    Route{"GET",    "/api/v1/connections/{id}/accounts",          kApi, list_connection_accounts, 200, "ConnectionAccounts", "", "", "Whose account it was and is, the latest first"},
    Route{"POST",   "/api/v1/connections/{id}/transfer",          kApi, post_transfer, 202, "Transfer", "NewTransfer", "", "Wait for the consent of another account", Role::administrator},
    Route{"DELETE", "/api/v1/connections/{id}/transfer",          kApi, delete_transfer, 204, "", "", "", "Wait for no other account any more", Role::administrator},
    Route{"GET",    "/api/v1/connections/{id}/reconnect-links",   kApi, list_reconnect_links, 200, "page:ReconnectLink", "", "", "Links for the owner of its account, newest first"},
    Route{"POST",   "/api/v1/connections/{id}/reconnect-links",   kApi, post_reconnect_link, 201, "ReconnectLink", "NewReconnectLink", "", "Make a link by which the owner of the account reconnects it"},
    Route{"DELETE", "/api/v1/connections/{id}/reconnect-links/{link}", kApi, delete_reconnect_link, 204, "", "", "", "Withdraw a link"},
    Route{"POST",   "/api/v1/connections/{id}/wipe",              kApi, post_wipe, 202, "Wipe", "WipeRequest", "", "Destroy its secrets and delete its data", Role::administrator},
    Route{"GET",    "/api/v1/connections/{id}/wipe",              kApi, get_wipe, 200, "Wipe", "", "", "How far its wipe is"},
    Route{"DELETE", "/api/v1/connections/{id}",                   kApi, delete_connection, 204, "", "", "", "Delete one that was never connected, or was wiped"},
    // what ends on a known day
    Route{"GET",    "/api/v1/expiries",                           kApi, get_expiries, 200, "ExpiryPage", "", "", "Consents, client secrets and what else ends, the next one first"},
    Route{"GET",    "/api/v1/expiries.ics",                       kApi, get_expiry_calendar, 200, "", "", "", "The same as a calendar, RFC 5545", Role::viewer, Scope::read, Scope::calendar},
    // what many connections meet with at once, and who is told
    Route{"GET",    "/api/v1/incidents",                          kApi, list_incidents, 200, "page:Incident", "", "state channel region cursor limit", "Failures that many connections share, newest first"},
    Route{"GET",    "/api/v1/incidents/{id}",                     kApi, get_incident, 200, "IncidentDetails", "", "", "One incident with the connections that it met"},
    Route{"GET",    "/api/v1/alert-destinations",                 kApi, list_alert_destinations, 200, "page:AlertDestination", "", "", "Where alerts go, with its health"},
    Route{"POST",   "/api/v1/alert-destinations",                 kApi, post_alert_destination, 201, "AlertDestination", "NewAlertDestination", "", "Add a destination; the secret of a webhook is in this answer only", Role::administrator},
    Route{"GET",    "/api/v1/alert-destinations/{id}",            kApi, get_alert_destination, 200, "AlertDestination", "", "", "One destination"},
    Route{"PATCH",  "/api/v1/alert-destinations/{id}",            kApi, patch_alert_destination, 200, "AlertDestination", "AlertDestinationChange", "", "Change it, or switch it off and on", Role::administrator},
    Route{"DELETE", "/api/v1/alert-destinations/{id}",            kApi, delete_alert_destination, 204, "", "", "", "Delete it with its deliveries", Role::administrator},
    Route{"POST",   "/api/v1/alert-destinations/{id}/test",       kApi, post_alert_test, 200, "AlertOutcome", "AlertTest", "", "Send a test now and say what came of it"},
    Route{"POST",   "/api/v1/alert-destinations/{id}/rotate-secret", kApi, post_alert_secret, 200, "AlertDestination", "", "", "Make a new secret; both sign for a day", Role::administrator},
    Route{"GET",    "/api/v1/alert-previews",                     kApi, get_alert_preview, 200, "AlertPreview", "", "kind alert", "What an alert looks like when it is sent"},
    Route{"GET",    "/api/v1/alert-deliveries",                   kApi, list_alert_deliveries, 200, "page:AlertDelivery", "", "destination state cursor limit", "Alerts that were sent, wait, or were given up; newest first"},
    Route{"POST",   "/api/v1/alert-deliveries/{id}/retry",        kApi, post_alert_retry, 200, "AlertDelivery", "", "", "Send it again"},
    // activity
    Route{"GET",    "/api/v1/activity",                           kApi, list_activity, 200, "ActivityPage", "", kAllActivityQuery, "Activity of all connections, newest first"},
    Route{"GET",    "/api/v1/activity/export",                    kApi, export_activity, 200, "", "", kActivityExportQuery, "Activity as a CSV or NDJSON file, oldest first"},
    Route{"GET",    "/api/v1/activity/{id}",                      kApi, get_activity_entry, 200, "Activity", "", "", "One entry"},
    // runs and records
    Route{"GET",    "/api/v1/runs",                               kApi, list_runs, 200, "page:Run", "", "connection stream marketplace state cursor limit", "Runs, newest first"},
    Route{"GET",    "/api/v1/runs/summary",                       kApi, get_run_summary, 200, "RunSummary", "", "since until bucket", "How many runs ended when, and what they brought"},
    Route{"GET",    "/api/v1/runs/{id}",                          kApi, get_run, 200, "Run", "", "", "One run", Role::viewer, Scope::read, Scope::sync},
    Route{"GET",    "/api/v1/runs/{id}/calls",                    kApi, list_run_calls, 200, "RunCalls", "", "", "Its HTTP calls, summed up, and what the activity log tells of it"},
    Route{"POST",   "/api/v1/runs/{id}/cancel",                   kApi, post_cancel, 202, "Run", "", "", "Cancel a run", Role::operator_, Scope::sync},
    Route{"GET",    "/api/v1/backfills",                          kApi, list_backfills, 200, "page:Backfill", "", "connection state cursor limit", "Backfills of all connections, newest first"},
    Route{"GET",    "/api/v1/backfills/{id}",                     kApi, get_backfill, 200, "BackfillDetails", "", "", "One backfill with its parts", Role::viewer, Scope::read, Scope::sync},
    Route{"POST",   "/api/v1/backfills/{id}/pause",               kApi, post_backfill_pause, 200, "BackfillDetails", "", "", "Hold it back", Role::operator_, Scope::sync},
    Route{"POST",   "/api/v1/backfills/{id}/resume",              kApi, post_backfill_resume, 200, "BackfillDetails", "", "", "Let it go on", Role::operator_, Scope::sync},
    Route{"POST",   "/api/v1/backfills/{id}/cancel",              kApi, post_backfill_cancel, 200, "BackfillDetails", "", "", "End it; what was committed stays", Role::operator_, Scope::sync},
    Route{"GET",    "/api/v1/records/{channel}/{stream}",         kApi, list_records, 200, "Records", "", kRecordsQuery, "Rows of a stream, newest first or sorted"},
    Route{"GET",    "/api/v1/records/{channel}/{stream}/export",  kApi, export_records, 200, "", "", kRecordExportQuery, "The rows that match as a CSV or NDJSON file"},
    // lists with sums, what people put on records, and their views
    Route{"GET",    "/api/v1/views/{channel}/{view}",             kApi, list_view, 200, "ViewPage", "", kViewQuery, "Records with sums of their days, tags and totals"},
    Route{"GET",    "/api/v1/views/{channel}/{view}/facets",      kApi, list_view_facets, 200, "ViewFacets", "", kFacetsQuery, "How many rows each filter would leave"},
    Route{"POST",   "/api/v1/objects",                            kApi, post_object, 201, "Object", "RecordReference", "", "The object of a record; 200 when it exists"},
    Route{"POST",   "/api/v1/objects/tags",                       kApi, post_objects_tags, 200, "Changed", "TagChange", "", "Add and remove tags of many records"},
    Route{"GET",    "/api/v1/objects/{id}",                       kApi, get_object, 200, "Object", "", "", "An object with its tags, notes and record"},
    Route{"PUT",    "/api/v1/objects/{id}/tags",                  kApi, put_object_tags, 200, "Object", "Tags", "", "Replace its tags"},
    Route{"POST",   "/api/v1/objects/{id}/notes",                 kApi, post_note, 201, "Note", "NewNote", "", "Add a note"},
    Route{"PATCH",  "/api/v1/objects/{id}/notes/{note}",          kApi, patch_note, 200, "Note", "NewNote", "", "Change a note"},
    Route{"DELETE", "/api/v1/objects/{id}/notes/{note}",          kApi, delete_note, 204, "", "", "", "Delete a note"},
    Route{"GET",    "/api/v1/tags",                               kApi, list_tags, 200, "page:TagCount", "", "channel", "All tags, most used first"},
    Route{"GET",    "/api/v1/saved-views",                        kApi, list_saved_views, 200, "page:SavedView", "", "page", "The caller's saved views"},
    Route{"POST",   "/api/v1/saved-views",                        kApi, post_saved_view, 201, "SavedView", "NewSavedView", "", "Save a view", Role::viewer},
    Route{"PATCH",  "/api/v1/saved-views/{id}",                   kApi, patch_saved_view, 200, "SavedView", "SavedViewChange", "", "Rename it or change its query", Role::viewer},
    Route{"DELETE", "/api/v1/saved-views/{id}",                   kApi, delete_saved_view, 204, "", "", "", "Delete it", Role::viewer},
    // the host
    Route{"GET",    "/api/v1/configuration",                      kApi, get_configuration, 200, "Configuration", "", "", "The configuration in force, and where each value comes from"},
    Route{"GET",    "/api/v1/about",                              kApi, get_about, 200, "About", "", "", "What runs here"},
    Route{"POST",   "/api/v1/vault/rotate-key",                   kApi, post_key_rotation, 200, "KeyRotation", "", "", "Seal all stored secrets anew, under a new key", Role::administrator},
    // what changes, and this contract
    Route{"GET",    "/api/v1/events/stream",                      kApi, get_event_stream, 200, "", "", "", "What changes, as server-sent events"},
    Route{"GET",    "/api/v1/openapi.json",                       kApi, get_openapi, 200, "", "", "", "This contract as OpenAPI 3.1"},
    Route{"GET",    "/api/v1/support-bundle",                     kApi, get_support_bundle, 200, "", "", "since until connection", "What support needs to know, as one HTML file"},
    // outside /api
    Route{"GET",    "/healthz",                                   Access::open, get_health, 200, "Health", "", "", "Does the process and its store work"},
    Route{"GET",    "/readyz",                                    Access::open, get_ready, 200, "Ready", "", "", "Is the host ready"},
    Route{"GET",    "/metrics",                                   kApi, get_metrics, 200, "", "", "", "Prometheus metrics"},
    Route{"GET",    "/oauth/callback/{issuer}",                   Access::page, get_oauth_callback, 303, "", "", "", "Where a provider sends the browser back to"},
    Route{"GET",    "/oauth/other-account",                       Access::page, get_other_account, 200, "", "", "", "What can be done with a consent of another account"},
    Route{"POST",   "/oauth/sign-in-again",                       Access::page, post_sign_in_again, 200, "", "", "", "Give up a consent of another account, and begin a new one"},
    Route{"POST",   "/oauth/connect-other",                       Access::page, post_connect_other, 303, "", "", "", "Make a connection of a consent of another account"},
    Route{"GET",    "/reconnect/{code}",                          Access::page, get_reconnect_page, 200, "", "", "", "The page of a reconnect link"},
    Route{"POST",   "/reconnect/{code}",                          Access::page, post_reconnect_page, 200, "", "", "", "Begin the consent of a reconnect link"},
    Route{"GET",    "/oauth/page.css",                            Access::page, get_page_style, 200, "", "", "", "Style of the callback's pages"},
    Route{"GET",    "/calendar/{code}/expiries.ics",              Access::page, get_calendar_feed, 200, "", "", "", "The calendar of expiries, by an address of its own"},
    Route{"GET",    "/{path...}",                                 Access::page, get_console_file, 200, "", "", "", "The console's files"},
};
// clang-format on
static_assert(kRoutes.size() < RequestCounters::kNoRoute);

std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);  // '/'
  const size_t end = std::min(path.find('/'), path.size());
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

bool matches(std::string_view pattern, std::string_view path, std::vector<std::string>& parameters) {
  parameters.clear();
  while (!pattern.empty() && !path.empty()) {
    if (pattern == "/{path...}") {
      parameters.push_back(url_decode(path));
      return true;
    }
    const std::string_view wanted = next_segment(pattern);
    const std::string_view segment = next_segment(path);
    if (wanted.starts_with('{')) {
      if (segment.empty()) return false;
      parameters.push_back(url_decode(segment));
    } else if (wanted != segment) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

Scope usual_scope(const Route& route, Role role) {
  if (role == Role::administrator) return Scope::admin;
  return route.method == "GET" ? Scope::read : Scope::manage;
}

}  // namespace

std::optional<Need> need_of(const Route& route) {
  if (route.access != Access::api) return std::nullopt;
  const Role role = route.role.value_or(route.method == "GET" ? Role::viewer : Role::operator_);
  return Need{role, route.scope.value_or(usual_scope(route, role)), route.also};
}

std::span<const Route> routes() {
  return kRoutes;
}

RouteMatch match_route(std::string_view method, std::string_view path) {
  RouteMatch match;
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const Route& route : kRoutes) {
    // An unknown path of the API is not a file of the console.
    if (route.pattern == "/{path...}" && (path.starts_with("/api/") || path.starts_with("/oauth/") ||
                                          path.starts_with("/reconnect/") || path.starts_with("/calendar/")))
      continue;
    if (!matches(route.pattern, path, match.parameters)) continue;
    if (route.method == wanted) {
      match.route = &route;
      return match;
    }
    if (route.pattern == "/{path...}" && !match.allowed.empty()) break;
    match.allowed += (match.allowed.empty() ? "" : ", ") + std::string(route.method);
  }
  match.parameters.clear();
  return match;
}

}  // namespace mooring::host::admin
