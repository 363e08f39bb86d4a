// Which tables of records there are, whatever the plugins declare by now. Any session.
#pragma once
#include <map>
#include <set>
#include <string>

#include "store/database.hpp"

namespace mooring::host {

// Of a channel: each stream that has a table, with the columns that a plugin declared for it at some time.
std::map<std::string, std::set<std::string>> held_columns(Session& session, const std::string& channel);

}  // namespace mooring::host
