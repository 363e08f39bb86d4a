// A plugin's batch -> an owned RecordBatch, checked against the declared fields. On the path of every record:
// one pass to size, one allocation for all text, one pass to check and copy. Called on worker threads.
#pragma once
#include "plugins/task_context.hpp"
#include "store/record_batch.hpp"

namespace mooring::host {

// Checked: stream, counts and sizes, cell types, key cells not null, text UTF-8 without NUL, decimals, dates,
// timestamps within the years 1 to 9999. JSON is checked to be text that begins like a value; that it is
// well-formed is the plugin's word, which passes it on from a parsed document.
Result<RecordBatch> read_batch(const mooring_batch& batch, const TaskContext& context);

}  // namespace mooring::host
