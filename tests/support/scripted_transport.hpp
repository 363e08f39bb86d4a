// An HttpTransport that answers from a script, in virtual time: for every test that must not open a socket.
// Answers arrive on the executor after `latency`. Belongs to the test's thread, like its ManualExecutor.
//
//   ScriptedTransport http(executor);
//   http.once("/auth/o2/token", json_answer(503, "{}"));      // the next matching request only, in the order
//   given http.on("/auth/o2/token", json_answer(200, R"({...})"));  // every other one; a later on() goes
//   before an earlier http.on("/orders", [](const HttpRequest& request) -> HttpResult { ... });
//
// A request that nothing matches gets 404 and is counted in unmatched(). The body of a 2xx answer goes to disk when the request
// asked for it, as with the real transport.
#pragma once
#include <algorithm>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/executor.hpp"
#include "base/text.hpp"
#include "transport/transport.hpp"

namespace mooring::host {

inline HttpResponse http_response(int status, std::string body, HttpHeaders headers = {}) {
  HttpResponse response;
  response.status = status;
  response.headers = std::move(headers);
  response.body = std::move(body);
  return response;
}

inline HttpResult json_answer(int status, std::string body, HttpHeaders headers = {}) {
  headers.emplace_back("content-type", "application/json");
  return http_response(status, std::move(body), std::move(headers));
}

inline HttpResult transport_failure(TransportErrorKind kind, std::string message = "scripted failure",
                                    bool may_have_arrived = false) {
  return tl::unexpected<TransportError>(TransportError{kind, std::move(message), may_have_arrived});
}

// The decoded value of a field of an application/x-www-form-urlencoded body or query; empty when it is not
// there.
inline std::string form_value(std::string_view form, std::string_view name) {
  while (!form.empty()) {
    size_t end = std::min(form.find('&'), form.size());
    std::string_view pair = form.substr(0, end);
    form.remove_prefix(std::min(end + 1, form.size()));
    size_t equals = std::min(pair.find('='), pair.size());
    if (url_decode(pair.substr(0, equals)) == name)
      return url_decode(pair.substr(std::min(equals + 1, pair.size())));
  }
  return {};
}

class ScriptedTransport final : public HttpTransport {
 public:
  using Answer = std::function<HttpResult(const HttpRequest&)>;

  explicit ScriptedTransport(Executor& executor, Duration latency = std::chrono::milliseconds{10})
      : executor_(executor), latency_(latency) {}

  // Matching: url_part occurs in the URL behind its scheme: "api.example.com/a", "/a", "" (every URL).
  void on(std::string url_part, Answer answer) {
    rules_.push_front({std::move(url_part), std::move(answer)});
  }
  void on(std::string url_part, HttpResult result) { on(std::move(url_part), always(std::move(result))); }
  void once(std::string url_part, Answer answer) {
    queue_.push_back({std::move(url_part), std::move(answer)});
  }
  void once(std::string url_part, HttpResult result) { once(std::move(url_part), always(std::move(result))); }

  // While held, requests wait unanswered; release() answers them in order, by the script as it is then.
  void hold() { held_ = true; }
  void release() {
    held_ = false;
    for (HttpRequestId id : std::exchange(waiting_, {}))
      answer_later(id);
  }
  void set_latency(Duration latency) { latency_ = latency; }

  const std::vector<HttpRequest>& requests() const { return requests_; }
  const HttpRequest& last() const { return requests_.at(requests_.size() - 1); }
  size_t count(std::string_view url_part) const {
    return static_cast<size_t>(
        std::count_if(requests_.begin(), requests_.end(),
                      [&](const HttpRequest& request) { return matches(request, url_part); }));
  }
  size_t unmatched() const { return unmatched_; }
  size_t in_flight() const { return pending_.size(); }
  size_t cancelled() const { return cancelled_; }

  HttpRequestId send(HttpRequest request, std::function<void(HttpResult)> done) override {
    HttpRequestId id = ++last_id_;
    requests_.push_back(request);
    pending_.emplace(id, Pending{std::move(request), std::move(done)});
    if (held_)
      waiting_.push_back(id);
    else
      answer_later(id);
    return id;
  }

  void cancel(HttpRequestId id) override { cancelled_ += pending_.erase(id); }

 private:
  struct Rule {
    std::string url_part;
    Answer answer;
  };
  struct Pending {
    HttpRequest request;
    std::function<void(HttpResult)> done;
  };

  static bool matches(const HttpRequest& request, std::string_view url_part) {
    size_t scheme = request.url.find("://");
    return request.url.find(url_part, scheme == std::string::npos ? 0 : scheme + 3) != std::string::npos;
  }

  static Answer always(HttpResult result) {
    return [result = std::move(result)](const HttpRequest&) { return result; };
  }

  void answer_later(HttpRequestId id) {
    executor_.post_after(latency_, [this, id] {
      auto node = pending_.extract(id);
      if (node.empty()) return;  // cancelled
      HttpResult result = answer_to(node.mapped().request);
      if (result) result->took = latency_;
      if (result && node.mapped().request.to_disk) spool(*result);
      node.mapped().done(std::move(result));
    });
  }

  static void spool(HttpResponse& response) {
    if (response.status < 200 || response.status >= 300 || response.spooled) return;
    auto made = SpooledBody::create(std::filesystem::temp_directory_path());
    if (!made || !(*made)->append(response.body.data(), response.body.size()))
      throw std::runtime_error("cannot write a scripted body to the folder for temporary files");
    response.spooled = std::move(*made);
    response.body.clear();
  }

  HttpResult answer_to(const HttpRequest& request) {
    if (request.allowed_hosts
            .empty())  // the real transport refuses these too: a caller that forgot them is a bug
      return transport_failure(TransportErrorKind::refused_by_policy,
                               "no host is allowed for " + request.url);
    auto fits = [&](const Rule& rule) { return matches(request, rule.url_part); };
    if (auto found = std::find_if(queue_.begin(), queue_.end(), fits); found != queue_.end()) {
      Rule rule = std::move(*found);
      queue_.erase(found);
      return rule.answer(request);
    }
    if (auto found = std::find_if(rules_.begin(), rules_.end(), fits); found != rules_.end()) {
      Answer answer = found->answer;  // a copy: the answer may add rules
      return answer(request);
    }
    ++unmatched_;
    return http_response(404, "nothing is scripted for " + request.url);
  }

  Executor& executor_;
  Duration latency_;
  bool held_ = false;
  std::deque<Rule> queue_, rules_;
  std::map<HttpRequestId, Pending> pending_;
  std::vector<HttpRequestId> waiting_;
  std::vector<HttpRequest> requests_;
  HttpRequestId last_id_ = 0;
  size_t unmatched_ = 0, cancelled_ = 0;
};

}  // namespace mooring::host
