// Sends one alert to one destination, once, and says what came of it. Everything runs on the core executor; nothing
// waits. Owned by the engine.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "alerts/payload.hpp"
#include "base/random.hpp"
#include "transport/mail.hpp"

namespace mooring::host {

struct AlertTarget {
  std::string destination_id, kind;  // "webhook", "slack", "email"
  Secret url;
  std::vector<Secret> secrets;  // the newest first
  std::vector<std::string> to;
};

struct AlertAttempt {
  bool delivered = false;
  bool refused = false;  // sending the same again soon would not help
  int status = 0;        // HTTP's or SMTP's; 0: no answer came
  std::string answer;    // its beginning, or what went wrong
  std::optional<Duration> retry_after{};
  Duration took{};
};

class AlertSender {
 public:
  struct Dependencies {
    HttpTransport& transport;
    MailSender* mail;  // null: there is no mail server
    Executor& core;
    const Clock& clock;
    const Redactor& redactor;
    std::string user_agent;
    bool allow_private = false;
  };
  explicit AlertSender(Dependencies dependencies) : d_(std::move(dependencies)) {}

  using Done = std::function<void(AlertAttempt)>;
  void send(const AlertTarget& target, const AlertMessage& message, Done done);

 private:
  void post(const AlertTarget& target, const AlertMessage& message, Done done);
  void mail(const AlertTarget& target, const AlertMessage& message, Done done);
  AlertAttempt judge(const HttpResult& result) const;
  std::string shown(const std::string& answer) const;

  Dependencies d_;
};

// Full jitter under limits that grow from minutes to hours: eight attempts take about a day. attempts: made so far.
Duration alert_retry_pause(int attempts, Random& random);
// No further attempt.
bool is_last_attempt(int attempts, const AlertAttempt& attempt);

// Whether alerts may be sent there: https, or http to this machine itself; private addresses only when allowed.
Status check_alert_url(const std::string& url, bool allow_private);
// Without what may be secret: "https://example.com/hooks/...".
std::string shown_alert_url(const std::string& url);

}  // namespace mooring::host
