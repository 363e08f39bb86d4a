/* A plugin that was built with the SDK of ABI 1.1. It counts on the size of a call: what a host of 1.1 or later passes. */
#define mooring_plugin_v1 mooring_plugin_built_1_1
#include "frozen/abi_1_1.h"

#include <stdlib.h>
#include <string.h>

struct mooring_task {
  int step;
  mooring_str currency;
  char currency_text[8];
  mooring_cell cells[2];
  mooring_batch batch;
  mooring_coverage coverage;
  mooring_checkpoint checkpoint;
  mooring_notice notice;
};

static mooring_str text(const char* from) {
  mooring_str result = {from, strlen(from)};
  return result;
}

static int32_t start(const mooring_call* call, mooring_task** out, mooring_error* error) {
  (void)error;
  if (call->struct_size < sizeof *call || call->selected_count != 1) return 1;
  if (call->selected[0].currency.size >= sizeof((mooring_task*)0)->currency_text) return 1;
  mooring_task* task = calloc(1, sizeof *task);
  if (!task) return 1;
  memcpy(task->currency_text, call->selected[0].currency.data, call->selected[0].currency.size);
  task->currency = text(task->currency_text);
  *out = task;
  return 0;
}

static mooring_action act(mooring_task* task) {
  mooring_action action = {0};
  switch (task->step++) {
    case 0:
      task->cells[0].type = MOORING_CELL_TEXT;
      task->cells[0].text = task->currency;
      task->cells[1].type = MOORING_CELL_INT64;
      task->cells[1].integer = 11;
      task->batch.struct_size = sizeof task->batch;
      task->batch.stream = text("things");
      task->batch.row_count = 1;
      task->batch.cells = task->cells;
      action.kind = MOORING_ACTION_EMIT;
      action.emit = &task->batch;
      return action;
    case 1:
      task->coverage.stream = text("things");
      task->coverage.part = text("books");
      task->coverage.from_us = 1;
      task->coverage.to_us = 2;
      task->coverage.state = MOORING_COVERAGE_LOST;
      task->checkpoint.struct_size = sizeof task->checkpoint;
      task->checkpoint.cursor = text("c1");
      task->checkpoint.coverage = &task->coverage;
      task->checkpoint.coverage_count = 1;
      action.kind = MOORING_ACTION_CHECKPOINT;
      action.checkpoint = &task->checkpoint;
      return action;
    case 2:
      task->notice.struct_size = sizeof task->notice;
      task->notice.code = text("old");
      task->notice.message = text("An old plugin says so.");
      action.kind = MOORING_ACTION_NOTICE;
      action.notice = &task->notice;
      return action;
    default:
      action.kind = MOORING_ACTION_DONE;
      return action;
  }
}

static void resume(mooring_task* task, const mooring_event* event, mooring_action* action) {
  const uint32_t size = action->struct_size;
  (void)event;
  *action = act(task);
  action->struct_size = size;
}

static void destroy(mooring_task* task) {
  free(task);
}

static const char kManifest[] =
    "schema = 1\n"
    "id = \"old_too\"\n"
    "name = \"Old, too\"\n"
    "version = \"1.0.0\"\n"
    "abi = { major = 1, minor_required = 1 }\n"
    "operations = [\"identify/1\", \"sync/1\"]\n"
    "hosts = [\"api.example.com\"]\n"
    "[[regions]]\n"
    "id = \"NA\"\n"
    "name = \"North America\"\n"
    "api_base = \"https://api.example.com\"\n"
    "issuer = \"old-too\"\n"
    "authorize_url = \"https://example.com/consent\"\n"
    "token_url = \"https://example.com/token\"\n"
    "[oauth]\n"
    "authorize_parameters = [{ name = \"state\", value = \"{state}\" }]\n"
    "[[streams]]\n"
    "id = \"things\"\n"
    "mode = \"incremental\"\n"
    "interval = \"1h\"\n"
    "primary_key = [\"id\"]\n"
    "fields = [ { name = \"id\", type = \"text\" }, { name = \"size\", type = \"integer\" } ]\n";

const mooring_plugin mooring_plugin_built_1_1 = {sizeof(mooring_plugin),
                                                 MOORING_ABI_MINOR,
                                                 1,
                                                 0,
                                                 {kManifest, sizeof kManifest - 1},
                                                 start,
                                                 resume,
                                                 destroy};
