#include "access/links.hpp"
#include "admin/server.hpp"

namespace mooring::host {
namespace {

Result<std::string> make_link(Database& database, const std::string& public_url, const Clock& clock,
                              Random& random, LinkPurpose purpose) {
  std::string code;
  Status stored = database.write([&](Session& session) -> Status {
    code = make_link_code(session, clock, random, purpose);
    return {};
  });
  if (!stored) return fail(stored.error());
  return link_address(public_url, purpose, code);
}

}  // namespace

Result<std::string> make_signin_link(Database& database, const std::string& public_url, const Clock& clock,
                                     Random& random) {
  return make_link(database, public_url, clock, random, LinkPurpose::local);
}

Result<std::optional<std::string>> make_setup_link(Database& database, const std::string& public_url,
                                                   const Clock& clock, Random& random) {
  bool needed = false;
  Status looked = database.write([&](Session& session) -> Status {
    needed = rows::count_users(session) == 0;
    delete_setup_links(session);  // only the latest one is good
    return {};
  });
  if (!looked) return fail(looked.error());
  if (!needed) return std::optional<std::string>();
  auto link = make_link(database, public_url, clock, random, LinkPurpose::setup);
  if (!link) return fail(link.error());
  return std::optional(std::move(*link));
}

}  // namespace mooring::host
