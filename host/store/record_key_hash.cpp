#include "store/record_key_hash.hpp"

#include <algorithm>
#include <cstring>

#include "store/record_time.hpp"

namespace mooring::host {
namespace {

constexpr uint64_t kIntegerMark = 0x69, kTextMark = 0x7400000000000000ull;

}  // namespace

void KeyHash::integer(int64_t value) {
  mix(kIntegerMark);
  mix(static_cast<uint64_t>(value));
}

void KeyHash::text(std::string_view value) {
  mix(kTextMark ^ value.size());  // with its length, so that "a", "bc" is not "ab", "c"
  while (!value.empty()) {
    uint64_t piece = 0;
    size_t size = std::min(value.size(), sizeof piece);
    std::memcpy(&piece, value.data(), size);
    mix(piece);
    value.remove_prefix(size);
  }
}

void KeyHash::cell(const Cell& cell) {
  switch (cell.type) {
    case FieldType::boolean:
    case FieldType::integer:
      return integer(cell.integer);
    case FieldType::timestamp: {
      TimeText written;
      return text(format_record_time(cell.integer, written));
    }
    default:
      return text(cell.text);
  }
}

void KeyHash::column(sqlite3_stmt* statement, int column) {
  if (sqlite3_column_type(statement, column) == SQLITE_INTEGER)
    integer(sqlite3_column_int64(statement, column));
  else
    text(sqlite::column_text(statement, column));
}

uint64_t KeyHash::result() const {
  uint64_t out = state_;
  out = (out ^ (out >> 30)) * 0xbf58476d1ce4e5b9ull;
  out = (out ^ (out >> 27)) * 0x94d049bb133111ebull;
  return out ^ (out >> 31);
}

void KeyHash::mix(uint64_t piece) {
  piece *= 0x87c37b91114253d5ull;
  piece = (piece << 31 | piece >> 33) * 0x4cf5ad432745937full;
  state_ ^= piece;
  state_ = (state_ << 27 | state_ >> 37) * 5 + 0x52dce729;
}

std::vector<size_t> key_positions(const RecordTable& table) {
  std::vector<size_t> positions;
  for (const auto& key : table.primary_key)
    for (size_t i = 0; i < table.fields.size(); ++i)
      if (table.fields[i].name == key) positions.push_back(i);
  return positions;
}

}  // namespace mooring::host
