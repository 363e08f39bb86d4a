// Where a search of the activity log takes its candidates from: an index in the order of seq, several of them merged, or
// the text index piece by piece. Internal to store/; lives within one read session.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/activity_scan.hpp"
#include "store/sql_condition.hpp"

namespace mooring::host::rows {

// The part of the log that is searched: after < seq < before.
struct SeqRange {
  int64_t after = 0, before = 0;
  bool empty() const { return before - after < 2; }
};

struct Candidate {
  int64_t seq = 0;
  bool matches = false;  // false: looked at, and not wanted
};

class SeqSource {
 public:
  virtual ~SeqSource() = default;
  // In the order asked for; nothing at the end.
  virtual std::optional<Candidate> next() = 0;
};

// An SQL expression over a row of `activity`, and its values.
struct Expression {
  std::string sql = "1";
  std::vector<sqlite::Value> values{};
  void add(const std::string& condition, const std::vector<sqlite::Value>& parameters = {});
};

// One way into the log: an index, what its leading columns must be, and the last column's wanted values, each of which
// is a list in the order of seq. Without a column: the whole log.
struct Driver {
  std::string index{};
  Expression fixed{};  // of the leading columns, and the index's own condition
  std::string column{};
  std::vector<sqlite::Value> values{};
};

std::unique_ptr<SeqSource> make_source(sqlite3* database, const Driver& driver, const Expression& wanted,
                                       const SeqRange& range, ActivityOrder order);
std::unique_ptr<SeqSource> make_text_source(sqlite3* database, const std::string& text,
                                            const Expression& wanted, const SeqRange& range,
                                            ActivityOrder order);

// Throws what SQLite says as store errors do inside Database::read.
sqlite::Statement prepared(sqlite3* database, const std::string& sql);
bool step(sqlite3* database, sqlite3_stmt* statement);  // false: no further row

}  // namespace mooring::host::rows
