#include "plugins/action_reader.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "plugins/action_texts.hpp"
#include "plugins/batch_reader.hpp"
#include "plugins/checkpoint_reader.hpp"
#include "plugins/manifest_names.hpp"

namespace mooring::host {
namespace {

constexpr uint32_t kHttpFlags = MOORING_HTTP_STREAM_BODY;

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
  ActionTexts read;
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
               "http: the budget '" + action.budget + "' is not declared in plugin.toml");
  read.require((from.flags & ~kHttpFlags) == 0, "http: has a flag that this host does not know");
  action.stream_body = (from.flags & MOORING_HTTP_STREAM_BODY) != 0;
  action.credential = read.text(from.credential, "http.credential");
  read.require(action.credential.empty() || context.manifest.credential(action.credential),
               "http: the credential '" + action.credential + "' is not declared in plugin.toml");
  return read.finish(std::move(action));
}

Result<TaskAction> read_emit(const mooring_batch& from, const TaskContext& context) {
  if (!context.is_sync()) return violation("emit: only a sync emits rows");
  auto batch = read_batch(from, context);
  if (!batch) return fail(batch.error());
  return TaskAction(EmitAction{std::move(*batch)});
}

Result<TaskAction> read_sleep(const mooring_action& from, Timestamp now) {
  if (from.sleep_until_us > to_unix_us(now + limits::kSleepMax))
    return violation("sleep: until more than " + format_duration(limits::kSleepMax) + " from now");
  ActionTexts read;
  SleepAction action;
  // A time in the past, however far, means: go on at once.
  action.until = std::max(from_unix_us(from.sleep_until_us), now);
  action.what = read.text(from.sleep_for, "sleep.sleep_for", limits::kNameBytesMax);
  read.require(action.what.empty() || is_identifier(action.what),
               "sleep: sleep_for is not a word like \"report\"");
  return read.finish(std::move(action));
}

Result<TaskAction> read_notice(const mooring_notice& from, const TaskContext& context) {
  ActionTexts read;
  NoticeAction action;
  read.require(context.is_sync(), "notice: only a sync gives notices");
  read.require(from.struct_size >= sizeof from, "notice: struct_size is too small");
  if (!read.good()) return read.finish(std::move(action));
  action.code = read.text(from.code, "notice.code", limits::kNameBytesMax);
  read.require(is_dotted_id(action.code), "notice: the code is not a word like \"not_permitted\"");
  action.message = ActionTexts::words(from.message, limits::kActivityMessageBytesMax);
  read.require(!action.message.empty(), "notice: has no message");
  action.endpoint = ActionTexts::words(from.endpoint, limits::kActivityMessageBytesMax);
  action.request_id = ActionTexts::words(from.request_id, limits::kActivityMessageBytesMax);
  action.status = from.status;
  read.require(action.status >= 0 && action.status <= 999, "notice: the status is no HTTP status");
  return read.finish(std::move(action));
}

Result<TaskAction> read_progress(const mooring_progress& from) {
  ActionTexts read;
  ProgressAction action;
  read.require(from.struct_size >= sizeof from, "progress: struct_size is too small");
  read.require(from.done >= 0 && from.total >= 0, "progress: is negative");
  action.done = from.done;
  action.total = from.total;
  action.note = ActionTexts::words(from.note);
  return read.finish(std::move(action));
}

IdentityMarketplace read_marketplace(const mooring_marketplace& from, ActionTexts& read) {
  IdentityMarketplace marketplace;
  marketplace.id = read.text(from.id, "identity.marketplaces.id");
  marketplace.name = read.text(from.name, "identity.marketplaces.name");
  marketplace.country_code = read.text(from.country_code, "identity.marketplaces.country_code");
  marketplace.currency = read.text(from.currency, "identity.marketplaces.currency");
  marketplace.time_zone = read.text(from.time_zone, "identity.marketplaces.time_zone");
  marketplace.note = ActionTexts::words(from.note);
  marketplace.available = from.available != 0;
  read.require(is_marketplace_id(marketplace.id),
               "identity: a marketplace's id is empty or has a strange character");
  return marketplace;
}

Result<TaskAction> read_identity(const mooring_identity& from, const TaskContext& context) {
  ActionTexts read;
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
  action.account_name = ActionTexts::words(from.account_name);
  for (uint64_t i = 0; read.good() && i < from.marketplace_count; ++i)
    action.marketplaces.push_back(read_marketplace(from.marketplaces[i], read));
  for (uint64_t i = 0; read.good() && i < from.permission_count; ++i) {
    IdentityPermission permission;
    permission.id = read.text(from.permissions[i].id, "identity.permissions.id");
    permission.note = ActionTexts::words(from.permissions[i].note);
    if (from.permissions[i].granted >= 0) permission.granted = from.permissions[i].granted != 0;
    action.permissions.push_back(std::move(permission));
  }
  return read.finish(std::move(action));
}

Result<TaskAction> read_fail(const mooring_failure& from) {
  ActionTexts read;
  Failure failure;
  read.require(from.struct_size >= sizeof from, "fail: struct_size is too small");
  const bool known = from.kind >= MOORING_FAIL_THROTTLED && from.kind <= MOORING_FAIL_CANCELLED;
  failure.kind = known ? static_cast<FailureKind>(from.kind) : FailureKind::internal;
  failure.status = from.status;
  failure.endpoint = ActionTexts::words(from.endpoint, limits::kActivityMessageBytesMax);
  failure.request_id = ActionTexts::words(from.request_id, limits::kActivityMessageBytesMax);
  failure.message = ActionTexts::words(from.message, limits::kActivityMessageBytesMax);
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
      return read_sleep(action, now);
    case MOORING_ACTION_PROGRESS:
      if (action.progress) return read_progress(*action.progress);
      break;
    case MOORING_ACTION_IDENTITY:
      if (action.identity) return read_identity(*action.identity, context);
      break;
    case MOORING_ACTION_NOTICE:
      if (action.notice) return read_notice(*action.notice, context);
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
