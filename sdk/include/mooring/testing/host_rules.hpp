// The host's rules for what a task asks for: what the host refuses fails the test, in the host's words, so that a plugin that is
// green here is not refused there. A test of the host gives both the same bad actions and compares what they say.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "mooring/failure.hpp"
#include "mooring/testing/checkpoint_rules.hpp"
#include "mooring/time.hpp"

namespace mooring::testing {

// Of one task, from its start to its end. Throws HostRefusal.
class HostRules {
 public:
  HostRules(const DeclaredPlugin& plugin, std::string_view operation, std::string_view stream,
            std::vector<std::string> marketplaces, std::string_view api_base)
      : scope_{plugin, operation == "sync/1" ? plugin.stream(stream) : nullptr, std::move(marketplaces)},
        api_host_(host_of(api_base)) {
    if (operation != "sync/1") return;
    rules::require(scope_.stream != nullptr, "the manifest has no stream '" + std::string(stream) + "'");
    rules::require(scope_.stream->fed_by.empty(), "stream '" + std::string(stream) +
                                                      "' has no runs of its own: it is fed by '" +
                                                      scope_.stream->fed_by + "'");
  }

  // Before the action is carried out.
  void check(const mooring_action& action, Time now) {
    check_form(action, now);
    turn(brings_something(action, now));
  }
  // What the host answers to a request that is in order but leads where the manifest does not: it is not sent.
  std::optional<Failure> refusal_of(const mooring_http_request& request) const {
    const std::string host = host_of(rules::text_of(request.url, "http.url", host_limits::kUrlBytesMax));
    if (host == api_host_ || is_declared(host)) return std::nullopt;
    return Failure(FailureKind::request_rejected,
                   "the host " + host + " is not among the hosts that are allowed (`hosts` in plugin.toml)");
  }
  // An answer, or a part of a body, reached the task.
  void brought_something() { empty_turns_ = 0; }

 private:
  void check_form(const mooring_action& action, Time now) {
    using rules::refuse;
    const auto given = [&](const void* pointer) {
      if (pointer == nullptr)
        refuse("answered with the action " + std::to_string(action.kind) + " but left its pointer empty");
    };
    switch (action.kind) {
      case MOORING_ACTION_HTTP:
        return given(action.http), check_http(*action.http);
      case MOORING_ACTION_EMIT:
        return given(action.emit), check_emit(*action.emit);
      case MOORING_ACTION_CHECKPOINT:
        given(action.checkpoint);
        uncommitted_rows_ = 0;
        return rules::CheckpointRules(scope_).check(*action.checkpoint);
      case MOORING_ACTION_SLEEP:
        return check_sleep(action, now);
      case MOORING_ACTION_PROGRESS:
        return given(action.progress), check_progress(*action.progress);
      case MOORING_ACTION_IDENTITY:
        return given(action.identity), check_identity(*action.identity);
      case MOORING_ACTION_NOTICE:
        return given(action.notice), check_notice(*action.notice);
      case MOORING_ACTION_FAIL:
        given(action.fail);
        return rules::require(action.fail->struct_size >= sizeof(mooring_failure),
                              "fail: struct_size is too small");
      case MOORING_ACTION_DONE:
        return check_done();
      case MOORING_ACTION_READ:
      case MOORING_ACTION_REWIND:
        return;
      default:
        refuse("answered with the unknown action " + std::to_string(action.kind));
    }
  }

  void check_http(const mooring_http_request& from) const {
    using namespace rules;
    require(from.struct_size >= sizeof from, "http: struct_size is too small");
    require(from.header_count <= host_limits::kRequestHeadersMax, "http: too many headers");
    require(from.headers != nullptr || from.header_count == 0, "http: has a header count but no headers");
    require(is_http_token(text_of(from.method, "http.method")), "http: the method is not valid");
    const std::string_view url = text_of(from.url, "http.url", host_limits::kUrlBytesMax);
    require(is_url_text(url), "http: the URL is empty or has a space or control character");
    for (uint64_t i = 0; i < from.header_count; ++i) {
      require(is_http_token(text_of(from.headers[i].name, "http.headers.name")),
              "http: a header's name is not valid");
      require(
          is_header_value(text_of(from.headers[i].value, "http.headers.value", host_limits::kUrlBytesMax)),
          "http: a header's value has a control character");
    }
    bytes_of(from.body, "http.body", host_limits::kRequestBodyBytesMax);
    const std::string_view budget = text_of(from.budget, "http.budget");
    require(budget.empty() || is_in(scope_.plugin.budgets, budget),
            "http: the budget '" + std::string(budget) + "' is not declared in plugin.toml");
    require((from.flags & ~static_cast<uint32_t>(MOORING_HTTP_STREAM_BODY)) == 0,
            "http: has a flag that this host does not know");
    const std::string_view credential = text_of(from.credential, "http.credential");
    require(credential.empty() || is_in(scope_.plugin.credentials, credential),
            "http: the credential '" + std::string(credential) + "' is not declared in plugin.toml");
  }

