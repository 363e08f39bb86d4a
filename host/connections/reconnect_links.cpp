#include "connections/reconnect_links.hpp"

#include <algorithm>

#include "base/ids.hpp"
#include "base/limits_life.hpp"
#include "base/text.hpp"
#include "store/rows.hpp"

namespace mooring::host {
namespace {

constexpr size_t kCodeBytes = 32;
constexpr const char* kAskForNew = "Ask whoever sent it for a new one";

tl::unexpected<Error> connection_unknown(const std::string& id) {
  return fail("connection_unknown", "There is no connection " + clean_line(id, 80),
              "GET /api/v1/connections lists them");
}

ActivityRow entry_of(const ReconnectLinkRow& link, std::string kind, std::string message,
                     const std::string& actor) {
  ActivityRow entry;
  entry.connection_id = link.connection_id;
  entry.kind = std::move(kind);
  entry.message = std::move(message);
  entry.actor = actor;
  return entry;
}

}  // namespace

const char* to_text(LinkState state) {
  switch (state) {
    case LinkState::open:
      return "open";
    case LinkState::used:
      return "used";
    case LinkState::other_account:
      return "other_account";
    case LinkState::revoked:
      return "revoked";
    case LinkState::expired:
      break;
  }
  return "expired";
}

LinkState state_of(const ReconnectLinkRow& link, Timestamp now) {
  for (LinkState end : {LinkState::used, LinkState::other_account, LinkState::revoked})
    if (link.end == to_text(end)) return end;
  return now < link.expires_at ? LinkState::open : LinkState::expired;
}

ReconnectLinks::ReconnectLinks(Database& database, Journal& journal, const Clock& clock, Random& random,
                               std::string public_url)
    : database_(database),
      journal_(journal),
      clock_(clock),
      random_(random),
      public_url_(std::move(public_url)) {}

Result<NewReconnectLink> ReconnectLinks::create(const std::string& connection_id, Duration lifetime,
                                                const std::string& actor) {
  if (lifetime < limits::kReconnectLinkLifetimeMin || lifetime > limits::kReconnectLinkLifetimeMax)
    return fail("link_lifetime_invalid",
                "A link lives from " + format_duration(limits::kReconnectLinkLifetimeMin) + " to " +
                    format_duration(limits::kReconnectLinkLifetimeMax),
                "Give expires_in_s within that");
  const std::string code = random_.token(kCodeBytes);
  NewReconnectLink made{{}, public_url_ + "/reconnect/" + code};
  made.link.id = new_id("lnk", clock_, random_);
  made.link.connection_id = connection_id;
  made.link.code_hash = sha256_hex(code);
  made.link.created_at = clock_.now();
  made.link.expires_at = made.link.created_at + lifetime;
  made.link.actor = actor;
  auto stored = database_.write([&](Session& session) -> Status {
    if (!rows::find_connection(session, connection_id)) return connection_unknown(connection_id);
    const auto links = rows::list_reconnect_links(session, connection_id);
    const auto open = std::count_if(links.begin(), links.end(), [&](const ReconnectLinkRow& link) {
      return state_of(link, made.link.created_at) == LinkState::open;
    });
    if (static_cast<size_t>(open) >= limits::kReconnectLinksOpenMax)
      return fail("too_many_links",
                  "This connection has " + std::to_string(open) + " open reconnect links already",
                  "Withdraw some of them first");
    rows::insert_reconnect_link(session, made.link);
    journal_.append(
        session, entry_of(made.link, "connection.link_created",
                          "Made a reconnect link, good until " + format_time(made.link.expires_at), actor));
    return {};
  });
  if (!stored) return fail(stored.error());
  return made;
}

Result<std::vector<ReconnectLinkRow>> ReconnectLinks::list(const std::string& connection_id) const {
  std::vector<ReconnectLinkRow> links;
  auto read = database_.read([&](Session& session) -> Status {
    if (!rows::find_connection(session, connection_id)) return connection_unknown(connection_id);
    links = rows::list_reconnect_links(session, connection_id);
    return {};
  });
  if (!read) return fail(read.error());
  return links;
}

Status ReconnectLinks::revoke(const std::string& connection_id, const std::string& link_id,
                              const std::string& actor) {
  return database_.write([&](Session& session) -> Status {
    auto link = rows::find_reconnect_link(session, link_id);
    if (!link || link->connection_id != connection_id)
      return fail("link_unknown", "This connection has no reconnect link " + clean_line(link_id, 80),
                  "GET /api/v1/connections/{id}/reconnect-links lists them");
    const Timestamp now = clock_.now();
    if (LinkState state = state_of(*link, now); state != LinkState::open)
      return fail("link_ended", std::string("This link is not open any more: ") + to_text(state));
    rows::end_reconnect_link(session, link_id, to_text(LinkState::revoked), now);
    journal_.append(session, entry_of(*link, "connection.link_revoked", "Withdrew a reconnect link", actor));
    return {};
  });
}

Result<OpenReconnectLink> ReconnectLinks::find(const std::string& code) const {
  OpenReconnectLink found;
  auto read = database_.read([&](Session& session) -> Status {
    auto link = rows::find_reconnect_link_by_code(session, sha256_hex(code));
    auto connection =
        link ? rows::find_connection(session, link->connection_id) : std::optional<ConnectionRow>();
    if (!connection) return fail("link_unknown", "There is no such link", kAskForNew);
    found = {std::move(*link), connection->label, connection->channel};
    return {};
  });
  if (!read) return fail(read.error());
  switch (state_of(found.link, clock_.now())) {
    case LinkState::open:
      return found;
    case LinkState::expired:
      return fail("link_ended", "This link has expired", kAskForNew);
    case LinkState::revoked:
      return fail("link_ended", "This link was withdrawn", kAskForNew);
    default:
      return fail("link_ended", "This link was used already", kAskForNew);
  }
}

Status ReconnectLinks::note_opened(const OpenReconnectLink& opened, const std::string& peer) {
  return database_.write([&](Session& session) -> Status {
    rows::note_link_opened(session, opened.link.id, clock_.now());
    journal_.append(
        session, entry_of(opened.link, "connection.link_opened", "A reconnect link was followed from " + peer,
                          "link:" + opened.link.id));
    return {};
  });
}

}  // namespace mooring::host
