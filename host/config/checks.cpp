#include "config/checks.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/address_range.hpp"
#include "base/limits_doors.hpp"
#include "config/alerts_load.hpp"
#include "config/config_table.hpp"
#include "config/url_rule.hpp"

namespace mooring::host {
namespace {

namespace fs = std::filesystem;

class Checks {
 public:
  Checks(ConfigLoad& load, const fs::path& main_file)
      : load_(load), config_(load.config), main_file_(main_file) {}

  void run() {
    fill_defaults();
    check_admin();
    check_connections();
    check_alerts(
        config_.alerts, config_.smtp,
        [this](const auto& key, const auto& message, const auto& hint) { problem(key, message, hint); });
    for (const auto& [id, channel] : config_.channels)
      check_channel("channels." + key_step(id), channel);
  }

 private:
  void problem(const std::string& key, std::string message, std::string hint) {
    auto found = config_.origins.find(key);
    ConfigOrigin at = found != config_.origins.end() ? found->second : ConfigOrigin{main_file_.string()};
    load_.problems.push_back({at.file, at.line, at.column, key, std::move(message), std::move(hint)});
  }

  void fill_defaults() {
    if (!config_.origins.contains("data_folder"))
      config_.data_folder = fs::absolute(main_file_.parent_path() / "data").lexically_normal();
    if (config_.key_file.empty()) config_.key_file = config_.data_folder / "vault.key";
  }

  void check_admin() {
    AdminConfig& admin = config_.admin;
    in6_addr address{};
    bool v4 = inet_pton(AF_INET, admin.bind.c_str(), &address) == 1;
    bool v6 = !v4 && inet_pton(AF_INET6, admin.bind.c_str(), &address) == 1;
    if (!v4 && !v6)
      return problem("admin.bind", "'" + admin.bind + "' is not an IP address",
                     "Use \"127.0.0.1\" or \"::1\"");
    // As everybody else writes it: it is compared with what browsers and the command line call the host.
    std::array<char, INET6_ADDRSTRLEN> written{};
    if (inet_ntop(v4 ? AF_INET : AF_INET6, &address, written.data(), written.size()))
      admin.bind = written.data();
    bool remote = !is_loopback_host(admin.bind);
    if (remote && !admin.allow_remote)
      problem("admin.bind", admin.bind + " lets other machines reach the console",
              "Use \"127.0.0.1\" behind a reverse proxy, or set admin.allow_remote = true and an https "
              "public_url");
    if (remote && admin.allow_remote && !admin.public_url.starts_with("https://"))
      problem("admin.public_url", "must be an https:// address when other machines may reach the console",
              "Put a reverse proxy with TLS in front and name its address");
    check_public_url();
    check_trusted_proxies();
    if (admin.public_url.empty())
      admin.public_url =
          "http://" + (v6 ? "[" + admin.bind + "]" : admin.bind) + ":" + std::to_string(admin.port);
  }

  // The console asks for its files at the root of the name that it is opened by.
  void check_public_url() {
    const std::string& url = config_.admin.public_url;
    const size_t path = url.find('/', url.find("://") + 3);
    if (url.empty() || path == std::string::npos) return;
    problem("admin.public_url", "has a path, but the console stands at the root of its name",
            "Write " + url.substr(0, path) + ", and give Mooring a name or a port of its own");
  }

  void check_trusted_proxies() {
    const auto& proxies = config_.admin.trusted_proxies;
    if (proxies.size() > limits::kTrustedProxiesMax)
      problem("admin.trusted_proxies",
              "has more than " + std::to_string(limits::kTrustedProxiesMax) + " entries", "Use ranges");
    for (const std::string& text : proxies)
      if (!AddressRange::parse(text))
        problem("admin.trusted_proxies", "'" + text + "' is neither an IP address nor a range",
                "Use for example \"127.0.0.1\" or \"10.0.0.0/8\"");
  }

  void check_connections() {
    std::map<std::string, size_t> first;
    for (size_t i = 0; i < config_.connections.size(); ++i) {
      const auto& name = config_.connections[i].name;
      std::string key = "connections[" + std::to_string(i) + "].name";
      bool plain = std::all_of(name.begin(), name.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
      });
      if (!plain || name.size() > limits::kConnectionNameBytesMax)
        problem(key, "'" + name + "' is not a name",
                "Use up to 64 letters, digits, '-', '_' and '.'; the label may be any text");
      if (name.empty()) continue;
      auto [it, added] = first.emplace(name, i);
      if (added) continue;
      const auto& origin = config_.origins["connections[" + std::to_string(it->second) + "].name"];
      problem(key,
              "'" + name + "' is the name of another connection, in " + origin.file + ":" +
                  std::to_string(origin.line),
              "Give each connection a name of its own");
    }
  }

  void check_channel(const std::string& path, const ChannelConfig& channel) {
    for (const auto& [id, stream] : channel.streams)
      if (stream.interval && stream.stale_after && *stream.stale_after < *stream.interval)
        problem(path + ".streams." + key_step(id) + ".stale_after",
                "is shorter than the interval, so the stream would always be stale",
                "Use at least the interval");
  }

  ConfigLoad& load_;
  Config& config_;
  fs::path main_file_;
};

}  // namespace

void check_config(ConfigLoad& load, const fs::path& main_file) {
  Checks(load, main_file).run();
}

}  // namespace mooring::host
