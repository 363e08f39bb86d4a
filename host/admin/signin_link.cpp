#include "admin/server.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "store/rows.hpp"

namespace mooring::host {

Result<std::string> make_signin_link(Database& database, const std::string& public_url, const Clock& clock,
                                     Random& random) {
  constexpr size_t kCodeBytes = 32;
  const std::string code = random.token(kCodeBytes);
  Status stored = database.write([&](Session& session) -> Status {
    rows::insert_signin_code(session, sha256_hex(code), clock.now() + Duration(limits::kSigninCodeLifetime));
    return {};
  });
  if (!stored) return fail(stored.error());
  return public_url + "/#signin=" + code;
}

}  // namespace mooring::host
