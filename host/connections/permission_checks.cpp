#include "connections/permission_checks.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "base/limits_permissions.hpp"
#include "connections/permission_entries.hpp"
#include "store/rows.hpp"

namespace mooring::host {
namespace {

using StreamAndPlace = std::pair<std::string, std::string>;  // stream, marketplace

struct Known {  // as read from the store
  std::optional<ConnectionRow> row;
  std::string grant_id;  // empty: there is none in use
  std::vector<MarketplaceRow> readable;
  std::map<StreamAndPlace, ProbeRow> probes;
  std::set<std::string> told_by_identify;
};

Known load(Session& session, const std::string& id) {
  Known known;
  known.row = rows::find_connection(session, id);
  if (!known.row) return known;
  auto grant = rows::active_or_last_grant(session, id);
  if (grant && grant->state == GrantState::active && !known.row->disconnected) known.grant_id = grant->id;
  for (MarketplaceRow& one : rows::list_marketplaces(session, id))
    if (one.selected && one.available) known.readable.push_back(std::move(one));
  for (ProbeRow& row : rows::list_probes(session, id)) {
    StreamAndPlace cell{row.stream, row.marketplace};
    known.probes.emplace(std::move(cell), std::move(row));
  }
  for (const PermissionRow& row : rows::list_permissions(session, id))
    known.told_by_identify.insert(row.id);
  return known;
}

// That the account is not in a marketplace is not refuted by a probe that asks for none.
bool is_kept(const ProbeRow& before, const ProbeRow& now, const ProbeRule& rule) {
  return is_not_here(before) && !is_refused(now) && before.grant_id == now.grant_id &&
         !tells_of_marketplace(rule);
}

}  // namespace

struct PermissionChecks::State : std::enable_shared_from_this<State> {
  State(Dependencies dependencies, std::function<void(const std::string&)> listener)
      : d(std::move(dependencies)), on_change(std::move(listener)) {}

  struct Look {  // under way
    Known known;
    Timestamp began_at;
    std::vector<ProbeChange> changes;
    std::vector<Done> waiting;
    bool again = false;  // the connection changed meanwhile
  };

  void look(const std::string& id, bool all, bool urgent, Done done);
  void begin(const std::string& id, bool all, bool urgent);
  void drop_known(const Known& known, std::vector<ProbeCall>& calls) const;
  void found(const std::string& id, const ProbeCall& call, const ProbeOutcome& outcome);
  void end(const std::string& id);
  void finish(const std::string& id, const std::vector<std::string>& told = {});
  void changed_soon(const std::string& id);

