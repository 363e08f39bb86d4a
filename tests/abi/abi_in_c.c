/* abi.h in plain C11, and a plugin written in it: the C++ layer is a convenience, not a need. */
#include <mooring/abi.h>
#include <stddef.h>
#include <stdlib.h>

const uint64_t mooring_abi_sizes_in_c[] = {
    sizeof(mooring_str),          sizeof(mooring_pair),          sizeof(mooring_call),
    sizeof(mooring_failure),      sizeof(mooring_http_response), sizeof(mooring_event),
    sizeof(mooring_http_request), sizeof(mooring_cell),          sizeof(mooring_batch),
    sizeof(mooring_range),        sizeof(mooring_checkpoint),    sizeof(mooring_progress),
    sizeof(mooring_marketplace),  sizeof(mooring_permission),    sizeof(mooring_identity),
    sizeof(mooring_action),       sizeof(mooring_error),         sizeof(mooring_plugin),
    sizeof(mooring_coverage),     sizeof(mooring_listing),       sizeof(mooring_notice),
    sizeof(mooring_handlers)};
const uint64_t mooring_abi_size_count_in_c = sizeof mooring_abi_sizes_in_c / sizeof *mooring_abi_sizes_in_c;

struct mooring_task {
  int step;
  mooring_cell cell;
  mooring_batch batch;
  mooring_checkpoint checkpoint;
};

static int32_t start(const mooring_call* call, mooring_task** out, mooring_error* error) {
  mooring_task* task;
  (void)call;
  (void)error;
  task = calloc(1, sizeof *task);
  if (task == NULL) return 1;
  *out = task;
  return 0;
}

static void resume(mooring_task* task, const mooring_event* event, mooring_action* action) {
  static const mooring_str kStream = {"numbers", 7};
  static const mooring_str kCursor = {"1", 1};
  (void)event;
  switch (task->step++) {
    case 0:
      task->cell.type = MOORING_CELL_INT64;
      task->cell.integer = 42;
      task->batch.struct_size = sizeof task->batch;
      task->batch.stream = kStream;
      task->batch.row_count = 1;
      task->batch.cells = &task->cell;
      task->batch.cells_per_row = 1;
      action->kind = MOORING_ACTION_EMIT;
      action->emit = &task->batch;
      return;
    case 1:
      task->checkpoint.struct_size = sizeof task->checkpoint;
      task->checkpoint.cursor = kCursor;
      action->kind = MOORING_ACTION_CHECKPOINT;
      action->checkpoint = &task->checkpoint;
      return;
    default:
      action->kind = MOORING_ACTION_DONE;
  }
}

static void destroy(mooring_task* task) {
  free(task);
}

static const char kManifest[] =
    "[[streams]]\n"
    "id = \"numbers\"\n"
    "fields = [ { name = \"value\", type = \"integer\" } ]\n";

static const mooring_str kStreams[] = {{"numbers", 7}};
static const mooring_handlers kHandlers = {sizeof(mooring_handlers), 1, kStreams, 1};

const mooring_plugin mooring_plugin_v1 = {sizeof(mooring_plugin),
                                          MOORING_ABI_MINOR,
                                          0,
                                          0,
                                          {kManifest, sizeof kManifest - 1},
                                          start,
                                          resume,
                                          destroy,
                                          &kHandlers};
