// The probes of a connection: which requests tell what its streams may read of its marketplaces, and what the answers
// mean. Pure. Texts of a probe may use {marketplace} (then there is one request for each), {marketplaces} (all, with
// commas), {account}, {time-1h} (RFC 3339, UTC) and {date-2d}. Requests that are alike are sent once.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "connections/channel_setup.hpp"
#include "plugins/task.hpp"
#include "store/models.hpp"
#include "transport/transport.hpp"

namespace mooring::host {

struct ProbeCall {
  HttpAction request;
  const ProbeRule* rule = nullptr;                         // lives as long as the manifest
  std::vector<std::pair<std::string, std::string>> cells;  // stream, marketplace: what its answer is about
};

// marketplaces: selected and available. Streams that are switched off, not of the account's kind or not offered in a
// marketplace are left out.
std::vector<ProbeCall> probe_calls(const ConnectionRow& connection, const ChannelSetup& setup,
                                   const std::vector<MarketplaceRow>& marketplaces, Timestamp now);

struct ProbeOutcome {
  std::string state,
      note;  // state: rows_probes.hpp; empty: nothing can be said, and no other probe can say more
  int status = 0;
  std::string endpoint, request_id;
};

using ProbeAnswerOrFailure = tl::expected<HttpResponse, Failure>;
ProbeOutcome read_probe_answer(const Manifest& manifest, const ProbeRule& rule,
                               const ProbeAnswerOrFailure& answer);

// false: its answer is the same for all marketplaces, and tells nothing of one.
bool tells_of_marketplace(const ProbeRule& rule);

// A run of one marketplace may be refused in words that the stream's probe would read as "not here", though the probe itself
// does not ask for a marketplace. kProbeNotParticipating or kProbeNotAvailable; empty: the failure is of another kind.
std::string refusal_of_run(const Manifest& manifest, const StreamRule& stream, const Failure& failure);

}  // namespace mooring::host
