#include "admin/api/alert_rule_names.hpp"

#include <algorithm>

#include "admin/query_check.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

using Names = std::vector<std::string>;

constexpr size_t kShownBytesMax = 80;

bool holds(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

tl::unexpected<Error> unknown(const char* list, const std::string& name, const std::string& hint) {
  return fail("alert_rules_invalid",
              std::string("rules.") + list + ": '" + clean_line(name, kShownBytesMax) + "' is not known",
              hint);
}

Status check_names(const char* list, const Names& wanted, const Names& before, const Names& known) {
  for (const std::string& name : wanted)
    if (!holds(before, name) && !holds(known, name))
      return unknown(list, name, advice(name, known, "Known: "));
  return {};
}

Status check_connections(Call& call, const Names& wanted, const Names& before) {
  const AdminDependencies& d = call.admin.d;
  return d.database.read([&](Session& session) -> Status {
    for (const std::string& id : wanted)
      if (!holds(before, id) && !rows::find_connection(session, id))
        return unknown("connections", id, "Name connections by id: `mooring connections list` shows them");
    return {};
  });
}

}  // namespace

Status check_rule_names(Call& call, const AlertRules& rules, const AlertRules& before) {
  if (!rules.channels.empty() || !rules.regions.empty()) {
    auto known = known_names(call.admin);
    if (!known) return fail(known.error());
    if (Status channels = check_names("channels", rules.channels, before.channels, known->channels);
        !channels)
      return channels;
    if (known->complete)
      if (Status regions = check_names("regions", rules.regions, before.regions, known->regions); !regions)
        return regions;
  }
  return check_connections(call, rules.connections, before.connections);
}

}  // namespace mooring::host::admin
