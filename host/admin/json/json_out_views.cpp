// Views: what is declared, and the lists with their sums.
#include <algorithm>
#include <limits>

#include "admin/json/json_out.hpp"

namespace mooring::host::admin {
namespace {

JsonArray texts_json(const std::vector<std::string>& texts) {
  auto out = json_array();
  for (const std::string& text : texts)
    out->add(text);
  return out;
}

JsonObject metric_rule_json(const ViewMetric& metric) {
  auto out = json_object();
  out->set("field", metric.field);
  out->set("title", metric.title);
  out->set("kind", metric.kind == MetricKind::money ? "money" : "count");
  return out;
}

JsonObject ratio_rule_json(const ViewRatio& ratio) {
  auto out = json_object();
  out->set("id", ratio.id);
  out->set("title", ratio.title);
  out->set("numerator", ratio.numerator);
  out->set("denominator", ratio.denominator);
  out->set("percent", ratio.percent);
  return out;
}

Poco::Dynamic::Var decimal_json(const std::optional<Decimal>& value) {
  return value ? Poco::Dynamic::Var(to_text(*value)) : Poco::Dynamic::Var();
}

bool is_integer(const RecordView& view, const RecordView::Metric& metric) {
  return std::any_of(view.sums->fields.begin(), view.sums->fields.end(), [&](const RecordField& field) {
    return field.name == metric.field && field.type == FieldType::integer;
  });
}

// Sums of integer fields are numbers, as long as they fit into one; all others are text.
Poco::Dynamic::Var sum_json(const std::optional<Decimal>& value, bool integer) {
  if (!value || !integer) return decimal_json(value);
  const Int128 whole = value->units / 1'000'000'000;
  if (whole > std::numeric_limits<Poco::Int64>::max() || whole < std::numeric_limits<Poco::Int64>::min())
    return decimal_json(value);
  return static_cast<Poco::Int64>(whole);
}

JsonObject metrics_json(const RecordView& view, const ViewSums& sums) {
  auto out = json_object();
  for (size_t i = 0; i < sums.metrics.size(); ++i)
    out->set(view.metrics[i].field, sum_json(sums.metrics[i], is_integer(view, view.metrics[i])));
  return out;
}

JsonObject ratios_json(const RecordView& view, const ViewSums& sums) {
  auto out = json_object();
  if (sums.metrics.empty()) return out;
  const auto ratios = ratios_of(view, sums);
  for (size_t i = 0; i < ratios.size(); ++i)
    out->set(view.ratios[i].id, decimal_json(ratios[i]));
  return out;
}

JsonObject row_json(const RecordView& view, const ViewRow& row) {
  auto key = json_object();
  for (const auto& [name, value] : row.key)
    key->set(name, value);
  auto fields = json_object();
  for (size_t i = 0; i < row.fields.size(); ++i)
    fields->set(view.table.fields[i].name, value_json(view.table.fields[i], row.fields[i]));
  const bool integer = view.sparkline && is_integer(view, view.metrics[*view.sparkline]);
  auto sparkline = json_array();
  for (const auto& value : row.sparkline)
    sparkline->add(sum_json(value, integer));
  auto out = json_object();
  out->set("key", key);
  out->set("object_id", json_text_or_null(row.object_id));
  out->set("connection_id", row.connection_id);
  out->set("region", row.region);
  out->set("marketplace", row.marketplace);
  out->set("marketplace_name", row.marketplace_name);
  out->set("country_code", row.country_code);
  out->set("fields", fields);
  out->set("currency", row.sums.currency);
  out->set("metrics", metrics_json(view, row.sums));
  out->set("ratios", ratios_json(view, row.sums));
  out->set("sparkline", sparkline);
  out->set("tags", texts_json(row.tags));
  out->set("notes", row.notes);
  out->set("deleted_at", row.deleted_at ? Poco::Dynamic::Var(*row.deleted_at) : Poco::Dynamic::Var());
  out->set("as_of", json_time(row.as_of));
  out->set("live", row.live);
  return out;
}

JsonObject total_json(const RecordView& view, const ViewTotal& total) {
  auto out = json_object();
  out->set("currency", total.sums.currency);
  out->set("count", total.count);
  out->set("metrics", metrics_json(view, total.sums));
  out->set("ratios", ratios_json(view, total.sums));
  return out;
}

JsonArray facet_json(const std::vector<FacetValue>& values) {
  auto out = json_array();
  for (const FacetValue& value : values) {
    auto item = json_object();
    item->set("value", value.value);
    item->set("title", value.title);
    item->set("count", value.count);
    out->add(item);
  }
  return out;
}

}  // namespace

JsonObject view_rule_json(const Manifest& manifest, const ViewRule& view) {
  const StreamRule* stream = manifest.stream(view.stream);
  auto columns = json_array();
  for (const std::string& name : view.columns)
    if (const RecordField* field = stream ? stream->field(name) : nullptr) columns->add(field_json(*field));
  auto metrics = json_array();
  for (const ViewMetric& metric : view.metrics)
    metrics->add(metric_rule_json(metric));
  auto ratios = json_array();
  for (const ViewRatio& ratio : view.ratios)
    ratios->add(ratio_rule_json(ratio));
  auto out = json_object();
  out->set("id", view.id);
  out->set("title", view.title);
  out->set("stream", view.stream);
  out->set("name_field", view.name_field);
  out->set("state_field", view.state_field);
  out->set("type_field", view.type_field);
  out->set("active_states", texts_json(view.active_states));
  out->set("columns", columns);
  out->set("metrics", metrics);
  out->set("ratios", ratios);
  out->set("sparkline", view.sparkline);
  return out;
}

JsonObject view_page_json(const RecordView& view, const ViewPage& page, const ViewQuery& query) {
  auto items = json_array();
  for (const ViewRow& row : page.rows)
    items->add(row_json(view, row));
  auto totals = json_array();
  for (const ViewTotal& total : page.totals)
    totals->add(total_json(view, total));
  auto out = json_object();
  out->set("from", query.from);
  out->set("to", query.to);
  out->set("items", items);
  out->set("totals", query.totals ? Poco::Dynamic::Var(totals) : Poco::Dynamic::Var());
  out->set("total", page.total);
  out->set("next", json_text_or_null(page.next));
  return out;
}

JsonObject view_facets_json(const ViewFacets& facets) {
  auto out = json_object();
  out->set("regions", facet_json(facets.regions));
  out->set("marketplaces", facet_json(facets.marketplaces));
  out->set("states", facet_json(facets.states));
  out->set("types", facet_json(facets.types));
  out->set("tags", facet_json(facets.tags));
  return out;
}

}  // namespace mooring::host::admin
