#include "connections/wipe.hpp"

#include <algorithm>

#include "base/limits_life.hpp"
#include "base/text.hpp"
#include "connections/transfers.hpp"
#include "connections/values_json.hpp"
#include "store/rows.hpp"
#include "store/rows_idempotency.hpp"

namespace mooring::host {
namespace {

tl::unexpected<Error> connection_unknown(const std::string& id) {
  return fail("connection_unknown", "There is no connection " + clean_line(id, 80),
              "GET /api/v1/connections lists them");
}

// The file would make it again at the next start, and connect it.
Status check_not_managed(const ConnectionRow& row) {
  if (row.managed_by != "file") return {};
  return fail("connection_managed", "This connection is declared in the configuration as " + row.config_key,
              "Take it out of the file and restart the host first");
}

ActivityRow entry_of(const std::string& connection_id, std::string kind, std::string message,
                     const std::string& actor) {
  ActivityRow entry;
  entry.connection_id = connection_id;
  entry.kind = std::move(kind);
  entry.severity = Severity::warning;
  entry.message = std::move(message);
  entry.actor = actor;
  return entry;
}

std::string in_rows(int64_t count) {
  return std::to_string(count) + (count == 1 ? " row" : " rows");
}

}  // namespace

ConnectionWipes::ConnectionWipes(Dependencies dependencies) : d_(std::move(dependencies)) {}

Result<WipeRow> ConnectionWipes::begin(const std::string& connection_id, const WipeRequest& request,
                                       const std::string& actor) {
  WipeRow wipe;
  bool under_way = false;
  auto stored = d_.database.write([&](Session& session) -> Status {
    auto known = rows::find_wipe(session, connection_id);
    under_way = known && !known->finished_at;
    if (under_way) {
      wipe = std::move(*known);
      return {};
    }
    return shred(session, connection_id, request, actor, wipe);
  });
  if (!stored) return fail(stored.error());
  if (!under_way) changed(connection_id);
  post(connection_id);
  return wipe;
}

Status ConnectionWipes::shred(Session& session, const std::string& connection_id, const WipeRequest& request,
                              const std::string& actor, WipeRow& wipe) {
  auto row = rows::find_connection(session, connection_id);
  if (!row) return connection_unknown(connection_id);
  if (auto confirmed = check_confirmation(session, request.confirm, *row); !confirmed) return confirmed;
  if (auto free = check_not_managed(*row); !free) return free;
  const bool connected = rows::has_ever_connected(session, connection_id) && !row->disconnected;
  if (connected || rows::has_unfinished_runs(session, connection_id))
    return fail("connection_connected", "This connection is not disconnected",
                "Disconnect it first; a run that is ending may take a moment");
  wipe = {connection_id, row->label,     row->channel, row->region, request.deletes_connection, 0,
          actor,         d_.clock.now(), std::nullopt};
  d_.vault.shred(session, connection_id);
  // Sealed by the key file itself, so not ended with the data key; and no consent of before finds the connection again.
  for (const char* table : {"pending_grants", "authorizations"})
    rows::delete_rows_of_connection(session, table, connection_id, limits::kWipeRowsAtOnce);
  rows::end_reconnect_links_of(session, connection_id, "revoked", d_.clock.now());
  rows::put_wipe(session, wipe);
  d_.journal.append(session, entry_of(connection_id, "connection.wipe_started",
                                      "Wiping " + row->label +
                                          (request.deletes_connection ? " and deleting the connection" : "") +
                                          ": its secrets are destroyed, its data follows",
                                      actor));
  return {};
}

void ConnectionWipes::post(const std::string& connection_id) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return;
    const auto [at, first] = running_.try_emplace(connection_id, false);
    at->second = !first;
    if (!first) return;
  }
  d_.aside([this, connection_id] { run(connection_id); });
}

// Each transaction stands by itself: what a crash leaves, the next start goes on with.
void ConnectionWipes::run(const std::string& connection_id) {
  Result<bool> more = true;
  while (more && *more && !stopping_)
    more = delete_some(connection_id);
  Status done = more ? Status() : fail(more.error());
  if (more && !stopping_) done = finish(connection_id);
  bool again = false;
  {
    std::lock_guard lock(mutex_);
    again = std::exchange(running_[connection_id], false);
    running_.erase(connection_id);
    if (done) failures_.erase(connection_id);
  }
  if (!done) return try_again(connection_id, done.error());
  if (!stopping_) changed(connection_id);
  if (again) post(connection_id);
}