  void check_emit(const mooring_batch& from) {
    using namespace rules;
    require(scope_.stream != nullptr, "emit: only a sync emits rows");
    require(from.struct_size >= kBatchBytes1_0, "emit: struct_size is too small");
    const std::string_view id = text_of(from.stream, "emit.stream");
    const DeclaredStream* stream = scope_.fillable(id);
    require(stream != nullptr,
            "emits rows of '" + std::string(id) + "', which is neither its stream nor declared as fed by it");
    BatchRules(from, *stream).check();
    uncommitted_rows_ += from.row_count;
    require(uncommitted_rows_ <= host_limits::kUncommittedRowsMax,
            "The plugin emitted more than " + std::to_string(host_limits::kUncommittedRowsMax) +
                " rows without a checkpoint");
  }

  void check_done() const {
    rules::require(uncommitted_rows_ == 0, "The plugin ended with " + std::to_string(uncommitted_rows_) +
                                               (uncommitted_rows_ == 1 ? " row" : " rows") +
                                               " behind its last checkpoint");
  }

  static void check_sleep(const mooring_action& from, Time now) {
    using namespace rules;
    require(from.sleep_until_us <= to_us(now + host_limits::kSleepMax),
            "sleep: until more than 31 days from now");
    const std::string_view what = text_of(from.sleep_for, "sleep.sleep_for", host_limits::kNameBytesMax);
    require(what.empty() || is_identifier(what), "sleep: sleep_for is not a word like \"report\"");
  }

  static void check_progress(const mooring_progress& from) {
    rules::require(from.struct_size >= sizeof from, "progress: struct_size is too small");
    rules::require(from.done >= 0 && from.total >= 0, "progress: is negative");
  }

  void check_notice(const mooring_notice& from) const {
    using namespace rules;
    require(scope_.stream != nullptr, "notice: only a sync gives notices");
    require(from.struct_size >= sizeof from, "notice: struct_size is too small");
    require(is_dotted_id(text_of(from.code, "notice.code", host_limits::kNameBytesMax)),
            "notice: the code is not a word like \"not_permitted\"");
    require(from.message.data != nullptr && from.message.size > 0, "notice: has no message");
    require(from.status >= 0 && from.status <= 999, "notice: the status is no HTTP status");
  }

  void check_identity(const mooring_identity& from) const {
    using namespace rules;
    require(scope_.stream == nullptr, "identity: only identify/1 tells an identity");
    require(from.struct_size >= sizeof from, "identity: struct_size is too small");
    require(from.marketplace_count <= host_limits::kTaskListMax &&
                from.permission_count <= host_limits::kTaskListMax,
            "identity: too many marketplaces or permissions");
    require((from.marketplaces != nullptr || from.marketplace_count == 0) &&
                (from.permissions != nullptr || from.permission_count == 0),
            "identity: has a count but no list");
    text_of(from.account_id, "identity.account_id");
    for (uint64_t i = 0; i < from.marketplace_count; ++i) {
      const mooring_marketplace& marketplace = from.marketplaces[i];
      const std::string_view id = text_of(marketplace.id, "identity.marketplaces.id");
      text_of(marketplace.name, "identity.marketplaces.name");
      text_of(marketplace.country_code, "identity.marketplaces.country_code");
      text_of(marketplace.currency, "identity.marketplaces.currency");
      text_of(marketplace.time_zone, "identity.marketplaces.time_zone");
      require(is_marketplace_id(id), "identity: a marketplace's id is empty or has a strange character");
    }
    for (uint64_t i = 0; i < from.permission_count; ++i)
      text_of(from.permissions[i].id, "identity.permissions.id");
  }

  // Resumes in a row of which nothing comes: the host ends them, for they would never end by themselves.
  static bool brings_something(const mooring_action& action, Time now) {
    if (action.kind == MOORING_ACTION_EMIT) return action.emit->row_count > 0;
    if (action.kind == MOORING_ACTION_DONE || action.kind == MOORING_ACTION_FAIL) return true;
    return action.kind == MOORING_ACTION_SLEEP &&
           action.sleep_until_us >= to_us(now + host_limits::kPauseMin);
  }
  void turn(bool brings) {
    empty_turns_ = brings ? 0 : empty_turns_ + 1;
    if (empty_turns_ > host_limits::kEmptyTurnsMax)
      rules::refuse(
          "was resumed " + std::to_string(empty_turns_) +
          " times in a row without a request being answered, a row, or a pause: it goes in circles");
  }

  static bool is_in(const std::vector<std::string>& ids, std::string_view id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  }
  bool is_declared(std::string_view host) const {
    return std::any_of(scope_.plugin.hosts.begin(), scope_.plugin.hosts.end(), [&](const std::string& entry) {
      return entry.starts_with("*.") ? host.size() + 1 > entry.size() && host.ends_with(entry.substr(1))
                                     : host == entry;
    });
  }
  // With its port, in lower case.
  static std::string host_of(std::string_view url) {
    const size_t scheme = url.find("://");
    const std::string_view rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
    std::string host(rest.substr(0, rest.find_first_of("/?#")));
    std::transform(host.begin(), host.end(), host.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return host;
  }

  rules::TaskScope scope_;
  std::string api_host_;
  uint64_t uncommitted_rows_ = 0;
  size_t empty_turns_ = 0;
};

}  // namespace mooring::testing
