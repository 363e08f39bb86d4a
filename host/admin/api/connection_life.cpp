// What changes a connection's account, lets its owner reconnect it, looks at it now, and ends it.
#include <algorithm>

#include "admin/api/connection_lookup.hpp"
#include "admin/api/handlers.hpp"
#include "admin/json/json_out_life.hpp"
#include "base/await.hpp"
#include "base/limits_life.hpp"

namespace mooring::host::admin {
namespace {

Answer no_content() {
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace

Answer list_connection_accounts(Call& call) {
  auto accounts = call.admin.d.life.transfers.accounts(call.id());
  if (!accounts) return refuse(accounts.error());
  return json_response(200, accounts_json(*accounts));
}

Answer post_transfer(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  const TransferRequest request{body->required_text("account_id"), body->required_text("confirm")};
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  auto armed = call.admin.d.life.transfers.arm(call.id(), request, call.caller.actor);
  if (!armed) return refuse(armed.error());
  return json_response(202, transfer_json(*armed));
}

Answer delete_transfer(Call& call) {
  if (auto cancelled = call.admin.d.life.transfers.cancel(call.id(), call.caller.actor); !cancelled)
    return refuse(cancelled.error());
  return no_content();
}

Answer post_wipe(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  WipeRequest request{body->required_text("confirm")};
  request.deletes_connection = body->flag("delete_connection").value_or(false);
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  auto wipe = call.admin.d.life.wipes.begin(call.id(), request, call.caller.actor);
  if (!wipe) return refuse(wipe.error());
  return json_response(202, wipe_json(*wipe));
}

Answer get_wipe(Call& call) {
  auto wipe = call.admin.d.life.wipes.find(call.id());
  if (!wipe) return refuse(wipe.error());
  if (!*wipe) return refuse("wipe_unknown", "This connection was never wiped");
  return json_response(200, wipe_json(**wipe));
}

Answer delete_connection(Call& call) {
  if (auto removed = call.admin.d.life.wipes.remove(call.id(), call.caller.actor); !removed)
    return refuse(removed.error());
  return no_content();
}

Answer list_reconnect_links(Call& call) {
  auto links = call.admin.d.life.links.list(call.id());
  if (!links) return refuse(links.error());
  auto items = json_array();
  for (const ReconnectLinkRow& link : *links)
    items->add(reconnect_link_json(link, call.admin.d.clock.now()));
  return json_page(items);
}

Answer post_reconnect_link(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  const auto lifetime = body->integer("expires_in_s");
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  // Beyond the longest one nothing is counted: it cannot overflow.
  const std::chrono::seconds longest = limits::kReconnectLinkLifetimeMax;
  const Duration wanted =
      lifetime ? Duration(std::chrono::seconds{std::clamp<int64_t>(*lifetime, 0, longest.count() + 1)})
               : Duration(limits::kReconnectLinkLifetime);
  auto made = call.admin.d.life.links.create(call.id(), wanted, call.caller.actor);
  if (!made) return refuse(made.error());
  auto out = reconnect_link_json(made->link, call.admin.d.clock.now());
  out->set("url", made->url);
  return json_response(201, out);
}

Answer delete_reconnect_link(Call& call) {
  if (auto revoked = call.admin.d.life.links.revoke(call.id(), call.parameters.at(1), call.caller.actor);
      !revoked)
    return refuse(revoked.error());
  return no_content();
}

Answer post_checkup(Call& call) {
  const auto place = call.admin.provider_waits.enter();
  if (!place) return refuse_provider_wait();
  auto report = await<Result<CheckupReport>>(
      [&](auto done) { call.admin.d.life.checkup.look_now(call.id(), std::move(done)); },
      limits::kCheckupNowDeadline);
  if (!report)
    return refuse("checkup_failed", "The provider did not answer in time",
                  "Nothing was changed. Try again in a few minutes");
  if (!*report) return refuse(report->error());
  JsonObject answer = checkup_json(**report);
  auto checklist = checklist_of(call);
  if (!checklist) return refuse(checklist.error());
  answer->set("checklist", *checklist);
  return json_response(200, answer);
}

}  // namespace mooring::host::admin
