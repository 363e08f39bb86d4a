// One resume of a plugin's task, up to the action that the host must carry out: parts of a streamed body are read and handed
// over on the way. Runs on a worker thread; whatever the plugin does wrong is a FailAction.
#pragma once
#include <string>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "plugins/task_state.hpp"

namespace mooring::host {

TaskAction resume_turn(TaskState& state, TaskEvent& event, const Clock& clock, Logger& logger);

// "plugin 'sample' <what>", of the kind internal.
TaskAction internal_failure(const TaskState& state, const std::string& what);

}  // namespace mooring::host
