#include "watch/status_watch.hpp"

#include <atomic>
#include <set>

#include "base/limits.hpp"

namespace mooring::host {

// On the core executor, but for look().
struct StatusWatch::State : std::enable_shared_from_this<State> {
  State(Dependencies dependencies, std::vector<StatusObserver*> all_observers)
      : d(std::move(dependencies)), observers(std::move(all_observers)) {}

  void touch(const std::string& connection_id);
  void settle();
  void tick();
  void begin(bool all);
  void look(const std::set<std::string>& ids, bool all);
  Result<std::vector<ConnectionStatus>> read(const std::set<std::string>& ids, bool all) const;
  void ended();

  Dependencies d;
  std::vector<StatusObserver*> observers;
  std::atomic<bool> stopped{false};
  std::set<std::string> changed;
  bool settling = false, under_way = false, all_due = false;
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
    all_due = true;
  else
    begin(true);
}

void StatusWatch::State::begin(bool all) {
  if (stopped) return;
  under_way = true;
  auto ids = std::exchange(changed, {});
  all = all || ids.size() > limits::kWatchSingleReadsMax;
  d.aside([self = shared_from_this(), ids = std::move(ids), all] {
    self->look(ids, all);
    self->d.core.post([weak = std::weak_ptr(self)] {
      if (auto back = weak.lock()) back->ended();
    });
  });
}

void StatusWatch::State::ended() {
  under_way = false;
  if (std::exchange(all_due, false))
    begin(true);
  else if (!changed.empty())
    settle();
}

Result<std::vector<ConnectionStatus>> StatusWatch::State::read(const std::set<std::string>& ids,
                                                               bool all) const {
  if (all) return d.status.list({}, {});
  std::vector<ConnectionStatus> statuses;
  for (const std::string& id : ids) {
    auto found = d.status.find(id, {});
    if (!found) return fail(found.error());
    if (*found) statuses.push_back(std::move(**found));
  }
  return statuses;
}

void StatusWatch::State::look(const std::set<std::string>& ids, bool all) {
  if (stopped) return;
  const Timestamp now = d.clock.now();
  auto statuses = read(ids, all);
  if (!statuses) {  // the next look at all makes up for it
    d.logger.warning("the status of connections could not be read", {{"reason", describe(statuses.error())}});
    return;
  }
  for (StatusObserver* observer : observers)
    observer->look({*statuses, all, now});
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
