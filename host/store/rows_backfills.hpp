// Backfills and their parts. Called inside Database::read or Database::write, like the functions of rows.hpp.
//
// A part is what a backfill reads of one slot: a stream, or one marketplace of it. It moves through its range in chunks:
// everything before `position` is done, `cursor` is where the plugin stands in the chunk that begins there.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/database.hpp"

namespace mooring::host {

enum class BackfillState {
  planned,    // nothing of it has run yet
  running,    // under way, or waiting for its turn
  waiting,    // its connection cannot sync; goes on by itself
  paused,     // by a person
  done,       // everything is read, or told as lost
  failed,     // some part could not be read
  cancelled,  // by a person, or by a transfer of the connection; what was committed stays
};
const char* to_text(BackfillState state);
constexpr BackfillState last_value_of(BackfillState) {
  return BackfillState::cancelled;
}
inline bool is_ended(BackfillState state) {
  return state >= BackfillState::done;
}

inline constexpr const char* kTransferredNote = "The connection belongs to another account now";

enum class BackfillReason { manual, gap, reconnect };
const char* to_text(BackfillReason reason);
constexpr BackfillReason last_value_of(BackfillReason) {
  return BackfillReason::reconnect;
}

struct BackfillRow {
  std::string id, connection_id;
  BackfillReason reason = BackfillReason::manual;
  std::string actor;
  BackfillState state = BackfillState::planned;
  Timestamp from, to;
  std::string streams, marketplaces;  // as asked for, one a line; empty: all
  std::string note;                   // why it waits
  Timestamp created_at;
  std::optional<Timestamp> started_at, finished_at;
};

struct BackfillPartRow {
  std::string backfill_id, stream, marketplace;  // marketplace empty unless the stream runs for each
  bool own_runs = false;                         // the stream's ordinary runs read it: it is only watched
  BackfillState state = BackfillState::planned;  // never paused: its backfill is
  Timestamp from, to, position;
  std::string cursor;
  int64_t rows = 0, requests = 0;
  int attempts = 0;  // that failed since the last progress
  std::optional<Timestamp> next_try_at, lost_until;
  std::string notice, failure_kind, failure_message, last_run_id;
  std::optional<Timestamp> started_at, finished_at;
};

}  // namespace mooring::host

namespace mooring::host::rows {

struct BackfillFilter {
  std::string connection_id{}, before_id{};  // newest first; before_id continues a page
  std::optional<BackfillState> state{};
  bool only_open = false;
  size_t limit = 0;  // 0: all
};
std::vector<BackfillRow> list_backfills(Session&, const BackfillFilter&);
std::optional<BackfillRow> find_backfill(Session&, const std::string& id);
std::vector<BackfillPartRow> list_backfill_parts(Session&, const std::string& backfill_id);
// Of all backfills of the connection, the newest first.
std::vector<BackfillPartRow> list_parts_of_connection(Session&, const std::string& connection_id);
void insert_backfill(Session&, const BackfillRow&, const std::vector<BackfillPartRow>&);
void update_backfill(Session&, const BackfillRow&);
// Ends those of the connection that are open, with their parts; which ones.
std::vector<BackfillRow> cancel_open_backfills(Session&, const std::string& connection_id, Timestamp now,
                                               const std::string& note);
// Everything but cursor, rows and requests: commits write those, on their own time.
void update_backfill_part(Session&, const BackfillPartRow&);
// The next chunk begins: the cursor of the last one is over.
void reset_backfill_cursor(Session&, const BackfillPartRow&);

struct BackfillProgress {  // what one commit of a run adds
  std::string backfill_id, stream, marketplace, cursor;
  int64_t rows = 0, requests = 0;
};
void add_backfill_progress(Session&, const BackfillProgress&);

// What earlier backfills of the connection tell of the cost of a stream.
struct RangeCost {
  std::string stream;
  int64_t requests = 0;
  int64_t range_us = 0;   // that was read
  int64_t active_us = 0;  // from start to end of the runs
};
std::vector<RangeCost> cost_of_ranges(Session&, const std::string& connection_id);

size_t delete_backfills_before(Session&, Timestamp finished_before);

}  // namespace mooring::host::rows
