#include "api.hpp"

#include <algorithm>
#include <mooring/charset.hpp>

namespace amazon_seller {

using mooring::Failure;
using mooring::FailureKind;
using mooring::HttpResponse;

namespace {

constexpr size_t kSampleBytes = 40;

// {"errors":[{"code":"...","message":"...","details":"..."}]}: the first one in one sentence; empty when
// there is none.
std::string words_of_amazon(const HttpResponse& answer) {
  std::string code, message, details;
  try {
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document = parser.iterate(padded(answer));
    for (auto error : document["errors"].get_array()) {
      for_each_member(error.value(), [&](std::string_view key, simdjson::ondemand::value value) {
        if (key == "code") code = optional_text(value).value_or("");
        if (key == "message") message = optional_text(value).value_or("");
        if (key == "details") details = optional_text(value).value_or("");
      });
      break;
    }
  } catch (const simdjson::simdjson_error&) {
    // What was read so far is all there is: a gateway may answer HTML, or nothing.
  } catch (const amazon::Unreadable&) {  // the same
  }
  std::string text = message.empty() ? code : message;
  if (!code.empty() && !message.empty()) text += " (" + code + ")";
  if (!details.empty()) text += ": " + details;
  return text;
}

std::string shown(std::string_view text) {
  std::string sample(text);
  std::ranges::replace_if(
      sample,
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e; },
      ' ');
  return '"' + sample + '"';
}

std::string place_at(const HttpResponse& answer, const char* at) {
  const std::string_view body = answer.body();
  if (at < body.data() || at >= body.data() + body.size()) return " at the end";
  const auto offset = static_cast<size_t>(at - body.data());
  return " at byte " + std::to_string(offset) + ", near " + shown(body.substr(offset, kSampleBytes));
}

std::string place_of_damage(std::string_view body) {
  try {
    mooring::TextDecoder decoder(mooring::Charset::utf_8);
    std::string text;
    decoder.decode(body, text);
    decoder.finish(text);
  } catch (const Failure& failure) {
    return std::string(": ") + failure.message();
  }
  const std::string_view end = body.substr(body.size() - std::min(body.size(), kSampleBytes));
  return " It has " + std::to_string(body.size()) + " bytes, the last of them " + shown(end);
}

}  // namespace

std::string place_of(const simdjson::simdjson_error& error, const HttpResponse& answer,
                     std::optional<simdjson::ondemand::document>& document) {
  // Of brackets that are not closed simdjson tells none.
  if (!document || error.error() == simdjson::INCOMPLETE_ARRAY_OR_OBJECT)
    return place_of_damage(answer.body());
  const char* at = nullptr;
  return document->current_location().get(at) == simdjson::SUCCESS ? place_at(answer, at) : " at the end";
}

std::string place_of_record(const HttpResponse& answer, const char* record) {
  return record == nullptr ? std::string() : "; the record stands" + place_at(answer, record);
}

std::string_view text_from(const char* begin, simdjson::ondemand::document& document) {
  const char* at = nullptr;
  if (begin == nullptr || document.current_location().get(at) != simdjson::SUCCESS) return {};
  return {begin, at};
}

std::string what_instead_of_json(std::string_view body) {
  const size_t start = body.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return "an empty body";
  if (body[start] == '<') return "an HTML or XML page";
  return {};
}

Failure refusal(const HttpResponse& answer, std::string_view role) {
  std::string words = words_of_amazon(answer);
  if (words.empty()) {
    const std::string instead = what_instead_of_json(answer.body());
    words = "status " + std::to_string(answer.status()) +
            (instead.empty() ? " without a reason" : " with " + instead);
  }
  std::string text = "Amazon refused the call: " + words;
  if (answer.status() == 403) {
    text += ". The application may lack the role \"" + std::string(role) +
            "\", or the seller has not authorized it in this region";
  }
  return answer.failure(mooring::failure_kind_of(answer.status()), std::move(text), kRequestIdHeader);
}

void refuse_errors(const HttpResponse& answer, simdjson::ondemand::value errors) {
  size_t count = 0;
  for_each_element(errors, [&](simdjson::ondemand::value) { ++count; });
  if (count == 0) return;
  const std::string words = words_of_amazon(answer);
  throw bad_answer(answer, "it has errors beside the records, which may lack some: " +
                               (words.empty() ? std::string("Amazon gives no reason") : words));
}

Failure bad_answer(const HttpResponse& answer, const std::string& why) {
  return answer.failure(FailureKind::bad_response, "Amazon's answer cannot be read: " + why,
                        kRequestIdHeader);
}

}  // namespace amazon_seller
