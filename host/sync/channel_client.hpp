// One request of a plugin, from the budget to the answer: waits for the rate budget, injects the credential,
// sends, reads what the answer means under the manifest's rules, retries 5xx, network errors and broken
// downloads with full jitter, refreshes the token once, and writes every failing call to the activity log. 429 is no fault:
// it is waited out for hours, with growing pauses, and counts as no attempt. A plugin contains no retry code because of this
// file. Belongs to the core executor.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/executor.hpp"
#include "base/limits.hpp"
#include "base/limits_throttle.hpp"
#include "config/config.hpp"
#include "oauth/oauth.hpp"
#include "plugins/task.hpp"
#include "schedule/backfill_estimate.hpp"
#include "store/journal.hpp"
#include "sync/budget_gate.hpp"
#include "sync/call_tally.hpp"
#include "transport/transport.hpp"

namespace mooring::host {

// Where the access token of a call comes from: the connection's TokenService, or a fixed one while
// connecting.
struct AccessTokens {
  std::function<void(std::function<void(AccessTokenResult)>)> get;
  std::function<void(const Secret&)> drop;  // the provider says that this one is expired
};

struct ChannelCall {
  std::string connection_id, run_id, stream;
  const Manifest* manifest = nullptr;     // lives as long as the registry
  const ChannelConfig* config = nullptr;  // may be null: nothing configured
  std::string api_base;                   // as resolved: its host is allowed beside the manifest's
  Lane lane = Lane::incremental;
  AccessTokens tokens;
  HttpAction request;
  std::shared_ptr<CallTally> tally{};  // where each try is counted; may be null
  // Before each try: calls `go` when there is memory for the answer, unless the call was cancelled. May be null.
  std::function<void(std::function<void()> go)> room{};
  int attempts_max = limits::kAttemptsMax;         // 1: an answer that would be waited out is the outcome
  Duration throttled_max = limits::kThrottledMax;  // waited out for so long, whatever attempts_max
};

struct ChannelCounters {
  uint64_t requests = 0, throttled = 0, failed = 0;
};

class ChannelClient {
 public:
  using Done = std::function<void(tl::expected<HttpResponse, Failure>)>;
  using Waiting = std::function<void(const std::string& for_what,
                                     Timestamp until)>;  // "budget", "throttled", "retry"; "" when going on
  using CallId = uint64_t;

  // No failure that it hands over has a secret in it that the redactor knows.
  ChannelClient(HttpTransport& transport, Journal& journal, Executor& core, const Clock& clock,
                Random& random, const Redactor& redactor, std::string user_agent);
  ~ChannelClient();

  CallId send(ChannelCall call, Done done, Waiting waiting);
  void cancel(CallId id);  // done is not called any more
  // How the connection's budget stands, also before its first call.
  BudgetState budget(const std::string& connection_id, const BudgetRule& rule, const ChannelConfig* config);
  const ChannelCounters& counters() const { return counters_; }
  const std::map<std::string, ChannelCounters>& counters_by_channel() const { return counters_by_channel_; }

 private:
  struct Active;
  void enter_budget(CallId id);
  void authorize(CallId id);
  void make_room(CallId id);
  void transmit(CallId id);
  void refused_by_transport(CallId id, const TransportError& error);
  void answered(CallId id, HttpResult result);
  void retry(CallId id, Failure failure, std::optional<Duration> asked_pause);
  void wait_out(CallId id, Failure failure, Duration asked_pause);
  void give_up(CallId id, Failure failure);
  void try_later(CallId id, const char* because, Duration pause, void (ChannelClient::*step)(CallId));
  void finish(CallId id, tl::expected<HttpResponse, Failure> outcome);
  void record(const Active& active, const Failure& failure, const std::string& what_follows = {});
  Active* find(CallId id);

  HttpTransport& transport_;
  Journal& journal_;
  Executor& core_;
  const Clock& clock_;
  Random& random_;
  const Redactor& redactor_;
  std::string user_agent_;
  BudgetGate budgets_;
  void count(const ChannelCall& call, uint64_t ChannelCounters::*what);
  ChannelCounters counters_;
  std::map<std::string, ChannelCounters> counters_by_channel_;  // ids of manifests: there are few
  std::map<CallId, std::unique_ptr<Active>> active_;
  CallId last_id_ = 0;
};

}  // namespace mooring::host
