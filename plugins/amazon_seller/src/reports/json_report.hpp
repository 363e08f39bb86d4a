// Reports that are one JSON object with arrays of records in it (sales and traffic, Vendor Central): the reader that the sync
// feeds, and what a stream writes for its records.
//
//   class TrafficRecords : public JsonRecords {
//     void add(const JsonRecord& record, ReportSink& sink) override {
//       if (record.member == "salesAndTrafficByDate") ... record.object(): a simdjson value; throws as simdjson does
//     }
//   };
//   ... .reader = json_reader<TrafficRecords>
//
// One thread.
#pragma once
#include <simdjson.h>

#include <mooring/json_array.hpp>
#include <string>
#include <string_view>

#include "reports/report_stream.hpp"
#include "values.hpp"

namespace amazon_seller {

// One record of an array of the report, or a member that is no array, such as "reportSpecification". Lives while add() runs.
struct JsonRecord {
  std::string_view member;   // the name of the array
  bool is_of_array = false;  // false: the member's whole value
  std::string_view raw;      // as it stands in the document
  simdjson::ondemand::document& document;

  // For amazon::for_each_member(); to be asked for once.
  simdjson::ondemand::object value() const { return document.get_object(); }
};

class JsonRecords {
 public:
  virtual ~JsonRecords() = default;
  // Throws amazon::Unreadable or simdjson::simdjson_error for what it cannot use. The values' readers name the member:
  // see amazon::ValueReader.
  virtual void add(const JsonRecord& record, ReportSink& sink) = 0;
  // The arrays that every report has, with records or without: one that lacks them tells nothing.
  virtual std::vector<std::string_view> arrays() const = 0;
  // The document is complete. Throws Unreadable when something that must be there was not.
  virtual void finish(ReportSink& /*sink*/) {}
  virtual std::optional<mooring::Notice> notice() const { return std::nullopt; }
  // What was read last when simdjson gave up; empty: not known.
  virtual std::string place() const { return {}; }
};

class JsonReader : public ReportReader {
 public:
  explicit JsonReader(std::unique_ptr<JsonRecords> records) : records_(std::move(records)) {}
  void feed(std::string_view part) override { splitter_.feed(part); }
  void end() override {}
  bool take(ReportSink& sink) override;
  void finish(ReportSink& sink) override;
  std::optional<mooring::Notice> notice() const override { return records_->notice(); }

 private:
  void add(std::string_view json, ReportSink& sink);
  bool is_array_by_rule() const;  // the current member
  [[noreturn]] void refuse(std::string_view json, const std::string& why) const;

  std::unique_ptr<JsonRecords> records_;
  mooring::JsonArraySplitter splitter_ = mooring::JsonArraySplitter::of_object();
  simdjson::ondemand::parser parser_;
  uint64_t in_member_ = 0;  // records of the current member so far
  std::string member_;
};

template <class RecordsOfStream>
std::unique_ptr<ReportReader> json_reader(const ReportScope& scope, const OpenReport&) {
  return std::make_unique<JsonReader>(std::make_unique<RecordsOfStream>(scope));
}

}  // namespace amazon_seller
