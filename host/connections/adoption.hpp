// A grant on its way to be adopted: how it came, what identify told, what became of it. Internal to connections/.
#pragma once
#include <optional>
#include <string>

#include "connections/service.hpp"

namespace mooring::host {

// What they are told who wait for a provider when the host stops.
inline Failure host_stops() {
  return {FailureKind::cancelled, 0, "", "", "The host stops"};
}

struct ConnectionService::Adoption {
  std::string account_id;  // as the callback or a person told it; may be empty
  std::string source, actor;
  std::string return_to{}, link_id{};
  bool second_connection = false;  // although another connection has the account

  Account signed_in{};
  IdentityAction identity{};
  ConnectOutcome outcome{};
  bool transferred = false;
  std::string refusal{};                // code; empty: adopted
  std::optional<OtherAccount> other{};  // with a refusal
};

}  // namespace mooring::host
