// Incidents and alerts of a support bundle.
#include "admin/html_table.hpp"
#include "admin/support/html.hpp"

namespace mooring::host::admin {
namespace {

std::string code(const std::string& text) {
  return text.empty() ? "" : "<code>" + escape_html(text) + "</code>";
}

std::string affected(const JsonObject& incident) {
  std::string out;
  for (const auto& item : *incident->getArray("affected")) {
    const auto one = item.extract<JsonObject>();
    out += (out.empty() ? "" : "<br>") + code(text_of(one, "connection_id"));
    if (!one->isNull("recovered_at")) out += " <span class=\"quiet\">recovered</span>";
  }
  return out;
}

}  // namespace

std::string support_incidents(const JsonArray& incidents) {
  Table table({"Since", "Until", "What", "Operation", "Status", "Message", "Connections"});
  for (const auto& item : *incidents) {
    const auto row = item.extract<JsonObject>();
    const bool open = row->isNull("resolved_at");
    table.row(open ? "failed" : "")
        .html(short_time(text_of(row, "opened_at")))
        .html(open ? "<b>goes on</b>" : short_time(text_of(row, "resolved_at")))
        .text(text_of(row, "title"))
        .html(code(text_of(row, "operation")))
        .text(text_of(row, "status"))
        .text(text_of(row, "message"))
        .html(affected(row));
  }
  return table.take("There was none in this time window.");
}

std::string support_destinations(const JsonArray& destinations) {
  Table table(
      {"Name", "Kind", "Address", "Health", "Told of", "Last success", "Last answer", "Waiting", "Given up"});
  for (const auto& item : *destinations) {
    const auto row = item.extract<JsonObject>();
    const std::string health = text_of(row, "health");
    std::string answer = text_of(row, "last_status");
    if (const std::string words = text_of(row, "last_answer"); !words.empty())
      answer += (answer.empty() ? "" : ": ") + words;
    table.row(health == "failing" ? "failed" : "")
        .text(text_of(row, "name"))
        .text(text_of(row, "kind"))
        .html(code(text_of(row, "address")))
        .text(health)
        .text(joined_texts(row->getArray("rules_text")))
        .html(short_time(text_of(row, "last_success_at")))
        .text(answer)
        .text(text_of(row, "waiting"), "number")
        .text(text_of(row, "dead"), "number");
  }
  return table.take("Nobody is told.");
}

std::string support_deliveries(const JsonArray& deliveries) {
  Table table({"Made", "To", "Alert", "State", "Attempts", "Next", "Status", "Why, answer"});
  for (const auto& item : *deliveries) {
    const auto row = item.extract<JsonObject>();
    const std::string state = text_of(row, "state");
    table.row(state == "dead" ? "failed" : "")
        .html(short_time(text_of(row, "created_at")))
        .text(text_of(row, "destination"))
        .text(text_of(row, "title"))
        .text(state)
        .text(text_of(row, "attempts"), "number")
        .html(state == "waiting" || state == "held" ? short_time(text_of(row, "due_at")) : "")
        .text(text_of(row, "status"))
        .text(text_of(row, "reason") + " " + text_of(row, "answer"));
  }
  return table.take("Nothing in this time window.");
}

}  // namespace mooring::host::admin
