// Why data may be missing although the badge says Connected: the checklist of a connection.
#include "admin/api/connection_lookup.hpp"
#include "admin/api/handlers.hpp"
#include "admin/json/json_out_checklist.hpp"
#include "store/rows_probes.hpp"

namespace mooring::host::admin {

Result<JsonObject> checklist_of(Call& call) {
  auto found = find_status(call, call.id(), false, true);
  if (!found) return fail(found.error());
  const ConnectionStatus& status = *found;
  const Manifest* manifest = call.admin.d.registry.manifest(status.connection.channel);
  std::vector<ProbeRow> probes;
  auto loaded = call.admin.d.database.read([&](Session& session) -> Status {
    probes = rows::list_probes(session, call.id());
    return {};
  });
  if (!loaded) return fail(loaded.error());
  const ReachGrid grid = manifest ? reach_grid(status, *manifest, probes) : ReachGrid{};
  return checklist_json(grid, call.admin.d.life.permissions.under_way(call.id()));
}

Answer get_checklist(Call& call) {
  auto checklist = checklist_of(call);
  if (!checklist) return refuse(checklist.error());
  return json_response(200, *checklist);
}

}  // namespace mooring::host::admin
