// Ends what Mooring holds of a connection, for good: its data key first, so that no token can ever be opened again, then
// its rows of every table, some at a time, then what is left of the connection: a tombstone, or nothing. A write that fails
// is tried again, later and later; it also goes on after a restart, and when somebody asks again. Any thread; the work runs
// on the executor given. Owned by the composition root.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "base/event_hub.hpp"
#include "base/executor.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "oauth/vault.hpp"
#include "store/journal.hpp"
#include "store/rows_life.hpp"

namespace mooring::host {

struct WipeRequest {
  std::string confirm;              // confirmation_of() the connection, as a person typed it
  bool deletes_connection = false;  // nothing of it stays but the activity log
};

class ConnectionWipes {
 public:
  struct Dependencies {
    Database& database;
    Vault& vault;
    Journal& journal;
    EventHub& events;
    const Clock& clock;
    Logger& logger;
    std::function<void(Work)> aside;  // may block on the store; its owner ends it after stop()
    std::function<void(Duration, Work)> later;
    std::function<void(const std::string& connection_id)> on_change;  // the engine must know of it
  };
  explicit ConnectionWipes(Dependencies dependencies);

  // Begins it; the secrets are gone when this returns. Asked again before it is done: the one under way, which goes on.
  // Errors: connection_unknown, confirmation_wrong, connection_connected, connection_managed.
  Result<WipeRow> begin(const std::string& connection_id, const WipeRequest& request,
                        const std::string& actor);
  // What becomes of it; nothing: it was never wiped.
  Result<std::optional<WipeRow>> find(const std::string& connection_id) const;
  // Of one that was never connected there is nothing to wipe. Errors: connection_unknown, connection_has_data,
  // connection_managed.
  Status remove(const std::string& connection_id, const std::string& actor);

  void resume_all();  // those that an earlier host did not finish
  void stop() { stopping_ = true; }

 private:
  Status shred(Session& session, const std::string& connection_id, const WipeRequest& request,
               const std::string& actor, WipeRow& wipe);
  void run(const std::string& connection_id);
  void try_again(const std::string& connection_id, const Error& error);
  Result<bool> delete_some(const std::string& connection_id);  // false: nothing is left
  Status finish(const std::string& connection_id);
  void changed(const std::string& connection_id);
  void post(const std::string& connection_id);

  Dependencies d_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::map<std::string, bool> running_;  // posted or at work; true: asked for again meanwhile
  std::map<std::string, int> failures_;  // in a row
};

}  // namespace mooring::host
