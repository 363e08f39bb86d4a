#include "access/admin_token.hpp"

#include "access/links.hpp"
#include "base/text.hpp"
#include "store/rows.hpp"

namespace mooring::host {
namespace {

constexpr const char* kTokenFact = "admin_token_hash";

// Also ends with it: links for nobody in particular, which could be kept for later.
size_t revoke_tokens_of_nobody(Session& session, Timestamp now) {
  size_t revoked = 0;
  for (const ApiTokenRow& token : rows::list_api_tokens(session)) {
    if (!token.user_id.empty() || token.revoked_at) continue;
    rows::revoke_api_token(session, token.id, now);
    ++revoked;
  }
  return revoked;
}

}  // namespace

Result<bool> note_admin_token(const AccessDependencies& d, const Secret& token) {
  const std::string hash = sha256_hex("mooring admin token\n" + std::string(token.reveal()));
  bool replaced = false;
  Status done = d.database.write([&](Session& session) -> Status {
    const auto known = rows::get_fact(session, kTokenFact);
    replaced = known && *known != hash;
    if (known == hash) return {};
    rows::put_fact(session, kTokenFact, hash);
    if (!replaced) return {};
    Ended ended;
    end_sessions_of(session, "", "", ended);
    delete_local_links(session);
    const size_t tokens = revoke_tokens_of_nobody(session, d.clock.now());
    audit(d.journal, session,
          {"system", "access.admin_token_replaced",
           "The admin token was replaced. What was opened with the one before has ended: " +
               std::to_string(ended.session_hashes.size()) + " session(s), " + std::to_string(tokens) +
               " API token(s)",
           "", "", Severity::warning});
    return {};
  });
  if (!done) return fail(done.error());
  return replaced;
}

}  // namespace mooring::host
