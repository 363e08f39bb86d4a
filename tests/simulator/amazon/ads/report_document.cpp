#include "ads/report_document.hpp"

#include <algorithm>

#include "ads/entity_json.hpp"
#include "ads/report_columns.hpp"
#include "http.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

class DocumentWriter final : public RowReader {
 public:
  DocumentWriter(const Catalog& catalog, const ReportSpec& spec) : catalog_(catalog), spec_(spec) {
    for (const std::string& name : spec.columns)
      columns_.push_back(find_column(name));
    values_.resize(columns_.size());
  }

  bool begin(const RowSubject& subject) override {
    flush();
    if (!passes(subject)) return false;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].source != Source::dimension) continue;
      values_[i].clear();
      append_dimension(values_[i], columns_[i], {catalog_, spec_, subject});
    }
    return true;
  }

  void row(int64_t day, const Metrics& metrics) override {
    if (spec_.daily) return write(day, metrics);
    total_.add(metrics);
    has_total_ = true;
  }

  std::string finish() {
    flush();
    return out_ + "]";
  }

 private:
  void flush() {
    if (has_total_) write(spec_.days.first, total_);
    has_total_ = false;
    total_ = {};
  }

  bool passes(const RowSubject& subject) const {
    for (const ReportFilter& filter : spec_.filters) {
      std::string_view value = upper(subject.entity.state);
      if (filter.field == "keywordType") value = keyword_type(subject, catalog_);
      if (std::find(filter.values.begin(), filter.values.end(), value) == filter.values.end()) return false;
    }
    return true;
  }

  void write(int64_t day, const Metrics& metrics) {
    out_ += out_.size() > 1 ? ",{" : "{";
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) out_ += ',';
      out_ += '"';
      out_ += columns_[i].name;
      out_ += "\":";
      append_value(i, day, metrics);
    }
    out_ += '}';
  }

  void append_value(size_t i, int64_t day, const Metrics& metrics) {
    const auto date = [&](int64_t which) {
      out_ += '"';
      append_date(out_, which * 86'400'000'000);
      out_ += '"';
    };
    switch (columns_[i].source) {
      case Source::date:
        return date(day);
      case Source::start_date:
        return date(spec_.days.first);
      case Source::end_date:
        return date(spec_.days.last);
      case Source::dimension:
        out_ += values_[i];
        return;
      default:
        append_metric(out_, columns_[i], metrics);
    }
  }

  const Catalog& catalog_;
  const ReportSpec& spec_;
  std::vector<Column> columns_;
  std::vector<std::string> values_;  // of the dimensions of the current subject, as JSON
  std::string out_ = "[";
  Metrics total_;
  bool has_total_ = false;
};

}  // namespace

std::string report_document(const Catalog& catalog, const ReportSpec& spec, int64_t as_of_us) {
  DocumentWriter writer(catalog, spec);
  DayRange days = spec.days;
  days.first = std::max(days.first, spec.first_told);
  if (days.first <= days.last) read_rows(catalog, spec.type->product, spec.grain, days, as_of_us, writer);
  return writer.finish();
}

}  // namespace mooring::amazon_simulator::ads
