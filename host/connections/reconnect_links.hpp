// Links by which the owner of an account reconnects it without a sign-in to Mooring: a code of 256 random bits, of which
// only the hash is stored; good for one consent, until it expires or is withdrawn. Any thread; owned by the composition
// root. Why the code is not signed: docs/decisions/0018.
#pragma once
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "store/journal.hpp"
#include "store/rows_life.hpp"

namespace mooring::host {

enum class LinkState { open, used, other_account, revoked, expired };
const char* to_text(LinkState state);
LinkState state_of(const ReconnectLinkRow& link, Timestamp now);

struct NewReconnectLink {
  ReconnectLinkRow link;
  std::string url;  // shown once
};

struct OpenReconnectLink {
  ReconnectLinkRow link;
  std::string label, channel;  // of its connection
};

class ReconnectLinks {
 public:
  ReconnectLinks(Database& database, Journal& journal, const Clock& clock, Random& random,
                 std::string public_url);

  // Errors: connection_unknown, link_lifetime_invalid, too_many_links.
  Result<NewReconnectLink> create(const std::string& connection_id, Duration lifetime,
                                  const std::string& actor);
  Result<std::vector<ReconnectLinkRow>> list(const std::string& connection_id) const;  // newest first
  // Errors: link_unknown, link_ended.
  Status revoke(const std::string& connection_id, const std::string& link_id, const std::string& actor);

  // By its code. Errors: link_unknown, link_ended (used, withdrawn, expired).
  Result<OpenReconnectLink> find(const std::string& code) const;
  // Its button was pressed, from that address.
  Status note_opened(const OpenReconnectLink& link, const std::string& peer);

 private:
  Database& database_;
  Journal& journal_;
  const Clock& clock_;
  Random& random_;
  std::string public_url_;
};

}  // namespace mooring::host
