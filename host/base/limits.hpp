// Limits of the host, named, in one place; those that one area alone uses stand beside it, in limits_<area>.hpp. A limit
// that an operator may change is a default here and a key in the configuration; the rest are fixed.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace mooring::host::limits {

using namespace std::chrono_literals;

// the process
inline constexpr uint64_t kOpenFilesMax = 65536;

// log and text
inline constexpr size_t kLogFieldBytesMax = 4096;
inline constexpr size_t kSecretLengthMin = 8;  // shorter values would redact ordinary words
inline constexpr size_t kActivityMessageBytesMax = 2000;

// configuration
inline constexpr size_t kConfigFileBytesMax = 1 << 20;
inline constexpr size_t kSecretFileBytesMax = 64 << 10;
inline constexpr size_t kConnectionNameBytesMax = 64;
inline constexpr auto kStreamIntervalMin = 1s;
inline constexpr auto kStreamIntervalMax = 31 * 24h;
inline constexpr auto kStaleAfterMin = 10s;
inline constexpr auto kStaleAfterMax = 365 * 24h;
inline constexpr auto kActivityRetentionMin = 24h;
inline constexpr auto kActivityRetentionMax = 3650 * 24h;
inline constexpr int kRunsAtOnceCeiling = 1000;

// plugins
inline constexpr uint64_t kPluginFileBytesMax = 256ull << 20;
inline constexpr size_t kManifestBytesMax = 256 << 10;
inline constexpr size_t kManifestTextBytesMax = 2000;
inline constexpr size_t kManifestListMax = 1000;
inline constexpr double kBudgetNumberMax = 1'000'000;
inline constexpr auto kManifestDurationMax = 3660 * 24h;
inline constexpr size_t kNameBytesMax = 48;              // ids of plugins, streams, fields, settings
inline constexpr size_t kChannelAndStreamBytesMax = 56;  // together they name a table
inline constexpr size_t kStreamFieldsMax = 500;
inline constexpr auto kProbeTimeout = 5s;
inline constexpr size_t kProbeOutputBytesMax = 8 << 10;
inline constexpr uint64_t kProbeMemoryMax = 4ull << 30;
inline constexpr size_t kModuleCopiesMax = 128;  // kept in the module store
inline constexpr size_t kPluginsMax = 64;
inline constexpr size_t kBatchRowsMax = 10'000;
inline constexpr size_t kBatchBytesMax = 64 << 20;
inline constexpr size_t kCursorBytesMax = 64 << 10;
inline constexpr size_t kUncommittedRowsMax = 50'000;  // emitted without a checkpoint
inline constexpr auto kResumeWarnAfter = 2s;
inline constexpr size_t kRequestHeadersMax = 64;
inline constexpr size_t kUrlBytesMax = 16 << 10;
inline constexpr size_t kTaskListMax = 10'000;    // marketplaces, permissions, covered ranges of one action
inline constexpr size_t kTaskTextBytesMax = 512;  // names and notes that a task tells
inline constexpr size_t kDecimalBytesMax = 64;
inline constexpr auto kSleepMax = 31 * 24h;

// outbound HTTP
inline constexpr auto kConnectTimeout = 10s;
inline constexpr auto kRequestDeadline = 60s;
inline constexpr size_t kResponseBytesMax = 64 << 20;
inline constexpr size_t kResponseHeaderBytesMax = 64 << 10;
inline constexpr size_t kDecompressionRatioMax = 200;
inline constexpr size_t kDecompressionFreeBytes = 1 << 20;  // below this the ratio does not matter
inline constexpr size_t kRequestBodyBytesMax = 8 << 20;
inline constexpr int kAttemptsMax = 5;  // per plugin request, before the run fails
inline constexpr auto kBackoffBase = 1s;
inline constexpr auto kBackoffMax = 60s;
inline constexpr auto kRetryAfterMax = 1h;
inline constexpr auto kDownloadDeadline = 30min;  // of a body that goes to disk
inline constexpr auto kDownloadStallAfter = 60s;  // slower than the next for this long: given up
inline constexpr long kDownloadBytesPerSecondMin = 1 << 10;
inline constexpr uint64_t kSpoolBytesMax = 4ull << 30;           // one body, as it came
inline constexpr uint64_t kSpoolUnpackedBytesMax = 16ull << 30;  // one body, unpacked; never held at once
inline constexpr size_t kSpoolPartBytes = 256 << 10;

