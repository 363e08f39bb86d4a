// What all calls of the Selling Partner API share: how a refusal is read, and JSON helpers over simdjson's
// On-Demand parser. The helpers throw simdjson::simdjson_error on damaged JSON or on another type than asked
// for.
#pragma once
#include <simdjson.h>

#include <mooring/plugin.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "json_damage.hpp"
#include "values.hpp"

namespace amazon_seller {

inline constexpr char kRequestIdHeader[] = "x-amzn-requestid";
inline constexpr char kCredential[] = "account";
inline constexpr char kParticipationsBudget[] = "sellers.participations";
inline constexpr char kOrdersBudget[] = "orders.search";
inline constexpr char kOrdersPath[] = "/orders/2026-01-01/orders";

// The failure that a refused call means: its kind by status, Amazon's own words, the endpoint and the request
// id. role: what the call needs, as Amazon calls it.
mooring::Failure refusal(const mooring::HttpResponse& answer,
                         std::string_view role = "Inventory and Order Tracking");

// An answer with status 200 that has errors beside its records, which may then lack some: its member "errors" is to be given here.
// Throws bad_answer with Amazon's words unless there are none.
void refuse_errors(const mooring::HttpResponse& answer, simdjson::ondemand::value errors);

// An answer with status 200 that cannot be understood.
mooring::Failure bad_answer(const mooring::HttpResponse& answer, const std::string& why);

// Throws bad_answer when the body is no JSON to its end: to be asked once simdjson has taken it, which looks at UTF-8. Without a
// sample where `holds_people` says so of a damaged body; it is not asked of others.
inline void require_whole_json(const mooring::HttpResponse& answer,
                               bool (*holds_people)(std::string_view body) = nullptr) {
  if (amazon::json_damage(answer.body(), false).empty()) return;
  const bool with_sample = holds_people == nullptr || !holds_people(answer.body());
  throw bad_answer(answer, amazon::json_damage(answer.body(), with_sample));
}

// Where the answer is damaged, for the end of a message: " at byte 812, near \"...\"", where simdjson stopped. Where the text as a
// whole is no JSON: how it ends, or which bytes are no UTF-8.
std::string place_of(const simdjson::simdjson_error& error, const mooring::HttpResponse& answer,
                     std::optional<simdjson::ondemand::document>& document);
// "; the record stands at byte 812, near \"...\""; empty when `record` is null.
std::string place_of_record(const mooring::HttpResponse& answer, const char* record);

// What stands in the answer from `begin` to where simdjson is reading; empty when `begin` is null.
std::string_view text_from(const char* begin, simdjson::ondemand::document& document);

// Says "an HTML page", "an empty body" when that is what came instead of JSON; otherwise empty.
std::string what_instead_of_json(std::string_view body);

// The body, to be parsed in place: HttpResponse guarantees the bytes behind it that simdjson reads.
inline simdjson::padded_string_view padded(const mooring::HttpResponse& answer) {
  static_assert(mooring::HttpResponse::kBodyPadding >= simdjson::SIMDJSON_PADDING);
  const std::string_view body = answer.body();
  return simdjson::padded_string_view(body.data(), body.size(),
                                      body.size() + mooring::HttpResponse::kBodyPadding);
}

using amazon::for_each_element;
using amazon::for_each_member;

// Valid until the parser's next document.
inline std::optional<std::string_view> optional_text(simdjson::ondemand::value value) {
  if (value.is_null()) return std::nullopt;
  return std::string_view(value.get_string());
}

}  // namespace amazon_seller
