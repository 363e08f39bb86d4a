#include "store/record_batch.hpp"

namespace mooring::host {

const char* to_text(FieldType type) {
  switch (type) {
    case FieldType::boolean:
      return "boolean";
    case FieldType::integer:
      return "integer";
    case FieldType::decimal:
      return "decimal";
    case FieldType::text:
      return "text";
    case FieldType::timestamp:
      return "timestamp";
    case FieldType::date:
      return "date";
    case FieldType::json:
      return "json";
  }
  return "?";
}

size_t bytes_of(const RecordBatch& batch) {
  return batch.arena_bytes + batch.cells.size() * sizeof(Cell) +
         (batch.raw.size() + batch.marketplaces.size()) * sizeof(std::string_view);
}

}  // namespace mooring::host