// oauth
inline constexpr auto kAuthorizationLifetime = 15min;  // a started consent that nobody finished
inline constexpr auto kAuthorizationKept = 24h;        // after its end, to tell used and expired from unknown
inline constexpr size_t kPendingAuthorizationsMax = 1000;
inline constexpr auto kRefreshAhead = 5min;
inline constexpr auto kRefreshFailurePause = 30s;
inline constexpr auto kRefreshFailureEntryEvery = 10min;  // one activity entry per connection
inline constexpr auto kTokenUsableMargin = 30s;           // a token this near its end is not handed out
inline constexpr auto kTokenLifetimeDefault = 1h;         // when the answer does not say it
inline constexpr auto kTokenLifetimeMax = 30 * 24h;
inline constexpr auto kRejectionConfirmAfter = 3s;  // a rejected refresh token is tried twice
inline constexpr size_t kTokenResponseBytesMax = 64 << 10;
inline constexpr size_t kRefreshTokenBytesMax = 8 << 10;

// connecting: how long a person waits at most
inline constexpr auto kTokenCallDeadline = 30s;
inline constexpr auto kIdentifyDeadline = 45s;
inline constexpr size_t kLabelBytesMax = 120;
inline constexpr auto kEngineCallDeadline = 10s;

// sync
inline constexpr int kRunsAtOnceMax = 64;   // a run that waits costs no thread, only memory
inline constexpr auto kPlaceKeptFor = 30s;  // a run that waits for longer makes room for another
inline constexpr auto kWaitToldEvery = 1s;  // a smaller change of a wait's end is told nobody
inline constexpr size_t kNoticesPerRunMax = 20;
inline constexpr auto kCheckupInterval = 24h;    // between two looks at what a connection may read
inline constexpr auto kCheckupPauseMin = 10min;  // however often something gives a reason for one
inline constexpr auto kCheckupRetryAfter = 1h;   // when the provider could not be asked
inline constexpr auto kFailedRunPauseBase = 1min;
inline constexpr auto kFailedRunPauseMax = 1h;
inline constexpr auto kOutcomeRetryAfter = 15s;  // the store refused to keep how a run ended

// watching over connections
inline constexpr auto kWatchEvery = 1min;    // all connections
inline constexpr auto kWatchSettle = 250ms;  // changes that come together are looked at together
inline constexpr auto kOverdueGraceMin =
    10min;  // beyond two intervals: a stream that is due and does not run
inline constexpr int kExpiryWarnings[] = {30, 14, 7, 1};  // days before something ends, most first
inline constexpr auto kBadgeHistoryDays = std::chrono::days{400};

// store
inline constexpr auto kBusyTimeout = 5s;
inline constexpr size_t kReadSessionsMax = 4;
inline constexpr auto kReadSessionWait = 10s;  // for one of them to become free
inline constexpr auto kStoreTidyAfter = 5s;    // without a write
inline constexpr int kReaderCacheKib = 1024;
inline constexpr int kCheckpointPages = 2000;  // of write-ahead log, then the writer moves them to the file
inline constexpr size_t kWalBytesKept = 16 << 20;       // after a checkpoint
inline constexpr size_t kActivityFieldBytesMax = 1000;  // endpoint, request id, actor
inline constexpr int64_t kOldRunsExamined = 50'000;     // at each tidying of the table of runs
inline constexpr auto kUneventfulRunsKept =
    std::chrono::hours{24 * 7};  // planned, succeeded, nothing changed
