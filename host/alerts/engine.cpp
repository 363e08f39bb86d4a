#include "alerts/engine.hpp"

#include <algorithm>

#include "alerts/engine_state.hpp"
#include "base/limits_alerts.hpp"

namespace mooring::host {

void AlertEngine::State::wake() {
  if (stopped || std::exchange(settling, true)) return;
  d.core.post_after(limits::kAlertSettle, [weak = weak_from_this()] {
    auto self = weak.lock();
    if (!self) return;
    self->settling = false;
    self->begin();
  });
}

void AlertEngine::State::begin() {
  if (stopped) return;
  if (std::exchange(under_way, true)) {
    again = true;
    return;
  }
  d.aside([self = shared_from_this(), busy_now = busy] {
    Seen seen = self->look(busy_now);
    self->d.core.post([weak = std::weak_ptr(self), seen = std::move(seen)]() mutable {
      if (auto back = weak.lock()) back->ended(std::move(seen));
    });
  });
}

void AlertEngine::State::ended(Seen seen) {
  under_way = false;
  if (stopped) return;
  for (Outgoing& outgoing : seen.outgoing)
    send(std::move(outgoing));
  if (std::exchange(again, false) || seen.more) return begin();
  plan(seen);
}

void AlertEngine::State::plan(const Seen& seen) {
  d.core.cancel(std::exchange(timer, 0));
  Duration wait = limits::kAlertLookEvery;
  // While something is being sent, its end leads to the next look.
  if (seen.next_due && busy.empty())
    wait =
        std::clamp<Duration>(*seen.next_due - d.clock.now(), limits::kAlertSettle, limits::kAlertLookEvery);
  timer = d.core.post_after(wait, [weak = weak_from_this()] {
    if (auto self = weak.lock()) self->begin();
  });
}

void AlertEngine::State::send(Outgoing outgoing) {
  auto alert = read_written_alert(outgoing.delivery.alert_json);
  AlertMessage message{outgoing.delivery.id, outgoing.delivery.repeats, {}};
  if (alert) message.alert = std::move(*alert);
  busy.insert(outgoing.delivery.destination_id);
  const AlertTarget target = outgoing.target;
  d.sender.send(target, message,
                [weak = weak_from_this(), outgoing = std::move(outgoing)](const AlertAttempt& attempt) {
                  if (auto self = weak.lock()) self->sent(outgoing, attempt);
                });
}

void AlertEngine::State::sent(const Outgoing& outgoing, const AlertAttempt& attempt) {
  ++(attempt.delivered ? delivered : failed);
  d.aside([self = shared_from_this(), delivery = outgoing.delivery, attempt] {
    self->record(delivery, attempt);
    self->d.core.post([weak = std::weak_ptr(self), id = delivery.destination_id] {
      auto back = weak.lock();
      if (!back) return;
      back->busy.erase(id);
      back->begin();
    });
  });
}

AlertEngine::AlertEngine(Dependencies dependencies)
    : state_(std::make_shared<State>(std::move(dependencies))) {}

AlertEngine::~AlertEngine() {
  stop();
}

void AlertEngine::start() {
  // Now, not at the first look: what is written in between is news.
  if (Status kept = state_->keep_beginning(); !kept)
    state_->d.logger.warning("where alerts begin could not be kept", {{"reason", describe(kept.error())}});
  subscription_ = state_->d.events.subscribe([weak = std::weak_ptr(state_)](const HostEvent& event) {
    if (event.type != "activity") return;
    if (auto self = weak.lock())
      self->d.core.post([weak] {
        if (auto state = weak.lock()) state->wake();
      });
  });
  soon();
}

void AlertEngine::stop() {
  state_->stopped = true;
  if (subscription_ != 0) state_->d.events.unsubscribe(std::exchange(subscription_, 0));
  state_->tests.stop();
}

void AlertEngine::soon() {
  state_->d.core.post([weak = std::weak_ptr(state_)] {
    if (auto self = weak.lock()) self->begin();
  });
}

void AlertEngine::send_now(const AlertDestinationRow& destination, const AlertMessage& message,
                           std::function<void(AlertAttempt)> done) {
  const auto wait = state_->tests.on_stop([done] { done({false, false, 0, "The host stops", {}, {}}); });
  if (wait == 0) return;
  auto finish = [weak = std::weak_ptr(state_), id = destination.id, wait, done](const AlertAttempt& attempt) {
    auto self = weak.lock();
    if (!self) return;
    self->d.aside([self, id, attempt, wait, done] {
      Status stored = self->d.database.write([&](Session& session) -> Status {
        if (auto row = rows::find_alert_destination(session, id))
          self->record_health(session, std::move(*row), attempt, false);
        return {};
      });
      if (!stored)
        self->d.logger.warning("the outcome of a test could not be kept",
                               {{"reason", describe(stored.error())}});
      if (self->tests.forget(wait)) done(attempt);
    });
  };
  state_->d.aside([weak = std::weak_ptr(state_), destination, message, finish] {
    auto self = weak.lock();
    if (!self) return;
    AlertTarget target;
    Status read = self->d.database.read([&](Session& session) -> Status {
      target = self->d.destinations.target_of(session, destination);
      return {};
    });
    if (!read) return finish({false, false, 0, describe(read.error()), {}, {}});
    self->d.core.post([weak, target, message, finish] {
      if (auto state = weak.lock()) state->d.sender.send(target, message, finish);
    });
  });
}

AlertEngine::Counters AlertEngine::counters() const {
  return {state_->delivered, state_->failed, state_->dead, state_->dropped, state_->held, state_->waiting};
}

}  // namespace mooring::host
