// Rows on their way from a plugin to a table: typed cells that point into one arena.
// Created by plugins/, consumed by store/; moved between threads, never shared.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mooring::host {

enum class FieldType { boolean, integer, decimal, text, timestamp, date, json };
const char* to_text(FieldType type);

struct RecordField {
  std::string name;
  FieldType type = FieldType::text;
  std::string title{};  // fields with a title are shown first in the console
  bool pii = false;
};

struct Cell {
  FieldType type = FieldType::text;
  bool is_null = true;
  int64_t integer = 0;      // boolean, integer, timestamp (microseconds UTC)
  std::string_view text{};  // the other types; into the batch's arena
};

// Movable, never copied, so the views stay valid.
struct RecordBatch {
  std::string stream;
  size_t row_count = 0;
  size_t column_count = 0;
  std::vector<Cell> cells;                     // row-major
  std::vector<std::string_view> raw;           // empty, or one per row: the provider's JSON
  std::vector<std::string_view> marketplaces;  // empty, or one per row
  std::unique_ptr<char[]> arena;
  size_t arena_bytes = 0;
};
size_t bytes_of(const RecordBatch& batch);  // of memory

}  // namespace mooring::host
