/* A plugin that was built with the SDK of ABI 1.0: every struct it hands over has the size of 1.0, and what lies behind
 * it in memory is no zeroes. Used by tests/abi and tests/unit/plugins. */
#define mooring_plugin_v1 mooring_plugin_built_1_0
#include "frozen/abi_1_0.h"

#include <stdlib.h>
#include <string.h>

struct mooring_task {
  int step;
  mooring_cell cells[2];
  mooring_str marketplace;
  mooring_http_request request;
  mooring_batch batch;
  mooring_range range;
  struct {
    mooring_checkpoint abi;
    unsigned char behind[128]; /* a host that reads beyond the struct's size finds this */
  } checkpoint;
  char marketplace_text[32];
};

static mooring_str text(const char* from) {
  mooring_str result = {from, strlen(from)};
  return result;
}

static int32_t start(const mooring_call* call, mooring_task** out, mooring_error* error) {
  (void)error;
  if (call->struct_size < sizeof *call) return 1;
  mooring_task* task = calloc(1, sizeof *task);
  if (!task) return 1;
  memset(task->checkpoint.behind, 0xff, sizeof task->checkpoint.behind);
  if (call->marketplace_count == 1 && call->marketplaces[0].size < sizeof task->marketplace_text) {
    memcpy(task->marketplace_text, call->marketplaces[0].data, call->marketplaces[0].size);
    task->marketplace = text(task->marketplace_text);
  }
  *out = task;
  return 0;
}

/* A C++ plugin of 1.0 assigned the whole struct, so this one does too. */
static mooring_action act(mooring_task* task, const mooring_event* event) {
  mooring_action action = {0};
  switch (task->step++) {
    case 0:
      task->request.struct_size = sizeof task->request;
      task->request.method = text("GET");
      task->request.url = text("https://api.example.com/things");
      action.kind = MOORING_ACTION_HTTP;
      action.http = &task->request;
      return action;
    case 1:
      task->cells[0].type = MOORING_CELL_TEXT;
      task->cells[0].text = text("thing");
      task->cells[1].type = MOORING_CELL_INT64;
      task->cells[1].integer = event->http ? (int64_t)event->http->body.size : -1;
      task->batch.struct_size = sizeof task->batch;
      task->batch.stream = text("things");
      task->batch.row_count = 1;
      task->batch.cells = task->cells;
      task->batch.marketplaces = &task->marketplace;
      action.kind = MOORING_ACTION_EMIT;
      action.emit = &task->batch;
      return action;
    case 2:
      task->range.stream = text("things");
      task->range.marketplace = task->marketplace;
      task->range.from_us = 1;
      task->range.to_us = 2;
      task->checkpoint.abi.struct_size = sizeof task->checkpoint.abi;
      task->checkpoint.abi.cursor = text("c1");
      task->checkpoint.abi.covered = &task->range;
      task->checkpoint.abi.covered_count = 1;
      action.kind = MOORING_ACTION_CHECKPOINT;
      action.checkpoint = &task->checkpoint.abi;
      return action;
    case 3:
      action.kind = MOORING_ACTION_SLEEP;
      action.sleep_until_us = event->now_us + 1000000;
      return action;
    default:
      action.kind = MOORING_ACTION_DONE;
      return action;
  }
}

static void resume(mooring_task* task, const mooring_event* event, mooring_action* action) {
  const uint32_t size = action->struct_size;
  *action = act(task, event);
  action->struct_size = size;
}

static void destroy(mooring_task* task) {
  free(task);
}

static const char kManifest[] =
    "schema = 1\n"
    "id = \"old\"\n"
    "name = \"Old\"\n"
    "version = \"1.0.0\"\n"
    "abi = { major = 1 }\n"
    "operations = [\"identify/1\", \"sync/1\"]\n"
    "hosts = [\"api.example.com\"]\n"
    "[[regions]]\n"
    "id = \"NA\"\n"
    "name = \"North America\"\n"
    "api_base = \"https://api.example.com\"\n"
    "issuer = \"old\"\n"
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

const mooring_plugin mooring_plugin_built_1_0 = {sizeof(mooring_plugin),
                                                 MOORING_ABI_MINOR,
                                                 0,
                                                 0,
                                                 {kManifest, sizeof kManifest - 1},
                                                 start,
                                                 resume,
                                                 destroy};
