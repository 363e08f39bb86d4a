// The composition root: builds every part of a host in the order of the data flow, starts them, stops them in
// reverse. `mooring serve` owns one; tests own one too, with their own clock and plugins.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/log.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "plugins/known_channels.hpp"
#include "plugins/registry.hpp"

namespace mooring::host {

extern const char kVersion[];

// locations.cpp: where things are.
Status prepare_data_folder(const std::filesystem::path& folder);
// Where plugins are looked for: as configured, else beside the program, then in the data folder.
std::vector<std::filesystem::path> plugin_folders(const Config& config);
PluginRegistry::Options registry_options(const Config& config);

// The bearer token of scripts: from the configuration, else from <data_folder>/admin.token, which is made
// (0600) when `create`. Errors: admin_token_missing, admin_token_unreadable.
Result<Secret> admin_token(const Config& config, bool create);
std::string public_url_of(const Config& config, uint16_t port);
// Where programs of this machine reach the host of this configuration: the address that it listens on, or loopback where
// that is all of them. Error: host_elsewhere, when the address is not one of this machine: the token would cross the network.
Result<std::string> local_url_of(const Config& config);

class Host {
 public:
  // Builds and starts everything; on an error nothing is left running. on_disk_lost is called once, by another thread, when
  // the disk failed to keep a write: nothing more is stored, so its owner shall stop the host and start it anew.
  static Result<std::unique_ptr<Host>> start(Config config, int log_fd,
                                             std::function<void()> on_disk_lost = {});
  ~Host();  // stops

  uint16_t port() const;
  const std::string& public_url() const;
  Result<std::string> signin_link();
  Result<std::optional<std::string>> setup_link();  // nothing once there is a user
  void stop();

 private:
  struct Parts;
  explicit Host(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace mooring::host
