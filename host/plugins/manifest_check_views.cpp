// Everything that a view names must exist and fit: a host that shows it must not find out.
#include <algorithm>

#include "base/limits.hpp"
#include "plugins/manifest_names.hpp"
#include "plugins/manifest_views.hpp"

namespace mooring::host {
namespace {

std::string item(const std::string& list, size_t index) {
  return list + "[" + std::to_string(index) + "]";
}

class ViewCheck {
 public:
  ViewCheck(const Manifest& manifest, size_t index, ManifestProblems& problems)
      : manifest_(manifest),
        view_(manifest.views[index]),
        path_(item("views", index)),
        problems_(problems),
        stream_(manifest.stream(view_.stream)),
        metrics_stream_(manifest.stream(view_.metrics_stream)) {}

  void run() {
    check_id();
    if (!stream_) {
      report(".stream", "'" + view_.stream + "' is not a stream", suggest(view_.stream, stream_ids()));
      return;
    }
    check_fields();
    if (view_.metrics_stream.empty()) {
      check_no_metrics();
    } else if (!metrics_stream_ || metrics_stream_ == stream_) {
      report(".metrics_stream", "'" + view_.metrics_stream + "' is not another stream",
             suggest(view_.metrics_stream, stream_ids()));
    } else {
      check_join();
      check_metrics();
      check_ratios();
    }
  }

 private:
  void report(const std::string& where, const std::string& message, std::string hint = {}) {
    problems_.report(path_ + where, message, std::move(hint));
  }

  std::vector<std::string> stream_ids() const {
    std::vector<std::string> ids;
    for (const StreamRule& stream : manifest_.streams)
      if (stream.id != view_.stream || !stream_) ids.push_back(stream.id);
    return ids;
  }

  // nullptr, and reported, when the stream has no such field.
  const RecordField* need_field(const StreamRule& stream, const std::string& name, const std::string& where) {
    const RecordField* field = stream.field(name);
    if (field) return field;
    std::vector<std::string> names;
    for (const RecordField& known : stream.fields)
      names.push_back(known.name);
    report(where, "'" + name + "' is not a field of '" + stream.id + "'", suggest(name, names));
    return nullptr;
  }
  void need_text_field(const StreamRule& stream, const std::string& name, const std::string& where) {
    const RecordField* field = need_field(stream, name, where);
    if (field && field->type != FieldType::text) report(where, "'" + name + "' is not a text field");
  }

  void check_id() {
    if (!is_identifier(view_.id) || view_.id.size() > limits::kNameBytesMax)
      report(".id", "'" + view_.id + "' is not a valid id",
             "Use a lower-case letter, then letters, digits and '_', at most " +
                 std::to_string(limits::kNameBytesMax) + " characters");
    if (manifest_.view(view_.id) != &view_) report(".id", "'" + view_.id + "' stands twice");
  }

  void check_fields() {
    need_text_field(*stream_, view_.name_field, ".name_field");
    need_text_field(*stream_, view_.state_field, ".state_field");
    if (!view_.type_field.empty()) need_text_field(*stream_, view_.type_field, ".type_field");
    for (size_t i = 0; i < view_.columns.size(); ++i)
      need_field(*stream_, view_.columns[i], item(".columns", i));
  }

  void check_no_metrics() {
    const auto needs_stream = [&](bool given, const char* key) {
      if (given)
        report(std::string(".") + key, "needs 'metrics_stream'", "Name the stream with the daily records");
    };
    needs_stream(!view_.join.empty(), "join");
    needs_stream(!view_.currency_field.empty(), "currency_field");
    needs_stream(!view_.metrics.empty(), "metrics");
    needs_stream(!view_.ratios.empty(), "ratios");
    needs_stream(!view_.sparkline.empty(), "sparkline");
  }

