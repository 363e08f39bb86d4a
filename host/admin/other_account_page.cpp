#include "admin/other_account_page.hpp"

#include "admin/oauth_page.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

std::string account_line(const std::string& what, const Account& account) {
  return "<li><span>" + escape_html(what) + "</span>" + escape_html(in_masked_words(account)) + "</li>\n";
}

std::string form(const std::string& action, const std::string& key, const std::string& button,
                 const std::string& style = "") {
  return "<form method=\"post\" action=\"" + action + "\"><input type=\"hidden\" name=\"key\" value=\"" +
         escape_html(key) + "\"><button class=\"button" + style + "\">" + escape_html(button) +
         "</button></form>\n";
}

std::string connection_link(const std::string& id, const std::string& text, const std::string& style = "") {
  return "<a class=\"button" + style + "\" href=\"/#/connections/" + url_encode(id) + "\">" +
         escape_html(text) + "</a>\n";
}

std::string existing_words(const OtherAccount& other) {
  return "<p>That account is connected already, as <a href=\"/#/connections/" +
         url_encode(other.existing_id) + "\">" + escape_html(other.existing_label) + "</a>.</p>\n";
}

std::string trouble_words(const Error& trouble) {
  if (trouble.message.empty()) return {};
  return "<p role=\"alert\"><strong>" + escape_html(trouble.message) + ".</strong> " +
         escape_html(trouble.hint) + ".</p>\n";
}

std::string mismatch_words(const OtherAccount& other) {
  std::string text =
      "<p>The connection <strong>" + escape_html(other.connection_label) +
      "</strong> belongs to the account that was connected first, and its data stays with it. Nothing was "
      "changed.</p>\n<ul class=\"accounts\">\n" +
      account_line("Expected", other.expected) + account_line("Signed in", other.signed_in) + "</ul>\n";
  if (!other.existing_id.empty()) text += existing_words(other);
  text += "<h2>What to do</h2>\n";
  if (!other.switch_login.empty()) text += "<p>" + escape_html(other.switch_login) + "</p>\n";
  return text;
}

std::string duplicate_words(const OtherAccount& other) {
  return "<ul class=\"accounts\">\n" + account_line("Signed in", other.signed_in) + "</ul>\n" +
         existing_words(other) +
         "<p>Two connections of one account read everything twice. Use the one that exists; where it needs a "
         "new consent, reconnect it there. Nothing was changed.</p>\n<h2>What to do</h2>\n";
}

std::string choices(const OtherAccount& other, bool mismatch) {
  std::string text = "<div class=\"choices\">\n";
  const std::string& key = other.pending.key;
  if (mismatch && !key.empty()) {
    text += form("/oauth/sign-in-again", key, "Sign in again");
    if (other.existing_id.empty())  // one that exists is to be used rather than doubled
      text += form("/oauth/connect-other", key, "Connect " + other.signed_in.name + " as a new connection",
                   " plain");
  } else if (mismatch) {
    text += connection_link(other.connection_id, "Back to " + other.connection_label);
  } else {
    text += connection_link(other.existing_id, "Open " + other.existing_label);
    if (!key.empty()) text += form("/oauth/connect-other", key, "Connect it a second time", " plain");
  }
  text += "</div>\n";
  if (!key.empty())
    text += "<p class=\"small\">The consent is kept for 15 minutes while you decide, then dropped.</p>\n";
  return text;
}

}  // namespace

http::Response other_account_page(const OtherAccount& other, const Error& error,
                                  const std::string& request_id, const Error& trouble) {
  const bool mismatch = error.code == "account_mismatch";
  return plain_page(409,
                    mismatch ? "That is another account than before" : "That account is connected already",
                    trouble_words(trouble) + (mismatch ? mismatch_words(other) : duplicate_words(other)) +
                        choices(other, mismatch) + page_footnote(error, request_id));
}

}  // namespace mooring::host::admin
