// API tokens of scripts.
#include "admin/api/access_calls.hpp"
#include "admin/api/handlers.hpp"
#include "admin/json/json_out_access.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

Scopes scopes_in(JsonBody& body) {
  Scopes scopes;
  const auto texts = body.texts("scopes");
  if (!texts) body.complain("scopes", "is missing");
  for (const std::string& text : texts.value_or(std::vector<std::string>())) {
    if (const auto scope = scope_of(text)) {
      if (std::find(scopes.begin(), scopes.end(), *scope) == scopes.end()) scopes.push_back(*scope);
    } else {
      body.complain("scopes", "may hold read, sync, manage and admin, or calendar alone");
    }
  }
  std::sort(scopes.begin(), scopes.end());
  return scopes;
}

}  // namespace

Answer list_api_tokens(Call& call) {
  auto tokens = call.admin.access.api_tokens.list();
  if (!tokens) return refuse(tokens.error());
  auto items = json_array();
  for (const ApiTokenRow& token : *tokens)
    items->add(api_token_json(token, call.admin.d.clock.now()));
  return json_page(items);
}

Answer post_api_token(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  NewApiToken wanted;
  wanted.name = body->required_text("name");
  wanted.scopes = scopes_in(*body);
  if (const auto expires = body->text("expires_at")) {
    wanted.expires_at = parse_time(*expires);
    if (!wanted.expires_at) body->complain("expires_at", "must be a time as RFC 3339 has it");
  }
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  // Else a token that was found out could outlive its revocation.
  if (!call.caller.token_id.empty())
    return refuse("person_only", "An API token cannot make API tokens",
                  "Sign in at the console, or use `mooring tokens create` on the host's machine");
  const TokenMaker maker{call.caller.actor, call.caller.user_id, call.caller.role};
  auto made = call.admin.access.api_tokens.make(wanted, maker);
  if (!made) return refuse(made.error());
  auto out = api_token_json(made->row, call.admin.d.clock.now());
  out->set("token", std::string(made->text.reveal()));
  if (wanted.scopes == Scopes{Scope::calendar})
    out->set("calendar_url",
             call.admin.d.public_url + "/calendar/" + std::string(made->text.reveal()) + "/expiries.ics");
  return json_response(201, out);
}

Answer delete_api_token(Call& call) {
  auto ended = call.admin.access.api_tokens.revoke(call.id(), call.caller.actor);
  if (!ended) return refuse(ended.error());
  close_streams(call.admin, *ended);
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace mooring::host::admin
