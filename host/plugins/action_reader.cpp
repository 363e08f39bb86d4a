#include "plugins/action_reader.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "plugins/batch_reader.hpp"
#include "plugins/manifest_names.hpp"

namespace mooring::host {
namespace {

// Reads texts one after the other and keeps the first violation.
class Texts {
 public:
  std::string text(mooring_str value, const char* what, size_t max_bytes = limits::kTaskTextBytesMax) {
    return keep(read_text(value, what, max_bytes));
  }
  std::string bytes(mooring_str value, const char* what, size_t max_bytes) {
    return keep(read_bytes(value, what, max_bytes));
  }
  // For people: cleaned and cut, never refused.
  static std::string words(mooring_str value, size_t max_bytes = limits::kTaskTextBytesMax) {
    if (!value.data) return {};
    return clean_line(std::string_view(value.data, std::min<uint64_t>(value.size, max_bytes)), max_bytes);
  }
  void require(bool condition, const char* rule) {
    if (!condition && !first_) first_ = Error{"plugin_violation", rule, {}};
  }
  template <class Value>
  Result<TaskAction> finish(Value value) {
    if (first_) return fail(*first_);
    return TaskAction(std::move(value));
  }
  bool good() const { return !first_; }

 private:
  std::string keep(const Result<std::string_view>& read) {
    if (read) return std::string(*read);
    if (!first_) first_ = read.error();
    return {};
  }
  std::optional<Error> first_;
};

bool is_header_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\t';
  });
}

bool is_url_text(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
  });
}

Result<TaskAction> read_http(const mooring_http_request& from, const TaskContext& context) {
  Texts read;
  HttpAction action;
  read.require(from.struct_size >= sizeof from, "http: struct_size is too small");
  read.require(from.header_count <= limits::kRequestHeadersMax, "http: too many headers");
  read.require(from.headers || from.header_count == 0, "http: has a header count but no headers");
  if (!read.good()) return read.finish(std::move(action));
  action.method = read.text(from.method, "http.method");
  read.require(is_http_token(action.method), "http: the method is not valid");
  action.url = read.text(from.url, "http.url", limits::kUrlBytesMax);
  read.require(is_url_text(action.url), "http: the URL is empty or has a space or control character");
  for (uint64_t i = 0; i < from.header_count; ++i) {
    std::string name = read.text(from.headers[i].name, "http.headers.name");
    std::string value = read.text(from.headers[i].value, "http.headers.value", limits::kUrlBytesMax);
    read.require(is_http_token(name), "http: a header's name is not valid");
    read.require(is_header_value(value), "http: a header's value has a control character");
    action.headers.emplace_back(std::move(name), std::move(value));
  }
  action.body = read.bytes(from.body, "http.body", limits::kRequestBodyBytesMax);
  action.budget = read.text(from.budget, "http.budget");
  read.require(action.budget.empty() || context.manifest.budget(action.budget),
               "http: the budget is not declared");
  action.credential = read.text(from.credential, "http.credential");
  read.require(action.credential.empty() || context.manifest.credential(action.credential),
               "http: the credential is not declared");
  return read.finish(std::move(action));
}

Result<TaskAction> read_emit(const mooring_batch& from, const TaskContext& context) {
  if (!context.is_sync()) return violation("emit: only a sync emits rows");
  auto batch = read_batch(from, context);
  if (!batch) return fail(batch.error());
  return TaskAction(EmitAction{std::move(*batch)});
}

Result<TaskAction> read_checkpoint(const mooring_checkpoint& from, const TaskContext& context) {
  Texts read;
  CheckpointAction action;
  read.require(context.is_sync(), "checkpoint: only a sync has a cursor");
  read.require(from.struct_size >= sizeof from, "checkpoint: struct_size is too small");
  read.require(from.covered_count <= limits::kTaskListMax, "checkpoint: too many covered ranges");
  read.require(from.covered || from.covered_count == 0, "checkpoint: has a count but no covered ranges");
  action.cursor = read.text(from.cursor, "checkpoint.cursor", limits::kCursorBytesMax);
  for (uint64_t i = 0; read.good() && i < from.covered_count; ++i) {
    const mooring_range& range = from.covered[i];
    CoveredRange covered;
    covered.stream = read.text(range.stream, "checkpoint.covered.stream");
    covered.marketplace = read.text(range.marketplace, "checkpoint.covered.marketplace");
    covered.from = from_unix_us(range.from_us);
    covered.to = from_unix_us(range.to_us);
    read.require(context.fillable(covered.stream), "checkpoint: covers a stream that this run does not fill");
    read.require(covered.from < covered.to, "checkpoint: a covered range ends before it begins");
    action.covered.push_back(std::move(covered));
  }
  return read.finish(std::move(action));
}

