#include "config/surroundings.hpp"

#include "config/config_table.hpp"

namespace mooring::host {
namespace {

namespace fs = std::filesystem;

constexpr Duration kClocksDiffer = std::chrono::hours{24};

bool is_missing(const fs::path& place) {
  std::error_code problem;
  return fs::status(place, problem).type() == fs::file_type::not_found;
}

bool is_no_folder(const fs::path& place) {
  std::error_code problem;
  const fs::file_type type = fs::status(place, problem).type();
  return type != fs::file_type::directory && type != fs::file_type::not_found && type != fs::file_type::none;
}

class Surroundings {
 public:
  Surroundings(const Config& config, Timestamp now) : config_(config), now_(now) {}

  std::vector<ConfigProblem> run() {
    check_data_folder();
    check_key_file();
    check_file("admin.certificate_file", config_.admin.certificate_file);
    check_file("smtp.ca_file", config_.smtp.ca_file);
    for (const auto& [id, channel] : config_.channels)
      check_issued("channels." + key_step(id) + ".application.secret_issued_at", channel.secret_issued_at);
    return std::move(problems_);
  }

 private:
  // The host makes folders that are missing, but not where a file is in the way.
  void check_data_folder() {
    fs::path place = config_.data_folder;
    while (is_missing(place) && place.has_relative_path())
      place = place.parent_path();
    if (is_no_folder(place))
      problem("data_folder", place.string() + " is no folder", "Name a folder, or one that can be made");
  }

  void check_key_file() {
    const fs::path folder = config_.key_file.parent_path();
    if (folder == config_.data_folder) return;  // made at the first start
    if (is_missing(folder))
      problem("key_file", "the folder " + folder.string() + " is missing",
              "Make it for the user that runs mooring: install -d -m 700 '" + folder.string() + "'");
    else if (is_no_folder(folder))
      problem("key_file", folder.string() + " is no folder", "Name a file in a folder");
  }

  void check_file(const std::string& key, const fs::path& file) {
    if (!file.empty() && is_missing(file))
      problem(key, "there is no file " + file.string(), "Name a PEM file, or leave the key out");
  }

  void check_issued(const std::string& key, const std::optional<Timestamp>& at) {
    if (at && *at > now_ + kClocksDiffer)
      problem(key, "lies in the future, so that the end of the secret would be warned of too late",
              "Write the day on which the secret was made");
  }

  void problem(const std::string& key, std::string message, std::string hint) {
    const auto found = config_.origins.find(key);
    const std::string main_file = config_.files.empty() ? "" : config_.files.front().string();
    const ConfigOrigin at = found != config_.origins.end() ? found->second : ConfigOrigin{main_file};
    problems_.push_back({at.file, at.line, at.column, key, std::move(message), std::move(hint)});
  }

  const Config& config_;
  Timestamp now_;
  std::vector<ConfigProblem> problems_;
};

}  // namespace

std::vector<ConfigProblem> check_surroundings(const Config& config, Timestamp now) {
  return Surroundings(config, now).run();
}

}  // namespace mooring::host
