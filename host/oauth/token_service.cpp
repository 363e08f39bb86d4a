#include <algorithm>
#include <utility>

#include "base/limits_life.hpp"
#include "oauth/grant_records.hpp"
#include "oauth/oauth.hpp"
#include "transport/retry_after.hpp"

namespace mooring::host {
namespace {

using Done = std::function<void(AccessTokenResult)>;

bool ends_grant(const Failure& failure) {
  return failure.kind == FailureKind::grant_rejected || failure.kind == FailureKind::grant_revoked;
}

// A fixed share of [0, 1) for each connection: spreads refreshes that fall due together.
double share_of(const std::string& connection_id) {
  return static_cast<double>(std::hash<std::string>{}(connection_id) % 1024) / 1024.0;
}

struct Entry {
  Secret token, retired;  // retired: replaced, yet perhaps still in requests under way, so it stays redacted
  SteadyTime refresh_at{}, usable_until{}, used_at{}, got_at{};
  uint64_t token_serial = 0;
  bool refreshing = false;
  uint64_t generation = 0;  // counts forget(): an attempt of an older one is not handed out
  std::vector<Done> waiting;
  std::optional<Failure> failure;
  SteadyTime paused_until{};
  std::optional<StoredToken> unsaved;  // a rotated refresh token that is not stored yet
};

struct Attempt {
  std::string connection_id;
  uint64_t generation = 0;
  std::string rejected_grant;  // set while a rejection of this grant is being confirmed
};

}  // namespace

struct TokenService::State : std::enable_shared_from_this<TokenService::State> {
  State(Database& database, Vault& vault, TokenClient& token_client, Journal& journal, Executor& executor,
        const Clock& the_clock, Redactor& the_redactor, EndpointOf endpoint)
      : client(token_client),
        core(executor),
        clock(the_clock),
        redactor(the_redactor),
        endpoint_of(std::move(endpoint)),
        records(database, vault, journal, executor, the_clock) {}

  TokenClient& client;
  Executor& core;
  const Clock& clock;
  Redactor& redactor;
  EndpointOf endpoint_of;
  GrantRecords records;
  std::map<std::string, Entry> entries;
  std::vector<std::function<void(const std::string&)>> listeners;
  uint64_t last_serial = 0;
  bool ahead = false;

  // A callback that does nothing once the service is gone.
  template <class Method, class... Bound>
  auto later(Method method, Bound... bound) {
    return [weak = weak_from_this(), method, bound...](auto&&... args) mutable {
      if (auto self = weak.lock()) ((*self).*method)(bound..., std::forward<decltype(args)>(args)...);
    };
  }

  bool is_usable(const Entry& entry) const {
    return !entry.token.empty() && clock.steady_now() < entry.usable_until;
  }
  bool is_outdated(const Attempt& attempt) {
    return entries[attempt.connection_id].generation != attempt.generation;
  }

  void get(const std::string& connection_id, Done done) {
    Entry& entry = entries[connection_id];
    SteadyTime now = clock.steady_now();
    entry.used_at = now;
    bool paused = entry.failure && now < entry.paused_until;
    if (is_usable(entry)) {  // nobody waits for a refresh while the old token still works
      AccessTokenResult token = entry.token;
      if (now >= entry.refresh_at && !entry.refreshing && !paused) start(connection_id);
      return done(std::move(token));
    }
    if (paused && !entry.refreshing) return done(tl::unexpected<Failure>(*entry.failure));
    entry.waiting.push_back(std::move(done));
    if (!entry.refreshing) start(connection_id);
  }

  void start(const std::string& connection_id) {
    Entry& entry = entries[connection_id];
    entry.refreshing = true;
    look_up({connection_id, entry.generation, {}});
  }

  void start_over(const std::string& connection_id) {
    Entry& entry = entries[connection_id];
    if (!entry.waiting.empty()) return start(connection_id);
    entry.refreshing = false;
  }

  void look_up(Attempt attempt) {
    if (is_outdated(attempt)) return start_over(attempt.connection_id);
    records.find(attempt.connection_id, entries[attempt.connection_id].unsaved,
                 later(&State::on_found, attempt));
  }

