// What runs here: version, store, data folder, limits, and what is shipped with it.
#include <array>
#include <filesystem>

#include "admin/api/handlers.hpp"
#include "admin/api/licences.hpp"
#include "admin/json/json_out_host.hpp"
#include "admin/process_facts.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

namespace fs = std::filesystem;

constexpr size_t kFilesCounted = 100'000;  // of the data folder; more are not looked at

uint64_t bytes_of_folder(const fs::path& folder) {
  std::error_code problem;
  uint64_t bytes = 0;
  size_t files = 0;
  for (fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, problem),
       end;
       !problem && at != end && files < kFilesCounted; at.increment(problem), ++files) {
    std::error_code none;  // a file may go while it is looked at
    if (at->is_regular_file(none) && !at->is_symlink(none))
      if (const uint64_t size = at->file_size(none); !none) bytes += size;
  }
  return bytes;
}

JsonObject data_folder_json(const Config& config) {
  std::error_code problem;
  const fs::space_info space = fs::space(config.data_folder, problem);
  auto out = json_object();
  out->set("path", config.data_folder.string());
  out->set("bytes", bytes_of_folder(config.data_folder));
  out->set("free_bytes",
           problem ? Poco::Dynamic::Var() : Poco::Dynamic::Var(static_cast<uint64_t>(space.available)));
  return out;
}

JsonArray licences_json() {
  auto out = json_array();
  for (const ShippedLicence& shipped : shipped_licences()) {
    auto item = json_object();
    item->set("name", shipped.name);
    item->set("used_for", shipped.used_for);
    item->set("licence", shipped.licence);
    item->set("url", shipped.url);
    out->add(item);
  }
  return out;
}

}  // namespace

Answer get_about(Call& call) {
  const Admin& admin = call.admin;
  const ProcessFacts process = read_process_facts();
  auto body = json_object();
  body->set("version", admin.d.version);
  body->set("build", build_text());
  body->set("started_at", format_time(admin.started_at));
  body->set("now", format_time(admin.d.clock.now()));
  body->set("public_url", admin.d.public_url);
  body->set("store", store_json(admin.d.database.health()));
  body->set("data_folder", data_folder_json(admin.d.config));
  body->set("resident_bytes", process.resident_bytes);
  body->set("limits", limits_json(admin.d.config));
  body->set("licences", licences_json());
  return json_response(200, body);
}

}  // namespace mooring::host::admin
