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
constexpr std::string_view kActivityQuery = "since until kind severity run cursor limit";

// clang-format off
constexpr std::array kRoutes = {
    // who is calling
    Route{"GET",    "/api/v1/session",                            kApi, get_session, 200, "Session", "", "", "Who is signed in"},
    Route{"POST",   "/api/v1/session",                            Access::sign_in, post_session, 201, "Session", "SignIn", "", "Sign in with a one-time code or the admin token"},
    Route{"DELETE", "/api/v1/session",                            kApi, delete_session, 204, "", "", "", "Sign out", Role::viewer, Scope::read},
    Route{"POST",   "/api/v1/signin-links",                       kApi, post_signin_link, 201, "SigninLink", "", "", "Make a one-time sign-in link", Role::administrator},
    // plugins
    Route{"GET",    "/api/v1/plugins",                            kApi, list_plugins, 200, "page:Plugin", "", "", "All plugins, also the refused ones"},
    Route{"GET",    "/api/v1/plugins/{id}",                       kApi, get_plugin, 200, "Plugin", "", "", "One plugin"},
    // connections
    Route{"GET",    "/api/v1/connections",                        kApi, list_connections, 200, "page:Connection", "", "channel region badge cursor limit", "All connections"},
    Route{"POST",   "/api/v1/connections",                        kApi, post_connection, 201, "Connection", "NewConnection", "", "Create a connection, still without a grant"},
    Route{"GET",    "/api/v1/connections/{id}",                   kApi, get_connection, 200, "Connection", "", "", "One connection"},
    Route{"PATCH",  "/api/v1/connections/{id}",                   kApi, patch_connection, 200, "Connection", "ConnectionChange", "", "Rename it or change its settings"},
    Route{"POST",   "/api/v1/connections/{id}/connect",           kApi, post_connect, 200, "StartedConsent", "StartConsent", "", "Begin or renew the consent at the provider"},
    Route{"POST",   "/api/v1/connections/{id}/connect-with-token", kApi, post_connect_with_token, 200, "Connection", "PastedToken", "", "Connect with a refresh token"},
    Route{"POST",   "/api/v1/connections/{id}/disconnect",        kApi, post_disconnect, 200, "DisconnectedConnection", "", "", "Stop syncing and drop the grant; data stays"},
    Route{"GET",    "/api/v1/connections/{id}/marketplaces",      kApi, list_marketplaces, 200, "page:Marketplace", "", "", "Available and selected marketplaces"},
    Route{"PUT",    "/api/v1/connections/{id}/marketplaces",      kApi, put_marketplaces, 200, "page:Marketplace", "Selection", "", "Choose marketplaces"},
    Route{"POST",   "/api/v1/connections/{id}/sync",              kApi, post_sync, 202, "Runs", "SyncRequest", "", "Sync now", Role::operator_, Scope::sync},
    Route{"GET",    "/api/v1/connections/{id}/status",            kApi, get_status, 200, "Status", "", "explain", "The badge, and why"},
    Route{"GET",    "/api/v1/connections/{id}/streams",           kApi, list_streams, 200, "page:Stream", "", "", "Its streams and what they are doing"},
    Route{"GET",    "/api/v1/connections/{id}/permissions",       kApi, list_permissions, 200, "page:Permission", "", "", "Which permissions really work"},
    Route{"GET",    "/api/v1/connections/{id}/coverage",          kApi, list_coverage, 200, "page:Coverage", "", "stream", "Which time ranges are held"},
    Route{"GET",    "/api/v1/connections/{id}/activity",          kApi, list_connection_activity, 200, "page:Activity", "", kActivityQuery, "Its activity, newest first"},
    Route{"GET",    "/api/v1/connections/{id}/badge-history",     kApi, list_badge_history, 200, "page:BadgeSpan", "", "since until cursor limit", "Its badges over time, newest first"},
    // what ends on a known day
    Route{"GET",    "/api/v1/expiries",                           kApi, get_expiries, 200, "page:Expiry", "", "", "Consents and client secrets that end, the next one first"},
    Route{"GET",    "/api/v1/expiries.ics",                       kApi, get_expiry_calendar, 200, "", "", "", "The same as a calendar, RFC 5545"},
    // activity
    Route{"GET",    "/api/v1/activity",                           kApi, list_activity, 200, "page:Activity", "", "connection since until kind severity run cursor limit", "Activity of all connections, newest first"},
    Route{"GET",    "/api/v1/activity/export",                    kApi, export_activity, 200, "", "", "format connection since until kind severity", "Activity as a CSV or NDJSON file, oldest first"},
    Route{"GET",    "/api/v1/activity/{id}",                      kApi, get_activity_entry, 200, "Activity", "", "", "One entry"},
    // runs and records
    Route{"GET",    "/api/v1/runs",                               kApi, list_runs, 200, "page:Run", "", "connection stream marketplace state cursor limit", "Runs, newest first"},
    Route{"GET",    "/api/v1/runs/{id}",                          kApi, get_run, 200, "Run", "", "", "One run"},
    Route{"POST",   "/api/v1/runs/{id}/cancel",                   kApi, post_cancel, 202, "Run", "", "", "Cancel a run", Role::operator_, Scope::sync},
    Route{"GET",    "/api/v1/records/{channel}/{stream}",         kApi, list_records, 200, "Records", "", "connection marketplace text after limit raw", "Rows of a stream, newest first"},
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
    // what changes, and this contract
    Route{"GET",    "/api/v1/events/stream",                      kApi, get_event_stream, 200, "", "", "", "What changes, as server-sent events"},
    Route{"GET",    "/api/v1/openapi.json",                       kApi, get_openapi, 200, "", "", "", "This contract as OpenAPI 3.1"},
    Route{"GET",    "/api/v1/support-bundle",                     kApi, get_support_bundle, 200, "", "", "since until connection", "What support needs to know, as one HTML file"},
    // outside /api
    Route{"GET",    "/healthz",                                   Access::open, get_health, 200, "Health", "", "", "Does the process and its store work"},
    Route{"GET",    "/readyz",                                    Access::open, get_ready, 200, "Ready", "", "", "Is the host ready"},
    Route{"GET",    "/metrics",                                   kApi, get_metrics, 200, "", "", "", "Prometheus metrics"},
    Route{"GET",    "/oauth/callback/{issuer}",                   Access::page, get_oauth_callback, 303, "", "", "", "Where a provider sends the browser back to"},
    Route{"GET",    "/oauth/page.css",                            Access::page, get_page_style, 200, "", "", "", "Style of the callback's pages"},
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
  return Need{role, route.scope.value_or(usual_scope(route, role))};
}

std::span<const Route> routes() {
  return kRoutes;
}

RouteMatch match_route(std::string_view method, std::string_view path) {
  RouteMatch match;
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const Route& route : kRoutes) {
    // An unknown path of the API is not a file of the console.
    if (route.pattern == "/{path...}" && (path.starts_with("/api/") || path.starts_with("/oauth/"))) continue;
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
