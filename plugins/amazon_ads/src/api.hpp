// What all calls of the Amazon Ads API share: headers, and how a refusal is read. Amazon writes its errors in three shapes
// (see docs/plugins/amazon_ads/quirks.md); none of them is relied on beyond its words.
#pragma once
#include <simdjson.h>

#include <mooring/plugin.hpp>
#include <string>
#include <string_view>

#include "json_text.hpp"

namespace amazon_ads {

inline constexpr char kRequestIdHeader[] = "x-amzn-requestid";
inline constexpr char kCredential[] = "account";
inline constexpr char kScopeHeader[] = "amazon-advertising-api-scope";  // carries the profile's id
inline constexpr char kProfilesBudget[] = "profiles";
inline constexpr char kListsBudget[] = "lists";
inline constexpr char kBudgetUsageBudget[] = "budget_usage";
inline constexpr char kCreateReportBudget[] = "reports.create";
inline constexpr char kReportStatusBudget[] = "reports.status";

// Adds what every call for a profile carries.
mooring::HttpRequest for_profile(mooring::HttpRequest request, const std::string& profile_id,
                                 const char* budget);

// Amazon's own words for a refusal: "Not authorized (UNAUTHORIZED)"; "status 404 without a reason" when there are none.
std::string words_of(const mooring::HttpResponse& answer);

// The failure that a refused call means: its kind by status, Amazon's words, the endpoint and the request id.
mooring::Failure refusal(const mooring::HttpResponse& answer);

// Amazon does not offer this advertising product to this profile: the rest of the profile is fine.
bool lacks_product(const mooring::HttpResponse& answer);

// An answer with a good status that cannot be understood.
mooring::Failure bad_answer(const mooring::HttpResponse& answer, const std::string& why);

// Throws bad_answer when HTML or nothing came instead of JSON.
void require_json(const mooring::HttpResponse& answer);
// The same, and when the body is no JSON to its end. JsonArraySplitter sees to that by itself.
void require_whole_json(const mooring::HttpResponse& answer);

// What fails concerns the whole connection, or somebody's will: nothing else of the run need be tried.
bool ends_run(const mooring::Failure& failure);

// The body, to be parsed in place: HttpResponse guarantees the bytes behind it that simdjson reads.
inline simdjson::padded_string_view padded(const mooring::HttpResponse& answer) {
  static_assert(mooring::HttpResponse::kBodyPadding >= simdjson::SIMDJSON_PADDING);
  const std::string_view body = answer.body();
  return simdjson::padded_string_view(body.data(), body.size(),
                                      body.size() + mooring::HttpResponse::kBodyPadding);
}

using amazon::json_text;

}  // namespace amazon_ads
