#include "access/sessions.hpp"

#include <algorithm>

#include "access/links.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/limits_access.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

constexpr size_t kCookieBytes = 32;

// Nothing where the person is gone, disabled, or the session too old.
std::optional<LiveSession> live(Session& session, SessionRow row, Timestamp now) {
  LiveSession found;
  found.expires_at = std::min(row.created_at + Duration(limits::kSessionAbsolute),
                              row.last_seen_at + Duration(limits::kSessionIdle));
  if (now >= found.expires_at) return std::nullopt;
  if (!row.user_id.empty()) {
    found.user = rows::find_user(session, row.user_id);
    if (!found.user || found.user->disabled) return std::nullopt;
  }
  found.row = std::move(row);
  return found;
}

std::string way_of(const std::string& method) {
  if (method == "password") return "with a password";
  return method == "token" ? "with the admin token" : "with a sign-in link";
}

std::string name_of(const std::optional<UserRow>& user) {
  return user ? user->name : "the host's own administrator";
}

}  // namespace

Role LiveSession::role() const {
  return user ? role_of(std::string_view(user->role)).value_or(Role::viewer) : Role::administrator;
}

std::string LiveSession::actor() const {
  return user ? actor_of(*user) : kLocalActor;
}

Result<Sessions::Opened> Sessions::open(const std::optional<UserRow>& user, const Opening& opening) {
  return store(opening, [&](Session& session) -> Result<std::optional<UserRow>> {
    if (!user) return user;
    auto now = rows::find_user(session, user->id);
    if (!now || now->disabled || now->password_hash != user->password_hash)
      return fail("signin_refused", "The user was changed while you signed in", "Sign in again");
    return now;
  });
}

Result<Sessions::Opened> Sessions::open_by_link(const std::string& code, const Opening& opening) {
  return store(opening, [&](Session& session) -> Result<std::optional<UserRow>> {
    auto link = take_link(session, d_.clock, code, {LinkPurpose::local, LinkPurpose::user});
    if (!link) return fail(link.error());
    if (link->user_id.empty()) return std::optional<UserRow>();
    auto user = rows::find_user(session, link->user_id);
    if (!user || user->disabled)
      return fail("signin_refused", "The person of this sign-in link may not sign in any more",
                  "Ask an administrator");
    return user;
  });
}

Result<Sessions::Opened> Sessions::store(const Opening& opening, const Prove& prove) {
  Opened opened;
  opened.cookie = d_.random.token(kCookieBytes);
  SessionRow& row = opened.session.row;
  row.id = new_id("ses", d_.clock, d_.random);
  row.id_hash = sha256_hex(opened.cookie);
  row.csrf_token = d_.random.token(kCookieBytes);
  row.method = opening.method;
  row.peer = opening.peer;
  row.client = clean_line(opening.client, limits::kClientTextBytesMax);
  row.created_at = row.last_seen_at = d_.clock.now();
  opened.session.expires_at = row.created_at + Duration(limits::kSessionIdle);
  Status stored = d_.database.write([&](Session& session) -> Status {
    auto user = prove(session);
    if (!user) return fail(user.error());
    opened.session.user = std::move(*user);
    if (!opening.replaced_cookie.empty()) rows::delete_session(session, sha256_hex(opening.replaced_cookie));
    delete_old(session);
    if (opened.session.user) {
      row.user_id = opened.session.user->id;
      rows::touch_user(session, row.user_id, row.created_at);
    }
    rows::insert_session(session, row);
    audit(d_.journal, session,
          {opened.session.actor(), "access.signed_in",
           name_of(opened.session.user) + " signed in " + way_of(row.method) + ", from " + row.peer});
    return {};
  });
  if (!stored) return fail(stored.error());
  return opened;
}

Result<std::optional<LiveSession>> Sessions::find(const std::string& cookie) {
  const std::string hash = sha256_hex(cookie);
  const Timestamp now = d_.clock.now();
  std::optional<LiveSession> found;
  Status read = d_.database.read([&](Session& session) -> Status {
    if (auto row = rows::find_session(session, hash)) found = live(session, std::move(*row), now);
    return {};
  });
  if (!read) return fail(read.error());
  if (!found || now - found->row.last_seen_at < Duration(limits::kSessionTouchEvery)) return found;
  Status touched = d_.database.write([&](Session& session) -> Status {
    rows::touch_session(session, hash, now);
    return {};
  });
  // On a full disk reading must go on; the session only seems idle for longer.
  if (touched) found->row.last_seen_at = now;
  return found;
}

Result<std::vector<LiveSession>> Sessions::list(const std::optional<std::string>& user_id) const {
  std::vector<LiveSession> found;
  Status read = d_.database.read([&](Session& session) -> Status {
    for (SessionRow& row : rows::list_sessions(session, user_id))
      if (auto one = live(session, std::move(row), d_.clock.now())) found.push_back(std::move(*one));
    return {};
  });
  if (!read) return fail(read.error());
  return found;
}

Status Sessions::sign_out(const LiveSession& ended) {
  return d_.database.write([&](Session& session) -> Status {
    rows::delete_session(session, ended.row.id_hash);
    audit(d_.journal, session, {ended.actor(), "access.signed_out", name_of(ended.user) + " signed out"});
    return {};
  });
}

Result<Ended> Sessions::end(const std::string& id, const std::optional<std::string>& of_user,
                            const std::string& actor) {
  Ended ended;
  Status done = d_.database.write([&](Session& session) -> Status {
    for (const SessionRow& row : rows::list_sessions(session, of_user)) {
      if (row.id != id) continue;
      const auto user = row.user_id.empty() ? std::nullopt : rows::find_user(session, row.user_id);
      rows::delete_session(session, row.id_hash);
      ended.session_hashes.push_back(row.id_hash);
      audit(d_.journal, session,
            {actor, "access.sessions_ended", "A session of " + name_of(user) + " was ended"});
      return {};
    }
    return fail("session_unknown", "There is no session " + clean_line(id, 60),
                "GET /api/v1/sessions lists them");
  });
  if (!done) return fail(done.error());
  return ended;
}

Result<Ended> Sessions::end_all(const std::string& user_id, const std::string& except_hash,
                                const std::string& actor) {
  Ended ended;
  Status done = d_.database.write([&](Session& session) -> Status {
    const auto user = user_id.empty() ? std::nullopt : rows::find_user(session, user_id);
    end_sessions_of(session, user_id, except_hash, ended);
    if (ended.session_hashes.empty()) return {};
    audit(d_.journal, session,
          {actor, "access.sessions_ended",
           std::to_string(ended.session_hashes.size()) + " session(s) of " + name_of(user) +
               (except_hash.empty() ? " were ended" : " elsewhere were ended")});
    return {};
  });
  if (!done) return fail(done.error());
  return ended;
}

size_t Sessions::delete_old(Session& session) const {
  const Timestamp now = d_.clock.now();
  return rows::delete_sessions_before(
      session, {now - Duration(limits::kSessionAbsolute), now - Duration(limits::kSessionIdle)});
}

}  // namespace mooring::host
