// Connections: listing, creating, changing, and what is known about one.
#include <array>

#include "admin/api/connection_lookup.hpp"
#include "admin/api/handlers.hpp"
#include "admin/json/json_out.hpp"
#include "admin/json/json_out_watch.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

tl::unexpected<Error> connection_unknown(const std::string& id) {
  return fail("connection_unknown", "There is no connection " + clean_line(id, 80),
              "GET /api/v1/connections lists them");
}

bool is_badge(const std::string& text) {
  constexpr std::array kBadges = {Badge::not_connected, Badge::revoked, Badge::expired,
                                  Badge::sync_error,    Badge::stale,   Badge::connected};
  return std::any_of(kBadges.begin(), kBadges.end(), [&](Badge badge) { return text == to_text(badge); });
}

// The badge is computed, not stored: filtering by it means reading on until a page is full.
Result<std::vector<ConnectionStatus>> read_page(const Call& call, rows::ConnectionFilter filter, size_t limit,
                                                const std::string& badge) {
  std::vector<ConnectionStatus> page;
  filter.limit = limit + 1;
  for (;;) {
    auto chunk = call.admin.d.status.list(filter, {});
    if (!chunk) return fail(chunk.error());
    const bool last = chunk->size() < filter.limit;
    for (auto& status : *chunk) {
      filter.after_id = status.connection.id;
      if (badge.empty() || badge == to_text(status.verdict.badge)) page.push_back(std::move(status));
      if (page.size() > limit) return page;
    }
    if (last) return page;
  }
}

}  // namespace

Result<ConnectionStatus> find_status(const Call& call, const std::string& id, bool count_rows) {
  // Who asks for the number of rows shows each stream in detail.
  auto found = call.admin.d.status.find(id, {.count_rows = count_rows, .each_failure = count_rows});
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

Answer list_connections(Call& call) {
  auto limit = page_limit(call);
  if (!limit) return refuse(limit.error());
  const std::string badge = call.query("badge");
  if (!badge.empty() && !is_badge(badge))
    return refuse("parameter_invalid", "badge is not one of the badges",
                  "Use connected, stale, sync_error, expired, revoked or not_connected");
  rows::ConnectionFilter filter;
  filter.channel = call.query("channel");
  filter.region = call.query("region");
  filter.after_id = call.query("cursor");
  auto page = read_page(call, filter, *limit, badge);
  if (!page) return refuse(page.error());
  const bool more = page->size() > *limit;
  if (more) page->pop_back();
  auto items = json_array();
  for (const ConnectionStatus& status : *page)
    items->add(connection_json(status, call.admin.d.registry.manifest(status.connection.channel)));
  return json_page(items, more ? page->back().connection.id : "");
}

Answer post_connection(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  NewConnection wanted;
  wanted.channel = body->required_text("channel");
  wanted.region = body->required_text("region");
  wanted.label = body->text("label").value_or("");
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
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  auto changed = call.admin.d.connections.update(call.id(), change, *version, call.caller.actor);
  if (!changed) return refuse(changed.error());
  return connection_answer(call, call.id());
}

Answer get_status(Call& call) {
  auto found = find_status(call, call.id());
  if (!found) return refuse(found.error());
  auto status = status_json(*found);
  if (call.query("explain") == "1") {
    add_explanation(status, *found);
    add_overdue(status, call.admin.d.watchdog.overdue_of(call.id()));
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

Answer list_coverage(Call& call) {
  std::vector<CoverageRow> ranges;
  std::optional<ConnectionRow> connection;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    connection = rows::find_connection(session, call.id());
    if (!connection) return connection_unknown(call.id());
    ranges = rows::list_coverage(session, call.id(), call.query("stream"));
    return {};
  });
  if (!read) return refuse(read.error());
  const Manifest* manifest = call.admin.d.registry.manifest(connection->channel);
  auto items = json_array();
  for (const CoverageSpan& span : coverage_spans(ranges, manifest, call.admin.d.clock.now()))
    items->add(coverage_json(span));
  return json_page(items);
}

}  // namespace mooring::host::admin
