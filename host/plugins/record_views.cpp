#include "plugins/record_views.hpp"

#include <algorithm>

namespace mooring::host {
namespace {

size_t metric_position(const ViewRule& view, const std::string& field) {
  const auto found = std::find_if(view.metrics.begin(), view.metrics.end(),
                                  [&](const ViewMetric& metric) { return metric.field == field; });
  return static_cast<size_t>(found - view.metrics.begin());
}

}  // namespace

RecordTable record_table_of(const Manifest& manifest, const StreamRule& stream) {
  return {manifest.id,       stream.id,
          stream.fields,     stream.primary_key,
          stream.time_field, stream.scope == StreamScope::marketplace,
          stream.pii_raw,    stream.parent_key.empty() ? "" : stream.fed_by};
}

RecordView record_view_of(const Manifest& manifest, const ViewRule& view) {
  const StreamRule& stream = *manifest.stream(view.stream);
  RecordView out;
  out.id = view.id;
  out.table = record_table_of(manifest, stream);
  out.runs_as = stream.fed_by.empty() ? stream.id : stream.fed_by;
  out.name_field = view.name_field;
  out.state_field = view.state_field;
  out.type_field = view.type_field;
  if (view.metrics_stream.empty()) return out;
  out.sums = record_table_of(manifest, *manifest.stream(view.metrics_stream));
  out.join = view.join;
  out.currency_field = view.currency_field;
  for (const ViewMetric& metric : view.metrics)
    out.metrics.push_back({metric.field, metric.kind == MetricKind::money});
  for (const ViewRatio& ratio : view.ratios)
    out.ratios.push_back({ratio.id, metric_position(view, ratio.numerator),
                          metric_position(view, ratio.denominator), ratio.percent});
  if (!view.sparkline.empty()) out.sparkline = metric_position(view, view.sparkline);
  return out;
}

}  // namespace mooring::host
