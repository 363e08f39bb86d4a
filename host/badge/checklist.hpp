// Why data may be missing although the badge says Connected: one cell for each stream and marketplace, with a word for its
// state, and the findings in sentences, each with what to do. Made of what is stored already; nothing is asked. Pure.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "badge/status.hpp"
#include "plugins/manifest.hpp"
#include "store/rows_probes.hpp"

namespace mooring::host {

enum class ReachState {
  ok,                 // the last check, or a run since, could read it
  first_sync,         // it may be read, as far as is known, and has not been read yet
  not_selected,       // nobody chose the marketplace
  not_authorised,     // the account does not list the marketplace
  not_participating,  // the account lists it and takes no part in it
  not_available,      // the provider does not offer the stream there
  switched_off,       // in the configuration
  role_missing,
  throttled,
  failed,
  not_checked,
};
const char* to_text(ReachState reach);

struct ReachCell {
  std::string marketplace;
  ReachState reach = ReachState::not_checked;
  std::string note{};  // of the answer, or of the marketplace
  int status = 0;
  std::string endpoint{}, request_id{};
  std::optional<Timestamp> checked_at{}, since{};
  bool runs_failed = false;  // every run so far: the note is the last one's reason
};

struct ReachStream {
  std::string id, title, role;
  bool set_aside = false;
  std::vector<ReachCell> cells;  // one for each marketplace, in the order of ReachGrid::marketplaces
};

struct ReachMarketplace {
  std::string id, title, country_code;
  bool selected = false;
  ReachState reach =
      ReachState::ok;  // not_selected, not_authorised, not_participating or ok: of all its streams
  std::string note{};  // of one that can be read: "the seller's listings are suspended"
  // The provider does not tell whether the account has it (ManifestConsent::proposes), and no run has read it yet: the note
  // is advice for choosing.
  bool is_guess = false;
};

struct ReachFinding {
  ReachState reach;
  std::vector<std::string> streams;       // ids; empty: all of them
  std::vector<std::string> marketplaces;  // ids; empty: all of them
  std::string text, action{};             // sentences; action: empty: nothing has to be done
};

struct ReachGrid {
  std::vector<ReachMarketplace> marketplaces;
  std::vector<ReachStream> streams;
  std::vector<ReachFinding> findings;
  std::optional<Timestamp> checked_at;  // the oldest of the cells that were checked
};

// The status is best read with each_failure.
ReachGrid reach_grid(const ConnectionStatus& status, const Manifest& manifest,
                     const std::vector<ProbeRow>& probes);

}  // namespace mooring::host
