#include "admin/support/html.hpp"

#include "admin/html_table.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

std::string code(const std::string& text) {
  return text.empty() ? "" : "<code>" + escape_html(text) + "</code>";
}

std::string badge(const JsonObject& status) {
  const std::string severity = text_of(status, "severity");
  const bool known = severity == "green" || severity == "amber" || severity == "red";
  return "<span class=\"badge " + (known ? severity : std::string("neutral")) + "\">" +
         escape_html(text_of(status, "title")) + "</span>";
}

// "2026-01-31 10:00:00" and how long before the bundle that was.
std::string when(const std::string& time, Timestamp made_at) {
  const auto at = parse_time(time);
  if (!at) return "<span class=\"quiet\">never</span>";
  const std::string distance =
      *at <= made_at ? format_duration(made_at - *at) + " before" : format_duration(*at - made_at) + " after";
  return short_time(time) + " <span class=\"quiet\">" + escape_html(distance) + "</span>";
}

std::string failure_text(const JsonObject& owner) {
  const auto failure = owner->isNull("failure") ? JsonObject() : owner->getObject("failure");
  if (!failure) return "";
  std::string out = escape_html(text_of(failure, "message"));
  const std::string endpoint = text_of(failure, "endpoint"), request = text_of(failure, "request_id");
  if (const std::string status = text_of(failure, "status"); !status.empty() && status != "0")
    out += " <span class=\"quiet\">HTTP " + escape_html(status) + "</span>";
  if (!endpoint.empty()) out += "<br>" + code(endpoint);
  if (!request.empty()) out += "<br><span class=\"quiet\">request " + escape_html(request) + "</span>";
  return out;
}

std::string rules_table(const JsonObject& status) {
  Table table({"Rule", "", "Because"});
  for (const auto& item : *status->getArray("rules")) {
    const auto rule = item.extract<JsonObject>();
    const bool fired = rule->optValue("fired", false);
    table.row(fired ? "fired" : "")
        .text(text_of(rule, "title"))
        .html(fired ? "<b>this one</b>" : "")
        .text(text_of(rule, "because"));
  }
  return table.take();
}

std::string grant_list(const JsonObject& connection, Timestamp made_at) {
  const auto grant = connection->isNull("grant") ? JsonObject() : connection->getObject("grant");
  if (!grant) return "<p class=\"quiet\">No grant: it was never connected.</p>";
  Facts facts;
  facts.text("State", text_of(grant, "state")).text("From", text_of(grant, "source"));
  facts.html("Issued", when(text_of(grant, "issued_at"), made_at));
  if (!grant->isNull("expires_at")) facts.html("Ends", when(text_of(grant, "expires_at"), made_at));
  facts.html("Last refreshed", when(text_of(grant, "last_refreshed_at"), made_at));
  if (!grant->isNull("evidence")) {
    const auto evidence = grant->getObject("evidence");
    facts.html("The provider said",
               escape_html(text_of(evidence, "code") + ": " + text_of(evidence, "message")) + "<br>" +
                   code(text_of(evidence, "endpoint")));
  }
  return facts.take();
}

void add_slot(Table& table, const std::string& name, const JsonObject& slot, Timestamp made_at) {
  const std::string waiting = text_of(slot, "waiting_for");
  table.row(slot->optValue("last_run_failed", false) ? "failed" : "")
      .html(name)
      .text(text_of(slot, "state") + (waiting.empty() ? "" : ": " + waiting))
      .html(when(text_of(slot, "last_success_at"), made_at))
      .html(when(text_of(slot, "last_attempt_at"), made_at))
      .html(short_time(text_of(slot, "next_run_at")))
      .text(text_of(slot, "consecutive_failures"), "number")
      .html(failure_text(slot) + escape_html(text_of(slot, "notice")));
}

std::string streams_table(const JsonObject& connection, Timestamp made_at) {
  Table table({"Stream", "State", "Last success", "Last try", "Next run", "Failures", "Failure, notice"});
  for (const auto& item : *connection->getArray("streams")) {
    const auto stream = item.extract<JsonObject>();
    std::string name = escape_html(text_of(stream, "title"));
    if (!stream->optValue("enabled", true)) name += " <span class=\"quiet\">switched off</span>";
    if (const std::string by = text_of(stream, "fed_by"); !by.empty())
      name += " <span class=\"quiet\">fed by " + escape_html(by) + "</span>";
    add_slot(table, name, stream, made_at);
    for (const auto& slot : *stream->getArray("marketplaces"))
      add_slot(table,
               "<span class=\"inner\">" + escape_html(text_of(slot.extract<JsonObject>(), "marketplace")) +
                   "</span>",
               slot.extract<JsonObject>(), made_at);
  }
  return table.take("It has no streams.");
}

