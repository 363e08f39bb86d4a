// ABI 1.0 is frozen, and so is what 1.1 to 1.4 added: sizes, offsets, values and function types on LP64. A later minor version
// may only add fields at the ends of structs that carry struct_size; then this file gains assertions and keeps the old
// ones for the old part.
#include <mooring/abi.h>

#include <catch2/catch.hpp>
#include <cstddef>
#include <type_traits>

#define FIELD(type, field, at) static_assert(offsetof(type, field) == (at), #type "." #field " has moved")

// The size that a plugin or host of 1.0 knows: where the first field of 1.1 begins.
#define SIZE_IN_1_0(type, first_new_field, size) \
  static_assert(offsetof(type, first_new_field) == (size), #type " was changed in the part of 1.0")

#define SIZE_IN_1_1(type, first_new_field, size) \
  static_assert(offsetof(type, first_new_field) == (size), #type " was changed in the part of 1.1")

static_assert(sizeof(void*) == 8);
static_assert(MOORING_ABI_MAJOR == 1);

static_assert(sizeof(mooring_str) == 16);
FIELD(mooring_str, data, 0);
FIELD(mooring_str, size, 8);
static_assert(sizeof(mooring_pair) == 32);
FIELD(mooring_pair, name, 0);
FIELD(mooring_pair, value, 16);

SIZE_IN_1_0(mooring_call, selected, 168);
FIELD(mooring_call, struct_size, 0);
FIELD(mooring_call, operation, 8);
FIELD(mooring_call, stream, 24);
FIELD(mooring_call, connection_id, 40);
FIELD(mooring_call, region, 56);
FIELD(mooring_call, api_base, 72);
FIELD(mooring_call, account_id, 88);
FIELD(mooring_call, cursor, 104);
FIELD(mooring_call, now_us, 120);
FIELD(mooring_call, history_from_us, 128);
FIELD(mooring_call, marketplaces, 136);
FIELD(mooring_call, marketplace_count, 144);
FIELD(mooring_call, settings, 152);
FIELD(mooring_call, setting_count, 160);

static_assert(sizeof(mooring_failure) == 64);
FIELD(mooring_failure, struct_size, 0);
FIELD(mooring_failure, kind, 4);
FIELD(mooring_failure, status, 8);
FIELD(mooring_failure, endpoint, 16);
FIELD(mooring_failure, request_id, 32);
FIELD(mooring_failure, message, 48);

static_assert(sizeof(mooring_http_response) == 40);
FIELD(mooring_http_response, status, 4);
FIELD(mooring_http_response, headers, 8);
FIELD(mooring_http_response, header_count, 16);
FIELD(mooring_http_response, body, 24);

SIZE_IN_1_0(mooring_event, body_part, 32);
FIELD(mooring_event, kind, 4);
FIELD(mooring_event, now_us, 8);
FIELD(mooring_event, http, 16);
FIELD(mooring_event, failure, 24);

static_assert(sizeof(mooring_http_request) == 104);
FIELD(mooring_http_request, flags, 4);  // reserved, and 0, in 1.0
FIELD(mooring_http_request, method, 8);
FIELD(mooring_http_request, url, 24);
FIELD(mooring_http_request, headers, 40);
FIELD(mooring_http_request, header_count, 48);
FIELD(mooring_http_request, body, 56);
FIELD(mooring_http_request, budget, 72);
FIELD(mooring_http_request, credential, 88);

static_assert(sizeof(mooring_cell) == 32);
FIELD(mooring_cell, type, 0);
FIELD(mooring_cell, integer, 8);
FIELD(mooring_cell, text, 16);

SIZE_IN_1_0(mooring_batch, cells_per_row, 56);
FIELD(mooring_batch, stream, 8);
FIELD(mooring_batch, row_count, 24);
FIELD(mooring_batch, cells, 32);
FIELD(mooring_batch, raw, 40);
FIELD(mooring_batch, marketplaces, 48);

static_assert(sizeof(mooring_range) == 48);
FIELD(mooring_range, stream, 0);
FIELD(mooring_range, marketplace, 16);
FIELD(mooring_range, from_us, 32);
FIELD(mooring_range, to_us, 40);

SIZE_IN_1_0(mooring_checkpoint, coverage, 40);
FIELD(mooring_checkpoint, cursor, 8);
FIELD(mooring_checkpoint, covered, 24);
FIELD(mooring_checkpoint, covered_count, 32);

static_assert(sizeof(mooring_progress) == 40);
FIELD(mooring_progress, done, 8);
FIELD(mooring_progress, total, 16);
FIELD(mooring_progress, note, 24);

static_assert(sizeof(mooring_marketplace) == 104);
FIELD(mooring_marketplace, id, 0);
FIELD(mooring_marketplace, name, 16);
FIELD(mooring_marketplace, country_code, 32);
FIELD(mooring_marketplace, currency, 48);
FIELD(mooring_marketplace, time_zone, 64);
FIELD(mooring_marketplace, available, 80);
FIELD(mooring_marketplace, note, 88);

static_assert(sizeof(mooring_permission) == 40);
FIELD(mooring_permission, id, 0);
FIELD(mooring_permission, granted, 16);
FIELD(mooring_permission, note, 24);

static_assert(sizeof(mooring_identity) == 72);
FIELD(mooring_identity, account_id, 8);
FIELD(mooring_identity, account_name, 24);
FIELD(mooring_identity, marketplaces, 40);
FIELD(mooring_identity, marketplace_count, 48);
FIELD(mooring_identity, permissions, 56);
FIELD(mooring_identity, permission_count, 64);

SIZE_IN_1_0(mooring_action, sleep_for, 64);
FIELD(mooring_action, struct_size, 0);
FIELD(mooring_action, kind, 4);
FIELD(mooring_action, http, 8);
FIELD(mooring_action, emit, 16);
FIELD(mooring_action, checkpoint, 24);
FIELD(mooring_action, progress, 32);
FIELD(mooring_action, identity, 40);
FIELD(mooring_action, fail, 48);
FIELD(mooring_action, sleep_until_us, 56);

static_assert(sizeof(mooring_error) == 520);
FIELD(mooring_error, kind, 4);
FIELD(mooring_error, message, 8);

SIZE_IN_1_0(mooring_plugin, handlers, 56);
FIELD(mooring_plugin, abi_minor_built, 4);
FIELD(mooring_plugin, abi_minor_required, 8);
FIELD(mooring_plugin, manifest, 16);
FIELD(mooring_plugin, start, 32);
FIELD(mooring_plugin, resume, 40);
FIELD(mooring_plugin, destroy, 48);

// ---- since 1.1 ----
SIZE_IN_1_1(mooring_call, range_from_us, 184);
FIELD(mooring_call, selected, 168);
FIELD(mooring_call, selected_count, 176);
static_assert(sizeof(mooring_event) == 48);
FIELD(mooring_event, body_part, 32);
static_assert(sizeof(mooring_checkpoint) == 72);
FIELD(mooring_checkpoint, coverage, 40);
FIELD(mooring_checkpoint, coverage_count, 48);
FIELD(mooring_checkpoint, listings, 56);
FIELD(mooring_checkpoint, listing_count, 64);
static_assert(sizeof(mooring_action) == 88);
FIELD(mooring_action, sleep_for, 64);
FIELD(mooring_action, notice, 80);

static_assert(sizeof(mooring_coverage) == 72);
FIELD(mooring_coverage, stream, 0);
FIELD(mooring_coverage, marketplace, 16);
FIELD(mooring_coverage, part, 32);
FIELD(mooring_coverage, from_us, 48);
FIELD(mooring_coverage, to_us, 56);
FIELD(mooring_coverage, state, 64);

static_assert(sizeof(mooring_listing) == 104);
FIELD(mooring_listing, stream, 0);
FIELD(mooring_listing, marketplace, 16);
FIELD(mooring_listing, field, 32);
FIELD(mooring_listing, value, 48);
FIELD(mooring_listing, from_date, 64);
FIELD(mooring_listing, to_date, 80);
FIELD(mooring_listing, certain, 96);

static_assert(sizeof(mooring_notice) == 72);
FIELD(mooring_notice, status, 4);
FIELD(mooring_notice, code, 8);
FIELD(mooring_notice, message, 24);
FIELD(mooring_notice, endpoint, 40);
FIELD(mooring_notice, request_id, 56);

// ---- since 1.2 ----
static_assert(offsetof(mooring_call, account_kind) == 200);
FIELD(mooring_call, range_from_us, 184);
FIELD(mooring_call, range_to_us, 192);

// ---- since 1.3 ----
static_assert(sizeof(mooring_call) == 216);

// ---- since 1.4 ----
static_assert(MOORING_ABI_MINOR == 4);
static_assert(MOORING_ACTION_REWIND == 11);
static_assert(sizeof(mooring_batch) == 64);
FIELD(mooring_batch, cells_per_row, 56);
static_assert(sizeof(mooring_plugin) == 64);
FIELD(mooring_plugin, handlers, 56);
static_assert(sizeof(mooring_handlers) == 24);
FIELD(mooring_handlers, struct_size, 0);
FIELD(mooring_handlers, identify, 4);
FIELD(mooring_handlers, streams, 8);
FIELD(mooring_handlers, stream_count, 16);

static_assert(MOORING_EVENT_BODY == 6);
static_assert(MOORING_ACTION_READ == 9 && MOORING_ACTION_NOTICE == 10);
static_assert(MOORING_HTTP_STREAM_BODY == 1);
static_assert(MOORING_COVERAGE_HELD == 1 && MOORING_COVERAGE_LOST == 2);

static_assert(std::is_same_v<decltype(mooring_plugin::start),
                             int32_t (*)(const mooring_call*, mooring_task**, mooring_error*)>);
static_assert(std::is_same_v<decltype(mooring_plugin::resume),
                             void (*)(mooring_task*, const mooring_event*, mooring_action*)>);
static_assert(std::is_same_v<decltype(mooring_plugin::destroy), void (*)(mooring_task*)>);

static_assert(MOORING_EVENT_START == 1 && MOORING_EVENT_HTTP_RESPONSE == 2 && MOORING_EVENT_ACCEPTED == 3 &&
              MOORING_EVENT_WOKE == 4 && MOORING_EVENT_FAILED == 5);
static_assert(MOORING_ACTION_HTTP == 1 && MOORING_ACTION_EMIT == 2 && MOORING_ACTION_CHECKPOINT == 3 &&
              MOORING_ACTION_SLEEP == 4 && MOORING_ACTION_PROGRESS == 5 && MOORING_ACTION_IDENTITY == 6 &&
              MOORING_ACTION_DONE == 7 && MOORING_ACTION_FAIL == 8);
static_assert(MOORING_CELL_NULL == 0 && MOORING_CELL_BOOLEAN == 1 && MOORING_CELL_INT64 == 2 &&
              MOORING_CELL_DECIMAL == 3 && MOORING_CELL_TEXT == 4 && MOORING_CELL_TIMESTAMP == 5 &&
              MOORING_CELL_DATE == 6 && MOORING_CELL_JSON == 7);
static_assert(MOORING_FAIL_THROTTLED == 1 && MOORING_FAIL_SERVER == 2 && MOORING_FAIL_NETWORK == 3 &&
              MOORING_FAIL_GRANT_REJECTED == 4 && MOORING_FAIL_GRANT_REVOKED == 5 &&
              MOORING_FAIL_PERMISSION == 6 && MOORING_FAIL_REQUEST_REJECTED == 7 &&
              MOORING_FAIL_BAD_RESPONSE == 8 && MOORING_FAIL_INTERNAL == 9 &&
              MOORING_FAIL_APPLICATION_REJECTED == 10 && MOORING_FAIL_CANCELLED == 11);

extern "C" {
extern const uint64_t mooring_abi_sizes_in_c[];
extern const uint64_t mooring_abi_size_count_in_c;
}

TEST_CASE("C and C++ agree on every size") {
  const uint64_t here[] = {
      sizeof(mooring_str),          sizeof(mooring_pair),          sizeof(mooring_call),
      sizeof(mooring_failure),      sizeof(mooring_http_response), sizeof(mooring_event),
      sizeof(mooring_http_request), sizeof(mooring_cell),          sizeof(mooring_batch),
      sizeof(mooring_range),        sizeof(mooring_checkpoint),    sizeof(mooring_progress),
      sizeof(mooring_marketplace),  sizeof(mooring_permission),    sizeof(mooring_identity),
      sizeof(mooring_action),       sizeof(mooring_error),         sizeof(mooring_plugin),
      sizeof(mooring_coverage),     sizeof(mooring_listing),       sizeof(mooring_notice),
      sizeof(mooring_handlers)};
  REQUIRE(mooring_abi_size_count_in_c == std::size(here));
  for (size_t i = 0; i < std::size(here); ++i)
    CHECK(here[i] == mooring_abi_sizes_in_c[i]);
}
