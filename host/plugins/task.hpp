// A running plugin task as the host sees it: resumed with an event, answers with one action.
// The values are owned C++ values, so the same interface serves a task in this process and, later, one in a worker
// process. Who calls: the sync engine (sync runs) and connections (identify), both on the core executor.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "plugins/manifest.hpp"
#include "store/record_batch.hpp"
#include "transport/spooled_body.hpp"

namespace mooring::host {

enum class FailureKind {  // values equal MOORING_FAIL_*, but for what only the host can say
  throttled = 1,
  server = 2,
  network = 3,
  grant_rejected = 4,
  grant_revoked = 5,
  permission = 6,
  request_rejected = 7,
  bad_response = 8,
  internal = 9,
  application_rejected = 10,
  cancelled = 11,
  disk_full = 100,
};
const char* to_text(FailureKind kind);                                // "grant_rejected"
std::optional<FailureKind> failure_kind_from(std::string_view text);  // the reverse
// An access token that is refused although it is new says that the account may not do this.
FailureKind failure_kind_of(AnswerMeaning meaning);

struct Failure {
  FailureKind kind = FailureKind::internal;
  int status = 0;
  std::string endpoint, request_id, message;
  std::string retry_after{};             // of a token endpoint, as it wrote it: see transport/retry_after.hpp
  std::optional<int64_t> duration_ms{};  // of the call that failed, where it is known
  int attempt = 0;                       // which try of it failed; 0: no call, or not counted
};

struct IdentityMarketplace {
  std::string id, name, country_code, currency, time_zone, note;
  bool available = true;
};

// What a backfill reads, exactly: from inclusive, to exclusive.
struct TaskRange {
  Timestamp from, to;
};

struct TaskCall {
  std::string operation, stream, connection_id, region, api_base, account_id, cursor;
  Timestamp now, history_from;
  std::vector<IdentityMarketplace>
      marketplaces;  // the selected ones; one when the stream's scope is marketplace
  NameValues settings;
  std::optional<TaskRange>
      range{};  // of a backfill, whose own cursor `cursor` then is; nothing: an ordinary sync
  std::string account_kind{};
};

// ---- events ----
struct StartEvent {};
struct HttpResponseEvent {
  int status = 0;
  NameValues headers;  // names in lower case
  std::string body;
  std::shared_ptr<SpooledBody> spooled;  // a streamed body; the runner answers READ from it by itself
};
struct AcceptedEvent {};
struct WokeEvent {};
struct FailedEvent {
  Failure failure;
};
using TaskEvent = std::variant<StartEvent, HttpResponseEvent, AcceptedEvent, WokeEvent, FailedEvent>;

// ---- actions ----
struct HttpAction {
  std::string method, url, body, budget, credential;
  NameValues headers;
  bool stream_body = false;  // to disk; the answer then has `spooled`
};

struct EmitAction {
  RecordBatch batch;
};
struct CoveredRange {
  std::string stream, marketplace;
  Timestamp from, to;
  std::string part{};  // empty: the whole stream
  bool lost = false;   // wanted, never read, and no longer offered
};
// What the run has emitted is everything that there is: the rest gets a deletion mark (abi.h, mooring_listing).
struct CompleteListing {
  std::string stream, marketplace, field, value, from_date, to_date;
  bool certain = false;
};
struct CheckpointAction {
  std::string cursor;
  std::vector<CoveredRange> covered;
  std::vector<CompleteListing> listings{};
};
struct SleepAction {
  Timestamp until;
  std::string what{};  // "report"; may be empty
};
struct NoticeAction {
  std::string code, message, endpoint, request_id;
  int status = 0;
};
struct ProgressAction {
  int64_t done = 0, total = 0;
  std::string note;
};
struct IdentityPermission {
  std::string id, note;
  std::optional<bool> granted;
};
struct IdentityAction {
  std::string account_id, account_name;
  std::vector<IdentityMarketplace> marketplaces;
  std::vector<IdentityPermission> permissions;
};
struct DoneAction {};
struct FailAction {
  Failure failure;
};
using TaskAction = std::variant<HttpAction, EmitAction, CheckpointAction, SleepAction, ProgressAction,
                                NoticeAction, IdentityAction, DoneAction, FailAction>;

// Destroying it abandons the task; an action still under way is then not reported.
class PluginTask {
 public:
  virtual ~PluginTask() = default;
  // Runs the task to its next action, elsewhere, and hands the action over on the core executor. One at a time.
  virtual void resume(TaskEvent event, std::function<void(TaskAction)> on_action) = 0;
};

class TaskRunner {
 public:
  virtual ~TaskRunner() = default;
  // An unknown channel or a plugin that refuses the call is an error; nothing has run then.
  virtual Result<std::unique_ptr<PluginTask>> start(const std::string& channel, const TaskCall& call) = 0;
};

}  // namespace mooring::host
