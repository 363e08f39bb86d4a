// [[views]] of plugin.toml -> ViewRule. What a view says about its streams is manifest_check_views.cpp.
#include "base/text.hpp"
#include "plugins/manifest_views.hpp"

namespace mooring::host {
namespace {

constexpr std::pair<std::string_view, MetricKind> kMetricKinds[] = {{"count", MetricKind::count},
                                                                    {"money", MetricKind::money}};

std::string trimmed(std::string_view text) {
  const size_t from = text.find_first_not_of(' ');
  if (from == std::string_view::npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(' ') + 1 - from));
}

// "a": the field is called so on both sides. "a = b": b is its name in the stream of the metrics.
void read_join(TableReader& entry, ViewRule& rule) {
  for (const std::string& item : entry.texts("join")) {
    const size_t equals = item.find('=');
    const std::string own = trimmed(std::string_view(item).substr(0, equals));
    rule.join.emplace_back(
        own, equals == std::string::npos ? own : trimmed(std::string_view(item).substr(equals + 1)));
  }
}

void read_metrics(TableReader& entry, ViewRule& rule) {
  entry.each_table("metrics", false, [&](TableReader& metric) {
    ViewMetric value;
    value.field = metric.text("field");
    value.title = metric.text_or("title", value.field);
    value.kind = metric.choice<MetricKind>("kind", kMetricKinds, MetricKind::count);
    rule.metrics.push_back(std::move(value));
  });
  entry.each_table("ratios", false, [&](TableReader& ratio) {
    ViewRatio value;
    value.id = ratio.text("id");
    value.title = ratio.text_or("title", value.id);
    value.numerator = ratio.text("numerator");
    value.denominator = ratio.text("denominator");
    value.percent = ratio.boolean_or("percent", false);
    rule.ratios.push_back(std::move(value));
  });
}

}  // namespace

void read_views(TableReader& root, Manifest& manifest) {
  root.each_table("views", false, [&](TableReader& entry) {
    ViewRule rule;
    rule.id = entry.text("id");
    rule.title = entry.text_or("title", rule.id);
    rule.stream = entry.text("stream");
    rule.name_field = entry.text("name_field");
    rule.state_field = entry.text("state_field");
    rule.type_field = entry.text_or("type_field", {});
    rule.active_states = entry.texts("active_states");
    rule.columns = entry.texts("columns");
    rule.metrics_stream = entry.text_or("metrics_stream", {});
    read_join(entry, rule);
    rule.currency_field = entry.text_or("currency_field", {});
    read_metrics(entry, rule);
    rule.sparkline = entry.text_or("sparkline", {});
    manifest.views.push_back(std::move(rule));
  });
}

}  // namespace mooring::host
