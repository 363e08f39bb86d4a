// Failure: why a task cannot go on, in the terms of what the host must do. Thrown in a plugin's coroutine by
// a host action that failed, or by the plugin itself; uncaught, it ends the task with MOORING_ACTION_FAIL and
// the same values.
#pragma once
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "mooring/abi.h"

namespace mooring {

enum class FailureKind : int32_t {
  throttled = MOORING_FAIL_THROTTLED,
  server = MOORING_FAIL_SERVER,
  network = MOORING_FAIL_NETWORK,
  grant_rejected = MOORING_FAIL_GRANT_REJECTED,
  grant_revoked = MOORING_FAIL_GRANT_REVOKED,
  permission = MOORING_FAIL_PERMISSION,
  request_rejected = MOORING_FAIL_REQUEST_REJECTED,
  bad_response = MOORING_FAIL_BAD_RESPONSE,
  internal = MOORING_FAIL_INTERNAL,
  application_rejected = MOORING_FAIL_APPLICATION_REJECTED,
  cancelled = MOORING_FAIL_CANCELLED,
};

class Failure : public std::exception {
 public:
  Failure(FailureKind kind, std::string message) : kind_(kind), message_(std::move(message)) {}

  Failure& at(std::string endpoint, int32_t status, std::string request_id) {
    endpoint_ = std::move(endpoint);
    status_ = status;
    request_id_ = std::move(request_id);
    return *this;
  }

  FailureKind kind() const noexcept { return kind_; }
  int32_t status() const noexcept { return status_; }                 // HTTP status; 0: there was no answer
  const std::string& endpoint() const noexcept { return endpoint_; }  // "GET https://host/path"
  const std::string& request_id() const noexcept { return request_id_; }  // the provider's id of the call
  const std::string& message() const noexcept { return message_; }        // one sentence for people
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  FailureKind kind_;
  int32_t status_ = 0;
  std::string endpoint_, request_id_, message_;
};

// What a status that the host handed on (it retries 429 and 5xx by itself) means when the provider says
// nothing better.
constexpr FailureKind failure_kind_of(int32_t http_status) noexcept {
  if (http_status == 401) return FailureKind::grant_rejected;
  if (http_status == 403) return FailureKind::permission;
  if (http_status == 429) return FailureKind::throttled;
  if (http_status >= 500) return FailureKind::server;
  if (http_status >= 400) return FailureKind::request_rejected;
  return FailureKind::bad_response;
}

namespace detail {

inline std::string_view view(mooring_str text) {
  return text.size == 0 ? std::string_view() : std::string_view(text.data, text.size);
}
inline std::string owned(mooring_str text) {
  return std::string(view(text));
}
inline mooring_str to_abi(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace detail

}  // namespace mooring
