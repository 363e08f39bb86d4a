// The parts of a support bundle as a person reads them: HTML without scripts, from the same JSON that the bundle carries for
// programs. Everything given is escaped here, so nothing in it becomes markup. Pure; any thread.
#pragma once
#include <string>

#include "admin/json/json.hpp"

namespace mooring::host::admin {

// `bundle`: what was asked for and what was left out. Ends inside <main>.
std::string support_page_head(const JsonObject& bundle);
std::string support_page_tail();

std::string support_section(const std::string& id, const std::string& title, const std::string& note,
                            const std::string& body);
std::string support_connection(const JsonObject& connection, Timestamp made_at);
std::string support_plugin(const JsonObject& plugin);
std::string support_configuration(const JsonArray& keys);
std::string support_host(const JsonObject& host, Timestamp made_at);
std::string support_metrics(const std::string& metrics);

// html_alerts.cpp
std::string support_incidents(const JsonArray& incidents);
std::string support_destinations(const JsonArray& destinations);
std::string support_deliveries(const JsonArray& deliveries);

// Tables of which each row is made by itself, because there may be thousands.
std::string support_runs_head();
std::string support_run_row(const JsonObject& run);
std::string support_entries_head();
std::string support_entry_row(const JsonObject& entry);
std::string support_rows_tail();

std::string_view support_style();  // the page's own; support_style.cpp

}  // namespace mooring::host::admin
