#include "admin/json/json_out_host.hpp"

#include <sys/resource.h>

#include "base/limits.hpp"
#include "base/limits_api.hpp"
#include "base/limits_queue.hpp"
#include "base/limits_transport.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {

JsonObject store_json(const Database::Health& health) {
  auto out = json_object();
  out->set("sqlite_version", health.sqlite_version);
  out->set("file_bytes", health.file_bytes);
  out->set("wal_bytes", health.wal_bytes);
  out->set("queued_writes", health.queued_writes);
  out->set("last_error", health.last_error);
  return out;
}

JsonArray limits_json(const Config& config) {
  auto out = json_array();
  const auto add = [&](const char* title, const std::string& value) {
    auto item = json_object();
    item->set("title", title);
    item->set("value", value);
    out->add(item);
  };
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  add("Runs that work at once", std::to_string(config.schedule.runs_at_once));
  add("Runs that sleep or wait at once", std::to_string(limits::kRunsAwayMax));
  add("Requests to one host at once", std::to_string(limits::kRequestsPerHostMax));
  add("Tries of one request", std::to_string(limits::kAttemptsMax));
  add("Time for one request", format_duration(limits::kRequestDeadline));
  add("Longest pause between tries", format_duration(limits::kBackoffMax));
  add("Longest Retry-After obeyed", format_duration(limits::kRetryAfterMax));
  add("Rows emitted without a checkpoint", std::to_string(limits::kUncommittedRowsMax));
  add("Answer held in memory, bytes", std::to_string(limits::kResponseBytesMax));
  add("Body on disk, bytes", std::to_string(limits::kSpoolBytesMax));
  add("Activity is kept for", format_duration(config.activity_retention));
  add("History of badges is kept for", format_duration(Duration(limits::kBadgeHistoryDays)));
  add("Items on a page of a list, at most", std::to_string(limits::kPageSizeMax));
  add("Records in one export, at most", std::to_string(limits::kRecordExportRowsMax));
  add("Exports at once", std::to_string(limits::kExportsAtOnceMax));
  add("Browsers that listen to events", std::to_string(limits::kEventStreamsMax));
  add("A session ends after, unused", format_duration(Duration(limits::kSessionIdle)));
  add("Open files of the process", std::to_string(files.rlim_cur));
  return out;
}

}  // namespace mooring::host::admin
