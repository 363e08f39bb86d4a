// Connecting, disconnecting, choosing marketplaces.
#include <algorithm>

#include "admin/api/connection_lookup.hpp"
#include "admin/api/handlers.hpp"
#include "admin/oauth_page.hpp"
#include "connections/proposal.hpp"

namespace mooring::host::admin {
namespace {

Answer marketplaces_answer(const Call& call) {
  auto found = find_status(call, call.id());
  if (!found) return refuse(found.error());
  const Manifest* manifest = call.admin.d.registry.manifest(found->connection.channel);
  const auto proposed = proposed_marketplaces(consent_of(manifest, found->connection), found->marketplaces);
  auto items = json_array();
  for (const MarketplaceRow& marketplace : found->marketplaces)
    items->add(
        marketplace_json(marketplace, is_new(*found, marketplace),
                         std::find(proposed.begin(), proposed.end(), marketplace.id) != proposed.end()));
  http::Response response = json_page(items);
  response.set("ETag", "\"" + std::to_string(found->connection.version) + "\"");
  return response;
}

// Which consent page it shall be is kept with the connection: a reconnect then goes the same way.
Status choose_consent(const Call& call, const std::optional<std::string>& consent) {
  if (!consent) return {};
  auto found = find_status(call, call.id());
  if (!found) return fail(found.error());
  if (found->connection.consent == *consent) return {};
  ConnectionChange change;
  change.consent = *consent;
  auto changed =
      call.admin.d.connections.update(call.id(), change, found->connection.version, call.caller.actor);
  return changed ? Status() : fail(changed.error());
}

}  // namespace

Answer post_connect(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  const std::string return_to = body->text("return_to").value_or("");
  if (!return_to.empty() && !is_console_address(return_to))
    body->complain("return_to", "must be an address of the console, beginning with /#/");
  const auto consent = body->text("consent");
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  if (auto chosen = choose_consent(call, consent); !chosen) return refuse(chosen.error());
  auto started = call.admin.d.connections.begin_consent(call.id(), return_to, call.caller.actor);
  if (!started) return refuse(started.error());
  auto answer = json_object();
  answer->set("authorize_url", started->authorize_url);
  http::Response response = json_response(200, answer);
  response.add("Set-Cookie", consent_cookie(started->browser_secret, call.admin.gate.secure()));
  return response;
}

Answer post_connect_with_token(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  const Secret token(body->required_text("refresh_token"));
  const std::string account_id = body->text("account_id").value_or("");
  const bool second = body->flag("second_connection").value_or(false);
  const auto consent = body->text("consent");
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  if (auto chosen = choose_consent(call, consent); !chosen) return refuse(chosen.error());
  const auto place = call.admin.provider_waits.enter();
  if (!place) return refuse_provider_wait();
  auto connected = call.admin.d.connections.connect_with_token(
      call.id(), {token, account_id, "pasted", second}, call.caller.actor);
  if (!connected) return refuse(connected.error().error);
  auto found = find_status(call, call.id());
  if (!found) return refuse(found.error());
  auto body_out = connection_json(*found, call.admin.d.registry.manifest(found->connection.channel));
  body_out->set("confirm_marketplaces", connected->confirm_marketplaces);
  http::Response response = json_response(200, body_out);
  response.set("ETag", "\"" + std::to_string(found->connection.version) + "\"");
  return response;
}

Answer post_disconnect(Call& call) {
  const auto place = call.admin.provider_waits.enter();
  if (!place) return refuse_provider_wait();
  auto outcome = call.admin.d.connections.disconnect(call.id(), call.caller.actor);
  if (!outcome) return refuse(outcome.error());
  auto found = find_status(call, call.id());
  if (!found) return refuse(found.error());
  auto revocation = json_object();
  revocation->set("revoked", outcome->revoked);
  revocation->set("documented", outcome->documented);
  revocation->set("message", outcome->message);
  revocation->set("help_url", outcome->help_url);
  auto body = connection_json(*found, call.admin.d.registry.manifest(found->connection.channel));
  body->set("revocation", revocation);
  return json_response(200, body);
}

Answer list_marketplaces(Call& call) {
  return marketplaces_answer(call);
}

Answer put_marketplaces(Call& call) {
  auto version = if_match_version(call);
  if (!version) return refuse(version.error());
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  const auto selected = body->texts("selected");
  if (!selected) body->complain("selected", "must be a list of marketplace ids");
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  auto changed =
      call.admin.d.connections.select_marketplaces(call.id(), *selected, *version, call.caller.actor);
  if (!changed) return refuse(changed.error());
  return marketplaces_answer(call);
}

}  // namespace mooring::host::admin
