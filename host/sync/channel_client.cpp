#include "sync/channel_client.hpp"

#include <algorithm>
#include <charconv>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "plugins/redaction.hpp"
#include "schedule/planner.hpp"
#include "sync/answers.hpp"
#include "transport/egress.hpp"
#include "transport/for_people.hpp"
#include "transport/spooled_body.hpp"

namespace mooring::host {
namespace {

// What a call waits for, as runs tell it.
constexpr const char* kThrottled = "throttled";
constexpr const char* kRetry = "retry";

bool is_retried(FailureKind kind) {
  return kind == FailureKind::throttled || kind == FailureKind::server || kind == FailureKind::network;
}

FailureKind kind_of(TransportErrorKind kind) {
  switch (kind) {
    case TransportErrorKind::refused_by_policy:
      return FailureKind::request_rejected;
    case TransportErrorKind::too_large:
    case TransportErrorKind::malformed:
      return FailureKind::bad_response;
    case TransportErrorKind::storage:
      return FailureKind::internal;
    default:
      return FailureKind::network;
  }
}

// A large download that broke, or a disk that was full for a while: the next attempt may well end better.
bool is_retried(const TransportError& error, const HttpAction& request) {
  return kind_of(error.kind) == FailureKind::network || error.kind == TransportErrorKind::storage ||
         (request.stream_body && error.kind == TransportErrorKind::malformed);
}

// Appends what the rule says to the headers.
Status inject(const CredentialRule& rule, const Secret& token, const ChannelCall& call,
              HttpHeaders& headers) {
  std::vector<std::pair<std::string, std::string>> values{{"access_token", std::string(token.reveal())}};
  if (call.config) {
    auto client_id = call.config->application.find("client_id");
    if (client_id != call.config->application.end() && !client_id->second.empty())
      values.emplace_back("client_id", client_id->second);
  }
  for (const auto& [name, pattern] : rule.headers) {
    if (values.size() == 1 && pattern.find("{client_id}") != std::string::npos)
      return fail("application_missing", "The application of the channel is not configured",
                  "Set client_id in [channels." + call.manifest->id + ".application]");
    auto value = fill_template(pattern, values);
    if (!value) return fail(value.error());
    headers.emplace_back(name, std::move(*value));
  }
  return {};
}

// Empty: nothing is wrong with the request. A token goes to the API of its region only: other hosts, where a provider stores
// documents, must never see it, whatever a plugin asks for.
std::string why_refused(const ChannelCall& call) {
  const HttpAction& request = call.request;
  auto undeclared = [](const std::string& what) {
    return "The plugin asked for the undeclared " + what + "; declare it in plugin.toml";
  };
  if (!request.budget.empty() && !call.manifest->budget(request.budget))
    return undeclared("budget '" + request.budget + "'");
  if (request.credential.empty()) return {};
  if (!call.manifest->credential(request.credential))
    return undeclared("credential '" + request.credential + "'");
  if (authority_of(request.url) == authority_of(call.api_base)) return {};
  return "The plugin asked for the credential '" + request.credential +
         "' for a host that is not its region's api_base";
}

std::string header_or_empty(const HttpResponse& response, const std::string& name) {
  const std::string* value = name.empty() ? nullptr : response.header(name);
  return value ? clean_line(*value, 200) : std::string();
}

struct RateAndBurst {
  double rate_per_s, burst;
};

RateAndBurst configured(const BudgetRule& rule, const ChannelConfig* config) {
  RateAndBurst own{rule.rate_per_s, rule.burst};
  if (!config) return own;
  auto changed = config->budgets.find(rule.id);
  if (changed == config->budgets.end()) return own;
  return {changed->second.rate_per_s, changed->second.burst.value_or(rule.burst)};
}

std::string key_of(const std::string& connection_id, const std::string& budget) {
  return connection_id + " " + budget;
}

}  // namespace

struct ChannelClient::Active {
  ChannelCall call;
  Done done;
  Waiting waiting;
  std::string endpoint;
  std::string budget_key;
  const BudgetRule* budget = nullptr;
  int attempts = 0;   // that were sent, or would have been
  int throttles = 0;  // of those, how many the provider put off; in a row where no budget counts them
  SteadyTime throttled_since;
  bool token_renewed = false;
  Secret token;  // the one that was sent last
  BudgetGate::Ticket ticket = 0;
  TimerId timer = 0;
  HttpRequestId request = 0;
  Timestamp sent_at;
  SteadyTime sent_at_steady;
  Duration took{};  // of the last try

