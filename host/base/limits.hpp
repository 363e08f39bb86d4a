// Every limit of the host, named, in one place. A limit that an operator may change is a default here and a
// key in the configuration; the rest are fixed.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace mooring::host::limits {

using namespace std::chrono_literals;

// log and text
inline constexpr size_t kLogFieldBytesMax = 4096;
inline constexpr size_t kSecretLengthMin = 8;  // shorter values would redact ordinary words
inline constexpr size_t kActivityMessageBytesMax = 2000;

// plugins
inline constexpr uint64_t kPluginFileBytesMax = 256ull << 20;
inline constexpr size_t kManifestBytesMax = 256 << 10;
inline constexpr auto kProbeTimeout = 5s;
inline constexpr size_t kPluginsMax = 64;
inline constexpr size_t kBatchRowsMax = 10'000;
inline constexpr size_t kBatchBytesMax = 64 << 20;
inline constexpr size_t kCursorBytesMax = 64 << 10;
inline constexpr size_t kUncommittedRowsMax = 50'000;  // emitted without a checkpoint
inline constexpr auto kResumeWarnAfter = 2s;

// outbound HTTP
inline constexpr auto kConnectTimeout = 10s;
inline constexpr auto kRequestDeadline = 60s;
inline constexpr size_t kResponseBytesMax = 64 << 20;
inline constexpr size_t kResponseHeaderBytesMax = 64 << 10;
inline constexpr size_t kDecompressionRatioMax = 200;
inline constexpr size_t kRequestBodyBytesMax = 8 << 20;
inline constexpr int kConnectionsPerHostMax = 8;
inline constexpr int kConnectionsMax = 64;
inline constexpr int kAttemptsMax = 5;  // per plugin request, before the run fails
inline constexpr auto kBackoffBase = 1s;
inline constexpr auto kBackoffMax = 60s;
inline constexpr auto kRetryAfterMax = 1h;

// oauth
inline constexpr auto kAuthorizationLifetime = 15min;  // a started consent that nobody finished
inline constexpr size_t kPendingAuthorizationsMax = 1000;
inline constexpr auto kRefreshAhead = 5min;
inline constexpr auto kRefreshFailurePause = 30s;
inline constexpr auto kRejectionConfirmAfter = 3s;  // a rejected refresh token is tried twice
inline constexpr size_t kTokenResponseBytesMax = 64 << 10;
inline constexpr size_t kRefreshTokenBytesMax = 8 << 10;

// sync
inline constexpr int kRunsAtOnceMax = 64;  // a run that waits costs no thread, only memory
inline constexpr int kCommitsInFlightPerRun = 2;
inline constexpr auto kRunDeadline = 24h;
inline constexpr auto kFailedRunPauseBase = 1min;
inline constexpr auto kFailedRunPauseMax = 1h;

// store
inline constexpr auto kBusyTimeout = 5s;
inline constexpr size_t kReadSessionsMax = 4;

// admin HTTP
inline constexpr size_t kRequestHeaderBytesMax = 32 << 10;
inline constexpr size_t kAdminBodyBytesMax = 1 << 20;
inline constexpr auto kRequestReadDeadline = 10s;
inline constexpr auto kResponseWriteDeadline = 20s;
inline constexpr size_t kAdminConnectionsMax = 1024;
inline constexpr int kAdminWorkers = 8;
inline constexpr int kEventStreamsMax = 32;
inline constexpr size_t kPageSizeDefault = 50;
inline constexpr size_t kPageSizeMax = 200;
inline constexpr size_t kExportRowsMax = 1'000'000;
inline constexpr auto kSessionIdle = 12h;
inline constexpr auto kSessionAbsolute = 7 * 24h;
inline constexpr auto kSigninCodeLifetime = 15min;
inline constexpr int kSigninFailuresMax = 10;

}  // namespace mooring::host::limits
