// Connections: listing, creating, changing, and what is known about one.
#include "admin/api/connection_lookup.hpp"
#include "admin/api/handlers.hpp"
#include "admin/api/status_proof.hpp"
#include "admin/json/json_out.hpp"
#include "admin/json/json_out_watch.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

tl::unexpected<Error> connection_unknown(const std::string& id) {
  return fail("connection_unknown", "There is no connection " + clean_line(id, 80),
              "GET /api/v1/connections lists them");
}

}  // namespace

Result<ConnectionStatus> find_status(const Call& call, const std::string& id, bool count_rows,
                                     bool each_failure) {
  // Who asks for the number of rows shows each stream in detail.
  auto found =
      call.admin.d.status.find(id, {.count_rows = count_rows, .each_failure = count_rows || each_failure});
  if (!found) return fail(found.error());
  if (!*found) return connection_unknown(id);
  return std::move(**found);
}

http::Response connection_response(const Call& call, const ConnectionStatus& found, int status) {
  const Manifest* manifest = call.admin.d.registry.manifest(found.connection.channel);
  http::Response response = json_response(status, connection_json(found, manifest));
  response.set("ETag", "\"" + std::to_string(found.connection.version) + "\"");
  return response;
}

Answer connection_answer(const Call& call, const std::string& id, int status) {
  auto found = find_status(call, id);
  if (!found) {
    const bool unknown = found.error().code == "connection_unknown";
    return refuse(Problem(found.error(), unknown ? 404 : 0));
  }
  return connection_response(call, *found, status);
}

Answer post_connection(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  NewConnection wanted;
  wanted.channel = body->required_text("channel");
  wanted.region = body->required_text("region");
  wanted.label = body->text("label").value_or("");
  wanted.consent = body->text("consent").value_or("");
  wanted.workspace = body->text("workspace").value_or("");
  wanted.settings = body->values("settings");
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  auto created = call.admin.d.connections.create(wanted, call.caller.actor);
  if (!created) return refuse(created.error());
  Answer answer = connection_answer(call, created->id, 201);
  if (answer) answer->set("Location", "/api/v1/connections/" + created->id);
  return answer;
}

Answer get_connection(Call& call) {
  return connection_answer(call, call.id());
}

Answer patch_connection(Call& call) {
  auto version = if_match_version(call);
  if (!version) return refuse(version.error());
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  ConnectionChange change;
  change.label = body->text("label");
  change.settings = body->values("settings");
  change.consent = body->text("consent");
  change.workspace = body->text("workspace");
  const auto paused = body->flag("paused");
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  const bool only_paused =
      paused && !change.label && change.settings.empty() && !change.consent && !change.workspace;
  if (only_paused) {
    auto set = call.admin.d.marks.set_paused(call.id(), *paused, *version, call.caller.actor);
    if (!set) return refuse(set.error());
    return connection_answer(call, call.id());
  }
  const auto also = [&](Session& session) -> Status {
    return paused ? call.admin.d.marks.put_paused(session, call.id(), *paused, call.caller.actor) : Status();
  };
  auto changed = call.admin.d.connections.update(call.id(), change, *version, call.caller.actor, also);
  if (!changed) return refuse(changed.error());
  return connection_answer(call, call.id());
}

Answer get_status(Call& call) {
  auto found = find_status(call, call.id());
  if (!found) return refuse(found.error());
  const Manifest* manifest = call.admin.d.registry.manifest(found->connection.channel);
  auto status = status_json(*found, manifest);
  if (call.query("explain") == "1") {
    add_explanation(status, *found);
    add_overdue(status, call.admin.d.watchdog.overdue_of(call.id()));
    if (auto added = add_proof(call, status, *found, manifest); !added) return refuse(added.error());
  }
  return json_response(200, status);
}

Answer list_streams(Call& call) {
  auto found = find_status(call, call.id(), true);
  if (!found) return refuse(found.error());
  const Manifest* manifest = call.admin.d.registry.manifest(found->connection.channel);
  auto items = json_array();
  for (const StreamStatus& stream : found->streams)
    items->add(stream_json(stream, manifest));
  return json_page(items);
}

Answer list_permissions(Call& call) {
  auto items = json_array();
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    if (!rows::find_connection(session, call.id())) return connection_unknown(call.id());
    for (const PermissionRow& permission : rows::list_permissions(session, call.id()))
      items->add(permission_json(permission));
    return {};
  });
  if (!read) return refuse(read.error());
  return json_page(items);
}

}  // namespace mooring::host::admin
