#include "admin/api/handlers.hpp"
#include "admin/json/json_out.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

bool is_stuck(const Call& call, const PluginInfo& plugin) {
  return plugin.manifest && call.admin.d.stuck_plugins.refusal(plugin.manifest->id);
}

}  // namespace

Answer list_plugins(Call& call) {
  auto items = json_array();
  for (const PluginInfo& plugin : call.admin.d.registry.plugins())
    items->add(plugin_json(plugin, call.admin.d.config, is_stuck(call, plugin)));
  return json_page(items);
}

Answer get_plugin(Call& call) {
  for (const PluginInfo& plugin : call.admin.d.registry.plugins()) {
    const std::string id = plugin.manifest ? plugin.manifest->id : plugin.path.filename().string();
    if (id == call.id())
      return json_response(200, plugin_json(plugin, call.admin.d.config, is_stuck(call, plugin)));
  }
  return refuse("plugin_unknown", "There is no plugin " + clean_line(call.id(), 80),
                "GET /api/v1/plugins lists them");
}

}  // namespace mooring::host::admin
