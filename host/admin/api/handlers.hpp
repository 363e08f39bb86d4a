// Every handler of the admin interface; routes.cpp says which request reaches which. Grouped by the file they stand in.
#pragma once
#include "admin/api/call.hpp"

namespace mooring::host::admin {

// api_session.cpp
Answer get_session(Call& call);
Answer post_session(Call& call);
Answer delete_session(Call& call);
Answer post_signin_link(Call& call);
// api_plugins.cpp
Answer list_plugins(Call& call);
Answer get_plugin(Call& call);
// api_connections.cpp
Answer list_connections(Call& call);
Answer post_connection(Call& call);
Answer get_connection(Call& call);
Answer patch_connection(Call& call);
Answer get_status(Call& call);
Answer list_streams(Call& call);
Answer list_permissions(Call& call);
Answer list_coverage(Call& call);
// api_connect.cpp
Answer post_connect(Call& call);
Answer post_connect_with_token(Call& call);
Answer post_disconnect(Call& call);
Answer list_marketplaces(Call& call);
Answer put_marketplaces(Call& call);
// api_runs.cpp
Answer post_sync(Call& call);
Answer list_runs(Call& call);
Answer get_run(Call& call);
Answer post_cancel(Call& call);
// api_activity.cpp
Answer list_connection_activity(Call& call);
Answer list_activity(Call& call);
Answer get_activity_entry(Call& call);
Answer export_activity(Call& call);
// api_records.cpp
Answer list_records(Call& call);
// api_views.cpp
Answer list_view(Call& call);
Answer list_view_facets(Call& call);
// api_objects.cpp
Answer post_object(Call& call);
Answer get_object(Call& call);
Answer put_object_tags(Call& call);
Answer post_objects_tags(Call& call);
Answer post_note(Call& call);
Answer patch_note(Call& call);
Answer delete_note(Call& call);
Answer list_tags(Call& call);
// api_saved_views.cpp
Answer list_saved_views(Call& call);
Answer post_saved_view(Call& call);
Answer patch_saved_view(Call& call);
Answer delete_saved_view(Call& call);
// api_watch.cpp
Answer list_badge_history(Call& call);
Answer get_expiries(Call& call);
Answer get_expiry_calendar(Call& call);
// events.cpp
Answer get_event_stream(Call& call);
// api_support.cpp
Answer get_support_bundle(Call& call);
// openapi.cpp
Answer get_openapi(Call& call);
// health.cpp
Answer get_health(Call& call);
Answer get_ready(Call& call);
Answer get_metrics(Call& call);
// oauth_callback.cpp
Answer get_oauth_callback(Call& call);
Answer get_page_style(Call& call);
// console_files.cpp
Answer get_console_file(Call& call);

}  // namespace mooring::host::admin
