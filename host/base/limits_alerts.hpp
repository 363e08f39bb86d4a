// Limits of incidents and alerts. Included only where they are used.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace mooring::host::limits {

using namespace std::chrono_literals;

// incidents: when failures of several connections are one
inline constexpr size_t kIncidentConnectionsMin = 3;
inline constexpr int64_t kIncidentShareMinPercent = 20;  // of the channel's connected ones in the region
inline constexpr auto kIncidentWindow = 15min;
inline constexpr auto kIncidentJudgeEvery = 10s;  // at looks at a few connections; each look at all judges
inline constexpr auto kIncidentSilence = 75min;   // a failed run is repeated within the hour
// A run that waits for a provider that throttles is seen so at every look; what an incident keeps of it is not written as often.
inline constexpr auto kIncidentThrottledSeenEvery = 5min;
inline constexpr size_t kIncidentConnectionsKept = 20'000;
inline constexpr size_t kIncidentConnectionsShown = 200;
inline constexpr auto kIncidentsKept = std::chrono::days{400};

// alerts: rules
inline constexpr auto kAlertQuietDefault = 1h;
inline constexpr auto kAlertQuietMax = std::chrono::hours{24 * 7};
inline constexpr auto kAlertDelayMax = 24h;
// A sync error waits this long: the next ones may show that it is an incident of many.
inline constexpr auto kAlertIncidentSettle = 5min;
// Stale because the provider throttles: an incident of that is told after kThrottledToldAfter, at the next look at all.
inline constexpr auto kAlertThrottledSettle = 15min;
inline constexpr size_t kAlertDestinationsMax = 50;
inline constexpr size_t kAlertNameCharactersMax = 60;
inline constexpr size_t kAlertRecipientsMax = 20;
inline constexpr size_t kAlertAddressBytesMax = 254;  // of an e-mail address
inline constexpr size_t kAlertUrlBytesMax = 2000;
inline constexpr size_t kAlertSecretBytesMin = 16;

// alerts: sending
inline constexpr auto kAlertSettle = 250ms;  // entries that come together are looked at together
inline constexpr auto kAlertLookEvery = 30s;
inline constexpr size_t kAlertEntriesPerLook = 1000;
inline constexpr size_t kAlertHeldPerLook = 500;
inline constexpr auto kAlertDeadline = 20s;
inline constexpr int kAlertAttemptsMax = 8;         // over about a day
inline constexpr int kAlertRefusedAttemptsMax = 3;  // a 4xx that says: not like this
inline constexpr size_t kAlertAnswerBytesMax = 64 << 10;
inline constexpr size_t kAlertAnswerCharactersKept = 300;
inline constexpr auto kAlertRetryAfterMax = 6h;
inline constexpr auto kAlertSecretOverlap = 24h;
inline constexpr int64_t kAlertOutboxMax = 10'000;  // held and waiting
inline constexpr auto kAlertDeliveriesKept = std::chrono::days{90};
inline constexpr auto kAlertTestDeadline = 25s;
inline constexpr size_t kAlertJoinedTextBytesMax = 4000;  // of several entries; beyond, the latest alone
inline constexpr size_t kAlertToldLookedAt = 200;  // of one subject, for whether its beginning was told

}  // namespace mooring::host::limits
