#include "oauth/grant_records.hpp"

#include "store/rows.hpp"

namespace mooring::host {
namespace {

constexpr const char* kRefreshed = "token.refreshed";
constexpr const char* kRefreshFailed = "token.refresh_failed";
constexpr const char* kApplicationRejected = "token.application_rejected";

ActivityRow entry_of(const std::string& connection_id, const char* kind, Severity severity,
                     const Failure& why) {
  ActivityRow entry;
  entry.connection_id = connection_id;
  entry.kind = kind;
  entry.severity = severity;
  entry.status = why.status;
  entry.endpoint = why.endpoint;
  entry.request_id = why.request_id;
  entry.attempt = why.attempt;
  entry.duration_ms = why.duration_ms;
  entry.message = why.message;
  if (severity != Severity::info) entry.failure_kind = to_text(why.kind);
  entry.actor = "system";
  return entry;
}

tl::unexpected<Failure> no_active_grant(const std::optional<GrantRow>& grant) {
  Failure failure;
  failure.kind = FailureKind::grant_rejected;
  failure.message = "The connection has no authorization. Connect the account";
  if (grant && (grant->state == GrantState::rejected || grant->state == GrantState::revoked)) {
    bool revoked = grant->state == GrantState::revoked;
    failure.kind = revoked ? FailureKind::grant_revoked : FailureKind::grant_rejected;
    failure.status = grant->evidence_status;
    failure.endpoint = grant->evidence_endpoint;
    failure.message = grant->evidence_message;
  }
  return tl::unexpected<Failure>(std::move(failure));
}

int64_t latest_seq(Session& session, const std::string& connection_id, const char* kind) {
  auto entry = rows::latest_activity(session, connection_id, kind);
  return entry ? entry->seq : 0;
}

// The connection's last word about refreshing was a failure.
bool is_failing(Session& session, const std::string& connection_id) {
  int64_t good = latest_seq(session, connection_id, kRefreshed);
  return latest_seq(session, connection_id, kRefreshFailed) > good ||
         latest_seq(session, connection_id, kApplicationRejected) > good;
}

bool was_said(Session& session, const std::string& connection_id, const char* kind, const Failure& why,
              Timestamp now) {
  auto before = rows::latest_activity(session, connection_id, kind);
  if (!before || before->seq < latest_seq(session, connection_id, kRefreshed)) return false;
  if (why.kind == FailureKind::application_rejected)
    return before->status == why.status && before->endpoint == why.endpoint;
  return now - before->at < limits::kRefreshFailureEntryEvery;
}

Failure internal_failure(const Error& error) {
  Failure failure;
  failure.kind = FailureKind::internal;
  failure.message = describe(error);
  return failure;
}

}  // namespace

std::string refresh_token_name(const std::string& grant_id) {
  return "refresh_token/" + grant_id;
}

void GrantRecords::find(const std::string& connection_id, std::optional<StoredToken> unsaved,
                        std::function<void(Found)> done) {
  auto found = std::make_shared<Found>(tl::unexpected<Failure>(Failure{}));
  auto work = [this, connection_id, unsaved = std::move(unsaved), found](Session& session) -> Status {
    auto grant = rows::active_or_last_grant(session, connection_id);
    if (!grant || grant->state != GrantState::active) {
      *found = no_active_grant(grant);
      return {};
    }
    std::string name = refresh_token_name(grant->id);
    if (unsaved && unsaved->grant_id == grant->id) {
      if (auto put = vault_.put(session, connection_id, name, unsaved->refresh_token); !put) return put;
      *found = *unsaved;
      return {};
    }
    auto token = vault_.get(session, connection_id, name);
    if (!token) return fail(token.error());
    *found = StoredToken{grant->id, std::move(*token)};
    return {};
  };
  database_.post_write(std::move(work), core_, [found, done = std::move(done)](const Status& outcome) {
    done(outcome ? std::move(*found) : tl::unexpected<Failure>(internal_failure(outcome.error())));
  });
}

void GrantRecords::note_refreshed(const std::string& connection_id, const std::string& grant_id,
                                  Secret rotated, std::function<void(Status)> done) {
  auto work = [this, connection_id, grant_id, rotated = std::move(rotated)](Session& session) -> Status {
    auto grant = rows::active_or_last_grant(session, connection_id);
    if (!grant || grant->id != grant_id || grant->state != GrantState::active) return {};
    if (!rotated.empty())
      if (auto put = vault_.put(session, connection_id, refresh_token_name(grant_id), rotated); !put)
        return put;
    grant->last_refreshed_at = clock_.now();
    rows::update_grant(session, *grant);
    if (is_failing(session, connection_id)) {
      Failure nothing;
      nothing.message = "The access token was renewed again";
      journal_.append(session, entry_of(connection_id, kRefreshed, Severity::info, nothing));
    }
    return {};
  };
  database_.post_write(std::move(work), core_, std::move(done));
}

void GrantRecords::mark_ended(const std::string& connection_id, const std::string& grant_id,
                              const Failure& why, std::function<void(Result<bool>)> done) {
  auto marked = std::make_shared<bool>(false);
  auto work = [this, connection_id, grant_id, why, marked](Session& session) -> Status {
    *marked = false;
    auto grant = rows::active_or_last_grant(session, connection_id);
    if (!grant || grant->id != grant_id || grant->state != GrantState::active) return {};
    bool revoked = why.kind == FailureKind::grant_revoked;
    grant->state = revoked ? GrantState::revoked : GrantState::rejected;
    grant->ended_at = grant->evidence_at = clock_.now();
    grant->evidence_status = why.status;
    grant->evidence_code = to_text(why.kind);
    grant->evidence_message = why.message;
    grant->evidence_endpoint = why.endpoint;
    rows::update_grant(session, *grant);
    ActivityRow entry =
        entry_of(connection_id, revoked ? "token.revoked" : "token.rejected", Severity::error, why);
    if (!entry.message.ends_with('.')) entry.message += ".";  // the provider's own words may end with one
    entry.message += " Confirmed by a second try; reconnect the account to go on";
    journal_.append(session, std::move(entry));
    *marked = true;
    return {};
  };
  database_.post_write(std::move(work), core_, [marked, done = std::move(done)](const Status& outcome) {
    if (outcome)
      done(*marked);
    else
      done(fail(outcome.error()));
  });
}

void GrantRecords::note_failed(const std::string& connection_id, const Failure& why) {
  auto work = [this, connection_id, why](Session& session) -> Status {
    bool application = why.kind == FailureKind::application_rejected;
    const char* kind = application ? kApplicationRejected : kRefreshFailed;
    if (was_said(session, connection_id, kind, why, clock_.now())) return {};
    journal_.append(session,
                    entry_of(connection_id, kind, application ? Severity::error : Severity::warning, why));
    return {};
  };
  database_.post_write(std::move(work), core_, [](const Status&) {
    // Nothing to do: the caller has the failure itself, and a store that fails tells so in /healthz.
  });
}

}  // namespace mooring::host
