/* Mooring plugin ABI 1.4, in C11 and C++. What came after 1.0 is marked "since 1.1" and so on.
 *
 * A plugin is a shared library with ONE exported symbol, the constant `mooring_plugin_v1`. It does no I/O: it opens
 * no socket, file or thread, reads no clock and sees no token. It is a set of TASKS. The host starts a task and resumes
 * it with an event; the task answers each resume with exactly one action (a request, records, a cursor, ...) and is
 * suspended until the host has carried it out.
 *
 *   host                                    plugin
 *   start(call)              ------------>  creates the task, runs nothing yet
 *   resume(START)            ------------>  runs to its first action
 *                            <------------  action: HTTP request
 *   resume(HTTP_RESPONSE)    ------------>  parses
 *                            <------------  action: EMIT rows
 *   resume(ACCEPTED)         ------------>
 *                            <------------  action: CHECKPOINT cursor
 *   resume(ACCEPTED)  ...    ------------>  ... until DONE or FAIL; then destroy()
 *
 * Threads    One task is resumed by one thread at a time, by any thread. Different tasks run at the same time: a plugin has
 *            no mutable globals.
 * Ownership  Nothing allocated on one side is freed on the other. What the host passes (mooring_call, mooring_event) is
 *            valid until the function returns. What an action points to belongs to the task and stays valid until that
 *            task's next resume or destroy.
 * Errors     No exception crosses. A task reports failure by the action MOORING_ACTION_FAIL.
 * Versions   The major version is in the symbol's name. Within a major, structs only grow at the end and every struct that
 *            may grow starts with its size: read a newer field only when the size covers it. A reader ignores a longer tail,
 *            an enumerator it does not know is an error of the kind MOORING_FAIL_INTERNAL. A host loads a plugin
 *            when abi_minor_required is not above its own minor version.
 * Text       UTF-8 in mooring_str, not terminated. Times are microseconds since 1970-01-01T00:00:00Z.
 */
#ifndef MOORING_ABI_H
#define MOORING_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MOORING_ABI_MAJOR 1
#define MOORING_ABI_MINOR 4
#define MOORING_PLUGIN_SYMBOL "mooring_plugin_v1"
/* The manifest is also embedded as an ELF note of this owner and type, so that a host reads it without running code. */
#define MOORING_NOTE_NAME "Mooring"
#define MOORING_NOTE_TYPE_MANIFEST 1u

typedef struct mooring_str {
  const char* data; /* may be NULL when size is 0 */
  uint64_t size;    /* bytes */
} mooring_str;

typedef struct mooring_pair {
  mooring_str name;
  mooring_str value;
} mooring_pair;

typedef struct mooring_marketplace {
  mooring_str id;
  mooring_str name;         /* "Shop.example" */
  mooring_str country_code; /* "US" */
  mooring_str currency;     /* "USD" */
  mooring_str time_zone;    /* IANA name, may be empty */
  int32_t available;        /* 0: the account has it, but it cannot be read; note says why */
  uint32_t reserved;
  mooring_str note;
} mooring_marketplace;

/* ---- what a task is started with ------------------------------------------------------------------------------- */

typedef struct mooring_call {
  uint32_t struct_size;
  uint32_t reserved;
  mooring_str operation;     /* "sync/1" or "identify/1" */
  mooring_str stream;        /* sync: id of the stream; identify: empty */
  mooring_str connection_id; /* stable for ever */
  mooring_str region;        /* "NA" */
  mooring_str api_base;      /* URL without a trailing slash; requests start with it */
  mooring_str account_id;    /* the provider's id of the account; empty when not known yet */
  mooring_str cursor;        /* sync: the last committed cursor, empty on the first run */
  int64_t now_us;            /* the host's time at the start */
  int64_t history_from_us;   /* sync: how far back the first run shall read */
  const mooring_str*
      marketplaces; /* sync: ids of the selected marketplaces; identify: of all that were ever seen */
  uint64_t marketplace_count;
  const mooring_pair* settings; /* declared settings with their values as text */
  uint64_t setting_count;
  const mooring_marketplace* selected; /* since 1.1: what is known of each of `marketplaces`, in that order */
  uint64_t selected_count;             /* since 1.1 */
  /* Since 1.2, sync: the range [from, to) that this call shall read, nothing else; both 0: an ordinary call. Only streams
   * that declare `backfill = true` are asked so. `cursor` is then the cursor of this range (empty: it begins), the
   * stream's own one is neither passed nor changed. The task reads the range, checkpoints what is held and what is lost of
   * it, and is done at its end. Called again with the cursor of a range that it has finished, it is done at once. */
  int64_t range_from_us;
  int64_t range_to_us;
  /* Since 1.3: the kind of account that the connection's consent is of, as the manifest calls it ("vendor"); empty where
   * the manifest does not tell kinds apart. */
  mooring_str account_kind;
} mooring_call;

