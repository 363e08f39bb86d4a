// The people who may sign in: made by an administrator, or as the first one with the set-up link. Every change is one
// transaction with its entry in the activity log. At least one administrator who can sign in stays, once there is one.
// Thread-safe, blocks on the store and on hashing: never called on core. Owned by the admin interface.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/audit.hpp"
#include "access/password.hpp"
#include "access/role.hpp"

namespace mooring::host {

struct NewUser {
  std::string name;
  Role role = Role::viewer;
  std::optional<Secret> password{};  // nothing: the first sign-in is by a link
};

struct UserChange {
  std::optional<Role> role{};
  std::optional<bool> disabled{};
  std::optional<int64_t> version{};  // as If-Match says
};

class Accounts {
 public:
  Accounts(AccessDependencies dependencies, PasswordHasher& hasher)
      : d_(std::move(dependencies)), hasher_(hasher) {}

  Result<std::vector<UserRow>> list() const;
  Result<UserRow> find(const std::string& id) const;  // user_unknown
  Result<bool> is_empty() const;

  // Errors: user_name_invalid, name_taken, password_weak, passwords_busy, users_too_many.
  Result<UserRow> add(const NewUser& user, const std::string& actor);
  // Error: setup_link_invalid, setup_done, and those of add. The user is an administrator.
  Result<UserRow> set_up(const std::string& code, NewUser user, const std::string& peer);

  struct Changed {
    UserRow user;
    Ended ended{};
  };
  // A new role or a disabled account ends the person's sessions. Errors: user_unknown, version_conflict,
  // last_administrator.
  Result<Changed> change(const std::string& id, const UserChange& change, const std::string& actor);
  // With the person's tokens, links and saved views. Errors: user_unknown, last_administrator.
  Result<Ended> remove(const std::string& id, const std::string& actor);

  struct NewPassword {
    Secret password;
    std::optional<Secret> current{};  // what has to be right; nothing: the caller may without
    std::string keep_session{};       // hash; all others of the person end
  };
  // Errors: user_unknown, password_wrong, password_weak, passwords_busy, version_conflict (another one was set meanwhile).
  Result<Changed> set_password(const std::string& id, const NewPassword& password, const std::string& actor);

  // Takes the same time for an unknown name. Errors: signin_refused, passwords_busy.
  Result<UserRow> verify(const std::string& name, const Secret& password);
  // Whether the name is one of ours: what a failed sign-in may be told by.
  bool knows(const std::string& name) const;

  // A one-time link with which the person signs in; one before is worth nothing any more. Errors: user_unknown,
  // user_disabled.
  Result<std::string> make_link(const std::string& id, const std::string& actor);

 private:
  Result<UserRow> row_of(const NewUser& user, const std::string& actor);
  Status insert(Session& session, const UserRow& row);
  Status keep_an_administrator(Session& session, const UserRow& before) const;

  AccessDependencies d_;
  PasswordHasher& hasher_;
};

}  // namespace mooring::host
