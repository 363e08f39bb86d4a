// Typed tables of channel data: one table per stream, named <channel>_<stream>, columns as declared, then the
// host's own columns: _connection_id, _marketplace_id, _run_id, _first_seen_at, _synced_at, _deleted_at,
// _missing_since, _change_seq, _raw. Timestamps are RFC 3339 text, decimals exact text, so that any SQLite tool reads them.
// Tables are made on the main thread at start; writing happens inside Database::write (the writer thread).
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/database.hpp"
#include "store/record_batch.hpp"
#include "store/record_where.hpp"

namespace mooring::host {

struct RecordTable {
  std::string channel, stream;
  std::vector<RecordField> fields;
  std::vector<std::string> primary_key;     // together with _connection_id
  std::string time_field;                   // indexed when set
  bool by_marketplace = false;              // indexed by it: listings are complete for one marketplace
  std::vector<std::string> personal_raw{};  // members of _raw with personal data; empty: all of it is
  std::string
      parts_of{};  // a stream of the channel: the rows are parts of its rows, with whose key theirs begins
  std::string name() const { return channel + "_" + stream; }
};

// Before it, there is every row: who reads no personal data holds none.
inline constexpr Timestamp kEndOfTime{std::chrono::sys_days{std::chrono::year{9999} / 12 / 31}};

// Creates the table, or adds new columns to it. Inside Database::write. Refuses (code): record_table_invalid,
// record_table_conflict (the name is taken), record_table_type_changed, record_table_key_changed.
Status ensure_record_table(Session&, const RecordTable&);

struct UpsertCounts {
  int64_t rows_written = 0;  // every row of the batch: inserted, updated or found equal
  int64_t rows_changed = 0;  // inserted or different from what was held; only these get a new _change_seq
};

struct ListingRun;
class SeenKeys;

// Rows of a batch that the table held before the batch was written.
struct HeldRecords {
  const RecordTable& table;
  const RecordBatch& batch;
  std::vector<size_t> rows{};
};

// The hot path: native prepared statements under the Poco session, kept between calls. Used on the writer
// thread only; destroyed before the Database whose session it was given. Errors: record_batch_mismatch,
// record_value_invalid, and store_*; after an error the transaction must not be committed. A row found equal
// keeps its _synced_at and _run_id. Rows that were first held before `personal_before` hold no personal data, whatever the
// batch has of it; kEndOfTime: none does. `held`, where given, gets the rows that were there before, changed or not.
class RecordWriter {
 public:
  RecordWriter();
  ~RecordWriter();
  Result<UpsertCounts> upsert(Session&, const RecordTable&, const std::string& connection_id,
                              const std::string& run_id, Timestamp now, const RecordBatch&,
                              Timestamp personal_before = {}, std::vector<size_t>* held = nullptr);

  // `parts` is a table of parts (parts_of) of these records. The parts that are held of them, and that are not in `brought`, get
  // the deletion mark and a new _change_seq: how many. After the batches of the parts were written.
  Result<int64_t> mark_missing_parts(Session&, const RecordTable& parts, const ListingRun&,
                                     const HeldRecords&, SeenKeys& brought);
  // Lets its statements go, which only the writer thread may: whoever holds it last may stand on another.
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// For the data browser: newest first by time_field (or by key), or as `sort` says, as (column names, rows of text or null).
// Columns: the declared fields, then _connection_id, _marketplace_id, _run_id, _first_seen_at, _synced_at,
// _deleted_at, _change_seq, _missing_since, and _raw when asked for. Integers come as digits, booleans as "0" or "1". Errors:
// cursor_invalid, sort_unknown, records_too_many (reading takes too long), store_*.
struct RecordQuery {
  std::string connection_id{}, marketplace{};  // empty: any
  std::string text{};                          // substring of any text column of the key, empty: any
  std::string after{};                         // opaque cursor of the previous page, with the same sort
  size_t limit = 50;
  bool include_raw = false;
  std::vector<RecordCondition> where{};  // all of them
  std::string sort{};                    // a column; empty: newest first
  bool descending = false;               // of sort; what has no value comes last either way
  std::optional<bool> deleted{};         // only those with a deletion mark, or only those without
  bool count = true;                     // give the total
};
struct RecordPage {
  std::vector<std::string> columns;
  std::vector<std::vector<std::optional<std::string>>> rows;
  std::string next;              // empty: the last page
  std::optional<int64_t> total;  // rows that match, without paging; nothing: too many to be counted
  std::string slow_because;      // why no index serves it, in words; empty: one does
};
Result<RecordPage> query_records(Session&, const RecordTable&, const RecordQuery&);
// Are there more rows that match than this? Errors as above.
Result<bool> more_records_than(Session&, const RecordTable&, const RecordQuery&, int64_t rows_max);
int64_t count_records(Session&, const RecordTable&, const std::string& connection_id);

}  // namespace mooring::host
