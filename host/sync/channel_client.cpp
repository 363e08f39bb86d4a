#include "sync/channel_client.hpp"

#include <charconv>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "schedule/planner.hpp"

namespace mooring::host {
namespace {

constexpr size_t kQuotedBodyBytes = 300;

FailureKind kind_of(AnswerMeaning meaning) {
  switch (meaning) {
    case AnswerMeaning::access_token_expired:
      return FailureKind::permission;
    case AnswerMeaning::grant_rejected:
      return FailureKind::grant_rejected;
    case AnswerMeaning::grant_revoked:
      return FailureKind::grant_revoked;
    case AnswerMeaning::application_rejected:
      return FailureKind::application_rejected;
    case AnswerMeaning::permission:
      return FailureKind::permission;
    case AnswerMeaning::throttled:
      return FailureKind::throttled;
    case AnswerMeaning::server:
      return FailureKind::server;
  }
  return FailureKind::internal;
}

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
    default:
      return FailureKind::network;
  }
}

std::string sentence_for(const HttpResponse& response, AnswerMeaning meaning) {
  std::string status = "HTTP " + std::to_string(response.status);
  switch (meaning) {
    case AnswerMeaning::throttled:
      return status + ": the provider limits our request rate";
    case AnswerMeaning::server:
      return status + ": the provider has a fault";
    case AnswerMeaning::access_token_expired:
      return status + ": the provider refuses the access token";
    case AnswerMeaning::application_rejected:
      return status + ": the provider refuses the application's credentials: " +
             clean_line(response.body, kQuotedBodyBytes);
    default:
      return status + ": " + clean_line(response.body, kQuotedBodyBytes);
  }
}

std::string header_or_empty(const HttpResponse& response, const std::string& name) {
  const std::string* value = name.empty() ? nullptr : response.header(name);
  return value ? clean_line(*value, 200) : std::string();
}

}  // namespace

struct ChannelClient::Active {
  ChannelCall call;
  Done done;
  Waiting waiting;
  std::string endpoint;
  std::string budget_key;
  const BudgetRule* budget = nullptr;
  int attempts = 0;
  bool token_renewed = false;
  Secret token;  // the one that was sent last
  BudgetGate::Ticket ticket = 0;
  TimerId timer = 0;
  HttpRequestId request = 0;
};

