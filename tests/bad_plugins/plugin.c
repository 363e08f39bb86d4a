/* A small plugin in plain C. Compiled as it is, it is good; every macro BAD_* breaks one rule
 * (CMakeLists.txt). NOTE_FILE is embedded as the ELF note, MEMBER_FILE is what the entry points to; in a good
 * plugin they are the same. */
#include <mooring/abi.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const char member_bytes[] __attribute__((visibility("hidden")));
__asm__(
    ".pushsection .rodata\n"
    "member_bytes:\n"
    ".incbin \"" MEMBER_FILE
    "\"\n"
    ".popsection\n");

#ifdef NOTE_FILE
#ifndef NOTE_COPIES
#define NOTE_COPIES "1"
#endif
__asm__(
    ".pushsection .note.mooring, \"a\", @note\n"
    ".balign 4\n"
    ".rept " NOTE_COPIES
    "\n"
    ".long 8, 2f - 1f, 1\n"
    ".asciz \"Mooring\"\n"
    "1: .incbin \"" NOTE_FILE
    "\"\n"
    "2: .balign 4\n"
    ".endr\n"
    ".popsection\n");
#endif

/* Proves that a refused library never ran: the file is written by whatever process maps it. */
#ifdef CANARY_FILE
__attribute__((constructor)) static void leave_a_trace(void) {
  FILE* file = fopen(CANARY_FILE, "w");
  if (file) fclose(file);
}
#endif

#ifdef BAD_CONSTRUCTOR
__attribute__((constructor)) static void misbehave(void) {
  printf("about to misbehave\n");
  fflush(stdout);
  BAD_CONSTRUCTOR;
}
#endif

#ifdef BAD_DESTRUCTOR
__attribute__((destructor)) static void misbehave_at_the_end(void) {
  BAD_DESTRUCTOR;
}
#endif

#ifdef BAD_DEPENDENCY
extern int function_that_nobody_has(void);
#else
static int function_that_nobody_has(void) {
  return 0;
}
#endif

struct mooring_task {
  int step;
  mooring_cell cells[2];
  mooring_batch batch;
  mooring_checkpoint checkpoint;
  mooring_failure failure;
};

static int32_t start(const mooring_call* call, mooring_task** out, mooring_error* error) {
  if (call->account_id.size == 7 && memcmp(call->account_id.data, "refuse!", 7) == 0) {
    error->kind = MOORING_FAIL_INTERNAL;
    snprintf(error->message, sizeof error->message, "the account is not wanted");
    return 1;
  }
  *out = calloc(1, sizeof **out);
  return *out ? function_that_nobody_has() : 1;
}

/* Emits one row, sets a cursor, is done. */
__attribute__((unused)) static void resume(mooring_task* task, const mooring_event* event,
                                           mooring_action* action) {
  (void)event;
  switch (task->step++) {
    case 0:
      task->cells[0] = (mooring_cell){.type = MOORING_CELL_TEXT, .text = {"a-1", 3}};
      task->cells[1] = (mooring_cell){.type = MOORING_CELL_DECIMAL, .text = {"-12.50", 6}};
      task->batch = (mooring_batch){.struct_size = sizeof task->batch,
                                    .stream = {"things", 6},
                                    .row_count = 1,
                                    .cells = task->cells,
                                    .cells_per_row = 2};
      action->kind = MOORING_ACTION_EMIT;
      action->emit = &task->batch;
      break;
    case 1:
      task->checkpoint = (mooring_checkpoint){.struct_size = sizeof task->checkpoint, .cursor = {"next", 4}};
      action->kind = MOORING_ACTION_CHECKPOINT;
      action->checkpoint = &task->checkpoint;
      break;
    default:
      action->kind = MOORING_ACTION_DONE;
  }
}

static void destroy(mooring_task* task) {
  free(task);
}

#ifndef ENTRY_NAME
#define ENTRY_NAME mooring_plugin_v1
#endif
#ifndef ENTRY_SIZE
#define ENTRY_SIZE sizeof(mooring_plugin)
#endif
#ifndef ENTRY_MINOR
#define ENTRY_MINOR 0
#endif
#ifdef HANDLED_FROM
static const mooring_str handled[] = {{"things", 6}, {"thing", 5}};
static const mooring_handlers handlers = {.struct_size = sizeof handlers,
                                          .identify = 1,
                                          .streams = handled + HANDLED_FROM,
                                          .stream_count = 2 - HANDLED_FROM};
#define ENTRY_HANDLERS &handlers
#else
#define ENTRY_HANDLERS NULL
#endif
#ifndef ENTRY_RESUME
#define ENTRY_RESUME resume
#endif

extern const mooring_plugin ENTRY_NAME;
const mooring_plugin ENTRY_NAME = {
    .struct_size = ENTRY_SIZE,
    .abi_minor_built = MOORING_ABI_MINOR,
    .abi_minor_required = ENTRY_MINOR,
    .manifest = {member_bytes, MEMBER_SIZE},
    .start = start,
    .resume = ENTRY_RESUME,
    .destroy = destroy,
    .handlers = ENTRY_HANDLERS,
};
