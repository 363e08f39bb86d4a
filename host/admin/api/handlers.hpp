// Every handler of the admin interface; routes.cpp says which request reaches which. Grouped by the file they stand in.
#pragma once
#include "admin/api/call.hpp"

namespace mooring::host::admin {

// api_session.cpp
Answer get_session(Call& call);
Answer post_session(Call& call);
Answer delete_session(Call& call);
Answer post_signin_link(Call& call);
Answer post_setup(Call& call);
Answer list_sessions(Call& call);
Answer delete_sessions(Call& call);
Answer delete_one_session(Call& call);
// users.cpp
Answer list_users(Call& call);
Answer post_user(Call& call);
Answer get_user(Call& call);
Answer patch_user(Call& call);
Answer delete_user(Call& call);
Answer post_user_password(Call& call);
Answer post_user_signin_link(Call& call);
// api_tokens.cpp
Answer list_api_tokens(Call& call);
Answer post_api_token(Call& call);
Answer delete_api_token(Call& call);
// api_plugins.cpp
Answer list_plugins(Call& call);
Answer get_plugin(Call& call);
// api_connections.cpp
Answer post_connection(Call& call);
Answer get_connection(Call& call);
Answer patch_connection(Call& call);
Answer get_status(Call& call);
Answer list_streams(Call& call);
Answer list_permissions(Call& call);
// connection_board.cpp
Answer list_connections(Call& call);
Answer list_connection_facets(Call& call);
Answer export_connections(Call& call);
// bulk.cpp
Answer post_bulk(Call& call);
Answer put_connection_tags(Call& call);
// run_summary.cpp
Answer get_run_summary(Call& call);
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
Answer list_run_calls(Call& call);
Answer post_cancel(Call& call);
// api_activity.cpp
Answer list_connection_activity(Call& call);
Answer list_activity(Call& call);
Answer get_activity_entry(Call& call);
Answer export_activity(Call& call);
// api_records.cpp
Answer list_records(Call& call);
// record_export.cpp
Answer export_records(Call& call);
// configuration.cpp
Answer get_configuration(Call& call);
// about.cpp
Answer get_about(Call& call);
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
// status.cpp
Answer list_groups(Call& call);
Answer list_playbook(Call& call);
// badge_days.cpp
Answer list_badge_days(Call& call);
Answer list_badge_strips(Call& call);
// api_watch.cpp
Answer list_badge_history(Call& call);
Answer get_expiries(Call& call);
Answer get_expiry_calendar(Call& call);
Answer get_calendar_feed(Call& call);
// alerts.cpp, alert_deliveries.cpp
Answer list_alert_destinations(Call& call);
Answer post_alert_destination(Call& call);
Answer get_alert_destination(Call& call);
Answer patch_alert_destination(Call& call);
Answer delete_alert_destination(Call& call);
Answer post_alert_test(Call& call);
Answer post_alert_secret(Call& call);
Answer get_alert_preview(Call& call);
Answer list_alert_deliveries(Call& call);
Answer post_alert_retry(Call& call);
// incidents.cpp
Answer list_incidents(Call& call);
Answer get_incident(Call& call);
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
Answer get_other_account(Call& call);
Answer post_sign_in_again(Call& call);
Answer post_connect_other(Call& call);
// reconnect_page.cpp
Answer get_reconnect_page(Call& call);
Answer post_reconnect_page(Call& call);
Answer get_page_style(Call& call);
// api/connection_life.cpp
Answer list_connection_accounts(Call& call);
Answer post_transfer(Call& call);
Answer delete_transfer(Call& call);
Answer post_wipe(Call& call);
Answer get_wipe(Call& call);
Answer delete_connection(Call& call);
Answer list_reconnect_links(Call& call);
Answer post_reconnect_link(Call& call);
Answer delete_reconnect_link(Call& call);
Answer post_checkup(Call& call);
// checklist.cpp
Answer get_checklist(Call& call);
// budgets.cpp
Answer list_connection_budgets(Call& call);
// vault.cpp
Answer post_key_rotation(Call& call);
// console_files.cpp
Answer get_console_file(Call& call);

// coverage.cpp
Answer list_coverage(Call& call);
// backfills.cpp
Answer list_backfills(Call& call);
Answer list_connection_backfills(Call& call);
Answer get_backfill(Call& call);
Answer post_backfill(Call& call);
Answer post_backfill_estimate(Call& call);
Answer post_backfill_pause(Call& call);
Answer post_backfill_resume(Call& call);
Answer post_backfill_cancel(Call& call);

}  // namespace mooring::host::admin
