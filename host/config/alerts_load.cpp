#include "config/alerts_load.hpp"

#include <algorithm>
#include <set>
#include <span>

#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "base/text_list.hpp"
#include "config/url_rule.hpp"

namespace mooring::host {
namespace {

constexpr int kPortStartTls = 587;
constexpr int kPortTls = 465;

template <size_t N>
std::vector<std::string> words(const std::array<std::string_view, N>& list) {
  return {list.begin(), list.end()};
}

// A list of some of the words; each unknown one is a problem.
void read_words(ConfigTable& table, std::string_view key, const std::vector<std::string>& known,
                std::vector<std::string>& out) {
  table.texts(key, out);
  for (const std::string& word : out) {
    if (std::find(known.begin(), known.end(), word) != known.end()) continue;
    auto near = nearest(word, known);
    table.problem(key, "'" + word + "' is not one of " + joined(known),
                  near ? "Did you mean '" + *near + "'?" : "");
  }
}

template <size_t N>
void read_word(ConfigTable& table, std::string_view key, const std::array<std::string_view, N>& known,
               std::string& out) {
  if (!table.has(key)) return;
  std::string word;
  table.text(key, word);
  if (word.empty()) return;
  if (std::find(known.begin(), known.end(), word) == known.end())
    return table.problem(key, "'" + word + "' is not one of " + joined(words(known)));
  out = word;
}

void read_rules(ConfigTable& table, AlertRules& out) {
  read_words(table, "kinds", words(kAlertKinds), out.kinds);
  read_words(table, "badges", words(kAlertBadges), out.badges);
  read_words(table, "badges_from", words(kAlertBadges), out.badges_from);
  table.texts("channels", out.channels);
  table.texts("regions", out.regions);
  table.texts("connections", out.connections);
  read_word(table, "min_severity", kAlertSeverities, out.min_severity);
  table.boolean("recovered", out.recovered);
  table.duration("quiet", out.quiet, Duration::zero(), limits::kAlertQuietMax);
  table.duration("delay", out.delay, Duration::zero(), limits::kAlertDelayMax);
}

DeclaredDestination read_destination(ConfigTable& table) {
  DeclaredDestination out;
  table.require("name", "Give each destination a name of its own; it identifies it across restarts");
  table.require("kind", "Use \"webhook\", \"slack\" or \"email\"");
  table.text("name", out.name);
  read_word(table, "kind", kDestinationKinds, out.kind);
  table.secret("url", out.url);
  table.secret("secret", out.secret);
  table.texts("to", out.to);
  read_rules(table, out.rules);
  return out;
}

void check_destination(const DeclaredDestination& one, const std::string& key, const ReportProblem& problem) {
  const bool mail = one.kind == "email";
  if (mail && one.to.empty())
    problem(key + ".to", "is missing", "Name the recipients, like to = [\"ops@example.com\"]");
  if (!mail && one.url.empty())
    problem(key + ".url", "is missing",
            "The address is a secret: write url = { file = \"path\" } or url = { env = \"NAME\" }");
  if (one.kind == "webhook" && one.secret.empty())
    problem(key + ".secret", "is missing",
            "It signs what is sent: write secret = { file = \"path\" } or secret = { env = \"NAME\" }");
  if (one.kind == "webhook" && !one.secret.empty() &&
      one.secret.reveal().size() < limits::kAlertSecretBytesMin)
    problem(key + ".secret", "is too short to sign with",
            "Use at least " + std::to_string(limits::kAlertSecretBytesMin) + " random characters");
}

void check_smtp(SmtpConfig& smtp, const ReportProblem& problem) {
  if (smtp.host.empty()) return;
  if (smtp.port == 0) smtp.port = smtp.security == MailSecurity::tls ? kPortTls : kPortStartTls;
  if (smtp.from.empty())
    problem("smtp.from", "is missing", "Name the sender, like from = \"mooring@example.com\"");
  else if (!is_mail_address(smtp.from))
    problem("smtp.from", "is not a mail address", "Write the address alone, like \"mooring@example.com\"");
  if (smtp.user.empty() != smtp.password.empty())
    problem("smtp.password", "and smtp.user belong together", "Set both, or none");
  if (smtp.security == MailSecurity::none && !is_loopback_host(smtp.host))
    problem("smtp.security", "would send mail and password unencrypted to another machine",
            "Use \"starttls\" or \"tls\"");
}

}  // namespace

void read_alerts(ConfigTable& table, AlertsConfig& out) {
  table.boolean("allow_private", out.allow_private);
  table.table_list("destinations", out.destinations.size(),
                   [&](ConfigTable& one) { out.destinations.push_back(read_destination(one)); });
}

void read_smtp(ConfigTable& table, SmtpConfig& out) {
  table.require("host", "Name the mail server, like host = \"smtp.example.com\"");
  table.text("host", out.host);
  table.integer("port", out.port, 1, 65535);
  table.text("user", out.user);
  table.text("from", out.from);
  table.secret("password", out.password);
  table.path("ca_file", out.ca_file);
  table.choice(
      "security", out.security,
      {{"starttls", MailSecurity::starttls}, {"tls", MailSecurity::tls}, {"none", MailSecurity::none}});
}

void check_alerts(const AlertsConfig& alerts, SmtpConfig& smtp, const ReportProblem& problem) {
  check_smtp(smtp, problem);
  std::set<std::string> names;
  for (size_t i = 0; i < alerts.destinations.size(); ++i) {
    const DeclaredDestination& one = alerts.destinations[i];
    const std::string key = "alerts.destinations[" + std::to_string(i) + "]";
    check_destination(one, key, problem);
    if (!one.name.empty() && !names.insert(one.name).second)
      problem(key + ".name", "'" + one.name + "' is the name of another destination",
              "Give each a name of its own");
    if (one.kind == "email" && smtp.host.empty())
      problem(key + ".kind", "mail cannot be sent: there is no [smtp]", "Configure the mail server");
  }
}

}  // namespace mooring::host
