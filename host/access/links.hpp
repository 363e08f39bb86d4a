// One-time links: to set the host up, to sign in on the host's own machine, to sign in as somebody. Only the code's hash is
// stored. Functions with a Session are called inside Database::read or Database::write; the others block on the store.
#pragma once
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "store/rows_access.hpp"

namespace mooring::host {

enum class LinkPurpose { setup, local, user };
Duration lifetime_of(LinkPurpose purpose);

// user_id: of LinkPurpose::user.
std::string make_link_code(Session& session, const Clock& clock, Random& random, LinkPurpose purpose,
                           const std::string& user_id = {});
// Error: setup_link_invalid where only a set-up link will do, else signin_refused.
Result<AccessLinkRow> find_link(const Database& database, const Clock& clock, const std::string& code,
                                const std::vector<LinkPurpose>& purposes);
Result<AccessLinkRow> take_link(Session& session, const Clock& clock, const std::string& code,
                                const std::vector<LinkPurpose>& purposes);
void delete_links_of(Session& session, const std::string& user_id);
void delete_local_links(Session& session);  // of the host's own administrator
void delete_setup_links(Session& session);

// <public_url>/#signin=<code>: the code is in the fragment, so it never reaches a server's log.
std::string link_address(const std::string& public_url, LinkPurpose purpose, const std::string& code);

}  // namespace mooring::host