inline constexpr size_t kExportChunkRows = 500;
inline constexpr int64_t kViewStepsMax =
    2'000'000'000;  // of SQLite's machine, for one list with sums: about a minute
inline constexpr int kViewStepsBetweenChecks = 100'000;
inline constexpr size_t kSeenKeysMax = 8'000'000;  // of one run's complete listings; 6 bytes each

// admin HTTP
inline constexpr size_t kRequestHeaderBytesMax = 32 << 10;
inline constexpr size_t kRequestLineBytesMax = 8 << 10;
inline constexpr size_t kRequestHeaderFieldsMax = 100;
inline constexpr size_t kAdminBodyBytesMax = 1 << 20;
inline constexpr size_t kAdminJsonDepthMax = 32;
inline constexpr auto kRequestReadDeadline = 10s;
inline constexpr auto kResponseWriteDeadline = 20s;
inline constexpr size_t kResponseBytesPerSecondMin = 16 << 10;  // a long answer gets this much more time
inline constexpr auto kLingerDeadline = 1s;                     // for the client to read the end of an answer
// Of a body that was refused while it was still being sent.
inline constexpr size_t kLingerBytesMax = 8 << 20;
inline constexpr size_t kFrontDoorBytesMax = 32 << 20;  // held for all connections that read or write slowly
inline constexpr size_t kStreamedBytesAheadMax = 256 << 10;
inline constexpr int kExportsAtOnceMax = 2;
inline constexpr size_t kAdminConnectionsMax = 1024;
inline constexpr int kAdminWorkers = 8;
inline constexpr int kEventStreamsMax = 32;
inline constexpr size_t kEventStreamBytesMax = 64
                                               << 10;  // unread by one client; then it is told to read anew
inline constexpr auto kEventStreamPing = 15s;
inline constexpr auto kEventStreamLifetime = 1h;  // then the client reconnects and is checked again
inline constexpr size_t kPageSizeDefault = 50;
inline constexpr size_t kPageSizeMax = 200;
inline constexpr int kViewDaysDefault = 30;
inline constexpr int kViewDaysMax = 366;
inline constexpr size_t kFilterValuesMax = 200;  // of one query parameter
inline constexpr size_t kTagsPerObjectMax = 20;
inline constexpr size_t kTagCharactersMax = 40;
inline constexpr size_t kNotesPerObjectMax = 500;
inline constexpr size_t kNoteCharactersMax = 4000;
inline constexpr size_t kObjectsPerRequestMax = 200;
inline constexpr size_t kSavedViewsPerUserMax = 100;
inline constexpr size_t kSavedViewNameCharactersMax = 80;
inline constexpr size_t kSavedViewPageBytesMax = 200;
inline constexpr size_t kSavedViewQueryBytesMax = 4000;
inline constexpr size_t kExportRowsMax = 1'000'000;
inline constexpr auto kBundleWindowDefault = 7 * 24h;  // support bundle
inline constexpr size_t kBundleEntriesMax = 20'000;
inline constexpr size_t kBundleRunsMax = 200;
inline constexpr size_t kBundleConnectionsMax = 500;
inline constexpr size_t kBundleCoverageMax = 500;      // ranges of one connection
inline constexpr size_t kBundleCursorBytesMax = 1000;  // of one cursor; the rest is counted
inline constexpr size_t kBundleBytesMax = 32 << 20;
inline constexpr int kBundlesAtOnceMax = 1;
inline constexpr auto kSessionIdle = 12h;
inline constexpr auto kSessionAbsolute = 7 * 24h;
inline constexpr auto kSigninCodeLifetime = 15min;
inline constexpr int kSigninFailuresMax = 10;
inline constexpr auto kSigninFailureForgottenAfter = 1min;  // one failure per client each
inline constexpr auto kSessionTouchEvery = 1min;

}  // namespace mooring::host::limits
