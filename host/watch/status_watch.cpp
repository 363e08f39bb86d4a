#include "watch/status_watch.hpp"

#include <algorithm>
#include <atomic>
#include <set>

#include "base/limits.hpp"
#include "base/limits_connections.hpp"

namespace mooring::host {

// On the core executor, but for look().
struct StatusWatch::State : std::enable_shared_from_this<State> {
  State(Dependencies dependencies, std::vector<StatusObserver*> all_observers)
      : d(std::move(dependencies)), observers(std::move(all_observers)) {}

  void touch(const std::string& connection_id);
  void settle();
  void tick();
  void begin(bool all);
  void look(const std::vector<std::string>& ids, bool all);
  void ended(std::optional<Duration> took_for_all);

  Dependencies d;
  std::vector<StatusObserver*> observers;
  std::atomic<bool> stopped{false};
  std::set<std::string> changed;
  bool settling = false, under_way = false, tick_due = false;
  SteadyTime next_all{};  // not before
};

void StatusWatch::State::touch(const std::string& connection_id) {
  changed.insert(connection_id);
  if (!under_way) settle();
}

void StatusWatch::State::settle() {
  if (std::exchange(settling, true)) return;
  d.core.post_after(limits::kWatchSettle, [weak = weak_from_this()] {
    auto self = weak.lock();
    if (!self) return;
    self->settling = false;
    if (!self->under_way && !self->changed.empty()) self->begin(false);
  });
}

void StatusWatch::State::tick() {
  if (stopped) return;
  d.core.post_after(limits::kWatchEvery, [weak = weak_from_this()] {
    if (auto self = weak.lock()) self->tick();
  });
  if (under_way)
    tick_due = true;
  else
    begin(true);
}

// `tick`: of all, when it is time for that, else also of those whose badge changed by time alone.
void StatusWatch::State::begin(bool tick) {
  if (stopped) return;
  under_way = true;
  const bool all = tick && (!d.changed_by_time || d.clock.steady_now() >= next_all);
  std::vector<std::string> ids;
  while (!all && !changed.empty() && ids.size() < limits::kWatchChangedReadsMax)
    ids.push_back(std::move(changed.extract(changed.begin()).value()));
  if (all) changed.clear();
  d.aside([self = shared_from_this(), ids = std::move(ids), all, tick]() mutable {
    if (tick && !all)
      for (std::string& id : self->d.changed_by_time(self->d.clock.now()))
        if (ids.size() < limits::kWatchChangedReadsMax) ids.push_back(std::move(id));
    const SteadyTime from = self->d.clock.steady_now();
    self->look(ids, all);
    std::optional<Duration> took;
    if (all) took = self->d.clock.steady_now() - from;
    self->d.core.post([weak = std::weak_ptr(self), took] {
      if (auto back = weak.lock()) back->ended(took);
    });
  });
}

void StatusWatch::State::ended(std::optional<Duration> took_for_all) {
  under_way = false;
  if (took_for_all) next_all = d.clock.steady_now() + limits::kWatchAllShare * *took_for_all;
  if (std::exchange(tick_due, false))
    begin(true);
  else if (!changed.empty())
    settle();
}

void StatusWatch::State::look(const std::vector<std::string>& ids, bool all) {
  if (stopped || (!all && ids.empty())) return;
  const Timestamp now = d.clock.now();
  for (StatusObserver* observer : observers)
    observer->before_look();
  auto statuses = all ? d.status.list({}, {}) : d.status.list_of(ids, {});
  if (!statuses) {  // the next look at all makes up for it
    d.logger.warning("the status of connections could not be read", {{"reason", describe(statuses.error())}});
    return;
  }
  const auto gone = all ? std::vector<std::string>() : not_found(ids, *statuses);
  for (StatusObserver* observer : observers)
    observer->look({*statuses, all, now, gone});
}

std::vector<std::string> not_found(const std::vector<std::string>& ids,
                                   const std::vector<ConnectionStatus>& statuses) {
  std::vector<std::string> gone;
  if (statuses.size() == ids.size()) return gone;
  for (const std::string& id : ids)
    if (std::none_of(statuses.begin(), statuses.end(),
                     [&](const ConnectionStatus& one) { return one.connection.id == id; }))
      gone.push_back(id);
  return gone;
}

StatusWatch::StatusWatch(Dependencies dependencies, std::vector<StatusObserver*> observers)
    : state_(std::make_shared<State>(std::move(dependencies), std::move(observers))) {}

StatusWatch::~StatusWatch() {
  stop();
}

void StatusWatch::start() {
  subscription_ = state_->d.events.subscribe([weak = std::weak_ptr(state_)](const HostEvent& event) {
    if (event.type != "connection" || event.connection_id.empty()) return;
    auto self = weak.lock();
    if (!self) return;
    self->d.core.post([weak, id = event.connection_id] {
      if (auto watch = weak.lock()) watch->touch(id);
    });
  });
  state_->d.core.post([state = state_] { state->tick(); });
}

void StatusWatch::stop() {
  state_->stopped = true;
  if (subscription_ != 0) state_->d.events.unsubscribe(std::exchange(subscription_, 0));
}

}  // namespace mooring::host
