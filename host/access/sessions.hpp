// Browsers that are signed in: opened, found by their cookie on each request, listed and ended. A session is worth what its
// person is worth at that moment: who is disabled or removed has none. Thread-safe, blocks on the store. Owned by the admin
// interface.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "access/audit.hpp"
#include "access/role.hpp"

namespace mooring::host {

struct LiveSession {
  SessionRow row;
  std::optional<UserRow> user{};  // nothing: the host's own link or token
  Timestamp expires_at{};

  Role role() const;
  std::string actor() const;
};

class Sessions {
 public:
  explicit Sessions(AccessDependencies dependencies) : d_(std::move(dependencies)) {}

  struct Opening {
    std::string method, peer, client;
    std::string replaced_cookie;  // what the browser held before: worth nothing afterwards
  };
  struct Opened {
    std::string cookie;  // its value; nowhere stored
    LiveSession session;
  };
  // user: nothing for the host's own link or token; else as it was when their password was found right. Writes
  // "access.signed_in". Error: signin_refused, when they were disabled or their password was changed meanwhile.
  Result<Opened> open(const std::optional<UserRow>& user, const Opening& opening);
  // Opens with the code of a link, which is worth nothing afterwards. Error: signin_refused.
  Result<Opened> open_by_link(const std::string& code, const Opening& opening);

  // Counts as a use. Nothing: no such session, or it has ended.
  Result<std::optional<LiveSession>> find(const std::string& cookie);
  // user_id: nothing for everybody's.
  Result<std::vector<LiveSession>> list(const std::optional<std::string>& user_id) const;

  Status sign_out(const LiveSession& session);
  // Ends one by its id; of_user: nothing for anybody's. Error: session_unknown.
  Result<Ended> end(const std::string& id, const std::optional<std::string>& of_user,
                    const std::string& actor);
  // Ends all of a person (empty: of the host's own link), but one by its hash.
  Result<Ended> end_all(const std::string& user_id, const std::string& except_hash, const std::string& actor);

  size_t delete_old(Session& session) const;  // inside Database::write

 private:
  using Prove = std::function<Result<std::optional<UserRow>>(Session&)>;  // whose session it becomes
  Result<Opened> store(const Opening& opening, const Prove& prove);

  AccessDependencies d_;
};

}  // namespace mooring::host
