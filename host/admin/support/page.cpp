// The frame of a support bundle: what it is, what is left out, and where everything stands.
#include "admin/html_table.hpp"
#include "admin/support/html.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

int64_t count_of(const JsonObject& bundle, const std::string& name) {
  return bundle->optValue<int64_t>(name, 0);
}

std::string badge_pills(const JsonArray& badges) {
  std::string out = "<ul class=\"pills\" aria-label=\"Connections by status\">";
  for (const auto& item : *badges) {
    const auto badge = item.extract<JsonObject>();
    out += "<li><span class=\"badge " + escape_html(text_of(badge, "severity")) + "\">" +
           escape_html(text_of(badge, "count") + " " + text_of(badge, "title")) + "</span></li>";
  }
  return out + "</ul>";
}

// What a reader might miss, and how to get it.
std::vector<std::string> warnings_of(const JsonObject& bundle) {
  std::vector<std::string> out;
  for (const auto& problem : *bundle->getArray("problems"))
    out.push_back(problem.convert<std::string>());
  if (const auto left = count_of(bundle, "connections_left_out"); left > 0)
    out.push_back(
        std::to_string(left) +
        " connections are left out, those in the best state; a bundle of one connection has all of it.");
  if (const auto left = count_of(bundle, "runs_left_out"); left > 0)
    out.push_back("Only the latest " + text_of(bundle, "runs") + " runs of the time window are here.");
  if (const auto left = count_of(bundle, "entries_left_out"); left > 0)
    out.push_back("The oldest " + std::to_string(left) +
                  " activity entries of the time window are left out: only the newest " +
                  text_of(bundle, "entries") + " are here. Ask for a shorter window to see them.");
  return out;
}

std::string navigation(const JsonObject& bundle) {
  struct Place {
    const char *id, *title, *count;
  };
  constexpr Place kPlaces[] = {{"connections", "Connections", "connections"},
                               {"runs", "Runs", "runs"},
                               {"activity", "Activity", "entries"},
                               {"plugins", "Plugins", "plugins"},
                               {"configuration", "Configuration", ""},
                               {"host", "Host", ""},
                               {"metrics", "Metrics", ""}};
  std::string out = "<nav aria-label=\"Sections\"><ul>";
  for (const Place& place : kPlaces)
    out += "<li><a href=\"#" + std::string(place.id) + "\">" + place.title + "</a>" +
           (*place.count ? " <span class=\"count\">" + escape_html(text_of(bundle, place.count)) + "</span>"
                         : "") +
           "</li>";
  return out + "</ul></nav>";
}

}  // namespace

std::string support_page_head(const JsonObject& bundle) {
  const std::string connection = text_of(bundle, "connection");
  std::string out =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      // It needs no script and nothing from elsewhere; should anything get in, it stays dead.
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "base-uri 'none'; form-action 'none'\">"
      "<meta name=\"referrer\" content=\"no-referrer\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Mooring support "
      "bundle, " +
      escape_html(text_of(bundle, "made_at").substr(0, 10)) + "</title><style>" +
      std::string(support_style()) +
      "</style></head>\n<body><header><h1>Mooring support bundle</h1><p>Mooring " +
      escape_html(text_of(bundle, "version")) + ", made " + short_time(text_of(bundle, "made_at")) +
      " UTC. Runs and activity from " + short_time(text_of(bundle, "since")) + " to " +
      short_time(text_of(bundle, "until")) + " UTC" +
      (connection.empty() ? ", of all connections."
                          : ", of the connection <code>" + escape_html(connection) + "</code>.") +
      "</p>" + badge_pills(bundle->getArray("badges")) +
      "<p class=\"note\">Secrets, tokens and e-mail addresses are taken out, and no record is in here. Names "
      "and ids of accounts, labels of connections and file paths are: look it through before you show it to "
      "others.</p>";
  for (const std::string& warning : warnings_of(bundle))
    out += "<p class=\"note warning\">" + escape_html(warning) + "</p>";
  return out + "</header>" + navigation(bundle) + "\n<main>\n";
}

std::string support_section(const std::string& id, const std::string& title, const std::string& note,
                            const std::string& body) {
  return "<section id=\"" + id + "\"><h2>" + escape_html(title) + "</h2>" +
         (note.empty() ? "" : "<p class=\"quiet\">" + escape_html(note) + "</p>") + body + "</section>\n";
}

std::string support_page_tail() {
  return "<footer>For programs: the same facts stand as JSON in this file, in the script element with the id "
         "<code>bundle</code>.</footer></body></html>\n";
}

}  // namespace mooring::host::admin
