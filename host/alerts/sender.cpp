#include "alerts/sender.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "base/limits_alerts.hpp"
#include "base/text.hpp"
#include "transport/egress.hpp"

namespace mooring::host {
namespace {

using namespace std::chrono_literals;

constexpr int kTooManyRequests = 429;
constexpr int kRequestTimeout = 408;
constexpr int kTooEarly = 425;

std::optional<Duration> retry_after_of(const HttpResponse& response) {
  const std::string* value = response.header("retry-after");
  int64_t seconds = 0;
  if (!value || std::from_chars(value->data(), value->data() + value->size(), seconds).ec != std::errc{} ||
      seconds < 0)
    return std::nullopt;
  // Clamped before the unit changes, so that a huge number cannot overflow.
  const int64_t most = std::chrono::duration_cast<std::chrono::seconds>(limits::kAlertRetryAfterMax).count();
  return std::chrono::seconds{std::min(seconds, most)};
}

// The host of a URL when it is an address: then its rule can be told before anything is sent.
bool leads_to_closed_address(const std::string& host, bool allow_private) {
  auto refused = [&](const auto& address) {
    const auto* any = reinterpret_cast<const sockaddr*>(&address);
    return !is_public_address(any) && !(allow_private && is_private_address(any));
  };
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) return refused(v4);
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  const std::string bare = host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
  if (inet_pton(AF_INET6, bare.c_str(), &v6.sin6_addr) == 1) return refused(v6);
  return host == "localhost" && !allow_private;
}

}  // namespace

Status check_alert_url(const std::string& url, bool allow_private) {
  if (url.size() > limits::kAlertUrlBytesMax)
    return fail("alert_url_invalid",
                "The address is longer than " + std::to_string(limits::kAlertUrlBytesMax) + " characters");
  auto target = check_egress(url, {authority_of(url)}, true);
  if (!target)
    return fail("alert_url_invalid", "Alerts cannot be sent there: " + target.error(),
                "Use an https:// address, or http:// to this machine itself");
  if (leads_to_closed_address(target->host, allow_private))
    return fail("alert_url_invalid",
                "Alerts cannot be sent there: " + clean_line(target->host, 120) + " is not a public address",
                allow_private ? "Link-local and reserved addresses are never called"
                              : "Set alerts.allow_private = true in the configuration to allow private ones");
  return {};
}

// Many receivers know their senders by the path alone: all of it is taken for a secret.
std::string shown_alert_url(const std::string& url) {
  const std::string shown = endpoint_of("", url);  // without user and query
  const size_t from = shown.find_first_not_of(' ');
  const std::string whole = from == std::string::npos ? std::string() : shown.substr(from);
  const size_t scheme = whole.find("://");
  const size_t path = whole.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  return path == std::string::npos || path + 1 == whole.size() ? whole : whole.substr(0, path) + "/...";
}

std::string AlertSender::shown(const std::string& answer) const {
  const std::string clean = clean_line(d_.redactor.redact(answer), 4 * limits::kAlertAnswerCharactersKept);
  std::string out;
  size_t characters = 0;
  for (char c : clean) {
    const bool begins = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    if (begins && characters++ == limits::kAlertAnswerCharactersKept) break;
    out += c;
  }
  return out;
}

AlertAttempt AlertSender::judge(const HttpResult& result) const {
  AlertAttempt attempt;
  if (!result) {
    attempt.answer = shown(result.error().message);
    attempt.refused = result.error().kind == TransportErrorKind::refused_by_policy;
    return attempt;
  }
  attempt.status = result->status;
  attempt.took = result->took;
  attempt.answer = shown(result->body);
  attempt.delivered = result->status >= 200 && result->status < 300;
  if (result->status >= 300 && result->status < 400 && attempt.answer.empty())
    attempt.answer = "Redirects are not followed: use the address that it names";
  attempt.refused = result->status >= 300 && result->status < 500 && result->status != kRequestTimeout &&
                    result->status != kTooEarly && result->status != kTooManyRequests;
  attempt.retry_after = retry_after_of(*result);
  return attempt;
}

void AlertSender::post(const AlertTarget& target, const AlertMessage& message, Done done) {
  HttpRequest request;
  request.method = "POST";
  request.url = std::string(target.url.reveal());
  request.body = target.kind == "slack" ? slack_body(message) : webhook_body(message);
  request.headers = target.kind == "slack"
                        ? HttpHeaders{{"Content-Type", "application/json"}}
                        : webhook_headers(message, target.secrets, d_.clock.now(), request.body);
  request.headers.emplace_back("User-Agent", d_.user_agent);
  request.allowed_hosts = {authority_of(request.url)};
  request.reach = d_.allow_private ? Reach::with_private : Reach::public_only;
  request.deadline = limits::kAlertDeadline;
  request.response_bytes_max = limits::kAlertAnswerBytesMax;
  request.headers_suffice = true;  // who says 200 has the alert; sent again, it would be there twice
  d_.transport.send(std::move(request),
                    [this, done = std::move(done)](const HttpResult& result) { done(judge(result)); });
}

void AlertSender::mail(const AlertTarget& target, const AlertMessage& message, Done done) {
  if (!d_.mail) return done({false, true, 0, "There is no mail server: configure [smtp]", {}, {}});
  Mail mail{target.to, mail_subject(message), mail_text(message), message.delivery_id, message.alert.at};
  d_.mail->send(std::move(mail), [this, done = std::move(done)](const MailResult& result) {
    AlertAttempt attempt{result.sent, result.refused, result.status, shown(result.answer), {}, result.took};
    done(std::move(attempt));
  });
}

void AlertSender::send(const AlertTarget& target, const AlertMessage& message, Done done) {
  if (target.kind == "email") return mail(target, message, std::move(done));
  if (target.url.empty())
    return done({false, true, 0, "Its address cannot be read: change it in the console", {}, {}});
  post(target, message, std::move(done));
}

Duration alert_retry_pause(int attempts, Random& random) {
  static constexpr std::array<Duration, 7> kLimits{2min, 10min, 40min, 2h, 6h, 16h, 24h};
  const size_t step = std::min<size_t>(static_cast<size_t>(std::max(attempts, 1)) - 1, kLimits.size() - 1);
  const auto spread = static_cast<int64_t>(random.uniform() * static_cast<double>(kLimits[step].count()));
  return std::max<Duration>(Duration{spread}, 5s);
}

bool is_last_attempt(int attempts, const AlertAttempt& attempt) {
  return attempts >= (attempt.refused ? limits::kAlertRefusedAttemptsMax : limits::kAlertAttemptsMax);
}

}  // namespace mooring::host
