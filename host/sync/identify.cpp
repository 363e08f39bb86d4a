#include "sync/identify.hpp"

#include "base/await.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"

namespace mooring::host {

// One identification under way: keeps itself alive through the callbacks that it waits for.
class Identification : public std::enable_shared_from_this<Identification> {
 public:
  Identification(ChannelClient& client, ChannelCall call, std::function<void(IdentityResult)> done)
      : client_(client), call_(std::move(call)), done_(std::move(done)) {}
  ~Identification() {
    if (request_) client_.cancel(request_);
  }

  void run(std::unique_ptr<PluginTask> task) {
    task_ = std::move(task);
    resume(StartEvent{});
  }
  void end(IdentityResult result) {
    if (!done_) return;
    auto done = std::exchange(done_, nullptr);
    task_.reset();
    if (request_) client_.cancel(std::exchange(request_, 0));
    done(std::move(result));
  }

 private:
  void resume(TaskEvent event) {
    task_->resume(std::move(event), [self = shared_from_this()](TaskAction action) {
      if (self->done_) self->on_action(std::move(action));
    });
  }
  void on_action(TaskAction action) {
    if (auto* http = std::get_if<HttpAction>(&action)) return send(std::move(*http));
    if (auto* identity = std::get_if<IdentityAction>(&action)) {
      identity_ = std::move(*identity);
      return resume(AcceptedEvent{});
    }
    if (std::holds_alternative<ProgressAction>(action)) return resume(AcceptedEvent{});
    if (auto* failed = std::get_if<FailAction>(&action))
      return end(tl::unexpected(std::move(failed->failure)));
    if (std::holds_alternative<DoneAction>(action)) {
      if (identity_) return end(std::move(*identity_));
      return end(tl::unexpected(
          Failure{FailureKind::internal, 0, "", "", "The plugin ended without telling an identity"}));
    }
    end(tl::unexpected(Failure{FailureKind::internal, 0, "", "",
                               "identify/1 may only make requests; the plugin did something else"}));
  }
  void send(HttpAction&& request) {
    ChannelCall call = call_;
    call.request = std::move(request);
    request_ = client_.send(
        std::move(call),
        [self = shared_from_this()](tl::expected<HttpResponse, Failure> answer) {
          self->request_ = 0;
          if (!self->done_) return;
          if (!answer) return self->resume(FailedEvent{std::move(answer.error())});
          self->resume(HttpResponseEvent{answer->status, std::move(answer->headers), std::move(answer->body),
                                         std::move(answer->spooled)});
        },
        [](const std::string&, Timestamp) {});
  }

  ChannelClient& client_;
  ChannelCall call_;
  std::function<void(IdentityResult)> done_;
  std::unique_ptr<PluginTask> task_;
  std::optional<IdentityAction> identity_;
  ChannelClient::CallId request_ = 0;
};

namespace {

TaskCall call_of(const ConnectionRow& connection, const ChannelSetup& setup, const KnownAccount& known,
                 Timestamp now) {
  TaskCall call;
  call.operation = "identify/1";
  call.connection_id = connection.id;
  call.region = connection.region;
  call.api_base = setup.api_base;
  call.account_id = known.id;
  call.account_kind = setup.account_kind;
  call.marketplaces = known.marketplaces;
  call.now = call.history_from = now;
  call.settings = effective_settings(*setup.manifest, connection.settings_json);
  return call;
}

ChannelCall request_of(const ConnectionRow& connection, const ChannelSetup& setup,
                       const Secret& access_token) {
  ChannelCall call;
  call.connection_id = connection.id;
  call.manifest = setup.manifest;
  call.config = setup.config;
  call.api_base = setup.api_base;
  call.lane = Lane::manual;
  call.throttled_max = limits::kThrottledMaxOfIdentify;
  call.tokens.get = [access_token](auto done) { done(access_token); };
  call.tokens.drop = [](const Secret&) {};  // a token that is new and refused stays refused
  return call;
}

Failure cancelled() {
  return {FailureKind::cancelled, 0, "", "", "The connection was disconnected, or the host stops"};
}

Failure no_answer() {
  return {FailureKind::network, 0, "", "", "No answer in time"};
}

}  // namespace

void TaskIdentifier::start(const ConnectionRow& connection, const ChannelSetup& setup,
                           const Secret& access_token, const KnownAccount& known,
                           std::function<void(IdentityResult)> done) {
  if (stopping_) return done(tl::unexpected(cancelled()));
  std::erase_if(under_way_, [](const auto& one) { return one.second.expired(); });
  auto identification =
      std::make_shared<Identification>(client_, request_of(connection, setup, access_token), std::move(done));
  under_way_.emplace(connection.id, identification);
  // Nobody waits longer than the deadline; then the task is abandoned.
  core_.post_after(limits::kIdentifyDeadline, [weak = std::weak_ptr(identification)] {
    if (auto late = weak.lock()) late->end(tl::unexpected(no_answer()));
  });
  auto task = tasks_.start(connection.channel, call_of(connection, setup, known, clock_.now()));
  if (!task)
    return identification->end(
        tl::unexpected(Failure{FailureKind::internal, 0, "", "", describe(task.error())}));
  identification->run(std::move(*task));
}

void TaskIdentifier::cancel(const std::string& connection_id) {
  core_.post([this, connection_id] { end_all_of(connection_id); });
}

void TaskIdentifier::stop() {
  core_.post([this] {
    stopping_ = true;
    end_all_of("");
  });
}

void TaskIdentifier::end_all_of(const std::string& connection_id) {
  std::vector<std::shared_ptr<Identification>> ending;  // end() may begin another one
  for (const auto& [id, weak] : under_way_)
    if (auto one = weak.lock(); one && (connection_id.empty() || id == connection_id)) ending.push_back(one);
  for (const auto& one : ending)
    one->end(tl::unexpected(cancelled()));
}

IdentityResult TaskIdentifier::identify(const ConnectionRow& connection, const ChannelSetup& setup,
                                        const Secret& access_token, const KnownAccount& known) {
  auto result = await<IdentityResult>(
      [&](auto done) {
        core_.post([this, connection, setup, access_token, known, done] {
          start(connection, setup, access_token, known, done);
        });
      },
      limits::kIdentifyDeadline + std::chrono::seconds{5});
  if (!result) return tl::unexpected(no_answer());
  return std::move(*result);
}

}  // namespace mooring::host
