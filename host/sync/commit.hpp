// The commit unit: records + cursor + coverage + counters in one transaction, so that a crash anywhere
// resumes from the last commit with nothing lost and nothing doubled. Runs on the writer thread, inside
// Database::write.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugins/record_views.hpp"
#include "plugins/task.hpp"
#include "store/record_listing.hpp"
#include "store/record_table.hpp"
#include "store/rows.hpp"

namespace mooring::host {

// The record tables of every loaded channel, made once at start; read-only afterwards.
class RecordTables {
 public:
  // Creates or extends the tables, and the indexes of the views. An error names the stream and what to do.
  Status make(Session& session, const Manifest& manifest);
  const RecordTable* find(const std::string& channel, const std::string& stream) const;
  // The tables whose rows are the parts of this table's rows; nearly always none.
  std::vector<const RecordTable*> parts_of(const RecordTable& table) const;

 private:
  std::map<std::pair<std::string, std::string>, RecordTable> tables_;
};

struct CommittedTotals {
  int64_t rows_written = 0, rows_changed = 0;  // deletion marks count as changes
  int64_t rows_gone = 0;                       // deletion marks
  int64_t requests = 0;
};

// Ties the commits of one run together on the writer thread: once one was not committed, none after it may
// be, or the cursor would move past rows that were lost. A commit whose turn never came counts, too: its number is missing.
struct CommitChain {
  std::optional<uint64_t> applied = 0;  // the number of the last one; nothing: one failed, or is under way
  CommittedTotals totals;
  // What this run has emitted, by stream: a complete listing is believed only of the run that emitted it.
  std::map<std::string, SeenKeys> seen{};
  size_t seen_keys_max = limits::kSeenKeysMax;  // of each stream
  SeenKeys& seen_of(const std::string& stream) {
    return seen.try_emplace(stream, seen_keys_max).first->second;
  }
};

// The code of what is refused because an earlier commit of the run is not in the store.
inline constexpr const char* kCommitRefused = "commit_refused";
// The code of what is refused because the connection was handed over to another account, or is gone.
inline constexpr const char* kAccountChanged = "account_changed";

struct CommitUnit {
  uint64_t number = 1;  // among the commits of its run, from 1
  std::string channel;
  std::string account_id;  // whose data it is
  RunRow run;              // as it shall be stored, without the totals
  StreamRow stream;        // with the new cursor
  std::vector<RecordBatch> batches;
  std::vector<CoveredRange> covered;
  std::vector<CompleteListing> listings;
  std::vector<std::string> listed_streams;  // which may be listed completely: their rows are remembered
  Timestamp now;
  Timestamp personal_before{};  // rows that were first held before it have no personal data
  int64_t rows_gone = 0;        // set by the commit: of the run until now
  // Set by the commit: streams whose listing was compared with nothing, because the run has emitted too many rows of it.
  std::vector<std::string> uncompared{};
};

// Inside Database::write of `database`. Data of another account than the connection's is refused (kAccountChanged).
// Rows, ranges and listings that name no marketplace get the run's.
Status apply_commit(Database& database, Session& session, RecordWriter& writer, const RecordTables& tables,
                    const std::shared_ptr<CommitChain>& chain, CommitUnit& unit);

}  // namespace mooring::host
