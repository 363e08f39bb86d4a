// What the API shows of a connection's accounts, links and end: docs/reference/rest.md. Pure functions.
#pragma once
#include "admin/json/json.hpp"
#include "connections/checkup.hpp"
#include "connections/reconnect_links.hpp"
#include "connections/transfers.hpp"

namespace mooring::host::admin {

JsonObject accounts_json(const ConnectionAccounts& accounts);
JsonObject transfer_json(const AccountTransferRow& transfer);
JsonObject wipe_json(const WipeRow& wipe);
JsonObject reconnect_link_json(const ReconnectLinkRow& link, Timestamp now);  // without its address
JsonObject checkup_json(const CheckupReport& report);

}  // namespace mooring::host::admin
