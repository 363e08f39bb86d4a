// What a plugin answered -> an owned TaskAction, every size, count, kind and text checked. A plugin is
// trusted to have valid pointers, nothing else. Called on worker threads, right after the task's resume.
#pragma once
#include "plugins/task.hpp"
#include "plugins/task_context.hpp"

namespace mooring::host {

// The error (code plugin_violation) names the rule that the plugin broke. now: for the bound on sleeping.
Result<TaskAction> read_action(const mooring_action& action, const TaskContext& context, Timestamp now);

}  // namespace mooring::host
