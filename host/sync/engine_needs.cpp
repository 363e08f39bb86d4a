// Streams that need values of another one (`needs` of the manifest): the first run waits for the first values, and comes at
// once when they are there.
#include "schedule/planner.hpp"
#include "sync/engine_state.hpp"

namespace mooring::host {
namespace {

const std::string& runner_of(const Manifest& manifest, const std::string& stream) {
  const StreamRule* rule = manifest.stream(stream);
  return rule && !rule->fed_by.empty() ? rule->fed_by : stream;
}

// Where one of them runs for all marketplaces, it is about each of the other's.
bool is_same_place(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() || a == b;
}

}  // namespace

// Until the first outcome of what brings the values: a run without any says nothing. A failure is not waited out.
bool SyncEngine::State::waits_for_values(const Connection& connection, const StreamSlot& slot) {
  if (slot.rule->needs_stream.empty() || slot.row.last_attempt_at) return false;
  const std::string& runner = runner_of(*connection.setup.manifest, slot.rule->needs_stream);
  for (auto at = connection.slots.lower_bound({runner, ""});
       at != connection.slots.end() && at->first.stream == runner; ++at) {
    const StreamSlot& feeder = at->second;
    const bool will_come = feeder.wanted && !feeder.row.last_success_at && !feeder.row.last_run_failed &&
                           !connection.aside.contains(at->first);
    if (will_come && is_same_place(at->first.marketplace, slot.row.marketplace)) return true;
  }
  return false;
}

// After the first success of `feeder`.
void SyncEngine::State::values_came(Connection& connection, const StreamSlot& feeder) {
  for (auto& [key, slot] : connection.slots) {
    if (!slot.wanted || slot.rule->needs_stream.empty() ||
        !is_same_place(key.marketplace, feeder.row.marketplace) ||
        runner_of(*connection.setup.manifest, slot.rule->needs_stream) != feeder.row.stream)
      continue;
    slot.interrupted = true;
    slot.run_again = !slot.run_id.empty() && !connection.paused;
    plan(connection, slot);
  }
}

}  // namespace mooring::host
