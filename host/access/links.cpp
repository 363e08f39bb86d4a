#include "access/links.hpp"

#include <algorithm>

#include "base/limits_access.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

constexpr size_t kCodeBytes = 32;

const char* to_text(LinkPurpose purpose) {
  switch (purpose) {
    case LinkPurpose::setup:
      return "setup";
    case LinkPurpose::local:
      return "local";
    case LinkPurpose::user:
      return "user";
  }
  return "local";
}

Result<AccessLinkRow> find_here(Session& session, const Clock& clock, const std::string& code,
                                const std::vector<LinkPurpose>& purposes) {
  auto link = rows::find_access_link(session, sha256_hex(code), clock.now());
  const bool fits = link && std::any_of(purposes.begin(), purposes.end(), [&](LinkPurpose purpose) {
                      return link->purpose == to_text(purpose);
                    });
  if (fits) return std::move(*link);
  if (purposes == std::vector{LinkPurpose::setup})
    return fail("setup_link_invalid", "This set-up link was used before, has expired, or is not one of ours",
                "Start the host again: it prints a new one as long as there is no user");
  return fail("signin_refused", "This sign-in link was used before, has expired, or is not one of ours",
              "Ask an administrator for a new one, or run `mooring signin` on the machine of the host");
}

}  // namespace

Duration lifetime_of(LinkPurpose purpose) {
  switch (purpose) {
    case LinkPurpose::setup:
      return limits::kSetupLinkLifetime;
    case LinkPurpose::local:
      return limits::kSigninCodeLifetime;
    case LinkPurpose::user:
      return limits::kUserLinkLifetime;
  }
  return limits::kSigninCodeLifetime;
}

std::string make_link_code(Session& session, const Clock& clock, Random& random, LinkPurpose purpose,
                           const std::string& user_id) {
  const std::string code = random.token(kCodeBytes);
  rows::delete_expired_access_links(session, clock.now());
  rows::insert_access_link(session,
                           {sha256_hex(code), to_text(purpose), user_id, clock.now() + lifetime_of(purpose)});
  return code;
}

Result<AccessLinkRow> find_link(const Database& database, const Clock& clock, const std::string& code,
                                const std::vector<LinkPurpose>& purposes) {
  Result<AccessLinkRow> found;
  Status done = database.read([&](Session& session) -> Status {
    found = find_here(session, clock, code, purposes);
    return {};
  });
  if (!done) return fail(done.error());
  return found;
}

Result<AccessLinkRow> take_link(Session& session, const Clock& clock, const std::string& code,
                                const std::vector<LinkPurpose>& purposes) {
  auto link = find_here(session, clock, code, purposes);
  if (link) rows::delete_access_link(session, link->code_hash);
  return link;
}

void delete_links_of(Session& session, const std::string& user_id) {
  rows::delete_access_links(session, to_text(LinkPurpose::user), user_id);
}

void delete_local_links(Session& session) {
  rows::delete_access_links(session, to_text(LinkPurpose::local), "");
}

void delete_setup_links(Session& session) {
  rows::delete_access_links(session, to_text(LinkPurpose::setup), "");
}

std::string link_address(const std::string& public_url, LinkPurpose purpose, const std::string& code) {
  return public_url + (purpose == LinkPurpose::setup ? "/#setup=" : "/#signin=") + code;
}

}  // namespace mooring::host
