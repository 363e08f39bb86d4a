#include "badge/checklist.hpp"

#include <algorithm>
#include <map>

#include "badge/checklist_findings.hpp"
#include "connections/channel_setup.hpp"
#include "connections/identity_store.hpp"
#include "connections/proposal.hpp"

namespace mooring::host {
namespace {

using Probes = std::map<std::pair<std::string, std::string>, const ProbeRow*>;

ReachMarketplace marketplace_of(const MarketplaceRow& row) {
  ReachMarketplace out{row.id,           marketplace_title(row.id, row.name, row.country_code),
                       row.country_code, row.selected,
                       ReachState::ok,   row.note};
  if (!row.available)
    out.reach = row.note == kNotListedNote ? ReachState::not_authorised : ReachState::not_participating;
  else if (!row.selected)
    out.reach = ReachState::not_selected;
  return out;
}

bool was_read(const ConnectionStatus& status, const std::string& marketplace) {
  return std::any_of(status.streams.begin(), status.streams.end(), [&](const StreamStatus& stream) {
    return std::any_of(stream.marketplaces.begin(), stream.marketplaces.end(), [&](const SlotStatus& slot) {
      return slot.marketplace == marketplace && slot.last_success_at;
    });
  });
}

// Where the provider does not tell which ones an account has, the first run that read one proves that it has it.
void mark_guess(ReachMarketplace& marketplace, const ConnectionStatus& status) {
  if (marketplace.reach != ReachState::ok) return;
  marketplace.is_guess = !was_read(status, marketplace.id);
  if (!marketplace.is_guess) marketplace.note.clear();
}

// Those that the account has, then those that the region has and the account does not list.
std::vector<ReachMarketplace> all_marketplaces(const ConnectionStatus& status, const Manifest& manifest) {
  std::vector<ReachMarketplace> all;
  const ManifestConsent* consent = consent_of(&manifest, status.connection);
  for (const MarketplaceRow& row : status.marketplaces) {
    all.push_back(marketplace_of(row));
    if (consent && !consent->proposes.empty()) mark_guess(all.back(), status);
  }
  if (all.empty()) return all;  // it was never connected: nothing is known of the account
  for (const ManifestMarketplace& known : manifest.marketplaces) {
    if (known.region != status.connection.region) continue;
    const bool listed =
        std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.id == known.id; });
    if (!listed)
      all.push_back({known.id, marketplace_title(known.id, known.name, known.country_code),
                     known.country_code, false, ReachState::not_authorised, ""});
  }
  return all;
}

ReachState reach_of(const std::string& state) {
  if (state == kProbeOk) return ReachState::ok;
  if (state == kProbeRoleMissing) return ReachState::role_missing;
  if (state == kProbeNotParticipating) return ReachState::not_participating;
  if (state == kProbeNotAvailable) return ReachState::not_available;
  if (state == kProbeThrottled) return ReachState::throttled;
  return ReachState::failed;
}

const SlotStatus* slot_of(const StreamStatus& stream, const std::string& marketplace) {
  if (stream.scope == StreamScope::connection) return &stream;
  for (const SlotStatus& slot : stream.marketplaces)
    if (slot.marketplace == marketplace) return &slot;
  return nullptr;
}

void apply_probe(ReachCell& cell, const ProbeRow& probe) {
  cell.reach = reach_of(probe.state);
  cell.note = probe.note;
  cell.status = probe.status;
  cell.endpoint = probe.endpoint;
  cell.request_id = probe.request_id;
  cell.checked_at = probe.checked_at;
  cell.since = probe.since;
}

// It may be read, as far as is known, and yet no run has.
bool fails_from_the_start(const ReachCell& cell, const SlotStatus& slot) {
  const bool is_refused = cell.reach == ReachState::role_missing || cell.reach == ReachState::not_available ||
                          cell.reach == ReachState::not_participating;
  return slot.last_run_failed && !slot.last_success_at && !is_refused;
}

