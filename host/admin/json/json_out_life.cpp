#include "admin/json/json_out_life.hpp"

#include "admin/json/json_out.hpp"

namespace mooring::host::admin {

JsonObject accounts_json(const ConnectionAccounts& accounts) {
  auto items = json_array();
  for (const AccountSpanRow& span : accounts.spans) {
    auto item = json_object();
    item->set("account_id", span.account_id);
    item->set("account_name", span.account_name);
    item->set("from", json_time(span.from));
    item->set("until", json_time(span.until));
    items->add(item);
  }
  auto out = json_object();
  out->set("items", items);
  out->set("transfer",
           accounts.transfer ? Poco::Dynamic::Var(transfer_json(*accounts.transfer)) : Poco::Dynamic::Var());
  return out;
}

JsonObject transfer_json(const AccountTransferRow& transfer) {
  auto out = json_object();
  out->set("account_id", transfer.account_id);
  out->set("armed_at", json_time(transfer.armed_at));
  out->set("expires_at", json_time(transfer.expires_at));
  out->set("actor", transfer.actor);
  return out;
}

JsonObject wipe_json(const WipeRow& wipe) {
  auto out = json_object();
  out->set("connection_id", wipe.connection_id);
  out->set("label", wipe.label);
  out->set("state", wipe.finished_at ? "finished" : "running");
  out->set("deletes_connection", wipe.deletes_connection);
  out->set("rows_deleted", wipe.rows_deleted);
  out->set("actor", wipe.actor);
  out->set("started_at", json_time(wipe.started_at));
  out->set("finished_at", json_time(wipe.finished_at));
  return out;
}

JsonObject reconnect_link_json(const ReconnectLinkRow& link, Timestamp now) {
  auto out = json_object();
  out->set("id", link.id);
  out->set("state", to_text(state_of(link, now)));
  out->set("created_at", json_time(link.created_at));
  out->set("expires_at", json_time(link.expires_at));
  out->set("opened_at", json_time(link.opened_at));
  out->set("ended_at", json_time(link.ended_at));
  out->set("actor", link.actor);
  return out;
}

JsonObject checkup_json(const CheckupReport& report) {
  auto changes = json_array();
  for (const std::string& change : report.changes)
    changes->add(change);
  auto permissions = json_array();
  for (const PermissionRow& permission : report.permissions)
    permissions->add(permission_json(permission));
  auto out = json_object();
  out->set("at", json_time(report.at));
  out->set("changes", changes);
  out->set("marketplaces", report.marketplaces);
  out->set("permissions", permissions);
  out->set("streams_checked", report.streams_checked);
  return out;
}

}  // namespace mooring::host::admin
