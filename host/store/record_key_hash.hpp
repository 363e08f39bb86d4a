// 64-bit hashes of the keys of rows: alike from cells on their way in and from the columns that hold them. Internal to
// store/; pure.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "store/record_table.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host {

// Fed value by value, in the order of the primary key.
class KeyHash {
 public:
  void integer(int64_t value);
  void text(std::string_view value);
  void cell(const Cell& cell);
  void column(sqlite3_stmt* statement, int column);
  uint64_t result() const;  // every bit of the state reaches every bit of the result

 private:
  void mix(uint64_t piece);
  uint64_t state_ = 0x9e3779b97f4a7c15ull;
};

// Where the fields of the primary key stand among the fields, in the order of the key.
std::vector<size_t> key_positions(const RecordTable& table);

}  // namespace mooring::host
