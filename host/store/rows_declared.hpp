// What is remembered of connections that a file declares, as facts: why one could not be made or connected, by the name in the
// file, because there may be no connection yet. Inside Database::read or write.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/rows.hpp"

namespace mooring::host {

struct DeclaredTrouble {
  std::string message;  // one sentence or more, for people
  Timestamp at;         // of the last attempt
  std::optional<Timestamp>
      next_at{};  // it is tried again by itself; nothing: when the host starts the next time
};

namespace rows {

std::optional<DeclaredTrouble> find_declared_trouble(Session&, const std::string& name);
void put_declared_trouble(Session&, const std::string& name, const DeclaredTrouble&);
bool delete_declared_trouble(Session&, const std::string& name);  // false: there was none
std::vector<std::string> names_with_declared_trouble(Session&);

}  // namespace rows
}  // namespace mooring::host
