// The configuration as it was loaded, key by key, for the support bundle.
#include "admin/support/json.hpp"
#include "config/effective.hpp"

namespace mooring::host::admin {

JsonArray support_configuration_json(const Config& config) {
  auto keys = json_array();
  for (const EffectiveKey& key : effective_keys(config)) {
    auto item = json_object();
    item->set("key", key.key);
    item->set("value", key.value);
    item->set("from", from_text(key));
    keys->add(item);
  }
  return keys;
}

}  // namespace mooring::host::admin
