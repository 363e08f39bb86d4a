// The configuration as it is in force, for people who want to know where a value comes from.
#include "admin/api/handlers.hpp"
#include "admin/json/json.hpp"
#include "base/text.hpp"
#include "config/effective.hpp"
#include "connections/declared_check.hpp"
#include "plugins/known_channels.hpp"
#include "store/rows_declared.hpp"

namespace mooring::host::admin {
namespace {

JsonObject key_json(const EffectiveKey& key) {
  auto item = json_object();
  item->set("key", key.key);
  item->set("value", key.secret ? Poco::Dynamic::Var() : Poco::Dynamic::Var(key.value));
  item->set("secret", key.secret);
  item->set("source", to_text(key.source));
  item->set("file", key.file);
  item->set("line", key.line);
  item->set("secret_from", key.secret_from);
  item->set("change", key.change == KeyChange::restart ? "restart" : "move_first");
  return item;
}

JsonObject warning_json(const ConfigProblem& problem) {
  auto item = json_object();
  item->set("key", problem.key);
  item->set("message", problem.message);
  item->set("hint", problem.hint);
  item->set("file", problem.file);
  item->set("line", problem.line);
  return item;
}

Result<JsonArray> declared_json(const Call& call) {
  auto items = json_array();
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    for (const DeclaredConnection& declared : call.admin.d.config.connections) {
      const auto row = rows::find_connection_by_config_key(session, declared.name);
      auto item = json_object();
      item->set("name", declared.name);
      item->set("channel", declared.channel);
      item->set("region", declared.region);
      item->set("connection_id", json_text_or_null(row ? row->id : std::string()));
      const auto trouble = rows::find_declared_trouble(session, declared.name);
      item->set("problem", trouble ? trouble->message : "");
      item->set("tried_at", json_time(trouble ? std::optional(trouble->at) : std::nullopt));
      item->set("next_at", json_time(trouble ? trouble->next_at : std::nullopt));
      items->add(item);
    }
    return {};
  });
  if (!read) return fail(read.error());
  return items;
}

}  // namespace

Answer get_configuration(Call& call) {
  const AdminDependencies& d = call.admin.d;
  auto files = json_array(), keys = json_array(), warnings = json_array();
  for (const auto& file : d.config.files)
    files->add(file.string());
  for (const EffectiveKey& key : effective_keys(d.config))
    keys->add(key_json(key));
  for (const ConfigProblem& problem : check_channels(d.config, known_channels(d.registry)))
    warnings->add(warning_json(problem));
  for (const ConfigProblem& problem : check_declared(d.config, d.registry))
    warnings->add(warning_json(problem));
  auto declared = declared_json(call);
  if (!declared) return refuse(declared.error());
  auto body = json_object();
  body->set("loaded_at", format_time(call.admin.started_at));
  body->set("files", files);
  body->set("keys", keys);
  body->set("warnings", warnings);
  body->set("connections", *declared);
  return json_response(200, body);
}

}  // namespace mooring::host::admin
