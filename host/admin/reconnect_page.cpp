#include "admin/reconnect_page.hpp"

#include "admin/api/handlers.hpp"
#include "admin/oauth_page.hpp"
#include "base/limits_life.hpp"
#include "base/text.hpp"
#include "connections/reconnect_links.hpp"

namespace mooring::host::admin {
namespace {

// What this link's owner may know of why it failed: no ids, no accounts of others.
struct Told {
  std::string title, text;
};

Told told_of(const Error& error) {
  if (error.code == "link_unknown" || error.code == "link_ended")
    return {"This link is not good any more", error.message + ". " + error.hint + "."};
  if (error.code == "account_mismatch" || error.code == "account_connected")
    return {"That is another account",
            "You signed in with another account than the one that this link is for. Nothing was changed. Ask "
            "whoever sent the link for a new one, and sign in with the right account."};
  if (error.code == "consent_refused")
    return {"You gave no consent", "Nothing was changed. Open the link again when you want to."};
  if (error.code == "too_many_attempts")
    return {"Too many attempts", error.message + ". " + error.hint + "."};
  return {"That did not work",
          "Nothing was changed. Open the link again; when it fails again, tell whoever sent it."};
}

std::string channel_name_of(const Call& call, const std::string& channel) {
  const Manifest* manifest = call.admin.d.registry.manifest(channel);
  return manifest ? manifest->name : channel;
}

// Only who guesses is slowed down: a good link always opens.
Result<OpenReconnectLink> open_link(const Call& call) {
  auto link = call.admin.d.life.links.find(call.id());
  if (link || link.error().code != "link_unknown") return link;
  if (call.admin.link_failures.count(call.request.peer)) return link;
  return fail("too_many_attempts", "Too many wrong links came from your address",
              "Wait a minute and try again");
}

http::Response failed(const Call& call, const Error& error) {
  return link_failed_page(error, status_of_code(error.code).value_or(500), call.request_id);
}

}  // namespace

http::Response link_page(const std::string& label, const std::string& channel_name, const std::string& code) {
  return plain_page(200, "Reconnect " + label,
                    "<p>You are asked to renew the access to your account at <strong>" +
                        escape_html(channel_name) +
                        "</strong>. You sign in there, and confirm; nobody here sees your password.</p>\n"
                        "<form method=\"post\" action=\"/reconnect/" +
                        url_encode(code) + "\"><button class=\"button\">Sign in with " +
                        escape_html(channel_name) + "</button></form>\n");
}

http::Response link_done_page(const std::string& label) {
  return plain_page(
      200, "Done",
      "<p><strong>" + escape_html(label) + "</strong> is reconnected. You can close this page.</p>\n");
}

http::Response link_failed_page(const Error& error, int status, const std::string& request_id) {
  const Told told = told_of(error);
  return plain_page(status, told.title,
                    "<p>" + escape_html(told.text) + "</p>\n" + page_footnote(error, request_id));
}

// Opening it uses nothing up: programs that preview links open them too.
Answer get_reconnect_page(Call& call) {
  auto link = open_link(call);
  if (!link) return failed(call, link.error());
  return link_page(link->label, channel_name_of(call, link->channel), call.id());
}

Answer post_reconnect_page(Call& call) {
  auto link = open_link(call);
  if (!link) return failed(call, link.error());
  // Whoever holds a link is no guesser, but must not take all places of consents, or fill the activity log.
  if (!call.admin.link_consents.count(link->link.id))
    return failed(call, {"too_many_attempts", "This link was followed too often in a short time",
                         "Wait some minutes and open it again"});
  if (auto noted = call.admin.d.life.links.note_opened(*link, call.request.peer); !noted)
    return failed(call, noted.error());
  auto started = call.admin.d.connections.begin_consent(link->link.connection_id, "", "link:" + link->link.id,
                                                        link->link.id);
  if (!started) {
    call.admin.d.logger.warning("a consent by a reconnect link could not begin",
                                {{"link", link->link.id}, {"reason", describe(started.error())}});
    return failed(call, started.error());
  }
  auto page = going_on_page(started->provider_name, started->authorize_url);
  page.add("Set-Cookie", consent_cookie(started->browser_secret, call.admin.gate.secure()));
  return page;
}

}  // namespace mooring::host::admin
