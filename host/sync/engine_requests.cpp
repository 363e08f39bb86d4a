// What people ask the engine for: sync now, cancel.
#include <algorithm>

#include "base/text.hpp"
#include "sync/engine_state.hpp"

namespace mooring::host {
namespace {

// Switched off in the configuration, rather than not there.
bool is_off(const ChannelSetup& setup, const std::string& stream) {
  const auto changed = setup.config->streams.find(stream);
  return changed != setup.config->streams.end() && changed->second.enabled == false &&
         setup.manifest->stream(stream);
}

}  // namespace

SyncEngine::SyncAnswer SyncEngine::State::sync_now(const std::string& connection_id,
                                                   const SyncTargets& targets, const std::string& actor) {
  if (stopping) return fail("engine_busy", "The host is stopping", "Try again when it runs");
  if (auto rests = resting.find(connection_id); rests != resting.end())
    return fail(
        "plugin_not_loaded", "This connection cannot sync: " + rests->second,
        "The Plugins page and `mooring plugins list` tell which version there is and why one is refused; the "
        "data stays. Restart the host with a plugin that serves this connection");
  auto found = connections.find(connection_id);
  if (found == connections.end())
    return fail("connection_unknown",
                "There is no connection " + clean_line(connection_id, 80) + " that can sync",
                "GET /api/v1/connections lists them");
  Connection& connection = found->second;
  if (!connection.granted || connection.row.disconnected) return fail(connection.not_connected());
  const std::string& noun = connection.setup.manifest->marketplace_noun;
  if (connection.selected == 0)
    return fail("selection_empty", "No " + noun + " is chosen for " + connection.row.label,
                "Choose " + noun + "s first");
  if (connection.active.empty())
    return fail("selection_empty", "No chosen " + noun + " of " + connection.row.label + " is available",
                "The " + noun + "s' page says why; choose another one, or wait until one is back");
  auto slots = slots_of(connection, targets);
  if (!slots) return fail(slots.error());
  std::vector<RunRow> answer;
  for (StreamSlot* slot : *slots)
    answer.push_back(run_of(connection, *slot, actor));
  pump();
  return answer;
}

// In the manifest's order where all are meant, else in the order asked. A fed stream comes with the one that feeds it.
Result<std::vector<SyncEngine::State::StreamSlot*>> SyncEngine::State::slots_of(Connection& connection,
                                                                                const SyncTargets& targets) {
  const Manifest& manifest = *connection.setup.manifest;
  for (const auto& wanted : targets.marketplaces)
    if (!connection.marketplace(wanted))
      return fail("marketplace_unknown",
                  capitalized(manifest.marketplace_noun) + " " + clean_line(wanted, 80) +
                      " is not chosen, or not available",
                  "GET /api/v1/connections/{id}/marketplaces lists them");
  std::vector<std::string> streams;
  auto add = [&](const std::string& stream) {
    if (std::find(streams.begin(), streams.end(), stream) == streams.end()) streams.push_back(stream);
  };
  const std::string& kind = connection.setup.account_kind;
  bool by_marketplace = std::any_of(
      manifest.streams.begin(), manifest.streams.end(),
      [&](const StreamRule& rule) { return rule.scope == StreamScope::marketplace && rule.is_for(kind); });
  if (targets.streams.empty())
    for (const StreamRule& rule : manifest.streams)
      // Whoever names marketplaces means what is read for each of them.
      if (targets.marketplaces.empty() || !by_marketplace || rule.scope == StreamScope::marketplace)
        add(rule.fed_by.empty() ? rule.id : rule.fed_by);
  for (const auto& wanted : targets.streams) {
    const StreamRule* rule = manifest.stream(wanted);
    add(rule && !rule->fed_by.empty() ? rule->fed_by : wanted);
  }
  std::vector<StreamSlot*> slots;
  for (const auto& stream : streams) {
    size_t before = slots.size();
    auto at = connection.slots.lower_bound({stream, ""});
    for (; at != connection.slots.end() && at->first.stream == stream; ++at) {
      const std::string& marketplace = at->first.marketplace;
      bool meant = targets.marketplaces.empty() || marketplace.empty() ||
                   std::find(targets.marketplaces.begin(), targets.marketplaces.end(), marketplace) !=
                       targets.marketplaces.end();
      if (meant && at->second.wanted) slots.push_back(&at->second);
    }
    if (slots.size() == before && !targets.streams.empty() && is_off(connection.setup, stream))
      return fail(
          "stream_unknown",
          manifest.stream(stream)->title + " is switched off in the configuration, so it does not run",
          "Set enabled = true in [channels." + manifest.id + ".streams." + stream + "] and restart the host");
    if (slots.size() == before && !targets.streams.empty())
      return fail("stream_unknown",
                  manifest.name + " has no stream '" + clean_line(stream, 80) + "' that runs",
                  "GET /api/v1/connections/{id}/streams lists them");
  }
  return slots;
}

RunRow SyncEngine::State::run_of(Connection& connection, StreamSlot& slot, const std::string& actor) {
  if (auto active = runs.find(slot.run_id); active != runs.end()) {
    RunRow row = active->second.run->row();
    if (row.finished_at) slot.run_again = true;  // over, its outcome is being stored
    return row;
  }
  if (auto waiting = queued.find(slot.run_id); waiting != queued.end()) {
    queue.raise_to_manual(slot.run_id);
    waiting->second.lane = Lane::manual;
    return waiting->second.row;
  }
  return enqueue(connection, slot, "manual", actor, Lane::manual);
}

Result<RunRow> SyncEngine::State::cancel(const std::string& run_id, const std::string& actor) {
  if (range_done.contains(run_id))
    return fail("run_of_backfill", "The run " + clean_line(run_id, 80) + " belongs to a backfill",
                "Pause or cancel the backfill: it would order the run again");
  if (auto waiting = queued.find(run_id); waiting != queued.end()) {
    RunRow row = waiting->second.row;
    end_queued(run_id, actor);
    row.state = RunState::cancelled;
    Connection& connection = connections.at(row.connection_id);
    plan(connection, connection.slots.at({row.stream, row.marketplace}));
    return row;
  }
  if (auto active = runs.find(run_id); active != runs.end()) {
    auto run = active->second.run;
    run->cancel(actor);
    return run->row();
  }
  return fail("run_finished", "The run " + clean_line(run_id, 80) + " does not run any more",
              "GET /api/v1/runs/{id} tells how it ended");
}

}  // namespace mooring::host
