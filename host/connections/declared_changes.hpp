// What a file says of a connection beside its token and its marketplaces, and how that differs from what was applied before.
// A change in the file is applied; what a person changed since stays until the file changes again. Pure.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "connections/service.hpp"

namespace mooring::host {

// By name: label, workspace, consent, account_id, settings.<key>. What the file leaves out is not in it.
using DeclaredValues = std::map<std::string, std::string>;

DeclaredValues values_of(const DeclaredConnection& declared);
std::string to_json(const DeclaredValues& values);
DeclaredValues values_from(const std::string& json);

// before: what was applied last; nothing: not known, then whatever differs from the connection is a change. A setting that the
// file no longer names goes back to its default; a label, workspace or consent that it no longer names stays as it is.
ConnectionChange change_of(const std::optional<DeclaredValues>& before, const DeclaredConnection& declared,
                           const ConnectionRow& row, const Manifest& manifest);
bool is_empty(const ConnectionChange& change);

}  // namespace mooring::host
