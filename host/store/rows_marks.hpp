// What people put on connections: a pause of the planned runs, and tags. Called inside Database::read or Database::write,
// like the functions of rows.hpp.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/database.hpp"

namespace mooring::host {

struct PauseRow {
  std::string connection_id;
  Timestamp at;
  std::string actor;  // who paused it
};

}  // namespace mooring::host

namespace mooring::host::rows {

std::optional<PauseRow> find_pause(Session&, const std::string& connection_id);
bool insert_pause(Session&, const PauseRow&);                   // false: it was paused already, and stays so
bool delete_pause(Session&, const std::string& connection_id);  // false: it was not paused

std::vector<std::string> list_connection_tags(Session&, const std::string& connection_id);  // sorted
bool add_connection_tag(Session&, const std::string& connection_id, const std::string& tag, Timestamp at,
                        const std::string& actor);  // false: it had it
bool remove_connection_tag(Session&, const std::string& connection_id, const std::string& tag);

}  // namespace mooring::host::rows
