// Limits of what changes a connection's account, lets its owner reconnect it, and ends it. Included only where they are
// used.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace mooring::host::limits {

// A consent of another account than expected: until then its person has decided.
inline constexpr auto kPendingConsentLifetime = std::chrono::minutes{15};
inline constexpr size_t kPendingConsentsMax = 100;

// A transfer to another account waits for its consent.
inline constexpr auto kTransferLifetime = std::chrono::hours{24};

inline constexpr auto kReconnectLinkLifetime = std::chrono::hours{72};
inline constexpr auto kReconnectLinkLifetimeMin = std::chrono::minutes{5};
inline constexpr auto kReconnectLinkLifetimeMax = std::chrono::hours{24 * 7};
inline constexpr size_t kReconnectLinksOpenMax = 20;                      // of one connection
inline constexpr auto kReconnectLinksKept = std::chrono::hours{24 * 30};  // in the list, after they expired

// Wrong codes of one address at /reconnect/..., forgotten one by one.
inline constexpr double kLinkFailuresMax = 20;
inline constexpr auto kLinkFailureForgottenAfter = std::chrono::seconds{30};
inline constexpr size_t kLinkClientsRememberedMax = 1000;
// Consents begun by one link: each takes one of the places of all that are waiting to be finished.
inline constexpr double kLinkConsentsMax = 10;
inline constexpr auto kLinkConsentForgottenAfter = std::chrono::minutes{2};

// Rows that a wipe deletes in one transaction: other writes wait no longer than that.
inline constexpr int64_t kWipeRowsAtOnce = 5000;
// A write of a wipe that failed is tried again: each time twice as late.
inline constexpr auto kWipeRetryFirst = std::chrono::seconds{10};
inline constexpr auto kWipeRetryMax = std::chrono::minutes{10};

// A declared connection that could not be connected, through nobody's fault here, is tried again: each time twice as late.
inline constexpr auto kDeclaredRetryFirst = std::chrono::seconds{15};
inline constexpr auto kDeclaredRetryMax = std::chrono::minutes{30};

// A checkup that a person waits for: the token's refresh and the provider's answers.
inline constexpr auto kCheckupNowDeadline = std::chrono::seconds{90};

// What a token endpoint may ask to wait, at most (Retry-After).
inline constexpr auto kTokenRetryAfterMax = std::chrono::minutes{30};

}  // namespace mooring::host::limits
