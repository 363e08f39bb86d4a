#include <Poco/JSON/Parser.h>

#include <algorithm>

#include "admin/json/json_out.hpp"
#include "badge/explain.hpp"
#include "badge/playbook.hpp"

namespace mooring::host::admin {
namespace {

// The state of a connection's busiest stream stands for the connection.
const StreamStatus* busiest(const ConnectionStatus& status) {
  const StreamStatus* found = nullptr;
  for (const StreamStatus& stream : status.streams)
    if (busyness(stream.live.state) > (found ? busyness(found->live.state) : 0)) found = &stream;
  return found;
}

JsonObject settings_json(const ConnectionRow& connection) {
  auto out = json_object();
  try {
    Poco::JSON::Parser parser;
    const auto stored = parser.parse(connection.settings_json).extract<JsonObject>();
    for (const auto& [key, value] : *stored)
      out->set(key, value.convert<std::string>());
  } catch (const Poco::Exception&) {
    // The store keeps only what was checked; should it be damaged, the rest of the connection is still shown.
    return out;
  }
  return out;
}

JsonObject pause_json(const PauseRow& pause) {
  auto out = json_object();
  out->set("at", json_time(pause.at));
  out->set("actor", pause.actor);
  return out;
}

JsonObject grant_json(const GrantRow& grant) {
  auto out = json_object();
  out->set("state", to_text(grant.state));
  out->set("source", grant.source);
  out->set("issued_at", json_time(grant.issued_at));
  out->set("expires_at", json_time(grant.expires_at));
  out->set("last_refreshed_at", json_time(grant.last_refreshed_at));
  if (!grant.evidence_at) {
    out->set("evidence", Poco::Dynamic::Var());
    return out;
  }
  auto evidence = json_object();
  evidence->set("status", grant.evidence_status);
  evidence->set("code", grant.evidence_code);
  evidence->set("message", grant.evidence_message);
  evidence->set("endpoint", grant.evidence_endpoint);
  evidence->set("at", json_time(grant.evidence_at));
  out->set("evidence", evidence);
  return out;
}

Poco::Dynamic::Var progress_json(const LiveStream& live) {
  if (live.run_id.empty()) return {};
  auto out = json_object();
  out->set("done", live.progress_done);
  out->set("total", live.progress_total);
  out->set("note", live.note);
  out->set("expected_at", json_time(live.expected_at));
  out->set("rows_read", live.rows_read);
  return out;
}

Poco::Dynamic::Var failure_json(const SlotStatus& stream) {
  if (!stream.last_run_failed) return {};
  auto out = json_object();
  out->set("kind", stream.failure_kind);
  out->set("message", stream.failure_message);
  return out;
}

// What a stream and each of its marketplaces have in common.
void set_slot(JsonObject& out, const SlotStatus& slot, bool enabled) {
  out->set("last_success_at", json_time(slot.last_success_at));
  out->set("last_attempt_at", json_time(slot.last_attempt_at));
  out->set("last_run_id", slot.last_run_id);
  out->set("last_run_failed", slot.last_run_failed);
  out->set("failure", failure_json(slot));
  out->set("consecutive_failures", slot.consecutive_failures);
  const bool idle = slot.live.run_id.empty();
  out->set("state", !enabled && idle ? "off" : slot.live.state.empty() ? "idle" : slot.live.state);
  out->set("state_until", json_time(slot.live.until));
  out->set("waiting_for", slot.live.waiting_for);
  out->set("queue", queue_place_json(slot.live.queue));
  out->set("next_run_at", json_time(slot.live.next_run_at));
  out->set("data_until", json_time(slot.data_until));
  out->set("brings_nothing_since", json_time(slot.brings_nothing_since));
  out->set("set_aside", slot.set_aside);
  out->set("set_aside_because", slot.set_aside_because);
}

void add_notices(Poco::JSON::Array& notices, const SlotStatus& slot) {
  if (slot.notice.empty()) return;
  auto out = json_object();
  out->set("marketplace", slot.marketplace);
  out->set("message", slot.notice);
  notices.add(out);
}

JsonObject facts_json(const BadgeFacts& facts) {
  auto streams = json_array();
  for (const StreamFacts& stream : facts.streams) {
    auto item = json_object();
    item->set("id", stream.id);
    item->set("title", stream.title);
    item->set("marketplace", stream.marketplace);
    item->set("last_success_at", json_time(stream.last_success_at));
    item->set("last_run_failed", stream.last_run_failed);
    item->set("failure_message", stream.failure_message);
    item->set("stale_after_s", json_seconds(stream.stale_after));
    streams->add(item);
  }
  auto out = json_object();
  out->set("now", json_time(facts.now));
  out->set("disconnected", facts.disconnected);
  out->set("grant",
           facts.grant ? Poco::Dynamic::Var(std::string(to_text(*facts.grant))) : Poco::Dynamic::Var());
  out->set("grant_evidence", facts.grant_evidence);
  out->set("marketplaces_selected", facts.marketplaces_selected);
  auto unavailable = json_array();
  for (const std::string& name : facts.unavailable)
    unavailable->add(name);
  out->set("marketplaces_unavailable", unavailable);
  out->set("streams", streams);
  return out;
}

}  // namespace

JsonObject status_json(const ConnectionStatus& status, const Manifest* manifest) {
  const StreamStatus* busy = busiest(status);
  const DataAge data = data_age(status);
  auto out = json_object();
  out->set("badge", to_text(status.verdict.badge));
  out->set("title", to_title(status.verdict.badge));
  out->set("severity", to_severity(status.verdict.badge));
  out->set("reason", status.verdict.reason);
  out->set("action", status.verdict.action);
  out->set("action_text", status.verdict.action_text);
  out->set("entry_id", status.verdict.entry_id);
  out->set("last_success_at", json_time(last_success(status)));
  out->set("activity", busy ? busy->live.state : "idle");
  out->set("activity_until", json_time(busy ? busy->live.until : std::nullopt));
  out->set("activity_waiting_for", busy ? busy->live.waiting_for : "");
  out->set("paused", status.pause ? Poco::Dynamic::Var(pause_json(*status.pause)) : Poco::Dynamic::Var());
  out->set("cause", cause_of(status.verdict, manifest));
  out->set("data_until", json_time(data.until));
  out->set("data_until_is", to_text(data.is));
  out->set("data_until_stream", data.stream);
  out->set("data_restated", data.restated);
  out->set("brings_nothing",
           std::count_if(status.streams.begin(), status.streams.end(),
                         [](const auto& stream) { return stream.brings_nothing_since.has_value(); }));
  return out;
}

void add_explanation(JsonObject& status_object, const ConnectionStatus& status) {
  auto rules = json_array();
  for (const BadgeRule& rule : status.verdict.rules) {
    auto item = json_object();
    item->set("badge", to_text(rule.badge));
    item->set("title", to_title(rule.badge));
    item->set("fired", rule.fired);
    item->set("because", rule.because);
    rules->add(item);
  }
  auto streams = json_array();
  for (const StreamLine& line : explain_streams(status.facts)) {
    auto item = json_object();
    item->set("stream", line.stream);
    item->set("marketplace", line.marketplace);
    item->set("title", line.title);
    item->set("judgement", to_text(line.judgement));
    item->set("because", line.because);
    streams->add(item);
  }
  status_object->set("streams", streams);
  status_object->set("facts", facts_json(status.facts));
  status_object->set("rules", rules);
}

JsonObject connection_json(const ConnectionStatus& status, const Manifest* manifest) {
  const ConnectionRow& row = status.connection;
  const ManifestRegion* region = manifest ? manifest->region(row.region) : nullptr;
  const auto count = [&](bool MarketplaceRow::*flag) {
    return std::count_if(status.marketplaces.begin(), status.marketplaces.end(),
                         [&](const MarketplaceRow& marketplace) { return marketplace.*flag; });
  };
  auto out = json_object();
  out->set("id", row.id);
  out->set("workspace", row.workspace_id);
  out->set("channel", row.channel);
  out->set("channel_name", manifest ? manifest->name : row.channel);
  out->set("region", row.region);
  out->set("region_name", region ? region->name : row.region);
  const ManifestConsent* consent = region ? region->consent(row.consent) : nullptr;
  out->set("consent", consent ? consent->id : row.consent);
  out->set("consent_name", consent ? consent->name : "");
  out->set("account_kind", consent ? consent->account : "");
  out->set("label", row.label);
  out->set("account_id", row.account_id);
  out->set("account_name", row.account_name);
  out->set("managed_by", row.managed_by);
  out->set("settings", settings_json(row));
  out->set("created_at", json_time(row.created_at));
  out->set("updated_at", json_time(row.updated_at));
  out->set("version", row.version);
  out->set("paused", status.pause ? Poco::Dynamic::Var(pause_json(*status.pause)) : Poco::Dynamic::Var());
  auto tags = json_array();
  for (const std::string& tag : status.tags)
    tags->add(tag);
  out->set("tags", tags);
  out->set("status", status_json(status, manifest));
  out->set("grant", status.grant ? Poco::Dynamic::Var(grant_json(*status.grant)) : Poco::Dynamic::Var());
  out->set("marketplaces_selected", count(&MarketplaceRow::selected));
  out->set("marketplaces_available", count(&MarketplaceRow::available));
  out->set("marketplaces_new",
           std::count_if(status.marketplaces.begin(), status.marketplaces.end(),
                         [&](const MarketplaceRow& marketplace) { return is_new(status, marketplace); }));
  return out;
}

JsonObject stream_json(const StreamStatus& stream, const Manifest* manifest) {
  const StreamRule* rule = manifest ? manifest->stream(stream.id) : nullptr;
  auto out = json_object();
  out->set("id", stream.id);
  out->set("title", stream.title);
  out->set("fed_by", json_text_or_null(stream.fed_by));
  out->set("enabled", stream.enabled);
  out->set("mode", rule ? to_text(rule->mode) : "");
  out->set("scope", to_text(stream.scope));
  out->set("interval_s", json_seconds(stream.interval));
  out->set("lookback_s", json_seconds(stream.lookback));
  out->set("stale_after_s", json_seconds(stream.stale_after));
  out->set("data_until_is", to_text(stream.data_until_is));
  out->set("restated", stream.restated);
  auto notices = json_array();
  auto marketplaces = json_array();
  add_notices(*notices, stream);
  for (const SlotStatus& slot : stream.marketplaces) {
    add_notices(*notices, slot);
    auto item = json_object();
    item->set("marketplace", slot.marketplace);
    set_slot(item, slot, stream.enabled);
    item->set("notice", slot.notice);
    marketplaces->add(item);
  }
  out->set("notices", notices);
  out->set("marketplaces", marketplaces);
  set_slot(out, stream, stream.enabled);
  out->set("rows", stream.rows);
  out->set("progress", progress_json(stream.live));
  return out;
}

JsonObject marketplace_json(const MarketplaceRow& marketplace, bool is_new_one, bool is_proposed) {
  auto out = json_object();
  out->set("id", marketplace.id);
  out->set("name", marketplace.name);
  out->set("country_code", marketplace.country_code);
  out->set("currency", marketplace.currency);
  out->set("time_zone", marketplace.time_zone);
  out->set("available", marketplace.available);
  out->set("note", marketplace.note);
  out->set("selected", marketplace.selected);
  out->set("first_seen_at", json_time(marketplace.first_seen_at));
  out->set("new", is_new_one);
  out->set("proposed", is_proposed);
  return out;
}

JsonObject permission_json(const PermissionRow& permission) {
  auto out = json_object();
  out->set("id", permission.id);
  out->set("granted", permission.granted ? Poco::Dynamic::Var(*permission.granted) : Poco::Dynamic::Var());
  out->set("note", permission.note);
  return out;
}

}  // namespace mooring::host::admin
