// What a stream of Amazon's reports says of itself: which report, for which days, and how its rows are read. The rest is the
// same for all: reports/report_sync.hpp (reports that are asked for), reports/listed_sync.hpp (those that Amazon makes by itself).
//
//   constexpr ReportOutput kOutputs[] = {{"fba_returns", 17}};
//   const ReportDeclaration kReturns = {.report_type = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA",
//                                       .role = "Amazon Fulfillment",
//                                       .outputs = kOutputs,
//                                       .days = DayRule{.chunk_days = 30, .lookback_days = 14, .retention_days = 365},
//                                       .reader = table_reader<ReturnRows>};
//   Task<> sync_fba_returns(Context& ctx, const Call& call) { return sync_reports(ctx, call, kReturns); }
//
// Immutable; declarations live for ever.
#pragma once
#include <chrono>
#include <memory>
#include <mooring/plugin.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "day_ranges.hpp"

namespace amazon_seller {

using amazon::Day;
using amazon::DayRange;

struct ReportOutput {
  std::string_view stream;  // id in the manifest
  size_t field_count;
};

struct ReportOption {
  std::string_view name, value;
};

// How the days of a report are read. Days are UTC's.
struct DayRule {
  int chunk_days = 30;     // in one report
  int lookback_days = 0;   // Amazon restates so long: a day is read until its report was made later than that
  int retention_days = 0;  // Amazon has so many days; 0: for ever
  int newest_age_days = 0;  // the latest day that is asked for; 1: yesterday
  // A good report has every record of its days: what it lacks is gone. The streams' time_field is a date.
  bool lists_days = false;
};

// What one report is about, for those who read it.
struct ReportScope {
  std::string marketplace;                // id
  std::string currency;                   // of the marketplace; may be empty
  std::string country_code;               // of the marketplace; may be empty
  std::optional<DayRange> days;           // that were asked for
  std::string report_id;                  // of reports that Amazon makes by itself
  bool personal_data = false;             // the operator wants it, see the setting of that name
  std::span<const ReportOption> options;  // with which it was asked for
  std::string_view part;                  // see ReportDeclaration
};

// Where readers put rows, one set for each output in the order of the declaration. It is emptied from time to time, so that a
// report of any size needs little memory.
class ReportSink {
 public:
  explicit ReportSink(std::span<const ReportOutput> outputs) {
    for (const ReportOutput& output : outputs)
      rows_.emplace_back(std::string(output.stream), output.field_count);
  }

  mooring::Rows& rows(size_t output = 0) { return rows_[output]; }
  size_t waiting() const {
    size_t count = 0;
    for (const mooring::Rows& rows : rows_)
      count += rows.size();
    return count;
  }
  bool is_full() const { return waiting() >= kRowsPerCommit; }
  void forget() {
    for (mooring::Rows& rows : rows_)
      rows.clear();
  }

  uint64_t records = 0;  // that were read so far

 private:
  static constexpr size_t kRowsPerCommit = 5000;
  std::vector<mooring::Rows> rows_;
};

// The answer whose body is being read.
struct OpenReport {
  std::string content_type;
  std::string endpoint;  // for messages
};

// Makes rows of the body, part by part: feed() for each part, then end(), and take() after each of them; finish() when all is
// taken. What it cannot read throws Failure (bad_response) or Unreadable, with the place in the document and a sample.
class ReportReader {
 public:
  virtual ~ReportReader() = default;
  virtual void feed(std::string_view part) = 0;
  virtual void end() = 0;
  // The rows of what was fed. False: the sink is full, and there is more.
  virtual bool take(ReportSink& sink) = 0;
  virtual void finish(ReportSink& sink) = 0;
  // What a person should know of the report that was just read.
  virtual std::optional<mooring::Notice> notice() const { return std::nullopt; }
  // It contradicts itself: a part of it may be missing. A report that Amazon made by itself is then read again.
  virtual bool is_doubtful() const { return false; }
  // False: it is not what would be asked for, as far as it can be told. Such a one of somebody else is not taken.
  virtual bool is_as_asked() const { return true; }
};

using MakeReader = std::unique_ptr<ReportReader> (*)(const ReportScope& scope, const OpenReport& open);

// How soon Amazon makes the same report again: those of its warehouses, which it makes once a day, and others.
inline constexpr std::chrono::minutes kDailyAgainAfter{4 * 60}, kAgainAfter{30};

struct ReportDeclaration {
  std::string_view report_type;
  std::string_view role;                  // what the application needs, in Amazon's words
  std::span<const ReportOutput> outputs;  // the first one's runs fill the others too (`fed_by`)
  std::optional<DayRule> days;            // nothing: a snapshot
  std::vector<ReportOption> options;
  // Of a stream that is made of several reports of one type, by their options: which one this is, "SOURCING/FRESH", and the field of
  // all outputs that holds it. Empty: the stream is one. See reports/report_parts.hpp.
  std::string part;
  std::string_view part_field;
  // Amazon refuses the same report earlier than this: a finished one of that age is taken instead, and one that it says is
  // FATAL is asked for again only then.
  std::chrono::minutes again_after = kDailyAgainAfter;
  // A report that somebody else asked for may be taken. Amazon does not tell a report's options in its list: false where
  // they matter and the document does not tell them either.
  bool may_adopt = true;
  MakeReader reader = nullptr;
};

}  // namespace amazon_seller
