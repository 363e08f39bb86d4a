#include "sync/personal_cells.hpp"

namespace mooring::host {

void drop_personal_cells(RecordBatch& batch, const Manifest& manifest) {
  const StreamRule* stream = manifest.stream(batch.stream);
  if (!stream || !stream->has_pii() || batch.column_count != stream->fields.size()) return;
  for (size_t row = 0; row < batch.row_count; ++row) {
    bool had = false;
    for (size_t column = 0; column < batch.column_count; ++column) {
      Cell& cell = batch.cells[row * batch.column_count + column];
      if (!stream->fields[column].pii || cell.is_null) continue;
      cell.is_null = true;
      cell.text = {};
      had = true;
    }
    if (had && !batch.raw.empty()) batch.raw[row] = {};
  }
}

}  // namespace mooring::host
