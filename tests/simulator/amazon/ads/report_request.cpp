// Reads and checks POST /reporting/reports.
#include <algorithm>

#include "ads/entity_json.hpp"
#include "ads/list_query.hpp"
#include "ads/reports.hpp"
#include "ads/time_zones.hpp"
#include "base/text.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr int64_t kRangeDaysMax = 31;
constexpr int64_t kSilentProductDays = 65;  // what Sponsored Products really has of the 95 days it accepts

template <class... Parts>
auto bad(const Parts&... parts) {
  std::string text;
  (text.append(parts), ...);
  return host::fail("400", std::move(text));
}

std::string joined(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values)
    text += (text.empty() ? "" : ", ") + value;
  return text;
}

std::vector<std::string> strings(const Array::Ptr& array) {
  std::vector<std::string> values;
  for (size_t i = 0; array && i < array->size(); ++i)
    values.push_back(array->get(static_cast<unsigned>(i)).convert<std::string>());
  return values;
}

std::optional<int64_t> read_day(const std::string& text) {
  const auto time = host::parse_time(text + "T00:00:00Z");
  if (text.size() != 10 || !time) return std::nullopt;
  return host::to_unix_us(*time) / 86'400'000'000;
}

host::Status read_type(const Object::Ptr& configuration, ReportSpec& spec) {
  const std::string id = configuration->optValue<std::string>("reportTypeId", "");
  spec.type = find_report_type(id);
  if (!spec.type) return bad("configuration reportTypeId is invalid: ", id);
  const std::string product = configuration->optValue<std::string>("adProduct", "");
  if (product != spec.type->ad_product)
    return bad("configuration adProduct ", product, " does not offer ", id);
  const std::string format = configuration->optValue<std::string>("format", "");
  if (format != "GZIP_JSON") return bad("configuration format is invalid: ", format);
  spec.group_by = strings(configuration->getArray("groupBy"));
  const auto grain = grain_of(*spec.type, spec.group_by);
  if (!grain) return bad("configuration groupBy is invalid for ", id, ": (", joined(spec.group_by), ")");
  spec.grain = *grain;
  return {};
}

host::Status read_columns(const Object::Ptr& configuration, ReportSpec& spec) {
  spec.columns = strings(configuration->getArray("columns"));
  if (spec.columns.empty()) return bad("configuration columns must not be empty");
  const std::vector<std::string> allowed = allowed_columns(*spec.type, spec.group_by);
  std::vector<std::string> wrong;
  for (const std::string& column : spec.columns) {
    if (std::find(allowed.begin(), allowed.end(), column) == allowed.end()) wrong.push_back(column);
  }
  if (!wrong.empty()) {
    return bad("configuration columns includes invalid values: (", joined(wrong), "). Allowed values: (",
               joined(allowed), ")");
  }
  const std::string unit = configuration->optValue<std::string>("timeUnit", "");
  if (unit != "DAILY" && unit != "SUMMARY") return bad("configuration timeUnit is invalid: ", unit);
  spec.daily = unit == "DAILY";
  const auto asks = [&](const char* name) {
    return std::find(spec.columns.begin(), spec.columns.end(), name) != spec.columns.end();
  };
  if (!spec.daily && asks("date"))
    return bad("configuration columns: date is not allowed with timeUnit SUMMARY");
  if (spec.daily && (asks("startDate") || asks("endDate"))) {
    return bad("configuration columns: startDate and endDate are not allowed with timeUnit DAILY");
  }
  return {};
}

host::Status read_filters(const Object::Ptr& configuration, ReportSpec& spec) {
  const Array::Ptr filters = configuration->getArray("filters");
  for (size_t i = 0; filters && i < filters->size(); ++i) {
    const Object::Ptr filter = filters->getObject(static_cast<unsigned>(i));
    if (!filter) return bad("configuration filters must hold objects");
    ReportFilter read{filter->optValue<std::string>("field", ""), strings(filter->getArray("values"))};
    if (!is_allowed_filter(*spec.type, spec.group_by, read.field)) {
      return bad("configuration filters includes an invalid field: ", read.field);
    }
    spec.filters.push_back(std::move(read));
  }
  return {};
}

host::Status read_days(const Object::Ptr& body, const Profile& profile, int64_t now_us, Report& report) {
  report.start_date = body->optValue<std::string>("startDate", "");
  report.end_date = body->optValue<std::string>("endDate", "");
  const auto first = read_day(report.start_date), last = read_day(report.end_date);
  if (!first || !last) return bad("startDate and endDate must be dates as YYYY-MM-DD");
  const int64_t today = local_time(profile.time_zone, now_us).day;
  if (*last < *first) return bad("endDate must not be before startDate");
  if (*last - *first + 1 > kRangeDaysMax) return bad("The date range must not be longer than 31 days");
  if (*last > today) return bad("endDate must not be in the future");
  const int64_t retention = report.spec.type->retention_days;
  if (*first < today - retention) {
    return bad("startDate is beyond the data retention of ", std::to_string(retention), " days");
  }
  report.spec.days = {*first, *last};
  if (report.spec.type->product == Product::sp) report.spec.first_told = today - kSilentProductDays;
  return {};
}

std::string json_list(const std::vector<std::string>& values) {
  std::string json = "[";
  for (const std::string& value : values) {
    if (json.size() > 1) json += ',';
    append_json_text(json, value);
  }
  return json + "]";
}

std::string configuration_json(const ReportSpec& spec) {
  std::string json =
      "{\"adProduct\":" + json_text(spec.type->ad_product) + ",\"columns\":" + json_list(spec.columns);
  if (spec.filters.empty()) {
    json += ",\"filters\":null";
  } else {
    json += ",\"filters\":[";
    for (const ReportFilter& filter : spec.filters) {
      if (!json.ends_with('[')) json += ',';
      json += "{\"field\":" + json_text(filter.field) + ",\"values\":" + json_list(filter.values) + "}";
    }
    json += ']';
  }
  return json + ",\"format\":\"GZIP_JSON\",\"groupBy\":" + json_list(spec.group_by) +
         ",\"reportTypeId\":" + json_text(spec.type->id) + ",\"timeUnit\":\"" +
         (spec.daily ? "DAILY" : "SUMMARY") + "\"}";
}

host::Status read_report(const Call& call, Report& report) {
  const auto body = body_object(call.request);
  if (!body) return host::fail(body.error());
  const Object::Ptr configuration = (*body)->getObject("configuration");
  if (!configuration) return bad("configuration is missing");
  report.name = (*body)->optValue<std::string>("name", "");
  if (auto ok = read_type(configuration, report.spec); !ok) return ok;
  if (auto ok = read_columns(configuration, report.spec); !ok) return ok;
  if (auto ok = read_filters(configuration, report.spec); !ok) return ok;
  return read_days(*body, *call.profile, call.world.now_us(), report);
}

}  // namespace

host::Result<Report> parse_report(const Call& call) {
  Report report;
  report.profile = call.profile;
  try {
    if (auto ok = read_report(call, report); !ok) return host::fail(ok.error());
  } catch (const Poco::Exception& error) {
    return bad("A member has the wrong type: ", error.displayText());
  }
  report.configuration = configuration_json(report.spec);
  report.same_as =
      std::to_string(call.profile->id) + report.start_date + report.end_date + report.configuration;
  return report;
}

}  // namespace mooring::amazon_simulator::ads
