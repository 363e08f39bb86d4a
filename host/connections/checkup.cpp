#include "connections/checkup.hpp"

#include <algorithm>
#include <map>

#include "base/limits.hpp"
#include "base/limits_permissions.hpp"
#include "base/text.hpp"
#include "connections/checkup_entries.hpp"
#include "connections/proposal.hpp"
#include "store/rows_life.hpp"

namespace mooring::host {
namespace {

std::string checked_fact(const std::string& connection_id) {
  return "checked/" + connection_id;
}

// One tenth more or less, so that they spread.
Duration interval(Random& random) {
  Duration base = limits::kCheckupInterval;
  return base - base / 10 +
         Duration{static_cast<int64_t>(static_cast<double>(base.count() / 5) * random.uniform())};
}

Duration from_now_to(Timestamp then, const Clock& clock) {
  return std::clamp<Duration>(then - clock.now(), Duration::zero(), limits::kCheckupInterval);
}

}  // namespace

struct Checkup::State : std::enable_shared_from_this<State> {
  State(Dependencies dependencies, std::function<void(const std::string&)> listener)
      : d(std::move(dependencies)), on_change(std::move(listener)) {}

  struct Planned {
    TimerId timer = 0;
    std::optional<Timestamp> began;
    bool under_way = false;
    std::vector<std::function<void(Result<CheckupReport>)>> waiting;
  };
  struct Known {  // as read from the store
    std::optional<ConnectionRow> row;
    bool granted = false;
    std::string grant_id;
    KnownAccount account;
    std::optional<Timestamp> checked_at;
  };

  struct Found {  // by a look; its report has no time where it came too late
    bool changed = false, lost = false;
    CheckupReport report;
  };

  static Known load(Session& session, const std::string& id);
  void plan_all();
  void plan_new(const std::string& id);
  void plan(const std::string& id, Duration delay);
  void soon(const std::string& id);
  void look_now(const std::string& id, std::function<void(Result<CheckupReport>)> done);
  void begin(const std::string& id);
  void tell(const std::string& id, const Result<CheckupReport>& report);
  void look_at_streams(const std::string& id, CheckupReport report);
  void stop();
  void ask(const Known& known);
  void identified(const Known& asked, tl::expected<IdentityAction, Failure> answer);
  void store(const Known& asked, IdentityAction identity);
  Found write(Session& session, const std::string& id, const std::string& grant_id,
              const IdentityAction& identity);  // writer thread
  std::vector<std::string> tell_changes(Session& session, const ConnectionRow& row,
                                        const IdentityChanges& changes,
                                        const std::string& account_name);  // writer thread
  void stored(const std::string& id, const Status& status, Found found);
  void end(const std::string& id, Duration next);
  void end_without_answer(const std::string& id, const Failure& failure);