Result<TaskAction> read_sleep(int64_t until_us, Timestamp now) {
  if (until_us > to_unix_us(now + limits::kSleepMax))
    return violation("sleep: until more than " + format_duration(limits::kSleepMax) + " from now");
  // A time in the past, however far, means: go on at once.
  return TaskAction(SleepAction{std::max(from_unix_us(until_us), now)});
}

Result<TaskAction> read_progress(const mooring_progress& from) {
  Texts read;
  ProgressAction action;
  read.require(from.struct_size >= sizeof from, "progress: struct_size is too small");
  read.require(from.done >= 0 && from.total >= 0, "progress: is negative");
  action.done = from.done;
  action.total = from.total;
  action.note = Texts::words(from.note);
  return read.finish(std::move(action));
}

IdentityMarketplace read_marketplace(const mooring_marketplace& from, Texts& read) {
  IdentityMarketplace marketplace;
  marketplace.id = read.text(from.id, "identity.marketplaces.id");
  marketplace.name = read.text(from.name, "identity.marketplaces.name");
  marketplace.country_code = read.text(from.country_code, "identity.marketplaces.country_code");
  marketplace.currency = read.text(from.currency, "identity.marketplaces.currency");
  marketplace.time_zone = read.text(from.time_zone, "identity.marketplaces.time_zone");
  marketplace.note = Texts::words(from.note);
  marketplace.available = from.available != 0;
  read.require(is_marketplace_id(marketplace.id),
               "identity: a marketplace's id is empty or has a strange character");
  return marketplace;
}

Result<TaskAction> read_identity(const mooring_identity& from, const TaskContext& context) {
  Texts read;
  IdentityAction action;
  read.require(!context.is_sync(), "identity: only identify/1 tells an identity");
  read.require(from.struct_size >= sizeof from, "identity: struct_size is too small");
  read.require(
      from.marketplace_count <= limits::kTaskListMax && from.permission_count <= limits::kTaskListMax,
      "identity: too many marketplaces or permissions");
  read.require(
      (from.marketplaces || from.marketplace_count == 0) && (from.permissions || from.permission_count == 0),
      "identity: has a count but no list");
  action.account_id = read.text(from.account_id, "identity.account_id");
  action.account_name = Texts::words(from.account_name);
  for (uint64_t i = 0; read.good() && i < from.marketplace_count; ++i)
    action.marketplaces.push_back(read_marketplace(from.marketplaces[i], read));
  for (uint64_t i = 0; read.good() && i < from.permission_count; ++i) {
    IdentityPermission permission;
    permission.id = read.text(from.permissions[i].id, "identity.permissions.id");
    permission.note = Texts::words(from.permissions[i].note);
    if (from.permissions[i].granted >= 0) permission.granted = from.permissions[i].granted != 0;
    action.permissions.push_back(std::move(permission));
  }
  return read.finish(std::move(action));
}

Result<TaskAction> read_fail(const mooring_failure& from) {
  Texts read;
  Failure failure;
  read.require(from.struct_size >= sizeof from, "fail: struct_size is too small");
  const bool known = from.kind >= MOORING_FAIL_THROTTLED && from.kind <= MOORING_FAIL_CANCELLED;
  failure.kind = known ? static_cast<FailureKind>(from.kind) : FailureKind::internal;
  failure.status = from.status;
  failure.endpoint = Texts::words(from.endpoint, limits::kActivityMessageBytesMax);
  failure.request_id = Texts::words(from.request_id, limits::kActivityMessageBytesMax);
  failure.message = Texts::words(from.message, limits::kActivityMessageBytesMax);
  if (!known) failure.message += " (unknown failure kind " + std::to_string(from.kind) + ")";
  return read.finish(FailAction{std::move(failure)});
}

}  // namespace

Result<TaskAction> read_action(const mooring_action& action, const TaskContext& context, Timestamp now) {
  switch (action.kind) {
    case MOORING_ACTION_HTTP:
      if (action.http) return read_http(*action.http, context);
      break;
    case MOORING_ACTION_EMIT:
      if (action.emit) return read_emit(*action.emit, context);
      break;
    case MOORING_ACTION_CHECKPOINT:
      if (action.checkpoint) return read_checkpoint(*action.checkpoint, context);
      break;
    case MOORING_ACTION_SLEEP:
      return read_sleep(action.sleep_until_us, now);
    case MOORING_ACTION_PROGRESS:
      if (action.progress) return read_progress(*action.progress);
      break;
    case MOORING_ACTION_IDENTITY:
      if (action.identity) return read_identity(*action.identity, context);
      break;
    case MOORING_ACTION_DONE:
      return TaskAction(DoneAction{});
    case MOORING_ACTION_FAIL:
      if (action.fail) return read_fail(*action.fail);
      break;
    default:
      return violation("answered with the unknown action " + std::to_string(action.kind));
  }
  return violation("answered with the action " + std::to_string(action.kind) + " but left its pointer empty");
}

}  // namespace mooring::host
