#include "admin/api/openapi_parameters.hpp"

#include <array>

namespace mooring::host::admin {
namespace {

constexpr std::string_view kRecords = "/api/v1/records/", kViews = "/api/v1/views/", kRuns = "/api/v1/runs";
constexpr std::string_view kConnections = "/api/v1/connections";
constexpr std::string_view kBundle = "/api/v1/support-bundle";

// clang-format off
constexpr std::array kRules = {
    ParameterRule{"id", "text", "Id of the thing, as lists give it", "con_01jd3n8y2k"},
    ParameterRule{"note", "text", "Id of the note", "note_01jd3n8y2k"},
    ParameterRule{"channel", "text", "Id of a channel", "shop"},
    ParameterRule{"stream", "text", "Id of a stream of the channel", "orders"},
    ParameterRule{"view", "text", "Id of a view of the channel", "campaigns"},
    ParameterRule{"issuer", "text", "Issuer of the consent, as the manifest names it", "shop"},
    ParameterRule{"limit", "limit", "How many items a page has", "50"},
    ParameterRule{"cursor", "cursor", "Where to read on: next of the page before", ""},
    ParameterRule{"after", "cursor", "Where to read on: next of the page before, with the same filters and sort", "", kRecords},
    ParameterRule{"after", "cursor", "Where to read on: next of the page before, with the same filters and sort", "", kViews},
    ParameterRule{"after", "cursor", "Only what is newer than this; for reading on live", ""},
    ParameterRule{"since", "time", "Nothing earlier than this time", "2026-01-01T00:00:00Z"},
    ParameterRule{"until", "time", "Nothing from this time on", "2026-02-01T00:00:00Z"},
    ParameterRule{"from", "date", "First day, in UTC", "2026-01-01"},
    ParameterRule{"to", "date", "Last day, in UTC", "2026-01-31"},
    ParameterRule{"connection", "list", "Ids of connections, separated by commas", "con_01jd3n8y2k", kViews},
    ParameterRule{"connection", "text", "Id of a connection", "con_01jd3n8y2k"},
    ParameterRule{"marketplace", "list", "Ids of marketplaces, separated by commas", "M1", kViews},
    ParameterRule{"marketplace", "text", "Id of a marketplace", "M1"},
    ParameterRule{"workspace", "list", "Names of workspaces, separated by commas", "default"},
    ParameterRule{"region", "list", "Ids of regions, separated by commas", "NA,EU", kViews},
    ParameterRule{"region", "text", "Id of a region", "NA"},
    ParameterRule{"badge", "list", "Badges, separated by commas: connected, stale, sync_error, expired, revoked, not_connected", "stale"},
    ParameterRule{"activity", "list", "What goes on, separated by commas: idle, queued, running, waiting_for_budget, throttled, retrying, sleeping", "running"},
    ParameterRule{"tag", "list", "Tags, separated by commas: all of them", "autumn"},
    ParameterRule{"paused", "true|false", "Only paused ones, or only the others", "true"},
    ParameterRule{"managed_by", "console|file", "Who manages it", "console"},
    ParameterRule{"ids", "list", "Ids, separated by commas", "con_01jd3n8y2k", kConnections},
    ParameterRule{"fields", "text", "Which members an item has", "summary"},
    ParameterRule{"text", "text", "Text to search for", "1001"},
    ParameterRule{"kind", "webhook|slack|email", "Kind of the destination", "webhook", "/api/v1/alert-previews"},
    ParameterRule{"alert", "text", "Kind of the alert", "badge"},
    ParameterRule{"destination", "text", "Id of a destination", "dst_01jd3n8y2k"},
    ParameterRule{"state", "open|resolved", "Whether it goes on", "open", "/api/v1/incidents"},
    ParameterRule{"state", "held|waiting|delivered|dead|dropped", "State of the delivery", "dead", "/api/v1/alert-deliveries"},
    ParameterRule{"kind", "text", "Kinds that begin with this", "token"},
    ParameterRule{"severity", "info|warning|error", "The least severity", "warning"},
    ParameterRule{"status", "text", "Status code of the call", "429"},
    ParameterRule{"method", "text", "HTTP method of the call", "GET"},
    ParameterRule{"operation", "text", "Endpoint template of the call", "/orders/{id}"},
    ParameterRule{"request", "text", "The provider's request id", "req-1"},
    ParameterRule{"actor", "text", "Who did it", "scheduler"},
    ParameterRule{"run", "text", "Id of a run", "run_01jd3n8y2k"},
    ParameterRule{"state", "queued|running|succeeded|failed|cancelled", "State of the run", "failed", kRuns},
    ParameterRule{"state", "list", "States of the record, separated by commas", "ENABLED,PAUSED", kViews},
    ParameterRule{"state", "held|restating|failed|missing|lost", "State of the range", "missing", "/api/v1/connections/{id}/coverage"},
    ParameterRule{"state", "open|planned|running|waiting|paused|done|failed|cancelled", "State of the backfill; open: not ended", "open", "/api/v1/backfills"},
    ParameterRule{"state", "open|planned|running|waiting|paused|done|failed|cancelled", "State of the backfill; open: not ended", "open", "/api/v1/connections/{id}/backfills"},
    ParameterRule{"state", "text", "State", "open"},
    ParameterRule{"type", "list", "Types of the record, separated by commas", "A", kViews},
    ParameterRule{"deleted", "flag", "1: with those that have a deletion mark", "1", kViews},
    ParameterRule{"deleted", "only|without", "Only those with a deletion mark, or without them", "without", kRecords},
    ParameterRule{"sort", "text", "A column; - before it: descending", "-amount"},
    ParameterRule{"totals", "flag", "0: no totals, which is faster", "0"},
    ParameterRule{"raw", "flag", "1: with the provider's own record", "1"},
    ParameterRule{"where", "repeated", "column:comparison:value; repeat it, all must hold", "amount:gte:10"},
    ParameterRule{"columns", "list", "Columns of the file, separated by commas; all when left out", "order_id,amount"},
    ParameterRule{"format", "csv|ndjson", "Kind of file", "csv"},
    ParameterRule{"explain", "flag", "1: with the facts and rules", "1"},
    ParameterRule{"user", "text", "Id of a user", "usr_01jd3n8y2k"},
    ParameterRule{"link", "text", "Id of the link", "rcl_01jd3n8y2k"},
    ParameterRule{"code", "text", "The code of the link", "mrl_..."},
    ParameterRule{"connections", "list", "Ids of 1 to 200 connections, separated by commas", "con_01jd3n8y2k"},
    ParameterRule{"by", "connection|region", "One strip for each connection, or for all of a region together", "region"},
    ParameterRule{"days", "text", "How many days back", "90"},
    ParameterRule{"bucket", "text", "How long a part of the window is", "1h"},
    ParameterRule{"page", "text", "Path of a page of the console", "/records/shop/orders"},
};
// clang-format on

}  // namespace

const ParameterRule* parameter_rule(std::string_view name, std::string_view pattern) {
  for (const ParameterRule& rule : kRules)
    if (rule.name == name && pattern.starts_with(rule.routes)) return &rule;
  return nullptr;
}

}  // namespace mooring::host::admin