  Dependencies d;
  std::function<void(const std::string&)> on_change;
  std::map<std::string, Planned> planned;
  bool stopping = false;
};

Checkup::State::Known Checkup::State::load(Session& session, const std::string& id) {
  Known known;
  known.row = rows::find_connection(session, id);
  if (!known.row) return known;
  auto grant = rows::active_or_last_grant(session, id);
  known.granted = grant && grant->state == GrantState::active && !known.row->disconnected;
  if (grant) known.grant_id = grant->id;
  if (auto at = rows::get_fact(session, checked_fact(id))) known.checked_at = parse_time(*at);
  return known;
}

// Read on the writer thread, as the engine does: core never waits for the disk.
void Checkup::State::plan_all() {
  auto all = std::make_shared<std::vector<Known>>();
  d.database.post_write(
      [all](Session& session) -> Status {
        for (const ConnectionRow& row : rows::list_connections(session))
          all->push_back(load(session, row.id));
        return {};
      },
      d.core,
      [self = shared_from_this(), all](Status status) {
        if (!status) self->d.logger.error("checkups are not planned", {{"reason", describe(status.error())}});
        for (const Known& known : *all) {
          // Those that nobody looked at for long begin within the first hour, not all at once.
          Duration spread{static_cast<int64_t>(
              static_cast<double>(Duration{limits::kCheckupRetryAfter}.count()) * self->d.random.uniform())};
          Timestamp next =
              known.checked_at ? *known.checked_at + interval(self->d.random) : self->d.clock.now();
          self->plan(known.row->id, std::max(spread, from_now_to(next, self->d.clock)));
        }
      });
}

// It was identified when it was connected: the next look is a day away.
void Checkup::State::plan_new(const std::string& id) {
  if (!planned.contains(id)) plan(id, interval(d.random));
}

void Checkup::State::plan(const std::string& id, Duration delay) {
  Planned& entry = planned[id];
  d.core.cancel(entry.timer);
  entry.timer = d.core.post_after(delay, [weak = weak_from_this(), id] {
    if (auto self = weak.lock()) self->begin(id);
  });
}

void Checkup::State::soon(const std::string& id) {
  Planned& entry = planned[id];
  if (entry.under_way) return;
  bool too_soon = entry.began && d.clock.now() - *entry.began < limits::kCheckupPauseMin;
  if (!too_soon) plan(id, Duration::zero());
}

void Checkup::State::look_now(const std::string& id, std::function<void(Result<CheckupReport>)> done) {
  if (stopping) return done(fail("engine_busy", "The host is stopping", "Try again when it runs"));
  Planned& entry = planned[id];
  entry.waiting.push_back(std::move(done));
  if (entry.under_way) return;
  d.core.cancel(entry.timer);
  begin(id);
}

void Checkup::State::tell(const std::string& id, const Result<CheckupReport>& report) {
  auto waiting = std::exchange(planned[id].waiting, {});
  for (const auto& done : waiting)
    done(report);
}

void Checkup::State::stop() {
  stopping = true;
  for (auto& [id, entry] : planned) {
    d.core.cancel(entry.timer);
    tell(id, fail("engine_busy", "The host is stopping", "Try again when it runs"));
  }
}

void Checkup::State::begin(const std::string& id) {
  if (stopping) return;
  Planned& entry = planned[id];
  entry.timer = 0;
  entry.began = d.clock.now();
  entry.under_way = true;
  auto known = std::make_shared<Known>();
  d.database.post_write(
      [known, id](Session& session) -> Status {
        *known = load(session, id);
        if (known->row) known->account = known_account(session, *known->row);
        return {};
      },
      d.core,
      [self = shared_from_this(), known, id](Status status) {
        if (status && !known->row) {
          self->tell(id, fail("connection_unknown", "There is no connection " + clean_line(id, 80),
                              "GET /api/v1/connections lists them"));
          self->planned.erase(id);
        } else if (!status || !known->granted) {
          self->tell(id, status ? fail("connection_not_connected", known->row->label + " is not connected",
                                       "Connect it first")
                                : fail(status.error()));
          self->end(id, interval(self->d.random));  // nothing to ask with; connecting looks by itself
        } else {
          self->ask(*known);
        }
      });
}

void Checkup::State::ask(const Known& known) {
  const ConnectionRow& row = *known.row;
  auto setup = channel_setup(d.registry, d.config, row.channel, row.region, row.consent);
  if (!setup) {
    tell(row.id, fail(setup.error()));
    return end(row.id, interval(d.random));
  }
  d.tokens.access_token(row.id, [weak = weak_from_this(), known, setup = *setup](AccessTokenResult token) {
    auto self = weak.lock();
    if (!self) return;
    const ConnectionRow& asked = *known.row;
    if (!token) return self->end_without_answer(asked.id, token.error());
    self->d.identifier.start(asked, setup, *token, known.account,
                             [weak, known](tl::expected<IdentityAction, Failure> answer) {
                               if (auto state = weak.lock()) state->identified(known, std::move(answer));
                             });
  });
}

void Checkup::State::identified(const Known& asked, tl::expected<IdentityAction, Failure> answer) {
  const ConnectionRow& row = *asked.row;
  if (!answer) return end_without_answer(row.id, answer.error());
  bool another =
      !row.account_id.empty() && !answer->account_id.empty() && answer->account_id != row.account_id;
  if (another)
    return end_without_answer(
        row.id, {FailureKind::internal, 0, "", "",
                 "The account is told as " + answer->account_id + ", not as " + row.account_id});
  store(asked, std::move(*answer));
}

void Checkup::State::store(const Known& asked, IdentityAction identity) {
  const std::string& id = asked.row->id;
  auto found = std::make_shared<Found>();
  d.database.post_write(
      [self = shared_from_this(), id, grant_id = asked.grant_id, identity = std::move(identity),
       found](Session& session) -> Status {
        *found = self->write(session, id, grant_id, identity);
        return {};
      },
      d.core,
      [self = shared_from_this(), id, found](Status status) { self->stored(id, status, std::move(*found)); });
}

Checkup::State::Found Checkup::State::write(Session& session, const std::string& id,
                                            const std::string& grant_id, const IdentityAction& identity) {
  Known known = load(session, id);
  // It ended meanwhile; or it was connected anew, and what that login may read is newer than this answer.
  if (!known.granted || known.grant_id != grant_id) return {};
  Found found;
  const Timestamp now = d.clock.now();
  ConnectionRow& row = *known.row;
  const IdentityChanges changes = store_identity(session, row, identity, now);
  found.report.changes = tell_changes(session, row, changes, identity.account_name);
  if (!changes.renamed_from.empty()) {
    row.account_name = identity.account_name;
    row.updated_at = now;
    rows::update_connection(session, row);
    if (!row.account_id.empty()) rows::put_account(session, id, row.account_id, row.account_name, now);
  }
  rows::put_fact(session, checked_fact(id), format_time(now));
  found.changed = changes.any();
  found.lost = !changes.lost.empty();
  found.report.at = now;
  found.report.marketplaces = identity.marketplaces.size();
  found.report.permissions = rows::list_permissions(session, id);
  return found;
}

// In the activity log, and as sentences. Selects what is new where the configuration says so.
std::vector<std::string> Checkup::State::tell_changes(Session& session, const ConnectionRow& row,
                                                      const IdentityChanges& changes,
                                                      const std::string& account_name) {
  const bool selected =
      selects_new_marketplaces(d.config, row.channel, row.config_key) &&
      select_added(session, row.id, consent_of(d.registry.manifest(row.channel), row), changes.added);
  std::vector<std::string> sentences;
  for (ActivityRow& entry :
       entries_of(changes, marketplace_noun(d.registry, row.channel), account_name, selected)) {
    entry.connection_id = row.id;
    sentences.push_back(entry.message);
    d.journal.append(session, std::move(entry));
  }
  return sentences;
}

void Checkup::State::stored(const std::string& id, const Status& status, Found found) {
  if (!status) {
    d.logger.error("what a checkup found could not be stored",
                   {{"connection", id}, {"reason", describe(status.error())}});
    tell(id, fail(status.error()));
    return end(id, limits::kCheckupRetryAfter);
  }
  if (found.changed && on_change) on_change(id);
  if (found.report.at == Timestamp{})
    tell(id, fail("connection_not_connected", "The connection was changed meanwhile", "Look again"));
  else
    look_at_streams(id, std::move(found.report));
  // A provider forgets something in its list now and then: what is gone is looked for again soon, not in a day.
  end(id, found.lost ? Duration{limits::kCheckupRetryAfter} : interval(d.random));
}

// Whoever waits is told when every stream has been looked at, or after a while: budgets may let that take long.
void Checkup::State::look_at_streams(const std::string& id, CheckupReport report) {
  if (!d.look_at_streams) return tell(id, std::move(report));
  const bool somebody_waits = !planned[id].waiting.empty();
  auto once = [weak = weak_from_this(), id, report = std::move(report), told = std::make_shared<bool>(false)](
                  bool checked, const std::vector<std::string>& changes) {
    auto self = weak.lock();
    if (!self || std::exchange(*told, true)) return;
    CheckupReport whole = report;
    whole.streams_checked = checked;
    whole.changes.insert(whole.changes.end(), changes.begin(), changes.end());
    self->tell(id, whole);
  };
  if (somebody_waits) d.core.post_after(limits::kProbesWaitNow, [once] { once(false, {}); });
  d.look_at_streams(id, somebody_waits, [once](const auto& changes) { once(true, changes); });
}

void Checkup::State::end(const std::string& id, Duration next) {
  planned[id].under_way = false;
  plan(id, next);
}

// Failing calls are in the activity log already, by whoever made them.
void Checkup::State::end_without_answer(const std::string& id, const Failure& failure) {
  d.logger.info("a connection could not be looked at; nothing was changed",
                {{"connection", id}, {"kind", to_text(failure.kind)}, {"reason", failure.message}});
  tell(id, fail("checkup_failed", "The provider could not be asked: " + failure.message,
                "Nothing was changed. Its badge and its activity say more; it is asked again by itself"));
  end(id, limits::kCheckupRetryAfter);
}

Checkup::Checkup(Dependencies dependencies, std::function<void(const std::string&)> on_change)
    : state_(std::make_shared<State>(std::move(dependencies), std::move(on_change))) {}

Checkup::~Checkup() = default;

void Checkup::start() {
  state_->d.core.post([state = state_] { state->plan_all(); });
}

void Checkup::connection_changed(const std::string& connection_id) {
  state_->d.core.post([weak = std::weak_ptr(state_), connection_id] {
    if (auto state = weak.lock()) state->plan_new(connection_id);
  });
}

void Checkup::look_now(const std::string& connection_id, std::function<void(Result<CheckupReport>)> done) {
  state_->d.core.post([weak = std::weak_ptr(state_), connection_id, done = std::move(done)] {
    if (auto state = weak.lock()) state->look_now(connection_id, done);
  });
}

void Checkup::stop() {
  state_->d.core.post([weak = std::weak_ptr(state_)] {
    if (auto state = weak.lock()) state->stop();
  });
}

void Checkup::soon(const std::string& connection_id) {
  state_->d.core.post([weak = std::weak_ptr(state_), connection_id] {
    if (auto state = weak.lock()) state->soon(connection_id);
  });
}

}  // namespace mooring::host
