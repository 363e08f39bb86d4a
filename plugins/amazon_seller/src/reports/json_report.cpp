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

void JsonReader::feed(std::string_view part, ReportSink& sink) {
  splitter_.feed(part);
  take(sink);
}

void JsonReader::finish(ReportSink& sink) {
  take(sink);
  splitter_.finish();
  try {
    records_->finish(sink);
  } catch (const Unreadable& problem) {
    throw Failure(FailureKind::bad_response, problem.what());
  }
}

void JsonReader::take(ReportSink& sink) {
  while (const auto json = splitter_.next())
    add(*json, sink);
}

void JsonReader::add(std::string_view json, ReportSink& sink) {
  if (member_ != splitter_.member()) {
    member_ = splitter_.member();
    in_member_ = 0;
  }
  ++in_member_;
  const bool is_of_array = splitter_.is_of_array();
  if (is_of_array) ++sink.records;
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

void JsonReader::refuse(std::string_view json, const std::string& why) const {
  throw Failure(FailureKind::bad_response, "record " + std::to_string(in_member_) + " of '" + member_ +
                                               "': " + why + ": " + sample_of(json));
}

}  // namespace amazon_seller
