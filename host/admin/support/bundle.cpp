#include "admin/support/bundle.hpp"

#include "admin/json/json_out.hpp"
#include "admin/support/html.hpp"

namespace mooring::host::admin {
namespace {

constexpr const char* kFormat = "mooring-support-bundle/1";

// One list of the bundle, as a person and as a program reads it, item by item.
struct Part {
  std::string html, json;
  size_t count = 0;

  size_t bytes() const { return html.size() + json.size(); }
  void add(const std::string& item_html, const std::string& item_json) {
    json += (count++ == 0 ? "" : ",\n") + item_json;
    html += item_html;
  }
};

class Composer {
 public:
  Composer(const SupportFacts& facts, const SupportCleaner& cleaner, size_t bytes_max)
      : facts_(facts), cleaner_(cleaner), bytes_max_(bytes_max) {}

  Result<std::string> compose() {
    compose_fixed();
    // The rest of the room is for the entries: without them a bundle explains little.
    compose_connections(used_ + (room() / 2));
    compose_runs();
    compose_entries();
    std::string page = cleaner_.secrets_only(join());
    if (page.size() <= bytes_max_) return page;
    return fail("bundle_too_large",
                "The support bundle would be larger than " + std::to_string(bytes_max_ >> 20) + " MiB",
                "Ask for the bundle of one connection");
  }

 private:
  size_t room() const { return bytes_max_ > used_ ? bytes_max_ - used_ : 0; }

  void compose_fixed() {
    const JsonArray configuration = cleaner_.array(facts_.configuration);
    const JsonObject host = cleaner_.object(facts_.host);
    for (const auto& item : *facts_.plugins) {
      const JsonObject plugin = cleaner_.object(item.extract<JsonObject>());
      plugins_.add(support_plugin(plugin), json_for_page(plugin));
    }
    const std::string metrics = cleaner_.block(facts_.metrics);
    compose_alerts();
    tail_html_ =
        support_section("plugins", "Plugins", "", plugins_.html) +
        support_section("configuration", "Configuration",
                        "As it was loaded. Secrets are ***; \"From\" says where each is read.",
                        "<div class=\"surface\">" + support_configuration(configuration) + "</div>") +
        support_section("host", "Host", "",
                        "<div class=\"surface\">" + support_host(host, facts_.made_at) + "</div>") +
        support_section("metrics", "Metrics", "", support_metrics(metrics));
    tail_json_ += ",\n\"plugins\":[" + plugins_.json +
                  "],\n\"configuration\":" + json_for_page(configuration) +
                  ",\n\"host\":" + json_for_page(host) + ",\n\"metrics\":" + json_for_page(metrics);
    used_ += tail_html_.size() + tail_json_.size() + kFrameBytes;
  }

  void compose_alerts() {
    const auto surface = [](const std::string& body) { return "<div class=\"surface\">" + body + "</div>"; };
    const JsonArray incidents = cleaner_.array(facts_.incidents);
    const JsonArray destinations = cleaner_.array(facts_.alert_destinations);
    const JsonArray deliveries = cleaner_.array(facts_.alert_deliveries);
    alerts_html_ =
        support_section("incidents", "Incidents", "What many connections met with at once; times are UTC.",
                        surface(support_incidents(incidents))) +
        support_section(
            "alerts", "Alerts",
            "Where alerts go, and what became of them. Addresses without what is secret in them.",
            surface(support_destinations(destinations)) + surface(support_deliveries(deliveries)));
    tail_json_ = ",\n\"incidents\":" + json_for_page(incidents) +
                 ",\n\"alert_destinations\":" + json_for_page(destinations) +
                 ",\n\"alert_deliveries\":" + json_for_page(deliveries);
    used_ += alerts_html_.size();
  }

  void compose_connections(size_t until_bytes) {
    for (const JsonObject& connection : facts_.connections) {
      const JsonObject clean = cleaner_.object(connection);
      const std::string html = support_connection(clean, facts_.made_at), json = json_for_page(clean);
      if (used_ + connections_.bytes() + html.size() + json.size() > until_bytes) break;
      connections_.add(html, json);
    }
    used_ += connections_.bytes();
  }

