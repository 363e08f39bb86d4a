#include "watch/watchdog.hpp"

#include <algorithm>
#include <set>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "connections/channel_setup.hpp"

namespace mooring::host {
namespace {

bool is_runnable(const ConnectionStatus& status) {
  const BadgeFacts& facts = status.facts;
  return !status.pause && !facts.disconnected && facts.grant == GrantState::active &&
         facts.connector_problem.empty() && facts.marketplaces_selected > facts.unavailable.size();
}

std::string in_words(const OverdueStream& stream, const ConnectionStatus& status, Duration due_for) {
  std::string name = stream.title;
  for (const MarketplaceRow& m : status.marketplaces)
    if (m.id == stream.marketplace) name += " of " + marketplace_title(m.id, m.name, m.country_code);
  std::string last = stream.last_attempt_at ? "It last ran at " + format_time(*stream.last_attempt_at)
                                            : std::string("It never ran");
  return name + " runs every " + format_duration(stream.interval) + ", has been due for " +
         format_duration(due_for) + " and did not run. " + last +
         ". Sync it by hand; when that does not start either, restart the host";
}

}  // namespace

struct Watchdog::Pass {
  Pass(Watchdog& of_dog, Timestamp at, std::set<Key> runs)
      : dog(of_dog), now(at), steady(of_dog.clock_.steady_now()), running(std::move(runs)) {}

  void look(const ConnectionStatus& status) {
    if (!is_runnable(status)) return;
    for (const StreamStatus& stream : status.streams) {
      if (!stream.enabled || !stream.fed_by.empty()) continue;
      // What is set aside has no planned runs, on purpose (connections/set_aside.hpp).
      if (stream.scope == StreamScope::connection) look(status, stream, stream);
      for (const SlotStatus& slot : stream.marketplaces)
        look(status, stream, slot);
    }
  }

  void look(const ConnectionStatus& status, const StreamStatus& stream, const SlotStatus& slot) {
    if (slot.set_aside) return;
    Key key{status.connection.id, stream.id, slot.marketplace};
    const auto last = slot.last_attempt_at;
    // An attempt in the future is of a clock that was ahead: due, as far as anyone can tell.
    const bool due = !last || *last > now || *last + stream.interval <= now;
    if (!due || running.contains(key)) return;
    auto known = dog.waiting_.find(key);
    const bool goes_on = known != dog.waiting_.end() && known->second.last_attempt_at == last;
    Waiting waiting = goes_on ? known->second : Waiting{last, steady, now};
    const Duration grace = std::max<Duration>(2 * stream.interval, limits::kOverdueGraceMin);
    if (steady - waiting.seen_at > grace) {
      overdue.push_back({status.connection.id, stream.id, stream.title, slot.marketplace, last,
                         waiting.due_at, stream.interval});
      if (!std::exchange(waiting.told, true)) tell(overdue.back(), status, steady - waiting.seen_at);
    }
    still_waiting.emplace(std::move(key), waiting);
  }

  void tell(const OverdueStream& stream, const ConnectionStatus& status, Duration due_for) {
    ActivityRow entry;
    entry.connection_id = stream.connection_id;
    entry.stream = stream.stream;
    entry.kind = "watchdog.overdue";
    entry.severity = Severity::warning;
    entry.message = in_words(stream, status, due_for);
    entry.actor = "system";
    entries.push_back(std::move(entry));
  }

  Watchdog& dog;
  Timestamp now;
  SteadyTime steady;
  std::set<Key> running;
  std::map<Key, Waiting> still_waiting;
  std::vector<OverdueStream> overdue;
  std::vector<ActivityRow> entries;
};

Watchdog::Watchdog(Database& database, Journal& journal, const Clock& clock, Logger& logger)
    : database_(database), journal_(journal), clock_(clock), logger_(logger) {}

void Watchdog::look(const Look& look) {
  if (!look.all) return;
  std::set<Key> running;
  Status read = database_.read([&](Session& session) -> Status {
    running.clear();
    for (const RunRow& run : rows::unfinished_runs(session))
      if (run.state == RunState::running) running.emplace(run.connection_id, run.stream, run.marketplace);
    return {};
  });
  if (!read) return logger_.warning("what runs could not be read", {{"reason", describe(read.error())}});
  Pass pass(*this, look.now, std::move(running));
  for (const ConnectionStatus& status : look.statuses)
    pass.look(status);
  for (ActivityRow& entry : pass.entries) {
    logger_.warning("a stream that is due does not run",
                    {{"connection", entry.connection_id}, {"stream", entry.stream}});
    journal_.post(std::move(entry));
  }
  waiting_ = std::move(pass.still_waiting);
  std::lock_guard lock(mutex_);
  overdue_ = std::move(pass.overdue);
}

size_t Watchdog::overdue() const {
  std::lock_guard lock(mutex_);
  return overdue_.size();
}

std::vector<OverdueStream> Watchdog::overdue_of(const std::string& connection_id) const {
  std::lock_guard lock(mutex_);
  std::vector<OverdueStream> out;
  std::copy_if(overdue_.begin(), overdue_.end(), std::back_inserter(out),
               [&](const OverdueStream& stream) { return stream.connection_id == connection_id; });
  return out;
}

}  // namespace mooring::host