std::string marketplaces_table(const JsonObject& connection) {
  Table table({"Id", "Name", "Country", "Selected", "Available", "Note"});
  for (const auto& item : *connection->getArray("marketplaces")) {
    const auto row = item.extract<JsonObject>();
    table.row()
        .html(code(text_of(row, "id")))
        .text(text_of(row, "name"))
        .text(text_of(row, "country_code"))
        .text(yes_no(row, "selected"))
        .text(yes_no(row, "available"))
        .text(text_of(row, "note"));
  }
  return table.take("None is known yet.");
}

std::string permissions_table(const JsonObject& connection) {
  Table table({"Permission", "Works", "Note"});
  for (const auto& item : *connection->getArray("permissions")) {
    const auto row = item.extract<JsonObject>();
    table.row().html(code(text_of(row, "id")));
    table.text(row->isNull("granted") ? "not known" : yes_no(row, "granted")).text(text_of(row, "note"));
  }
  return table.take("None is known yet.");
}

std::string cursors_table(const JsonObject& connection) {
  Table table({"Stream", "Marketplace", "Bytes", "Cursor"});
  for (const auto& item : *connection->getArray("cursors")) {
    const auto row = item.extract<JsonObject>();
    table.row()
        .text(text_of(row, "stream"))
        .text(text_of(row, "marketplace"))
        .text(text_of(row, "bytes"), "number")
        .html(code(text_of(row, "cursor")));
  }
  return table.take("Nothing was read yet.");
}

std::string coverage_table(const JsonObject& connection) {
  Table table({"Stream", "Marketplace", "Part", "From", "To", "State"});
  for (const auto& item : *connection->getArray("coverage")) {
    const auto row = item.extract<JsonObject>();
    table.row(text_of(row, "state") == "lost" ? "failed" : "")
        .text(text_of(row, "stream"))
        .text(text_of(row, "marketplace"))
        .text(text_of(row, "part"))
        .html(short_time(text_of(row, "from")))
        .html(short_time(text_of(row, "to")))
        .text(text_of(row, "state"));
  }
  std::string out = table.take("No time range is held yet.");
  if (const auto more = connection->optValue<int64_t>("coverage_left_out", 0); more > 0)
    out += "<p class=\"quiet\">" + std::to_string(more) + " older ranges are left out.</p>";
  return out;
}

std::string budgets_table(const JsonArray& budgets) {
  Table table({"Budget", "Requests per second", "Burst", "From", "Rate now", "Tokens now"});
  for (const auto& item : *budgets) {
    const auto row = item.extract<JsonObject>();
    table.row()
        .html(code(text_of(row, "id")))
        .text(text_of(row, "rate_per_s"), "number")
        .text(text_of(row, "burst"), "number")
        .text(text_of(row, "from"))
        .text(text_of(row, "rate_now_per_s"), "number")
        .text(text_of(row, "tokens"), "number");
  }
  return table.take("It declares none.");
}

std::string part(const char* title, const std::string& body) {
  return "<h4>" + std::string(title) + "</h4>" + body;
}

std::string account_list(const JsonObject& connection, Timestamp made_at) {
  Facts facts;
  facts.html("Id", code(text_of(connection, "id")));
  facts.text("Account", text_of(connection, "account_name"))
      .html("Account id", code(text_of(connection, "account_id")));
  facts.text("Managed by", text_of(connection, "managed_by"));
  facts.html("Made", when(text_of(connection, "created_at"), made_at));
  facts.html("Changed", when(text_of(connection, "updated_at"), made_at));
  const auto settings = connection->getObject("settings");
  for (const std::string& name : settings->getNames())
    facts.text("Setting " + name, text_of(settings, name));
  return facts.take();
}

}  // namespace