/* ---- what the host resumes a task with --------------------------------------------------------------------------- */

enum {
  MOORING_EVENT_START = 1,         /* the first resume */
  MOORING_EVENT_HTTP_RESPONSE = 2, /* http is set */
  MOORING_EVENT_ACCEPTED = 3, /* rows, cursor or progress taken over; committed in order, or the run fails */
  MOORING_EVENT_WOKE = 4,     /* the sleep is over */
  MOORING_EVENT_FAILED = 5, /* the action could not be carried out: failure is set. The task may clean up, and
                                      should end with FAIL and the same values */
  MOORING_EVENT_BODY = 6    /* since 1.1: the next part of a streamed body */
};

/* Failure kinds say what the HOST must do. */
enum {
  MOORING_FAIL_THROTTLED = 1,        /* the provider limits us: wait, the run goes on later */
  MOORING_FAIL_SERVER = 2,           /* 5xx, outage: retry later */
  MOORING_FAIL_NETWORK = 3,          /* no answer: retry later */
  MOORING_FAIL_GRANT_REJECTED = 4,   /* the authorization is no longer accepted: the account must reconnect */
  MOORING_FAIL_GRANT_REVOKED = 5,    /* the account's owner withdrew it: the account must reconnect */
  MOORING_FAIL_PERMISSION = 6,       /* the authorization is good but does not cover this stream */
  MOORING_FAIL_REQUEST_REJECTED = 7, /* the provider refuses the request itself; repeating it is useless */
  MOORING_FAIL_BAD_RESPONSE = 8,     /* the answer is not what the provider documents */
  MOORING_FAIL_INTERNAL = 9,         /* a fault of the plugin or of the host */
  MOORING_FAIL_APPLICATION_REJECTED = 10, /* the operator's application credentials are wrong or expired */
  MOORING_FAIL_CANCELLED = 11             /* somebody cancelled the run */
};

typedef struct mooring_failure {
  uint32_t struct_size;
  int32_t kind;   /* MOORING_FAIL_* */
  int32_t status; /* HTTP status, 0 when there was no answer */
  uint32_t reserved;
  mooring_str endpoint;   /* "GET https://host/path" as it was sent, without secrets */
  mooring_str request_id; /* the provider's id of the call, may be empty */
  mooring_str message;    /* one sentence for people */
} mooring_failure;

typedef struct mooring_http_response {
  uint32_t struct_size;
  int32_t status;
  const mooring_pair* headers; /* names in lower case */
  uint64_t header_count;
  mooring_str
      body; /* decompressed, complete; followed by at least 64 readable bytes (room for SIMD parsers) */
} mooring_http_response;

typedef struct mooring_event {
  uint32_t struct_size;
  int32_t kind;   /* MOORING_EVENT_* */
  int64_t now_us; /* the host's time */
  const mooring_http_response* http;
  const mooring_failure* failure;
  mooring_str
      body_part; /* since 1.1: BODY; followed by at least 64 readable bytes. Empty: the body has ended */
} mooring_event;

/* ---- what a task asks for ---------------------------------------------------------------------------------------- */

enum {
  MOORING_ACTION_HTTP = 1,
  MOORING_ACTION_EMIT = 2,
  MOORING_ACTION_CHECKPOINT = 3,
  MOORING_ACTION_SLEEP = 4,
  MOORING_ACTION_PROGRESS = 5,
  MOORING_ACTION_IDENTITY = 6, /* only from identify/1, before DONE */
  MOORING_ACTION_DONE = 7,     /* with nothing emitted behind the last CHECKPOINT */
  MOORING_ACTION_FAIL = 8,
  MOORING_ACTION_READ = 9,    /* since 1.1: the next part of the streamed body, answered by BODY */
  MOORING_ACTION_NOTICE = 10, /* since 1.1: a person should know this, though the run goes on */
  /* Since 1.4: the streamed body begins again, also behind its end: READ then gives its first part. Once for each body, so that
   * a plugin can check all of it before it emits the first row. Answered by ACCEPTED. */
  MOORING_ACTION_REWIND = 11
};

