#include "admin/api/activity_query.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "base/limits_activity.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

constexpr int kStatusMin = 100, kStatusMax = 599, kStatusesOfClass = 100;

std::optional<int64_t> number_of(std::string_view text) {
  int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

size_t characters_in(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

Status read_severity(const Call& call, rows::ActivityFilter& filter) {
  const std::string text = call.query("severity");
  if (text.empty()) return {};
  for (const Severity severity : {Severity::info, Severity::warning, Severity::error})
    if (text == to_text(severity)) {
      filter.severity_min = severity;
      return {};
    }
  return fail("parameter_invalid", "severity is not a severity", "Use info, warning or error");
}

// "429", or "4xx" for all of that class.
Status read_status(const Call& call, rows::ActivityFilter& filter) {
  const std::string text = call.query("status");
  if (text.empty()) return {};
  const bool is_class = text.size() == 3 && (text.ends_with("xx") || text.ends_with("XX"));
  const auto number = number_of(is_class ? text.substr(0, 1) + "00" : text);
  if (!number || *number < kStatusMin || *number > kStatusMax)
    return fail("parameter_invalid", "status is not an HTTP status", "Use one like 429, or a class like 4xx");
  filter.status_from = static_cast<int>(*number);
  if (is_class) filter.status_until = filter.status_from + kStatusesOfClass;
  return {};
}

Status read_text(const Call& call, rows::ActivityFilter& filter) {
  const std::string text = call.query("text");
  if (text.empty()) return {};
  if (text.size() > limits::kActivityTextBytesMax || !is_clean_line(text))
    return fail("parameter_invalid", "text is too long, or no text",
                "Search for at most " + std::to_string(limits::kActivityTextBytesMax) + " bytes in one line");
  if (characters_in(text) < limits::kActivityTextCharactersMin)
    return fail("text_too_short", "The text has fewer than three characters",
                "Search for three characters or more");
  filter.text = text;
  return {};
}

Status read_times(const Call& call, rows::ActivityFilter& filter) {
  auto since = query_time(call, "since");
  if (!since) return fail(since.error());
  auto until = query_time(call, "until");
  if (!until) return fail(until.error());
  if (*since && *until && **since > **until)
    return fail("parameter_invalid", "since is later than until", "Give the earlier time as since");
  filter.since = *since;
  filter.until = *until;
  return {};
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

// Those that a plugin may ask for.
Status read_method(const Call& call, rows::ActivityFilter& filter) {
  constexpr std::array<std::string_view, 6> kMethods{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"};
  const std::string method = upper(call.query("method"));
  if (method.empty()) return {};
  if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end())
    return fail("parameter_invalid", "method: '" + clean_line(method, 80) + "' is no method of HTTP",
                "Use GET, POST, PUT, PATCH, DELETE or HEAD");
  filter.method = method;
  return {};
}

}  // namespace

Result<rows::ActivityFilter> activity_filter(const Call& call) {
  rows::ActivityFilter filter;
  filter.kind_prefix = call.query("kind");
  filter.run_id = call.query("run");
  filter.stream = call.query("stream");
  filter.channel = call.query("channel");
  filter.region = call.query("region");
  filter.actor = call.query("actor");
  filter.operation = call.query("operation");
  filter.request_id = call.query("request");
  for (const auto read : {read_severity, read_status, read_text, read_times, read_method})
    if (auto done = read(call, filter); !done) return fail(done.error());
  return filter;
}

Result<int64_t> activity_place(const Call& call, std::string_view name) {
  const std::string text = call.query(name);
  if (text.empty()) return 0;
  const auto place = number_of(text);
  if (!place || *place < 0)
    return fail("cursor_invalid", std::string(name) + " is not one of ours", "Start again without it");
  return *place;
}

}  // namespace mooring::host::admin