ChannelClient::ChannelClient(HttpTransport& transport, Journal& journal, Executor& core, const Clock& clock,
                             Random& random, std::string user_agent)
    : transport_(transport),
      journal_(journal),
      core_(core),
      clock_(clock),
      random_(random),
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
  active->endpoint = endpoint_of(call.request.method, call.request.url);
  active->call = std::move(call);
  active->done = std::move(done);
  active->waiting = std::move(waiting);
  const HttpAction& request = active->call.request;
  active->budget = request.budget.empty() ? nullptr : active->call.manifest->budget(request.budget);
  active->budget_key = active->call.connection_id + " " + request.budget;
  bool budget_unknown = !request.budget.empty() && !active->budget;
  bool credential_unknown =
      !request.credential.empty() && !active->call.manifest->credential(request.credential);
  Failure undeclared{
      FailureKind::internal, 0, active->endpoint, "",
      "The plugin asked for the undeclared " +
          std::string(budget_unknown ? "budget '" + request.budget : "credential '" + request.credential) +
          "'; declare it in plugin.toml"};
  active_.emplace(id, std::move(active));
  core_.post([this, id, refused = budget_unknown || credential_unknown, undeclared] {
    if (!find(id)) return;
    if (refused) return finish(id, tl::unexpected(undeclared));
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

void ChannelClient::enter_budget(CallId id) {
  Active* active = find(id);
  if (!active) return;
  if (!active->budget) return authorize(id);
  double rate_per_s = active->budget->rate_per_s, burst = active->budget->burst;
  if (active->call.config) {
    auto changed = active->call.config->budgets.find(active->budget->id);
    if (changed != active->call.config->budgets.end()) {
      rate_per_s = changed->second.rate_per_s;
      burst = changed->second.burst.value_or(burst);
    }
  }
  active->ticket = budgets_.enter(
      active->budget_key, rate_per_s, burst, active->call.lane, [this, id] { authorize(id); },
      [this, id](Timestamp until) {
        if (Active* waiting = find(id)) waiting->waiting("budget", until);
      });
}

void ChannelClient::authorize(CallId id) {
  Active* active = find(id);
  if (!active) return;
  active->ticket = 0;
  if (active->call.request.credential.empty()) return transmit(id, nullptr);
  auto get_token = active->call.tokens.get;  // a copy: a refusal ends the call, and `active` with it
  get_token([this, id](AccessTokenResult token) {
    Active* waiting = find(id);
    if (!waiting) return;
    if (token) {
      waiting->token = *token;
      return transmit(id, &waiting->token);
    }
    // The token service has told the activity log already. Its trouble is the provider's, like that of any
    // call: it is waited out before the run fails. A pause of the service's own would only repeat the answer.
    if (!is_retried(token.error().kind) || ++waiting->attempts >= limits::kAttemptsMax)
      return finish(id, tl::unexpected(token.error()));
    Duration pause = limits::kRefreshFailurePause + retry_backoff(waiting->attempts, random_);
    try_later(id, pause, &ChannelClient::authorize);  // it holds what it took from the budget
  });
}

void ChannelClient::transmit(CallId id, const Secret* token) {
  Active* active = find(id);
  const HttpAction& action = active->call.request;
  HttpRequest request;
  request.method = action.method;
  request.url = action.url;
  request.headers = action.headers;
  request.body = action.body;
  request.allowed_hosts = active->call.manifest->hosts;
  if (auto scheme = active->call.api_base.find("://"); scheme != std::string::npos) {
    auto host = active->call.api_base.substr(scheme + 3);
    request.allowed_hosts.push_back(host.substr(0, host.find('/')));
  }
  request.headers.emplace_back("User-Agent", user_agent_);
  if (token) {
    const CredentialRule& rule = *active->call.manifest->credential(action.credential);
    auto value = fill_template(rule.value, {{"access_token", std::string(token->reveal())}});
    if (!value)
      return finish(
          id, tl::unexpected(Failure{FailureKind::internal, 0, active->endpoint, "", value.error().message}));
    request.headers.emplace_back(rule.header, *value);
  }
  ++active->attempts;
  ++counters_.requests;
  active->waiting("", {});
  active->request =
      transport_.send(std::move(request), [this, id](HttpResult result) { answered(id, std::move(result)); });
}

void ChannelClient::answered(CallId id, HttpResult result) {
  Active* active = find(id);
  if (!active) return;
  active->request = 0;
  const Manifest& manifest = *active->call.manifest;
  if (!result) {
    Failure failure{kind_of(result.error().kind), 0, active->endpoint, "", result.error().message};
    if (failure.kind == FailureKind::network) return retry(id, std::move(failure), std::nullopt);
    record(*active, failure, true);
    return finish(id, tl::unexpected(std::move(failure)));
  }
  HttpResponse& response = *result;
  if (active->budget && !active->budget->rate_header.empty()) {
    double rate_per_s = 0;
    std::string told = header_or_empty(response, active->budget->rate_header);
    auto [end, error] = std::from_chars(told.data(), told.data() + told.size(), rate_per_s);
    if (error == std::errc{}) budgets_.correct_rate(active->budget_key, rate_per_s);
  }
  auto meaning = meaning_of_answer(manifest, response);
  if (!meaning && response.status < 400) return finish(id, std::move(response));

  Failure failure;
  failure.status = response.status;
  failure.endpoint = active->endpoint;
  failure.request_id = header_or_empty(response, manifest.request_id_header);
  if (!meaning) {  // the task decides what a 4xx means; the log names it all the same
    failure.kind = FailureKind::request_rejected;
    failure.message =
        "HTTP " + std::to_string(response.status) + ": " + clean_line(response.body, kQuotedBodyBytes);
    record(*active, failure, true);
    return finish(id, std::move(response));
  }
  failure.kind = kind_of(*meaning);
  failure.message = sentence_for(response, *meaning);
  if (*meaning == AnswerMeaning::access_token_expired && !active->token_renewed) {
    active->token_renewed = true;
    active->call.tokens.drop(active->token);
    return enter_budget(id);  // an access token ends every hour: that is no event
  }
  if (is_retried(failure.kind)) return retry(id, std::move(failure), retry_after_of(response, clock_.now()));
  if (*meaning == AnswerMeaning::access_token_expired)
    failure.message += ", also after it was renewed: " + clean_line(response.body, kQuotedBodyBytes);
  record(*active, failure, true);
  finish(id, tl::unexpected(std::move(failure)));
}

void ChannelClient::retry(CallId id, Failure failure, std::optional<Duration> asked_pause) {
  Active* active = find(id);
  bool throttled = failure.kind == FailureKind::throttled;
  if (throttled) ++counters_.throttled;
  bool final = active->attempts >= limits::kAttemptsMax;
  record(*active, failure, final);
  Duration pause = asked_pause.value_or(Duration::zero()) + retry_backoff(active->attempts, random_);
  if (throttled && active->budget) budgets_.on_throttled(active->budget_key, pause);
  if (final) return finish(id, tl::unexpected(std::move(failure)));
  try_later(id, pause, &ChannelClient::enter_budget);
}

void ChannelClient::try_later(CallId id, Duration pause, void (ChannelClient::*step)(CallId)) {
  Active* active = find(id);
  active->waiting("retry", clock_.now() + pause);
  active->timer = core_.post_after(pause, [this, id, step] { (this->*step)(id); });
}

void ChannelClient::finish(CallId id, tl::expected<HttpResponse, Failure> outcome) {
  auto found = active_.find(id);
  if (found == active_.end()) return;
  auto active = std::move(found->second);
  active_.erase(found);
  active->done(std::move(outcome));
}

void ChannelClient::record(const Active& active, const Failure& failure, bool final) {
  ++counters_.failed;
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
  if (is_retried(failure.kind))
    entry.message += final ? ". Given up after " + std::to_string(active.attempts) + " attempts"
                           : ". Attempt " + std::to_string(active.attempts) + " of " +
                                 std::to_string(limits::kAttemptsMax) + ", trying again";
  entry.actor = "system";
  journal_.post(std::move(entry));
}

}  // namespace mooring::host