std::string support_connection(const JsonObject& connection, Timestamp made_at) {
  const auto status = connection->getObject("status");
  const bool well = text_of(status, "severity") == "green";
  std::string out =
      "<details class=\"card\"" + std::string(well ? "" : " open") + "><summary>" + badge(status) + "<b>" +
      escape_html(text_of(connection, "label")) + "</b><span class=\"quiet\">" +
      escape_html(text_of(connection, "channel_name") + " · " + text_of(connection, "region_name")) +
      "</span><span class=\"reason\">" + escape_html(text_of(status, "reason")) + "</span></summary>";
  if (const std::string action = text_of(status, "action_text"); !action.empty())
    out += "<p>What to do next: <b>" + escape_html(action) + "</b></p>";
  out += "<div class=\"columns\"><div>" + part("Account", account_list(connection, made_at)) + "</div><div>" +
         part("Grant", grant_list(connection, made_at)) + "</div></div>";
  out += part("Why this status", rules_table(status)) + part("Streams", streams_table(connection, made_at));
  out += part("Marketplaces", marketplaces_table(connection)) +
         part("Permissions", permissions_table(connection));
  out += part("Cursors", cursors_table(connection)) + part("Coverage", coverage_table(connection));
  return out + part("Budgets", budgets_table(connection->getArray("budgets"))) + "</details>\n";
}

std::string support_runs_head() {
  return table_head({"Queued", "Run", "Stream", "State", "Took", "Requests", "Rows read", "Changed",
                     "Asked by", "Failure"});
}

std::string support_run_row(const JsonObject& run) {
  const auto began = parse_time(text_of(run, "started_at")), ended = parse_time(text_of(run, "finished_at"));
  const std::string marketplace = text_of(run, "marketplace");
  Row row(text_of(run, "state") == "failed" ? "failed" : "");
  row.html(short_time(text_of(run, "queued_at")))
      .html(code(text_of(run, "id")) + "<br><span class=\"quiet\">" +
            escape_html(text_of(run, "connection_id")) + "</span>")
      .html(escape_html(text_of(run, "stream")) +
            (marketplace.empty() ? "" : " <span class=\"quiet\">" + escape_html(marketplace) + "</span>"))
      .text(text_of(run, "state"))
      .text(began && ended ? format_duration(*ended - *began) : "", "number")
      .text(text_of(run, "requests"), "number")
      .text(text_of(run, "rows_read"), "number")
      .text(text_of(run, "rows_changed"), "number")
      .text(text_of(run, "trigger") + ", " + text_of(run, "actor"))
      .html(failure_text(run));
  return row.take();
}

std::string support_entries_head() {
  std::string out = "<div class=\"filter\" role=\"group\" aria-label=\"Severity\">";
  for (const auto& [id, title] :
       {std::pair{"all", "All"}, {"warnings", "Warnings and errors"}, {"errors", "Errors"}})
    out += "<label><input type=\"radio\" name=\"severity\" id=\"show-" + std::string(id) + "\"" +
           (std::string_view(id) == "all" ? " checked" : "") + "> " + title + "</label>";
  return out + "</div>" +
         table_head({"Time", "Severity", "Kind", "Message", "Request", "Connection, run", "By"}, "entries");
}

std::string support_entry_row(const JsonObject& entry) {
  const std::string severity = text_of(entry, "severity");
  const bool loud = severity == "warning" || severity == "error";
  std::string request = code(text_of(entry, "endpoint"));
  if (!entry->isNull("status")) request = "<b>" + escape_html(text_of(entry, "status")) + "</b> " + request;
  if (const std::string id = text_of(entry, "request_id"); !id.empty())
    request += "<br><span class=\"quiet\">" + escape_html(id) + "</span>";
  std::string place = escape_html(text_of(entry, "connection_id"));
  if (const std::string run = text_of(entry, "run_id"); !run.empty())
    place += "<br><span class=\"quiet\">" + escape_html(run) + "</span>";
  Row row(loud ? severity : "info");
  row.html(short_time(text_of(entry, "at")))
      .text(severity)
      .html(code(text_of(entry, "kind")))
      .text(text_of(entry, "message"))
      .html(request)
      .html(place)
      .text(text_of(entry, "actor"));
  return row.take();
}

std::string support_rows_tail() {
  return "</tbody></table></div>";
}

