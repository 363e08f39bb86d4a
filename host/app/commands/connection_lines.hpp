// What the commands about connections share. Main thread.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"

namespace mooring::host::cli {

std::string connection_path(const std::string& id,
                            const std::string& rest = {});  // "/api/v1/connections/..."
std::vector<Column> connection_columns();
// "idle", "sleeping until 2026-11-22T10:00:00Z": of a connection's status.
std::string activity_text(const JsonObject& status);
void print_connection_line(const JsonObject& connection);
// What each stream may read of each marketplace, and what is missing.
void print_checklist(const JsonObject& checklist);

// The filters of the list of connections, as options; the query holds what was named. `tag` is the option's name for tags.
std::shared_ptr<Query> add_connection_filters(CLI::App& command, const std::string& tag = "--tag");

// POST /connections/bulk for these ids. What cannot be changed does not keep the others from it, but the exit code tells.
int change_many(const CommandOptions& options, const std::string& action, const std::vector<std::string>& ids,
                const std::string& done);

}  // namespace mooring::host::cli