/* Flags of a request, since 1.1. */
enum {
  /* A large body: the host downloads it completely to disk, checks its framing, and hands it over part by part to READ.
   * gzip (also of several members) is unpacked. The response's body is empty then; a status of 300 and above is answered
   * with the whole body as usual. The parts end with the next request or with the task. */
  MOORING_HTTP_STREAM_BODY = 1u
};

/* The host injects the credential, waits for the budget, retries 429, 5xx and network errors, refreshes the token,
 * and only then answers: with the response (any status that is not retried) or with MOORING_EVENT_FAILED. */
typedef struct mooring_http_request {
  uint32_t struct_size;
  uint32_t flags;     /* MOORING_HTTP_*, since 1.1; 0 before */
  mooring_str method; /* "GET" */
  mooring_str url;    /* absolute; its host must be declared in the manifest */
  const mooring_pair* headers;
  uint64_t header_count;
  mooring_str body;
  mooring_str budget;     /* id of a declared budget; empty: none */
  mooring_str credential; /* id of a declared credential, "account" is usual; empty: none */
} mooring_http_request;

enum {
  MOORING_CELL_NULL = 0,
  MOORING_CELL_BOOLEAN = 1,   /* integer: 0 or 1 */
  MOORING_CELL_INT64 = 2,     /* integer */
  MOORING_CELL_DECIMAL = 3,   /* text: "-12.50"; never a binary float */
  MOORING_CELL_TEXT = 4,      /* text */
  MOORING_CELL_TIMESTAMP = 5, /* integer: microseconds UTC */
  MOORING_CELL_DATE = 6,      /* text: "2026-01-31" */
  MOORING_CELL_JSON = 7       /* text: one JSON value */
};

typedef struct mooring_cell {
  int32_t type; /* MOORING_CELL_* */
  uint32_t reserved;
  int64_t integer;
  mooring_str text;
} mooring_cell;

/* Rows of one stream. cells is row-major: row_count x cells_per_row, in the order of the fields that the manifest declares. */
typedef struct mooring_batch {
  uint32_t struct_size;
  uint32_t reserved;
  mooring_str stream;
  uint64_t row_count;
  const mooring_cell* cells;
  const mooring_str* raw;          /* per row: the record as the provider sent it, JSON; may be NULL */
  const mooring_str* marketplaces; /* per row: the marketplace it belongs to; may be NULL */
  /* Since 1.4: how many cells each row has. It must be the number of fields that the manifest declares: a host refuses other
   * rows before it reads a cell. A batch that ends before this member has as many cells as the manifest says. */
  uint64_t cells_per_row;
} mooring_batch;

/* A time range of a stream that is now held completely for a marketplace (empty: for the whole connection). */
typedef struct mooring_range {
  mooring_str stream;
  mooring_str marketplace;
  int64_t from_us; /* inclusive */
  int64_t to_us;   /* exclusive */
} mooring_range;

/* Since 1.1. Like mooring_range, for a part of the stream that comes and goes by itself (a product, a report type). */
enum {
  MOORING_COVERAGE_HELD = 1,
  MOORING_COVERAGE_LOST = 2 /* wanted, never read, and no longer offered by the provider */
};
typedef struct mooring_coverage {
  mooring_str stream;
  mooring_str marketplace;
  mooring_str part; /* empty: the whole stream */
  int64_t from_us;  /* inclusive */
  int64_t to_us;    /* exclusive */
  int32_t state;    /* MOORING_COVERAGE_* */
  uint32_t reserved;
} mooring_coverage;

/* Since 1.1. This run has emitted EVERY record that the provider has for this marketplace, where `field` (when given) has
 * this value and the stream's date field (when given) lies within the dates. What is held there and was not emitted by
 * this run gets a deletion mark: at once when `certain`, else when it is missing in two complete listings in a row. */