void ConnectionWipes::try_again(const std::string& connection_id, const Error& error) {
  if (stopping_) return;
  Duration wait = limits::kWipeRetryFirst;
  {
    std::lock_guard lock(mutex_);
    const int failures = failures_[connection_id]++;
    for (int i = 0; i < failures && wait < Duration(limits::kWipeRetryMax); ++i)
      wait *= 2;
  }
  wait = std::min(wait, Duration(limits::kWipeRetryMax));
  d_.logger.error(
      "a wipe met an error and is tried again",
      {{"connection", connection_id}, {"in", format_duration(wait)}, {"reason", describe(error)}});
  d_.later(wait, [this, connection_id] { post(connection_id); });
}

Result<bool> ConnectionWipes::delete_some(const std::string& connection_id) {
  int64_t deleted = 0;
  auto written = d_.database.write([&](Session& session) -> Status {
    auto wipe = rows::find_wipe(session, connection_id);
    if (!wipe || wipe->finished_at) return {};
    for (const std::string& table : rows::tables_to_wipe(session)) {
      if (deleted >= limits::kWipeRowsAtOnce) break;
      deleted += static_cast<int64_t>(
          rows::delete_rows_of_connection(session, table, connection_id, limits::kWipeRowsAtOnce - deleted));
    }
    wipe->rows_deleted += deleted;
    rows::put_wipe(session, *wipe);
    return {};
  });
  if (!written) return fail(written.error());
  return deleted > 0;
}

Status ConnectionWipes::finish(const std::string& connection_id) {
  return d_.database.write([&](Session& session) -> Status {
    auto wipe = rows::find_wipe(session, connection_id);
    auto row = rows::find_connection(session, connection_id);
    if (!wipe || wipe->finished_at) return {};
    rows::delete_facts_of_connection(session, connection_id);
    rows::delete_idempotency_keys_naming(session, connection_id);
    if (wipe->deletes_connection) rows::delete_connection(session, connection_id);
    if (row && !wipe->deletes_connection) {
      row->account_id.clear();
      row->account_name.clear();
      row->settings_json = "{}";
      row->updated_at = d_.clock.now();
      rows::update_connection(session, *row);
    }
    wipe->finished_at = d_.clock.now();
    rows::put_wipe(session, *wipe);
    d_.journal.append(session,
                      entry_of(connection_id, "connection.wiped",
                               "Wiped " + wipe->label + ": " + in_rows(wipe->rows_deleted) + " deleted" +
                                   (wipe->deletes_connection ? ", the connection too" : ""),
                               wipe->actor));
    return {};
  });
}

Result<std::optional<WipeRow>> ConnectionWipes::find(const std::string& connection_id) const {
  std::optional<WipeRow> wipe;
  auto read = d_.database.read([&](Session& session) -> Status {
    wipe = rows::find_wipe(session, connection_id);
    return {};
  });
  if (!read) return fail(read.error());
  return wipe;
}

Status ConnectionWipes::remove(const std::string& connection_id, const std::string& actor) {
  auto removed = d_.database.write([&](Session& session) -> Status {
    auto row = rows::find_connection(session, connection_id);
    if (!row) return connection_unknown(connection_id);
    if (auto free = check_not_managed(*row); !free) return free;
    if (rows::has_ever_connected(session, connection_id))
      return fail("connection_has_data", "This connection was connected, and has data",
                  "Wipe it: `mooring connections wipe <id> --delete`");
    if (auto wipe = rows::find_wipe(session, connection_id); wipe && !wipe->finished_at)
      return fail("wipe_under_way", "This connection is being wiped", "Wait until that is done");
    rows::delete_facts_of_connection(session, connection_id);
    rows::delete_connection(session, connection_id);
    ActivityRow entry = entry_of(connection_id, "connection.deleted", "Deleted " + row->label, actor);
    entry.severity = Severity::info;
    entry.before_json =
        values_json({{"label", row->label}, {"channel", row->channel}, {"region", row->region}});
    d_.journal.append(session, std::move(entry));
    return {};
  });
  if (removed) changed(connection_id);
  return removed;
}

void ConnectionWipes::resume_all() {
  std::vector<WipeRow> wipes;
  auto read = d_.database.read([&](Session& session) -> Status {
    wipes = rows::unfinished_wipes(session);
    return {};
  });
  if (!read) d_.logger.error("unfinished wipes cannot be read", {{"reason", describe(read.error())}});
  for (const WipeRow& wipe : wipes)
    post(wipe.connection_id);
}

void ConnectionWipes::changed(const std::string& connection_id) {
  d_.on_change(connection_id);
  d_.events.publish({"connection", connection_id, "{}"});
}

}  // namespace mooring::host
