// How the rate budgets of a connection stand.
#include "admin/api/handlers.hpp"
#include "admin/json/json_out_budgets.hpp"
#include "base/text.hpp"
#include "store/rows.hpp"

namespace mooring::host::admin {

Answer list_connection_budgets(Call& call) {
  const AdminDependencies& d = call.admin.d;
  std::optional<ConnectionRow> row;
  Status read = d.database.read([&](Session& session) -> Status {
    row = rows::find_connection(session, call.id());
    return {};
  });
  if (!read) return refuse(read.error());
  if (!row)
    return refuse("connection_unknown", "There is no connection " + clean_line(call.id(), 80),
                  "GET /api/v1/connections lists them");
  const Manifest* manifest = d.registry.manifest(row->channel);
  if (!manifest) return json_page(json_array());
  const auto config = d.config.channels.find(row->channel);
  return json_page(budgets_json(*manifest, manifest->account_kind(row->region, row->consent),
                                config == d.config.channels.end() ? nullptr : &config->second,
                                d.engine.budgets(row->id, *manifest)));
}

}  // namespace mooring::host::admin
