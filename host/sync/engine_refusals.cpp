// Runs of one marketplace that are refused because the account is not there (connections/probes.hpp, refusal_of_run): what is
// stored of them as of a probe, so that they are set aside, and when they are tried again.
#include <algorithm>

#include "connections/probes.hpp"
#include "sync/engine_state.hpp"

namespace mooring::host {
namespace {

auto row_of(std::vector<ProbeRow>& rows, const std::string& stream, const std::string& marketplace) {
  return std::find_if(rows.begin(), rows.end(), [&](const ProbeRow& one) {
    return one.stream == stream && one.marketplace == marketplace;
  });
}

ProbeRow found_by(const RunRow& run, const std::string& stream, std::string state) {
  ProbeRow row;
  row.connection_id = run.connection_id;
  row.stream = stream;
  row.marketplace = run.marketplace;
  row.state = std::move(state);
  row.note = run.failure_message;
  row.status = run.failure_status;
  row.endpoint = run.failure_endpoint;
  row.request_id = run.failure_request_id;
  row.checked_at = row.since = *run.finished_at;
  return row;
}

}  // namespace

// A refusal of the stream is one of those that it feeds, and so is its end.
void SyncEngine::State::judge_refusal(const Run& run, Outcome& outcome) {
  const RunRow& row = outcome.row;
  auto connection = connections.find(row.connection_id);
  if (row.marketplace.empty() || !row.finished_at || connection == connections.end()) return;
  const Manifest& manifest = *run.plan().setup.manifest;
  std::string state;
  if (row.state == RunState::failed) state = refusal_of_run(manifest, *run.plan().stream, *run.failure());
  const bool is_over = row.state == RunState::succeeded;
  if (state.empty() && !is_over) return;
  std::vector<ProbeRow>& known = connection->second.refused;
  for (const StreamRule& rule : manifest.streams) {
    if (rule.id != row.stream && rule.fed_by != row.stream) continue;
    auto before = row_of(known, rule.id, row.marketplace);
    if (is_over && (before == known.end() || !is_not_here(*before))) continue;
    ProbeRow found = found_by(row, rule.id, is_over ? kProbeOk : state);
    if (before != known.end() && before->state == found.state) found.since = before->since;
    outcome.refusals.push_back(std::move(found));
  }
  // It was tried again only to see whether that has changed.
  if (!is_over && connection->second.aside.contains({row.stream, row.marketplace}))
    std::erase_if(outcome.entries, [](const ActivityRow& entry) { return entry.kind == "run.failed"; });
}

void SyncEngine::State::take_refusals(Connection& connection, const std::vector<ProbeRow>& found) {
  for (const ProbeRow& row : found) {
    auto before = row_of(connection.refused, row.stream, row.marketplace);
    if (before != connection.refused.end()) connection.refused.erase(before);
    if (is_refused(row)) connection.refused.push_back(row);
  }
}

// The probe asks for no marketplace, so only a run can tell: one after each probe that was answered.
bool SyncEngine::State::shall_try_again(Connection& connection, const StreamSlot& slot) {
  auto refused = row_of(connection.refused, slot.row.stream, slot.row.marketplace);
  if (refused == connection.refused.end() || !is_not_here(*refused) || !slot.row.last_attempt_at)
    return false;
  const ProbeRule* probe = connection.setup.manifest->probe_of(*slot.rule);
  return probe && !tells_of_marketplace(*probe) && refused->checked_at > *slot.row.last_attempt_at;
}

}  // namespace mooring::host
