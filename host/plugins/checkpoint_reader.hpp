// A checkpoint of a plugin -> an owned CheckpointAction: the cursor, what is now held or lost, and which listings are
// complete. Called by the action reader, on worker threads.
#pragma once
#include "plugins/task.hpp"
#include "plugins/task_context.hpp"

namespace mooring::host {

Result<TaskAction> read_checkpoint(const mooring_checkpoint& from, const TaskContext& context);

}  // namespace mooring::host
