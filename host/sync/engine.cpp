#include "sync/engine.hpp"

#include "base/await.hpp"
#include "base/limits.hpp"
#include "sync/engine_state.hpp"

namespace mooring::host {

SyncEngine::SyncEngine(Dependencies dependencies)
    : state_(std::make_shared<State>(std::move(dependencies))) {}

SyncEngine::~SyncEngine() = default;

Status SyncEngine::start() {
  if (auto prepared = state_->prepare_store(); !prepared) return prepared;
  auto loaded = state_->load_all();
  if (!loaded) return fail(loaded.error());
  state_->d.core.post([state = state_, loaded = std::move(*loaded)]() mutable {
    for (auto& connection : loaded)
      state->apply(std::move(connection), true);
  });
  return {};
}

void SyncEngine::stop() {
  await<bool>(
      [this](auto done) {
        state_->d.core.post([state = state_, done] {
          state->stop();
          done(true);
        });
      },
      limits::kEngineCallDeadline);
  // A barrier: what was posted before is committed when this returns.
  const auto end_writing = [writer = state_->writer](Session&) -> Status {
    writer->close();
    return {};
  };
  if (auto flushed = state_->d.database.write(end_writing); !flushed)
    state_->d.logger.error("the last commits may not be stored", {{"reason", describe(flushed.error())}});
}

void SyncEngine::sync_now(const std::string& connection_id, const SyncTargets& targets,
                          const std::string& actor, std::function<void(SyncAnswer)> done) {
  state_->d.core.post([state = state_, connection_id, targets, actor, done = std::move(done)] {
    state->when_current(connection_id, [weak = std::weak_ptr(state), connection_id, targets, actor, done] {
      if (auto self = weak.lock()) done(self->sync_now(connection_id, targets, actor));
    });
  });
}

std::vector<BudgetState> SyncEngine::budgets(const std::string& connection_id,
                                             const Manifest& manifest) const {
  using States = std::vector<BudgetState>;
  auto answer = await<States>(
      [&](auto done) {
        // The manifest belongs to the registry, which outlives the engine.
        state_->d.core.post([state = state_, connection_id, rules = &manifest, done] {
          const auto channel = state->d.config.channels.find(rules->id);
          const ChannelConfig* config =
              channel == state->d.config.channels.end() ? nullptr : &channel->second;
          States states;
          for (const BudgetRule& rule : rules->budgets)
            states.push_back(state->d.client.budget(connection_id, rule, config));
          done(std::move(states));
        });
      },
      limits::kEngineCallDeadline);
  return answer ? std::move(*answer) : States();
}

SyncEngine::SyncAnswer SyncEngine::sync_now(const std::string& connection_id, const SyncTargets& targets,
                                            const std::string& actor) {
  auto answer =
      await<SyncAnswer>([&](auto done) { sync_now(connection_id, targets, actor, std::move(done)); },
                        limits::kEngineCallDeadline);
  if (!answer) return fail("engine_busy", "The sync engine did not answer in time", "Try again in a moment");
  return std::move(*answer);
}

Result<RunRow> SyncEngine::cancel(const std::string& run_id, const std::string& actor) {
  auto answer = await<Result<RunRow>>(
      [&](auto done) {
        state_->d.core.post([state = state_, run_id, actor, done] { done(state->cancel(run_id, actor)); });
      },
      limits::kEngineCallDeadline);
  if (!answer) return fail("engine_busy", "The sync engine did not answer in time", "Try again in a moment");
  if (*answer || answer->error().code != "run_finished") return std::move(*answer);
  bool known = false;
  auto status = state_->d.database.read([&](Session& session) -> Status {
    known = rows::find_run(session, run_id).has_value();
    return {};
  });
  if (!status) return fail(status.error());
  if (!known) return fail("run_unknown", "There is no such run", "GET /api/v1/runs lists them");
  return std::move(*answer);
}

void SyncEngine::connection_changed(const std::string& connection_id) {
  state_->d.core.post([state = state_, connection_id] {
    if (!state->stopping) state->reload(connection_id);
  });
}

void SyncEngine::on_permission_failure(std::function<void(const std::string&)> listener) {
  state_->on_permission_failure = std::move(listener);
}

Result<RunRow> SyncEngine::order_range(const RangeOrder& order,
                                       std::function<void(const RangeOutcome&)> done) {
  return state_->order_range(order, std::move(done));
}

void SyncEngine::when_current(const std::string& connection_id, std::function<void()> then) {
  state_->when_current(connection_id, std::move(then));
}

void SyncEngine::end_range(const std::string& run_id, const std::string& why) {
  state_->end_range(run_id, why);
}

std::optional<RangeSlots> SyncEngine::range_slots(const std::string& connection_id) const {
  return state_->range_slots(connection_id);
}

void SyncEngine::on_news(std::function<void(const EngineNews&)> listener) {
  state_->on_news = std::move(listener);
}

std::vector<LiveStream> SyncEngine::live(const std::string& connection_id) const {
  return state_->board.streams(connection_id);
}

std::optional<RunRow> SyncEngine::live_run(const std::string& run_id) const {
  return state_->board.run(run_id);
}

std::optional<QueuePlace> SyncEngine::queue_place(const std::string& run_id) const {
  return state_->board.queue_place(run_id);
}

EngineCounters SyncEngine::counters() const {
  return state_->board.counters();
}

}  // namespace mooring::host
