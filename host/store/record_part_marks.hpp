// The parts of a record, like the items of an order: rows of another table whose key begins with the record's. What a record
// does not have any more gets the deletion mark, never a DELETE; the upsert takes the mark away when the part is back.
// Internal to store/: RecordWriter::mark_missing_parts is the way in. Belongs to the writer thread, as a RecordWriter does.
#pragma once
#include <string>
#include <unordered_map>

#include "store/record_listing.hpp"
#include "store/record_table.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host {

class PartMarks {
 public:
  // The look at a record reads the index of the parts' key and nothing else. Errors: store_*.
  Result<int64_t> mark_missing(sqlite3* database, const RecordTable& parts, const ListingRun& run,
                               const HeldRecords& records, SeenKeys& brought);

 private:
  Result<sqlite3_stmt*> prepared(sqlite3* database, const std::string& sql);

  sqlite3* database_ = nullptr;
  std::unordered_map<std::string, sqlite::Statement> statements_;  // by their text; kept between calls
};

// The row ids and keys of the held parts of one record. Parameters: connection, then the record's key.
std::string find_parts_sql(const RecordTable& parts, size_t record_key_size);

}  // namespace mooring::host