typedef struct mooring_listing {
  mooring_str stream;
  mooring_str marketplace;
  mooring_str field, value;       /* both empty: all records */
  mooring_str from_date, to_date; /* inclusive, "2026-01-31", of the stream's time_field; both empty: all */
  int32_t certain; /* 1: the listing is a consistent document; 0: pages that may skip a record */
  uint32_t reserved;
} mooring_listing;

/* Everything emitted since the last checkpoint, this cursor and these ranges are committed together or not at all. */
typedef struct mooring_checkpoint {
  uint32_t struct_size;
  uint32_t reserved;
  mooring_str cursor;
  const mooring_range* covered;
  uint64_t covered_count;
  const mooring_coverage* coverage; /* since 1.1 */
  uint64_t coverage_count;
  const mooring_listing* listings; /* since 1.1 */
  uint64_t listing_count;
} mooring_checkpoint;

/* Since 1.1. Shown with the stream until a run of it ends without the notice; in the activity log when it is new. */
typedef struct mooring_notice {
  uint32_t struct_size;
  int32_t status;         /* HTTP status that it is about, 0: none */
  mooring_str code;       /* stable, like "not_permitted" */
  mooring_str message;    /* one sentence for people */
  mooring_str endpoint;   /* as in mooring_failure, may be empty */
  mooring_str request_id; /* may be empty */
} mooring_notice;

typedef struct mooring_progress {
  uint32_t struct_size;
  uint32_t reserved;
  int64_t done;     /* of total; 0 when total is not known */
  int64_t total;    /* 0: not known */
  mooring_str note; /* "orders of June 2026" */
} mooring_progress;

typedef struct mooring_permission {
  mooring_str id;  /* stream or capability: "orders" */
  int32_t granted; /* 1 yes, 0 no, -1 not known */
  uint32_t reserved;
  mooring_str note;
} mooring_permission;

typedef struct mooring_identity {
  uint32_t struct_size;
  uint32_t reserved;
  mooring_str account_id; /* empty: the provider does not tell, keep what the consent told */
  mooring_str account_name;
  const mooring_marketplace* marketplaces;
  uint64_t marketplace_count;
  const mooring_permission* permissions;
  uint64_t permission_count;
} mooring_identity;

typedef struct mooring_action {
  uint32_t struct_size; /* set by the host before resume */
  int32_t kind;         /* MOORING_ACTION_*; the matching pointer below is set, the others are NULL */
  const mooring_http_request* http;
  const mooring_batch* emit;
  const mooring_checkpoint* checkpoint;
  const mooring_progress* progress;
  const mooring_identity* identity;
  const mooring_failure* fail;
  int64_t sleep_until_us;
  mooring_str sleep_for;        /* since 1.1: what is waited for, like "report"; may be empty */
  const mooring_notice* notice; /* since 1.1 */
} mooring_action;

/* ---- the plugin -------------------------------------------------------------------------------------------------- */

typedef struct mooring_task mooring_task; /* opaque */

/* Filled by start() when it refuses; the host owns the memory. */
typedef struct mooring_error {
  uint32_t struct_size;
  int32_t kind;      /* MOORING_FAIL_* */
  char message[512]; /* terminated */
} mooring_error;

/* Since 1.4. What start() takes, so that a host that loads the plugin finds a manifest that says otherwise. */
typedef struct mooring_handlers {
  uint32_t struct_size;
  int32_t identify;           /* 1: identify/1, 0: not */
  const mooring_str* streams; /* ids of the streams that it takes with sync/1 */
  uint64_t stream_count;
} mooring_handlers;

typedef struct mooring_plugin {
  uint32_t struct_size;
  uint32_t abi_minor_built;
  uint32_t abi_minor_required;
  uint32_t reserved;
  mooring_str manifest; /* equals the embedded note, byte for byte */
  /* 0: *out is a new task. Otherwise *error is filled and *out untouched. */
  int32_t (*start)(const mooring_call* call, mooring_task** out, mooring_error* error);
  /* Runs the task to its next action. Not called again after DONE or FAIL. */
  void (*resume)(mooring_task* task, const mooring_event* event, mooring_action* action);
  /* Frees the task, also half-way: that is how a run is cancelled. */
  void (*destroy)(mooring_task* task);
  const mooring_handlers* handlers; /* since 1.4; NULL: not told */
} mooring_plugin;

extern const mooring_plugin mooring_plugin_v1;

#ifdef __cplusplus
}
#endif

#endif