  void count(int status, uint64_t bytes) {
    if (call.tally) call.tally->add(endpoint, status, took, bytes);
  }
  void name_try(Failure& failure) const {
    if (attempts == 0) return;  // nothing was sent
    failure.attempt = attempts;
    failure.duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
  }
  int faults() const { return attempts - throttles; }
  bool may_repeat() const { return faults() < call.attempts_max; }
  void put_off(SteadyTime now) {
    if (++throttles == 1) throttled_since = now;
  }
  bool waits_out(Duration throttled_for) const {
    return call.attempts_max > 1 && throttled_for < call.throttled_max;
  }
};

ChannelClient::ChannelClient(HttpTransport& transport, Journal& journal, Executor& core, const Clock& clock,
                             Random& random, const Redactor& redactor, std::string user_agent)
    : transport_(transport),
      journal_(journal),
      core_(core),
      clock_(clock),
      random_(random),
      redactor_(redactor),
      user_agent_(std::move(user_agent)),
      budgets_(core, clock) {}

ChannelClient::~ChannelClient() {
  // Out of the map first: what a callback captured may call cancel() while it is destroyed.
  for (auto& [id, active] : std::exchange(active_, {})) {
    core_.cancel(active->timer);
    if (active->request) transport_.cancel(active->request);
  }
}

ChannelClient::Active* ChannelClient::find(CallId id) {
  auto found = active_.find(id);
  return found == active_.end() ? nullptr : found->second.get();
}

ChannelClient::CallId ChannelClient::send(ChannelCall call, Done done, Waiting waiting) {
  CallId id = ++last_id_;
  auto active = std::make_unique<Active>();
  active->endpoint = redactor_.redact(endpoint_of(call.request.method, call.request.url));
  active->call = std::move(call);
  active->done = std::move(done);
  active->waiting = std::move(waiting);
  const HttpAction& request = active->call.request;
  active->budget = request.budget.empty() ? nullptr : active->call.manifest->budget(request.budget);
  active->budget_key = key_of(active->call.connection_id, request.budget);
  Failure refused{FailureKind::internal, 0, active->endpoint, "", why_refused(active->call)};
  active_.emplace(id, std::move(active));
  core_.post([this, id, refused] {
    if (!find(id)) return;
    if (!refused.message.empty()) return finish(id, tl::unexpected(refused));
    enter_budget(id);
  });
  return id;
}

void ChannelClient::cancel(CallId id) {
  Active* active = find(id);
  if (!active) return;
  budgets_.leave(active->ticket);
  core_.cancel(active->timer);
  if (active->request) transport_.cancel(active->request);
  active_.erase(id);
}

BudgetState ChannelClient::budget(const std::string& connection_id, const BudgetRule& rule,
                                  const ChannelConfig* config) {
  const auto [rate_per_s, burst] = configured(rule, config);
  const auto now = budgets_.look(key_of(connection_id, rule.id));
  if (!now) return {rule.id, rate_per_s, burst, 0};
  return {rule.id, now->rate_per_s, now->tokens, now->waiting, now->blocked_until};
}

void ChannelClient::enter_budget(CallId id) {
  Active* active = find(id);
  if (!active) return;
  if (!active->budget) return authorize(id);
  const auto [rate_per_s, burst] = configured(*active->budget, active->call.config);
  active->ticket = budgets_.enter(
      active->budget_key, rate_per_s, burst, active->call.lane, [this, id] { authorize(id); },
      [this, id](Timestamp until, bool throttled) {
        if (Active* waiting = find(id)) waiting->waiting(throttled ? kThrottled : "budget", until);
      });
}

void ChannelClient::authorize(CallId id) {
  Active* active = find(id);
  if (!active) return;
  active->ticket = 0;
  if (active->call.request.credential.empty()) return make_room(id);
  auto get_token = active->call.tokens.get;  // a copy: a refusal ends the call, and `active` with it
  get_token([this, id](AccessTokenResult token) {
    Active* waiting = find(id);
    if (!waiting) return;
    if (token) {
      waiting->token = *token;
      return make_room(id);
    }
    // The token service has told the activity log already. Its trouble is the provider's, like that of any
    // call: it is waited out before the run fails. A pause of the service's own would only repeat the answer.
    if (!is_retried(token.error().kind)) return finish(id, tl::unexpected(token.error()));
    ++waiting->attempts;
    const bool throttled = token.error().kind == FailureKind::throttled;
    if (throttled) waiting->put_off(clock_.steady_now());
    if (throttled ? !waiting->waits_out(clock_.steady_now() - waiting->throttled_since)
                  : !waiting->may_repeat())
      return finish(id, tl::unexpected(token.error()));
    const Duration backoff =
        throttled ? throttle_pause(waiting->throttles, random_) : retry_backoff(waiting->faults(), random_);
    // It holds what it took from the budget.
    try_later(id, throttled ? kThrottled : kRetry, limits::kRefreshFailurePause + backoff,
              &ChannelClient::authorize);
  });
}

void ChannelClient::make_room(CallId id) {
  Active* active = find(id);
  if (!active->call.room) return transmit(id);
  auto room = active->call.room;
  room([this, id] {
    if (find(id)) transmit(id);
  });
}

void ChannelClient::transmit(CallId id) {
  Active* active = find(id);
  const HttpAction& action = active->call.request;
  HttpRequest request;
  request.method = action.method;
  request.url = action.url;
  request.headers = action.headers;
  request.body = action.body;
  request.to_disk = action.stream_body;
  if (action.stream_body) request.deadline = limits::kDownloadDeadline;
  request.allowed_hosts = active->call.manifest->hosts;
  if (auto scheme = active->call.api_base.find("://"); scheme != std::string::npos) {
    auto host = active->call.api_base.substr(scheme + 3);
    request.allowed_hosts.push_back(host.substr(0, host.find('/')));
  }
  request.headers.emplace_back("User-Agent", user_agent_);
  if (!action.credential.empty()) {
    const CredentialRule& rule = *active->call.manifest->credential(action.credential);
    if (auto injected = inject(rule, active->token, active->call, request.headers); !injected) {
      auto kind = injected.error().code == "application_missing" ? FailureKind::application_rejected
                                                                 : FailureKind::internal;
      return give_up(id, {kind, 0, active->endpoint, "", describe(injected.error())});
    }
  }
  ++active->attempts;
  count(active->call, &ChannelCounters::requests);
  active->sent_at = clock_.now();
  active->sent_at_steady = clock_.steady_now();
  active->waiting("", {});
  active->request =
      transport_.send(std::move(request), [this, id](HttpResult result) { answered(id, std::move(result)); });
}

void ChannelClient::answered(CallId id, HttpResult result) {
  Active* active = find(id);
  if (!active) return;
  active->request = 0;
  active->took =
      std::max(Duration::zero(), clock_.now() - active->sent_at);  // the clock may have been set back
  const Manifest& manifest = *active->call.manifest;
  if (!result) return refused_by_transport(id, result.error());
  HttpResponse& response = *result;
  active->count(response.status, response.spooled ? response.spooled->size_bytes() : response.body.size());
  if (active->budget && !active->budget->rate_header.empty()) {
    double rate_per_s = 0;
    std::string told = header_or_empty(response, active->budget->rate_header);
    auto [end, error] = std::from_chars(told.data(), told.data() + told.size(), rate_per_s);
    if (error == std::errc{}) budgets_.correct_rate(active->budget_key, rate_per_s);
  }
  auto meaning = meaning_of_answer(manifest, response);
  if (meaning != AnswerMeaning::throttled) budgets_.on_passed(active->budget_key, active->sent_at_steady);
  if (!meaning && response.status < 400) return finish(id, std::move(response));

  const HttpResponse told = for_people(response, redactor_);
  Failure failure;
  failure.status = told.status;
  failure.endpoint = active->endpoint;
  failure.request_id = header_or_empty(told, manifest.request_id_header);
  if (!meaning) {  // the task decides what a 4xx means; the log names it all the same
    failure.kind = FailureKind::request_rejected;
    failure.message = "HTTP " + std::to_string(response.status) + ": " + quoted_body(told);
    active->name_try(failure);
    record(*active, failure);
    return finish(id, std::move(response));
  }
  failure.kind = failure_kind_of(*meaning);
  failure.message = sentence_for(told, *meaning);
  if (*meaning == AnswerMeaning::access_token_expired && active->call.request.credential.empty()) {
    failure.kind = FailureKind::request_rejected;  // of the grant it says nothing
    failure.message =
        "HTTP " + std::to_string(response.status) +
        ": the plugin sent no credential with this request (.with_credential()): " + quoted_body(told);
    return give_up(id, std::move(failure));
  }
  if (*meaning == AnswerMeaning::access_token_expired && !active->token_renewed) {
    active->token_renewed = true;
    active->call.tokens.drop(active->token);
    return enter_budget(id);  // an access token ends every hour: that is no event
  }
  if (failure.kind == FailureKind::throttled)
    return wait_out(id, std::move(failure),
                    retry_after_of(response, clock_.now()).value_or(Duration::zero()));
  if (is_retried(failure.kind)) return retry(id, std::move(failure), retry_after_of(response, clock_.now()));
  if (*meaning == AnswerMeaning::access_token_expired)
    failure.message += ", also after it was renewed: " + quoted_body(told);
  give_up(id, std::move(failure));
}

void ChannelClient::refused_by_transport(CallId id, const TransportError& error) {
  Active* active = find(id);
  active->count(0, 0);
  Failure failure{kind_of(error.kind), 0, active->endpoint, "", error.message};
  if (is_retried(error, active->call.request)) return retry(id, std::move(failure), std::nullopt);
  give_up(id, std::move(failure));
}

void ChannelClient::give_up(CallId id, Failure failure) {
  find(id)->name_try(failure);
  record(*find(id), failure);
  finish(id, tl::unexpected(std::move(failure)));
}

void ChannelClient::retry(CallId id, Failure failure, std::optional<Duration> asked_pause) {
  Active* active = find(id);
  active->name_try(failure);
  const bool final = !active->may_repeat();
  const std::string tries = std::to_string(active->faults());
  if (active->call.attempts_max > 1)
    record(*active, failure,
           final
               ? "Given up after " + tries + " attempts"
               : "Attempt " + tries + " of " + std::to_string(active->call.attempts_max) + ", trying again");
  else
    record(*active, failure);
  if (final) return finish(id, tl::unexpected(std::move(failure)));
  try_later(id, kRetry, asked_pause.value_or(Duration::zero()) + retry_backoff(active->faults(), random_),
            &ChannelClient::enter_budget);
}

// All who use the budget wait with this call, and it begins no sooner than they. Where one call is put off while others
// pass, its own pause grows all the same.
void ChannelClient::wait_out(CallId id, Failure failure, Duration asked_pause) {
  Active* active = find(id);
  active->name_try(failure);
  count(active->call, &ChannelCounters::throttled);
  const SteadyTime now = clock_.steady_now();
  active->put_off(now);
  Duration pause = asked_pause + throttle_pause(active->throttles, random_);
  Duration lasts = now - active->throttled_since;
  if (active->budget) {
    const auto all = budgets_.on_throttled(active->budget_key, asked_pause, active->sent_at_steady, random_);
    pause = std::max(pause, all.pause), lasts = std::max(lasts, all.lasts);
  }
  const std::string since =
      lasts < limits::kThrottledToldAfter ? "" : "For " + format_duration(lasts) + " now. ";
  if (!active->waits_out(lasts) || pause > active->call.throttled_max) {
    record(*active, failure, since + (active->call.attempts_max > 1 ? "Given up" : ""));
    return finish(id, tl::unexpected(std::move(failure)));
  }
  record(*active, failure, since + "The next try is in " + format_duration(pause));
  try_later(id, kThrottled, pause, &ChannelClient::enter_budget);
}

void ChannelClient::try_later(CallId id, const char* because, Duration pause,
                              void (ChannelClient::*step)(CallId)) {
  Active* active = find(id);
  active->waiting(because, clock_.now() + pause);
  active->timer = core_.post_after(pause, [this, id, step] { (this->*step)(id); });
}

void ChannelClient::finish(CallId id, tl::expected<HttpResponse, Failure> outcome) {
  auto found = active_.find(id);
  if (found == active_.end()) return;
  auto active = std::move(found->second);
  active_.erase(found);
  if (!outcome) redact(outcome.error(), redactor_);
  active->done(std::move(outcome));
}

void ChannelClient::count(const ChannelCall& call, uint64_t ChannelCounters::*what) {
  ++(counters_.*what);
  ++(counters_by_channel_[call.manifest->id].*what);
}

void ChannelClient::record(const Active& active, const Failure& failure, const std::string& what_follows) {
  count(active.call, &ChannelCounters::failed);
  ActivityRow entry;
  entry.connection_id = active.call.connection_id;
  entry.run_id = active.call.run_id;
  entry.stream = active.call.stream;
  entry.kind = "request.failed";
  entry.severity = Severity::warning;
  entry.status = failure.status;
  entry.endpoint = failure.endpoint;
  entry.request_id = failure.request_id;
  entry.message = failure.message;
  entry.failure_kind = to_text(failure.kind);
  entry.attempt = failure.attempt;
  entry.duration_ms = failure.duration_ms;
  if (!what_follows.empty()) entry.message += ". " + what_follows;
  entry.actor = "system";
  journal_.post(std::move(entry));
}

}  // namespace mooring::host
