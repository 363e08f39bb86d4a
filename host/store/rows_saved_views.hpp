// Saved views: names that a user gave to addresses of the console. Called inside Database::read or Database::write,
// like the functions of rows.hpp.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/database.hpp"

namespace mooring::host {

struct SavedViewRow {
  std::string id, owner, page, name, query;
  Timestamp created_at, updated_at;
};

}  // namespace mooring::host

namespace mooring::host::rows {

std::vector<SavedViewRow> list_saved_views(Session&, const std::string& owner,
                                           const std::string& page);  // empty: of every page; by name
std::optional<SavedViewRow> find_saved_view(Session&, const std::string& owner, const std::string& id);
bool saved_view_name_taken(Session&, const SavedViewRow&);  // by another view of the same owner and page
int64_t count_saved_views(Session&, const std::string& owner);
void insert_saved_view(Session&, const SavedViewRow&);
void update_saved_view(Session&, const SavedViewRow&);
void delete_saved_view(Session&, const std::string& id);

}  // namespace mooring::host::rows
