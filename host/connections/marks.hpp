// What people put on connections: a pause of the planned runs, and tags. Every change is one transaction with its activity
// entry, raises the connection's version and is told to the engine and the console. Called from HTTP threads; blocks
// until it is committed. Owned by the composition root.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/event_hub.hpp"
#include "base/result.hpp"
#include "store/journal.hpp"
#include "store/rows_marks.hpp"

namespace mooring::host {

class ConnectionMarks {
 public:
  struct Dependencies {
    Database& database;
    Journal& journal;
    EventHub& events;
    const Clock& clock;
  };
  // `on_change`: after every change, any thread.
  ConnectionMarks(Dependencies dependencies, std::function<void(const std::string& connection_id)> on_change)
      : d_(dependencies), on_change_(std::move(on_change)) {}

  struct TagChange {  // each sorted
    std::vector<std::string> add, remove;
  };
  // What became of one connection of many.
  struct Outcome {
    std::string connection_id;
    Result<bool> changed;  // false: it was so already
  };
  // Errors of each: connection_unknown, version_conflict.
  Result<bool> set_paused(const std::string& id, bool paused, std::optional<int64_t> expected_version,
                          const std::string& actor);
  // Inside a Database::write that changes more of it; whoever does that tells the engine.
  Status put_paused(Session&, const std::string& id, bool paused, const std::string& actor);
  Result<bool> set_tags(const std::string& id, const std::vector<std::string>& tags,
                        std::optional<int64_t> expected_version, const std::string& actor);
  // Of many, limits::kBulkChunk of them in a transaction. Errors of each: connection_unknown, tags_invalid (too many).
  // An error of all: the store.
  Result<std::vector<Outcome>> set_paused_of(const std::vector<std::string>& ids, bool paused,
                                             const std::string& actor);
  Result<std::vector<Outcome>> change_tags_of(const std::vector<std::string>& ids, const TagChange& change,
                                              const std::string& actor);

 private:
  using Change = std::function<Result<bool>(Session&, const std::string& id)>;
  Result<bool> change_one(const std::string& id, const Change& change);
  Result<std::vector<Outcome>> change_many(const std::vector<std::string>& ids, const Change& change);
  Result<bool> pause(Session&, const std::string& id, bool paused, std::optional<int64_t> version,
                     const std::string& actor);
  Result<bool> retag(Session&, const std::string& id, const TagChange& change, std::optional<int64_t> version,
                     const std::string& actor);
  Result<ConnectionRow> find(Session&, const std::string& id, std::optional<int64_t> version);
  Status changed(Session&, ConnectionRow row, ActivityRow entry, const std::string& actor);
  void told(const std::string& id);

  Dependencies d_;
  std::function<void(const std::string&)> on_change_;
};

}  // namespace mooring::host
