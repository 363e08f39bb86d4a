// Lists with sums, and the counts of their filters.
#include <algorithm>
#include <chrono>

#include "admin/api/handlers.hpp"
#include "admin/json/json_out.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

tl::unexpected<Error> parameter_invalid(std::string message, std::string hint) {
  return fail("parameter_invalid", std::move(message), std::move(hint));
}

Result<std::vector<std::string>> query_list(const Call& call, std::string_view name) {
  std::vector<std::string> values;
  const std::string text = call.query(name);
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find(',', at), text.size());
    if (end > at) values.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  if (values.size() > limits::kFilterValuesMax)
    return parameter_invalid(std::string(name) + " names too many values",
                             "Name at most " + std::to_string(limits::kFilterValuesMax));
  return values;
}

Result<bool> query_switch(const Call& call, std::string_view name, bool otherwise) {
  const std::string text = call.query(name);
  if (text.empty()) return otherwise;
  if (text == "0" || text == "1") return text == "1";
  return parameter_invalid(std::string(name) + " is neither 0 nor 1", "Use " + std::string(name) + "=1");
}

Result<Timestamp> query_day(const Call& call, std::string_view name, Timestamp otherwise) {
  const std::string text = call.query(name);
  if (text.empty()) return otherwise;
  const auto day = text.size() == 10 ? parse_time(text + "T00:00:00Z") : std::nullopt;
  if (!day) return parameter_invalid(std::string(name) + " is not a date", "Use a date like 2026-01-31");
  return *day;
}

std::string day_text(Timestamp day) {
  return format_time(day).substr(0, 10);
}

Status read_days(const Call& call, ViewQuery& query) {
  using std::chrono::days;
  const Timestamp today = std::chrono::floor<days>(call.admin.d.clock.now());
  auto to = query_day(call, "to", today);
  if (!to) return fail(to.error());
  auto from = query_day(call, "from", *to - days{limits::kViewDaysDefault - 1});
  if (!from) return fail(from.error());
  if (*from > *to) return parameter_invalid("from is after to", "Exchange them");
  if (*to - *from >= days{limits::kViewDaysMax})
    return parameter_invalid("from and to are too far apart",
                             "Ask for at most " + std::to_string(limits::kViewDaysMax) + " days");
  query.from = day_text(*from);
  query.to = day_text(*to);
  return {};
}

Result<ViewFilter> read_filter(const Call& call) {
  ViewFilter filter;
  struct Part {
    const char* name;
    std::vector<std::string>& values;
  };
  for (const Part& part : {Part{"region", filter.regions}, Part{"connection", filter.connections},
                           Part{"marketplace", filter.marketplaces}, Part{"state", filter.states},
                           Part{"type", filter.types}, Part{"tag", filter.tags}}) {
    auto values = query_list(call, part.name);
    if (!values) return fail(values.error());
    part.values = std::move(*values);
  }
  filter.text = call.query("text");
  auto deleted = query_switch(call, "deleted", false);
  if (!deleted) return fail(deleted.error());
  filter.deleted = *deleted;
  return filter;
}

void read_sort(const Call& call, const ViewRule& rule, ViewQuery& query) {
  query.sort = call.query("sort");
  if (query.sort.empty()) query.sort = rule.sparkline.empty() ? rule.name_field : "-" + rule.sparkline;
  query.descending = query.sort.starts_with('-');
  if (query.descending) query.sort.erase(0, 1);
}

Result<ViewQuery> read_query(const Call& call, const ViewRule& rule) {
  ViewQuery query;
  auto filter = read_filter(call);
  if (!filter) return fail(filter.error());
  query.filter = std::move(*filter);
  if (auto days = read_days(call, query); !days) return fail(days.error());
  auto limit = page_limit(call);
  if (!limit) return fail(limit.error());
  query.limit = *limit;
  auto totals = query_switch(call, "totals", true);
  if (!totals) return fail(totals.error());
  query.totals = *totals;
  query.after = call.query("after");
  read_sort(call, rule, query);
  return query;
}

struct FoundView {
  const ViewRule& rule;
  RecordView view;
};

Result<FoundView> find_view(const Call& call) {
  const Manifest* manifest = call.admin.d.registry.manifest(call.parameters[0]);
  const ViewRule* rule = manifest ? manifest->view(call.parameters[1]) : nullptr;
  if (!rule)
    return fail(
        "view_unknown",
        "No loaded plugin has the view " + clean_line(call.parameters[0] + "/" + call.parameters[1], 120),
        "GET /api/v1/plugins lists channels and their views");
  return FoundView{*rule, record_view_of(*manifest, *rule)};
}

}  // namespace

Answer list_view(Call& call) {
  auto found = find_view(call);
  if (!found) return refuse(found.error());
  auto query = read_query(call, found->rule);
  if (!query) return refuse(query.error());
  const auto place = call.admin.heavy_reads.enter();
  if (!place) return refuse_heavy_read();
  ViewPage page;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    auto rows = query_view(session, found->view, *query);
    if (!rows) return fail(rows.error());
    page = std::move(*rows);
    return {};
  });
  if (!read) return refuse(read.error());
  return json_response(200, view_page_json(found->view, page, *query));
}

Answer list_view_facets(Call& call) {
  auto found = find_view(call);
  if (!found) return refuse(found.error());
  auto filter = read_filter(call);
  if (!filter) return refuse(filter.error());
  const auto place = call.admin.heavy_reads.enter();
  if (!place) return refuse_heavy_read();
  ViewFacets facets;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    auto counted = count_facets(session, found->view, *filter);
    if (!counted) return fail(counted.error());
    facets = std::move(*counted);
    return {};
  });
  if (!read) return refuse(read.error());
  return json_response(200, view_facets_json(facets));
}

}  // namespace mooring::host::admin
