// What the host refuses of a CHECKPOINT, in its words.
#pragma once
#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "mooring/testing/batch_rules.hpp"

namespace mooring::testing::rules {

// What a sync may fill and speak of.
struct TaskScope {
  const DeclaredPlugin& plugin;
  const DeclaredStream* stream = nullptr;  // nullptr: it does not sync
  std::vector<std::string> marketplaces{};

  // The declared stream when it is the task's own, or one that is fed by it.
  const DeclaredStream* fillable(std::string_view id) const {
    if (stream == nullptr) return nullptr;
    const DeclaredStream* other = plugin.stream(id);
    return other != nullptr && (other->id == stream->id || other->fed_by == stream->id) ? other : nullptr;
  }
  bool may_list(std::string_view marketplace) const {
    if (marketplace.empty()) return stream != nullptr && stream->scope != "marketplace";
    return std::find(marketplaces.begin(), marketplaces.end(), marketplace) != marketplaces.end();
  }
};

class CheckpointRules {
 public:
  explicit CheckpointRules(const TaskScope& scope) : scope_(scope) {}

  void check(const mooring_checkpoint& from) const {
    require(scope_.stream != nullptr, "checkpoint: only a sync has a cursor");
    require(from.struct_size >= offsetof(mooring_checkpoint, coverage),
            "checkpoint: struct_size is too small");
    mooring_checkpoint given{};  // what is newer than the plugin stays empty
    std::memcpy(&given, &from, std::min<size_t>(from.struct_size, sizeof given));
    check_counts(given);
    text_of(given.cursor, "checkpoint.cursor", host_limits::kCursorBytesMax);
    for (uint64_t i = 0; i < given.covered_count; ++i)
      check_range(given.covered[i]);
    for (uint64_t i = 0; i < given.coverage_count; ++i)
      check_coverage(given.coverage[i]);
    for (uint64_t i = 0; i < given.listing_count; ++i)
      check_listing(given.listings[i]);
    for (uint64_t i = 0; i < given.listing_count; ++i)
      check_mode(given.listings[i]);
  }

 private:
  static void check_counts(const mooring_checkpoint& given) {
    constexpr size_t kMost = host_limits::kTaskListMax;
    require(given.covered_count <= kMost, "checkpoint: too many covered ranges");
    require(given.covered != nullptr || given.covered_count == 0,
            "checkpoint: has a count but no covered ranges");
    require(given.coverage_count <= kMost, "checkpoint: too much coverage");
    require(given.coverage != nullptr || given.coverage_count == 0,
            "checkpoint: has a count but no coverage");
    require(given.listing_count <= kMost, "checkpoint: too many listings");
    require(given.listings != nullptr || given.listing_count == 0, "checkpoint: has a count but no listings");
  }

  void check_times(std::string_view stream, int64_t from_us, int64_t to_us) const {
    require(scope_.fillable(stream) != nullptr, "checkpoint: covers a stream that this run does not fill");
    require(is_stored_time(from_us) && is_stored_time(to_us),
            "checkpoint: a covered range lies outside the years 1 to 9999");
    require(from_us < to_us, "checkpoint: a covered range ends before it begins");
  }
  void check_range(const mooring_range& range) const {
    const std::string_view stream = text_of(range.stream, "checkpoint.covered.stream");
    text_of(range.marketplace, "checkpoint.covered.marketplace");
    check_times(stream, range.from_us, range.to_us);
  }
  void check_coverage(const mooring_coverage& part) const {
    const std::string_view stream = text_of(part.stream, "checkpoint.coverage.stream");
    text_of(part.marketplace, "checkpoint.coverage.marketplace");
    text_of(part.part, "checkpoint.coverage.part");
    require(part.state == MOORING_COVERAGE_HELD || part.state == MOORING_COVERAGE_LOST,
            "checkpoint: a coverage is neither held nor lost");
    check_times(stream, part.from_us, part.to_us);
  }

  void check_listing(const mooring_listing& listing) const {
    const DeclaredStream* stream = scope_.fillable(text_of(listing.stream, "checkpoint.listings.stream"));
    const std::string_view marketplace = text_of(listing.marketplace, "checkpoint.listings.marketplace");
    const std::string_view name = text_of(listing.field, "checkpoint.listings.field");
    const std::string_view value = text_of(listing.value, "checkpoint.listings.value");
    const std::string_view from = text_of(listing.from_date, "checkpoint.listings.from_date");
    const std::string_view to = text_of(listing.to_date, "checkpoint.listings.to_date");
    require(stream != nullptr, "checkpoint: lists a stream that this run does not fill");
    require(scope_.may_list(marketplace), "checkpoint: lists a marketplace that this run does not read");
    const DeclaredField* field = stream->field(name);
    require(name.empty() ? value.empty() : field != nullptr && field->cell_type == MOORING_CELL_TEXT,
            "checkpoint: a listing's field is not a text field of the stream");
    if (from.empty() && to.empty()) return;
    const DeclaredField* time = stream->field(stream->time_field);
    require(time != nullptr && time->cell_type == MOORING_CELL_DATE,
            "checkpoint: a listing has dates, but the stream's time_field is not a date");
    require(is_date(from) && is_date(to), "checkpoint: a listing's date is not like 2026-01-31");
    require(from <= to, "checkpoint: a listing ends before it begins");
  }
  // The run refuses it, not the reader of actions: such streams never tell what is not there any more.
  void check_mode(const mooring_listing& listing) const {
    const std::string id(listing.stream.data, listing.stream.size);
    require(scope_.plugin.stream(id)->mode != "incremental",
            "The plugin told a complete listing of the stream '" + id +
                "'; only snapshot and window streams of its own run have one");
  }

  const TaskScope& scope_;
};

}  // namespace mooring::testing::rules
