// The functions behind mooring_plugin_v1, between MOORING_PLUGIN, which defines them, and the file that mooring_add_plugin()
// generates, which puts them into the struct beside the manifest. A plugin without that macro defines the functions itself, and
// the handlers if it wants to tell them.
#pragma once
#include "mooring/abi.h"

extern "C" {
__attribute__((visibility("hidden"))) int32_t mooring_plugin_start(const mooring_call* call,
                                                                   mooring_task** out, mooring_error* error);
__attribute__((visibility("hidden"))) void mooring_plugin_resume(mooring_task* task,
                                                                 const mooring_event* event,
                                                                 mooring_action* action);
__attribute__((visibility("hidden"))) void mooring_plugin_destroy(mooring_task* task);
__attribute__((weak, visibility("hidden"))) extern const mooring_handlers mooring_plugin_handlers;
}