  void on_found(const Attempt& attempt, const GrantRecords::Found& found) {
    if (is_outdated(attempt)) return start_over(attempt.connection_id);
    if (!found)
      return ends_grant(found.error())
                 ? deliver(attempt.connection_id, tl::unexpected<Failure>(found.error()))
                 : give_up(attempt, found.error());
    auto endpoint = endpoint_of(attempt.connection_id);
    if (!endpoint) return give_up(attempt, failure_of(endpoint.error()));
    client.refresh(*endpoint, found->refresh_token, later(&State::on_answer, attempt, *found));
  }

  static Failure failure_of(const Error& error) {
    Failure failure;
    failure.kind =
        error.code == "application_missing" ? FailureKind::application_rejected : FailureKind::internal;
    failure.message = describe(error);
    return failure;
  }

  void on_answer(const Attempt& attempt, const StoredToken& used, const TokenResult& answer) {
    if (answer) return on_renewed(attempt, used, *answer);
    if (is_outdated(attempt)) return start_over(attempt.connection_id);
    const bool second_try = attempt.rejected_grant == used.grant_id;
    Failure failure = answer.error();
    failure.attempt = second_try ? 2 : 1;
    if (!ends_grant(failure)) return give_up(attempt, failure);
    if (second_try) {
      records.mark_ended(attempt.connection_id, used.grant_id, failure,
                         later(&State::on_ended, attempt, failure));
      return;
    }
    // A provider that is in trouble has been seen to say invalid_grant: one more try before the badge turns red.
    Attempt second{attempt.connection_id, attempt.generation, used.grant_id};
    core.post_after(limits::kRejectionConfirmAfter, later(&State::look_up, second));
  }

  void on_renewed(const Attempt& attempt, const StoredToken& used, const TokenGrant& grant) {
    bool rotated = !grant.refresh_token.empty() && !(grant.refresh_token == used.refresh_token);
    if (!rotated) {
      records.note_refreshed(attempt.connection_id, used.grant_id, Secret(), [](const Status&) {});
      return on_stored(attempt, grant, {});
    }
    // The old refresh token may be dead already: the new one is stored before anything is done with the access token,
    // also when forget() came in between (the store keeps it only if its grant is still the active one).
    if (!is_outdated(attempt))
      entries[attempt.connection_id].unsaved = StoredToken{used.grant_id, grant.refresh_token};
    records.note_refreshed(attempt.connection_id, used.grant_id, grant.refresh_token,
                           later(&State::on_stored, attempt, grant));
  }

  void on_stored(const Attempt& attempt, const TokenGrant& grant, const Status& outcome) {
    if (is_outdated(attempt)) {
      redactor.remove(grant.access_token);
      return start_over(attempt.connection_id);
    }
    if (!outcome) {
      redactor.remove(grant.access_token);
      Failure failure;
      failure.message = "the new refresh token could not be stored: " + describe(outcome.error());
      return give_up(attempt, failure);
    }
    Entry& entry = entries[attempt.connection_id];
    entry.unsaved.reset();
    entry.failure.reset();
    install(attempt.connection_id, entry, grant);
    deliver(attempt.connection_id, grant.access_token);
  }

  void install(const std::string& connection_id, Entry& entry, const TokenGrant& grant) {
    retire(entry);
    Duration lifetime = grant.expires_in;
    entry.token = grant.access_token;
    entry.token_serial = ++last_serial;
    entry.got_at = clock.steady_now();
    entry.refresh_at = entry.got_at + std::max(lifetime / 2, lifetime - limits::kRefreshAhead);
    entry.usable_until =
        entry.got_at + lifetime - std::min<Duration>(limits::kTokenUsableMargin, lifetime / 4);
    if (ahead) plan_ahead(connection_id, entry, lifetime);
  }

  void plan_ahead(const std::string& connection_id, const Entry& entry, Duration lifetime) {
    auto spread = std::chrono::duration_cast<Duration>(
        std::min<Duration>(limits::kRefreshAhead, lifetime / 4) * share_of(connection_id));
    Duration wait = std::max<Duration>(entry.refresh_at - spread - clock.steady_now(), Duration{0});
    core.post_after(wait, later(&State::refresh_ahead, connection_id, entry.token_serial));
  }

