#include "reports/json_report.hpp"

#include <algorithm>

namespace amazon_seller {

using amazon::Unreadable;
using mooring::Failure;
using mooring::FailureKind;
using mooring::JsonArraySplitter;

namespace {

constexpr size_t kShownBytes = 80;

std::string sample_of(std::string_view json) {
  std::string shown(json.substr(0, kShownBytes));
  while (json.size() > shown.size() && !shown.empty() && static_cast<unsigned char>(shown.back()) >= 0x80)
    shown.pop_back();  // not half a character
  std::ranges::replace_if(
      shown, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return shown;
}

}  // namespace

void JsonReader::finish(ReportSink& sink) {
  splitter_.finish();
  for (const std::string_view array : records_->arrays())
    if (!splitter_.has_array(array))
      throw Failure(FailureKind::bad_response, "the report has no array '" + std::string(array) + "'");
  try {
    records_->finish(sink);
  } catch (const Unreadable& problem) {
    throw Failure(FailureKind::bad_response, problem.what());
  }
}

bool JsonReader::take(ReportSink& sink) {
  while (!sink.is_full()) {
    const auto json = splitter_.next();
    if (!json) return true;
    add(*json, sink);
  }
  return false;
}

void JsonReader::add(std::string_view json, ReportSink& sink) {
  if (member_ != splitter_.member()) {
    member_ = splitter_.member();
    in_member_ = 0;
  }
  ++in_member_;
  const bool is_of_array = splitter_.is_of_array();
  if (is_of_array) ++sink.records;
  if (!is_of_array && is_array_by_rule()) refuse(json, "it is no array");
  // What is no object is no record; nothing that Amazon documents is one.
  if (!json.starts_with('{')) {
    if (is_of_array) refuse(json, "it is no object");
    return;
  }
  static_assert(JsonArraySplitter::kPadding >= simdjson::SIMDJSON_PADDING);
  try {
    simdjson::ondemand::document document = parser_.iterate(
        simdjson::padded_string_view(json.data(), json.size(), json.size() + JsonArraySplitter::kPadding));
    records_->add(JsonRecord{member_, is_of_array, json, document}, sink);
  } catch (const simdjson::simdjson_error& error) {
    const std::string place = records_->place();
    refuse(json, (place.empty() ? "" : "member '" + place + "': ") + error.what());
  } catch (const Unreadable& problem) {
    refuse(json, problem.what());
  }
}

bool JsonReader::is_array_by_rule() const {
  const std::vector<std::string_view> arrays = records_->arrays();
  return std::ranges::find(arrays, member_) != arrays.end();
}

void JsonReader::refuse(std::string_view json, const std::string& why) const {
  throw Failure(FailureKind::bad_response, "record " + std::to_string(in_member_) + " of '" + member_ +
                                               "': " + why + ": " + sample_of(json));
}

}  // namespace amazon_seller
