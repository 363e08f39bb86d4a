// Which connections files declare, when they are tried, and what is told of it.
#include "connections/declared.hpp"

#include <algorithm>
#include <array>

#include "base/limits_life.hpp"
#include "base/text.hpp"
#include "store/rows_declared.hpp"

namespace mooring::host {
namespace {

// Whatever else is refused stays refused until the file changes.
bool may_help_to_try_again(const Error& error) {
  constexpr std::array<std::string_view, 9> kPassing{
      "provider_unavailable", "connect_failed", "connect_cancelled", "permission_missing", "version_conflict",
      "wipe_under_way",       "store_failed",   "store_full",        "store_busy"};
  return std::find(kPassing.begin(), kPassing.end(), error.code) != kPassing.end();
}

Duration pause_after(int failures) {
  Duration pause = limits::kDeclaredRetryFirst;
  for (int i = 1; i < failures && pause < Duration(limits::kDeclaredRetryMax); ++i)
    pause *= 2;
  return std::min(pause, Duration(limits::kDeclaredRetryMax));
}

// "Try again in a few minutes" is what the host does itself.
std::string told(const Error& error) {
  const bool by_itself = error.code == "provider_unavailable" || error.code == "connect_failed";
  return by_itself ? error.message : describe(error);
}

}  // namespace

const DeclaredConnection* DeclaredConnections::declared(const std::string& name) const {
  for (const DeclaredConnection& one : d_.config.connections)
    if (one.name == name) return &one;
  return nullptr;
}

void DeclaredConnections::start() {
  if (auto released = release_undeclared(); !released)
    d_.logger.error("connections that are no longer declared could not be told from others",
                    {{"reason", describe(released.error())}});
  for (const DeclaredConnection& one : d_.config.connections)
    d_.aside([this, &one] { attempt(one); });
}

Status DeclaredConnections::release_undeclared() {
  std::vector<std::string> released;
  auto stored = d_.database.write([&](Session& session) -> Status {
    for (const std::string& name : rows::names_with_declared_trouble(session))
      if (!declared(name)) rows::delete_declared_trouble(session, name);
    for (ConnectionRow& row : rows::list_connections(session)) {
      if (row.managed_by != "file" || declared(row.config_key)) continue;
      released.push_back(row.id);
      if (auto done = release(session, std::move(row)); !done) return done;
    }
    return {};
  });
  if (!stored) return stored;
  for (const std::string& id : released)
    d_.events.publish({"connection", id, "{}"});
  return {};
}

// Its name stays: declared again, it is the same connection.
Status DeclaredConnections::release(Session& session, ConnectionRow row) {
  const auto grant = rows::active_or_last_grant(session, row.id);
  const bool syncs = grant && grant->state == GrantState::active && !row.disconnected;
  ActivityRow entry;
  entry.connection_id = row.id;
  entry.kind = "connection.undeclared";
  entry.severity = syncs ? Severity::warning : Severity::info;
  entry.message = "The configuration no longer declares " + row.config_key + ". " + row.label +
                  " is managed in the console from now on" +
                  (syncs ? ", and goes on syncing until somebody disconnects it" : "");
  entry.actor = "config";
  row.managed_by = "console";
  row.updated_at = d_.clock.now();
  if (!rows::update_connection(session, row))
    return fail("version_conflict", "The connection " + row.id + " was changed meanwhile");
  d_.journal.append(session, std::move(entry));
  return {};
}

void DeclaredConnections::attempt(const DeclaredConnection& declared) {
  if (stopping_) return;
  Status applied = apply(declared);
  if (stopping_) return;  // what the stop cut short is no failure
  applied ? succeeded(declared) : failed(declared, applied.error());
}

void DeclaredConnections::succeeded(const DeclaredConnection& declared) {
  failures_.erase(declared.name);
  std::string id;
  auto stored = d_.database.write([&](Session& session) -> Status {
    if (!rows::delete_declared_trouble(session, declared.name)) return {};
    if (auto row = rows::find_connection_by_config_key(session, declared.name)) id = row->id;
    return {};
  });
  if (!stored)
    d_.logger.error("it could not be stored that a declared connection is in order",
                    {{"connection", declared.name}, {"reason", describe(stored.error())}});
  if (!id.empty()) d_.events.publish({"connection", id, "{}"});
}

void DeclaredConnections::failed(const DeclaredConnection& declared, const Error& error) {
  const int failures = ++failures_[declared.name];
  std::optional<Duration> pause;
  if (may_help_to_try_again(error)) pause = pause_after(failures);
  d_.logger.error("a declared connection could not be made",
                  {{"connection", declared.name},
                   {"reason", describe(error)},
                   {"tried_again", pause ? "in " + format_duration(*pause) : "at the next start"}});
  if (auto kept = keep_trouble(declared, error, pause, failures == 1); !kept)
    d_.logger.error("the reason could not be stored",
                    {{"connection", declared.name}, {"reason", describe(kept.error())}});
  if (!pause) return;
  d_.later(*pause, [this, &declared] {
    if (!stopping_) d_.aside([this, &declared] { attempt(declared); });
  });
}

// An entry for the first failure since the start, and for each other reason: not one for each attempt.
Status DeclaredConnections::keep_trouble(const DeclaredConnection& declared, const Error& error,
                                         std::optional<Duration> pause, bool is_first) {
  DeclaredTrouble trouble{told(error), d_.clock.now()};
  if (pause) trouble.next_at = trouble.at + *pause;
  ActivityRow entry;
  entry.kind = "connection.declared_failed";
  entry.severity = Severity::error;
  entry.message =
      "What the configuration declares as " + declared.name + " could not be done: " + trouble.message +
      ". It is tried again " +
      (pause ? "in " + format_duration(*pause) + ", and then with growing pauses" : "when the host restarts");
  entry.actor = "config";
  auto stored = d_.database.write([&](Session& session) -> Status {
    const auto known = rows::find_declared_trouble(session, declared.name);
    rows::put_declared_trouble(session, declared.name, trouble);
    if (auto row = rows::find_connection_by_config_key(session, declared.name)) entry.connection_id = row->id;
    if (is_first || !known || known->message != trouble.message) d_.journal.append(session, entry);
    return {};
  });
  if (stored && !entry.connection_id.empty()) d_.events.publish({"connection", entry.connection_id, "{}"});
  return stored;
}

}  // namespace mooring::host