  void refresh_ahead(const std::string& connection_id, uint64_t token_serial) {
    auto found = entries.find(connection_id);
    if (found == entries.end() || found->second.token_serial != token_serial || found->second.refreshing)
      return;
    // Nobody has asked for it since it was fetched: the next one who asks refreshes.
    if (found->second.used_at <= found->second.got_at || found->second.token.empty()) return;
    start(connection_id);
  }

  void retire(Entry& entry) {
    if (entry.token.empty()) return;
    redactor.remove(entry.retired);
    entry.retired = std::move(entry.token);
  }

  // As long as the provider asks for: to ask again sooner makes it take longer.
  Duration pause_after(const Failure& failure) const {
    const Duration asked = parse_retry_after(failure.retry_after, clock.now()).value_or(Duration::zero());
    return std::clamp<Duration>(asked, limits::kRefreshFailurePause, limits::kTokenRetryAfterMax);
  }

  void give_up(const Attempt& attempt, const Failure& failure) {
    Entry& entry = entries[attempt.connection_id];
    entry.failure = failure;
    entry.paused_until = clock.steady_now() + pause_after(failure);
    records.note_failed(attempt.connection_id, failure);
    if (is_usable(entry)) return deliver(attempt.connection_id, entry.token);
    deliver(attempt.connection_id, tl::unexpected<Failure>(failure));
  }

  void on_ended(const Attempt& attempt, const Failure& why, const Result<bool>& marked) {
    if (!marked) return give_up(attempt, failure_of(marked.error()));
    if (!*marked || is_outdated(attempt)) return start_over(attempt.connection_id);
    Entry& entry = entries[attempt.connection_id];
    retire(entry);
    entry.failure.reset();
    deliver(attempt.connection_id, tl::unexpected<Failure>(why));
    for (const auto& listener : listeners)
      listener(attempt.connection_id);
  }

  // Last step of an attempt. The callbacks may call the service again, so nothing of the entry is used after them.
  void deliver(const std::string& connection_id, const AccessTokenResult& result) {
    Entry& entry = entries[connection_id];
    entry.refreshing = false;
    std::vector<Done> waiting = std::exchange(entry.waiting, {});
    AccessTokenResult kept = result;
    for (Done& done : waiting)
      done(kept);
  }

  void drop(const std::string& connection_id, const Secret& access_token) {
    auto found = entries.find(connection_id);
    if (found != entries.end() && found->second.token == access_token) retire(found->second);
  }

  void forget(const std::string& connection_id) {
    auto found = entries.find(connection_id);
    if (found == entries.end()) return;
    Entry& entry = found->second;
    retire(entry);
    ++entry.generation;
    entry.failure.reset();
    entry.unsaved.reset();
    if (!entry.refreshing) {
      redactor.remove(entry.retired);
      entries.erase(found);
    }
  }

  void start_ahead() {
    ahead = true;
    for (const auto& [connection_id, entry] : entries)
      if (!entry.token.empty()) plan_ahead(connection_id, entry, entry.usable_until - entry.got_at);
  }
};

TokenService::TokenService(Database& database, Vault& vault, TokenClient& client, Journal& journal,
                           Executor& core, const Clock& clock, Redactor& redactor, EndpointOf endpoint_of)
    : state_(std::make_shared<State>(database, vault, client, journal, core, clock, redactor,
                                     std::move(endpoint_of))) {}
TokenService::~TokenService() = default;

void TokenService::access_token(const std::string& connection_id,
                                std::function<void(AccessTokenResult)> done) {
  auto alive = state_;  // done may destroy the service
  alive->get(connection_id, std::move(done));
}
void TokenService::drop(const std::string& connection_id, const Secret& access_token) {
  state_->drop(connection_id, access_token);
}
void TokenService::forget(const std::string& connection_id) {
  state_->forget(connection_id);
}
void TokenService::start_refreshing_ahead() {
  state_->start_ahead();
}
void TokenService::on_grant_changed(std::function<void(const std::string&)> listener) {
  state_->listeners.push_back(std::move(listener));
}

}  // namespace mooring::host