std::string support_plugin(const JsonObject& plugin) {
  const bool loaded = text_of(plugin, "state") == "loaded";
  std::string out = "<details class=\"card\"" + std::string(loaded ? "" : " open") +
                    "><summary><span class=\"badge " + (loaded ? "green\">Loaded" : "red\">Refused") +
                    "</span><b>" + escape_html(text_of(plugin, "name")) + "</b><span class=\"quiet\">" +
                    escape_html(text_of(plugin, "version")) + "</span></summary>";
  if (!loaded) {
    const auto refusal = plugin->getObject("refusal");
    out += "<p>Refused at <b>" + escape_html(text_of(refusal, "step")) +
           "</b>: " + escape_html(text_of(refusal, "message")) + "</p>";
  }
  Facts facts;
  facts.html("Id", code(text_of(plugin, "id"))).html("File", code(text_of(plugin, "path")));
  facts.html("SHA-256", code(text_of(plugin, "sha256"))).text("Bytes", text_of(plugin, "size_bytes"));
  facts.text("ABI", text_of(plugin, "abi")).html("May call", code(joined_texts(plugin->getArray("hosts"))));
  Table regions({"Region", "Configured", "Missing keys", "API"}),
      streams({"Stream", "Mode", "Scope", "Every", "Fields"});
  for (const auto& item : *plugin->getArray("regions")) {
    const auto row = item.extract<JsonObject>();
    regions.row().text(text_of(row, "id")).text(yes_no(row, "configured"));
    regions.text(joined_texts(row->getArray("missing")))
        .html(code(text_of(row->getObject("endpoints"), "api_base")));
  }
  for (const auto& item : *plugin->getArray("streams")) {
    const auto row = item.extract<JsonObject>();
    streams.row().text(text_of(row, "id")).text(text_of(row, "mode")).text(text_of(row, "scope"));
    streams.text(text_of(row, "interval_s") + " s", "number").text(text_of(row, "fields"), "number");
  }
  out += facts.take() + part("Regions", regions.take("Not known.")) +
         part("Streams", streams.take("Not known."));
  return out + "</details>\n";
}

std::string support_configuration(const JsonArray& keys) {
  Table table({"Key", "Value", "From"});
  for (const auto& item : *keys) {
    const auto row = item.extract<JsonObject>();
    const std::string from = text_of(row, "from");
    table.row()
        .html(code(text_of(row, "key")))
        .html(code(text_of(row, "value")))
        .text(from, from == "default" ? "quiet" : "");
  }
  return table.take();
}

std::string support_host(const JsonObject& host, Timestamp made_at) {
  const auto platform = host->getObject("platform"), process = host->getObject("process");
  const auto store = host->getObject("store");
  Facts facts;
  facts.text("Version", text_of(host, "version")).text("Ready", yes_no(host, "ready"));
  facts.html("Started", when(text_of(host, "started_at"), made_at))
      .text("Address", text_of(host, "public_url"));
  facts.text("System", text_of(platform, "distribution") + ", " + text_of(platform, "system") + ", " +
                           text_of(platform, "machine"));
  facts.text("Processors", text_of(platform, "processors"))
      .text("Memory", bytes_text(platform, "memory_bytes"));
  facts.text("Used by Mooring", bytes_text(process, "resident_bytes"));
  facts.text("Threads", text_of(process, "threads")).text("Open files", text_of(process, "open_files"));
  facts.text("SQLite", text_of(store, "sqlite_version")).text("Database", bytes_text(store, "file_bytes"));
  facts.text("Write-ahead log", bytes_text(store, "wal_bytes"))
      .text("Writes waiting", text_of(store, "queued_writes"));
  const std::string last_error = text_of(store, "last_error");
  facts.text("Last write", last_error.empty() ? "worked" : last_error);
  Facts limits;
  for (const auto& item : *host->getArray("limits"))
    limits.text(text_of(item.extract<JsonObject>(), "title"), text_of(item.extract<JsonObject>(), "value"));
  return "<div class=\"columns\"><div>" + facts.take() + "</div><div>" + part("Limits", limits.take()) +
         "</div></div>";
}

std::string support_metrics(const std::string& metrics) {
  return "<details class=\"card\"><summary><b>Prometheus text</b></summary><pre>" + escape_html(metrics) +
         "</pre></details>";
}

}  // namespace mooring::host::admin
