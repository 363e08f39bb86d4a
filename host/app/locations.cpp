#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "app/host.hpp"
#include "base/random.hpp"

namespace mooring::host {

namespace fs = std::filesystem;

namespace {

fs::path program_path() {
  std::error_code error;
  fs::path path = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::path("mooring") : path;
}

// The kernel binds a socket to addresses of this machine only.
bool is_own_address(const std::string& address) {
  addrinfo wanted{};
  wanted.ai_flags = AI_NUMERICHOST;
  wanted.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(address.c_str(), nullptr, &wanted, &found) != 0) return false;
  const int probe = ::socket(found->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const bool own = probe >= 0 && ::bind(probe, found->ai_addr, found->ai_addrlen) == 0;
  if (probe >= 0) ::close(probe);
  ::freeaddrinfo(found);
  return own;
}

Result<Secret> write_new_token(const fs::path& file, Random& random) {
  std::string token = random.token(32);
  int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool written = fd >= 0 && ::write(fd, token.data(), token.size()) == static_cast<ssize_t>(token.size()) &&
                 ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!written)
    return fail("admin_token_unreadable", "The token file " + file.string() + " cannot be written",
                "Check the rights and the free space of the data folder");
  return Secret(std::move(token));
}

}  // namespace

Status prepare_data_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::create_directories(folder, error); error)
    return fail("data_folder_unusable",
                "The data folder " + folder.string() + " cannot be made: " + error.message(),
                "Check data_folder in the configuration and the rights of its parent");
  ::chmod(
      folder.c_str(),
      0700);  // an existing folder of another owner stays as it is; the database reports what it cannot open
  return {};
}

std::vector<fs::path> plugin_folders(const Config& config) {
  if (!config.plugin_folders.empty()) return config.plugin_folders;
  fs::path program = program_path().parent_path();
  std::vector<fs::path> existing;
  for (const auto& folder : {program / "plugins", program.parent_path() / "plugins",
                             program.parent_path() / "lib/mooring/plugins", config.data_folder / "plugins"})
    if (std::error_code error; fs::is_directory(folder, error)) existing.push_back(folder);
  return existing;
}

PluginRegistry::Options registry_options(const Config& config) {
  PluginRegistry::Options options;
  options.folders = plugin_folders(config);
  options.module_store = config.data_folder / "modules";
  options.prober = program_path();
  return options;
}

Result<Secret> admin_token(const Config& config, bool create) {
  if (!config.admin.token.empty()) return config.admin.token;
  fs::path file = config.data_folder / "admin.token";
  std::ifstream in(file);
  std::string token;
  if (in >> token && !token.empty()) {
    if (create) ::chmod(file.c_str(), 0600);  // like the data folder: only its owner may use it
    return Secret(std::move(token));
  }
  std::error_code error;
  if (fs::exists(file, error))
    return fail("admin_token_unreadable", "The token file " + file.string() + " is empty or cannot be read",
                "Fix its rights, or delete it: the host makes a new one at its next start");
  if (!create)
    return fail("admin_token_missing", "There is no token file " + file.string(),
                "Start the host once with the same configuration: it makes the file");
  OsRandom random;
  return write_new_token(file, random);
}

Result<std::string> local_url_of(const Config& config) {
  std::string address = config.admin.bind;
  in6_addr parsed{};
  const bool v4 = ::inet_pton(AF_INET, address.c_str(), &parsed) == 1;
  if (address == "0.0.0.0") address = "127.0.0.1";
  if (!v4 && ::inet_pton(AF_INET6, address.c_str(), &parsed) == 1 && IN6_IS_ADDR_UNSPECIFIED(&parsed))
    address = "::1";
  if (!is_own_address(address))
    return fail("host_elsewhere", address + " (admin.bind) is not an address of this machine",
                "Run the command on the machine of the host");
  return "http://" + (v4 ? address : "[" + address + "]") + ":" + std::to_string(config.admin.port);
}

std::string public_url_of(const Config& config, uint16_t port) {
  if (!config.admin.public_url.empty()) return config.admin.public_url;
  bool v6 = config.admin.bind.find(':') != std::string::npos;
  return "http://" + (v6 ? "[" + config.admin.bind + "]" : config.admin.bind) + ":" + std::to_string(port);
}

}  // namespace mooring::host
