#include "plugins/checkpoint_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "base/limits.hpp"
#include "plugins/action_texts.hpp"
#include "plugins/batch_reader.hpp"

namespace mooring::host {
namespace {

// What a plugin built for ABI 1.0 sends: coverage and listings came with 1.1.
constexpr size_t kCheckpointBytes1_0 = offsetof(mooring_checkpoint, coverage);

void require_range(const CoveredRange& range, const TaskContext& context, ActionTexts& read) {
  read.require(context.fillable(range.stream), "checkpoint: covers a stream that this run does not fill");
  read.require(is_time(to_unix_us(range.from)) && is_time(to_unix_us(range.to)),
               "checkpoint: a covered range lies outside the years 1 to 9999");
  read.require(range.from < range.to, "checkpoint: a covered range ends before it begins");
}

CoveredRange read_range(const mooring_range& from, const TaskContext& context, ActionTexts& read) {
  CoveredRange range;
  range.stream = read.text(from.stream, "checkpoint.covered.stream");
  range.marketplace = read.text(from.marketplace, "checkpoint.covered.marketplace");
  range.from = from_unix_us(from.from_us);
  range.to = from_unix_us(from.to_us);
  require_range(range, context, read);
  return range;
}

CoveredRange read_coverage(const mooring_coverage& from, const TaskContext& context, ActionTexts& read) {
  CoveredRange range;
  range.stream = read.text(from.stream, "checkpoint.coverage.stream");
  range.marketplace = read.text(from.marketplace, "checkpoint.coverage.marketplace");
  range.part = read.text(from.part, "checkpoint.coverage.part");
  range.from = from_unix_us(from.from_us);
  range.to = from_unix_us(from.to_us);
  range.lost = from.state == MOORING_COVERAGE_LOST;
  read.require(from.state == MOORING_COVERAGE_HELD || from.state == MOORING_COVERAGE_LOST,
               "checkpoint: a coverage is neither held nor lost");
  require_range(range, context, read);
  return range;
}

// A listing marks records as deleted, so it may speak only of what this run reads.
void require_listing(const CompleteListing& listing, const TaskContext& context, ActionTexts& read) {
  const StreamRule* stream = context.fillable(listing.stream);
  read.require(stream, "checkpoint: lists a stream that this run does not fill");
  if (!stream) return;
  read.require(context.may_list(listing.marketplace),
               "checkpoint: lists a marketplace that this run does not read");
  const RecordField* field = stream->field(listing.field);
  read.require(listing.field.empty() ? listing.value.empty() : field && field->type == FieldType::text,
               "checkpoint: a listing's field is not a text field of the stream");
  if (listing.from_date.empty() && listing.to_date.empty()) return;
  const RecordField* time = stream->field(stream->time_field);
  read.require(time && time->type == FieldType::date,
               "checkpoint: a listing has dates, but the stream's time_field is not a date");
  read.require(is_date(listing.from_date) && is_date(listing.to_date),
               "checkpoint: a listing's date is not like 2026-01-31");
  read.require(listing.from_date <= listing.to_date, "checkpoint: a listing ends before it begins");
}

CompleteListing read_listing(const mooring_listing& from, const TaskContext& context, ActionTexts& read) {
  CompleteListing listing;
  listing.stream = read.text(from.stream, "checkpoint.listings.stream");
  listing.marketplace = read.text(from.marketplace, "checkpoint.listings.marketplace");
  listing.field = read.text(from.field, "checkpoint.listings.field");
  listing.value = read.text(from.value, "checkpoint.listings.value");
  listing.from_date = read.text(from.from_date, "checkpoint.listings.from_date");
  listing.to_date = read.text(from.to_date, "checkpoint.listings.to_date");
  listing.certain = from.certain != 0;
  require_listing(listing, context, read);
  return listing;
}

// What the run's stream holds, and what is lost of it, the parts of its records hold and lose with it: that is what parent_key
// promises. Where the plugin speaks of the parts itself, its word counts.
void add_ranges_of_parts(const TaskContext& context, std::vector<CoveredRange>& covered) {
  const size_t told = covered.size();
  for (const StreamRule& parts : context.manifest.streams) {
    if (parts.fed_by != context.stream->id || parts.parent_key.empty()) continue;
    const bool is_told = std::any_of(covered.begin(), covered.end(),
                                     [&](const CoveredRange& range) { return range.stream == parts.id; });
    for (size_t i = 0; !is_told && i < told; ++i) {
      if (covered[i].stream != context.stream->id || !covered[i].part.empty()) continue;
      CoveredRange range = covered[i];
      range.stream = parts.id;
      covered.push_back(std::move(range));
    }
  }
}

}  // namespace

Result<TaskAction> read_checkpoint(const mooring_checkpoint& from, const TaskContext& context) {
  ActionTexts read;
  CheckpointAction action;
  read.require(context.is_sync(), "checkpoint: only a sync has a cursor");
  read.require(from.struct_size >= kCheckpointBytes1_0, "checkpoint: struct_size is too small");
  if (!read.good()) return read.finish(std::move(action));
  mooring_checkpoint given{};  // what is newer than the plugin stays empty
  std::memcpy(&given, &from, std::min<size_t>(from.struct_size, sizeof given));
  read.require(given.covered_count <= limits::kTaskListMax, "checkpoint: too many covered ranges");
  read.require(given.covered || given.covered_count == 0, "checkpoint: has a count but no covered ranges");
  read.require(given.coverage_count <= limits::kTaskListMax, "checkpoint: too much coverage");
  read.require(given.coverage || given.coverage_count == 0, "checkpoint: has a count but no coverage");
  read.require(given.listing_count <= limits::kTaskListMax, "checkpoint: too many listings");
  read.require(given.listings || given.listing_count == 0, "checkpoint: has a count but no listings");
  action.cursor = read.text(given.cursor, "checkpoint.cursor", limits::kCursorBytesMax);
  for (uint64_t i = 0; read.good() && i < given.covered_count; ++i)
    action.covered.push_back(read_range(given.covered[i], context, read));
  for (uint64_t i = 0; read.good() && i < given.coverage_count; ++i)
    action.covered.push_back(read_coverage(given.coverage[i], context, read));
  for (uint64_t i = 0; read.good() && i < given.listing_count; ++i)
    action.listings.push_back(read_listing(given.listings[i], context, read));
  if (read.good()) add_ranges_of_parts(context, action.covered);
  return read.finish(std::move(action));
}

}  // namespace mooring::host