  Dependencies d;
  std::function<void(const std::string&)> on_change;
  std::map<std::string, Look> looks;
  std::map<std::string, TimerId> planned;
  bool stopping = false;
  mutable std::mutex mutex;
  std::set<std::string> shown;  // the ids of looks, for other threads
};

void PermissionChecks::State::look(const std::string& id, bool all, bool urgent, Done done) {
  if (stopping) return done({});
  auto [place, is_new] = looks.try_emplace(id);
  place->second.waiting.push_back(std::move(done));
  if (!is_new) {
    place->second.again |= !all;
    return;
  }
  {
    std::lock_guard lock(mutex);
    shown.insert(id);
  }
  auto known = std::make_shared<Known>();
  d.database.post_write(
      [known, id](Session& session) -> Status {
        *known = load(session, id);
        return {};
      },
      d.core,
      [self = shared_from_this(), known, id, all, urgent](Status status) {
        if (!status || !known->row || known->grant_id.empty() || self->stopping) return self->finish(id);
        self->looks.at(id).known = std::move(*known);
        self->begin(id, all, urgent);
      });
}

void PermissionChecks::State::begin(const std::string& id, bool all, bool urgent) {
  looks.at(id).began_at = d.clock.now();
  const Known& known = looks.at(id).known;
  auto setup = channel_setup(d.registry, d.config, known.row->channel, known.row->region, known.row->consent);
  if (!setup) return finish(id);
  auto calls = probe_calls(*known.row, *setup, known.readable, d.clock.now());
  if (!all) drop_known(known, calls);
  if (calls.empty()) return finish(id);
  d.prober.start(
      id, *setup, std::move(calls), urgent,
      [weak = weak_from_this(), id](const ProbeCall& call, ProbeOutcome outcome) {
        if (auto self = weak.lock()) self->found(id, call, outcome);
      },
      [weak = weak_from_this(), id] {
        if (auto self = weak.lock()) self->end(id);
      });
}

// What was asked with this grant stays until the next checkup.
void PermissionChecks::State::drop_known(const Known& known, std::vector<ProbeCall>& calls) const {
  std::erase_if(calls, [&](const ProbeCall& call) {
    return std::all_of(call.cells.begin(), call.cells.end(), [&](const StreamAndPlace& cell) {
      auto row = known.probes.find(cell);
      return row != known.probes.end() && row->second.grant_id == known.grant_id;
    });
  });
}

namespace {

// A run that went on meanwhile knows better than what the look began with.
bool is_told_by_run(const std::vector<ProbeRow>& stored, const ProbeRow& row, const ProbeRule& rule,
                    Timestamp began_at) {
  const auto now = std::find_if(stored.begin(), stored.end(), [&](const ProbeRow& one) {
    return one.stream == row.stream && one.marketplace == row.marketplace;
  });
  return now != stored.end() && !tells_of_marketplace(rule) && now->grant_id == row.grant_id &&
         is_not_here(*now) != is_not_here(row) && now->checked_at > began_at;
}

}  // namespace

void PermissionChecks::State::found(const std::string& id, const ProbeCall& call,
                                    const ProbeOutcome& outcome) {
  if (outcome.state.empty()) return;
  Look& look = looks.at(id);
  std::vector<ProbeRow> probed;
  for (const StreamAndPlace& cell : call.cells) {
    auto before = look.known.probes.find(cell);
    const bool was = before != look.known.probes.end();
    ProbeRow row{id,           cell.first,     cell.second,      look.known.grant_id, outcome.state,
                 outcome.note, outcome.status, outcome.endpoint, outcome.request_id,  d.clock.now(),
                 d.clock.now()};
    if (was && before->second.state == row.state) row.since = before->second.since;
    if (was && is_kept(before->second, row, *call.rule)) {
      // What a run found, and only a run can find again: the engine makes one after each answer (engine_refusals.cpp).
      row = before->second;
      if (outcome.state == kProbeOk) row.checked_at = d.clock.now();
    }
    auto titled = std::find_if(look.known.readable.begin(), look.known.readable.end(),
                               [&](const auto& one) { return one.id == cell.second; });
    look.changes.push_back({cell.first, marketplace_title(titled->id, titled->name, titled->country_code),
                            was ? before->second.state : std::string(), row});
    probed.push_back(std::move(row));
  }
  d.database.post_write(
      [probed = std::move(probed), id, grant_id = look.known.grant_id, rule = *call.rule,
       began_at = look.began_at](Session& session) -> Status {
        auto grant = rows::active_or_last_grant(session, id);
        if (!grant || grant->id != grant_id || !rows::find_connection(session, id)) return {};
        const auto stored = rows::list_probes(session, id);
        for (const ProbeRow& row : probed)
          if (!is_told_by_run(stored, row, rule, began_at)) rows::put_probe(session, row);
        return {};
      },
      d.core,
      [self = shared_from_this(), id](Status status) {
        if (status) return self->d.events.publish({"connection", id, "{}"});
        self->d.logger.warning("what a probe found could not be stored",
                               {{"connection", id}, {"reason", describe(status.error())}});
      });
}

void PermissionChecks::State::end(const std::string& id) {
  Look& look = looks.at(id);
  const Manifest* manifest = d.registry.manifest(look.known.row->channel);
  std::vector<ActivityRow> entries;
  if (manifest) entries = permission_entries(*manifest, look.changes);
  // identify/1 asked the same: the checkup has told of it.
  std::erase_if(entries, [&](const auto& entry) {
    return entry.kind != "permission.not_available" && look.known.told_by_identify.contains(entry.stream);
  });
  const bool changed = std::any_of(look.changes.begin(), look.changes.end(), [](const ProbeChange& change) {
    return is_refused(change.now) || (change.before != change.now.state && !change.before.empty());
  });
  std::vector<std::string> told;
  for (ActivityRow& entry : entries) {
    entry.connection_id = id;
    told.push_back(entry.message);
    d.journal.post(std::move(entry));
  }
  if (changed && on_change) on_change(id);
  // Behind all that was written: whoever is told may read it at once.
  d.database.post_write([](Session&) -> Status { return {}; }, d.core,
                        [weak = weak_from_this(), id, told](const Status&) {
                          if (auto self = weak.lock()) self->finish(id, told);
                        });
}

void PermissionChecks::State::finish(const std::string& id, const std::vector<std::string>& told) {
  auto node = looks.extract(id);
  {
    std::lock_guard lock(mutex);
    shown.erase(id);
  }
  d.events.publish({"connection", id, "{}"});
  for (const auto& done : node.mapped().waiting)
    done(told);
  if (node.mapped().again) changed_soon(id);
}

void PermissionChecks::State::changed_soon(const std::string& id) {
  d.core.cancel(std::exchange(planned[id], 0));
  planned[id] = d.core.post_after(limits::kProbeAfterChange, [weak = weak_from_this(), id] {
    auto self = weak.lock();
    if (!self) return;
    self->planned.erase(id);
    self->look(id, false, false, [](const auto&) {});
  });
}

PermissionChecks::PermissionChecks(Dependencies dependencies,
                                   std::function<void(const std::string&)> on_change)
    : state_(std::make_shared<State>(std::move(dependencies), std::move(on_change))) {}

PermissionChecks::~PermissionChecks() = default;

void PermissionChecks::look(const std::string& connection_id, bool urgent, Done done) {
  state_->d.core.post([weak = std::weak_ptr(state_), connection_id, urgent, done = std::move(done)] {
    if (auto state = weak.lock()) state->look(connection_id, true, urgent, done);
  });
}

void PermissionChecks::connection_changed(const std::string& connection_id) {
  state_->d.core.post([weak = std::weak_ptr(state_), connection_id] {
    if (auto state = weak.lock(); state && !state->stopping) state->changed_soon(connection_id);
  });
}

bool PermissionChecks::under_way(const std::string& connection_id) const {
  std::lock_guard lock(state_->mutex);
  return state_->shown.contains(connection_id);
}

void PermissionChecks::stop() {
  state_->d.core.post([weak = std::weak_ptr(state_)] {
    auto state = weak.lock();
    if (!state) return;
    state->stopping = true;
    for (auto& [id, timer] : state->planned)
      state->d.core.cancel(timer);
  });
}

}  // namespace mooring::host
