#include "admin/json/json_out_checklist.hpp"

namespace mooring::host::admin {
namespace {

JsonObject cell_json(const ReachCell& cell) {
  auto out = json_object();
  out->set("marketplace", cell.marketplace);
  out->set("state", to_text(cell.reach));
  out->set("note", cell.note);
  out->set("status", cell.status);
  out->set("endpoint", cell.endpoint);
  out->set("request_id", cell.request_id);
  out->set("checked_at", json_time(cell.checked_at));
  out->set("since", json_time(cell.since));
  return out;
}

JsonObject marketplace_json(const ReachMarketplace& marketplace) {
  auto out = json_object();
  out->set("id", marketplace.id);
  out->set("title", marketplace.title);
  out->set("country_code", marketplace.country_code);
  out->set("selected", marketplace.selected);
  out->set("state", to_text(marketplace.reach));
  out->set("note", marketplace.note);
  return out;
}

JsonObject stream_row_json(const ReachStream& stream) {
  auto cells = json_array();
  for (const ReachCell& cell : stream.cells)
    cells->add(cell_json(cell));
  auto out = json_object();
  out->set("stream", stream.id);
  out->set("title", stream.title);
  out->set("role", stream.role);
  out->set("set_aside", stream.set_aside);
  out->set("cells", cells);
  return out;
}

JsonObject finding_json(const ReachFinding& finding) {
  auto streams = json_array(), marketplaces = json_array();
  for (const std::string& id : finding.streams)
    streams->add(id);
  for (const std::string& id : finding.marketplaces)
    marketplaces->add(id);
  auto out = json_object();
  out->set("state", to_text(finding.reach));
  out->set("streams", streams);
  out->set("marketplaces", marketplaces);
  out->set("text", finding.text);
  out->set("action", finding.action);
  return out;
}

}  // namespace

JsonObject checklist_json(const ReachGrid& grid, bool checking) {
  auto marketplaces = json_array(), streams = json_array(), findings = json_array();
  for (const ReachMarketplace& one : grid.marketplaces)
    marketplaces->add(marketplace_json(one));
  for (const ReachStream& one : grid.streams)
    streams->add(stream_row_json(one));
  for (const ReachFinding& one : grid.findings)
    findings->add(finding_json(one));
  auto out = json_object();
  out->set("checked_at", json_time(grid.checked_at));
  out->set("checking", checking);
  out->set("marketplaces", marketplaces);
  out->set("streams", streams);
  out->set("findings", findings);
  return out;
}

}  // namespace mooring::host::admin
