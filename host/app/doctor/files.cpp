#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "app/doctor/checks.hpp"
#include "base/limits_api.hpp"
#include "store/database_check.hpp"

namespace mooring::host::doctor {
namespace {

namespace fs = std::filesystem;

// What is there of a path: itself, or the folder in which the rest would be made.
fs::path existing_part(fs::path place) {
  std::error_code problem;
  while (!fs::exists(place, problem) && place.has_relative_path())
    place = place.parent_path();
  return place;
}

void check_missing_folder(const Config& config, Findings& findings) {
  const std::string path = config.data_folder.string();
  const fs::path parent = existing_part(config.data_folder);
  std::error_code problem;
  const bool can_be_made = fs::is_directory(parent, problem) && ::access(parent.c_str(), W_OK | X_OK) == 0;
  if (can_be_made)
    findings.push_back({"data folder", State::warning, path + ": " + std::strerror(ENOENT),
                        "The host makes it when it starts; check data_folder if it should be there"});
  else
    findings.push_back({"data folder", State::failed,
                        path + " is missing, and this user cannot make it in " + parent.string(),
                        "Make it for the user that runs the host, or run this as that user"});
}

void check_folder(const Config& config, Findings& findings) {
  const std::string path = config.data_folder.string();
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return check_missing_folder(config, findings);
    findings.push_back({"data folder", State::failed, path + ": " + std::strerror(errno),
                        "Let the user that runs mooring read it"});
    return;
  }
  if (!S_ISDIR(info.st_mode) || ::access(path.c_str(), R_OK | W_OK | X_OK) != 0)
    findings.push_back({"data folder", State::failed, path + " is no folder that this user may write to",
                        "Run this as the user that runs the host, or: chown it to that user"});
  else if ((info.st_mode & 0077) != 0)
    findings.push_back({"data folder", State::warning, "Other users of this machine may look into " + path,
                        "Run: chmod 700 '" + path + "'"});
  else
    findings.push_back({"data folder", State::good, path + " can be written to, by its owner only", ""});
}

void check_disk(const Config& config, Findings& findings) {
  std::error_code problem;
  const fs::path place = existing_part(config.data_folder);
  const fs::space_info space = fs::space(place, problem);
  if (problem) {
    findings.push_back({"free disk space", State::skipped, place.string() + ": " + problem.message(), ""});
    return;
  }
  const std::string free = std::to_string(space.available >> 20) + " MiB are free at " + place.string();
  if (space.available >= limits::kFreeDiskBytesMin)
    findings.push_back({"free disk space", State::good, free, ""});
  else
    findings.push_back({"free disk space", State::failed, "Only " + free,
                        "Make room: the store stops taking records when the disk is full"});
}

// when_open: what the host does about one that others may read; empty: it does not start.
void check_private_file(const std::string& check, const fs::path& file, const std::string& when_missing,
                        const std::string& when_open, Findings& findings) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) {
    const bool missing = errno == ENOENT;
    findings.push_back({check, missing ? State::warning : State::failed,
                        file.string() + ": " + std::strerror(errno),
                        missing ? when_missing : "Let the user that runs mooring read it"});
    return;
  }
  if ((info.st_mode & 0077) != 0)
    findings.push_back({check, when_open.empty() ? State::failed : State::warning,
                        "Other users of this machine may read " + file.string(),
                        "Run: chmod 600 '" + file.string() + "'" + when_open});
  else if (::access(file.c_str(), R_OK) != 0)
    findings.push_back({check, State::failed, file.string() + " cannot be read by this user",
                        "Run this as the user that runs the host"});
  else
    findings.push_back({check, State::good, file.string() + " is readable by its owner only", ""});
}

}  // namespace

void check_files(const Config& config, Findings& findings) {
  check_folder(config, findings);
  check_disk(config, findings);
  std::error_code problem;
  const bool has_store = fs::exists(config.data_folder / "mooring.db", problem);
  check_private_file("key file", config.key_file,
                     has_store ? "Put it back from a backup: without it stored tokens cannot be read"
                               : "The host makes it at its first start",
                     "", findings);
  if (config.admin.token.empty())
    check_private_file(
        "token file", config.data_folder / "admin.token", "The host makes it when it starts",
        ". The host does so when it starts; put another in its place if somebody may have read it", findings);
}

void check_store(const Config& config, Findings& findings) {
  const fs::path file = config.data_folder / "mooring.db";
  auto check = check_database(file);
  if (!check) {
    findings.push_back({"database", State::failed, check.error().message, check.error().hint});
    return;
  }
  if (!check->exists) {
    findings.push_back(
        {"database", State::skipped, "There is none yet: the host makes it at its first start", ""});
    return;
  }
  if (check->damage.empty())
    findings.push_back({"database", State::good, file.string() + " passes SQLite's quick check", ""});
  else
    findings.push_back({"database", State::failed, file.string() + " is damaged: " + check->damage,
                        "Stop the host and restore the last backup; docs/operate says how"});
  const std::string versions = "schema version " + std::to_string(check->version) + ", this program has " +
                               std::to_string(check->newest_version);
  if (check->version > check->newest_version)
    findings.push_back({"migrations", State::failed, "The database is newer: " + versions,
                        "Run the newer program that wrote it, or restore a backup from before the upgrade"});
  else if (check->version < check->newest_version)
    findings.push_back({"migrations", State::warning, "Pending: " + versions,
                        "Make a backup; the next start of the host brings it up to date"});
  else
    findings.push_back({"migrations", State::good, "None pending: " + versions, ""});
}

}  // namespace mooring::host::doctor
