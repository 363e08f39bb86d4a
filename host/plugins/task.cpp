#include "plugins/task.hpp"

#include <mooring/abi.h>

#include <array>

namespace mooring::host {
namespace {

constexpr std::array<std::string_view, 12> kNames = {
    "",           "throttled",        "server",       "network",  "grant_rejected",       "grant_revoked",
    "permission", "request_rejected", "bad_response", "internal", "application_rejected", "cancelled"};
constexpr char kDiskFull[] = "disk_full";
static_assert(static_cast<int>(FailureKind::internal) == MOORING_FAIL_INTERNAL);
static_assert(static_cast<int>(FailureKind::cancelled) == MOORING_FAIL_CANCELLED);

}  // namespace

const char* to_text(FailureKind kind) {
  if (kind == FailureKind::disk_full) return kDiskFull;
  const auto index = static_cast<size_t>(kind);
  return index > 0 && index < kNames.size() ? kNames[index].data() : "internal";
}

std::optional<FailureKind> failure_kind_from(std::string_view text) {
  if (text == kDiskFull) return FailureKind::disk_full;
  for (size_t i = 1; i < kNames.size(); ++i)
    if (kNames[i] == text) return static_cast<FailureKind>(i);
  return std::nullopt;
}

FailureKind failure_kind_of(AnswerMeaning meaning) {
  switch (meaning) {
    case AnswerMeaning::access_token_expired:
    case AnswerMeaning::permission:
      return FailureKind::permission;
    case AnswerMeaning::grant_rejected:
      return FailureKind::grant_rejected;
    case AnswerMeaning::grant_revoked:
      return FailureKind::grant_revoked;
    case AnswerMeaning::application_rejected:
      return FailureKind::application_rejected;
    case AnswerMeaning::throttled:
      return FailureKind::throttled;
    case AnswerMeaning::server:
      return FailureKind::server;
  }
  return FailureKind::internal;
}

}  // namespace mooring::host
