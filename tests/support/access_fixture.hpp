// People, sessions and tokens over a database of its own; hashing costs next to nothing.
#pragma once
#include "access/services.hpp"
#include "support/store_fixture.hpp"

namespace mooring::test {

inline constexpr host::ScryptCost kCheapScrypt{16, 1, 1};
inline constexpr const char* kPassword = "four unlikely words here";

struct AccessFixture : StoreFixture {
  host::VirtualClock clock{host::from_unix_us(1'800'000'000'000'000)};
  host::OsRandom random;
  host::Redactor redactor;
  host::EventHub events;
  host::Journal journal{database(), clock, random, redactor, events, logger()};
  host::AccessServices access{{database(), journal, clock, random}, kCheapScrypt};

  // Throws what went wrong, so that a test shows it.
  template <class Value>
  static Value good(host::Result<Value> result) {
    if (!result) throw std::runtime_error(result.error().code + ": " + describe(result.error()));
    return std::move(*result);
  }
  host::UserRow add_user(const std::string& name, host::Role role, bool with_password = true) {
    host::NewUser user{name, role};
    if (with_password) user.password = host::Secret(kPassword);
    return good(access.accounts.add(user, "token:admin"));
  }
  std::string link(host::LinkPurpose purpose, const std::string& user_id = {}) {
    std::string code;
    write([&](host::Session& session) {
      code = host::make_link_code(session, clock, random, purpose, user_id);
    });
    return code;
  }
  host::Sessions::Opened sign_in(const host::UserRow& user) {
    return good(access.sessions.open(user, {"password", "10.0.0.1", "Test browser", ""}));
  }
  host::ApiTokens::Made make_token(const std::string& name, host::Scopes scopes,
                                   const host::TokenMaker& maker = {"token:admin", "",
                                                                    host::Role::administrator}) {
    return good(access.api_tokens.make({name, std::move(scopes)}, maker));
  }
  // Newest first, with all that was posted.
  std::vector<host::ActivityRow> entries(const std::string& kind = {}) {
    write([](host::Session&) {});
    return read([&](host::Session& session) {
      return host::rows::list_activity(session, {.kind_prefix = kind, .limit = 200});
    });
  }
};

}  // namespace mooring::test
