#include <time.h>

#include <cstdlib>

#include "app/doctor/checks.hpp"
#include "app/host.hpp"
#include "base/await.hpp"
#include "base/executor.hpp"
#include "base/limits_api.hpp"
#include "base/text.hpp"
#include "connections/channel_setup.hpp"
#include "transport/curl_transport.hpp"

namespace mooring::host::doctor {
namespace {

constexpr auto kDateDeadline = std::chrono::seconds{5};

bool is_loopback(const std::string& url) {
  for (const char* start : {"http://127.", "http://localhost", "http://[::1]"})
    if (url.starts_with(start)) return true;
  return false;
}

void check_public_url(const Config& config, Findings& findings) {
  if (config.admin.public_url.empty() && config.admin.port == 0) {
    findings.push_back(
        {"public URL", State::warning, "The port changes with each start, and so does the callback address",
         "Set admin.port, or admin.public_url: providers know the callback by its exact address"});
    return;
  }
  const std::string url = public_url_of(config, config.admin.port);
  const std::string callback = "providers send people back to " + url + "/oauth/callback/<issuer>";
  if (url.starts_with("https://") || is_loopback(url))
    findings.push_back({"public URL", State::good, callback, ""});
  else
    findings.push_back({"public URL", State::failed, url + " is plain http beyond this machine: " + callback,
                        "Put a proxy with TLS in front and set admin.public_url to its https address"});
}

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<Timestamp> parse_http_date(const std::string& text) {
  tm parts{};
  const char* end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (!end || *end != '\0') return std::nullopt;
  return from_unix_us(static_cast<int64_t>(::timegm(&parts)) * 1'000'000);
}

std::string authority_of(const std::string& url) {
  const size_t start = url.find("://") + 3;
  return url.substr(start, url.find('/', start) - start);
}

// Nothing: it could not be asked, or does not say.
std::optional<Timestamp> date_of(const std::string& url) {
  SystemClock clock;
  EventLoop loop(clock, "doctor");
  CurlTransport transport(loop, {std::string("mooring-doctor/") + kVersion, std::nullopt, true});
  HttpRequest request;
  request.url = url.substr(0, url.find('/', url.find("://") + 3)) + "/";
  request.allowed_hosts = {authority_of(url)};
  request.deadline = kDateDeadline;
  auto answer = await<HttpResult>([&](auto done) { transport.send(std::move(request), std::move(done)); },
                                  kDateDeadline + std::chrono::seconds{1});
  if (!answer || !*answer) return std::nullopt;
  const std::string* date = (*answer)->header("date");
  return date ? parse_http_date(*date) : std::nullopt;
}

std::vector<std::string> token_urls(const Config& config) {
  SystemClock clock;
  Redactor redactor;
  Logger logger(2, LogLevel::error, LogFormat::text, clock, redactor);
  auto options = registry_options(config);
  options.load = false;
  auto registry = PluginRegistry::discover(options, logger);
  std::vector<std::string> urls;
  for (const PluginInfo& info : registry->plugins()) {
    if (info.refusal || !info.manifest || !config.channels.contains(info.manifest->id)) continue;
    const ChannelConfig& channel = config.channels.at(info.manifest->id);
    for (const ManifestRegion& region : info.manifest->regions) {
      const auto own = channel.endpoints.find(region.id);
      const bool overridden = own != channel.endpoints.end() && !own->second.token_url.empty();
      const std::string url = overridden ? own->second.token_url : region.token_url;
      if (urls.empty() || authority_of(urls.back()) != authority_of(url)) urls.push_back(url);
    }
  }
  return urls;
}

void check_clock(const Config& config, Findings& findings) {
  const std::vector<std::string> urls = token_urls(config);
  if (urls.empty()) {
    findings.push_back({"clock", State::skipped, "No channel is configured whose clock could be asked", ""});
    return;
  }
  const auto theirs = date_of(urls.front());
  if (!theirs) {
    findings.push_back({"clock", State::skipped,
                        authority_of(urls.front()) + " could not be asked for its time",
                        "Check the way to the internet if the host does not reach it either"});
    return;
  }
  const auto now = SystemClock().now();
  const Duration apart = now > *theirs ? now - *theirs : *theirs - now;
  if (apart <= Duration(limits::kClockSkewMax))
    findings.push_back({"clock", State::good, "It agrees with " + authority_of(urls.front()), ""});
  else
    findings.push_back({"clock", State::failed,
                        "It is " + format_duration(apart) + (now > *theirs ? " ahead of " : " behind ") +
                            authority_of(urls.front()),
                        "Turn on time synchronisation, for example: timedatectl set-ntp true"});
}

}  // namespace

void check_network(const Config& config, Findings& findings) {
  check_public_url(config, findings);
  check_clock(config, findings);
}

}  // namespace mooring::host::doctor
