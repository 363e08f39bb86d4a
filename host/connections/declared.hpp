// Connections that files declare: makes them, hands them their tokens, selects their marketplaces, and follows what changes in
// the file; what a person changed in between stays until the file changes again. One that could not be connected is tried again,
// later and later, where that may help; why, and when next, stands in the store for the badge (store/rows_declared.hpp) and in
// the activity log. Never keeps the host from starting. start and stop: any thread; the work runs one after the other on the
// executor given, and may block on the provider. Owned by the composition root.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "connections/declared_changes.hpp"
#include "connections/service.hpp"

namespace mooring::host {

class DeclaredConnections {
 public:
  struct Dependencies {
    ConnectionService& service;
    Database& database;
    const PluginRegistry& registry;
    const Config& config;
    Journal& journal;
    EventHub& events;
    const Clock& clock;
    Logger& logger;
    std::function<void(Work)> aside;  // one work after the other; its owner ends it after stop()
    std::function<void(Duration, Work)> later;
  };
  explicit DeclaredConnections(Dependencies dependencies) : d_(std::move(dependencies)) {}

  // What no file declares any more is a person's from now on, when this returns. The others follow aside.
  void start();
  void stop() { stopping_ = true; }  // begins with no further one

 private:
  const DeclaredConnection* declared(const std::string& name) const;
  Status release_undeclared();
  Status release(Session& session, ConnectionRow row);

  void attempt(const DeclaredConnection& declared);
  void succeeded(const DeclaredConnection& declared);
  void failed(const DeclaredConnection& declared, const Error& error);
  Status keep_trouble(const DeclaredConnection& declared, const Error& error, std::optional<Duration> pause,
                      bool is_first);

  // declared_apply.cpp: one connection, once.
  Status apply(const DeclaredConnection& declared);
  Result<ConnectionRow> find_or_create(const DeclaredConnection& declared);
  Status take_over(ConnectionRow& row);
  Status check_same(const ConnectionRow& row, const DeclaredConnection& declared) const;
  Status follow(const ConnectionRow& row, const DeclaredConnection& declared);
  Status keep_applied(const std::string& id, const DeclaredConnection& declared);
  Status connect(const ConnectionRow& row, const DeclaredConnection& declared);
  Result<bool> has_decided(const std::string& id, const std::string& fingerprint);
  Status select(const ConnectionRow& row, const DeclaredConnection& declared);
  Status tell_of_twin(const std::string& id);

  Dependencies d_;
  std::atomic<bool> stopping_ = false;
  std::map<std::string, int> failures_;  // in a row, by name; aside only
};

}  // namespace mooring::host
