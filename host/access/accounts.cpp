#include "access/accounts.hpp"

#include <algorithm>
#include <array>

#include "access/links.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"
#include "store/rows_life.hpp"

namespace mooring::host {
namespace {

// They stand for who is no person: entries by them must not look like somebody's.
constexpr std::array<std::string_view, 6> kReservedNames{"local",     "admin",  "system",
                                                         "scheduler", "config", "cli"};
constexpr std::string_view kLocalViewsOwner = "console";

tl::unexpected<Error> user_unknown(const std::string& id) {
  return fail("user_unknown", "There is no user " + clean_line(id, 60), "GET /api/v1/users lists them");
}

Status check_user_name(const std::string& name) {
  constexpr std::string_view kOthers = "._-@+";
  const bool good = !name.empty() && name.size() <= limits::kUserNameBytesMax &&
                    std::all_of(name.begin(), name.end(), [&](unsigned char c) {
                      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                             kOthers.find(static_cast<char>(c)) != std::string_view::npos;
                    });
  if (!good)
    return fail("user_name_invalid",
                "A user name has 1 to " + std::to_string(limits::kUserNameBytesMax) +
                    " letters, digits, dots, dashes, underscores, plus or at signs",
                "A mail address is a good name");
  for (std::string_view reserved : kReservedNames)
    if (equals_ignoring_case(name, reserved))
      return fail("user_name_invalid", "The name " + name + " is kept for the host itself",
                  "Choose another one");
  return {};
}

bool is_active_administrator(const UserRow& user) {
  return user.role == to_text(Role::administrator) && !user.disabled && !user.password_hash.empty();
}

std::string values_json(const UserRow& user) {
  return "{\"role\":" + json_quote(user.role) + ",\"disabled\":" + (user.disabled ? "true" : "false") + "}";
}

std::string change_text(const UserRow& before, const UserRow& after) {
  std::string text = "User " + after.name + ":";
  if (before.role != after.role) text += " " + after.role + " instead of " + before.role;
  if (before.disabled != after.disabled) text += after.disabled ? " disabled" : " enabled";
  return text;
}

std::vector<std::string> tokens_of(Session& session, const std::string& user_id) {
  std::vector<std::string> ids;
  for (const ApiTokenRow& token : rows::list_api_tokens(session))
    if (token.user_id == user_id && !token.revoked_at) ids.push_back(token.id);
  return ids;
}

tl::unexpected<Error> signin_refused() {
  return fail("signin_refused", "The name or the password is wrong",
              "An administrator can make a sign-in link for you");
}

}  // namespace

Result<std::vector<UserRow>> Accounts::list() const {
  std::vector<UserRow> users;
  Status done = d_.database.read([&](Session& session) -> Status {
    users = rows::list_users(session);
    return {};
  });
  if (!done) return fail(done.error());
  return users;
}

Result<UserRow> Accounts::find(const std::string& id) const {
  std::optional<UserRow> row;
  Status done = d_.database.read([&](Session& session) -> Status {
    row = rows::find_user(session, id);
    return {};
  });
  if (!done) return fail(done.error());
  if (!row) return user_unknown(id);
  return std::move(*row);
}

Result<bool> Accounts::is_empty() const {
  bool empty = false;
  Status done = d_.database.read([&](Session& session) -> Status {
    empty = rows::count_users(session) == 0;
    return {};
  });
  if (!done) return fail(done.error());
  return empty;
}

bool Accounts::knows(const std::string& name) const {
  bool found = false;
  Status done = d_.database.read([&](Session& session) -> Status {
    found = rows::find_user_by_name(session, name).has_value();
    return {};
  });
  return done && found;
}

Result<UserRow> Accounts::row_of(const NewUser& user, const std::string& actor) {
  if (Status good = check_user_name(user.name); !good) return fail(good.error());
  UserRow row;
  row.id = new_id("usr", d_.clock, d_.random);
  row.name = user.name;
  row.role = to_text(user.role);
  row.created_at = d_.clock.now();
  row.created_by = actor;
  if (!user.password) return row;
  if (Status good = check_new_password(user.name, *user.password); !good) return fail(good.error());
  auto hash = hasher_.hash(*user.password);
  if (!hash) return fail(hash.error());
  row.password_hash = std::move(*hash);
  return row;
}

Status Accounts::insert(Session& session, const UserRow& row) {
  if (rows::find_user_by_name(session, row.name))
    return fail("name_taken", "There is a user " + row.name + " already", "Choose another name");
  if (rows::count_users(session) >= limits::kUsersMax)
    return fail("users_too_many", "There are " + std::to_string(limits::kUsersMax) + " users",
                "Remove some that are not needed any more");
  rows::insert_user(session, row);
  return {};
}

Result<UserRow> Accounts::add(const NewUser& user, const std::string& actor) {
  auto row = row_of(user, actor);
  if (!row) return row;
  Status done = d_.database.write([&](Session& session) -> Status {
    if (Status inserted = insert(session, *row); !inserted) return inserted;
    audit(d_.journal, session,
          {actor, "access.user_created", "User " + row->name + " was made, as " + row->role, "",
           values_json(*row)});
    return {};
  });
  if (!done) return fail(done.error());
  return row;
}

Result<UserRow> Accounts::set_up(const std::string& code, NewUser user, const std::string& peer) {
  const LinkPurpose purpose = LinkPurpose::setup;
  // Hashing is dear: nobody without a link makes us do it.
  if (auto known = find_link(d_.database, d_.clock, code, {purpose}); !known) return fail(known.error());
  user.role = Role::administrator;
  auto row = row_of(user, "user:" + user.name);
  if (!row) return row;
  Status done = d_.database.write([&](Session& session) -> Status {
    auto taken = take_link(session, d_.clock, code, {purpose});
    if (!taken) return fail(taken.error());
    if (rows::count_users(session) != 0)
      return fail("setup_done", "This host has been set up already", "Sign in with your name and password");
    if (Status inserted = insert(session, *row); !inserted) return inserted;
    rows::touch_user(session, row->id, d_.clock.now());
    // What the browser of before the first user has kept goes on as theirs.
    rows::move_saved_views(session, std::string(kLocalViewsOwner), row->id);
    audit(d_.journal, session,
          {actor_of(*row), "access.set_up",
           "Mooring was set up: " + row->name + " is its first administrator, from " + peer, "",
           values_json(*row)});
    return {};
  });
  if (!done) return fail(done.error());
  return row;
}

Status Accounts::keep_an_administrator(Session& session, const UserRow& before) const {
  if (!is_active_administrator(before)) return {};
  for (const UserRow& user : rows::list_users(session))
    if (user.id != before.id && is_active_administrator(user)) return {};
  return fail("last_administrator", before.name + " is the last administrator who can sign in",
              "Make somebody else an administrator first");
}

Result<Accounts::Changed> Accounts::change(const std::string& id, const UserChange& change,
                                           const std::string& actor) {
  Changed changed;
  Status done = d_.database.write([&](Session& session) -> Status {
    auto before = rows::find_user(session, id);
    if (!before) return user_unknown(id);
    if (change.version && *change.version != before->version)
      return fail("version_conflict", before->name + " was changed by somebody else meanwhile",
                  "Read the user again and repeat the change");
    UserRow& after = changed.user = *before;
    if (change.role) after.role = to_text(*change.role);
    if (change.disabled) after.disabled = *change.disabled;
    if (after.role == before->role && after.disabled == before->disabled) return {};
    if (!is_active_administrator(after))
      if (Status kept = keep_an_administrator(session, *before); !kept) return kept;
    ++after.version;
    rows::update_user(session, after);
    end_sessions_of(session, id, "", changed.ended);
    if (after.disabled) {
      delete_links_of(session, id);
      rows::end_reconnect_links_of_actor(session, actor_of(after), "revoked", d_.clock.now());
      changed.ended.token_ids = tokens_of(session, id);
    }
    audit(d_.journal, session,
          {actor, "access.user_changed", change_text(*before, after), values_json(*before),
           values_json(after)});
    return {};
  });
  if (!done) return fail(done.error());
  return changed;
}

Result<Ended> Accounts::remove(const std::string& id, const std::string& actor) {
  Ended ended;
  Status done = d_.database.write([&](Session& session) -> Status {
    auto user = rows::find_user(session, id);
    if (!user) return user_unknown(id);
    if (Status kept = keep_an_administrator(session, *user); !kept) return kept;
    end_sessions_of(session, id, "", ended);
    ended.token_ids = tokens_of(session, id);
    for (const std::string& token_id : ended.token_ids)
      rows::revoke_api_token(session, token_id, d_.clock.now());
    rows::delete_saved_views_of(session, id);
    rows::end_reconnect_links_of_actor(session, actor_of(*user), "revoked", d_.clock.now());
    rows::delete_user(session, id);
    const std::string tokens =
        ended.token_ids.empty() ? "" : ", with " + std::to_string(ended.token_ids.size()) + " API token(s)";
    audit(d_.journal, session,
          {actor, "access.user_removed", "User " + user->name + " was removed" + tokens, values_json(*user)});
    return {};
  });
  if (!done) return fail(done.error());
  return ended;
}

Result<Accounts::Changed> Accounts::set_password(const std::string& id, const NewPassword& password,
                                                 const std::string& actor) {
  auto user = find(id);
  if (!user) return fail(user.error());
  if (password.current) {
    auto right = hasher_.verify(user->password_hash, *password.current);
    if (!right) return fail(right.error());
    if (!*right)
      return fail("password_wrong", "The current password is wrong",
                  "A sign-in link lets you choose a new one without it");
  }
  if (Status good = check_new_password(user->name, password.password); !good) return fail(good.error());
  auto hash = hasher_.hash(password.password);
  if (!hash) return fail(hash.error());
  Changed changed;
  Status done = d_.database.write([&](Session& session) -> Status {
    auto row = rows::find_user(session, id);
    if (!row) return user_unknown(id);
    // What was looked at is not there any more: a thief must not win by being slower.
    if (row->password_hash != user->password_hash)
      return fail("version_conflict", "The password of " + row->name + " was changed meanwhile",
                  "Sign in with the new one, and try again if it is not yours");
    row->password_hash = std::move(*hash);
    ++row->version;
    rows::update_user(session, *row);
    end_sessions_of(session, id, password.keep_session, changed.ended);
    if (!password.keep_session.empty()) rows::set_session_method(session, password.keep_session, "password");
    delete_links_of(session, id);
    audit(d_.journal, session,
          {actor, "access.password_changed", "The password of " + row->name + " was changed"});
    changed.user = std::move(*row);
    return {};
  });
  if (!done) return fail(done.error());
  return changed;
}

Result<UserRow> Accounts::verify(const std::string& name, const Secret& password) {
  std::optional<UserRow> user;
  Status done = d_.database.read([&](Session& session) -> Status {
    user = rows::find_user_by_name(session, name);
    return {};
  });
  if (!done) return fail(done.error());
  auto right = hasher_.verify(user ? user->password_hash : std::string(), password);
  if (!right) return fail(right.error());
  if (!user || !*right || user->disabled) return signin_refused();
  return std::move(*user);
}

Result<std::string> Accounts::make_link(const std::string& id, const std::string& actor) {
  std::string code;
  Status done = d_.database.write([&](Session& session) -> Status {
    auto user = rows::find_user(session, id);
    if (!user) return user_unknown(id);
    if (user->disabled) return fail("user_disabled", user->name + " is disabled", "Enable the user first");
    delete_links_of(session, id);
    code = make_link_code(session, d_.clock, d_.random, LinkPurpose::user, id);
    audit(d_.journal, session, {actor, "access.link_made", "A sign-in link for " + user->name + " was made"});
    return {};
  });
  if (!done) return fail(done.error());
  return code;
}

}  // namespace mooring::host
