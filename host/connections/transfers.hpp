// Hands a connection over to another account of its channel and region: armed by an operator, done by the next consent
// or token of exactly that account. History, tags and ids stay; which record came from which account is told by the
// time. Any thread; owned by the composition root.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/journal.hpp"
#include "store/rows_life.hpp"

namespace mooring::host {

struct TransferRequest {
  std::string account_id;
  std::string confirm;  // confirmation_of(), as a person typed it
};

struct ConnectionAccounts {
  std::vector<AccountSpanRow> spans;  // the latest first
  std::optional<AccountTransferRow> transfer;
};

class AccountTransfers {
 public:
  AccountTransfers(Database& database, Journal& journal, const Clock& clock)
      : database_(database), journal_(journal), clock_(clock) {}

  // Errors: connection_unknown, confirmation_wrong, account_missing, account_same, account_connected,
  // connection_connected (it must be disconnected, or its grant rejected or revoked: nothing of the old account may still come
  // in).
  Result<AccountTransferRow> arm(const std::string& connection_id, const TransferRequest& request,
                                 const std::string& actor);
  Status cancel(const std::string& connection_id, const std::string& actor);  // error: transfer_unknown
  Result<ConnectionAccounts> accounts(const std::string& connection_id) const;

 private:
  Database& database_;
  Journal& journal_;
  const Clock& clock_;
};

// Inside Database::read or write. Error: confirmation_wrong, which says what to type (labels.hpp).
Status check_confirmation(Session& session, const std::string& typed, const ConnectionRow& row);

}  // namespace mooring::host