// A run is a proof, too: the later of the two counts. What has been read once may be read, whatever else fails since.
void apply_runs(ReachCell& cell, const SlotStatus& slot) {
  const bool permission = slot.last_run_failed && slot.failure_kind == "permission";
  const auto newer = [&](const std::optional<Timestamp>& at) {
    return at && (!cell.checked_at || *at >= *cell.checked_at);
  };
  if (permission && cell.reach == ReachState::role_missing) return;  // the probe knows more of the answer
  if (permission && newer(slot.last_attempt_at)) {
    cell.reach = ReachState::role_missing;
    cell.note = slot.failure_message;
    cell.checked_at = slot.last_attempt_at;
    return;
  }
  if (fails_from_the_start(cell, slot)) {
    cell = {cell.marketplace, ReachState::failed, slot.failure_message};
    cell.checked_at = slot.last_attempt_at;
    cell.runs_failed = true;
    return;
  }
  const bool unknown = cell.reach == ReachState::not_checked || cell.reach == ReachState::throttled ||
                       cell.reach == ReachState::failed || cell.reach == ReachState::role_missing;
  if (!slot.last_run_failed && unknown && newer(slot.last_success_at)) {
    cell = {cell.marketplace, ReachState::ok};
    cell.checked_at = slot.last_success_at;
  }
  if (cell.reach == ReachState::ok && !slot.last_success_at) cell.reach = ReachState::first_sync;
}

ReachCell cell_of(const StreamStatus& stream, const StreamRule& rule, const Manifest& manifest,
                  const ReachMarketplace& marketplace, const Probes& probes) {
  ReachCell cell{marketplace.id, marketplace.reach};
  if (marketplace.reach != ReachState::ok) {
    cell.note = marketplace.note;
    return cell;
  }
  if (!rule.is_in(marketplace.id)) {
    cell.reach = ReachState::not_available;
    return cell;
  }
  if (!stream.enabled) {
    cell.reach = ReachState::switched_off;
    return cell;
  }
  cell.reach = ReachState::not_checked;
  if (auto probe = probes.find({stream.id, marketplace.id}); probe != probes.end())
    apply_probe(cell, *probe->second);
  if (const SlotStatus* slot = slot_of(stream, marketplace.id)) apply_runs(cell, *slot);
  const ProbeRule* asked = manifest.probe_of(rule);
  if (cell.reach == ReachState::first_sync) cell.note = asked && cell.checked_at ? asked->leaves_open : "";
  return cell;
}

}  // namespace

const char* to_text(ReachState reach) {
  switch (reach) {
    case ReachState::ok:
      return "ok";
    case ReachState::first_sync:
      return "first_sync";
    case ReachState::not_selected:
      return "not_selected";
    case ReachState::not_authorised:
      return "not_authorised";
    case ReachState::not_participating:
      return "not_participating";
    case ReachState::not_available:
      return "not_available";
    case ReachState::switched_off:
      return "switched_off";
    case ReachState::role_missing:
      return "role_missing";
    case ReachState::throttled:
      return "throttled";
    case ReachState::failed:
      return "failed";
    case ReachState::not_checked:
      return "not_checked";
  }
  return "not_checked";
}

ReachGrid reach_grid(const ConnectionStatus& status, const Manifest& manifest,
                     const std::vector<ProbeRow>& probes) {
  Probes by_cell;
  for (const ProbeRow& row : probes)
    if (!status.grant || row.grant_id == status.grant->id) by_cell[{row.stream, row.marketplace}] = &row;
  ReachGrid grid;
  grid.marketplaces = all_marketplaces(status, manifest);
  for (const StreamStatus& stream : status.streams) {
    const StreamRule* rule = manifest.stream(stream.id);
    if (!rule) continue;
    ReachStream row{stream.id, stream.title, manifest.role_of(*rule), stream.set_aside, {}};
    for (const ReachMarketplace& marketplace : grid.marketplaces) {
      row.cells.push_back(cell_of(stream, *rule, manifest, marketplace, by_cell));
      const auto& checked = row.cells.back().checked_at;
      if (checked && (!grid.checked_at || *checked < *grid.checked_at)) grid.checked_at = checked;
    }
    grid.streams.push_back(std::move(row));
  }
  grid.findings = reach_findings(grid, status);
  return grid;
}

}  // namespace mooring::host
