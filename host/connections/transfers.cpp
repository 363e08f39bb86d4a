#include "connections/transfers.hpp"

#include "base/limits_life.hpp"
#include "base/text.hpp"
#include "connections/labels.hpp"
#include "connections/values_json.hpp"
#include "store/rows.hpp"

namespace mooring::host {
namespace {

constexpr size_t kAccountIdBytesMax = 200;

tl::unexpected<Error> connection_unknown(const std::string& id) {
  return fail("connection_unknown", "There is no connection " + clean_line(id, 80),
              "GET /api/v1/connections lists them");
}

Status check_ready(Session& session, const ConnectionRow& row, const std::string& account_id) {
  if (row.account_id.empty())
    return fail("connection_not_connected", "This connection has no account yet",
                "Connect it: the first account needs no transfer");
  if (row.account_id == account_id)
    return fail("account_same", "This connection belongs to the account " + account_id + " already",
                "Reconnect it instead");
  if (auto other = rows::find_connection_of_account(session, row.channel, row.region, account_id, row.id))
    return fail("account_connected", "The account " + account_id + " is connected already, as " + *other,
                "Use that connection, or wipe it first");
  auto grant = rows::active_or_last_grant(session, row.id);
  // Also one that has passed its day: as long as the provider accepts it, its data comes in.
  const bool connected = grant && grant->state == GrantState::active && !row.disconnected;
  if (connected || rows::has_unfinished_runs(session, row.id))
    return fail("connection_connected", "Data of the account " + row.account_id + " still comes in",
                "Disconnect the connection first");
  return {};
}

}  // namespace

Status check_confirmation(Session& session, const std::string& typed, const ConnectionRow& row) {
  const std::string label = confirmation_of(session, row);
  if (typed == label) return {};
  return fail("confirmation_wrong", "The confirmation is not the connection's name",
              "Type exactly: " + label);
}

Result<AccountTransferRow> AccountTransfers::arm(const std::string& connection_id,
                                                 const TransferRequest& request, const std::string& actor) {
  AccountTransferRow transfer;
  transfer.connection_id = connection_id;
  transfer.account_id = clean_line(request.account_id, kAccountIdBytesMax);
  transfer.armed_at = clock_.now();
  transfer.expires_at = transfer.armed_at + Duration(limits::kTransferLifetime);
  transfer.actor = actor;
  if (transfer.account_id.empty())
    return fail("account_missing", "The id of the other account is missing",
                "Give account_id as the provider shows it");
  auto stored = database_.write([&](Session& session) -> Status {
    auto row = rows::find_connection(session, connection_id);
    if (!row) return connection_unknown(connection_id);
    if (auto confirmed = check_confirmation(session, request.confirm, *row); !confirmed) return confirmed;
    if (auto ready = check_ready(session, *row, transfer.account_id); !ready) return ready;
    rows::put_transfer(session, transfer);
    ActivityRow entry;
    entry.connection_id = connection_id;
    entry.kind = "connection.transfer_armed";
    entry.severity = Severity::warning;
    entry.message = "Waits for the account " + transfer.account_id + " instead of " + row->account_id +
                    ", until " + format_time(transfer.expires_at);
    entry.actor = actor;
    entry.before_json = values_json({{"account_id", row->account_id}, {"account_name", row->account_name}});
    entry.after_json = values_json({{"account_id", transfer.account_id}});
    journal_.append(session, std::move(entry));
    return {};
  });
  if (!stored) return fail(stored.error());
  return transfer;
}

Status AccountTransfers::cancel(const std::string& connection_id, const std::string& actor) {
  return database_.write([&](Session& session) -> Status {
    if (!rows::find_connection(session, connection_id)) return connection_unknown(connection_id);
    if (!rows::delete_transfer(session, connection_id))
      return fail("transfer_unknown", "This connection waits for no other account");
    ActivityRow entry;
    entry.connection_id = connection_id;
    entry.kind = "connection.transfer_cancelled";
    entry.message = "Waits for no other account any more";
    entry.actor = actor;
    journal_.append(session, std::move(entry));
    return {};
  });
}

Result<ConnectionAccounts> AccountTransfers::accounts(const std::string& connection_id) const {
  ConnectionAccounts found;
  auto read = database_.read([&](Session& session) -> Status {
    if (!rows::find_connection(session, connection_id)) return connection_unknown(connection_id);
    found.spans = rows::list_accounts(session, connection_id);
    found.transfer = rows::find_transfer(session, connection_id, clock_.now());
    return {};
  });
  if (!read) return fail(read.error());
  return found;
}

}  // namespace mooring::host