  // The sums of a record are those of the daily records that name all of its key.
  void check_join() {
    const RecordField* time = metrics_stream_->field(metrics_stream_->time_field);
    if (!time || time->type != FieldType::date)
      report(".metrics_stream", "'" + view_.metrics_stream + "' has no date as its time_field",
             "Sums are made per day");
    for (size_t i = 0; i < view_.join.size(); ++i) {
      const auto& [own, other] = view_.join[i];
      const RecordField* left = need_field(*stream_, own, item(".join", i));
      const RecordField* right = need_field(*metrics_stream_, other, item(".join", i));
      if (left && right && left->type != right->type)
        report(item(".join", i), "'" + own + "' and '" + other + "' are of different types");
    }
    for (const std::string& key : stream_->primary_key)
      if (std::none_of(view_.join.begin(), view_.join.end(),
                       [&](const auto& pair) { return pair.first == key; }))
        report(".join", "lacks '" + key + "', which is part of the primary key of '" + stream_->id + "'",
               "Sums would be added to several records");
  }

  void check_metrics() {
    if (view_.metrics.empty()) report(".metrics", "must name what is summed");
    bool has_money = false;
    for (size_t i = 0; i < view_.metrics.size(); ++i) {
      check_metric(i);
      has_money = has_money || view_.metrics[i].kind == MetricKind::money;
    }
    if (!view_.currency_field.empty())
      need_text_field(*metrics_stream_, view_.currency_field, ".currency_field");
    else if (has_money)
      report("", "'currency_field' is missing", "Money is summed per currency");
    if (!view_.sparkline.empty()) need_metric(view_.sparkline, ".sparkline");
  }

  void check_metric(size_t index) {
    const ViewMetric& metric = view_.metrics[index];
    const std::string where = item(".metrics", index) + ".field";
    const RecordField* field = need_field(*metrics_stream_, metric.field, where);
    if (!field) return;
    if (field->type != FieldType::decimal && field->type != FieldType::integer)
      report(where, "'" + metric.field + "' is neither decimal nor integer: it cannot be summed");
    if (metric.kind == MetricKind::money && field->type != FieldType::decimal)
      report(where, "'" + metric.field + "' is not decimal: it cannot be money");
    // Rows are sorted by a field of the stream, a metric or a ratio: each name means one of them.
    if (stream_->field(metric.field))
      report(where, "'" + metric.field + "' is also a field of '" + stream_->id + "'");
    for (size_t j = 0; j < index; ++j)
      if (view_.metrics[j].field == metric.field) report(where, "'" + metric.field + "' stands twice");
  }

  void need_metric(const std::string& name, const std::string& where) {
    std::vector<std::string> names;
    for (const ViewMetric& metric : view_.metrics)
      names.push_back(metric.field);
    if (std::find(names.begin(), names.end(), name) == names.end())
      report(where, "'" + name + "' is not one of the metrics", suggest(name, names));
  }

  void check_ratios() {
    for (size_t i = 0; i < view_.ratios.size(); ++i) {
      const ViewRatio& ratio = view_.ratios[i];
      const std::string where = item(".ratios", i);
      if (!is_identifier(ratio.id) || ratio.id.size() > limits::kNameBytesMax)
        report(where + ".id", "'" + ratio.id + "' is not a valid id");
      need_metric(ratio.numerator, where + ".numerator");
      need_metric(ratio.denominator, where + ".denominator");
      const auto is_metric = [&](const ViewMetric& metric) { return metric.field == ratio.id; };
      if (stream_->field(ratio.id) || std::any_of(view_.metrics.begin(), view_.metrics.end(), is_metric))
        report(where + ".id", "'" + ratio.id + "' is also a field or a metric");
      for (size_t j = 0; j < i; ++j)
        if (view_.ratios[j].id == ratio.id) report(where + ".id", "'" + ratio.id + "' stands twice");
    }
  }

  const Manifest& manifest_;
  const ViewRule& view_;
  const std::string path_;
  ManifestProblems& problems_;
  const StreamRule* stream_;
  const StreamRule* metrics_stream_;
};

}  // namespace

void check_views(const Manifest& manifest, ManifestProblems& problems) {
  for (size_t i = 0; i < manifest.views.size(); ++i)
    ViewCheck(manifest, i, problems).run();
}

}  // namespace mooring::host
