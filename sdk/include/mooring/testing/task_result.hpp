// What a task did, as plain values that a test can compare, and how they are read from the C structs.
#pragma once
#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mooring/abi.h"
#include "mooring/call.hpp"
#include "mooring/checkpoint.hpp"
#include "mooring/failure.hpp"
#include "mooring/time.hpp"

namespace mooring::testing {

// A cell by value. `text` holds text, decimal, date and json; `integer` boolean, integer and timestamp.
struct CellValue {
  int32_t type = MOORING_CELL_NULL;
  int64_t integer = 0;
  std::string text;

  bool is_null() const { return type == MOORING_CELL_NULL; }
  // As people write it: "2026-01-31T08:30:00Z", "12.50", "true"; "null" for null.
  std::string shown() const {
    if (is_null()) return "null";
    if (type == MOORING_CELL_BOOLEAN) return integer != 0 ? "true" : "false";
    if (type == MOORING_CELL_INT64) return std::to_string(integer);
    if (type == MOORING_CELL_TIMESTAMP) return format_time(time_from_us(integer));
    return text;
  }
};

struct RowValue {
  std::string stream, marketplace, raw;
  std::map<std::string, CellValue> cells;  // by the field's name

  const CellValue& operator[](const std::string& field) const { return cells.at(field); }
};

struct CheckpointValue {
  std::string cursor;
  std::vector<Range> covered;  // held, of whole streams
  size_t committed_rows = 0;   // of all streams, since the checkpoint before
  std::vector<Coverage> coverage{};
  std::vector<Listing> listings{};
};

struct ProgressValue {
  int64_t done, total;
  std::string note;
};

struct SleepValue {
  Time until;
  std::string what;  // "report", or empty
};

struct TaskResult {
  std::vector<RowValue> rows;   // emitted, in order
  size_t uncommitted_rows = 0;  // emitted after the last checkpoint: the host drops them
  std::vector<CheckpointValue> checkpoints;
  std::vector<ProgressValue> progress;
  std::vector<SleepValue> sleeps;
  std::vector<Notice> notices;
  std::optional<Identity> identity;
  std::optional<Failure> failure;
  std::optional<std::string> refused;  // start() refused: why
  size_t steps = 0;

  bool done() const { return !failure && !refused; }
  std::vector<RowValue> rows_of(std::string_view stream) const {
    std::vector<RowValue> result;
    for (const RowValue& row : rows) {
      if (row.stream == stream) result.push_back(row);
    }
    return result;
  }
  std::string cursor() const { return checkpoints.empty() ? std::string() : checkpoints.back().cursor; }
};

inline CheckpointValue checkpoint_value(const mooring_checkpoint& given, size_t committed_rows) {
  mooring_checkpoint from{};  // what a plugin of an earlier minor version does not have stays empty
  std::memcpy(&from, &given, std::min<size_t>(given.struct_size, sizeof from));
  CheckpointValue value{detail::owned(from.cursor), {}, committed_rows};
  for (uint64_t i = 0; i < from.covered_count; ++i) {
    const mooring_range& range = from.covered[i];
    value.covered.emplace_back(detail::owned(range.stream), detail::owned(range.marketplace),
                               time_from_us(range.from_us), time_from_us(range.to_us));
  }
  for (uint64_t i = 0; i < from.coverage_count; ++i) {
    const mooring_coverage& part = from.coverage[i];
    value.coverage.emplace_back(Range(detail::owned(part.stream), detail::owned(part.marketplace),
                                      time_from_us(part.from_us), time_from_us(part.to_us)),
                                detail::owned(part.part), part.state == MOORING_COVERAGE_LOST);
  }
  for (uint64_t i = 0; i < from.listing_count; ++i) {
    const mooring_listing& listed = from.listings[i];
    Listing listing(detail::owned(listed.stream), detail::owned(listed.marketplace));
    listing.where(detail::owned(listed.field), detail::owned(listed.value));
    listing.between(detail::owned(listed.from_date), detail::owned(listed.to_date));
    listing.is_certain = listed.certain != 0;
    value.listings.push_back(std::move(listing));
  }
  return value;
}

inline Notice notice_value(const mooring_notice& from) {
  Notice notice(detail::owned(from.code), detail::owned(from.message));
  notice.endpoint = detail::owned(from.endpoint);
  notice.request_id = detail::owned(from.request_id);
  notice.status = from.status;
  return notice;
}

inline Identity identity_value(const mooring_identity& from) {
  Identity value;
  value.account_id = detail::owned(from.account_id);
  value.account_name = detail::owned(from.account_name);
  for (uint64_t i = 0; i < from.marketplace_count; ++i)
    value.marketplaces.emplace_back(from.marketplaces[i]);
  for (uint64_t i = 0; i < from.permission_count; ++i) {
    const mooring_permission& permission = from.permissions[i];
    const auto granted = permission.granted < 0 ? std::nullopt : std::optional<bool>(permission.granted != 0);
    value.permissions.emplace_back(detail::owned(permission.id), granted, detail::owned(permission.note));
  }
  return value;
}

}  // namespace mooring::testing