  void compose_runs() {
    for (const RunRow& run : facts_.runs) {
      const JsonObject clean = cleaner_.object(run_json(run));
      runs_.add(support_run_row(clean), json_for_page(clean));
    }
    used_ += runs_.bytes();
  }

  void compose_entries() {
    for (const ActivityRow& entry : facts_.entries) {
      const JsonObject clean = cleaner_.object(activity_json(entry));
      const std::string html = support_entry_row(clean), json = json_for_page(clean);
      if (entries_.bytes() + html.size() + json.size() > room()) break;
      entries_.add(html, json);
    }
  }

  JsonArray badges_json() const {
    auto out = json_array();
    for (size_t i = 0; i < facts_.badges.size(); ++i) {
      if (facts_.badges[i] == 0) continue;
      const auto badge = static_cast<Badge>(i);
      auto item = json_object();
      item->set("badge", to_text(badge));
      item->set("title", to_title(badge));
      item->set("severity", to_severity(badge));
      item->set("count", facts_.badges[i]);
      out->add(item);
    }
    return out;
  }

  JsonObject bundle_json() const {
    auto problems = json_array();
    for (const std::string& problem : facts_.problems)
      problems->add(problem);
    auto out = json_object();
    out->set("format", kFormat);
    out->set("version", facts_.version);
    out->set("made_at", json_time(facts_.made_at));
    out->set("since", json_time(facts_.since));
    out->set("until", json_time(facts_.until));
    out->set("connection", facts_.connection_id);
    out->set("badges", badges_json());
    out->set("connections", connections_.count);
    out->set("connections_left_out",
             facts_.connections_left_out + facts_.connections.size() - connections_.count);
    out->set("runs", runs_.count);
    out->set("runs_left_out", facts_.runs_left_out);
    out->set("entries", entries_.count);
    out->set("entries_left_out", facts_.entries_left_out + facts_.entries.size() - entries_.count);
    out->set("plugins", plugins_.count);
    out->set("incidents", facts_.incidents->size());
    out->set("alert_destinations", facts_.alert_destinations->size());
    out->set("problems", problems);
    return cleaner_.object(out);
  }

  static std::string listed(const std::string& head, const Part& part, const char* when_empty) {
    if (part.count == 0) return "<p class=\"quiet\">" + std::string(when_empty) + "</p>";
    return "<div class=\"surface\">" + head + part.html + support_rows_tail() + "</div>";
  }

  std::string join() {
    const JsonObject bundle = bundle_json();
    std::string page = support_page_head(bundle);
    page.reserve(used_ + entries_.bytes() + kFrameBytes);
    page += support_section(
        "connections", "Connections", "Worst first.",
        connections_.count == 0 ? "<p class=\"quiet\">There are none.</p>" : connections_.html);
    page += alerts_html_;
    page += support_section("runs", "Runs", "The latest first; times are UTC.",
                            listed(support_runs_head(), runs_, "None in this time window."));
    page += support_section("activity", "Activity", "The latest first; times are UTC.",
                            listed(support_entries_head(), entries_, "Nothing in this time window."));
    page += tail_html_ + "</main>\n<script type=\"application/json\" id=\"bundle\">\n{\"bundle\":" +
            json_for_page(bundle) + ",\n\"connections\":[" + connections_.json + "],\n\"runs\":[" +
            runs_.json + "],\n\"activity\":[" + entries_.json + "]" + tail_json_ + "}\n</script>\n";
    return page + support_page_tail();
  }

  static constexpr size_t kFrameBytes = 64 << 10;  // head, style, headings, the bundle's own facts

  const SupportFacts& facts_;
  const SupportCleaner& cleaner_;
  const size_t bytes_max_;
  size_t used_ = 0;
  Part plugins_, connections_, runs_, entries_;
  std::string alerts_html_, tail_html_, tail_json_;
};

}  // namespace

Result<std::string> support_bundle(const SupportFacts& facts, const SupportCleaner& cleaner,
                                   size_t bytes_max) {
  return Composer(facts, cleaner, bytes_max).compose();
}

}  // namespace mooring::host::admin
