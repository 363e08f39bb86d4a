#include "sync/prober.hpp"

#include <deque>

#include "base/limits_permissions.hpp"
#include "store/rows_probes.hpp"
#include "transport/for_people.hpp"

namespace mooring::host {

// The probes of one connection, under way.
class ProbeRound : public std::enable_shared_from_this<ProbeRound> {
 public:
  struct Work {
    std::string connection_id;
    ChannelSetup setup;
    AccessTokens tokens;
    bool urgent = false;
    std::function<void(const ProbeCall&, ProbeOutcome)> one;
    std::function<void()> done;
  };
  ProbeRound(ChannelClient& client, Executor& core, const Redactor& redactor, Work work)
      : client_(client), core_(core), redactor_(redactor), work_(std::move(work)) {}
  ~ProbeRound() { drop(); }

  void run(std::vector<ProbeCall> calls) {
    for (ProbeCall& call : calls)
      lines_[call.request.budget].waiting.push_back(std::move(call));
    for (auto& [budget, line] : lines_)
      next(budget);
    if (over()) end();
  }
  bool over() const { return ended_ || lines_.empty(); }

 private:
  struct Line {  // of one budget
    std::deque<ProbeCall> waiting;
    ChannelClient::CallId call = 0;
    TimerId timer = 0;
  };

  void next(const std::string& budget) {
    Line& line = lines_.at(budget);
    if (line.waiting.empty()) return;
    line.call = client_.send(
        request_of(line.waiting.front()),
        [weak = weak_from_this(), budget](const ProbeAnswerOrFailure& answer) {
          if (auto self = weak.lock())
            self->answered(budget, answer ? for_people(*answer, self->redactor_) : answer);
        },
        [](const std::string&, Timestamp) {});
    const Duration patience =
        work_.urgent ? Duration(limits::kProbePatienceUrgent) : Duration(limits::kProbePatience);
    line.timer = core_.post_after(patience, [weak = weak_from_this(), budget] {
      if (auto self = weak.lock()) self->lost_patience(budget);
    });
  }

  ChannelCall request_of(const ProbeCall& probe) const {
    ChannelCall call;
    call.connection_id = work_.connection_id;
    call.stream = probe.cells.front().first;
    call.manifest = work_.setup.manifest;
    call.config = work_.setup.config;
    call.api_base = work_.setup.api_base;
    call.lane = work_.urgent ? Lane::manual : Lane::backfill;
    call.attempts_max = 1;
    call.tokens = work_.tokens;
    call.request = probe.request;
    return call;
  }

  void answered(const std::string& budget, const ProbeAnswerOrFailure& answer) {
    Line& line = lines_.at(budget);
    line.call = 0;
    core_.cancel(std::exchange(line.timer, 0));
    const ProbeCall call = std::move(line.waiting.front());
    line.waiting.pop_front();
    ProbeOutcome outcome = read_probe_answer(*work_.setup.manifest, *call.rule, answer);
    if (outcome.endpoint.empty())
      outcome.endpoint = call.request.method + " " + call.request.url.substr(0, call.request.url.find('?'));
    const bool go_on = !outcome.state.empty();
    work_.one(call, std::move(outcome));
    if (!go_on) return end();
    next(budget);
    if (finished()) end();
  }

  // All of the line wait for the same.
  void lost_patience(const std::string& budget) {
    Line& line = lines_.at(budget);
    line.timer = 0;
    if (line.call) client_.cancel(std::exchange(line.call, 0));
    for (const ProbeCall& call : std::exchange(line.waiting, {}))
      work_.one(call,
                {kProbeThrottled, "No call of this operation was free: syncs use its whole budget", 0,
                 call.request.method + " " + call.request.url.substr(0, call.request.url.find('?')), ""});
    if (finished()) end();
  }

  bool finished() const {
    for (const auto& [budget, line] : lines_)
      if (!line.waiting.empty()) return false;
    return true;
  }

  void end() {
    if (std::exchange(ended_, true)) return;
    drop();
    auto done = std::exchange(work_.done, nullptr);
    done();
  }

  void drop() {
    for (auto& [budget, line] : lines_) {
      line.waiting.clear();
      if (line.call) client_.cancel(std::exchange(line.call, 0));
      core_.cancel(std::exchange(line.timer, 0));
    }
  }

  ChannelClient& client_;
  Executor& core_;
  const Redactor& redactor_;
  Work work_;
  std::map<std::string, Line> lines_;
  bool ended_ = false;
};

ChannelProber::~ChannelProber() = default;

void ChannelProber::start(const std::string& connection_id, const ChannelSetup& setup,
                          std::vector<ProbeCall> calls, bool urgent,
                          std::function<void(const ProbeCall&, ProbeOutcome)> one,
                          std::function<void()> done) {
  rounds_.remove_if([](const auto& round) { return round->over(); });
  auto round = std::make_shared<ProbeRound>(client_, core_, redactor_,
                                            ProbeRound::Work{connection_id, setup, tokens_of_(connection_id),
                                                             urgent, std::move(one), std::move(done)});
  rounds_.push_back(round);
  round->run(std::move(calls));
}

}  // namespace mooring::host
